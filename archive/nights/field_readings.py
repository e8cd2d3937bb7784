"""What the articles of a night hold, field by field: the table `field_readings`, from which drift is told."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive.clock import night_in_sql
from archive.dates import parse_printed
from archive.history.versions import PARAGRAPH
from archive.model import VIETNAM
from archive.nights.health_limits import (
    ARTICLES_TO_COMPARE,
    DAYS_BESIDE_LIST,
    DAYS_OF_NEWS,
    MINUTES_AROUND_CAPTURE,
    REPEATED_SHARE,
    SHARED_BY,
)
from archive.vietnamese import fold

Row = Mapping[str, Any]

FIELDS = ("headline", "lead", "body", "author", "dateline", "section", "published", "captions")


@dataclass(frozen=True)
class Reading:
    """One row of `field_readings`, or several added up."""

    articles: int = 0
    filled: int = 0
    letters: Counter[int] = field(default_factory=Counter)  # power of two -> values at least so long
    methods: Counter[str] = field(default_factory=Counter)
    distinct_values: int = 0
    repeated: int = 0

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(
            self.articles + other.articles,
            self.filled + other.filled,
            self.letters + other.letters,
            self.methods + other.methods,
            self.distinct_values + other.distinct_values,
            self.repeated + other.repeated,
        )


def collect(db: Database, day: str, source: str) -> None:
    """Make a night's rows from the articles that were read in it. Call inside a transaction."""
    db.execute("delete from field_readings where night = ? and source = ?", [day, source])
    rows = [row for row in db.query(READ_TONIGHT, {"night": day, "source": source}) if is_news(row, day)]
    if not rows:
        return
    others = list(db.query(OTHERS, {"night": day, "source": source, "limit": ARTICLES_TO_COMPARE}))
    repetition = Repetition(rows, others)
    for name in FIELDS:
        reading = read_field(name, rows, repetition)
        row = [day, source, name, reading.articles, reading.filled, json.dumps(reading.letters)]
        row += [json.dumps(reading.methods, ensure_ascii=False), reading.distinct_values, reading.repeated]
        db.execute("insert into field_readings values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


# Whose newest reading is of that night. Unchanged pages are not read again and say nothing.
READ_TONIGHT = """
select articles.*, captures.captured_at, leads.listed_date
from sightings
join articles on articles.id = sightings.article and articles.capture = sightings.capture
join captures on captures.id = sightings.capture
left join leads on leads.source = articles.source and leads.kind = 'page' and leads.key = articles.key
where sightings.night = :night and sightings.answer = 'whole' and articles.source = :source
order by articles.id
"""

OTHERS = f"""
select * from articles where source = :source and {night_in_sql("first_seen")} <= :night and id not in (
    select article from sightings where night = :night and answer = 'whole' and capture = articles.capture
)
order by first_seen desc, id limit :limit
"""  # noqa: S608


def is_news(row: Row, day: str) -> bool:
    """False for what backfill brought; the list's date counts first, since a broken design may print any."""
    known = listed_day(row) or published_day(row)
    return known is None or known >= date.fromisoformat(day) - timedelta(DAYS_OF_NEWS)


def listed_day(row: Row) -> date | None:
    """The day that the list printed beside it."""
    printed = parse_printed(row["listed_date"]) if row["listed_date"] else None
    return printed.value.astimezone(VIETNAM).date() if printed and printed.precision in ("minute", "day") else None


def published_day(row: Row) -> date | None:
    """The day that the page prints."""
    if not row["published"] or row["published_precision"] not in ("minute", "day"):
        return None
    return datetime.fromisoformat(row["published"]).astimezone(VIETNAM).date()


def read_field(name: str, rows: Sequence[Row], repetition: "Repetition") -> Reading:
    """What the articles hold in one field."""
    values = [value for row in rows if (value := _value(name, row))]
    methods = [json.loads(row["methods"]).get(name) for row in rows]
    return Reading(
        articles=len(rows),
        filled=len(values),
        letters=Counter(len(value).bit_length() - 1 for value in values) if name != "published" else Counter(),
        methods=Counter(method for method in methods if method),
        distinct_values=len(set(values)),
        repeated=sum(repetition.is_repeated(name, row) for row in rows),
    )


def _value(name: str, row: Row) -> str:
    return "" if name == "captions" and row[name] == "[]" else row[name] or ""


class Repetition:
    """Tells what an article shares with others: what belongs to the site and not to the article."""

    def __init__(self, rows: Sequence[Row], others: Sequence[Row]) -> None:
        everything = [*rows, *others]
        self.shared = {name: _bodies_by_value(name, everything) for name in ("headline", "lead")}
        self.holders: dict[str, set[str]] = {}  # paragraph -> headlines of the articles that hold it
        for row in everything:
            for paragraph in _paragraphs(row):
                self.holders.setdefault(paragraph, set()).add(_headline(row))
        # A site whose headlines are all alike has no headlines to find in bodies.
        self.headlines = {_headline(row) for row in everything} - {""}

    def is_repeated(self, name: str, row: Row) -> bool:
        """Whether what it holds there is also another article's; a date, whether it is that of the request."""
        if name in self.shared:
            return len(self.shared[name].get(fold(row[name] or ""), ())) >= SHARED_BY
        if name == "body":
            return self._share_repeated(row) >= REPEATED_SHARE
        return name == "published" and _is_date_of_request(row)

    def _share_repeated(self, row: Row) -> float:
        paragraphs = _paragraphs(row)
        own = _headline(row)
        repeated = [one for one in paragraphs if self._is_another_articles(one, own)]
        return sum(map(len, repeated)) / (sum(map(len, paragraphs)) or 1)

    def _is_another_articles(self, paragraph: str, own: str) -> bool:
        # An article that was published twice, under one headline, is not meant.
        return bool(self.holders[paragraph] - {own}) or (paragraph != own and paragraph in self.headlines)


def _bodies_by_value(name: str, rows: Iterable[Row]) -> dict[str, set[str]]:
    """Value -> the different bodies below it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row[name]:
            found.setdefault(fold(row[name]), set()).add(row["body"])
    return found


def _headline(row: Row) -> str:
    return fold(row["headline"] or "")


def _paragraphs(row: Row) -> list[str]:
    return [fold(paragraph) for paragraph in row["body"].split(PARAGRAPH)]


def _is_date_of_request(row: Row) -> bool:
    """It was published when we asked for it, or after we had seen it, or long before or after what the list says."""
    day = published_day(row)
    if day is None:
        return False
    first_seen = datetime.fromisoformat(row["first_seen"])
    if day > first_seen.astimezone(VIETNAM).date():
        return True
    listed = listed_day(row)
    if listed is not None and abs(day - listed) > timedelta(DAYS_BESIDE_LIST):
        return True
    minutes = abs(datetime.fromisoformat(row["published"]) - datetime.fromisoformat(row["captured_at"]))
    return bool(row["published_precision"] == "minute" and minutes <= timedelta(minutes=MINUTES_AROUND_CAPTURE))
