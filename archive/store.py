"""What the archive remembers of pages and wordings.

One transaction a capture; storing the same thing twice changes nothing.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import clock, vietnamese
from archive.article_rows import article_row, show_present, show_reading
from archive.history import sightings, versions
from archive.history.edits import Wording
from archive.history.sightings import ABSENT, Answer
from archive.history.versions import PARAGRAPH
from archive.model import Article, Capture, Reason
from archive.place_store import load_places
from archive.report_rows import READ_FROM
from archive.report_store import keep_report
from archive.schema import migrations


class ArchiveError(Exception):
    """The archive file cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Kept:
    """What storing an article did: one of new_articles, new_versions, unchanged (columns of source_runs)."""

    article: int
    change: str


def utc(moment: datetime) -> str:
    """2026-11-22T01:02:03Z: the form of all times in the archive, which sorts as it reads."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> str:
    """This moment, in the archive's form."""
    return utc(clock.now())


def article_id(source: str, key: str) -> int:
    """52 bits of sha256, so that JavaScript and SQLite's rowid both hold it: stable across rebuilds."""
    digest = hashlib.sha256(f"{source}\n{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 12


def open_archive(path: Path) -> Database:
    """Open or create the archive, brought to the newest schema. Raises ArchiveError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{path.parent} cannot be used as the data folder: {error.strerror}") from error
    try:
        with _sole_opening(path.parent):
            return _opened(path)
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: not an archive that can be opened: {error}") from error


@contextmanager
def _sole_opening(folder: Path) -> Iterator[None]:
    """Two crawls that start at once would both make the tables. The folder itself is the lock: no file is left."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    try:
        db = Database(connection)
        # A commit for each capture writes every page that it touched whole, so small pages are the fast ones here:
        # 0.3 ms with 4 KB, 0.65 ms with the 16 KB that suit a file written in one go, as public.db is.
        db.execute("pragma page_size = 4096")
        db.enable_wal()
        db.execute("pragma synchronous = normal")
        db.execute("pragma foreign_keys = on")
        migrations.apply(db)
        load_places(db)
    except BaseException:
        connection.close()
        raise
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing. Takes the write lock at once, since a reader that wants to write later is turned away."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def keep_article(db: Database, capture: Capture, article: Article, source: str, run: str) -> Kept:
    """Store what a page says, with its evidence, and settle the article's history. Call inside a transaction."""
    identity = article_id(source, article.key)
    capture_row = _keep_capture(db, capture, source, run)
    known = _article(db, identity)
    if known is None:
        # A version needs its article and an article names its version: one transaction holds both.
        _insert(db, "articles", article_row(article, identity, source, capture_row, utc(capture.captured_at)))
    is_new = _keep_reading(db, identity, capture, capture_row, article)
    seen = versions.settle(db, identity)
    if known is not None and seen[-1].reading == capture_row:
        show_reading(db, known, article, capture_row)
    elif known is not None:
        show_present(db, identity, seen[-1])
    if known is None or _reads_anew(db, known):
        keep_report(db, identity)
    db.execute(
        "delete from refused where source = ? and url = ? and last_seen <= ?",
        [source, article.url, utc(capture.captured_at)],
    )
    change = "new_articles" if known is None else "new_versions" if is_new else "unchanged"
    return Kept(identity, change)


def keep_unchanged(db: Database, capture: Capture, article: int, source: str, run: str) -> Kept:
    """Store that a page answered 304, or sent bytes that were read before. Call inside a transaction.

    `capture.sha256` is that of the payload that it stands for: it tells which wording was there.
    """
    known = _article(db, article)
    assert known is not None, "only a known article can be unchanged"
    row = _keep_capture(db, capture, source, run)
    sightings.note(db, article, row, utc(capture.captured_at), Answer.UNCHANGED)
    show_present(db, article, versions.settle(db, article)[-1])
    if _reads_anew(db, known):
        keep_report(db, article)
    return Kept(article, "unchanged")


def keep_rereading(db: Database, article: int, readings: Mapping[int, Article]) -> None:
    """Put what captures (rows) say to today's extraction in place of what they said: no edit by the publisher.

    Whole captures that are not among them keep their reading. Call inside a transaction.
    """
    known = _article(db, article)
    assert known is not None, "only a known article can be read again"
    versions.rewrite(db, article, {row: (fingerprint(read), wording_of(read)) for row, read in readings.items()})
    seen = versions.settle(db, article)
    if read := readings.get(seen[-1].reading or 0):
        show_reading(db, known, read, seen[-1].reading or 0)
    if _reads_anew(db, known):
        keep_report(db, article)


def keep_absence(db: Database, capture: Capture, article: int, answer: str, source: str, run: str) -> None:
    """Store that a known article was not there: one of sightings.ABSENT. Nothing that is known of it changes.

    `withdrawals.settle_nights` says what follows, once the night is over. Call inside a transaction.
    """
    if answer not in ABSENT:
        raise ValueError(f"{answer} is no absence, but one of {', '.join(sorted(ABSENT))} is")
    row = _keep_capture(db, capture, source, run)
    sightings.note(db, article, row, utc(capture.captured_at), Answer(answer))


def keep_listed(db: Database, capture: Capture, article: int, source: str, run: str) -> None:
    """Store that a list shows an article again that it had dropped. Call inside a transaction."""
    row = _keep_capture(db, capture, source, run)
    sightings.note(db, article, row, utc(capture.captured_at), Answer.LISTED)


def _article(db: Database, identity: int) -> dict[str, Any] | None:
    return next(iter(db.query("select * from articles where id = ?", [identity])), None)


def _keep_reading(db: Database, identity: int, capture: Capture, capture_row: int, article: Article) -> bool:
    """Note the wording that this capture shows; True if the archive had never seen it."""
    mark = fingerprint(article)
    sightings.note(db, identity, capture_row, utc(capture.captured_at), Answer.WHOLE, mark)
    return versions.keep_wording(db, identity, capture_row, mark, wording_of(article))


def _reads_anew(db: Database, known: Mapping[str, Any]) -> bool:
    """Whether what a report is read from differs from what was known before this capture."""
    current = next(db.query("select * from articles where id = ?", [known["id"]]))
    return any(current[column] != known[column] for column in READ_FROM)


def keep_refused(
    db: Database, source: str, url: str, reason: Reason, detail: str | None, run: str, capture: Capture | None
) -> None:
    """Store that a page is no article, and why; of several captures the newest says it. Call inside a transaction."""
    capture_row = _keep_capture(db, capture, source, run) if capture else None
    moment = utc(capture.captured_at) if capture else now()
    values = {"source": source, "url": url, "reason": reason, "detail": detail, "capture": capture_row}
    if db.execute(WHOLE_SINCE, {"source": source, "url": url, "moment": moment}).fetchone():
        return  # an old capture, imported later, of a page that is an article now
    db.execute(REFUSE, {**values, "moment": moment})


WHOLE_SINCE = """
select 1 from captures join sightings on sightings.capture = captures.id
where url = :url and source = :source and answer = 'whole' and captured_at > :moment
"""

REFUSE = """
insert into refused (source, url, reason, detail, capture, first_seen, last_seen)
values (:source, :url, :reason, :detail, :capture, :moment, :moment)
on conflict (source, url) do update set
    reason = iif(excluded.last_seen >= last_seen, excluded.reason, reason),
    detail = iif(excluded.last_seen >= last_seen, excluded.detail, detail),
    capture = iif(excluded.last_seen >= last_seen, coalesce(excluded.capture, capture), capture),
    first_seen = min(first_seen, excluded.first_seen),
    last_seen = max(last_seen, excluded.last_seen)
"""


def fingerprint(article: Article) -> str:
    """What decides whether a wording is new: headline, body and captions, with spelling and spaces made uniform."""
    return vietnamese.fingerprint(PARAGRAPH.join([article.headline or "", *article.body, *article.captions]))


def wording_of(article: Article) -> Wording:
    """What edits are told from."""
    return Wording(article.headline or "", article.body, article.captions)


def known_capture(db: Database, url: str | None, sha256: str, captured_at: datetime) -> Capture | None:
    """The same bytes from the same address at the same moment, if the archive has them: nothing is imported twice."""
    found = db.query(
        "select * from captures where url is ? and sha256 = ? and captured_at = ?", [url, sha256, utc(captured_at)]
    )
    return next(map(Capture.from_row, found), None)


def _keep_capture(db: Database, capture: Capture, source: str, run: str) -> int:
    """The row of this capture; a record that is known already (an import of our own files) keeps its row."""
    known = next(iter(db.query("select id from captures where record_id = ?", [capture.record_id])), None)
    if known:
        return int(known["id"])
    row = {**asdict(capture), "captured_at": utc(capture.captured_at), "source": source, "run": run}
    return _insert(db, "captures", row)


def _insert(db: Database, table: str, row: dict[str, Any]) -> int:
    """Insert the three rows that each page makes: sqlite-utils would ask for the table's columns each time, 0.2 ms."""
    columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
    rowid = db.execute(f"insert into {table} ({columns}) values ({values})", row).lastrowid  # noqa: S608
    assert rowid is not None
    return rowid
