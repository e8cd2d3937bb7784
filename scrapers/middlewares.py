"""Between engine and network: evidence of every response, and manners."""

import asyncio
import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

from archive import clock
from archive.frontier import PendingLead
from archive.model import Capture
from archive.warc.captures import NOT_MODIFIED
from archive.warc.exchange import Exchange
from scrapers import urls
from scrapers.addresses import NOT_PUBLIC, PublicAddressResolver
from scrapers.replay import is_conditional, is_same_payload


class EndOfCrawl(IgnoreRequest):
    """Nothing more is asked for tonight, and leads stay as they are; the text is the outcome of the crawl."""


ROBOTS_PATH = "/robots.txt"
# RFC 9309, 2.3.1.4: what cannot be read because the server fails forbids everything.
FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class _WithCrawler:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "_WithCrawler":
        """Built by Scrapy."""
        return cls(crawler)


class UnreachableRobots(_WithCrawler):
    """A robots.txt that answers 5xx or not at all means wait; one that answers 4xx means there is none."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Replace an answer that holds no rules by the rules that it implies."""
        if not is_robots(request) or response.status < 400:
            return response
        if response.status < 500 and response.status != 429:
            return response.replace(status=200, body=b"")
        return self._forbid(request)

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """No answer: wait as well."""
        return self._forbid(request) if is_robots(request) and not isinstance(exception, IgnoreRequest) else None

    def _forbid(self, request: Request) -> Response:
        self.crawler.spider.unreachable_robots.add(urlsplit(request.url).netloc)  # type: ignore[union-attr]
        return TextResponse(request.url, body=FORBID_ALL, request=request)


def is_robots(request: Request) -> bool:
    """Whether Scrapy itself asks for the rules of a host."""
    return urlsplit(request.url).path == ROBOTS_PATH and request.meta.get("dont_obey_robotstxt", False)


class RetryAfter(_WithCrawler):
    """A short Retry-After is waited for, by all requests to the host; a longer one is the spider's to respect."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.longest = crawler.settings.getint("LONGEST_RETRY_AFTER")
        self.not_before: dict[str, float] = {}

    async def process_request(self, request: Request) -> None:
        """Wait as long as the host asked. Raises EndOfCrawl where that is too long."""
        wait = self.not_before.get(urlsplit(request.url).netloc, 0) - time.monotonic()
        if wait > self.longest:
            raise EndOfCrawl("asked_to_wait")
        if wait > 0:
            await asyncio.sleep(wait)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Try again after the wait that a 429 or 503 asks for."""
        wait = retry_after(response)
        if wait is None:
            return response
        assert self.crawler.spider is not None
        host = urlsplit(request.url).netloc
        self.not_before[host] = time.monotonic() + wait
        if wait > self.longest:
            self.crawler.spider.logger.error("%s asks to be left alone for %d seconds", host, wait)
            request.meta["dont_retry"] = True
            return response
        return get_retry_request(request, spider=self.crawler.spider, reason="Retry-After") or response


def retry_after(response: Response) -> float | None:
    """Seconds that a 429 or 503 asks to wait; None where it does not ask."""
    stated = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if response.status not in (429, 503) or not stated:
        return None
    if stated.isdecimal():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None


class OwnHostsOnly(_WithCrawler):
    """A redirect to a host that is not the source's is refused. Scrapy's own check lets unfiltered requests pass."""

    def process_request(self, request: Request) -> None:
        """Refuse a foreign host, before its robots.txt is asked for."""
        if request.meta.get("lead") and not self.crawler.spider.source.owns(request.url):  # type: ignore[union-attr]
            raise IgnoreRequest(f"{urlsplit(request.url).netloc} is offsite")


class PublicAddressesOnly(_WithCrawler):
    """An address that is itself a private IP is not asked; names are judged by PublicAddressResolver."""

    def process_request(self, request: Request) -> None:
        """Refuse a literal private address."""
        host = urlsplit(request.url).hostname or ""
        allowed = self.crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        if not allowed and not urls.is_public_address(host):
            raise IgnoreRequest(f"{host} {NOT_PUBLIC}")

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say why a name was not resolved."""
        host = urlsplit(request.url).hostname or ""
        if host in PublicAddressResolver.private_names:
            raise IgnoreRequest(f"{host} {NOT_PUBLIC}") from exception


class AskWhetherChanged(_WithCrawler):
    """A known page is asked for on condition that it is no longer what it was."""

    def process_request(self, request: Request) -> None:
        """State the validators, to the address that stated them only: a home page may be older than any article."""
        lead: PendingLead | None = request.meta.get("lead")
        request.headers.pop("If-None-Match", None)
        request.headers.pop("If-Modified-Since", None)
        if lead is None or lead.whole is None or lead.whole.url != request.url:
            return
        if lead.etag:
            request.headers["If-None-Match"] = lead.etag
        if lead.last_modified:
            request.headers["If-Modified-Since"] = lead.last_modified


class RecordCaptures(_WithCrawler):
    """Every response is in a WARC record before anything is made of it; without evidence nothing is stored."""

    failed = False

    def process_request(self, request: Request) -> None:
        """Ask for nothing more once a capture could not be written."""
        if self.failed:
            raise EndOfCrawl("captures_not_writable")

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange. Raises EndOfCrawl where the disk is full or the folder is gone."""
        recorded: Exchange | None = request.meta.get("recorded")
        moment = recorded.captured_at if recorded else clock.now()
        request.meta["captured_at"] = moment
        request.meta.pop("capture", None)
        request.meta.pop("is_unchanged", None)
        if request.meta.get("missing_from_recording"):
            return response  # made up by the replay: no evidence of anything
        spider = self.crawler.spider
        try:
            exchange = _exchange(request, response, moment, recorded)
            original = _original(request, recorded or exchange)
            request.meta["capture"] = spider.session.captures.write(exchange, original)  # type: ignore[union-attr]
            request.meta["is_unchanged"] = original is not None
        except OSError as error:
            self.failed = True
            spider.logger.error("The capture of %s could not be written: %s", request.url, error)  # type: ignore[union-attr]
            raise EndOfCrawl("captures_not_writable") from error
        return response


def _original(request: Request, exchange: Exchange) -> Capture | None:
    """The capture of the same payload: the server did not need to send it, or sent it again."""
    lead: PendingLead | None = request.meta.get("lead")
    if lead is None or lead.whole is None:
        return None
    if exchange.status == NOT_MODIFIED:
        return lead.whole if is_conditional(request) else None
    return lead.whole if exchange.status == 200 and is_same_payload(exchange, lead.whole) else None


def _exchange(request: Request, response: Response, moment: datetime, recorded: Exchange | None) -> Exchange:
    return Exchange(
        url=request.url,
        captured_at=moment,
        status=response.status,
        payload=response.body,
        response_headers=_headers(response),
        request_headers=(("Host", urlsplit(request.url).netloc), *_headers(request)),
        content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
        ip=recorded.ip if recorded else (str(response.ip_address) if response.ip_address else None),
        protocol=recorded.protocol if recorded else response.protocol,
    )


def _headers(message: Request | Response) -> tuple[tuple[str, str], ...]:
    """Each header as often as it was sent."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )
