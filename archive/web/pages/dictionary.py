"""/tai-ve/tu-dien: the data dictionary, as a page and as CSV."""

import sqlite3
from dataclasses import asdict, dataclass

from archive.web.asked import Asked, Document, Page
from archive.web.dictionary import Table, tables
from archive.web.exports.formats import FORMATS

HEADERS = {"Cache-Control": "public, max-age=300"}
COLUMNS = ("table", "column", "type", "is_required", "is_key", "refers_to", "vietnamese", "english")


@dataclass(frozen=True)
class Dictionary:
    """All public tables and their columns."""

    tables: tuple[Table, ...]


def read(connection: sqlite3.Connection, _asked: Asked) -> Dictionary:
    """The page."""
    return Dictionary(tables(connection))


def read_csv(connection: sqlite3.Connection, _asked: Asked) -> Document:
    """One row a column."""
    rows = (
        (table.name, *(value if not isinstance(value, bool) else int(value) for value in asdict(column).values()))
        for table in tables(connection)
        for column in table.columns
    )
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="tu-dien.csv"'}
    text = "".join(FORMATS["csv"].written("tu-dien", COLUMNS, rows))
    return Document(text, FORMATS["csv"].content_type, headers)


PAGES = (
    Page(r"/tai-ve/tu-dien", read, "dictionary.html"),
    Page(r"/tai-ve/tu-dien\.csv", read_csv),
)
