"""The frontier: leads with their state, in the archive itself, so that a killed crawl goes on where it was."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive import clock
from archive.clock import beginning_of, night_of, tonight
from archive.history import sightings
from archive.history.revisits import last_change, looks_at_page, next_visit
from archive.model import Capture, Reason
from archive.store import article_id, now, utc

LIST, PAGE = "list", "page"

# A page that fails is tried again on later nights, each time after one more night, and given up after the fifth
# failure. An article is never given up: from then on it is asked for every fifth night.
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
    """A lead to fetch; the rest is known of one that leads to an article of the archive."""

    id: int
    kind: str
    key: str
    url: str
    article: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    whole: Capture | None = None  # its newest whole answer among those that our own crawls fetched


def see_lists(
    db: Database, source: str, leads: Iterable[Lead], seen_on: str | None, but_not: Iterable[int] = ()
) -> None:
    """These lists are to be read (again) tonight, `but_not` those already taken. Call inside a transaction."""
    taken = json.dumps(list(but_not))
    for lead in leads:
        _see(db, source, LIST, lead, seen_on, now())
        db.execute(
            """
            update leads set state = 'pending'
            where source = ? and kind = ? and key = ? and id not in (select value from json_each(?))
            """,
            [source, LIST, lead.key, taken],
        )


def see_pages(db: Database, source: str, leads: Iterable[Lead], seen_on: str, seen_at: datetime) -> int:
    """A list captured then shows these pages. Returns how many were never seen before. Call inside a transaction."""
    new = 0
    moment = utc(seen_at)
    for lead in leads:
        new += _see(db, source, PAGE, lead, seen_on, moment)
        db.execute(
            "update articles set last_seen = max(last_seen, ?) where id = ?", [moment, article_id(source, lead.key)]
        )
    return new


def _see(db: Database, source: str, kind: str, lead: Lead, seen_on: str | None, moment: str) -> bool:
    """True if it is new. What a list prints now replaces what it printed before."""
    known = db.execute(
        "update leads set last_seen = ?, listed_title = ?, listed_date = ? where source = ? and kind = ? and key = ?",
        [moment, lead.title, lead.date, source, kind, lead.key],
    )
    if known.rowcount:
        return False
    db.execute(
        """
        insert into leads (source, kind, key, url, seen_on, listed_title, listed_date, state, first_seen, last_seen)
        values (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)
        """,
        [source, kind, lead.key, lead.url, seen_on, lead.title, lead.date, moment, moment],
    )
    return True


def next_leads(db: Database, source: str, limit: int, but_not: Collection[int] = ()) -> list[PendingLead]:
    """The next leads to fetch, all of one kind of work: see PHASES. What comes of them may come before the rest."""
    bindings = {**_tonight(source), "limit": limit, "but_not": json.dumps(list(but_not))}
    for condition, order in PHASES.values():
        rows = list(db.query(f"{LEADS} and {condition} order by {order} limit :limit", bindings))
        if rows:
            return [_pending_lead(db, row) for row in rows]
    return []


def waiting(db: Database, source: str) -> dict[str, int]:
    """Phase -> how many leads could be fetched tonight; lists will show more."""
    bindings = {**_tonight(source), "but_not": "[]"}
    counts = {}
    for phase, (condition, _) in PHASES.items():
        counts[phase] = db.execute(f"select count(*) from ({LEADS} and {condition})", bindings).fetchone()[0]  # noqa: S608
    return counts


def _tonight(source: str) -> dict[str, str]:
    return {"source": source, "now": now(), "tonight": utc(beginning_of(tonight()))}


LEADS = """
select leads.id, kind, leads.key, leads.url, articles.id as article, etag, last_modified
from leads left join articles on kind = 'page' and articles.source = leads.source and articles.key = leads.key
where leads.source = :source and coalesce(not_before, '') <= :now
    and leads.id not in (select value from json_each(:but_not))
"""

# What a night's budget is spent on, in this order: phase -> which leads, in which order. Pages in the order in which
# lists showed them. Older pages come before deeper lists: what is known is fetched before more is looked for.
OWN_LISTS = "state = 'pending' and kind = 'list' and seen_on is null"
NEW_PAGES = "state = 'pending' and kind = 'page' and leads.first_seen >= :tonight"
DUE = "state = 'done' and revisit_at <= :now"
BACKFILL = f"state = 'pending' and not ({OWN_LISTS}) and not ({NEW_PAGES})"
PHASES = {
    "lists": (OWN_LISTS, "leads.id"),
    "new": (NEW_PAGES, "leads.id"),
    "due": (DUE, "revisit_at, leads.id"),
    "backfill": (BACKFILL, "kind = 'list', leads.id"),
}

# A capture that another archive made, on another day perhaps from another host, is not what the server compares with.
NEWEST_WHOLE = """
select captures.* from sightings join captures on captures.id = sightings.capture
where article = ? and answer = 'whole' and not exists (
    select * from capture_origins where capture_origins.capture = sightings.capture
)
order by seen_at desc limit 1
"""


def _pending_lead(db: Database, row: dict[str, Any]) -> PendingLead:
    found = next(iter(db.query(NEWEST_WHOLE, [row["article"]])), None) if row["article"] else None
    return PendingLead(**row, whole=Capture.from_row(found) if found else None)


def finish(db: Database, lead: int, state: str = "done", reason: Reason | None = None) -> None:
    """The lead is done, or refused for this reason. Call in the transaction that stores what came of it."""
    db.execute(
        "update leads set state = ?, reason = ?, attempts = 0, not_before = null where id = ?", [state, reason, lead]
    )


def follow(db: Database, source: str, key: str, url: str, looked_at: datetime) -> None:
    """An article's page was looked at then: the ladder says when it is next. Makes the lead that it may lack.

    Call in the transaction that stores what was found, after it.
    """
    article, moment = article_id(source, key), now()
    db.execute(
        """
        insert into leads (source, kind, key, url, state, first_seen, last_seen, revisit_at)
        values (:source, 'page', :key, :url, 'done', :now, :now, :revisit_at)
        on conflict (source, kind, key) do update set
            revisit_at = excluded.revisit_at, state = iif(state = 'pending', state, 'done')
        """,
        {
            "source": source,
            "key": key,
            "url": url,
            "now": moment,
            "revisit_at": utc(beginning_of(_next_night(db, article, night_of(looked_at)))),
        },
    )


def _next_night(db: Database, article: int, looked: date) -> date:
    """Of the next look at it: by the ladder; the next one while it is missing."""
    looks = looks_at_page(sightings.of_article(db, article))
    looked = max([looked, *(date.fromisoformat(look.night) for look in looks[-1:])])
    missing = db.execute("select 1 from withdrawals where article = ? and state = 'missing'", [article]).fetchone()
    return looked + timedelta(1) if missing or not looks else next_visit(last_change(looks), looked)


def note_validators(db: Database, lead: int, etag: str | None, last_modified: str | None) -> None:
    """What the server stated with a whole answer, for the next conditional request."""
    db.execute("update leads set etag = ?, last_modified = ? where id = ?", [etag, last_modified, lead])


def look_now(db: Database, article: int) -> None:
    """Something was heard of the article: its page is due at once."""
    db.execute(
        """
        update leads set revisit_at = min(revisit_at, ?)
        where (source, key) = (select source, key from articles where id = ?) and kind = 'page'
        """,
        [now(), article],
    )


def postpone(db: Database, lead: int, reason: Reason, wait: timedelta | None = None) -> None:
    """The fetch failed: try again later, a night later for each failure so far; LONGEST_TRIAL says when it ends.

    A list is tried every night: a site that answers again is noticed at once.
    """
    attempts, is_article, is_list = db.execute(
        "select attempts + 1, revisit_at is not null, kind = ? from leads where id = ?", [LIST, lead]
    ).fetchone()
    nights = timedelta(1 if is_list else min(attempts, LONGEST_TRIAL))
    later = clock.now() + wait if wait else beginning_of(tonight() + nights)
    db.execute(
        """
        update leads set attempts = :attempts, not_before = :later, reason = :reason,
            state = iif(:given_up, 'failed', state) where id = :lead
        """,
        {
            "attempts": attempts,
            "later": utc(later),
            "reason": reason,
            "given_up": attempts >= LONGEST_TRIAL and not is_article,
            "lead": lead,
        },
    )


def pause(db: Database, source: str, wait: timedelta) -> None:
    """The site asked to be left alone for a while: nothing of it is fetched before then."""
    db.execute(
        """
        update leads set not_before = max(coalesce(not_before, ''), :until)
        where source = :source and (state = 'pending' or revisit_at <= :until)
        """,
        {"source": source, "until": utc(clock.now() + wait)},
    )
