"""Agreements in the archive: found among the reports of the same partners, once many reports were stored.

`partners_to_join` names the partners whose reports changed since; it is written with the reports, so a killed crawl
leaves it right. Whoever ends a crawl, an import or a rereading calls `settle`, and so does publishing.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.agreements import Agreement, Told, agreements
from archive.organization_lineage import acting, line
from archive.report_rows import Row
from archive.report_store import forget_organization, insert
from archive.store import transaction

BATCH = 100  # partners a transaction

TOLD_BY_REPORTS = """
select reports.*, substr(articles.published, 1, 10) as published,
    (select json_group_array(organization) from report_parties where article = reports.article) as parties
from reports join articles on articles.id = reports.article
where partners = ? and instrument_type is not null
"""


def settle(db: Database) -> int:
    """Find the agreements of all partners whose reports changed; returns how many partners those were.

    Each batch is a transaction. Killed between two, it goes on where it stopped when it is called again.
    """
    done = 0
    while batch := [row["partners"] for row in db.query("select partners from partners_to_join limit ?", [BATCH])]:
        with transaction(db):
            for partners in batch:
                _join(db, partners)
                db.execute("delete from partners_to_join where partners = ?", [partners])
        done += len(batch)
    return done


def _join(db: Database, partners: str) -> None:
    """Find the agreements between these bodies anew, from all the reports that name them."""
    of_these = "(select id from agreements where partners = ?)"
    bound = db.execute(
        f"select distinct organization from agreement_parties where agreement in {of_these}",  # noqa: S608
        [partners],
    ).fetchall()
    db.execute(f"update reports set agreement = null where agreement in {of_these}", [partners])  # noqa: S608
    for table in ("agreement_events", "agreement_parties"):
        db.execute(f"delete from {table} where agreement in {of_these}", [partners])  # noqa: S608
    db.execute("delete from agreements where partners = ?", [partners])
    for agreement in agreements(partners, told(db, partners)):
        _store(db, partners, agreement)
    for (organization,) in bound:
        forget_organization(db, organization)


def told(db: Database, partners: str, but: Collection[int] = ()) -> list[Told]:
    """What the stored reports of these partners say of agreements, some articles left out."""
    rows = db.query(TOLD_BY_REPORTS, [partners])
    return [told_of(row, row["published"], json.loads(row["parties"])) for row in rows if row["article"] not in but]


def told_of(report: Row, published: str | None, parties: Iterable[str | None]) -> Told:
    """What a report (its row, and the ids of its parties) says of an agreement. `published` is YYYY-MM-DD."""
    return Told(
        article=report["article"],
        day=report["event_date"] or published or "",
        kinds=(report["kind"], *json.loads(report["kinds_also"])),
        parties=frozenset(line(acting(body)) for body in parties if body),
        type=report["instrument_type"],
        subject=report["instrument_subject"],
        period_start=report["period_start"],
        period_end=report["period_end"],
    )


def _store(db: Database, partners: str, agreement: Agreement) -> None:
    parties = sorted(line[0] for line in agreement.parties)
    first_year, last_year = agreement.period or (None, None)
    row = {
        "id": agreement.id,
        "name": _name(db, agreement, parties),
        "type": agreement.type,
        "subject": agreement.subject,
        "period_start": first_year,
        "period_end": last_year,
        "renews": agreement.renews.id if agreement.renews else None,
        "partners": partners,
    }
    insert(db, "agreements", [row])
    insert(db, "agreement_parties", [{"agreement": agreement.id, "organization": party} for party in parties])
    insert(
        db,
        "agreement_events",
        [
            {"agreement": agreement.id, "event": event.event, "day": event.day or None, "article": event.article}
            for event in agreement.events
        ],
    )
    about = [(agreement.id, report.article) for report in agreement.reports]
    db.conn.executemany("update reports set agreement = ? where article = ?", about)


def _name(db: Database, agreement: Agreement, parties: Sequence[str]) -> str:
    """Chương trình phối hợp 2021 - 2025: Công an thành phố Hà Tĩnh, Ban Dân vận Thành ủy Hà Tĩnh."""
    years = f" {agreement.period[0]} - {agreement.period[1]}" if agreement.period else ""
    names = (db.execute("select name from organizations where id = ?", [party]).fetchone()[0] for party in parties)
    return f"{agreement.type[:1].upper()}{agreement.type[1:]}{years}: {', '.join(names)}"


@dataclass(frozen=True)
class Shown:
    """An agreement as a person is shown it: what it is, whom it binds and what became of it."""

    type: str
    years: tuple[int, int] | None
    parties: tuple[str, ...]
    events: tuple[tuple[str, str, int], ...]  # what happened, when, and the article that tells of it

    def __str__(self) -> str:
        years = f" {self.years[0]} - {self.years[1]}" if self.years else ""
        events = ", ".join(f"{event} {day or 'some day'} ({article})" for event, day, article in self.events)
        return f"{self.type}{years} of {', '.join(self.parties)}: {events or 'mentioned'}"


@dataclass(frozen=True)
class AgreementChange:
    """An agreement as the archive has it, and as it would be among reports that were read again."""

    agreement: str
    before: Shown | None
    after: Shown | None

    def __str__(self) -> str:
        return f"agreement {self.agreement}: {self.before or 'nothing'} -> {self.after or 'nothing'}"


Retold = Mapping[int, tuple[str | None, Told | None]]  # article -> its partners, and what it tells of an agreement


def changes(db: Database, partners: Iterable[str], retold: Retold) -> Iterator[AgreementChange]:
    """What becomes of the agreements of these partners once articles are read as `retold` has it. Writes nothing.

    Call it before `settle`: it compares with what the archive holds.
    """
    for group in sorted(partners):
        now = [told for of, told in retold.values() if told and of == group]
        found = agreements(group, [*told(db, group, retold.keys()), *now])
        before, after = _stored(db, group), {one.id: _shown(one) for one in found}
        for identity in sorted(before.keys() | after.keys()):
            if before.get(identity) != after.get(identity):
                yield AgreementChange(identity, before.get(identity), after.get(identity))


def _shown(agreement: Agreement) -> Shown:
    parties = tuple(sorted(line[0] for line in agreement.parties))
    events = {(event.event, event.day, event.article) for event in agreement.events}
    return Shown(agreement.type, agreement.period, parties, _in_order(events))


def _stored(db: Database, partners: str) -> dict[str, Shown]:
    rows = db.query(
        """
        select id, type, period_start, period_end,
            (select json_group_array(organization) from agreement_parties where agreement = id) as parties,
            (
                select json_group_array(json_array(event, coalesce(day, ''), article))
                from agreement_events where agreement = id
            ) as events
        from agreements where partners = ?
        """,
        [partners],
    )
    return {
        row["id"]: Shown(
            row["type"],
            (row["period_start"], row["period_end"]) if row["period_start"] else None,
            tuple(sorted(json.loads(row["parties"]))),
            _in_order((event, day, article) for event, day, article in json.loads(row["events"])),
        )
        for row in rows
    }


def _in_order(events: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, str, int], ...]:
    return tuple(sorted(events, key=lambda event: (event[1], event[0], event[2])))
