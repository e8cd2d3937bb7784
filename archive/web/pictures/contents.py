"""What the pictures show, read from the archive: bounded, with what was left out counted."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archive.web.search_request import KINDS
from archive.web.spelling import plain

MOST_MONTHS = 120  # ten years; a bar of a longer time would be thinner than a line
MOST_PAIRS, MOST_BODIES, MOST_PARTNERS = 60, 30, 24
MOST_REPORTS = 20_000  # of one organization or source that are counted: some 0.2 s
MOST_EVENTS, MOST_LIVES = 12, 4  # of an agreement; agreements in a row of renewals

MONTH = """
case
    when event_date is null then substr(published, 1, 7)
    when event_date_precision in ('day', 'month') then substr(event_date, 1, 7)
end
"""
MONTHS = {
    "": "select month, kind, sum(reports) as reports from site_months group by month, kind",
    "tinh": """
        select month, kind, sum(reports) as reports from site_months
        where :value in (province, province_now) group by month, kind
    """,
    "co-quan": f"""
        select {MONTH} as month, kind, count(*) as reports
        from (select distinct article from report_parties where organization = :value limit :most) as own
        join reports on reports.article = own.article join articles on articles.id = own.article
        where is_coordination group by 1, 2
    """,  # noqa: S608 (our own words)
    "nguon": f"""
        select {MONTH} as month, kind, count(*) as reports
        from (select id, published from articles where source = :value order by published desc limit :most) as own
        join reports on reports.article = own.id
        where is_coordination group by 1, 2
    """,  # noqa: S608 (our own words)
}
PAIRS = """
select organization, partner, reports from site_partners where organization < partner
order by reports desc, organization, partner limit :limit
"""
PAIRS_OF = """
select organization, partner, reports from site_partners where organization = :organization
order by reports desc, partner limit :limit
"""
ALL_PAIRS = "select count(*) / 2 from site_partners"
ALL_PAIRS_OF = "select count(*) from site_partners where organization = ?"
NAME = "select name from organizations where id = ?"
PROVINCES = {
    "34": "select id, name, (select sum(reports) from site_months where province_now = places.id) as reports"
    " from places where level = 'province' and era = '34'",
    "63": "select id, name, (select sum(reports) from site_months where province = places.id) as reports"
    " from places where level = 'province' and era = '63'",
}
AGREEMENT = "select id, name, renews, period_start, period_end from agreements where id = ?"
RENEWED_BY = "select id from agreements where renews = ? order by period_start limit 1"
EVENTS = """
select event, day from agreement_events where agreement = ? and day is not null
group by event, day order by day, event limit ?
"""


@dataclass(frozen=True)
class Months:
    """Reports by month. `kinds` are pairs of a kind and its reports in each of the months, none left out."""

    months: tuple[str, ...]  # 2023-05, one after the other
    kinds: tuple[tuple[str, tuple[int, ...]], ...]
    earlier: int = 0  # reports before the first month

    @property
    def most(self) -> int:
        """Reports of one kind in one month, where there are most."""
        return max((max(counts, default=0) for _, counts in self.kinds), default=0)


@dataclass(frozen=True)
class Pair:
    """Two bodies, by their ids, and the reports in which both are parties."""

    one: str
    other: str
    reports: int


@dataclass(frozen=True)
class Network:
    """The strongest pairs. `names` are pairs of id and name; `centre` is the body that all is about, or ""."""

    pairs: tuple[Pair, ...]
    names: tuple[tuple[str, str], ...]
    centre: str
    left_out: int  # pairs


@dataclass(frozen=True)
class Province:
    """A province and its reports."""

    id: str
    name: str
    reports: int


@dataclass(frozen=True)
class Event:
    """Something that became of an agreement: signed, reviewed, closed, renewed; the day may be a month or a year."""

    event: str
    day: str


@dataclass(frozen=True)
class Life:
    """An agreement: its years, its events in their order."""

    id: str
    name: str
    period_start: int | None
    period_end: int | None
    events: tuple[Event, ...]

    @property
    def has_time(self) -> bool:
        """Whether anything of it can be put on a line."""
        return bool(self.period_start or self.period_end or self.events)


def months(connection: sqlite3.Connection, narrowed_by: str, value: str) -> Months:
    """Of all reports, or of those of a province, an organization or a source: `narrowed_by` is a key of MONTHS."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in connection.execute(MONTHS[narrowed_by], {"value": value, "most": MOST_REPORTS}):
        if row["month"]:
            counts[row["month"], row["kind"]] += row["reports"]
    newest = _every_month(month for month, _ in counts)[-MOST_MONTHS:]
    shown = _every_month(month for month, _ in counts if month in newest)
    kinds = tuple((kind, tuple(counts.get((month, kind), 0) for month in shown)) for kind in KINDS)
    return Months(
        months=shown,
        kinds=tuple((kind, numbers) for kind, numbers in kinds if any(numbers)),
        earlier=sum(number for (month, _), number in counts.items() if shown and month < shown[0]),
    )


def _every_month(known: Iterable[str]) -> tuple[str, ...]:
    """From the first to the last, none left out: 2023-11, 2023-12, 2024-01."""
    numbers = sorted({int(month[:4]) * 12 + int(month[5:]) - 1 for month in known})
    if not numbers:
        return ()
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(numbers[0], numbers[-1] + 1))


def network(connection: sqlite3.Connection, organization: str = "") -> Network:
    """The pairs that stand in most reports; of one organization, its partners."""
    if organization:
        values: dict[str, str | int] = {"organization": organization, "limit": MOST_PARTNERS}
        rows = connection.execute(PAIRS_OF, values).fetchall()
        total = connection.execute(ALL_PAIRS_OF, [organization]).fetchone()[0]
    else:
        rows = connection.execute(PAIRS, {"limit": MOST_PAIRS}).fetchall()
        total = connection.execute(ALL_PAIRS).fetchone()[0]
    pairs = _among_few(Pair(*row) for row in rows)
    bodies = sorted({body for pair in pairs for body in (pair.one, pair.other)})
    names = tuple((body, connection.execute(NAME, [body]).fetchone()["name"]) for body in bodies)
    return Network(pairs, names, organization, total - len(pairs))


def _among_few(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs up to the one that would bring in more bodies than a picture has room for."""
    kept: list[Pair] = []
    bodies: set[str] = set()
    for pair in pairs:
        bodies |= {pair.one, pair.other}
        if len(bodies) > MOST_BODIES:
            break
        kept.append(pair)
    return tuple(kept)


def provinces(connection: sqlite3.Connection, era: str) -> tuple[Province, ...]:
    """All provinces of the 34 or the 63, those with most reports first."""
    found = [Province(row["id"], row["name"], row["reports"] or 0) for row in connection.execute(PROVINCES[era])]
    return tuple(sorted(found, key=lambda province: (-province.reports, plain(province.name))))


def lives(connection: sqlite3.Connection, agreement: str) -> tuple[Life, ...]:
    """The agreement between those that it renews and those that renew it, oldest first; () where there is none."""
    row = connection.execute(AGREEMENT, [agreement]).fetchone()
    if row is None:
        return ()
    before, after = row["renews"], _renewed_by(connection, agreement)
    found = [row]
    while len(found) < MOST_LIVES and (before or after):
        if before:
            found.insert(0, connection.execute(AGREEMENT, [before]).fetchone())
            before = found[0]["renews"]
        if after:
            found.append(connection.execute(AGREEMENT, [after]).fetchone())
            after = _renewed_by(connection, after)
    return tuple(_life(connection, one) for one in found)


def _renewed_by(connection: sqlite3.Connection, agreement: str) -> str | None:
    row = connection.execute(RENEWED_BY, [agreement]).fetchone()
    return row["id"] if row else None


def _life(connection: sqlite3.Connection, row: sqlite3.Row) -> Life:
    events = tuple(Event(*event) for event in connection.execute(EVENTS, [row["id"], MOST_EVENTS]))
    return Life(row["id"], row["name"], row["period_start"], row["period_end"], events)
