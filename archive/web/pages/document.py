"""/van-ban/<id>: a document, how reports print it, and the reports that cite it."""

import sqlite3
from dataclasses import dataclass

from archive.web.agreement_lines import Body
from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import article_selection
from archive.web.lines import Line, lines
from archive.web.paging import Part, part

PRINTED, REPORTS = 20, 20

DOCUMENT = """
select documents.*, organizations.name as issuer_name, places.kind as place_kind, places.name as place_name
from documents
left join organizations on organizations.id = documents.issuer
left join places on places.id = documents.place
where documents.id = ?
"""
PRINTED_AS = """
select symbol, type, issuer, count(*) as reports
from report_documents where document = ?
group by symbol, type, issuer
order by reports desc, symbol
limit ?
"""
CITED_BY = """
select article
from report_documents join articles on articles.id = report_documents.article
where document = :document
group by article
order by published desc, article
limit :limit offset :offset
"""


@dataclass(frozen=True)
class Printed:
    """How reports print it: symbol, the word before it, the body after it."""

    symbol: str
    type: str | None
    issuer: str | None
    reports: int


@dataclass(frozen=True)
class DocumentPage:
    """All that the page of a document shows."""

    id: str
    symbol: str
    type: str | None
    year: int | None
    issuer: Body | None
    place: str | None
    place_name: str | None
    printed: tuple[Printed, ...]
    part: Part[Line]


def read(connection: sqlite3.Connection, asked: Asked) -> DocumentPage | None:
    """The document of that id."""
    identity = asked.parts["document"]
    row = connection.execute(DOCUMENT, [identity]).fetchone()
    if row is None:
        return None

    def reports(limit: int, offset: int) -> tuple[Line, ...]:
        found = connection.execute(CITED_BY, {"document": identity, "limit": limit, "offset": offset})
        return lines(connection, [article for (article,) in found])

    return DocumentPage(
        id=identity,
        symbol=row["symbol"],
        type=row["type"],
        year=row["year"],
        issuer=Body(row["issuer"], row["issuer_name"]) if row["issuer"] else None,
        place=row["place"],
        place_name=f"{row['place_kind']} {row['place_name']}" if row["place"] else None,
        printed=tuple(Printed(*one) for one in connection.execute(PRINTED_AS, [identity, PRINTED])),
        part=part(asked, reports, size=REPORTS),
    )


def whole_list(page: DocumentPage) -> Selection:
    """All articles that cite it."""
    return article_selection("van-ban", CITED_BY, {"document": page.id})


PAGE = Page(r"/van-ban/(?P<document>[^?]+)", read, "document.html", whole_list)
