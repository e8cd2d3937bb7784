"""/dia-ban/<id>: a province, district or commune of either map: what it was, what it is now, its reports."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from archive.web.agreement_lines import Body
from archive.web.asked import Asked, Page
from archive.web.lines import Source
from archive.web.newest_reports import Newest, newest
from archive.web.search_request import Search
from archive.web.spelling import plain

UNITS, BODIES, SOURCES = 200, 20, 30
UNIT = ("id", "name", "kind", "level", "era", "valid_to")

PLACE = "select * from places where id = ?"
BEFORE = """
select id, name, kind, level, era, valid_to, is_main
from place_successors join places on places.id = place_successors.place
where successor = ?
order by is_main desc, level = 'province' desc, name, id
limit ?
"""
AFTER = """
select id, name, kind, level, era, valid_to, is_main
from place_successors join places on places.id = place_successors.successor
where place_successors.place = ?
order by is_main desc, name, id
limit ?
"""
INSIDE = """
select id, name, kind, level, era, valid_to, 1 as is_main
from places where parent = ? order by level = 'district' desc, kind, id limit ?
"""
BODIES_OF = """
select organizations.id, organizations.name
from organizations join organization_names on organization_names.organization = organizations.id
where place = ?
group by organizations.id
order by sum(uses) desc, organizations.id
limit ?
"""
SOURCES_OF = "select id, name, name_en from sources where province = ? order by name limit ?"


@dataclass(frozen=True)
class Unit:
    """A unit of one of the maps; `is_main` where it took over, or gave, the main part."""

    id: str
    name: str
    kind: str
    level: str
    era: str
    valid_to: str | None
    is_main: int


@dataclass(frozen=True)
class PlacePage:
    """All that the page of a place shows."""

    id: str
    name: str
    kind: str
    level: str
    era: str
    valid_from: str | None
    valid_to: str | None
    parent: Unit | None
    before: tuple[Unit, ...]
    after: tuple[Unit, ...]
    inside: tuple[Unit, ...]
    bodies: tuple[Body, ...]
    sources: tuple[Source, ...]
    newest: Newest


def read(connection: sqlite3.Connection, asked: Asked) -> PlacePage | None:
    """The place of that id."""
    identity = asked.parts["place"]
    row = connection.execute(PLACE, [identity]).fetchone()
    if row is None:
        return None
    is_old_province = row["level"] == "province" and row["era"] == "63"
    sources = connection.execute(SOURCES_OF, [row["name"], SOURCES]) if is_old_province else ()
    return PlacePage(
        id=identity,
        name=row["name"],
        kind=row["kind"],
        level=row["level"],
        era=row["era"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        parent=_parent(connection.execute(PLACE, [row["parent"]]).fetchone()),
        before=tuple(Unit(*one) for one in connection.execute(BEFORE, [identity, UNITS])),
        after=tuple(Unit(*one) for one in connection.execute(AFTER, [identity, UNITS])),
        inside=_sorted(Unit(*one) for one in connection.execute(INSIDE, [identity, UNITS])),
        bodies=tuple(Body(*one) for one in connection.execute(BODIES_OF, [identity, BODIES])),
        sources=tuple(Source(*one) for one in sources),
        newest=newest(connection, Search(province=identity, reports_only=True, order="date")),
    )


def _sorted(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Districts before communes, each kind by name: Đông after Dương, not after Yên."""
    return tuple(sorted(units, key=lambda unit: (unit.level != "district", unit.kind, plain(unit.name))))


def _parent(row: sqlite3.Row | None) -> Unit | None:
    return Unit(**{name: row[name] for name in UNIT}, is_main=1) if row else None


PAGE = Page(r"/dia-ban/(?P<place>[^?]+)", read, "place.html")
