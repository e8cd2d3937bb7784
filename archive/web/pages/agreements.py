"""/thoa-thuan: agreements by how they stand today, those that end last first."""

import sqlite3
from dataclasses import dataclass

from archive.web.agreement_lines import STATES, AgreementLine, agreement_lines
from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.paging import Part, part

ALL = "select id from agreements order by coalesce(period_end, 0) desc, id limit :limit offset :offset"
OF_STATE = """
select agreements.id
from agreement_states join agreements on agreements.id = agreement_states.agreement
where state = :state
order by coalesce(period_end, 0) desc, agreements.id
limit :limit offset :offset
"""
# What a line of the list says, for all of them.
EVERY = """
select agreements.id, agreements.name, type, subject, period_start, period_end, state,
    signed_on, reviewed_on, closed_on, renewed_by,
    (
        select group_concat(organizations.name, '; ')
        from agreement_parties join organizations on organizations.id = agreement_parties.organization
        where agreement_parties.agreement = agreements.id
    ) as parties
from agreements join agreement_states on agreement_states.agreement = agreements.id
where :state = '' or state = :state
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


def whole_list(page: Agreements) -> Selection:
    """All that the address asks for."""
    return list_selection("thoa-thuan", EVERY, {"state": page.state}, page.part.filters)


PAGE = Page(r"/thoa-thuan", read, "agreements.html", whole_list)
