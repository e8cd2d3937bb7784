"""The administrative units of Vietnam, before and after 1 July 2025, and what became of them."""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from archive.vietnamese import unify_tones

DATA = Path(__file__).with_name("data")
FILES = ("places.csv", "historic.csv")  # the second corrects the first
LAST_DAY_OF_63 = date(2025, 6, 30)  # Resolutions 202/2025/QH15 and 203/2025/QH15, in force on 1 July
FIRST_DAY_OF_34 = date(2025, 7, 1)
LEVELS = {"p": "province", "q": "province", "d": "district", "w": "commune"}
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Place:
    """A province, district or commune in one era; source: data/README.md."""

    id: str  # p42, q82, d436, w18073@63, w18073@34, d-cua-lo@2024: never a bare code
    name: str  # without its kind: "Cao Lãnh"; "12" for Quận 12
    kind: str  # tỉnh, thành phố, quận, huyện, thị xã, phường, xã, thị trấn, đặc khu
    level: str  # province, district, commune
    era: str  # 63, 34, earlier
    parent: str | None  # id
    valid_from: date | None  # None: not known
    valid_to: date | None  # None: not known, or still in force
    successors: tuple[str, ...]  # ids, the main one first

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day, as far as is known."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


def by_id(place_id: str) -> Place:
    """The place with that id; KeyError if there is none."""
    return _places()[place_id]


def province_then(place: Place) -> Place:
    """The province that a place belongs to in its own era; of a province, itself."""
    while place.parent is not None:
        place = by_id(place.parent)
    return place


def province_now(place: Place) -> Place:
    """The province of today that holds the place, or its main part: Ngã Bảy was in Hậu Giang and is in Cần Thơ."""
    while place.era == "earlier" and place.successors:
        place = by_id(place.successors[0])
    whole = province_then(place)
    return by_id(whole.successors[0]) if whole.successors else whole


def places() -> list[Place]:
    """All places of all eras."""
    return list(_places().values())


def named(key: str) -> tuple[Place, ...]:
    """All places with that name, as `name_key` writes it: provinces first, then districts and communes."""
    return _names().get(key, ())


def names() -> Collection[str]:
    """Every name that some place has, as `name_key` writes it."""
    return _names().keys()


def name_key(name: str) -> str:
    """Lower case, one tone placement, words only: "bà rịa vũng tàu", "ea h leo", "khánh hòa"."""
    return " ".join(WORD.findall(unify_tones(name).lower()))


@cache
def _places() -> dict[str, Place]:
    return {place.id: place for file in FILES for place in _read(file)}


@cache
def _names() -> dict[str, tuple[Place, ...]]:
    names: dict[str, list[Place]] = {}
    for place in sorted(_places().values(), key=lambda place: list(LEVELS).index(place.id[0])):
        names.setdefault(name_key(place.name), []).append(place)
    return {key: tuple(places) for key, places in names.items()}


def _read(file: str) -> Iterator[Place]:
    with (DATA / file).open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            yield _place(row)


def _place(row: dict[str, str]) -> Place:
    era = _era(row["id"])
    return Place(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        level=LEVELS[row["id"][0]],
        era=era,
        parent=row["parent"] or None,
        valid_from=FIRST_DAY_OF_34 if era == "34" else _date(row.get("valid_from")),
        valid_to=LAST_DAY_OF_63 if era == "63" else _date(row.get("valid_to")),
        successors=tuple(row["successors"].split()),
    )


def _era(place_id: str) -> str:
    if "-" in place_id:
        return "earlier"
    return "34" if place_id.startswith("q") or place_id.endswith("@34") else "63"


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
