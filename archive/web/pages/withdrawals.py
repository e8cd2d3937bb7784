"""/go-bo: articles that their publishers took down, that are missing, that came back; the newest first."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.lines import Source
from archive.web.paging import Part, part

# State -> the column by which it is ordered.
STATES = {"withdrawn": "withdrawn_at", "missing": "missing_at", "restored": "restored_at"}
WITHDRAWALS = """
select article, number, answer, status, last_whole_at, last_whole_capture, missing_at, nights, withdrawn_at,
    restored_at, headline, source, name, name_en
from withdrawals
join articles on articles.id = article
join sources on sources.id = source
where state = :state
order by {moment} desc, article
limit :limit offset :offset
"""


@dataclass(frozen=True)
class Entry:
    """An absence of an article."""

    article: int
    number: int
    answer: str
    status: int | None
    last_whole_at: str
    last_whole_capture: int
    missing_at: str
    nights: int
    withdrawn_at: str | None
    restored_at: str | None
    headline: str | None
    source: Source


FACTS = tuple(name for name in Entry.__dataclass_fields__ if name != "source")


@dataclass(frozen=True)
class Withdrawals:
    """A part of the list of one state."""

    part: Part[Entry]
    state: str
    states: tuple[str, ...] = tuple(STATES)


def read(connection: sqlite3.Connection, asked: Asked) -> Withdrawals:
    """The absences that the address asks for; without a state, the withdrawn."""
    chosen = asked.entry("tinh-trang")
    state = chosen if chosen in STATES else "withdrawn"
    sql = WITHDRAWALS.format(moment=STATES[state])

    def entries(limit: int, offset: int) -> Iterator[Entry]:
        for row in connection.execute(sql, {"state": state, "limit": limit, "offset": offset}):
            facts = {name: row[name] for name in FACTS}
            yield Entry(**facts, source=Source(row["source"], row["name"], row["name_en"]))

    return Withdrawals(part(asked, entries, tinh_trang=chosen if chosen == state else ""), state)


def whole_list(page: Withdrawals) -> Selection:
    """All of that state."""
    sql = WITHDRAWALS.format(moment=STATES[page.state])
    return list_selection("go-bo", sql, {"state": page.state}, page.part.filters)


PAGE = Page(r"/go-bo", read, "withdrawals.html", whole_list)
