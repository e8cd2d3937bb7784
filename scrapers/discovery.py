"""Lists to leads. Pure: bytes and address in, leads and further lists out."""

import json
import re
from collections.abc import Callable

from lxml.html import HtmlElement

from archive.frontier import Lead
from archive.history.listings import ListShown
from archive.model import Page
from scrapers import markup, urls
from scrapers.selectors import first, select, text_of
from scrapers.source import Listing, ListPage, Source

NUMBER = re.compile(r"\d+")


def read_list(page: Page, source: Source) -> ListPage:
    """The leads of a list, and the lists that go on from it, as the source's platform lists."""
    return (source.platform.read_list or read_listing)(page, source)


def as_shown(page: ListPage, url: str, source: Source) -> ListShown:
    """What the list says, with its place among the pages of the list; `url` is the address that answered."""
    key, number = urls.path_and_query(url), page_number(url)
    further = next((lead.key for lead in page.more if page_number(lead.url) <= number + 1), None)
    return ListShown(key, page.leads, further, key in {lead.key for lead in source.list_leads()})


def read_listing(page: Page, source: Source) -> ListPage:
    """The leads of an HTML list, each once, and the pages that follow it."""
    listing = source.platform.listing
    tree = markup.parse(markup.read_text(page.body, page.content_type))
    if tree is None:
        return ListPage(())
    base = first(tree, "base[href]")
    here = page.url or source.home
    address = (urls.joined(here, base.get("href") or "") if base is not None else None) or here
    leads: dict[str, Lead] = {}
    for item in select(tree, listing.item):
        if lead := _lead(item, listing, source, address):
            leads.setdefault(lead.key, lead)
    more = _further_pages(tree, listing, here, address) if listing.more else ()
    return ListPage(tuple(leads.values()), more)


def _lead(item: HtmlElement, listing: Listing, source: Source, address: str) -> Lead | None:
    links = [link for link in select(item, listing.link) if link.get("href")]
    if not links:
        return None
    # A picture often links first, without words.
    link = next((one for one in links if text_of(one)), links[0])
    date = first(item, listing.date) if listing.date else None
    url = urls.joined(address, link.get("href") or "")
    return lead_to(url, source, text_of(link), text_of(date) if date is not None else None) if url else None


def lead_to(url: str, source: Source, title: str | None, date: str | None) -> Lead | None:
    """A lead, unless the address is no article of this source."""
    if not urls.is_http(url):
        return None
    url = urls.canonical(url)
    key = source.platform.key(url)
    return Lead(key=key, url=url, title=title or None, date=date) if key and source.owns(url) else None


def _further_pages(tree: HtmlElement, listing: Listing, url: str, base: str) -> tuple[Lead, ...]:
    here = page_number(url)
    more: dict[str, Lead] = {}
    for link in select(tree, listing.more or ""):
        further = urls.joined(base, link.get("href") or "")
        if further and page_number(further) > here:
            key = urls.path_and_query(further)
            more.setdefault(key, Lead(key=key, url=further))
    return tuple(sorted(more.values(), key=lambda lead: page_number(lead.url)))


def page_number(url: str) -> int:
    """The number of a page of a list: the last number in `page`, `cur`, `p` or the like; 1 where there is none."""
    found = re.findall(r"(?:[?&/_-])(?:page|trang|cur|cpage|p)[=/-](\d{1,6})", url, re.IGNORECASE)
    return int(found[-1]) if found else 1


def read_json_list(page: Page, source: Source, entry: Callable[[dict[str, object]], Lead | None]) -> tuple[Lead, ...]:
    """The leads of a JSON list of objects; () for an empty list or an answer that is no list."""
    try:
        items = json.loads(markup.decode(page.body, page.content_type))
    except ValueError:
        return ()
    leads = (entry(item) for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    return tuple(lead for lead in leads if lead)
