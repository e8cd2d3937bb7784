"""Captures that our own crawls did not make: where they came from, and which earlier one a repeated one stands for."""

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from archive.model import Capture
from archive.store import article_id, utc
from archive.warc.captures import NOT_MODIFIED
from archive.warc.exchange import Exchange


def keep_origin(db: Database, capture: Capture, origin: str, digest: str | None, run: str) -> None:
    """Note where a capture came from, unless the archive had it before this run. Call inside a transaction."""
    db.execute(
        "insert into capture_origins (capture, origin, digest)"
        " select id, ?, ? from captures where record_id = ? and run = ? on conflict (capture) do nothing",
        [origin, digest, capture.record_id, run],
    )


def is_known(db: Database, url: str, moment: datetime, digest: str | None) -> bool:
    """Whether the archive has a capture of this address from that moment, or with these bytes."""
    same = f"url = :url and (captured_at = :moment or {HAS_DIGEST})"
    return any(_captures(db, same, url=url, moment=utc(moment), digest=digest))


def original_of(db: Database, source: str, exchange: Exchange) -> Capture | None:
    """The capture whose payload a `revisit` record stands for; None where the archive lacks it.

    Records name it in three ways: by its id, by its address and time, or by the digest of the payload alone.
    """
    return next(_originals(db, source, exchange), None)


def _originals(db: Database, source: str, exchange: Exchange) -> Iterator[Capture]:
    digest = exchange.digest or ""
    if exchange.refers_to:
        yield from _captures(db, "record_id = :id", id=exchange.refers_to)
    if exchange.refers_to_url and exchange.refers_to_date:
        at_that_time = "url = :url and captured_at = :moment and size > 0"
        yield from _captures(db, at_that_time, url=exchange.refers_to_url, moment=utc(exchange.refers_to_date))
    for url in dict.fromkeys((exchange.refers_to_url, exchange.url)):
        before = "url = :url and source = :source and captured_at <= :moment and size > 0"
        bindings = {"url": url, "source": source, "moment": utc(exchange.captured_at)}
        if digest.startswith("sha256:"):
            hexadecimal = digest.removeprefix("sha256:")
            yield from _captures(db, f"{before} and sha256 = :sha256 {NEWEST}", **bindings, sha256=hexadecimal)
        elif digest:
            yield from _captures(db, f"{before} and {HAS_DIGEST} {NEWEST}", **bindings, digest=digest)
        elif exchange.status == NOT_MODIFIED:  # HTTrack states nothing else: what was there last
            yield from _captures(db, f"{before} and status = 200 {NEWEST}", **bindings)


NEWEST = "order by captured_at desc limit 1"
HAS_DIGEST = "exists (select * from capture_origins where capture = captures.id and digest = :digest)"


def _captures(db: Database, condition: str, **bindings: str | None) -> Iterator[Capture]:
    rows = db.query(f"select * from captures where {condition}", bindings)  # noqa: S608 (conditions above)
    return map(Capture.from_row, rows)


def article_of(db: Database, original: Capture) -> int | None:
    """The article that was read from this capture."""
    found = db.execute(
        "select article from sightings join captures on captures.id = capture where record_id = ? and answer = 'whole'",
        [original.record_id],
    ).fetchone()
    return int(found[0]) if found else None


def article_before(db: Database, source: str, key: str, moment: datetime) -> int | None:
    """The article of this key, if it was seen whole by then: before that it cannot have been missing."""
    found = db.execute(
        "select id from articles where id = ? and first_seen <= ?", [article_id(source, key), utc(moment)]
    ).fetchone()
    return int(found[0]) if found else None


def unjudged_after(db: Database, source: str, whole: Capture) -> Iterator[Capture]:
    """Later captures of an address that were no sighting of an article when they came: imported before it was."""
    unseen = "not exists (select * from sightings where sightings.capture = captures.id)"
    later = f"url = :url and source = :source and captured_at > :moment and {unseen}"
    bindings = {"url": whole.url, "source": source, "moment": utc(whole.captured_at)}
    yield from _captures(db, f"{later} order by captured_at, record_id", **bindings)


def take_back_refusal(db: Database, capture: Capture) -> None:
    """What this capture shows is an absence, not a page that is no article. Call inside a transaction."""
    db.execute("delete from refused where capture = (select id from captures where record_id = ?)", [capture.record_id])
