"""/thoa-thuan/<id>: the life of an agreement: who signed, what was promised, what became of it."""

import json
import sqlite3
from dataclasses import dataclass

from archive.web.agreement_lines import AgreementLine, agreement_line
from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import article_selection
from archive.web.lines import Line, lines
from archive.web.marked_text import Stretch, paragraphs, spans_of
from archive.web.paging import Part, part

MOST_PARTIES, MOST_EVENTS, MOST_PEOPLE, MOST_PROMISES, REPORTS = 100, 60, 40, 3, 20
SAYS_IT = ("instrument", "period")  # spans of the words that tell of the agreement

AGREEMENT = "select name, renews from agreements where id = ?"
EVENTS = """
select event, day, article, headline
from agreement_events join articles on articles.id = agreement_events.article
where agreement = ?
order by day, event, article
limit ?
"""
SIGNERS = """
select distinct person as id, report_people.name, role
from agreement_events join report_people on report_people.article = agreement_events.article
where agreement = ? and event in ('signed', 'renewed')
order by report_people.article, number
limit ?
"""
PROMISES = """
select reports.article, instrument_subject as subject, body, spans
from agreement_events join reports on reports.article = agreement_events.article
join articles on articles.id = reports.article
where agreement_events.agreement = ? and event in ('signed', 'renewed')
order by day, reports.article
limit ?
"""
REPORTS_OF = """
select article
from reports join articles on articles.id = reports.article
where agreement = :agreement
order by published, article
limit :limit offset :offset
"""


@dataclass(frozen=True)
class Event:
    """Something that became of it, and the report that tells of it."""

    event: str
    day: str | None
    article: int
    headline: str | None


@dataclass(frozen=True)
class Signer:
    """Somebody whom a report of its signing names, with the post as printed."""

    id: str
    name: str
    role: str | None


@dataclass(frozen=True)
class Promise:
    """What a report of its signing says that it is about: its subject, and the paragraphs that name it."""

    article: int
    subject: str | None
    paragraphs: tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True)
class AgreementPage:
    """All that the page of an agreement shows."""

    id: str
    name: str
    line: AgreementLine
    renews: AgreementLine | None
    renewed_by: AgreementLine | None
    events: tuple[Event, ...]
    signers: tuple[Signer, ...]
    promises: tuple[Promise, ...]
    part: Part[Line]


def read(connection: sqlite3.Connection, asked: Asked) -> AgreementPage | None:
    """The agreement of that id."""
    identity = asked.parts["agreement"]
    row = connection.execute(AGREEMENT, [identity]).fetchone()
    line = agreement_line(connection, identity, MOST_PARTIES)
    if row is None or line is None:
        return None

    def reports(limit: int, offset: int) -> tuple[Line, ...]:
        found = connection.execute(REPORTS_OF, {"agreement": identity, "limit": limit, "offset": offset})
        return lines(connection, [article for (article,) in found])

    return AgreementPage(
        id=identity,
        name=row["name"],
        line=line,
        renews=agreement_line(connection, row["renews"]) if row["renews"] else None,
        renewed_by=agreement_line(connection, line.renewed_by) if line.renewed_by else None,
        events=tuple(Event(*one) for one in connection.execute(EVENTS, [identity, MOST_EVENTS])),
        signers=tuple(Signer(*one) for one in connection.execute(SIGNERS, [identity, MOST_PEOPLE])),
        promises=tuple(_promise(one) for one in connection.execute(PROMISES, [identity, MOST_PROMISES])),
        part=part(asked, reports, size=REPORTS),
    )


def _promise(row: sqlite3.Row) -> Promise:
    fields = {field: places for field, places in json.loads(row["spans"]).items() if field in SAYS_IT}
    text = paragraphs(row["body"], spans_of(json.dumps(fields)))
    said = tuple(stretches for stretches in text if any(stretch.anchor for stretch in stretches))
    return Promise(row["article"], row["subject"], said)


def whole_list(page: AgreementPage) -> Selection:
    """All articles that report of it."""
    return article_selection("thoa-thuan", REPORTS_OF, {"agreement": page.id})


PAGE = Page(r"/thoa-thuan/(?P<agreement>[^?/]+)", read, "agreement.html", whole_list)
