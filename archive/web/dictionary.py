"""The data dictionary: what each public table and column holds, from the comments in the tables' own SQL.

The English words are the comments; the Vietnamese ones stand beside them in datasette_metadata.json, and tests hold
the two together. Views have no comments, so theirs come from there in both languages.
"""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS
from archive.web.metadata import read_metadata

COMMENT = re.compile(r"^\s{4}(\w+) [^\n]*?-- (.+)$", re.MULTILINE)
SCHEMA = "select type, sql from sqlite_master where name = ?"
COLUMNS = """
select info.name, info.type, info."notnull" as is_required, info.pk,
    (select "table" || '.' || "to" from pragma_foreign_key_list(:table) where "from" = info.name) as refers_to
from pragma_table_info(:table) as info
"""
# What `analyze` counted when the archive was published; empty tables are not there.
ROWS = "select max(cast(stat as integer)) from sqlite_stat1 where tbl = ?"


@dataclass(frozen=True)
class Column:
    """A column: what it holds, in both languages."""

    name: str
    type: str  # as SQLite names it; "" where a view does not say
    is_required: bool
    is_key: bool
    refers_to: str | None  # table.column
    vietnamese: str
    english: str


@dataclass(frozen=True)
class Table:
    """A table or view. `rows` is None for a view."""

    name: str
    vietnamese: str
    english: str
    rows: int | None
    columns: tuple[Column, ...]


def tables(connection: sqlite3.Connection) -> tuple[Table, ...]:
    """All that is public, tables first."""
    found = ((name, connection.execute(SCHEMA, [name]).fetchone()) for name in (*PUBLIC_TABLES, *PUBLIC_VIEWS))
    return tuple(_table(connection, name, row["type"], row["sql"]) for name, row in found if row)


def _table(connection: sqlite3.Connection, name: str, sort: str, sql: str) -> Table:
    vietnamese, english = _halves(_described().get(name, {}).get("description", name))
    comments = dict(COMMENT.findall(sql))
    rows = (connection.execute(ROWS, [name]).fetchone()[0] or 0) if sort == "table" else None
    columns = tuple(_column(row, name, comments) for row in connection.execute(COLUMNS, {"table": name}))
    return Table(name, vietnamese, english.removeprefix(f"{name}: "), rows, columns)


def _column(row: sqlite3.Row, table: str, comments: Mapping[str, str]) -> Column:
    vietnamese, english = _halves(_described().get(table, {}).get("columns", {}).get(row["name"], ""))
    return Column(
        name=row["name"],
        type=row["type"],
        is_required=bool(row["is_required"] or row["pk"]),
        is_key=bool(row["pk"]),
        refers_to=row["refers_to"],
        vietnamese=vietnamese,
        english=comments.get(row["name"], english),
    )


def _halves(description: str) -> tuple[str, str]:
    """Vietnamese / English."""
    vietnamese, _, english = description.partition(" / ")
    return vietnamese, english or vietnamese


@cache
def _described() -> Mapping[str, Any]:
    described: Mapping[str, Any] = read_metadata()["databases"]["public"]["tables"]
    return described
