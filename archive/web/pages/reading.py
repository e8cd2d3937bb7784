"""What an article reports, for its page: kind, day, place, parties, people, agreement, documents, and why."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

REPORT = """
select reports.*, place.name as province_then, today.name as province_today, districts.name as district_name,
    districts.kind as district_kind, agreements.name as agreement_name
from reports
left join places as place on place.id = reports.province
left join places as today on today.id = reports.province_now
left join places as districts on districts.id = reports.district
left join agreements on agreements.id = reports.agreement
where reports.article = ?
"""
PARTIES = """
select report_parties.name, organization as id, category
from report_parties where article = ? order by number
"""
PEOPLE = "select name, role, person as id from report_people where article = ? order by number"
DOCUMENTS = "select symbol, type, issuer, document as id from report_documents where article = ? order by number"
PRECISION = {"year": 4, "month": 7}  # letters of a stored day that are known


@dataclass(frozen=True)
class Named:
    """A body, person or document that the report names: as printed, with its id in the archive, if it has one."""

    name: str
    id: str | None
    detail: str | None
    anchor: str  # of the words in the text that say it; "" where they are not known


@dataclass(frozen=True)
class Reason:
    """Why the verdict is what it is: a name in the texts (`reason.<name>`), what it is about, and its weight."""

    name: str
    detail: str
    weight: float


@dataclass(frozen=True)
class Reading:
    """The reading of an article."""

    is_coordination: bool
    score: float
    reasons: tuple[Reason, ...]
    kind: str
    kinds_also: tuple[str, ...]
    day: str | None
    time_of_day: str | None
    province: str | None
    province_now: str | None
    place: str | None  # id of the province of today
    district: str | None
    parties: tuple[Named, ...]
    people: tuple[Named, ...]
    documents: tuple[Named, ...]
    agreement: Named | None
    instrument: str | None  # what the text calls the agreement
    subject: str | None
    period: str
    spans: str


def reading(connection: sqlite3.Connection, article: int) -> Reading | None:
    """The reading of that article; None where it has not been read."""
    row = connection.execute(REPORT, [article]).fetchone()
    if row is None:
        return None
    spans = json.loads(row["spans"])
    return Reading(
        is_coordination=bool(row["is_coordination"]),
        score=row["score"],
        reasons=tuple(_reason(one) for one in json.loads(row["reasons"])),
        kind=row["kind"],
        kinds_also=tuple(json.loads(row["kinds_also"])),
        day=(row["event_date"] or "")[: PRECISION.get(row["event_date_precision"], 10)] or None,
        time_of_day=row["time_of_day"],
        province=row["province_then"],
        province_now=row["province_today"],
        place=row["province_now"],
        district=f"{row['district_kind']} {row['district_name']}" if row["district_name"] else None,
        parties=_named(connection.execute(PARTIES, [article]), "name", "", "parties", spans),
        people=_named(connection.execute(PEOPLE, [article]), "name", "role", "people", spans),
        documents=_named(connection.execute(DOCUMENTS, [article]), "symbol", "type", "documents", spans),
        agreement=Named(row["agreement_name"], row["agreement"], None, "") if row["agreement"] else None,
        instrument=row["instrument_type"],
        subject=row["instrument_subject"],
        period=" – ".join(str(year) for year in (row["period_start"], row["period_end"]) if year),
        spans=row["spans"],
    )


def _named(
    rows: Sequence[sqlite3.Row] | sqlite3.Cursor, name: str, detail: str, field: str, spans: dict[str, list[list[int]]]
) -> tuple[Named, ...]:
    known = len(spans.get(field, ()))
    return tuple(
        Named(row[name], row["id"], row[detail] if detail else None, f"{field}-{number}" if number <= known else "")
        for number, row in enumerate(rows, start=1)
    )


def _reason(stored: dict[str, object]) -> Reason:
    """names an agreement: quy chế -> names_an_agreement, quy chế; tells of a signing -> tells_of_a, signing."""
    text, _, detail = str(stored["reason"]).partition(": ")
    if text.startswith("tells of a "):
        text, detail = "tells of a", text.removeprefix("tells of a ").replace(" ", "_")
    return Reason(re.sub(r"\W+", "_", text.lower()), detail, float(str(stored["weight"])))
