"""What can be taken away, as one SQL statement: a table, its rows of one value, a list, articles with their reading."""

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS
from archive.web.asked import Selection, SelectionError

Values = Mapping[str, str | int]
Filters = Mapping[str, str]

NO_FILTERS: Filters = MappingProxyType({})
WHOLE: Values = MappingProxyType({"limit": -1, "offset": 0})  # SQLite's way to say all
TAKEN = (*PUBLIC_TABLES, *PUBLIC_VIEWS)

COLUMNS = "select name from pragma_table_info(?)"
# One row an article, in words that a spreadsheet shows; the tables hold the rest.
ARTICLES_FOUND = """
with found (id) as materialized ({articles})
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
    return counted(table, rows, dict(query))


def list_selection(name: str, rows: str, values: Values, filters: Filters = NO_FILTERS) -> Selection:
    """A list of a page, whole: its own SQL, which has :limit and :offset."""
    return counted(name, rows, {**values, **WHOLE}, filters)


def article_selection(name: str, articles: str, values: Values, filters: Filters = NO_FILTERS) -> Selection:
    """These articles with their reading. `articles` is SQL for their ids, each once; it may have :limit and :offset."""
    count = f"select count(*) from ({articles})"  # noqa: S608 (our own words)
    return Selection(name, ARTICLES_FOUND.format(articles=articles), {**values, **WHOLE}, count, filters)


def counted(name: str, rows: str, values: Values, filters: Filters = NO_FILTERS) -> Selection:
    """Rows that are few, or quickly counted."""
    return Selection(name, rows, values, f"select count(*) from ({rows})", filters)  # noqa: S608 (ours, or Datasette's)
