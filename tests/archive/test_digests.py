"""The digests of nights: what stands in them, that they never change, and that each vouches for the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.proof.digests import FILE, read_digest, write_digest
from archive.store import ArchiveError, open_archive
from tests.archive.proven_archive import EDITED, REVIEW, SIGNING, night
from tests.archive.running import run

FIRST, SECOND, THIRD = date(2025, 6, 21), date(2025, 6, 22), date(2025, 6, 23)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """After one night of two articles."""
    with night(tmp_path, 1) as crawl:
        crawl.page(SIGNING)
        crawl.page(REVIEW)
    with closing(open_archive(tmp_path / "archive.db")) as opened:
        yield opened


def test_a_digest_lists_each_capture_with_its_place(db: Database, tmp_path: Path) -> None:
    digest = read_digest(write_digest(db, tmp_path, FIRST))
    listed = {(one.sha256, one.record_id, one.file, one.place) for one in digest.lines if one.record_id != FILE}
    assert listed == set(db.execute("select sha256, record_id, file, offset from captures").fetchall())


def test_a_digest_lists_each_whole_file(db: Database, tmp_path: Path) -> None:
    digest = read_digest(write_digest(db, tmp_path, FIRST))
    (file,) = (tmp_path / "captures").rglob("*.warc.gz")
    listed = [(one.sha256, one.file, one.place) for one in digest.lines if one.record_id == FILE]
    content = file.read_bytes()
    name = str(file.relative_to(tmp_path / "captures"))
    assert listed == [(hashlib.sha256(content).hexdigest(), name, len(content))]


def test_a_file_that_is_still_written_waits_for_the_next_digest(db: Database, tmp_path: Path) -> None:
    with night(tmp_path, 2) as crawl:
        crawl.page(EDITED)
        first = read_digest(write_digest(db, tmp_path, FIRST))
    second = read_digest(write_digest(db, tmp_path, SECOND))
    assert [sum(line.record_id == FILE for line in digest.lines) for digest in (first, second)] == [1, 1]


def test_lines_are_sorted(db: Database, tmp_path: Path) -> None:
    lines = write_digest(db, tmp_path, FIRST).read_text().splitlines()[2:]
    assert lines == sorted(lines)


def test_written_again_it_is_the_same_file(db: Database, tmp_path: Path) -> None:
    before = write_digest(db, tmp_path, FIRST).stat().st_mtime_ns
    assert write_digest(db, tmp_path, FIRST).stat().st_mtime_ns == before


def test_made_elsewhere_from_the_same_archive_it_is_the_same(db: Database, tmp_path: Path) -> None:
    first = write_digest(db, tmp_path, FIRST)
    before = first.read_bytes()
    first.unlink()
    assert write_digest(db, tmp_path, FIRST).read_bytes() == before


def test_what_comes_after_the_digest_stands_in_the_next_one(db: Database, tmp_path: Path) -> None:
    write_digest(db, tmp_path, FIRST)
    with night(tmp_path, 1) as late:  # captures of an old night, imported later
        late.page(EDITED)
    second = read_digest(write_digest(db, tmp_path, SECOND))
    (newest,) = db.execute("select record_id from captures order by id desc limit 1").fetchone()
    assert [line.record_id for line in second.lines if line.record_id != FILE] == [newest]


def test_the_first_follows_nothing(db: Database, tmp_path: Path) -> None:
    assert read_digest(write_digest(db, tmp_path, FIRST)).previous == "none"


def test_each_holds_the_hash_of_the_one_before(db: Database, tmp_path: Path) -> None:
    first = write_digest(db, tmp_path, FIRST)
    second = read_digest(write_digest(db, tmp_path, SECOND))
    assert second.previous == f"{first.name} {hashlib.sha256(first.read_bytes()).hexdigest()}"


def test_a_night_without_captures_has_its_digest(db: Database, tmp_path: Path) -> None:
    write_digest(db, tmp_path, FIRST)
    assert read_digest(write_digest(db, tmp_path, SECOND)).lines == ()


def test_no_digest_is_put_before_one_that_is_there(db: Database, tmp_path: Path) -> None:
    write_digest(db, tmp_path, SECOND)
    with pytest.raises(ArchiveError, match=r"2025-06-22\.sha256 is of a later night than 2025-06-21"):
        write_digest(db, tmp_path, FIRST)


def test_a_file_that_is_no_digest_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "2025-06-21.sha256"
    path.write_text("không phải bảng băm\n")
    with pytest.raises(ArchiveError, match="is no digest"):
        read_digest(path)


def test_the_command_says_where_the_digest_is(db: Database, tmp_path: Path) -> None:
    ended = run(tmp_path, "hashes", "--night", str(THIRD))
    assert ended.stdout == f"{tmp_path}/runs/2025-06-23.sha256\n"
