"""/sitemap.xml and its parts: every article, with when it last changed, and every page about what articles name."""

import sqlite3
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from archive.web.asked import Asked, Document, Page
from archive.web.rendering import address

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
PART = 10_000  # addresses in a part; 50,000 are allowed. Those of articles were divided when they were published
HEADERS = {"Cache-Control": "public, max-age=3600"}

# One step in the index for each part: to group 100,000 rows by their part took 12 ms.
PARTS_OF_ARTICLES = """
with recursive parts (part) as (
    select min(part) from site_changes
    union all
    select part + 1 from parts where part < (select max(part) from site_changes)
)
select part, (select max(changed_at) from site_changes where site_changes.part = parts.part)
from parts where part is not null
"""
ARTICLES_OF_PART = "select article, changed_at from site_changes where part = ? order by article"
# Part of the address -> table with such an id; all of them are divided by their rows.
NAMED = {
    "co-quan": "organizations",
    "nguoi": "people",
    "thoa-thuan": "agreements",
    "van-ban": "documents",
    "nguon": "sources",
    "cung-tin": "site_stories",
}
PAGES_OF_ALL = (
    "/",
    "/co-quan",
    "/nguoi",
    "/thoa-thuan",
    "/dia-ban",
    "/nguon",
    "/van-ban",
    "/cung-tin",
    "/go-bo",
    "/sua-doi",
    "/hinh",
    "/tai-ve",
    "/gioi-thieu",
)
PLACES = "select distinct place from organizations where place is not null union select province_now from site_months"

Changed = tuple[str, str | None]  # path or address, and when it last changed


def read_index(connection: sqlite3.Connection, asked: Asked) -> Document:
    """The list of the parts."""
    articles = [(f"/sitemap/bai-{part}.xml", changed_at) for part, changed_at in connection.execute(PARTS_OF_ARTICLES)]
    newest = max((changed_at for _, changed_at in articles), default=None)
    parts = [("/sitemap/trang-0.xml", newest), *articles, *_parts_of_named(connection, newest)]
    return _document("sitemapindex", "sitemap", asked, parts)


def _parts_of_named(connection: sqlite3.Connection, newest: str | None) -> Iterator[Changed]:
    for name, table in NAMED.items():
        last = connection.execute(f"select max(rowid) from {table}").fetchone()[0] or 0  # noqa: S608 (our own names)
        for part in range(-(-last // PART)):
            yield f"/sitemap/{name}-{part}.xml", newest


def read_part(connection: sqlite3.Connection, asked: Asked) -> Document | None:
    """The addresses of a part; None for a part that is not there."""
    name, part = asked.parts["name"], int(asked.parts["part"])
    if name == "trang":
        pages = [*((path, None) for path in PAGES_OF_ALL), *_places(connection)] if part == 0 else []
    else:
        pages = list(_articles(connection, part) if name == "bai" else _named(connection, name, part))
    return _document("urlset", "url", asked, pages) if pages else None


def _articles(connection: sqlite3.Connection, part: int) -> Iterator[Changed]:
    for article, changed_at in connection.execute(ARTICLES_OF_PART, [part]):
        yield f"/bai/{article}", changed_at


def _named(connection: sqlite3.Connection, name: str, part: int) -> Iterator[Changed]:
    sql = f"select id from {NAMED[name]} where rowid > :first and rowid <= :first + :part"  # noqa: S608 (our own names)
    for (identity,) in connection.execute(sql, {"first": part * PART, "part": PART}):
        yield f"/{name}/{identity}", None


def _places(connection: sqlite3.Connection) -> Iterator[Changed]:
    for (place,) in connection.execute(PLACES + f" limit {4 * PART}"):
        if place:
            yield f"/dia-ban/{place}", None


def _document(root_name: str, element_name: str, asked: Asked, pages: Iterable[Changed]) -> Document:
    root = Element(root_name, {"xmlns": SITEMAPS})
    for path, changed_at in pages:
        element = SubElement(root, element_name)
        SubElement(element, "loc").text = asked.site + address(path, "vi")
        if changed_at:
            SubElement(element, "lastmod").text = changed_at
    return Document(tostring(root, encoding="utf-8", xml_declaration=True), "application/xml; charset=utf-8", HEADERS)


NAMES = "|".join(("trang", "bai", *NAMED))
PAGES = (
    Page(r"/sitemap\.xml", read_index),
    Page(rf"/sitemap/(?P<name>{NAMES})-(?P<part>[0-9]{{1,6}})\.xml", read_part),
)
