"""The newest coordination reports of a body or a place, found as a search finds them."""

import sqlite3
from dataclasses import dataclass

from archive.web.lines import Line, lines
from archive.web.search import find
from archive.web.search_request import Search

SHOWN = 10


@dataclass(frozen=True)
class Newest:
    """The newest of them. `total` is the count of all, or what counting stops at."""

    lines: tuple[Line, ...]
    total: int
    has_more: bool  # than `total`


def newest(connection: sqlite3.Connection, search: Search) -> Newest:
    """What that search finds, newest first."""
    found = find(connection, search, SHOWN)
    return Newest(lines(connection, found.articles), found.total, found.has_more)
