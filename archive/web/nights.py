"""What the nights tell of sources; nothing where public.db holds no nights."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NIGHTS, HOSTS, MONTHS, REASONS, ANSWERS = 14, 14, 36, 20, 5_000
TABLES = "select name from sqlite_master where type in ('table', 'view')"

NEWEST_VERDICT = """
select day, verdict, since, sentence_vi, sentence_en
from night_sources join nights on nights.id = night_sources.night
where source = ? and verdict is not null
order by night desc
limit 1
"""
NIGHTS_OF = """
select day, verdict, requests, new, changed, missing, night_sources.ended_at, seconds
from night_sources join nights on nights.id = night_sources.night
where source = ?
order by night desc
limit ?
"""
HOSTS_OF = """
select night, host, requests, bytes, mean_gap, shortest_gap, robots_status
from host_nights where source = ? and requests > 0 order by night desc, host limit ?
"""
MONTHS_OF = """
select month, listed, archived, refused, pending, failed, gaps
from completeness where source = ? order by month desc limit ?
"""
REASONS_OF = """
select reason, count(*) as number
from (select reason from not_archived where source = ? limit ?)
group by reason
order by number desc, reason
limit ?
"""
REFUSED_OF = REASONS_OF.replace("not_archived", "refused")  # all that is known without nights


@dataclass(frozen=True)
class Verdict:
    """How a source stands, since which day, and the sentence that says it."""

    day: str
    verdict: str  # ok, quiet, broken, blocked, down, moved or retired
    since: str | None
    sentence_vi: str | None
    sentence_en: str | None


@dataclass(frozen=True)
class Night:
    """What a night brought of a source."""

    day: str
    verdict: str | None
    requests: int | None
    new: int | None
    changed: int | None
    missing: int | None
    ended_at: str | None
    seconds: float | None


@dataclass(frozen=True)
class HostNight:
    """How politely a host was asked: requests, bytes, and seconds between two requests."""

    night: str
    host: str
    requests: int
    bytes: int
    mean_gap: float | None
    shortest_gap: float | None
    robots_status: int | None


@dataclass(frozen=True)
class Month:
    """Of a month's addresses, how many are in the archive and what became of the others."""

    month: str
    listed: int
    archived: int
    refused: int
    pending: int
    failed: int
    gaps: int | None


@dataclass(frozen=True)
class Nights:
    """All that is known of a source by its nights. `reasons`: why how many addresses are not in the archive."""

    nights: tuple[Night, ...]
    hosts: tuple[HostNight, ...]
    months: tuple[Month, ...]
    reasons: tuple[tuple[str, int], ...]


def newest_verdicts(connection: sqlite3.Connection, sources: Iterable[str]) -> Mapping[str, Verdict]:
    """Source -> its newest verdict, for those that were judged."""
    if "night_sources" not in _tables(connection):
        return {}
    found = ((source, connection.execute(NEWEST_VERDICT, [source]).fetchone()) for source in sources)
    return {source: Verdict(*row) for source, row in found if row}


def nights_of(connection: sqlite3.Connection, source: str) -> Nights:
    """The last nights of a source."""
    tables = _tables(connection)

    def rows(table: str, sql: str, *limits: int) -> list[sqlite3.Row]:
        return connection.execute(sql, [source, *limits]).fetchall() if table in tables else []

    reasons = rows("not_archived", REASONS_OF, ANSWERS, REASONS) or rows("refused", REFUSED_OF, ANSWERS, REASONS)
    return Nights(
        nights=tuple(Night(*row) for row in rows("night_sources", NIGHTS_OF, NIGHTS)),
        hosts=tuple(HostNight(*row) for row in rows("host_nights", HOSTS_OF, HOSTS)),
        months=tuple(Month(*row) for row in rows("completeness", MONTHS_OF, MONTHS)),
        reasons=tuple((row["reason"], row["number"]) for row in reasons),
    )


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(name for (name,) in connection.execute(TABLES))
