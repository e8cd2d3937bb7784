#!/usr/bin/env bash
# The archive as files of GitHub releases, for nights on a hosted runner.
#
#   release-data.sh restore FOLDER          release files -> a data folder; nothing where there is no release yet
#   release-data.sh keep FOLDER NAME        a backup (python -m archive backup) -> release files called by NAME
#
# Release `data` holds the newest archive-NAME.tar.gz (archive.db and runs/), `captures-YYYY-MM` a tar of the WARC files
# that each night added. A night counts from the moment when its archive file is whole: it is uploaded last.
set -euo pipefail

KEPT_ARCHIVES=3

release_exists() { gh release view "$1" >/dev/null 2>&1; }

files_of() { gh release view "$1" --json assets --jq '.assets[].name'; }

create_release() {
    release_exists "$1" || gh release create "$1" --title "$1" --notes "Files of the archive, see docs/operating.md" --prerelease
}

archives() { files_of data | grep '^archive-.*\.tar\.gz$' | sort || true; }

restore() {
    local folder=$1 downloads newest tag tar
    mkdir -p "$folder"
    release_exists data || { echo "no release: a new archive begins"; return; }
    downloads=$(mktemp -d)
    newest=$(archives | tail -n 1)
    [[ -n $newest ]] || { echo "release data holds no archive file: a new archive begins"; return; }
    gh release download data --pattern "$newest" --dir "$downloads"
    tar -xzf "$downloads/$newest" -C "$folder"
    for tag in $(gh release list --limit 1000 --json tagName --jq '.[].tagName' | grep '^captures-' || true); do
        mkdir "$downloads/$tag"
        gh release download "$tag" --dir "$downloads/$tag"
        for tar in "$downloads/$tag"/*.tar; do tar -xf "$tar" -C "$folder"; done
        rm -r "${downloads:?}/$tag"
    done
    rm -r "$downloads"
}

keep() {
    local folder=$1 name=$2 uploads new month old
    uploads=$(mktemp -d)
    month=captures-${name:0:7}
    create_release data
    create_release "$month"
    (cd "$folder" && find captures -name '*.warc.gz' | LC_ALL=C sort) >"$uploads/all"
    if [[ -e $folder/kept-captures.txt ]]; then cp "$folder/kept-captures.txt" "$uploads/kept"; else touch "$uploads/kept"; fi
    new=$uploads/new
    LC_ALL=C comm -23 "$uploads/all" "$uploads/kept" >"$new"
    if [[ -s $new ]]; then
        tar -cf "$uploads/$name.tar" -C "$folder" -T "$new"
        gh release upload "$month" "$uploads/$name.tar" --clobber
    fi
    cp "$uploads/all" "$folder/kept-captures.txt"
    tar -czf "$uploads/archive-$name.tar.gz" -C "$folder" --exclude=./captures .
    gh release upload data "$uploads/archive-$name.tar.gz" --clobber
    for old in $(archives | head -n "-$KEPT_ARCHIVES"); do gh release delete-asset data "$old" --yes; done
    rm -r "$uploads"
}

case "${1:-}" in
    restore) restore "${2:?name the data folder}" ;;
    keep) keep "${2:?name the backup}" "${3:?name the night, as 2026-11-22T0130}" ;;
    *) echo "release-data.sh restore FOLDER | keep FOLDER NAME" >&2; exit 2 ;;
esac
