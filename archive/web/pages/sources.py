"""/nguon: who is read, and how fresh each is."""

import sqlite3
from dataclasses import dataclass

from archive.web.asked import Asked, Page
from archive.web.lines import Source
from archive.web.nights import Verdict, newest_verdicts
from archive.web.paging import Part, part

SOURCES = """
select id, name, name_en, kind, province, ended,
    (select max(captured_at) from captures where captures.source = sources.id) as checked_at,
    (select substr(max(published), 1, 10) from articles where articles.source = sources.id) as newest
from sources
order by province, name, id
limit :limit offset :offset
"""


@dataclass(frozen=True)
class Entry:
    """A source: when it was last looked at, day of its newest article, how it stands or since when it is no more."""

    source: Source
    kind: str
    province: str
    checked_at: str | None
    newest: str | None
    ended: str | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Sources:
    """A part of the list."""

    part: Part[Entry]


def read(connection: sqlite3.Connection, asked: Asked) -> Sources:
    """The sources that the address asks for."""

    def entries(limit: int, offset: int) -> list[Entry]:
        rows = connection.execute(SOURCES, {"limit": limit, "offset": offset}).fetchall()
        verdicts = newest_verdicts(connection, [row["id"] for row in rows])
        return [_entry(row, verdicts.get(row["id"])) for row in rows]

    return Sources(part(asked, entries))


def _entry(row: sqlite3.Row, verdict: Verdict | None) -> Entry:
    source = Source(row["id"], row["name"], row["name_en"])
    return Entry(source, row["kind"], row["province"], row["checked_at"], row["newest"], row["ended"], verdict)


PAGE = Page(r"/nguon", read, "sources.html")
