"""/co-quan/<id>: with whom an organization coordinates, under what, since when; what came before and after it."""

import sqlite3
from dataclasses import dataclass

from archive.web.agreement_lines import AgreementLine, Body, agreement_lines
from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.newest_reports import Newest, newest
from archive.web.search_request import Search

MOST_REPORTS = 20_000  # of one organization that are counted: some 0.2 s
PARTNERS, AGREEMENTS, NAMES, OFFICERS, RELATED = 25, 25, 20, 20, 60

ORGANIZATION = """
select organizations.*, places.kind as place_kind, places.name as place_name
from organizations left join places on places.id = organizations.place
where organizations.id = ?
"""
NAMED = "select id, name from organizations where id = ?"
PARTS = "select id, name from organizations where parent = ? order by name, id limit ?"
PREDECESSORS = "select id, name from organizations where successor = ? order by valid_to desc, name, id limit ?"
SPELLINGS = "select name, uses from organization_names where organization = ? order by uses desc, name limit ?"
OWN_REPORTS = """
with own as materialized (select distinct article from report_parties where organization = :id limit :reports)
"""
PARTNERS_OF = f"""
{OWN_REPORTS}
select organizations.id, organizations.name, count(distinct own.article) as reports,
    min(event_date) as first, max(event_date) as last
from own
join reports on reports.article = own.article
join report_parties as others on others.article = own.article and others.organization <> :id
join organizations on organizations.id = others.organization
group by organizations.id
order by reports desc, last desc, organizations.id
limit :limit
"""  # noqa: S608 (our own words)
YEARS = f"""
{OWN_REPORTS}
select coalesce(substr(event_date, 1, 4), '') as year, kind, count(*) as reports
from own join reports on reports.article = own.article
group by year, kind
order by year desc, reports desc, kind
"""  # noqa: S608 (our own words)
AGREEMENTS_OF = """
select agreements.id
from agreement_parties join agreements on agreements.id = agreement_parties.agreement
where organization = ?
order by coalesce(period_end, 0) desc, agreements.id
limit ?
"""
OFFICERS_OF = """
select people.id, people.name, title, min(seen_on) as first, max(seen_on) as last, max(article) as article
from posts join people on people.id = posts.person
where posts.organization = ?
group by people.id, title
order by last desc, people.id
limit ?
"""


@dataclass(frozen=True)
class Partner:
    """A body that stands beside it in reports. Days are those of the events, None where no report says."""

    id: str
    name: str
    reports: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Year:
    """The reports of a year, by kind, those with most first. `year` is "" where the day is not known."""

    year: str
    reports: int
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Spelling:
    """A spelling of its name, and how often reports have it."""

    name: str
    uses: int


@dataclass(frozen=True)
class Officer:
    """Somebody in a post there, from the first to the last day on which a report shows it."""

    id: str
    name: str
    title: str
    first: str | None
    last: str | None
    article: int


@dataclass(frozen=True)
class OrganizationPage:
    """All that the page of an organization shows."""

    id: str
    name: str
    level: str
    place: str | None
    place_name: str | None
    valid_from: str | None
    valid_to: str | None
    parent: Body | None
    successor: Body | None
    predecessors: tuple[Body, ...]
    parts: tuple[Body, ...]
    spellings: tuple[Spelling, ...]
    partners: tuple[Partner, ...]
    years: tuple[Year, ...]
    agreements: tuple[AgreementLine, ...]
    officers: tuple[Officer, ...]
    newest: Newest
    counted_to: int | None  # reports that the figures are of, where there are more


def read(connection: sqlite3.Connection, asked: Asked) -> OrganizationPage | None:
    """The organization of that id."""
    identity = asked.parts["organization"]
    row = connection.execute(ORGANIZATION, [identity]).fetchone()
    if row is None:
        return None
    own = {"id": identity, "reports": MOST_REPORTS, "limit": PARTNERS}
    years = _years(connection.execute(YEARS, own).fetchall())
    agreements = [found for (found,) in connection.execute(AGREEMENTS_OF, [identity, AGREEMENTS])]
    return OrganizationPage(
        id=identity,
        name=row["name"],
        level=row["level"],
        place=row["place"],
        place_name=f"{row['place_kind']} {row['place_name']}" if row["place"] else None,
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        parent=_body(connection, row["parent"]),
        successor=_body(connection, row["successor"]),
        predecessors=tuple(Body(*one) for one in connection.execute(PREDECESSORS, [identity, RELATED])),
        parts=tuple(Body(*one) for one in connection.execute(PARTS, [identity, RELATED])),
        spellings=tuple(Spelling(*one) for one in connection.execute(SPELLINGS, [identity, NAMES])),
        partners=tuple(Partner(*one) for one in connection.execute(PARTNERS_OF, own)),
        years=years,
        agreements=agreement_lines(connection, agreements),
        officers=tuple(Officer(*one) for one in connection.execute(OFFICERS_OF, [identity, OFFICERS])),
        newest=newest(connection, Search(organization=identity, reports_only=True, order="date")),
        counted_to=MOST_REPORTS if sum(year.reports for year in years) == MOST_REPORTS else None,
    )


def _body(connection: sqlite3.Connection, identity: str | None) -> Body | None:
    row = connection.execute(NAMED, [identity]).fetchone()
    return Body(*row) if row else None


def _years(rows: list[sqlite3.Row]) -> tuple[Year, ...]:
    years: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        years.setdefault(row["year"], []).append((row["kind"], row["reports"]))
    return tuple(Year(year, sum(number for _, number in kinds), tuple(kinds)) for year, kinds in years.items())


def whole_list(page: OrganizationPage) -> Selection:
    """All its partners, in all its reports."""
    return list_selection("doi-tac", PARTNERS_OF, {"id": page.id, "reports": -1})


PAGE = Page(r"/co-quan/(?P<organization>[^?]+)", read, "organization.html", whole_list)
