"""/: the newest reports, what changed or vanished this week, how fresh each source is."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from archive import clock
from archive.store import utc
from archive.web.asked import Asked, Page
from archive.web.lines import Line, Source, lines
from archive.web.nights import Verdict, newest_verdicts

NEWEST = 12
CHANGES = 12
SOURCES_SHOWN = 12
THIS_WEEK = timedelta(days=7)

FIGURES = "select articles, reports, (select count(*) from sources) as sources from site_figures"
NEWEST_REPORTS = """
select articles.id
from articles
cross join reports on reports.article = articles.id -- cross: the newest articles are looked through, not all reports
where reports.is_coordination = 1 and articles.published is not null
order by articles.published desc
limit ?
"""
# Changes of spelling and punctuation alone are kept, but are no news. Each kind is cut by itself, in its index's order.
CHANGES_SINCE = """
select what, seen_at, article, articles.headline, sources.id as source, sources.name, sources.name_en
from (
    select * from (
        select 'edited' as what, seen_at, article from edits
        where seen_at >= :since and class <> 'boring' order by seen_at desc limit :limit
    )
    union all
    select * from (
        select 'withdrawn', withdrawn_at, article from withdrawals
        where state = 'withdrawn' and withdrawn_at >= :since order by withdrawn_at desc limit :limit
    )
    union all
    select * from (
        select 'restored', restored_at, article from withdrawals
        where state = 'restored' and restored_at >= :since order by restored_at desc limit :limit
    )
) as changes
join articles on articles.id = changes.article
join sources on sources.id = articles.source
order by seen_at desc, article
limit :limit
"""
# Sites that are no more come last: nothing of them can be fresh.
SOURCES = """
select
    id as source, name, name_en, ended,
    (select max(captured_at) from captures where captures.source = sources.id) as checked_at,
    (select substr(max(published), 1, 10) from articles where articles.source = sources.id) as newest
from sources
order by ended is not null, checked_at desc, name
limit ?
"""


@dataclass(frozen=True)
class Change:
    """What became of an article: edited, withdrawn or restored."""

    what: str
    seen_at: str
    article: int
    headline: str | None
    source: Source


@dataclass(frozen=True)
class Freshness:
    """When a source was last looked at, the day of its newest article; how it stands, or since when it is no more."""

    source: Source
    checked_at: str | None
    newest: str | None
    ended: str | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Home:
    """What the first page shows."""

    articles: int
    reports: int
    sources: int
    newest: tuple[Line, ...]
    changes: tuple[Change, ...]
    freshness: tuple[Freshness, ...]  # of SOURCES_SHOWN sources


def read(connection: sqlite3.Connection, _asked: Asked) -> Home:
    """All of it, as of now."""
    newest = [row["id"] for row in connection.execute(NEWEST_REPORTS, [NEWEST])]
    since = {"since": utc(clock.now() - THIS_WEEK), "limit": CHANGES}
    return Home(
        **dict(connection.execute(FIGURES).fetchone()),
        newest=lines(connection, newest),
        changes=tuple(
            Change(row["what"], row["seen_at"], row["article"], row["headline"], _source(row))
            for row in connection.execute(CHANGES_SINCE, since)
        ),
        freshness=tuple(_freshness(connection)),
    )


def _freshness(connection: sqlite3.Connection) -> Iterator[Freshness]:
    rows = connection.execute(SOURCES, [SOURCES_SHOWN]).fetchall()
    verdicts = newest_verdicts(connection, [row["source"] for row in rows])
    for row in rows:
        yield Freshness(_source(row), row["checked_at"], row["newest"], row["ended"], verdicts.get(row["source"]))


def _source(row: sqlite3.Row) -> Source:
    return Source(row["source"], row["name"], row["name_en"])


PAGE = Page(r"/?", read, "home.html")
