"""Counts, while a crawl runs, how politely each host is asked and what it answers."""

import sqlite3
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archive import store
from archive.clock import tonight
from archive.frontier import LIST, PAGE, PendingLead
from archive.model import Reason
from archive.nights.politeness import Robots, Tally, keep_tally
from scrapers.crawling import SourceSpider
from scrapers.items import FetchFailed, Item, ListRead, PageUnchanged
from scrapers.middlewares import ROBOTS_PATH

# Seconds between writes: what a killed crawl has not written is lost, and writing after each page would slow it.
BETWEEN_WRITES = 10
KNOWN = "known"  # beside LIST and PAGE: what leads to an article of the archive
ERROR = "error"


class Manners:
    """Writes to the tables `host_nights`, `robots_files` and `night_answers`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.night = tonight()  # that of its beginning, should it go on into the next
        self.tally = Tally()
        self.started: dict[str, float] = {}  # host -> when its newest request left
        self.written = monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Manners":
        """Listen to the network, to what was read, and to the end."""
        extension = cls(crawler)
        crawler.signals.connect(extension.count_request, signals.request_left_downloader)
        crawler.signals.connect(extension.count_bytes, signals.bytes_received)
        crawler.signals.connect(extension.note_robots, signals.response_received)
        crawler.signals.connect(extension.count_answer, signals.item_scraped)
        crawler.signals.connect(extension.count_page_error, signals.spider_error)
        crawler.signals.connect(extension.count_item_error, signals.item_error)
        crawler.signals.connect(extension.write, signals.spider_closed)
        return extension

    def count_request(self, request: Request) -> None:
        """A request that reached the network, whatever came of it. Replayed ones never do."""
        host = urlsplit(request.url).netloc
        assert self.crawler.engine is not None
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        visits = self.tally.visits(host)
        visits.requests += 1
        if slot is None:
            return
        if host in self.started:
            visits.gaps.append(slot.lastseen - self.started[host])
        self.started[host] = slot.lastseen

    def count_bytes(self, data: bytes, request: Request) -> None:
        """A piece of a body, as sent."""
        self.tally.visits(urlsplit(request.url).netloc).bytes += len(data)

    def note_robots(self, response: Response, request: Request) -> None:
        """The robots.txt by which the crawl goes."""
        parts = urlsplit(request.url)
        capture = request.meta.get("capture")
        if parts.path == ROBOTS_PATH and capture is not None:
            text = response.body.decode("utf-8", "replace") if capture.status == 200 else None
            self.tally.robots.append(Robots(parts.netloc, capture, text))

    def count_answer(self, item: Item, spider: SourceSpider) -> None:
        """What came of a lead."""
        self._count(item.lead, answer_of(item))
        if monotonic() - self.written > BETWEEN_WRITES:
            self.write(spider)

    def count_page_error(self, failure: Failure, response: Response) -> None:
        """Our own code failed on what a server answered."""
        if lead := response.meta.get("lead"):
            self._count(lead, ERROR)

    def count_item_error(self, item: Item) -> None:
        """Our own code failed on what was read."""
        self._count(item.lead, ERROR)

    def write(self, spider: SourceSpider) -> None:
        """Add it to the archive. What cannot be written now is written later, or the crawl has ended for that."""
        session = getattr(spider, "session", None)
        if session is None:
            return
        try:
            with store.transaction(session.db):
                keep_tally(session.db, self.night, session.source.id, self.tally)
        except sqlite3.Error as error:
            spider.logger.error("What the hosts answered could not be written: %s", error)
            return
        self.tally, self.written = Tally(), monotonic()

    def _count(self, lead: PendingLead, answer: str) -> None:
        kind = LIST if lead.kind == LIST else KNOWN if lead.article else PAGE
        self.tally.answers[kind, answer] += 1


def answer_of(item: Item) -> str:
    """In the words of `night_answers`."""
    if isinstance(item, ListRead):
        return "leads" if item.page.leads else "no_leads"
    if isinstance(item, PageUnchanged):
        return "unchanged"
    if isinstance(item, FetchFailed):
        return item.detail if item.reason is Reason.HTTP_ERROR else str(item.reason)
    if item.reading.refusal:
        return str(item.reading.refusal.reason)
    return str(item.absence or "article")
