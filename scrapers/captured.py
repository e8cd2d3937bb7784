"""What a captured exchange says, whether our own crawl recorded it, another's did, or somebody saved the page."""

from dataclasses import dataclass, replace

from archive.history.sightings import Answer
from archive.model import Outcome, Page, Reason
from archive.warc.encodings import PayloadError, decoded_payload
from archive.warc.exchange import Exchange
from scrapers import urls
from scrapers.absences import absence, closed_page, is_list
from scrapers.crawling import TRY_AGAIN
from scrapers.extraction import Reading, read_page
from scrapers.pagecheck import Refusal
from scrapers.saved_pages import without_toolbar
from scrapers.source import Source

REDIRECTS = range(300, 400)
NOT_MODIFIED = 304


@dataclass(frozen=True)
class Captured:
    """A page read, and how a known article at its address is missing from it; None where it is not."""

    reading: Reading
    absence: Answer | None


def read_captured(exchange: Exchange, source: Source, asked: str | None = None) -> Captured | None:
    """Read what an exchange carries; None where it says nothing about the page: a failure, a closed door.

    `asked` is the address that led to it by redirects. Raises PayloadError.
    """
    if exchange.status in TRY_AGAIN:
        return None
    if is_redirect(exchange):
        return _read_redirect(exchange, source)
    page = page_of(exchange)
    reading = read_page(page, source)
    if closed_page(reading, page):
        return None
    address = asked or exchange.url
    return Captured(reading, absence(reading, address, page, source) if address else None)


def is_redirect(exchange: Exchange) -> bool:
    """True for an answer that sends elsewhere."""
    return exchange.status in REDIRECTS and exchange.status != NOT_MODIFIED


def redirect_target(exchange: Exchange) -> str | None:
    """The address to which a redirect leads."""
    location = exchange.header("Location")
    return urls.joined(exchange.url, location) if exchange.url and location else None


def page_of(exchange: Exchange) -> Page:
    """The page itself, decompressed. Raises PayloadError."""
    body = decoded_payload(exchange)
    if exchange.status is None:  # a file: only those were saved from a web archive's own pages
        body = without_toolbar(body)
    return Page(body, exchange.url, exchange.captured_at, exchange.content_type, exchange.status or 200)


def as_decoded(exchange: Exchange) -> Exchange:
    """An exchange whose encoding was taken off, as Common Crawl did before August 2018, no longer states it.

    The header gets the name that Common Crawl gives it today.
    """
    if not exchange.payload.lstrip().startswith(b"<"):
        return exchange
    try:
        decoded_payload(exchange)
    except PayloadError:
        headers = tuple(
            ("X-Crawl-Content-Encoding" if name.lower() == "content-encoding" else name, value)
            for name, value in exchange.response_headers
        )
        return replace(exchange, response_headers=headers)
    return exchange


def _read_redirect(exchange: Exchange, source: Source) -> Captured | None:
    """A redirect to the home page or a list says that the page is gone; one to another page says nothing."""
    target = redirect_target(exchange)
    if target is None or not source.owns(target) or not is_list(target, source):
        return None
    refused = Reading(Outcome.REFUSED, refusal=Refusal(Reason.LISTING, f"redirects to {target}"))
    page = Page(b"", target, exchange.captured_at)
    return Captured(refused, absence(refused, exchange.url or "", page, source))
