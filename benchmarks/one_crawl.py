"""One contender crawls the sites, one after another, in this process; what it cost goes to stdout as JSON.

python -m benchmarks.one_crawl CONTENDER CORE PAGES FOLDER SITES, SITES being JSON: source -> address.
"""

import json
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import trafilatura
from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_f_from_coro_f
from scrapy.utils.log import configure_logging
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor
from sqlite_utils import Database

from archive import store
from archive.model import VIETNAM, Page
from benchmarks import default_stack
from benchmarks.machine import keep_to_core, resident_memory
from benchmarks.pages import article_page, list_paths
from sample.articles import FIRST
from scrapers.extraction import read_page
from scrapers.registry import sources

OURS, WITH_REPORTS, DEFAULT = "ours", "ours, reports read too", "default stack"
# The same for both. Eight requests at a time keep the process busy; our real crawls send one at a time.
SAME = {
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
}
MEMORY_AT = (1000, 3000, 5000)  # pages
# A crawl of nothing comes first. It loads what Scrapy loads with the first crawl of a process (0.5 s) and makes the
# archive with its places (0.3 s), which is there on every night but the first.
NO_LIST = "/no-list"
WARM_UP = 3  # pages a site: the first page without a plain date costs trafilatura one to two seconds


@dataclass
class Cost:
    """What a crawl took: wall and CPU seconds, articles stored, memory in MB after so many pages and at most."""

    articles: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    memory: dict[int, float] = field(default_factory=dict)
    peak: float = 0.0


async def crawl(contender: str, sites: dict[str, str], pages: int, folder: Path) -> None:
    """Crawl and print the cost. Raises RuntimeError where a page is missing: a figure would mean nothing."""
    cost = Cost()
    warm_up(contender, list(sites))
    await crawl_site(contender, *next(iter(sites.items())), NO_LIST, folder, Cost())
    for source, home in sites.items():
        started, busy = time.perf_counter(), time.process_time()
        await crawl_site(contender, source, home, ",".join(list_paths(source, pages)), folder, cost)
        cost.seconds += time.perf_counter() - started
        cost.cpu += time.process_time() - busy
    cost.articles = stored(folder)
    cost.peak = resident_memory()[1]
    if cost.articles != pages * len(sites):
        raise RuntimeError(f"{contender} stored {cost.articles} of {pages * len(sites)} articles")
    print(json.dumps(asdict(cost)))


async def crawl_site(contender: str, source: str, home: str, lists: str, folder: Path, cost: Cost) -> None:
    """Crawl one site from these lists; the memory on the way goes to `cost`."""
    if contender == DEFAULT:
        settings = Settings(default_stack.SETTINGS | SAME)
        crawler = AsyncCrawlerRunner(settings).create_crawler(default_stack.DefaultSpider)
        await crawler.crawl_async(home=home, lists=lists, folder=str(folder))
        return
    crawler = our_crawler(source, folder)
    crawler.signals.connect(remember_memory(cost), signals.item_scraped, weak=False)
    with reports_read(contender == WITH_REPORTS):
        await crawler.crawl_async(home=home, lists=lists)


def reports_read(are_read: bool) -> AbstractContextManager[object]:
    """Storing an article also reads the report in it, which no other contender does: measured with it and without."""
    return nullcontext() if are_read else patch.object(store, "keep_report", create=True)


def our_crawler(source: str, folder: Path) -> Crawler:
    """The spider as `scrapy crawl` runs it, but for the delay and the ban of private addresses."""
    settings = get_project_settings()
    settings.setdict(SAME | {"ALLOW_PRIVATE_ADDRESSES": True, "ARCHIVE_DIR": str(folder)}, priority="cmdline")
    return AsyncCrawlerRunner(settings).create_crawler(source)


def remember_memory(cost: Cost) -> Any:  # noqa: ANN401 - Scrapy's signals take any function
    """A listener that notes the memory at MEMORY_AT pages."""
    seen = 0

    def note() -> None:
        nonlocal seen
        seen += 1
        if seen in MEMORY_AT:
            cost.memory[seen] = resident_memory()[0]

    return note


def warm_up(contender: str, names: list[str]) -> None:
    """Read a few pages that are not in the crawl."""
    for name in names:
        for number in range(-WARM_UP, 0):
            page = article_page(name, number)
            if contender != DEFAULT:
                url = sources()[name].home + page.path
                read_page(Page(page.body, url, FIRST.started.astimezone(VIETNAM)), sources()[name])
            else:
                trafilatura.bare_extraction(page.body.decode(), with_metadata=True)


def stored(folder: Path) -> int:
    """Articles in the database that the contender made."""
    path = next(folder.glob("*.db"))
    return Database(path).table("articles").count


async def _with_reactor(_: object, contender: str, sites: dict[str, str], pages: int, folder: Path) -> None:
    await crawl(contender, sites, pages, folder)


def main() -> None:
    """Install the reactor that Scrapy uses by default, and crawl."""
    from twisted.internet.task import react

    contender, core, pages, folder, sites = sys.argv[1:]
    keep_to_core(int(core))
    configure_logging(SAME)  # a runner leaves that to its caller: without it errors are not printed
    react(deferred_f_from_coro_f(_with_reactor), (contender, json.loads(sites), int(pages), Path(folder)))


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    main()
