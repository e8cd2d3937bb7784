"""/tep/<name>: the stylesheet and the typefaces."""

import sqlite3

from archive.web.asked import Asked, Document, Page
from archive.web.files import static_file


def read(_connection: sqlite3.Connection, asked: Asked) -> Document | None:
    """The file of that name."""
    return static_file(asked.parts["name"])


PAGE = Page(r"/tep/(?P<name>[\w.-]+)", read)
