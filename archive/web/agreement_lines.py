"""Agreements as lists show them: what, by whom, in which years, and how it stands today."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

STATES = ("in_force", "renewed", "lapsed", "closed", "unknown")
MOST_PARTIES = 8  # of one line; the page of the agreement has them all

# One at a time, since SQLite would work out the whole view to join it.
AGREEMENT = "select id, type, subject, period_start, period_end from agreements where id = ?"
STATE = "select signed_on, reviewed_on, closed_on, renewed_by, state from agreement_states where agreement = ?"
PARTIES = """
select organizations.id, organizations.name
from agreement_parties join organizations on organizations.id = agreement_parties.organization
where agreement = ?
order by organizations.id
limit ?
"""


@dataclass(frozen=True)
class Body:
    """An organization, by its name."""

    id: str
    name: str


@dataclass(frozen=True)
class AgreementLine:
    """An agreement in a list. Days are as they are stored, None where no report says."""

    id: str
    type: str
    subject: str | None
    period: str  # 2021 – 2025; "" where it is not known
    parties: tuple[Body, ...]
    signed_on: str | None
    reviewed_on: str | None
    closed_on: str | None
    renewed_by: str | None
    state: str  # one of STATES


def agreement_lines(connection: sqlite3.Connection, agreements: Iterable[str]) -> tuple[AgreementLine, ...]:
    """The lines of these agreements, in the order given."""
    return tuple(line for line in (agreement_line(connection, one) for one in agreements) if line)


def agreement_line(
    connection: sqlite3.Connection, agreement: str, most_parties: int = MOST_PARTIES
) -> AgreementLine | None:
    """The line of that agreement; None where there is none."""
    row = connection.execute(AGREEMENT, [agreement]).fetchone()
    if row is None:
        return None
    return AgreementLine(
        id=row["id"],
        type=row["type"],
        subject=row["subject"],
        period=period(row["period_start"], row["period_end"]),
        parties=tuple(Body(*one) for one in connection.execute(PARTIES, [agreement, most_parties])),
        **dict(connection.execute(STATE, [agreement]).fetchone()),
    )


def period(start: int | None, end: int | None) -> str:
    """2021 – 2025."""
    return " – ".join(dict.fromkeys(str(year) for year in (start, end) if year))
