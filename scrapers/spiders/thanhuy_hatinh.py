"""Thành ủy Hà Tĩnh: portal of the Party committee of Hà Tĩnh City, on a system of its own."""

import re
from urllib.parse import urlsplit

from scrapers.crawling import SourceSpider
from scrapers.source import Layout, Listing, Platform, Source

# /tin-tuc/xay-dung-dang/<slug>.html
ARTICLE = re.compile(r"^/tin-tuc/(?P<key>[^/]+/[^/]+)\.html$")
ITEMS = Listing(item=".item", link="a.title", date=".date", more=".paging a")

# The whole page is one form laid out in tables; rating, comments and other news follow the text in the same cell.
LAYOUT = Layout(
    name="thanhuy-hatinh",
    recognise=".title-news",
    body=".content-news",
    headline=(".title-news",),
    published=(".date-news",),
    section=(".breadcrumb a:last-of-type",),
    captions=("figcaption",),
    drop=(".rating", ".comment", ".others"),
)


def article_key(url: str) -> str | None:
    """Section and slug."""
    found = ARTICLE.match(urlsplit(url).path)
    return found["key"] if found else None


class ThanhUyHaTinh(SourceSpider):
    """One list of all sections."""

    name = "thanhuy_hatinh"
    source = Source(
        id="thanhuy_hatinh",
        name="Thành ủy Hà Tĩnh",
        name_en="Party Committee of Hà Tĩnh City",
        kind="party",
        province="Hà Tĩnh",
        home="https://thanhuy.hatinhcity.gov.vn",
        lists=("/tin-tuc",),
        platform=Platform("own portal (tables)", (LAYOUT,), ITEMS, article_key),
        verified=None,
        datelines=("TPHT",),
    )
