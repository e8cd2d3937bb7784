"""Articles as lists show them: one line each, read for the ids that a page shows."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A source, by its names."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Piece:
    """A piece of a snippet, marked where it is what was searched for."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Line:
    """An article in a list. `kind` and the provinces are those of its report, None for an article that is none."""

    id: int
    headline: str | None
    url: str | None
    day: str | None  # as published
    source: Source
    kind: str | None
    province: str | None  # name, at the time of the event
    province_now: str | None
    withdrawn: bool
    wordings: int
    snippet: tuple[Piece, ...] = ()


LINES = """
select
    articles.id, articles.headline, articles.url,
    substr(published, 1, case published_precision when 'year' then 4 when 'month' then 7 else 10 end) as day,
    sources.id as source, sources.name, sources.name_en,
    iif(reports.is_coordination, reports.kind, null) as kind,
    iif(reports.is_coordination, place.name, null) as province,
    iif(reports.is_coordination, today.name, null) as province_now,
    exists (select 1 from withdrawals where article = articles.id and state = 'withdrawn') as withdrawn,
    (select count(*) from versions where article = articles.id) as wordings
from articles
join sources on sources.id = articles.source
left join reports on reports.article = articles.id
left join places as place on place.id = reports.province
left join places as today on today.id = reports.province_now
where articles.id in (select value from json_each(?))
"""


def lines(connection: sqlite3.Connection, articles: Sequence[int]) -> tuple[Line, ...]:
    """The lines of these articles, in the order given."""
    found = {row["id"]: _line(row) for row in connection.execute(LINES, [json.dumps(list(articles))])}
    return tuple(found[article] for article in articles if article in found)


def _line(row: sqlite3.Row) -> Line:
    return Line(
        id=row["id"],
        headline=row["headline"],
        url=row["url"],
        day=row["day"],
        source=Source(row["source"], row["name"], row["name_en"]),
        kind=row["kind"],
        province=row["province"],
        province_now=row["province_now"],
        withdrawn=bool(row["withdrawn"]),
        wordings=row["wordings"],
    )
