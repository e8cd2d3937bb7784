"""Reports in the archive: stored with their article, replaced when it changes, and nothing left behind."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from archive.agreements import Agreement, Told, agreements
from archive.organization_lineage import acting, line
from archive.report_rows import ReportRows, Row, rows_of
from archive.reports.organizations import Organization

# Tables with rows of one article alone -> the attribute of ReportRows that holds them.
OWN_TABLES = {
    "report_parties": "parties",
    "report_people": "people",
    "posts": "posts",
    "report_documents": "documents",
}

# Of the spellings of a body's name the one that abbreviates least, whatever the order in which they come.
LONGEST_NAME = """
on conflict (id) do update set
    name = iif(length(excluded.name) > length(name), excluded.name, name),
    parent = excluded.parent, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    successor = excluded.successor
where length(excluded.name) > length(name)
    or (parent, valid_from, valid_to, successor)
        is not (excluded.parent, excluded.valid_from, excluded.valid_to, excluded.successor)
"""

ARTICLES = """
select articles.*, sources.province, sources.name as source_name
from articles join sources on sources.id = articles.source
"""


def keep_report(db: Database, article: int) -> None:
    """Read an article of the archive and store its report. Call inside a transaction."""
    store_rows(db, rows_of(next(db.query(f"{ARTICLES} where articles.id = ?", [article]))))


def store_rows(db: Database, rows: ReportRows) -> None:
    """Put these rows in place of those that the article had. Call inside a transaction."""
    article = rows.report["article"]
    before = stored_rows(db, article)
    for table in OWN_TABLES:
        db.execute(f"delete from {table} where article = ?", [article])  # noqa: S608 (names of our own tables)
    _count_names(db, before, -1)
    _insert(db, "organizations", map(_organization_row, rows.organizations.values()), LONGEST_NAME)
    _insert(db, "people", rows.persons.values(), "on conflict (id) do nothing")
    _insert(db, "documents", rows.cited.values(), "on conflict (id) do nothing")
    _insert(db, "reports", [rows.report], _update(tuple(rows.report)[1:], "article"))
    for table, attribute in OWN_TABLES.items():
        _insert(db, table, getattr(rows, attribute))
    _count_names(db, own_rows(rows), 1)
    for partners in {before["reports"][0]["partners"] if before["reports"] else None, rows.report["partners"]} - {None}:
        _join_reports(db, partners)
    for document in {row["document"] for row in (*before["report_documents"], *rows.documents)}:
        _settle_document(db, document)
    for person in {row["person"] for row in (*before["report_people"], *rows.people)}:
        _settle_person(db, person)
    for organization in {row["organization"] for table in OWN_TABLES for row in before[table]} - {None}:
        _forget_organization(db, organization)


def own_rows(rows: ReportRows) -> dict[str, list[Row]]:
    """Table -> rows of one article, as `stored_rows` gives them."""
    return {"reports": [rows.report], **{table: getattr(rows, name) for table, name in OWN_TABLES.items()}}


def stored_rows(db: Database, article: int) -> dict[str, list[Row]]:
    """Table -> rows that the archive holds of an article; the agreement that others helped to find is left out."""
    stored = {"reports": list(db.query("select * from reports where article = ?", [article]))}
    for row in stored["reports"]:
        del row["agreement"]
    for table in OWN_TABLES:
        query = f"select * from {table} where article = ? order by number"  # noqa: S608
        stored[table] = list(db.query(query, [article]))
    return stored


def _organization_row(body: Organization) -> Row:
    return {
        "id": body.id,
        "name": body.name,
        "kind": body.kind,
        "level": body.level,
        "place": body.place,
        "parent": body.parent,
        "valid_from": body.valid_from.isoformat() if body.valid_from else None,
        "valid_to": body.valid_to.isoformat() if body.valid_to else None,
        "successor": body.successor,
    }


def _count_names(db: Database, rows: Mapping[str, Sequence[Row]], change: int) -> None:
    """Add to the uses of the spellings in these rows, or take away; a spelling that nobody uses is gone."""
    spellings = [(row["organization"], row["name"]) for row in rows["report_parties"]]
    spellings += [(row["organization"], row["organization_name"]) for row in rows["report_people"]]
    for organization, name in spellings:
        if organization:
            db.execute(
                "insert into organization_names (organization, name, uses) values (?, ?, ?)"
                " on conflict (organization, name) do update set uses = uses + excluded.uses",
                [organization, name, change],
            )
    if change < 0:
        for organization, name in spellings:
            db.execute(
                "delete from organization_names where organization = ? and name = ? and uses = 0", [organization, name]
            )


def _join_reports(db: Database, partners: str) -> None:
    """Find the agreements between these bodies anew, from all the reports that name them."""
    of_these = "(select id from agreements where partners = ?)"
    db.execute(f"update reports set agreement = null where agreement in {of_these}", [partners])  # noqa: S608
    for table in ("agreement_events", "agreement_parties"):
        db.execute(f"delete from {table} where agreement in {of_these}", [partners])  # noqa: S608
    db.execute("delete from agreements where partners = ?", [partners])
    for agreement in agreements(partners, _told(db, partners)):
        _store_agreement(db, partners, agreement)


def _told(db: Database, partners: str) -> Iterable[Told]:
    reports = db.query(
        """
        select reports.*, substr(articles.published, 1, 10) as published,
            (select json_group_array(organization) from report_parties where article = reports.article) as parties
        from reports join articles on articles.id = reports.article
        where partners = ? and instrument_type is not null
        """,
        [partners],
    )
    for row in reports:
        yield Told(
            article=row["article"],
            day=row["event_date"] or row["published"] or "",
            kinds=(row["kind"], *json.loads(row["kinds_also"])),
            parties=frozenset(line(acting(body)) for body in json.loads(row["parties"]) if body),
            type=row["instrument_type"],
            subject=row["instrument_subject"],
            period_start=row["period_start"],
            period_end=row["period_end"],
        )


def _store_agreement(db: Database, partners: str, agreement: Agreement) -> None:
    parties = sorted(line[0] for line in agreement.parties)
    first_year, last_year = agreement.period or (None, None)
    row = {
        "id": agreement.id,
        "name": _agreement_name(db, agreement, parties),
        "type": agreement.type,
        "subject": agreement.subject,
        "period_start": first_year,
        "period_end": last_year,
        "renews": agreement.renews.id if agreement.renews else None,
        "partners": partners,
    }
    _insert(db, "agreements", [row])
    _insert(db, "agreement_parties", [{"agreement": agreement.id, "organization": party} for party in parties])
    _insert(
        db,
        "agreement_events",
        [
            {"agreement": agreement.id, "event": event.event, "day": event.day or None, "article": event.article}
            for event in agreement.events
        ],
    )
    for report in agreement.reports:
        db.execute("update reports set agreement = ? where article = ?", [agreement.id, report.article])


def _agreement_name(db: Database, agreement: Agreement, parties: Sequence[str]) -> str:
    """Chương trình phối hợp 2021 - 2025: Công an thành phố Hà Tĩnh, Ban Dân vận Thành ủy Hà Tĩnh."""
    years = f" {agreement.period[0]} - {agreement.period[1]}" if agreement.period else ""
    names = (db.execute("select name from organizations where id = ?", [party]).fetchone()[0] for party in parties)
    return f"{agreement.type[:1].upper()}{agreement.type[1:]}{years}: {', '.join(names)}"


def _settle_document(db: Database, document: str) -> None:
    """What is known of a document comes from the first report that says it; one that none cites is gone."""
    db.execute(
        """
        update documents set
            symbol = (select symbol from report_documents where document = :id order by article, number limit 1),
            type = (
                select type from report_documents
                where document = :id and type is not null order by article, number limit 1
            ),
            issuer = (
                select organization from report_documents
                where document = :id and organization is not null order by article, number limit 1
            )
        where id = :id and exists (select * from report_documents where document = :id)
        """,
        {"id": document},
    )
    db.execute(
        "delete from documents where id = :id and not exists (select * from report_documents where document = :id)",
        {"id": document},
    )


def _settle_person(db: Database, person: str) -> None:
    """The name is that of the first report; somebody whom none names is gone."""
    db.execute(
        """
        update people set
            name = (select name from report_people where person = :id order by article, number limit 1)
        where id = :id and exists (select * from report_people where person = :id)
        """,
        {"id": person},
    )
    db.execute(
        "delete from people where id = :id and not exists (select * from report_people where person = :id)",
        {"id": person},
    )


def _forget_organization(db: Database, organization: str) -> None:
    """Remove a body that nothing refers to, then those that only it referred to."""
    gone = db.execute(
        """
        delete from organizations where id = :id
        and not exists (select * from report_parties where organization = :id)
        and not exists (select * from report_people where organization = :id)
        and not exists (select * from posts where organization = :id)
        and not exists (select * from report_documents where organization = :id)
        and not exists (select * from agreement_parties where organization = :id)
        and not exists (select * from organizations where parent = :id or successor = :id)
        returning parent, successor
        """,
        {"id": organization},
    ).fetchall()
    for other in {other for row in gone for other in row} - {None}:
        _forget_organization(db, other)


def _insert(db: Database, table: str, rows: Iterable[Row], on_conflict: str = "") -> None:
    """Insert rows that all have the columns of the first."""
    together = list(rows)
    if together:
        columns, values = ", ".join(together[0]), ", ".join(f":{column}" for column in together[0])
        insert = f"insert into {table} ({columns}) values ({values}) {on_conflict}"  # noqa: S608
        db.conn.executemany(insert, together)


def _update(columns: Sequence[str], key: str) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"on conflict ({key}) do update set {changes}"
