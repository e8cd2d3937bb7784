#!/usr/bin/env bash
# The archive as files of GitHub releases, for nights on a hosted runner.
#
#   release-data.sh restore FOLDER          release files -> a data folder; nothing where there is no release yet
#   release-data.sh keep FOLDER NAME        a backup (python -m archive backup) -> release files called by NAME
#
# Release `data` holds the newest archive-NAME.tar.gz (archive.db and runs/), `captures-YYYY-MM` a tar of the WARC files
# that each night added. A night counts from the moment when its archive file is whole: it is uploaded last.
# Where GitHub does not answer, this fails: an archive that cannot be reached must not be taken for one that never was.
set -euo pipefail

KEPT_ARCHIVES=3

files_of() { gh release view "$1" --json assets --jq '.assets[].name'; }

release_exists() { grep -qx -- "$1" <<<"$releases"; }

create_release() {
    if ! release_exists "$1"; then
        gh release create "$1" --title "$1" --notes "Files of the archive, see docs/operating.md" --prerelease
    fi
}

# Of the file names on stdin, oldest first.
archives() { grep '^archive-.*\.tar\.gz$' | LC_ALL=C sort || true; }

restore() {
    local folder=$1 downloads files newest tag tar
    mkdir -p "$folder"
    release_exists data || { echo "no release: a new archive begins"; return; }
    files=$(files_of data)
    newest=$(archives <<<"$files" | tail -n 1)
    [[ -n $newest ]] || { echo "release data holds no archive file: a new archive begins"; return; }
    downloads=$(mktemp -d)
    gh release download data --pattern "$newest" --dir "$downloads"
    tar -xzf "$downloads/$newest" -C "$folder"
    for tag in $(grep '^captures-' <<<"$releases" || true); do
        files=$(files_of "$tag")
        [[ -n $files ]] || continue # the night was cut off between making the release and filling it
        mkdir "$downloads/$tag"
        gh release download "$tag" --dir "$downloads/$tag"
        for tar in "$downloads/$tag"/*.tar; do tar -xf "$tar" -C "$folder"; done
        rm -r "${downloads:?}/$tag"
    done
    rm -r "$downloads"
}

keep() {
    local folder=$1 name=$2 uploads month files old
    uploads=$(mktemp -d)
    month=captures-${name:0:7}
    (cd "$folder" && find captures -name '*.warc.gz' | LC_ALL=C sort) >"$uploads/all"
    if [[ -e $folder/kept-captures.txt ]]; then cp "$folder/kept-captures.txt" "$uploads/kept"; else touch "$uploads/kept"; fi
    LC_ALL=C comm -23 "$uploads/all" "$uploads/kept" >"$uploads/new"
    if [[ -s $uploads/new ]]; then
        create_release "$month"
        tar -cf "$uploads/$name.tar" -C "$folder" -T "$uploads/new"
        gh release upload "$month" "$uploads/$name.tar" --clobber
    fi
    create_release data
    cp "$uploads/all" "$folder/kept-captures.txt"
    tar -czf "$uploads/archive-$name.tar.gz" -C "$folder" --exclude=./captures .
    gh release upload data "$uploads/archive-$name.tar.gz" --clobber
    files=$(files_of data)
    for old in $(archives <<<"$files" | head -n "-$KEPT_ARCHIVES"); do gh release delete-asset data "$old" --yes; done
    rm -r "$uploads"
}

case "${1:-}" in
    restore | keep) releases=$(gh release list --limit 1000 --json tagName --jq '.[].tagName') ;;
    *) echo "release-data.sh restore FOLDER | keep FOLDER NAME" >&2; exit 2 ;;
esac
case $1 in
    restore) restore "${2:?name the data folder}" ;;
    keep) keep "${2:?name the backup}" "${3:?name the night, as 2026-11-22T0130}" ;;
esac
