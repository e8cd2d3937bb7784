"""Fetching from a site that is no source yet: as politely as a crawl, and nothing is kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive import clock
from archive.model import Page
from scrapers.middlewares import ROBOTS_PATH
from scrapers.onboarding.look import Look
from scrapers.onboarding.survey import Survey, SurveyError

# robots.txt and redirects among them; a look at four lists and ten articles takes about 25. The last page that is asked
# for may be redirected three times, and each of these tried again: below forty all the same.
MOST_REQUESTS = 32


@dataclass(frozen=True)
class Unanswered:
    """No page came, and why, in words."""

    url: str
    why: str

    def __str__(self) -> str:
        return f"{self.url}: {self.why}"


class Visit(Spider):
    """One look at one site. The survey is its only item."""

    name = "visit"
    custom_settings: dict[str, Any] | None = {  # noqa: RUF012 (Scrapy declares it so)
        # Crawl-delay is kept; there is no archive to write to.
        "EXTENSIONS": {"scrapers.extensions.CrawlDelay": 10},
        "ITEM_PIPELINES": {},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapers.middlewares.UnreachableRobots": 120,
            "scrapers.middlewares.RetryAfter": 560,
            "scrapers.middlewares.PublicAddressesOnly": 920,
            "scrapers.replay.Replay": 960,
        },
        "RETRY_TIMES": 1,
        "REDIRECT_MAX_TIMES": 3,
    }

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.unreachable_robots: set[str] = set()
        self.robots: dict[str, str] = {}  # host -> text
        self.asked = self.sent = 0
        self.problem: str | None = None
        self.status = Console(stderr=True).status("")

    @classmethod
    def from_crawler(cls, crawler: Crawler, url: str) -> "Visit":
        """Count what goes out and keep the text of robots.txt."""
        visit = super().from_crawler(crawler, url)
        crawler.signals.connect(visit.count, signals.request_reached_downloader)
        crawler.signals.connect(visit.keep_robots, signals.response_received)
        return visit

    async def start(self) -> AsyncIterator[Survey]:
        """Look; what prevents it is `problem`."""
        with self.status:
            try:
                yield await Look(self).take(self.url)
            except SurveyError as error:
                self.problem = str(error)

    async def fetch(self, url: str) -> Page | Unanswered:
        """The page at an address, after redirects and whatever its status; or why there is none."""
        if self.requests >= MOST_REQUESTS:
            return Unanswered(url, f"not asked for: {MOST_REQUESTS} requests are enough for one look")
        self.asked += 1
        self.status.update(f"{self.requests + 1}: {url}")
        self.logger.info("Looking at %s", url)
        try:
            assert self.crawler.engine
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:  # whatever lies between here and the server
            return Unanswered(url, self._why(url, error))
        return self._page(response)

    @property
    def agent(self) -> str:
        """Who asks, as robots.txt knows it."""
        return str(self.settings["USER_AGENT"])

    @property
    def requests(self) -> int:
        """Requests sent; with a recording, those that would have been."""
        return max(self.asked, self.sent)

    def count(self, request: Request) -> None:
        """One more went out."""
        self.sent += 1

    def keep_robots(self, response: Response) -> None:
        """A robots.txt as it came; empty where there is none."""
        if urlsplit(response.url).path == ROBOTS_PATH:
            self.robots[urlsplit(response.url).netloc] = response.body.decode("utf-8", "replace")

    def _page(self, response: Response) -> Page | Unanswered:
        assert response.request
        if response.request.meta.get("missing_from_recording"):
            return Unanswered(response.url, "is not in the recording")
        recorded = response.request.meta.get("recorded")
        return Page(
            body=response.body,
            url=response.url,
            captured_at=recorded.captured_at if recorded else clock.now(),
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            status=response.status,
        )

    def _why(self, url: str, error: Exception) -> str:
        if urlsplit(url).netloc in self.unreachable_robots:
            return "robots.txt cannot be read, which forbids everything until it can (RFC 9309)"
        return str(error).strip() or type(error).__name__
