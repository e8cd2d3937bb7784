"""/van-ban: the documents that reports cite, those cited most first."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.paging import Part, part

DOCUMENTS = """
select documents.id, symbol, type, year, organizations.id as issuer, organizations.name as issuer_name, reports
from (select document, count(*) as reports from report_documents group by document) as cited
join documents on documents.id = cited.document
left join organizations on organizations.id = documents.issuer
where :letters = '' or instr(lower(symbol), lower(:letters))
order by reports desc, documents.id
limit :limit offset :offset
"""


@dataclass(frozen=True)
class Entry:
    """A document, and how many times reports cite it."""

    id: str
    symbol: str
    type: str | None
    year: int | None
    issuer: str | None
    issuer_name: str | None
    reports: int


@dataclass(frozen=True)
class Documents:
    """A part of the list, and the letters of the symbol that narrow it."""

    part: Part[Entry]
    letters: str


def read(connection: sqlite3.Connection, asked: Asked) -> Documents:
    """The documents that the address asks for."""
    letters = asked.entry("so")

    def entries(limit: int, offset: int) -> Iterator[Entry]:
        asked_for = {"letters": letters, "limit": limit, "offset": offset}
        yield from (Entry(*row) for row in connection.execute(DOCUMENTS, asked_for))

    return Documents(part(asked, entries, so=letters), letters)


def whole_list(page: Documents) -> Selection:
    """All that the address asks for."""
    return list_selection("van-ban", DOCUMENTS, {"letters": page.letters}, page.part.filters)


PAGE = Page(r"/van-ban", read, "documents.html", whole_list)
