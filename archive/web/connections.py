"""What every connection to public.db can do, and what it may not: for Datasette's pages, and for downloads."""

import sqlite3

from archive.web.search import register_functions

# One `select zeroblob(900000000) || 'x'` took 1.8 GB of memory; the longest article is far below a megabyte.
LONGEST_VALUE = 20_000_000  # bytes


def prepare(connection: sqlite3.Connection) -> None:
    """Teach it the functions of the search, and bound the memory that one value takes."""
    register_functions(connection)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
