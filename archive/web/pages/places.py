"""/dia-ban: the 34 provinces of today, each with those that it was made of."""

import sqlite3
from dataclasses import dataclass

from archive.web.asked import Asked, Page
from archive.web.spelling import plain

PROVINCES = "select id, name, kind from places where level = 'province' and era = '34'"
MADE_OF = """
select successor, places.id, places.name, places.kind
from place_successors join places on places.id = place_successors.place
where places.level = 'province' and places.era = '63' and is_main = 1
"""


@dataclass(frozen=True)
class Unit:
    """A province, with its kind: thành phố Huế."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Province:
    """A province of today, and the former ones that it was made of."""

    now: Unit
    before: tuple[Unit, ...]


@dataclass(frozen=True)
class Places:
    """Both maps."""

    provinces: tuple[Province, ...]


def read(connection: sqlite3.Connection, _asked: Asked) -> Places:
    """All provinces that the archive knows, in alphabetical order."""
    before: dict[str, list[Unit]] = {}
    for row in connection.execute(MADE_OF):
        before.setdefault(row["successor"], []).append(Unit(row["id"], row["name"], row["kind"]))
    today = [Unit(*row) for row in connection.execute(PROVINCES)]
    return Places(tuple(Province(unit, _sorted(before.get(unit.id, []))) for unit in _sorted(today)))


def _sorted(units: list[Unit]) -> tuple[Unit, ...]:
    return tuple(sorted(units, key=lambda unit: plain(unit.name)))


PAGE = Page(r"/dia-ban", read, "places.html")
