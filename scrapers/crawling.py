"""The one spider: takes leads from the frontier, fetches them, hands on what was read. Sources only fill in a form."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.frontier import LIST, PendingLead
from archive.model import Outcome, Page, Reason
from archive.warc.captures import NOT_MODIFIED
from scrapers.absences import absence, closed_door, closed_page
from scrapers.addresses import NOT_PUBLIC
from scrapers.discovery import as_shown, read_list
from scrapers.extraction import Reading, read_page
from scrapers.items import FetchFailed, ListRead, PageRead, PageUnchanged, Validators
from scrapers.middlewares import EndOfCrawl, retry_after
from scrapers.pagecheck import Refusal
from scrapers.session import CrawlSession
from scrapers.source import Source

LONGEST_PAUSE = timedelta(days=1)
# May be over tomorrow, and is no verdict on the page. A 304 is one only to those who asked for it.
TRY_AGAIN = frozenset({NOT_MODIFIED, 401, 403, 408, 425, 429, *range(500, 600)})
NO_ANSWER = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)


class SourceSpider(Spider):
    """Base of every source. `home` and `lists` (separated by commas) can be given on the command line."""

    source: Source
    session: CrawlSession
    handle_httpstatus_list = (NOT_MODIFIED, *range(400, 600))

    def __init__(self, home: str | None = None, lists: str | None = None, **arguments: str) -> None:
        super().__init__(**arguments)
        self.source = type(self).source.elsewhere(home, lists)
        self.allowed_domains = list(self.source.domains)
        self.unreachable_robots: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """The first leads; the extension goes on whenever the crawler is idle."""
        for request in self.next_requests():
            yield request

    def next_requests(self) -> Iterator[Request]:
        """Requests for the next pending leads of the frontier."""
        for lead in self.session.next_leads(self.settings.getint("LEADS_AT_A_TIME")):
            callback: Callable[..., Any] = self.read_list if lead.kind == LIST else self.read_page
            yield Request(
                lead.url, callback, errback=self.failed, cb_kwargs={"lead": lead}, meta={"lead": lead}, dont_filter=True
            )

    def read_list(self, response: Response, lead: PendingLead) -> Iterator[ListRead | FetchFailed]:
        """A list answered."""
        if response.status >= 300:
            yield from self._failed_answer(response, lead)
            return
        answer = self._page(response)
        page = read_list(answer, self.source)
        if not page.leads and (door := closed_door(answer)):
            yield FetchFailed(lead, door, "no list, but a closed door")
            return
        shown = as_shown(page, response.url, self.source)
        yield ListRead(lead, page, shown, response.meta["capture"])

    def read_page(self, response: Response, lead: PendingLead) -> Iterator[PageRead | PageUnchanged | FetchFailed]:
        """A page answered."""
        if response.meta.get("missing_from_recording"):
            # Says nothing about the page: the recording may be of one night, of one section.
            yield FetchFailed(lead, Reason.NOT_FOUND, "the recording lacks it")
            return
        if response.meta["is_unchanged"]:
            sent = _validators(response) if response.status != NOT_MODIFIED else None
            yield PageUnchanged(lead, response.meta["capture"], sent)
        elif response.status in TRY_AGAIN:
            yield from self._failed_answer(response, lead)
        else:
            yield self._read(self._page(response), response, lead)

    def _read(self, page: Page, response: Response, lead: PendingLead) -> PageRead | FetchFailed:
        reading = read_page(page, self.source)
        if reading.warning:
            self.logger.warning("%s: %s", response.url, reading.warning)
        if door := closed_page(reading, page):
            return FetchFailed(lead, door, "no page, but a closed door")
        if lead.article is None:
            return PageRead(lead, reading, response.meta["capture"], _validators(response))
        gone = absence(reading, lead.url, page, self.source)
        return PageRead(lead, reading, response.meta["capture"], _validators(response), gone)

    def failed(self, failure: Failure) -> Iterator[PageRead | FetchFailed]:
        """No answer came: refused for good, or to be tried again."""
        lead: PendingLead = failure.request.meta["lead"]  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, EndOfCrawl):
            raise CloseSpider(str(error))
        if urlsplit(lead.url).netloc in self.unreachable_robots:
            # RFC 9309: a robots.txt that cannot be read forbids everything, until it can. The lead has not failed.
            raise CloseSpider("robots_unreachable")
        reason, is_final = self._judge(error)
        if is_final:
            capture = failure.request.meta.get("capture")  # type: ignore[attr-defined]
            yield PageRead(lead, Reading(Outcome.REFUSED, refusal=Refusal(reason, str(error)[:200])), capture)
            return
        yield FetchFailed(lead, reason, str(error)[:200])

    def end_crawl(self, outcome: str) -> None:
        """Ask for nothing more, from where CloseSpider cannot be raised."""
        self._ending = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=outcome))

    def _judge(self, error: BaseException | None) -> tuple[Reason, bool]:
        """Reason, and whether it is the last word."""
        text = str(error)
        if NOT_PUBLIC in text:
            return Reason.PRIVATE_ADDRESS, True
        if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in text:
            return Reason.TOO_LARGE, True
        if isinstance(error, IgnoreRequest) and "robots.txt" in text:
            return Reason.ROBOTS, not self.unreachable_robots
        if isinstance(error, IgnoreRequest) and "offsite" in text:
            return Reason.OFFSITE, True
        return (Reason.UNREACHABLE if isinstance(error, NO_ANSWER) else Reason.BROKEN), False

    def _failed_answer(self, response: Response, lead: PendingLead) -> Iterator[FetchFailed]:
        wait = retry_after(response)
        pause = min(timedelta(seconds=wait), LONGEST_PAUSE) if wait else None
        yield FetchFailed(lead, Reason.HTTP_ERROR, f"HTTP {response.status}", pause)
        if pause:
            raise CloseSpider("asked_to_wait")

    def _page(self, response: Response) -> Page:
        return Page(
            body=response.body,
            url=response.url,
            captured_at=response.meta["captured_at"],
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            status=response.status,
        )


def _validators(response: Response) -> Validators:
    stated = [(response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")]
    return Validators(*(value or None for value in stated))
