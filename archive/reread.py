"""Reads every article again after a rule of reading changed: says what would change, and keeps it if told to."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from archive import agreement_store
from archive.agreement_store import AgreementChange, told_of
from archive.agreements import Told
from archive.report_rows import ReportRows, Row, rows_of
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
    agreements: int = 0  # that changed
    kept: bool = False
    partners: set[str] = field(default_factory=set)  # whose reports changed
    retold: dict[int, tuple[str | None, Told | None]] = field(default_factory=dict)  # the changed reports' articles

    def __str__(self) -> str:
        outcome = "kept" if self.kept else "nothing kept: add --apply"
        changed = f"{self.changed} reports and {self.agreements} agreements changed"
        return f"{self.articles} articles read again, {changed}; {outcome}"


Show = Callable[[Change | AgreementChange], None]


def reread(db: Database, apply: bool, show: Show, tell: Callable[[str], None]) -> Reread:
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
    for change in agreement_store.changes(db, done.partners, done.retold):
        done.agreements += 1
        show(change)
    if apply:
        agreement_store.settle(db)
    return done


def _batches(db: Database) -> Iterator[list[Row]]:
    last = -1
    while batch := list(db.query(f"{ARTICLES} where articles.id > ? order by articles.id limit ?", [last, BATCH])):
        yield batch
        last = batch[-1]["id"]


def _reread(db: Database, articles: Sequence[Row], done: Reread, show: Show, apply: bool) -> None:
    for article in articles:
        rows = rows_of(article)
        before = stored_rows(db, article["id"])
        changes = list(_changes(article["id"], before, own_rows(rows)))
        for change in changes:
            show(change)
        if changes:
            done.retold[article["id"]] = _retold(article, rows)
            done.partners |= {row["partners"] for row in (*before["reports"], rows.report)} - {None}
        done.articles += 1
        done.changed += bool(changes)
        if apply:
            store_rows(db, rows)


def _retold(article: Row, rows: ReportRows) -> tuple[str | None, Told | None]:
    tells = rows.report["partners"] and rows.report["instrument_type"]
    published = article["published"][:10] if article["published"] else None
    told = told_of(rows.report, published, [party["organization"] for party in rows.parties]) if tells else None
    return rows.report["partners"], told


def _changes(article: int, before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]) -> Iterator[Change]:
    """Field by field for the report, list by list for what it names."""
    old, new = (next(iter(rows["reports"]), {}) for rows in (before, after))
    for column in new:
        if old.get(column) != new[column]:
            yield Change(article, column, _shown(old.get(column)), _shown(new[column]))
    for table, columns in SHOWN.items():
        if list(before[table]) != list(after[table]):
            yield Change(article, table, _listed(before[table], columns), _listed(after[table], columns))


def _listed(rows: Sequence[Row], columns: Sequence[str]) -> str:
    return json.dumps([[row[column] for column in columns] for row in rows], ensure_ascii=False)


def _shown(value: Any) -> str:  # noqa: ANN401 (whatever a column holds)
    return "nothing" if value is None else str(value)
