"""The frontier: leads with their state, in the archive itself, so that a killed crawl goes on where it was."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlite_utils import Database

from archive import clock
from archive.model import Reason
from archive.store import article_id, now, utc

LIST, PAGE = "list", "page"

# A page that fails is tried again on later nights, each time after one more day, and given up after the fifth failure.
LONGEST_TRIAL = 5


@dataclass(frozen=True)
class Lead:
    """An address worth fetching, as a list shows it."""

    key: str  # the publisher's own identity of the page
    url: str  # canonical
    title: str | None = None
    date: str | None = None  # as the list prints it


@dataclass(frozen=True)
class PendingLead:
    """A lead to fetch."""

    id: int
    kind: str
    key: str
    url: str


def see_lists(
    db: Database, source: str, leads: Iterable[Lead], seen_on: str | None, but_not: Iterable[int] = ()
) -> None:
    """These lists are to be read (again) tonight, `but_not` those already taken. Call inside a transaction."""
    taken = json.dumps(list(but_not))
    for lead in leads:
        _see(db, source, LIST, lead, seen_on)
        db.execute(
            """
            update leads set state = 'pending'
            where source = ? and kind = ? and key = ? and id not in (select value from json_each(?))
            """,
            [source, LIST, lead.key, taken],
        )


def see_pages(db: Database, source: str, leads: Iterable[Lead], seen_on: str) -> int:
    """A list shows these pages. Returns how many were never seen before. Call inside a transaction."""
    new = 0
    for lead in leads:
        new += _see(db, source, PAGE, lead, seen_on)
        db.execute("update articles set last_seen = ? where id = ?", [now(), article_id(source, lead.key)])
    return new


def _see(db: Database, source: str, kind: str, lead: Lead, seen_on: str | None) -> bool:
    """True if it is new. What a list prints now replaces what it printed before."""
    known = db.execute(
        "update leads set last_seen = ?, listed_title = ?, listed_date = ? where source = ? and kind = ? and key = ?",
        [now(), lead.title, lead.date, source, kind, lead.key],
    )
    if known.rowcount:
        return False
    moment = now()
    db.execute(
        """
        insert into leads (source, kind, key, url, seen_on, listed_title, listed_date, state, first_seen, last_seen)
        values (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)
        """,
        [source, kind, lead.key, lead.url, seen_on, lead.title, lead.date, moment, moment],
    )
    return True


def next_leads(db: Database, source: str, limit: int) -> list[PendingLead]:
    """The next leads to fetch: lists first, then pages in the order in which lists showed them."""
    rows = db.query(
        """
        select id, kind, key, url from leads
        where source = :source and state = 'pending' and coalesce(not_before, '') <= :now
        order by kind = 'page', id limit :limit
        """,
        {"source": source, "now": now(), "limit": limit},
    )
    return [PendingLead(**row) for row in rows]


def finish(db: Database, lead: int, state: str = "done", reason: Reason | None = None) -> None:
    """The lead is done, or refused for this reason. Call in the transaction that stores what came of it."""
    db.execute(
        "update leads set state = ?, reason = ?, attempts = 0, not_before = null where id = ?", [state, reason, lead]
    )


def postpone(db: Database, lead: int, reason: Reason, wait: timedelta | None = None) -> None:
    """The fetch failed: try again later, a day later for each failure so far, and give up after LONGEST_TRIAL."""
    attempts = db.execute("select attempts + 1 from leads where id = ?", [lead]).fetchone()[0]
    later = utc(clock.now() + (wait or timedelta(days=attempts)))
    state = "failed" if attempts >= LONGEST_TRIAL else "pending"
    db.execute(
        "update leads set attempts = ?, not_before = ?, reason = ?, state = ? where id = ?",
        [attempts, later, reason, state, lead],
    )


def pause(db: Database, source: str, wait: timedelta) -> None:
    """The site asked to be left alone for a while: nothing of it is fetched before then."""
    db.execute(
        "update leads set not_before = max(coalesce(not_before, ''), ?) where source = ? and state = 'pending'",
        [utc(clock.now() + wait), source],
    )
