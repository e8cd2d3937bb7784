"""/nguon/<id>: a source: how fresh, how complete, where its gaps are, how politely it is asked."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive import clock
from archive.model import VIETNAM
from archive.web.asked import Asked, Page
from archive.web.lines import Source
from archive.web.links import web_address
from archive.web.newest_reports import Newest, newest
from archive.web.nights import Nights, Verdict, newest_verdicts, nights_of
from archive.web.search_request import Search

RUNS, YEARS = 14, 5

SOURCE = """
select sources.*,
    (select min(captured_at) from captures where captures.source = sources.id) as read_since,
    (select max(captured_at) from captures where captures.source = sources.id) as checked_at,
    (select substr(min(published), 1, 10) from articles where articles.source = sources.id) as oldest,
    (select substr(max(published), 1, 10) from articles where articles.source = sources.id) as newest,
    (select id from places where name = sources.province and level = 'province' and era = '63') as place
from sources where id = ?
"""
MONTHS = """
select substr(published, 1, 7) as month, count(*) as articles
from articles
where source = ? and published >= ?
group by month
"""
RUNS_OF = """
select source_runs.*
from runs join source_runs on source_runs.run = runs.id and source_runs.source = ?
order by runs.id desc
limit ?
"""


@dataclass(frozen=True)
class Year:
    """Articles by month, twelve of them; None before the first article and after the source was last looked at."""

    year: int
    months: tuple[int | None, ...]


@dataclass(frozen=True)
class Run:
    """What a crawl of the source brought."""

    started_at: str
    lists: int
    fetched: int
    new_articles: int
    new_versions: int
    missing: int
    refused: int
    failed: int
    outcome: str | None


@dataclass(frozen=True)
class SourcePage:
    """All that the page of a source shows."""

    source: Source
    kind: str
    province: str
    place: str | None
    home: str | None
    former_domains: tuple[str, ...]
    platform: str
    contact: str | None
    verified: str | None
    ended: str | None
    ended_because: str | None
    read_since: str | None
    checked_at: str | None
    oldest: str | None
    newest: str | None
    years: tuple[Year, ...]
    runs: tuple[Run, ...]
    verdict: Verdict | None
    nights: Nights
    articles: Newest


def read(connection: sqlite3.Connection, asked: Asked) -> SourcePage | None:
    """The source of that id."""
    identity = asked.parts["source"]
    row = connection.execute(SOURCE, [identity]).fetchone()
    if row is None:
        return None
    return SourcePage(
        source=Source(row["id"], row["name"], row["name_en"]),
        kind=row["kind"],
        province=row["province"],
        place=row["place"],
        home=web_address(row["home"]),
        former_domains=tuple(json.loads(row["former_domains"])),
        platform=row["platform"],
        contact=row["contact"],
        verified=row["verified"],
        ended=row["ended"],
        ended_because=row["ended_because"],
        read_since=row["read_since"],
        checked_at=row["checked_at"],
        oldest=row["oldest"],
        newest=row["newest"],
        years=tuple(_years(connection, row)),
        runs=tuple(_run(one) for one in connection.execute(RUNS_OF, [identity, RUNS])),
        verdict=newest_verdicts(connection, [identity]).get(identity),
        nights=nights_of(connection, identity),
        articles=newest(connection, Search(source=identity, order="date")),
    )


def _years(connection: sqlite3.Connection, source: sqlite3.Row) -> Iterator[Year]:
    """The last years, the newest first: a month without an article, from the oldest until the last look, is a gap."""
    today = clock.now().astimezone(VIETNAM)
    since = today.year - YEARS + 1
    counts = dict(connection.execute(MONTHS, [source["id"], str(since)]).fetchall())
    first = (source["oldest"] or "9999")[:7]
    last = min(source["checked_at"] or "9999", source["ended"] or "9999", f"{today:%Y-%m}")[:7]
    for year in range(today.year, max(since, int(first[:4])) - 1, -1):
        of_year = [f"{year}-{month:02}" for month in range(1, 13)]
        months = tuple(counts.get(month, 0 if first <= month <= last else None) for month in of_year)
        if any(articles is not None for articles in months):
            yield Year(year, months)


def _run(row: sqlite3.Row) -> Run:
    return Run(**{name: row[name] for name in Run.__dataclass_fields__})


PAGE = Page(r"/nguon/(?P<source>[\w.-]+)", read, "source.html")
