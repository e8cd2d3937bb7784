"""/thoa-thuan: agreements by how they stand today, those that end last first."""

import sqlite3
from dataclasses import dataclass

from archive.web.agreement_lines import STATES, AgreementLine, agreement_lines
from archive.web.asked import Asked, Page
from archive.web.paging import Part, part

ALL = "select id from agreements order by coalesce(period_end, 0) desc, id limit :limit offset :offset"
OF_STATE = """
select agreements.id
from agreement_states join agreements on agreements.id = agreement_states.agreement
where state = :state
order by coalesce(period_end, 0) desc, agreements.id
limit :limit offset :offset
"""
COUNTS = "select state, count(*) as number from agreement_states group by state"


@dataclass(frozen=True)
class Agreements:
    """A part of the list, and how many agreements stand in each state."""

    part: Part[AgreementLine]
    state: str
    counts: tuple[tuple[str, int], ...]


def read(connection: sqlite3.Connection, asked: Asked) -> Agreements:
    """The agreements that the address asks for."""
    state = asked.entry("trang-thai")
    state = state if state in STATES else ""
    counts = {row["state"]: row["number"] for row in connection.execute(COUNTS)}

    def entries(limit: int, offset: int) -> tuple[AgreementLine, ...]:
        asked_for = {"limit": limit, "offset": offset} | ({"state": state} if state else {})
        found = connection.execute(OF_STATE if state else ALL, asked_for)
        return agreement_lines(connection, [agreement for (agreement,) in found])

    return Agreements(
        part=part(asked, entries, trang_thai=state),
        state=state,
        counts=tuple((one, counts[one]) for one in STATES if one in counts),
    )


PAGE = Page(r"/thoa-thuan", read, "agreements.html")
