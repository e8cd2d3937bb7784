"""What the archive knows of a source's night: the facts on which its verdict is passed."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from sqlite_utils import Database

from archive.clock import beginning_of, night_in_sql
from archive.nights import drift, politeness
from archive.nights.drift import Change
from archive.nights.health_limits import GOOD_NIGHTS, NIGHTS_TOGETHER
from archive.store import utc

Answers = Counter[tuple[str, str]]  # kind of lead, answer


@dataclass(frozen=True)
class Before:
    """How the source stood on the night before."""

    verdict: str
    since: str
    cause: str
    facts: Mapping[str, Any]
    accepted: bool


@dataclass(frozen=True)
class Tonight:
    """One source, one night."""

    source: str
    day: str
    before: Before | None
    answers: Answers
    earlier_answers: tuple[Answers, ...]  # of the good nights just before, newest first
    usual_answers: Answers  # of the good nights before, added up
    counts: Mapping[str, int]  # leads, new_leads, new_articles, new_versions, revisited
    outcome: str | None  # of the crawl
    exit_code: int | None  # of its process; negative: the signal that ended it
    seen: int  # known articles that were there
    gone: int  # known articles that were there the time before, and were not tonight
    shrunk_lists: tuple[tuple[str, int, int], ...]  # address, items tonight, items usually
    last_news: str | None  # day on which the newest article was first seen
    longest_silence: int  # days between two of them
    changes: tuple[Change, ...]
    wave_stands: bool  # edits of the wave that was found before are still the current wordings
    captures: tuple[int, ...]  # newest evidence, rows of `captures`


def tonight_of(db: Database, night: int, day: str, source: str) -> Tonight:
    """Read it from the archive; `field_readings` of the night are there."""
    before = _before(db, day, source)
    earlier = [politeness.answers_of(db, good, source) for good in _good_nights(db, day, source)]
    last_news, longest = _news(db, day, source)
    outcome, exit_code = _ended(db, night, day, source)
    seen, gone = db.execute(SEEN_AND_GONE, {"day": day, "source": source}).fetchone()
    known = frozenset((one["field"], one["measure"]) for one in _known_changes(before))
    return Tonight(
        source=source,
        day=day,
        before=before,
        answers=politeness.answers_of(db, day, source),
        earlier_answers=tuple(earlier[: NIGHTS_TOGETHER - 1]),
        usual_answers=sum(earlier, Counter()),
        counts=next(db.query(COUNTS, {"day": day, "source": source})),
        outcome=outcome,
        exit_code=exit_code,
        seen=seen or 0,
        gone=gone or 0,
        shrunk_lists=tuple(_shown(db, day, source)),
        last_news=last_news,
        longest_silence=longest,
        changes=tuple(drift.changes(db, day, source, known)),
        wave_stands=before is not None and _wave_stands(db, source, before),
        captures=tuple(row[0] for row in db.execute(CAPTURES, {"day": day, "source": source})),
    )


def _before(db: Database, day: str, source: str) -> Before | None:
    row = next(db.query(BEFORE, {"day": day, "source": source}), None)
    if row is None:
        return None
    evidence = json.loads(row["evidence"] or "{}")
    facts = evidence.get("facts", {})
    return Before(row["verdict"], row["since"], evidence.get("cause", ""), facts, row["accepted_at"] is not None)


BEFORE = """
select verdict, since, evidence, accepted_at from night_sources join nights on nights.id = night_sources.night
where source = :source and day < :day and verdict is not null order by day desc limit 1
"""


def _known_changes(before: Before | None) -> list[dict[str, str]]:
    if before is None or before.accepted or before.cause != "drift":
        return []
    return list(before.facts["changes"])


def _good_nights(db: Database, day: str, source: str) -> list[str]:
    return [row["day"] for row in db.query(GOOD, {"day": day, "source": source, "limit": GOOD_NIGHTS})]


GOOD = """
select day from night_sources join nights on nights.id = night_sources.night
where source = :source and day < :day and (verdict in ('ok', 'quiet') or accepted_at is not null)
order by day desc limit :limit
"""

COUNTS = f"""
select coalesce(sum(leads), 0) as leads, coalesce(sum(new_leads), 0) as new_leads,
    coalesce(sum(new_articles), 0) as new_articles, coalesce(sum(new_versions), 0) as new_versions,
    coalesce(sum(revisited), 0) as revisited, coalesce(sum(lists), 0) as lists
from source_runs where source = :source and {night_in_sql("started_at")} = :day
"""  # noqa: S608


def _ended(db: Database, night: int, day: str, source: str) -> tuple[str | None, int | None]:
    """Outcome and exit code, as the night tells it, else as the crawl does."""
    told = "select outcome, exit_code from night_sources where night = ? and source = ?"
    row = db.execute(told, [night, source]).fetchone()
    if row and row[0]:
        return row[0], row[1]
    row = db.execute(NEWEST_OUTCOME, [source, day]).fetchone()
    return (row[0] if row else None), None


NEWEST_OUTCOME = f"""
select outcome from source_runs where source = ? and {night_in_sql("started_at")} = ? order by started_at desc limit 1
"""  # noqa: S608


# The last look at each article's page in this night, and the one before it.
SEEN_AND_GONE = """
with looks as (
    select article, night, answer, row_number() over (partition by article order by seen_at desc) as back
    from sightings
    where answer not in ('delisted', 'listed') and night <= :day and article in (
        select article from sightings join articles on articles.id = sightings.article
        where night = :day and source = :source
    )
),
tonight as (select article, answer from looks where back = 1 and night = :day),
earlier as (
    select article, answer, max(night) from looks where night < :day group by article
)
select sum(tonight.answer in ('whole', 'unchanged')),
    sum(tonight.answer not in ('whole', 'unchanged') and earlier.answer in ('whole', 'unchanged'))
from tonight join earlier on earlier.article = tonight.article
"""


def _shown(db: Database, day: str, source: str) -> list[tuple[str, int, int]]:
    """Lists, what they showed tonight, and what they usually show; only those that usually show something."""
    rows = db.execute(
        "select list, night, shown from list_nights where source = ? and night <= ? order by night desc", [source, day]
    ).fetchall()
    usual: dict[str, list[int]] = {}
    tonight: dict[str, int] = {}
    for address, night, shown in rows:
        if night == day:
            tonight[address] = shown
        else:
            usual.setdefault(address, []).append(shown)
    return [
        (address, tonight[address], round(median(before[:GOOD_NIGHTS])))
        for address, before in usual.items()
        if address in tonight and len(before) >= NIGHTS_TOGETHER
    ]


def _news(db: Database, day: str, source: str) -> tuple[str | None, int]:
    """Night of the newest article, and the longest time without one, in days."""
    end = utc(beginning_of(date.fromisoformat(day) + timedelta(1)))
    rows = db.execute(NEWS, [source, end]).fetchall()
    days = [date.fromisoformat(row[0]) for row in rows]
    longest = max(((later - earlier).days for earlier, later in pairwise(days)), default=0)
    return (str(days[-1]) if days else None), longest


NEWS = f"""
select distinct {night_in_sql("first_seen")} from articles where source = ? and first_seen < ? order by 1
"""  # noqa: S608


def _wave_stands(db: Database, source: str, before: Before) -> bool:
    """Edits of that wave are current wordings: the pages were not read again, and did not change back."""
    nights = [one["night"] for one in before.facts.get("changes", []) if one.get("measure") == "wave"]
    row = db.execute(WAVE, {"source": source, "day": nights[0] if nights else ""}).fetchone()
    return bool(nights and row[0])


WAVE = f"""
select count(*) from edits join articles on articles.id = edits.article and articles.version = edits.after
where source = :source and {night_in_sql("edits.seen_at")} = :day and class <> 'boring'
"""  # noqa: S608

CAPTURES = """
select sightings.capture from sightings join articles on articles.id = sightings.article
where source = :source and night = :day order by seen_at desc, sightings.capture desc limit 5
"""
