"""What can be taken away, as one SQL statement: a table, its rows of one value, all that a search finds."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS
from archive.web.search import every_article
from archive.web.search_organization import with_organization
from archive.web.search_request import asked_for

TAKEN = (*PUBLIC_TABLES, *PUBLIC_VIEWS)

COLUMNS = "select name from pragma_table_info(?)"
# One row an article, in words that a spreadsheet shows; the tables hold the rest.
ARTICLES_FOUND = """
with found as materialized ({articles})
select
    articles.id, articles.headline, articles.published, articles.source, sources.name as source_name, articles.url,
    reports.is_coordination, iif(reports.is_coordination, reports.kind, null) as kind,
    iif(reports.is_coordination, reports.event_date, null) as event_date,
    then_in.name as province, now_in.name as province_now,
    reports.period_start, reports.period_end, reports.agreement,
    (select group_concat(name, '; ') from report_parties where article = articles.id) as parties,
    exists (select 1 from withdrawals where article = articles.id and state = 'withdrawn') as is_withdrawn,
    articles.first_seen, articles.lead, articles.body
from found
join articles on articles.id = found.id
join sources on sources.id = articles.source
left join reports on reports.article = articles.id
left join places as then_in on reports.is_coordination and then_in.id = reports.province
left join places as now_in on reports.is_coordination and now_in.id = reports.province_now
"""


class SelectionError(Exception):
    """A selection that is not to be had; the message says which are."""


@dataclass(frozen=True)
class Selection:
    """Rows to take away: `name` for the file, `rows` as SQL with values, `count` as SQL with the same values."""

    name: str
    rows: str
    count: str
    values: Mapping[str, str | int]


def table_selection(connection: sqlite3.Connection, table: str, query: Mapping[str, str]) -> Selection | None:
    """All rows of a table, or those that have the values asked for: ?article=123; None where there is no such table.

    Raises SelectionError for a column that it does not have. Any column will do: to look through a table costs no more
    than to send it.
    """
    if table not in TAKEN or not connection.execute("select 1 from sqlite_master where name = ?", [table]).fetchone():
        return None
    columns = [row[0] for row in connection.execute(COLUMNS, [table])]
    if wrong := [name for name in query if name not in columns]:
        raise SelectionError(f"{table} has no column {wrong[0]}; it has {', '.join(columns)}")
    condition = " and ".join(f'"{name}" = :{name}' for name in query)
    rows = f"select * from {table}" + (f" where {condition}" if condition else "")  # noqa: S608 (names of ours)
    return Selection(table, rows, f"select count(*) from ({rows})", dict(query))  # noqa: S608


def search_selection(connection: sqlite3.Connection, query: Mapping[str, str]) -> Selection:
    """All articles that a search finds, however many, in the order of the index: see the page of the search.

    Raises SelectionError for a field that is not understood: the file would hold more than was asked for.
    """
    search, _ = with_organization(connection, asked_for(query))
    if search.misread:
        raise SelectionError(f"not understood: {', '.join(f'{name}={query[name][:80]}' for name in search.misread)}")
    articles, values = every_article(search)
    rows = ARTICLES_FOUND.format(articles=articles)
    return Selection("tim-kiem", rows, f"select count(*) from ({articles})", values)  # noqa: S608 (our own words)
