"""public.db, what readers see: whole, searchable in all its rows, and what the archive said when it was published."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from archive import publish
from archive.nights import quarantine
from archive.proof.findings import Finding
from archive.proof.verify_tables import check_integrity

REPUBLISH = "`python -m archive publish` makes it again"
# Each indexes all articles, by their ids: see archive/web/search_index.py.
INDEXES = "select name from sqlite_master where type = 'table' and sql like 'create virtual table%using fts5%'"


def check_public(folder: Path, tell: Callable[[str], None]) -> Iterator[Finding]:
    """All of it, where it was published at all; in a copy, since FTS5 checks itself only where it may write."""
    public = folder / publish.PUBLIC
    if not public.exists():
        return
    tell(f"checking {public.name}")
    with tempfile.TemporaryDirectory(prefix="archive-verify-") as temporary:
        copy = Path(shutil.copy(public, temporary))
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            try:
                for what in _problems(connection, folder):
                    yield _finding(public, what)
            except sqlite3.DatabaseError as error:
                yield _finding(public, f"it cannot be read ({error})")


def _problems(connection: sqlite3.Connection, folder: Path) -> Iterator[str]:
    for finding in check_integrity(connection, publish.PUBLIC):
        yield finding.what
    for (index,) in connection.execute(INDEXES).fetchall():
        yield from _index_problems(connection, index)
    archive = folder / publish.ARCHIVE
    # Its time is that of the archive that it was made from.
    if archive.exists() and (folder / publish.PUBLIC).stat().st_mtime_ns == publish.changed_at(archive):
        yield from _table_problems(connection, archive)


def _index_problems(connection: sqlite3.Connection, index: str) -> Iterator[str]:
    try:
        connection.execute(f"insert into {index} ({index}) values ('integrity-check')")  # noqa: S608
    except sqlite3.DatabaseError as error:
        yield f"the search index {index} is damaged ({error})"
        return
    for one, other, what in (
        ("articles", f"{index}_docsize", "articles that the search index {index} lacks"),
        (f"{index}_docsize", "articles", "entries of the search index {index} that are no article"),
    ):
        query = f"select count(*) from {one} where id not in (select id from {other})"  # noqa: S608
        if count := connection.execute(query).fetchone()[0]:
            yield f"{count} {what.format(index=index)}"


def _table_problems(connection: sqlite3.Connection, archive: Path) -> Iterator[str]:
    with closing(publish.open_to_read(archive)) as newest:
        if quarantine.is_holding(newest):
            return  # readers are shown less, on purpose
        for table in publish.PUBLIC_TABLES:
            count = f"select count(*) from {table}"  # noqa: S608
            (there,), (here,) = (one.execute(count).fetchone() for one in (newest, connection))
            if there != here:
                yield f"table {table} has {here} rows, the archive that it was made from {there}"


def _finding(public: Path, what: str) -> Finding:
    return Finding(str(public), what, "readers miss or misread articles", REPUBLISH, can_be_made_again=True)
