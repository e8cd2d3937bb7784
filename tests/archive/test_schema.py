"""The tables of the archive: made step by step, explained column by column."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.schema import column_comments, migrations
from archive.store import ArchiveError, open_archive

STEPS = [migration.name for migration in migrations.pending(Database(memory=True))]


def tables_of(db: Database) -> dict[str, str]:
    """Name of each table and index -> the SQL that made it."""
    rows = db.query("select name, sql from sqlite_master where sql is not null and name not like '!_%' escape '!'")
    return {row["name"]: row["sql"] for row in rows}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = open_archive(tmp_path_factory.mktemp("schema") / "archive.db")
    yield db
    db.close()


def test_there_is_more_than_one_step() -> None:
    assert len(STEPS) >= 3


@pytest.mark.parametrize("last", range(len(STEPS)))
def test_every_earlier_step_leads_to_the_same_schema(archive: Database, tmp_path: Path, last: int) -> None:
    path = tmp_path / "archive.db"
    earlier = Database(path)
    migrations.apply(earlier, stop_before=STEPS[last])
    earlier.close()
    with closing(open_archive(path)) as db:
        assert tables_of(db) == tables_of(archive)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    open_archive(path).close()
    before = path.read_bytes()
    open_archive(path).close()
    with closing(Database(path)) as db:
        assert list(db.query("pragma integrity_check")) == [{"integrity_check": "ok"}]
    assert len(path.read_bytes()) == len(before)


def own_columns() -> list[tuple[str, str]]:
    db = Database(memory=True)
    migrations.apply(db)
    tables = (table for table in db.table_names() if not table.startswith(("_", "sqlite_")))
    return [(table, column.name) for table in tables for column in db.table(table).columns if column.name != "id"]


@pytest.mark.parametrize(("table", "column"), own_columns())
def test_every_column_says_what_it_holds(archive: Database, table: str, column: str) -> None:
    assert column in column_comments(archive, table), f"{table}.{column} has no comment"


def test_references_are_declared(archive: Database) -> None:
    references = {
        (table, row["from"], row["table"])
        for table in archive.table_names()
        for row in archive.query(f"select * from pragma_foreign_key_list('{table}')")
    }
    assert {
        ("leads", "source", "sources"),
        ("captures", "run", "runs"),
        ("articles", "capture", "captures"),
        ("versions", "article", "articles"),
        ("versions", "capture", "captures"),
        ("refused", "capture", "captures"),
        ("source_runs", "run", "runs"),
    } <= references


def test_references_are_enforced(archive: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        archive.execute(
            "insert into leads (source, kind, key, url, state, first_seen, last_seen)"
            " values ('bao-khong-co', 'page', '1', 'https://a.example/', 'pending', '', '')"
        )


def test_readers_do_not_wait_for_the_writer(archive: Database) -> None:
    assert archive.journal_mode == "wal"


TEXT = b"Day la mot tep van ban.\n" * 100


@pytest.mark.parametrize("content", [TEXT, b"SQLite format 3\0" + bytes(range(256)) * 100], ids=["text", "damaged"])
def test_a_file_that_is_no_archive_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"archive\.db: not an archive that can be opened"):
        open_archive(path)


def test_it_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(TEXT)
    with pytest.raises(ArchiveError):
        open_archive(path)
    assert path.read_bytes() == TEXT
