"""archive.db -> public.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archive import publish as publishing
from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS, newest, open_to_read, publish, up_to_date
from archive.schema import column_comments
from archive.store import ArchiveError, open_archive
from archive.web.metadata import read_metadata
from archive.web.search_index import SEARCH_TABLES

if TYPE_CHECKING:
    from tests.archive.small_archive import SmallArchive


def silently(_step: str) -> None:
    """Tell nobody."""


@pytest.fixture
def public(small_archive: SmallArchive) -> Iterator[sqlite3.Connection]:
    publication = publish(small_archive.folder, silently)
    with closing(open_to_read(publication.path)) as connection:
        yield connection


def tables_in(connection: sqlite3.Connection) -> set[str]:
    """Tables that hold rows of their own: not those made for the site and its search, not SQLite's statistics."""
    names = connection.execute("select name from sqlite_master where type = 'table'")
    return {name for (name,) in names if not name.startswith(("articles_fts", "articles_wording", "site_", "sqlite_"))}


# What is published


def test_every_table_but_the_operators_own_is_published(public: sqlite3.Connection) -> None:
    assert tables_in(public) == set(PUBLIC_TABLES)


@pytest.mark.parametrize("table", PUBLIC_TABLES)
def test_a_published_table_holds_the_rows_of_the_archive(
    public: sqlite3.Connection, small_archive: SmallArchive, table: str
) -> None:
    in_archive = small_archive.db.execute(f"select * from {table}").fetchall()
    assert [tuple(row) for row in public.execute(f"select * from {table}")] == in_archive


@pytest.mark.parametrize("kind", ["table", "index"])
def test_comments_keys_and_indexes_are_those_of_the_archive(
    public: sqlite3.Connection, small_archive: SmallArchive, kind: str
) -> None:
    schema = "select tbl_name, sql from sqlite_master where type = ? and sql is not null order by name"
    in_archive = small_archive.db.execute(schema, [kind]).fetchall()
    expected = [row for row in in_archive if row[0] in PUBLIC_TABLES]
    assert [tuple(row) for row in public.execute(schema, [kind]) if row[0] in PUBLIC_TABLES] == expected


def test_what_was_published_is_told_in_one_line(small_archive: SmallArchive) -> None:
    publication = publish(small_archive.folder, silently)
    size = publication.path.stat().st_size / 1e6
    assert str(publication) == (
        f"{publication.path}: 3 articles in 4 wordings from 2 sources; refused pages: 1; {size:.1f} MB"
    )


def test_rows_committed_but_still_in_the_wal_file_are_published(small_archive: SmallArchive) -> None:
    wal = small_archive.folder / "archive.db-wal"
    assert wal.stat().st_size > 0, "the archive is open and nothing was checkpointed"
    assert publish(small_archive.folder, silently).rows["articles"] == 3


def test_an_archive_without_articles_is_published(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    rows = publish(tmp_path, silently).rows
    filled = {table for table in PUBLIC_TABLES if rows[table]}
    assert filled == {"places", "place_successors"}


def test_publishing_again_changes_nothing(small_archive: SmallArchive) -> None:
    first = publish(small_archive.folder, silently).path.read_bytes()
    assert publish(small_archive.folder, silently).path.read_bytes() == first


def test_nothing_but_the_published_file_and_its_lock_is_left_behind(small_archive: SmallArchive) -> None:
    before = {path.name for path in small_archive.folder.iterdir()}
    publish(small_archive.folder, silently)
    assert {path.name for path in small_archive.folder.iterdir()} - before == {"public.db", "public.lock"}


def test_what_a_killed_publisher_left_is_cleared_away(small_archive: SmallArchive) -> None:
    (small_archive.folder / "public.db.unfinished").write_bytes(b"half a file")
    assert publish(small_archive.folder, silently).rows["articles"] == 3
    assert not list(small_archive.folder.glob("*.unfinished"))


# What must never reach readers


def test_a_missing_archive_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no archive in .*: crawl first, or name the data folder in ARCHIVE_DIR"):
        publish(tmp_path, silently)


def break_by_writing_over_it(small_archive: SmallArchive) -> None:
    small_archive.db.close()
    (small_archive.folder / "archive.db").write_bytes(b"not a database " * 1000)


def break_by_dropping_a_table(small_archive: SmallArchive) -> None:
    small_archive.db.execute("pragma foreign_keys = off")
    small_archive.db.execute("drop table refused")


def break_by_losing_a_capture(small_archive: SmallArchive) -> None:
    small_archive.db.execute("pragma foreign_keys = off")
    small_archive.db.execute("delete from captures where id = 1")


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (break_by_writing_over_it, "file is not a database"),
        (break_by_dropping_a_table, "it has no table refused"),
        (break_by_losing_a_capture, "refers to a row of captures that is not there"),
    ],
)
def test_a_broken_archive_leaves_the_published_file_as_it_was(
    small_archive: SmallArchive, break_it: Callable[[SmallArchive], None], reason: str
) -> None:
    public = publish(small_archive.folder, silently).path
    good = public.read_bytes()
    break_it(small_archive)
    small_archive.db.close()
    with pytest.raises(ArchiveError, match=reason):
        publish(small_archive.folder, silently)
    assert public.read_bytes() == good
    assert not list(small_archive.folder.glob("*.unfinished"))


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(small_archive: SmallArchive) -> None:
    (small_archive.folder / "public.lock").mkdir()
    with pytest.raises(ArchiveError, match=r"cannot be published: .*Is a directory.* public\.db is left as it was"):
        publish(small_archive.folder, silently)


def test_a_file_that_fails_its_check_is_not_published(
    small_archive: SmallArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = SEARCH_TABLES + "delete from articles_fts_data where id > 10;"
    monkeypatch.setattr(publishing, "SEARCH_TABLES", spoilt)
    with pytest.raises(ArchiveError, match="malformed"):
        publish(small_archive.folder, silently)
    assert not (small_archive.folder / "public.db").exists()


# When to publish


def test_up_to_date_publishes_what_was_never_published(small_archive: SmallArchive) -> None:
    assert up_to_date(small_archive.folder, silently).exists()


def test_up_to_date_leaves_a_file_alone_that_is_as_new_as_the_archive(small_archive: SmallArchive) -> None:
    steps: list[str] = []
    up_to_date(small_archive.folder, silently)
    up_to_date(small_archive.folder, steps.append)
    assert steps == []


def test_up_to_date_publishes_again_after_the_archive_changed(small_archive: SmallArchive) -> None:
    public = up_to_date(small_archive.folder, silently)
    small_archive.db.execute("update sources set name = 'Báo Ven Biển'")
    up_to_date(small_archive.folder, silently)
    with closing(open_to_read(public)) as connection:
        assert connection.execute("select distinct name from sources").fetchone()[0] == "Báo Ven Biển"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda public: sqlite3.connect(public).execute("pragma user_version = 1").connection.close(),
        lambda public: public.write_bytes(b"no database at all"),
    ],
    ids=["of another version", "no database"],
)
def test_up_to_date_publishes_again_what_its_pages_could_not_read(
    small_archive: SmallArchive, spoil: Callable[[Path], None]
) -> None:
    public = up_to_date(small_archive.folder, silently)
    whole = public.read_bytes()
    spoil(public)
    up_to_date(small_archive.folder, silently)
    assert public.read_bytes() == whole


def test_what_is_crawled_while_publishing_makes_the_published_file_old(small_archive: SmallArchive) -> None:
    def crawl(step: str) -> None:
        if step == "checking":
            small_archive.db.execute("update sources set name = 'Báo Ven Biển'")

    public = publish(small_archive.folder, crawl).path
    assert public.stat().st_mtime_ns < (small_archive.folder / "archive.db-wal").stat().st_mtime_ns


def test_a_downloaded_public_file_alone_is_enough_to_read(small_archive: SmallArchive, tmp_path: Path) -> None:
    elsewhere = tmp_path / "download"
    elsewhere.mkdir()
    publish(small_archive.folder, silently).path.rename(elsewhere / "public.db")
    assert up_to_date(elsewhere, silently) == newest(elsewhere) == elsewhere / "public.db"


@pytest.mark.parametrize("read", [newest, lambda folder: up_to_date(folder, silently)])
def test_an_empty_folder_is_said_in_a_sentence(tmp_path: Path, read: Callable[[Path], Path]) -> None:
    with pytest.raises(ArchiveError, match="crawl first"):
        read(tmp_path)


# The data dictionary


def described_tables() -> dict[str, Any]:
    tables: dict[str, Any] = read_metadata()["databases"]["public"]["tables"]
    return tables


def test_every_published_table_and_view_is_described_and_no_other() -> None:
    assert set(described_tables()) == {*PUBLIC_TABLES, *PUBLIC_VIEWS}


@pytest.mark.parametrize("table", [*PUBLIC_TABLES, *PUBLIC_VIEWS])
def test_every_column_is_described_in_the_order_of_the_table(public: sqlite3.Connection, table: str) -> None:
    columns = [row["name"] for row in public.execute(f"pragma table_info({table})")]
    assert list(described_tables()[table]["columns"]) == columns


@pytest.mark.parametrize("table", PUBLIC_TABLES)
def test_the_english_half_of_a_column_is_the_comment_in_the_schema(small_archive: SmallArchive, table: str) -> None:
    described = described_tables()[table]["columns"]
    english = {column: description.split(" / ", 1)[1] for column, description in described.items()}
    assert english == column_comments(small_archive.db, table)
