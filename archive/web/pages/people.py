"""/nguoi: the people whom reports name, those named most first; by words of the name, with accents or without."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.paging import Part, part
from archive.web.spelling import plain

# Those who are shown are chosen first, in the order of the table: nothing is looked up of anybody else.
PEOPLE = """
select
    people.id, people.name, places.name as province, reports, last_day,
    posts.title as newest_post, organizations.name as organization
from (
    select person, reports, last_day from site_people
    where :words = '' or instr(plain, :words)
    order by reports desc, person
    limit :limit offset :offset
) as shown
join people on people.id = shown.person
left join places on places.id = people.province
left join posts on posts.rowid = (
    select rowid from posts as own where own.person = people.id order by seen_on desc, article desc, number limit 1
)
left join organizations on organizations.id = posts.organization
order by reports desc, shown.person
"""


@dataclass(frozen=True)
class Entry:
    """A person: how many reports, the day of the last, the post in the newest one that states a post, and its body."""

    id: str
    name: str
    province: str | None
    reports: int
    last_day: str | None
    newest_post: str | None
    organization: str | None


@dataclass(frozen=True)
class People:
    """A part of the list, and the words of the name that narrow it."""

    part: Part[Entry]
    words: str


def read(connection: sqlite3.Connection, asked: Asked) -> People:
    """The people that the address asks for."""
    words = asked.entry("ten")

    def entries(limit: int, offset: int) -> Iterator[Entry]:
        asked_for = {"words": plain(words), "limit": limit, "offset": offset}
        yield from (Entry(*row) for row in connection.execute(PEOPLE, asked_for))

    return People(part(asked, entries, ten=words), words)


def whole_list(page: People) -> Selection:
    """All that the address asks for."""
    return list_selection("nguoi", PEOPLE, {"words": plain(page.words)}, page.part.filters)


PAGE = Page(r"/nguoi", read, "people.html", whole_list)
