"""Reads every article again after a rule of reading changed: says what would change, and keeps it if told to."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.report_rows import Row, rows_of
from archive.report_store import ARTICLES, own_rows, store_rows, stored_rows
from archive.store import transaction

BATCH = 200  # articles a transaction: a crawl that waits for the lock waits for about a second

# What tells a row of a list apart from its neighbours when a change is printed.
SHOWN = {
    "report_parties": ("name", "organization"),
    "report_people": ("name", "role"),
    "posts": ("person", "title", "organization"),
    "report_documents": ("symbol", "type", "document"),
}


@dataclass(frozen=True)
class Change:
    """One field of one article's report, before and after."""

    article: int
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.article}, {self.field}: {self.before} -> {self.after}"


@dataclass
class Reread:
    """How many articles were read again, how many reports differ, and whether they were kept."""

    articles: int = 0
    changed: int = 0
    kept: bool = False

    def __str__(self) -> str:
        outcome = "kept" if self.kept else "nothing kept: add --apply"
        return f"{self.articles} articles read again, {self.changed} reports changed; {outcome}"


def reread(db: Database, apply: bool, show: Callable[[Change], None], tell: Callable[[str], None]) -> Reread:
    """Read all articles again in the order of their ids. Without `apply` the archive is not written to."""
    done = Reread(kept=apply)
    total = db.execute("select count(*) from articles").fetchone()[0]
    for batch in _batches(db):
        if apply:
            with transaction(db):
                _reread(db, batch, done, show, apply)
        else:
            _reread(db, batch, done, show, apply)
        tell(f"{done.articles} of {total} articles read again, {done.changed} changed")
    return done


def _batches(db: Database) -> Iterator[list[Row]]:
    last = -1
    while batch := list(db.query(f"{ARTICLES} where articles.id > ? order by articles.id limit ?", [last, BATCH])):
        yield batch
        last = batch[-1]["id"]


def _reread(db: Database, articles: Sequence[Row], done: Reread, show: Callable[[Change], None], apply: bool) -> None:
    for article in articles:
        rows = rows_of(article)
        changes = list(_changes(article["id"], stored_rows(db, article["id"]), own_rows(rows)))
        for change in changes:
            show(change)
        done.articles += 1
        done.changed += bool(changes)
        if apply:
            store_rows(db, rows)


def _changes(article: int, before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]) -> Iterator[Change]:
    """Field by field for the report, list by list for what it names."""
    old, new = (next(iter(rows["reports"]), {}) for rows in (before, after))
    for field in new:
        if old.get(field) != new[field]:
            yield Change(article, field, _shown(old.get(field)), _shown(new[field]))
    for table, columns in SHOWN.items():
        if list(before[table]) != list(after[table]):
            yield Change(article, table, _listed(before[table], columns), _listed(after[table], columns))


def _listed(rows: Sequence[Row], columns: Sequence[str]) -> str:
    return json.dumps([[row[column] for column in columns] for row in rows], ensure_ascii=False)


def _shown(value: Any) -> str:  # noqa: ANN401 (whatever a column holds)
    return "nothing" if value is None else str(value)
