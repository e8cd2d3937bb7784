"""deploy/release-data.sh: the archive as files of GitHub releases, with a stand-in for GitHub's `gh` on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from archive.proof.backup import backup as back_up
from archive.proof.verify import verify
from tests.archive import proven_archive
from tests.archive.proven_archive import EDITED, night
from tests.processes import PROJECT

# What a stand-in for GitHub's `gh` keeps: a folder a release, a file an asset.
STAND_IN = """\
#!/usr/bin/env bash
set -euo pipefail
if [[ "$1 $2" == "${DOWN:-}" ]]; then echo "HTTP 502: Bad Gateway" >&2; exit 1; fi
cd "$RELEASES"
case "$1 $2" in
    "release view") ls "$3" ;;
    "release create") mkdir "$3" ;;
    "release list") ls ;;
    "release upload") cp "$4" "$3/" ;;
    "release delete-asset") rm "$3/$4" ;;
    "release download")
        tag=$3; pattern='*'; shift 3
        while (($#)); do case $1 in --pattern) pattern=$2 ;; --dir) folder=$2 ;; esac; shift 2; done
        [[ -n $(ls "$tag") ]] || { echo "no assets to download" >&2; exit 1; }
        cp "$tag"/$pattern "$folder/" ;;
esac
"""


@pytest.fixture
def github(tmp_path: Path) -> dict[str, str]:
    """An environment in which `gh` is the stand-in."""
    tool = tmp_path / "bin" / "gh"
    tool.parent.mkdir()
    tool.write_text(STAND_IN)
    tool.chmod(0o755)
    (tmp_path / "releases").mkdir()
    return os.environ | {"PATH": f"{tool.parent}:{os.environ['PATH']}", "RELEASES": str(tmp_path / "releases")}


def release_data(github: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(PROJECT / "deploy" / "release-data.sh"), *arguments]
    return subprocess.run(command, env=github, capture_output=True, text=True, check=False)


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def files_of(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "kept-captures.txt")
    return {str(path.relative_to(folder)): path.read_text() for path in found}


def test_release_files_bring_back_every_night(tmp_path: Path, github: dict[str, str]) -> None:
    backup, restored = tmp_path / "backup", tmp_path / "data"
    for number, day in enumerate(("2026-11-30T0130", "2026-12-01T0130", "2026-12-02T0130", "2026-12-03T0130")):
        put(backup, **{"archive.db": f"night {number}", f"captures__2026__{number}.warc.gz": f"page {number}"})
        done = release_data(github, "keep", str(backup), day)
        assert done.returncode == 0, done.stderr
    assert release_data(github, "restore", str(restored)).returncode == 0
    assert files_of(restored) == files_of(backup)


def test_each_capture_is_kept_once(tmp_path: Path, github: dict[str, str]) -> None:
    backup = tmp_path / "backup"
    put(backup, **{"archive.db": "1", "captures__a.warc.gz": "a"})
    release_data(github, "keep", str(backup), "2026-11-30T0130")
    release_data(github, "keep", str(backup), "2026-12-01T0130")
    kept = sorted(path.name for path in Path(github["RELEASES"]).glob("captures-*/*"))
    assert kept == ["2026-11-30T0130.tar"]


def test_without_a_release_a_new_archive_begins(tmp_path: Path, github: dict[str, str]) -> None:
    done = release_data(github, "restore", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (0, "no release: a new archive begins\n")


@pytest.mark.parametrize("down", ["release list", "release view", "release download"])
def test_while_github_is_down_no_new_archive_begins(tmp_path: Path, github: dict[str, str], down: str) -> None:
    backup = tmp_path / "backup"
    put(backup, **{"archive.db": "1", "captures__a.warc.gz": "a"})
    release_data(github, "keep", str(backup), "2026-11-30T0130")
    done = release_data(github | {"DOWN": down}, "restore", str(tmp_path / "data"))
    assert done.returncode != 0
    assert "HTTP 502" in done.stderr


@pytest.mark.parametrize("down", ["release create", "release upload", "release delete-asset"])
def test_a_night_whose_keeping_broke_off_is_made_up_for_by_the_next(
    tmp_path: Path, github: dict[str, str], down: str
) -> None:
    backup = tmp_path / "backup"
    put(backup, **{"archive.db": "1", "captures__a.warc.gz": "a"})
    release_data(github | {"DOWN": down}, "keep", str(backup), "2026-11-30T0130")
    put(backup, **{"archive.db": "2", "captures__b.warc.gz": "b"})
    for day in ("2026-12-01T0130", "2026-12-02T0130", "2026-12-03T0130", "2026-12-04T0130"):
        assert release_data(github, "keep", str(backup), day).returncode == 0
    assert release_data(github, "restore", str(tmp_path / "data")).returncode == 0
    assert files_of(tmp_path / "data") == files_of(backup)


def test_a_month_without_captures_is_in_nobodys_way(tmp_path: Path, github: dict[str, str]) -> None:
    backup = tmp_path / "backup"
    put(backup, **{"archive.db": "1", "captures__a.warc.gz": "a"})
    release_data(github, "keep", str(backup), "2026-11-30T0130")
    (Path(github["RELEASES"]) / "captures-2026-12").mkdir()  # made, and cut off before it was filled
    assert release_data(github, "restore", str(tmp_path / "data")).returncode == 0
    assert files_of(tmp_path / "data") == files_of(backup)


def test_only_the_newest_archives_are_kept(tmp_path: Path, github: dict[str, str]) -> None:
    backup = tmp_path / "backup"
    put(backup, **{"archive.db": "1", "captures__a.warc.gz": "a"})
    for day in range(1, 6):
        release_data(github, "keep", str(backup), f"2026-12-0{day}T0130")
    kept = sorted(path.name for path in (Path(github["RELEASES"]) / "data").iterdir())
    assert kept == [f"archive-2026-12-0{day}T0130.tar.gz" for day in (3, 4, 5)]


def test_release_data_says_how_it_is_called(github: dict[str, str]) -> None:
    done = release_data(github)
    assert done.returncode == 2
    assert done.stderr == "release-data.sh restore FOLDER | keep FOLDER NAME\n"


def test_a_real_archive_comes_back_whole_night_after_night(tmp_path: Path, github: dict[str, str]) -> None:
    data = tmp_path / "data"
    proven_archive.fill(data)
    for number, day in ((6, "2025-06-26T1830"), (7, "2025-06-27T1830")):
        with night(data, number) as crawl:
            crawl.page(EDITED)
        copy = tmp_path / day
        assert back_up(data, copy, lambda step: None).findings == ()
        if (data / "kept-captures.txt").exists():
            shutil.copy(data / "kept-captures.txt", copy)
        assert release_data(github, "keep", str(copy), day).returncode == 0
        shutil.rmtree(data)
        assert release_data(github, "restore", str(data)).returncode == 0
    found = verify(data, lambda step: None, lambda finding: None)
    assert ([str(finding) for finding in found.findings], found.examined.captures) == ([], 12)
