"""What the archive's tables say, held against each other: SQLite's own checks, references, texts, history."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archive import agreement_store, store
from archive.history import versions, withdrawals
from archive.model import Article
from archive.proof.findings import Finding
from archive.report_store import keep_report

MOST_MESSAGES = 20  # of SQLite's own checks: a broken file gives thousands
BATCH = 200  # articles a transaction: a crawl that waits for the lock waits for about a second
REREAD = "`python -m archive verify --repair` makes it again"
FROM_CAPTURES = "restore archive.db from a backup, or make it again with `scrapy reextract --from-captures`"

WITHOUT_VERSION = """
select id from articles
where not exists (select 1 from versions where versions.article = articles.id and number = articles.version)
"""
WITHOUT_SIGHTING = "select id from articles where id not in (select article from sightings)"
WITHOUT_REPORT = "select id from articles where id not in (select article from reports)"

# Withdrawals are settled when a crawl ends: those of a source that is being crawled, or whose crawl was killed, wait
# for that.
NOT_SETTLED = """
select id from articles where source in (
    select source from source_runs as newest
    where ended_at is null and not exists (
        select 1 from source_runs as later where later.source = newest.source and later.started_at > newest.started_at
    )
)
"""

# What `versions.settle` and `withdrawals.settle_nights` make of sightings: table -> its columns.
HISTORY = {
    "versions": "article, number, seen_at, capture, fingerprint",
    "edits": "article, before, after, seen_at, class, changes, returns, last_seen_at, capture",
    "withdrawals": "*",
    "sightings": "article, capture, fingerprint",
    "articles": "id, version, first_seen, checked_at",
}


def check_tables(connection: sqlite3.Connection, archive: Path, tell: Callable[[str], None]) -> Iterator[Finding]:
    """Everything but the evidence. `connection` only reads; its rows go by name."""
    tell("checking the tables")
    yield from check_integrity(connection, str(archive))
    yield from _check_articles(connection, archive)
    for article, number in changed_texts(connection):
        yield Finding(
            f"{archive}, version {number} of article {article}",
            "its text is not the one that its fingerprint was made of",
            "somebody or something changed the text after it was stored",
            "`scrapy reextract --apply` reads it again from its capture",
        )
    tell("making the history again, in a copy")
    yield from _check_history(connection, archive)


def check_integrity(connection: sqlite3.Connection, where: str) -> Iterator[Finding]:
    """What SQLite itself finds: damaged pages, indexes that disagree with their table, references that lead nowhere."""
    for (message,) in connection.execute(f"pragma integrity_check({MOST_MESSAGES})").fetchall():
        if message == "ok":
            continue
        of_index = "index" in message
        meaning = "queries by that index miss rows" if of_index else "what lies there cannot be trusted"
        yield Finding(where, message, meaning, REREAD if of_index else FROM_CAPTURES, can_be_made_again=of_index)
    broken = connection.execute("pragma foreign_key_check").fetchall()
    for table, row, parent, _ in broken[:MOST_MESSAGES]:
        yield Finding(
            f"{where}, table {table}, row {row}",
            f"it refers to a row of {parent} that is not there",
            "pages that lead from one to the other break",
            FROM_CAPTURES,
        )
    if len(broken) > MOST_MESSAGES:
        yield Finding(where, f"{len(broken)} rows in all refer to nothing", "see above", FROM_CAPTURES)


def settle_all(db: Database) -> None:
    """Make versions, edits and withdrawals again from the sightings, and reports that are missing.

    Not where a text was changed: what is wrong with it must not spread to its edits.
    """
    assert db.conn is not None
    changed = {article for article, _ in changed_texts(db.conn)}
    articles = [row["id"] for row in db.query("select id from articles order by id") if row["id"] not in changed]
    for start in range(0, len(articles), BATCH):
        with store.transaction(db):
            for article in articles[start : start + BATCH]:
                versions.settle(db, article)
    for source in [row["id"] for row in db.query("select id from sources order by id")]:
        with store.transaction(db):
            withdrawals.settle_nights(db, source)
    for row in list(db.query(WITHOUT_REPORT)):
        with store.transaction(db):
            keep_report(db, row["id"])
    agreement_store.settle(db)


def _check_articles(connection: sqlite3.Connection, archive: Path) -> Iterator[Finding]:
    for query, what, meaning, can_be_made_again in (
        (WITHOUT_VERSION, "its current wording is not among its versions", "its history is not whole", True),
        (WITHOUT_SIGHTING, "no capture is noted that saw it", "nothing proves that it stood there", False),
        (WITHOUT_REPORT, "it has not been read for what it reports", "searches for reports miss it", True),
    ):
        for (article,) in connection.execute(query).fetchall():
            remedy = REREAD if can_be_made_again else FROM_CAPTURES
            yield Finding(f"{archive}, article {article}", what, meaning, remedy, can_be_made_again)


def changed_texts(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Article and number of each version whose text does not give its fingerprint."""
    for article, number, fingerprint, headline, captions, body in connection.execute(
        "select article, number, fingerprint, headline, captions, body from versions"
    ):
        wording = versions.wording({"headline": headline, "captions": captions, "body": body})
        text = Article(key="", url=None, headline=wording.headline, body=wording.body, captions=wording.captions)
        if store.fingerprint(text) != fingerprint:
            yield article, number


def _check_history(connection: sqlite3.Connection, archive: Path) -> Iterator[Finding]:
    """Settled in a copy, so that neither a crawl nor a folder that cannot be written is in the way."""
    with tempfile.TemporaryDirectory(prefix="archive-verify-") as folder:
        copy = Path(folder) / archive.name
        with closing(sqlite3.connect(copy, isolation_level=None)) as target:
            connection.backup(target)
        with closing(store.open_archive(copy)) as db:
            settle_all(db)
        yield from _differences(connection, copy, archive)


def _differences(connection: sqlite3.Connection, copy: Path, archive: Path) -> Iterator[Finding]:
    connection.execute("attach ? as settled", [f"{copy.as_uri()}?mode=ro"])
    waiting = {article for (article,) in connection.execute(NOT_SETTLED)}
    for table, columns in HISTORY.items():
        differing = set()
        for one, other in (("main", "settled"), ("settled", "main")):
            rows = connection.execute(
                f"select {columns} from {one}.{table} except select {columns} from {other}.{table}"  # noqa: S608
            )
            differing |= {row[0] for row in rows}
        for article in sorted(differing - waiting if table == "withdrawals" else differing):
            yield Finding(
                f"{archive}, table {table}, article {article}",
                "its rows are not what the sightings say",
                "its versions, edits or withdrawals are told wrongly",
                REREAD,
                can_be_made_again=True,
            )
    connection.execute("detach settled")
