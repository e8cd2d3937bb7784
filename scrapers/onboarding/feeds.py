"""Feeds and sitemaps of a site that is no source yet: where they are, how many addresses, how new. Pure."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml.etree import LxmlError
from lxml.html import HtmlElement
from parsel import Selector
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

from archive.model import Page
from archive.printed_time import parse_printed
from scrapers import markup, urls
from scrapers.selectors import select

# Damaged gzip or XML, too large, or nothing at all: the library lets all of these through.
NOT_A_SITEMAP = (OSError, EOFError, StopIteration, ValueError, AttributeError, zlib.error, LxmlError)
LARGEST_SITEMAP = 20 * 1024 * 1024  # bytes when decompressed; the protocol allows 50 MB
FEED_LINKS = (
    "link[rel=alternate][type*=rss], link[rel=alternate][type*=atom], "
    "a[href$='.rss'], a[href*='/rss'], a[href*='/feed']"
)


@dataclass(frozen=True)
class Listed:
    """A feed, a sitemap or an index of sitemaps. `addresses` are pages; of an index, sitemaps."""

    url: str
    kind: str  # feed, sitemap or index
    addresses: tuple[str, ...]
    newest: datetime | None

    @property
    def size(self) -> int:
        """How many addresses."""
        return len(self.addresses)


def stated_feeds(tree: HtmlElement, url: str) -> list[str]:
    """Addresses of feeds that a page names, each once."""
    found = (urls.joined(url, link.get("href") or "") for link in select(tree, FEED_LINKS))
    return list(dict.fromkeys(address for address in found if address))


def read_feed(page: Page) -> Listed | None:
    """An RSS or Atom feed; None where the page is none, or shows nothing."""
    selector = Selector(markup.decode(page.body, page.content_type), type="xml")
    items = selector.xpath("//*[local-name()='item' or local-name()='entry']")
    links = [item.xpath("*[local-name()='link']") for item in items]
    found = [link.xpath("string(.)").get("").strip() or link.xpath("@href").get("") for link in links]
    addresses = tuple(address for address in found if urls.is_http(address))
    dates = items.xpath("*[local-name()='pubDate' or local-name()='published' or local-name()='updated']/text()")
    return Listed(page.url or "", "feed", addresses, _newest(dates.getall())) if addresses else None


def read_sitemap(page: Page) -> Listed | None:
    """A sitemap or an index of sitemaps, gzip or not; None where the page is none."""
    try:
        body = gunzip(page.body, max_size=LARGEST_SITEMAP) if page.body.startswith(b"\x1f\x8b") else page.body
        entries = Sitemap(body)
        kind = {"urlset": "sitemap", "sitemapindex": "index"}.get(entries.type)
        found = list(entries) if kind else []
    except NOT_A_SITEMAP:
        return None
    addresses = tuple(entry["loc"] for entry in found if urls.is_http(entry.get("loc") or ""))
    return Listed(page.url or "", kind, addresses, _newest(_stated_days(found))) if kind else None


def _stated_days(entries: Iterable[dict[str, str]]) -> Iterator[str]:
    return (entry["lastmod"] for entry in entries if entry.get("lastmod"))


def _newest(dates: Iterable[str]) -> datetime | None:
    return max((found.value for date in dates if (found := parse_printed(date))), default=None)
