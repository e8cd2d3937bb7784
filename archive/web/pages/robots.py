"""/robots.txt: what crawlers may open, as the operator chooses in ARCHIVE_ROBOTS."""

import os
import sqlite3

from archive.store import ArchiveError
from archive.web.asked import Asked, Document, Page

CHOICE = "ARCHIVE_ROBOTS"
# `pages`: ours, each under one address. Searches, tables and downloads are endless, and cost much more than pages; the
# JSON of a page says nothing else.
RULES = {
    "pages": """User-agent: *
Disallow: /public
Disallow: /tai-ve/*.
Disallow: /*.json
Disallow: /*/ban-luu
Disallow: /*?*&
Disallow: /tim-kiem?
Disallow: /en/tim-kiem?
""",
    "all": "User-agent: *\nDisallow:\n",
    "none": "User-agent: *\nDisallow: /\n",
}


def chosen_rules() -> str:
    """The rules that the operator chose. Raises ArchiveError."""
    choice = os.environ.get(CHOICE) or "pages"
    if choice not in RULES:
        raise ArchiveError(f"{CHOICE} is {choice!r}; it can be {', '.join(RULES)}.")
    return RULES[choice]


def read(_connection: sqlite3.Connection, asked: Asked) -> Document:
    """The rules, and where the sitemap is."""
    rules = chosen_rules()
    sitemap = "" if rules == RULES["none"] else f"\nSitemap: {asked.site}/sitemap.xml\n"
    return Document(rules + sitemap, "text/plain; charset=utf-8", {"Cache-Control": "public, max-age=3600"})


PAGE = Page(r"/robots\.txt", read)
