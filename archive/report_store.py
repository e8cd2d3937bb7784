"""Reports in the archive: stored with their article, replaced when it changes, and nothing left behind."""

from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

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
    """Put these rows in place of those that the article had. Call inside a transaction.

    What becomes of agreements is found later, by `archive.agreement_store.settle`: storing a report costs the same
    however many tell of its parties.
    """
    article = rows.report["article"]
    before = stored_rows(db, article)
    for table in OWN_TABLES:
        db.execute(f"delete from {table} where article = ?", [article])  # noqa: S608 (names of our own tables)
    _count_names(db, before, -1)
    insert(db, "organizations", map(_organization_row, rows.organizations.values()), LONGEST_NAME)
    insert(db, "people", rows.persons.values(), "on conflict (id) do nothing")
    insert(db, "documents", rows.cited.values(), "on conflict (id) do nothing")
    insert(db, "reports", [rows.report], _update(tuple(rows.report)[1:], "article"))
    for table, attribute in OWN_TABLES.items():
        insert(db, table, getattr(rows, attribute))
    _count_names(db, own_rows(rows), 1)
    changed = {row["partners"] for row in (*before["reports"], rows.report)} - {None}
    insert(db, "partners_to_join", [{"partners": partners} for partners in changed], "on conflict do nothing")
    for document in {row["document"] for row in (*before["report_documents"], *rows.documents)}:
        _settle_document(db, document)
    for person in {row["person"] for row in (*before["report_people"], *rows.people)}:
        _settle_person(db, person)
    for organization in {row["organization"] for table in OWN_TABLES for row in before[table]} - {None}:
        forget_organization(db, organization)


def forget_report(db: Database, article: int) -> None:
    """Delete the report of an article that is to be deleted itself. Call inside a transaction."""
    before = stored_rows(db, article)
    for table in (*OWN_TABLES, "agreement_events", "reports"):
        db.execute(f"delete from {table} where article = ?", [article])  # noqa: S608 (names of our own tables)
    _count_names(db, before, -1)
    changed = {row["partners"] for row in before["reports"]} - {None}
    insert(db, "partners_to_join", [{"partners": partners} for partners in changed], "on conflict do nothing")
    for document in {row["document"] for row in before["report_documents"]}:
        _settle_document(db, document)
    for person in {row["person"] for row in before["report_people"]}:
        _settle_person(db, person)
    for organization in {row["organization"] for table in OWN_TABLES for row in before[table]} - {None}:
        forget_organization(db, organization)


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


def forget_organization(db: Database, organization: str) -> None:
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
        forget_organization(db, other)


def insert(db: Database, table: str, rows: Iterable[Row], on_conflict: str = "") -> None:
    """Insert rows that all have the columns of the first."""
    together = list(rows)
    if together:
        columns, values = ", ".join(together[0]), ", ".join(f":{column}" for column in together[0])
        insert = f"insert into {table} ({columns}) values ({values}) {on_conflict}"  # noqa: S608
        db.conn.executemany(insert, together)


def _update(columns: Sequence[str], key: str) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"on conflict ({key}) do update set {changes}"
