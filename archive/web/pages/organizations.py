"""/co-quan: the organizations that reports name, those named most first; by level, place or words of the name."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.paging import Part, part
from archive.web.spelling import plain

LEVELS = ("central", "province", "district", "commune", "other")

# `uses` are counted by spelling when a report is stored, so no report is looked at here.
ORGANIZATIONS = """
select organizations.id, organizations.name, organizations.level, places.id as place, places.name as place_name, uses
from (select organization, sum(uses) as uses from organization_names group by organization) as named
join organizations on organizations.id = named.organization
left join places on places.id = organizations.place
where (:level = '' or organizations.level = :level) and (:place = '' or places.id = :place)
    and (:words = '' or instr(plain(organizations.name), :words))
order by uses desc, organizations.id
limit :limit offset :offset
"""
PLACE = "select name from places where id = ?"


@dataclass(frozen=True)
class Entry:
    """An organization, and how often reports name it."""

    id: str
    name: str
    level: str
    place: str | None
    place_name: str | None
    uses: int


@dataclass(frozen=True)
class Organizations:
    """A part of the list, and what narrows it."""

    part: Part[Entry]
    level: str
    words: str
    place: str
    place_name: str | None
    levels: tuple[str, ...] = LEVELS


def read(connection: sqlite3.Connection, asked: Asked) -> Organizations:
    """The organizations that the address asks for."""
    level, words, place = (asked.entry(name) for name in ("cap", "ten", "dia-ban"))
    level = level if level in LEVELS else ""
    row = connection.execute(PLACE, [place]).fetchone()
    place = place if row else ""
    connection.create_function("plain", 1, plain, deterministic=True)

    def entries(limit: int, offset: int) -> Iterator[Entry]:
        asked_for = {"level": level, "words": plain(words), "place": place, "limit": limit, "offset": offset}
        yield from (Entry(*found) for found in connection.execute(ORGANIZATIONS, asked_for))

    return Organizations(
        part=part(asked, entries, cap=level, ten=words, dia_ban=place),
        level=level,
        words=words,
        place=place,
        place_name=row["name"] if row else None,
    )


def whole_list(page: Organizations) -> Selection:
    """All that the address asks for."""
    values = {"level": page.level, "words": plain(page.words), "place": page.place}
    return list_selection("co-quan", ORGANIZATIONS, values, page.part.filters)


PAGE = Page(r"/co-quan", read, "organizations.html", whole_list)
