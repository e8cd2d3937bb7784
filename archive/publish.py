"""archive.db -> public.db: what readers may see, indexed for search, checked, and swapped in whole."""

import fcntl
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive import agreement_store
from archive.nights import quarantine
from archive.schema import migrations
from archive.store import ArchiveError, open_archive
from archive.web.search_index import SEARCH_TABLES, register_index_functions
from archive.web.site_tables import SITE_TABLES

ARCHIVE, PUBLIC = "archive.db", "public.db"

# In the order in which they refer to each other. What only the next crawl needs (leads, listings) and what only finds
# likenesses (sketches) stays behind.
PUBLIC_TABLES = (
    *("runs", "sources", "source_runs", "captures", "articles", "versions", "refused"),
    *("places", "place_successors", "organizations", "organization_names", "people", "documents"),
    *("agreements", "agreement_parties", "reports", "report_parties", "report_people", "posts", "report_documents"),
    *("agreement_events", "capture_origins", "sightings", "edits", "withdrawals"),
    *("stories", "story_articles", "likenesses"),
    *("nights", "night_sources", "held_runs"),
    *("host_nights", "robots_files", "night_answers", "not_archived", "completeness"),
)
PUBLIC_VIEWS = ("agreement_states", "same_formulas", "source_freshness")


@dataclass(frozen=True)
class Publication:
    """What was published."""

    path: Path
    size: int  # bytes
    rows: dict[str, int]  # table -> rows

    def __str__(self) -> str:
        rows = self.rows
        return (
            f"{self.path}: {rows['articles']} articles in {rows['versions']} wordings from {rows['sources']} sources; "
            f"refused pages: {rows['refused']}; {self.size / 1e6:.1f} MB"
        )


def up_to_date(folder: Path, tell: Callable[[str], None]) -> Path:
    """public.db of this folder, published first if it is missing, older than archive.db, or made by another version.

    Raises ArchiveError.
    """
    public, archive = folder / PUBLIC, folder / ARCHIVE
    if archive.exists() and not (_is_as_new(public, archive) and _is_of_this_version(public)):
        publish(folder, tell)
    if not public.exists():
        raise _nothing_there(folder)
    return public


def publish(folder: Path, tell: Callable[[str], None]) -> Publication:
    """Make public.db from archive.db. On any failure the one that is there stays. Raises ArchiveError."""
    archive, public = folder / ARCHIVE, folder / PUBLIC
    if not archive.exists():
        raise _nothing_there(folder)
    try:
        with closing(open_archive(archive)) as db:  # an archive of an older version gets its new tables first
            agreement_store.settle(db)
        with _sole_publisher(folder), _unfinished(public) as unfinished:
            read_at = changed_at(archive)
            with quarantine.without_held(archive, public) as readable:
                rows = _build(readable, unfinished, tell)
            _sync(unfinished)
            # Dated as the archive when it was read: what is crawled while we publish makes it old at once.
            os.utime(unfinished, ns=(read_at, read_at))
            unfinished.rename(public)
    except (sqlite3.DatabaseError, OSError) as error:
        raise ArchiveError(f"{archive} cannot be published: {error}. {public.name} is left as it was.") from error
    return Publication(public, public.stat().st_size, rows)


def _is_as_new(public: Path, archive: Path) -> bool:
    return public.exists() and public.stat().st_mtime_ns >= changed_at(archive)


def _is_of_this_version(public: Path) -> bool:
    with suppress(sqlite3.DatabaseError), closing(open_to_read(public)) as connection:
        made_with: int = connection.execute("pragma user_version").fetchone()[0]
        return made_with == _version_of_tables()
    return False


def _version_of_tables() -> int:
    """31 bits that change with the tables: the pages of one version cannot read those of another."""
    steps = [step.name for step in migrations.pending(Database(memory=True))]
    return zlib.crc32("\n".join([*steps, SEARCH_TABLES, SITE_TABLES]).encode()) >> 1


def newest(folder: Path) -> Path:
    """archive.db, or public.db where that is all there is (a download). Raises ArchiveError."""
    for path in (folder / ARCHIVE, folder / PUBLIC):
        if path.exists():
            return path
    raise _nothing_there(folder)


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, to public.db or archive.db, with rows that go by name."""
    # Where nobody can write, SQLite cannot make the files that it shares with writers, and need not.
    writable = os.access(path.parent, os.W_OK) or path.with_name(path.name + "-wal").exists()
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{'mode=ro' if writable else 'immutable=1'}", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _nothing_there(folder: Path) -> ArchiveError:
    return ArchiveError(f"no archive in {folder}: crawl first, or name the data folder in ARCHIVE_DIR.")


def changed_at(archive: Path) -> int:
    """When the archive was last written, in nanoseconds; what is new lies in the -wal file first."""
    wal = archive.with_name(archive.name + "-wal")
    files = [archive, wal] if wal.exists() and wal.stat().st_size else [archive]
    return max(file.stat().st_mtime_ns for file in files)


@contextmanager
def _sole_publisher(folder: Path) -> Iterator[None]:
    """Wait for another process that publishes here, then keep others waiting."""
    with (folder / "public.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _unfinished(public: Path) -> Iterator[Path]:
    """A path beside public.db to build on, gone afterwards unless it was renamed."""
    path = public.with_name(public.name + ".unfinished")
    path.unlink(missing_ok=True)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _build(archive: Path, unfinished: Path, tell: Callable[[str], None]) -> dict[str, int]:
    # URI, because the archive is attached read-only.
    with closing(sqlite3.connect(unfinished.resolve().as_uri(), uri=True, isolation_level=None)) as connection:
        connection.executescript("pragma page_size = 16384; pragma journal_mode = off; pragma synchronous = off")
        connection.execute(f"pragma user_version = {_version_of_tables()}")
        connection.execute("attach ? as archive", [f"{archive.resolve().as_uri()}?mode=ro"])
        tell("copying the public tables")
        rows = _copy(connection)
        tell(f"indexing {rows['articles']} articles for search")
        _index(connection)
        tell("checking")
        _check(connection)
    return rows


def _copy(connection: sqlite3.Connection) -> dict[str, int]:
    """Tables as they are, comments, keys and all, from one moment of the archive. Returns rows by table."""
    rows = {}
    connection.execute("begin")
    for table in PUBLIC_TABLES:
        schema = "select sql from archive.sqlite_master where tbl_name = ? and sql is not null order by type desc"
        statements = [sql for (sql,) in connection.execute(schema, [table])]
        if not statements:
            raise sqlite3.DatabaseError(f"it has no table {table}")
        create_table, *create_indexes = statements
        connection.execute(create_table)
        rows[table] = connection.execute(f"insert into main.{table} select * from archive.{table}").rowcount  # noqa: S608
        for create_index in create_indexes:
            connection.execute(create_index)
    for view in PUBLIC_VIEWS:
        create_view = "select sql from archive.sqlite_master where type = 'view' and name = ?"
        for (sql,) in connection.execute(create_view, [view]).fetchall():
            connection.execute(sql)
    connection.execute("commit")
    connection.execute("detach archive")
    return rows


def _index(connection: sqlite3.Connection) -> None:
    register_index_functions(connection)
    connection.executescript(f"begin; {SEARCH_TABLES} {SITE_TABLES} commit; analyze;")


def _check(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError for a file that must not reach readers."""
    verdict = connection.execute("pragma integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
        raise sqlite3.DatabaseError(f"row {row} of {table} refers to a row of {parent} that is not there")
    for index in ("articles_fts", "articles_wording"):
        connection.execute(f"insert into {index} ({index}) values ('integrity-check')")  # noqa: S608


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
