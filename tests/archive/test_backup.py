"""`python -m archive backup`: whole at any moment, checked as if restored, never at the cost of the backup before."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive import clock
from archive.proof import digests
from archive.proof.backup import Backup, backup
from archive.proof.verify import verify
from archive.store import ArchiveError, open_archive
from tests.archive import proven_archive
from tests.archive.proven_archive import EDITED, REVIEW, night
from tests.archive.running import run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    proven_archive.fill(folder)
    with closing(open_archive(folder / "archive.db")) as db:
        digests.write_digest(db, folder, clock.tonight())
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A data folder of five nights with a digest."""
    return Path(shutil.copytree(whole, tmp_path / "data"))


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def copied(folder: Path, to: Path) -> Backup:
    return backup(folder, to, lambda step: None)


def contents(folder: Path, *names: str) -> dict[str, bytes]:
    """File -> bytes, below these names of the folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in names
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
        return {table: sorted(db.execute(f"select * from {table}"), key=repr) for table in tables}


def wrong(folder: Path) -> list[str]:
    return [str(one) for one in verify(folder, lambda step: None, lambda finding: None).findings]


def test_a_backup_holds_every_row(folder: Path, to: Path) -> None:
    copied(folder, to)
    assert rows(to) == rows(folder)


def test_a_backup_holds_every_capture_and_digest(folder: Path, to: Path) -> None:
    copied(folder, to)
    assert contents(to, "captures", "runs") == contents(folder, "captures", "runs")


def test_copied_back_it_is_the_archive(folder: Path, to: Path) -> None:
    copied(folder, to)
    before = rows(folder)
    shutil.rmtree(folder)
    shutil.copytree(to, folder)
    assert (rows(folder), wrong(folder)) == (before, [])


def test_every_capture_is_read_in_the_copy(folder: Path, to: Path) -> None:
    done = copied(folder, to)
    assert (done.articles, done.files, done.copied, done.checked) == (2, 5, 5, 10)


def test_again_only_what_is_new_is_copied(folder: Path, to: Path) -> None:
    copied(folder, to)
    with night(folder, 6) as crawl:
        crawl.page(EDITED)
    done = copied(folder, to)
    assert (done.files, done.copied, done.checked) == (6, 1, 1)


def test_files_are_copies_and_no_links(folder: Path, to: Path) -> None:
    copied(folder, to)
    assert {path.stat().st_nlink for path in to.rglob("*.warc.gz")} == {1}


def test_made_while_a_crawl_writes_it_is_whole(folder: Path, to: Path) -> None:
    with night(folder, 6) as crawl:
        crawl.page(EDITED)
        done = copied(folder, to)
    assert (done.checked, done.findings, wrong(to)) == (11, (), [])


def test_a_file_that_was_still_written_is_copied_again(folder: Path, to: Path) -> None:
    with night(folder, 6) as crawl:
        crawl.page(EDITED)
        copied(folder, to)
        crawl.page(REVIEW)
    copied(folder, to)
    assert contents(to, "captures") == contents(folder, "captures")


def test_a_record_torn_in_the_making_is_not_copied(folder: Path, to: Path) -> None:
    with night(folder, 6) as crawl:
        crawl.page(EDITED)
        (path,) = (folder / "captures").rglob("*.open")
        whole_size = path.stat().st_size
        with path.open("ab") as file:
            file.write(b"\x1f\x8b\x08\x00 half a record")
        copied(folder, to)
    (kept,) = (to / "captures").rglob("*.open")
    assert kept.stat().st_size == whole_size


@pytest.mark.parametrize("name", ["thu.txt", "archive.db"])
def test_a_folder_that_holds_other_things_is_refused(folder: Path, to: Path, name: str) -> None:
    to.mkdir()
    (to / name).write_text("của tôi")
    with pytest.raises(ArchiveError, match="holds files and is no backup"):
        copied(folder, to)
    assert contents(to, ".") == {name: "của tôi".encode()}


def test_an_empty_folder_is_taken(folder: Path, to: Path) -> None:
    to.mkdir()
    assert copied(folder, to).articles == 2


@pytest.mark.parametrize("inside", ["data/backup", ".", "data"])
def test_a_folder_within_the_archive_or_around_it_is_refused(folder: Path, tmp_path: Path, inside: str) -> None:
    with pytest.raises(ArchiveError, match="lie in each other"):
        copied(folder, tmp_path / inside)


def test_a_damaged_archive_does_not_replace_a_good_backup(folder: Path, to: Path) -> None:
    copied(folder, to)
    before = rows(to)
    database = folder / "archive.db"
    content = bytearray(database.read_bytes())
    content[200_000:300_000] = bytes(100_000)
    database.write_bytes(content)
    with pytest.raises(ArchiveError, match="What was there before stands"):
        copied(folder, to)
    assert rows(to) == before


def test_a_capture_file_that_changed_does_not_replace_its_copy(folder: Path, to: Path) -> None:
    copied(folder, to)
    before = contents(to, "captures")
    path = next((folder / "captures").rglob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-10])
    done = copied(folder, to)
    assert [finding.where for finding in done.findings] == [str(path)]
    assert contents(to, "captures") == before


def test_a_capture_that_is_damaged_already_is_named(folder: Path, to: Path) -> None:
    path = next((folder / "captures").rglob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[:400])
    ended = run(folder, "backup", str(to))
    assert (ended.returncode, "is lost" in ended.stderr) == (1, True)


def test_without_an_archive_nothing_is_made(tmp_path: Path, to: Path) -> None:
    ended = run(tmp_path / "nothing", "backup", str(to))
    assert (ended.returncode, to.exists()) == (1, False)
    assert "there is nothing to back up" in ended.stderr


def test_the_command_says_what_it_did(folder: Path, to: Path) -> None:
    assert run(folder, "backup", str(to)).stdout == (
        f"{to}: 2 articles and 5 WARC files, 5 of them copied now; 10 captures read again in the copy, nothing wrong\n"
    )
