"""What the archive remembers of sources, runs, pages and wordings.

One transaction a capture; storing the same thing twice changes nothing.
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import clock, vietnamese
from archive.model import Article, Capture, Reason
from archive.place_store import load_places
from archive.report_rows import READ_FROM
from archive.report_store import keep_report
from archive.schema import migrations

PARAGRAPH = "\n\n"


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
        connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        db = Database(connection)
        # 16 KB pages hold one article whole: rows are written twice as fast and the file is a fifth smaller.
        db.execute("pragma page_size = 16384")
        db.enable_wal()
        db.execute("pragma synchronous = normal")
        db.execute("pragma foreign_keys = on")
        migrations.apply(db)
        load_places(db)
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: not an archive that can be opened: {error}") from error
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


def register_source(db: Database, facts: Mapping[str, Any]) -> None:
    """Write a source's facts (the columns of `sources`, without first_seen and last_seen)."""
    moment = now()
    row = {**facts, "former_domains": json.dumps(facts["former_domains"], ensure_ascii=False)}
    with transaction(db):
        known = next(iter(db.query("select first_seen from sources where id = ?", [facts["id"]])), None)
        row |= {"first_seen": known["first_seen"] if known else moment, "last_seen": moment}
        db.table("sources").upsert(row, pk="id")


def start_run(db: Database, command: str, recording: str | None = None) -> str:
    """Open a run and return its id."""
    moment = clock.now()
    run = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    row = {"id": run, "command": command, "started_at": utc(moment), "recording": recording}
    db.table("runs").insert(row, pk="id")
    return run


def start_source_run(db: Database, run: str, source: str) -> None:
    """Open the row that counts what the run does to one source."""
    row = {"run": run, "source": source, "started_at": now()}
    db.table("source_runs").insert(row, pk=("run", "source"), ignore=True)


def count(db: Database, run: str, source: str, **counts: int) -> None:
    """Add to the counts of a source's run: `count(db, run, source, fetched=1)`."""
    changes = ", ".join(f"{column} = {column} + :{column}" for column in counts)
    db.execute(
        f"update source_runs set {changes} where run = :run and source = :source",  # noqa: S608 (names of columns)
        {**counts, "run": run, "source": source},
    )


def end_run(db: Database, run: str, outcome: str) -> None:
    """Close the run and what it left open."""
    moment = now()
    with transaction(db):
        for table, column in (("runs", "id"), ("source_runs", "run")):
            db.execute(
                f"update {table} set ended_at = ?, outcome = ? where {column} = ? and ended_at is null",  # noqa: S608
                [moment, outcome, run],
            )


def keep_article(db: Database, capture: Capture, article: Article, source: str, run: str) -> Kept:
    """Store what a page says, with its evidence. Call inside a transaction."""
    identity = article_id(source, article.key)
    capture_row = _keep_capture(db, capture, source, run)
    seen_at = utc(capture.captured_at)
    known = next(iter(db.query("select * from articles where id = ?", [identity])), None)
    if known is None:
        # A version needs its article and an article names its version: one transaction holds both.
        _insert(db, "articles", _article_row(article, identity, source, capture_row, 1, seen_at))
    version, is_new = _keep_version(db, article, identity, capture_row, seen_at)
    if known is None:
        change = "new_articles"
    else:
        change = "new_versions" if is_new else "unchanged"
        _refresh(db, known, article, capture_row, version, seen_at)
    if known is None or _reads_anew(db, known):
        keep_report(db, identity)
    db.execute("delete from refused where source = ? and url = ?", [source, article.url])
    return Kept(identity, change)


def _refresh(
    db: Database, known: Mapping[str, Any], article: Article, capture: int, version: int, seen_at: str
) -> None:
    """The newest capture says what the article is now; an older one, imported later, only adds to its history."""
    if seen_at < known["checked_at"]:
        db.execute("update articles set first_seen = min(first_seen, ?) where id = ?", [seen_at, known["id"]])
        return
    row = _article_row(article, known["id"], known["source"], capture, version, seen_at)
    row["first_seen"] = known["first_seen"]
    row["last_seen"] = max(known["last_seen"], seen_at)
    db.table("articles").update(known["id"], row)


def _reads_anew(db: Database, known: Mapping[str, Any]) -> bool:
    """Whether what a report is read from differs from what was known before this capture."""
    current = next(db.query("select * from articles where id = ?", [known["id"]]))
    return any(current[column] != known[column] for column in READ_FROM)


def keep_refused(
    db: Database, source: str, url: str, reason: Reason, detail: str | None, run: str, capture: Capture | None
) -> None:
    """Store that a page is no article, and why. Call inside a transaction."""
    capture_row = _keep_capture(db, capture, source, run) if capture else None
    moment = utc(capture.captured_at) if capture else now()
    db.execute(
        """
        insert into refused (source, url, reason, detail, capture, first_seen, last_seen)
        values (:source, :url, :reason, :detail, :capture, :moment, :moment)
        on conflict (source, url) do update set
            reason = excluded.reason, detail = excluded.detail, last_seen = excluded.last_seen,
            capture = coalesce(excluded.capture, capture)
        """,
        {"source": source, "url": url, "reason": reason, "detail": detail, "capture": capture_row, "moment": moment},
    )


def fingerprint(article: Article) -> str:
    """What decides whether a wording is new: headline, body and captions, with spelling and spaces made uniform."""
    return vietnamese.fingerprint(PARAGRAPH.join([article.headline or "", *article.body, *article.captions]))


def known_capture(db: Database, url: str | None, sha256: str, captured_at: datetime) -> Capture | None:
    """The same bytes from the same address at the same moment, if the archive has them: nothing is imported twice."""
    found = db.query(
        "select * from captures where url is ? and sha256 = ? and captured_at = ?", [url, sha256, utc(captured_at)]
    )
    row = next(iter(found), None)
    if row is None:
        return None
    names = {field.name for field in fields(Capture)}
    return Capture(**{**{name: row[name] for name in names}, "captured_at": captured_at})


def _keep_capture(db: Database, capture: Capture, source: str, run: str) -> int:
    """The row of this capture; a record that is known already (an import of our own files) keeps its row."""
    known = next(iter(db.query("select id from captures where record_id = ?", [capture.record_id])), None)
    if known:
        return int(known["id"])
    row = {**asdict(capture), "captured_at": utc(capture.captured_at), "source": source, "run": run}
    return _insert(db, "captures", row)


def _keep_version(db: Database, article: Article, identity: int, capture: int, seen_at: str) -> tuple[int, bool]:
    """Number of this wording, and whether the archive had never seen it. One that comes back keeps its number."""
    mark = fingerprint(article)
    known = next(
        iter(db.query("select number from versions where article = ? and fingerprint = ?", [identity, mark])), None
    )
    if known:
        return int(known["number"]), False
    number = db.execute("select count(*) + 1 from versions where article = ?", [identity]).fetchone()[0]
    row = {
        "article": identity,
        "number": number,
        "seen_at": seen_at,
        "capture": capture,
        "fingerprint": mark,
        "headline": article.headline,
        "captions": json.dumps(article.captions, ensure_ascii=False),
        "body": PARAGRAPH.join(article.body),
    }
    _insert(db, "versions", row)
    return number, True


def _insert(db: Database, table: str, row: dict[str, Any]) -> int:
    """Insert the three rows that each page makes: sqlite-utils would ask for the table's columns each time, 0.2 ms."""
    columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
    rowid = db.execute(f"insert into {table} ({columns}) values ({values})", row).lastrowid  # noqa: S608
    assert rowid is not None
    return rowid


def _article_row(
    article: Article, identity: int, source: str, capture: int, version: int, seen_at: str
) -> dict[str, Any]:
    return {
        "id": identity,
        "source": source,
        "key": article.key,
        "url": article.url,
        "headline": article.headline,
        "lead": article.lead,
        "author": article.author,
        "dateline": article.dateline,
        "section": article.section,
        "published": str(article.published) if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "modified": str(article.modified) if article.modified else None,
        "views": article.views,
        "captions": json.dumps(article.captions, ensure_ascii=False),
        "methods": json.dumps(article.methods, ensure_ascii=False),
        "capture": capture,
        "version": version,
        "first_seen": seen_at,
        "last_seen": seen_at,
        "checked_at": seen_at,
        "body": PARAGRAPH.join(article.body),
    }
