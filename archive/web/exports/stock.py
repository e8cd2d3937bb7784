"""Datasette's own tables, rows and queries, whole: /public/<table>.csv?<filters>, /public/<query>.csv, ?sql=; .jsonl.

Datasette itself would leave out the mark that Excel looks for, pass formulas on, stop at so many rows in silence, and
write what went wrong into the last row.
"""

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from datasette.app import Datasette
from datasette.utils import InvalidSql, escape_sqlite, tilde_decode, validate_sql_select
from datasette.utils.asgi import Request, Response

from archive.web.asked import Selection, SelectionError
from archive.web.exports.answers import TOO_SLOW, View, query_of, said, send_rows
from archive.web.exports.selections import counted, table_selection
from archive.web.exports.streaming import Receive, Send
from archive.web.site import DATABASE

ENDING = r"\.(?P<ending>csv|jsonl)$"
# The page is asked for without rows, to have its SQL; what only changes how it is cut or laid out is left out.
WITHOUT_ROWS = {"_size": "0", "_nofacet": "1", "_nocount": "1"}
LIMIT = " limit 1"  # Datasette looks one row ahead
LAYOUT = frozenset(
    ("_stream", "_dl", "_shape", "_json", "_nl", "_next", "_header", "_ttl", "_trace", "_timelimit", *WITHOUT_ROWS)
)


def routes() -> list[tuple[str, View]]:
    """What Datasette's register_routes hook takes."""
    return [
        (rf"^/{DATABASE}{ENDING}", send_own_query),
        (rf"^/{DATABASE}/(?P<name>[^/]+){ENDING}", send_table_or_query),
        (rf"^/{DATABASE}/(?P<name>[^/]+)/(?P<row>[^/]+){ENDING}", send_row),
    ]


class Entries(dict[str, str]):
    """What a reader filled in; "" for all else that a query asks for."""

    def __missing__(self, name: str) -> str:
        return ""


async def send_own_query(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """?sql=..., where a reader may ask in SQL. Raises Forbidden."""
    await datasette.ensure_permissions(request.actor, [("execute-sql", DATABASE)])
    entries = Entries(query_of(request))
    sql = entries.pop("sql", "").strip().rstrip(";")
    try:
        validate_sql_select(sql)
    except InvalidSql as error:
        return said(f"{error}: /{DATABASE}.csv?sql=select+...", 400)
    return await send_rows(datasette, request, send, receive, lambda _: Selection(DATABASE, sql, entries))


async def send_table_or_query(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """A table with the filters of its page, or a query that is ready, with what is filled in."""
    name = tilde_decode(request.url_vars["name"])
    query = await datasette.get_canned_query(DATABASE, name, request.actor)
    if query:
        selection = Selection(name, query["sql"], Entries(query_of(request)))
        return await send_rows(datasette, request, send, receive, lambda _: selection)
    described = await _described(datasette, f"{_address(request)}.json?{urlencode(_without_rows(request))}")
    if isinstance(described, Response):
        return described
    return await send_rows(datasette, request, send, receive, lambda _: _table(name, described))


async def send_row(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """One row of a table, by its key."""
    described = await _described(datasette, f"{_address(request)}/{quote(request.url_vars['row'])}.json")
    if isinstance(described, Response):
        return described
    key = dict(zip(described["primary_keys"], described["primary_key_values"], strict=True))
    choose = partial(table_selection, table=tilde_decode(request.url_vars["name"]), query=key)
    return await send_rows(datasette, request, send, receive, choose)


def _address(request: Request) -> str:
    return f"/{DATABASE}/{quote(request.url_vars['name'])}"


def _without_rows(request: Request) -> list[tuple[str, str]]:
    asked = parse_qsl(request.query_string, keep_blank_values=True)
    return [*(pair for pair in asked if pair[0] not in LAYOUT), *WITHOUT_ROWS.items()]


async def _described(datasette: Datasette, address: str) -> dict[str, Any] | Response:
    """What Datasette says of a table or row, or why it does not."""
    answer = await datasette.client.get(address, follow_redirects=True)
    described: dict[str, Any] = answer.json()
    if answer.status_code == 200:
        return described
    return said(TOO_SLOW if "took too long" in described["error"] else described["error"], answer.status_code)


def _table(name: str, described: dict[str, Any]) -> Selection:
    """The rows that the page of the table has, all of them: its own SQL, without the limit."""
    sql: str = described["query"]["sql"]
    if not sql.endswith(LIMIT):
        raise SelectionError(f"the rows of {name} cannot be had here; take /tai-ve/{name}.csv")
    every = counted(name, sql.removesuffix(LIMIT), described["query"]["params"])
    return replace(every, rows=_with_labels(every.rows, described)) if described["expanded_columns"] else every


def _with_labels(rows: str, described: dict[str, Any]) -> str:
    """?_labels=on: beside what refers to another table, the name of what it refers to."""
    labels = {key["column"]: _label(key, name) for key, name in described["expandable_columns"]}
    columns = ", ".join(
        f"rows.{escape_sqlite(column)}" + (labels[column] if column in described["expanded_columns"] else "")
        for column in described["columns"]
    )
    return f"select {columns} from ({rows}) as rows"  # noqa: S608 (Datasette's SQL, names from the schema)


def _label(key: dict[str, str], name: str) -> str:
    table, own, other = (escape_sqlite(key[part]) for part in ("other_table", "column", "other_column"))
    label = escape_sqlite(f"{key['column']}_label")
    return f", (select {escape_sqlite(name)} from {table} where {other} = rows.{own}) as {label}"  # noqa: S608
