"""What was seen and is not in the archive, and why; how complete each source and month is."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive.dates import parse_printed
from archive.model import VIETNAM
from archive.store import transaction

RUNNING_NUMBER = re.compile(r"\d+")  # a key that is nothing but a number: platforms count their articles
PENDING = "pending"
ARCHIVED, REFUSED, FAILED = "archived", "refused", "failed"


def settle(db: Database) -> None:
    """Make `not_archived` and `completeness` anew from leads, articles and refused pages."""
    with transaction(db):
        db.execute("delete from not_archived")
        db.execute(NOT_ARCHIVED)
        db.execute("delete from completeness")
        for row in _months(db):
            db.execute("insert into completeness values (?, ?, ?, ?, ?, ?, ?, ?)", row)


# Pages only: a list is no article. What was refused without a lead came from an import.
NOT_ARCHIVED = """
insert into not_archived (source, url, reason, first_seen, last_seen, listed_title)
select leads.source, leads.url, coalesce(refused.reason, leads.reason, 'pending'),
    min(leads.first_seen), max(leads.last_seen), leads.listed_title
from leads left join refused on refused.source = leads.source and refused.url = leads.url
where kind = 'page' and not exists (
    select 1 from articles where articles.source = leads.source and articles.key = leads.key
) and not exists (
    select 1 from articles where articles.source = leads.source and articles.url = leads.url
) and state <> 'done'
group by leads.source, leads.url
union all
select source, url, reason, first_seen, last_seen, null from refused
where url <> '' and not exists (
    select 1 from leads where leads.source = refused.source and leads.url = refused.url
) and not exists (
    select 1 from articles where articles.source = refused.source and articles.url = refused.url
)
"""

PAGES = """
select leads.source, leads.key, state, leads.listed_date, leads.first_seen, published, articles.id
from leads left join articles on articles.source = leads.source and articles.key = leads.key
where kind = 'page' and (state <> 'done' or articles.id is not null) order by leads.source
"""


def _months(db: Database) -> Iterator[list[object]]:
    """Rows of `completeness`. A page that led to an article of another key counts with that one."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    numbers: dict[tuple[str, str], list[int] | None] = {}
    for row in db.query(PAGES):
        place = row["source"], _month(row)
        counts[place][_state(row)] += 1
        _add_number(numbers, place, row["key"])
    for (source, month), count in sorted(counts.items()):
        parts = [count[ARCHIVED], count[REFUSED], count[PENDING], count[FAILED]]
        yield [source, month, sum(parts), *parts, _gaps(numbers[source, month])]


def _state(row: Mapping[str, Any]) -> str:
    return ARCHIVED if row["id"] is not None else str(row["state"])


def _month(row: Mapping[str, Any]) -> str:
    """Of publication, else of the date that the list prints, else in which it was first seen."""
    if row["published"]:
        return str(row["published"][:7])
    printed = parse_printed(row["listed_date"]) if row["listed_date"] else None
    moment = printed.value if printed else datetime.fromisoformat(row["first_seen"])
    return moment.astimezone(VIETNAM).strftime("%Y-%m")


def _add_number(numbers: dict[tuple[str, str], list[int] | None], place: tuple[str, str], key: str) -> None:
    """One key that is no number, and the source has no running numbers."""
    known = numbers.setdefault(place, [])
    if known is not None:
        if RUNNING_NUMBER.fullmatch(key):
            known.append(int(key))
        else:
            numbers[place] = None


def _gaps(numbers: Iterable[int] | None) -> int | None:
    if numbers is None:
        return None
    seen = set(numbers)
    return max(seen) - min(seen) + 1 - len(seen)
