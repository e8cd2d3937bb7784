"""What a reader asks for, and what a page answers with: the values that pass between the site and its pages."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LANGUAGES = ("vi", "en")
LONGEST_ENTRY = 500  # characters of a field that a reader fills in: what is longer is cut


@dataclass(frozen=True)
class Asked:
    """An address that was opened, taken apart."""

    path: str  # without the language, decoded: /bai/123
    language: str = "vi"  # one of LANGUAGES
    parts: Mapping[str, str] = field(default_factory=dict)  # what the named groups of the route matched, decoded
    query: Mapping[str, str] = field(default_factory=dict)  # ?name=value, the first of each name
    site: str = ""  # https://host[/base], for the addresses that leave the site: feeds, OpenGraph
    captures: Path = Path("captures")  # folder of the WARC files, which may not be there

    def entry(self, name: str) -> str:
        """What a reader filled in under that name, without spaces around it; "" for nothing."""
        return self.query.get(name, "")[:LONGEST_ENTRY].strip()


@dataclass(frozen=True)
class Document:
    """An answer that is no page of ours: a feed, a picture, a download, a copy of an archived page."""

    body: str | bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Selection:
    """Rows to take away: `name` for the file, `rows` as SQL with values, `count` as SQL with the same values, or ""."""

    name: str
    rows: str
    values: Mapping[str, str | int]
    count: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)  # of the address of a page, as far as it was understood


class SelectionError(Exception):
    """A selection that is not to be had; the message says which are."""


Read = Callable[[sqlite3.Connection, Asked], Any]


@dataclass(frozen=True)
class Page:
    """A route of the site.

    `read` runs in a thread of Datasette's, on a connection that cannot write, for at most `sql_time_limit_ms`. It
    returns a frozen dataclass, which the template sees as `page`; None where there is no such page; or a Document.
    `whole_list` takes what `read` returned and chooses all rows of its list, for /tai-ve<route>.csv.
    """

    route: str  # regular expression of the whole path, without the language: /bai/(?P<article>\d+)
    read: Read
    template: str = ""  # empty where `read` returns only Documents
    whole_list: Callable[[Any], Selection] | None = None
