"""Around the crawl: the session with the archive, the Crawl-delay of robots.txt, progress."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.status import Status
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from archive import agreement_store, clock, frontier, runs, store
from archive.history import withdrawals
from archive.model import Reason
from archive.warc.captures import CaptureFile, recover, sole_crawl
from scrapers.crawling import SourceSpider
from scrapers.items import Item
from scrapers.replay import opened
from scrapers.session import CrawlSession, archive_path, captures_folder


class ArchiveSession:
    """Opens the archive for a spider, feeds it from the frontier while it is idle, and closes the run."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder = Path(crawler.settings["ARCHIVE_DIR"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchiveSession":
        """Listen to the spider's life."""
        extension = cls(crawler)
        crawler.signals.connect(extension.open, signals.spider_opened)
        crawler.signals.connect(extension.go_on, signals.spider_idle)
        crawler.signals.connect(extension.note_page_error, signals.spider_error)
        crawler.signals.connect(extension.note_item_error, signals.item_error)
        crawler.signals.connect(extension.close, signals.spider_closed)
        return extension

    def open(self, spider: SourceSpider) -> None:
        """Start the run. Raises CloseSpider where it cannot be started."""
        try:
            self._open(spider)
        except (OSError, sqlite3.Error, store.ArchiveError) as error:
            spider.logger.error("The archive could not be written: %s", error)
            raise CloseSpider("archive_not_writable") from error

    def _open(self, spider: SourceSpider) -> None:
        self.lock = sole_crawl(captures_folder(self.folder), spider.source.id)
        if not self.lock.__enter__():
            spider.logger.error("Another process is crawling %s already.", spider.source.id)
            raise CloseSpider("already_running")
        db = store.open_archive(archive_path(self.folder))
        for path in recover(captures_folder(self.folder)):
            spider.logger.info("Recovered %s, which a killed crawl left open", path)
        recording = self.crawler.settings.get("REPLAY")
        run = runs.start_run(db, "crawl", recording)
        where = spider.source.where_read()
        captures = CaptureFile(captures_folder(self.folder), spider.source.id, run, clock.now(), where)
        spider.session = CrawlSession(db, run, spider.source, captures, opened(Path(recording)) if recording else None)
        runs.register_source(db, spider.source.facts())
        runs.start_source_run(db, run, spider.source.id)
        with store.transaction(db):
            frontier.see_lists(db, spider.source.id, spider.source.list_leads(), seen_on=None)

    def go_on(self, spider: SourceSpider) -> None:
        """Take more leads from the frontier; without any, the crawl ends."""
        requests = list(spider.next_requests())
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def note_page_error(self, failure: Failure, response: Response, spider: SourceSpider) -> None:
        """Our own code failed on what a server answered."""
        if lead := response.meta.get("lead"):
            self._note(lead, spider)

    def note_item_error(self, item: Item, spider: SourceSpider, failure: Failure) -> None:
        """Our own code failed on what was read: nothing of it is stored, and its lead is not lost."""
        self._note(item.lead, spider)

    def _note(self, lead: frontier.PendingLead, spider: SourceSpider) -> None:
        # A failed fetch, tried again when the code may be better. Scrapy has logged the error itself.
        with store.transaction(spider.session.db):
            frontier.postpone(spider.session.db, lead.id, Reason.BROKEN)
            spider.session.count(failed=1)

    def close(self, spider: SourceSpider, reason: str) -> None:
        """End the run and give the evidence its final name."""
        session = getattr(spider, "session", None)
        if session is None:
            return
        session.captures.close()
        # Silence is the commonest failure: lists that show nothing at all are no success.
        session.outcome = "no_leads" if reason == "finished" and not session.counts.get("leads") else reason
        with suppress(sqlite3.Error):  # the pipeline has said that the archive cannot be written
            with store.transaction(session.db):
                withdrawals.settle_nights(session.db, spider.source.id)
            agreement_store.settle(session.db)
            runs.end_run(session.db, session.run, session.outcome)
        session.db.close()
        self.lock.__exit__(None, None, None)


class CrawlDelay:
    """Scrapy reads Crawl-delay and does not keep it; this does."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("LONGEST_CRAWL_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CrawlDelay":
        """Listen for robots.txt."""
        extension = cls(crawler)
        crawler.signals.connect(extension.slow_down, signals.robots_parsed)
        return extension

    def slow_down(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        """Use the delay for this host, in slots that exist and in those to come."""
        delay = robotparser.rp.crawl_delay(self.crawler.settings["USER_AGENT"])
        if not delay:
            return
        delay = min(float(delay), self.longest)
        downloader = self.crawler.engine.downloader
        slot = downloader.get_slot_key(request)
        downloader.per_slot_settings.setdefault(slot, {})["delay"] = max(delay, downloader._delay)
        if slot in downloader.slots:
            downloader.slots[slot].delay = max(delay, downloader.slots[slot].delay)


class Progress:
    """On a terminal one line that counts; in a log a line for every hundred pages; a summary at the end."""

    EVERY = 100

    def __init__(self, crawler: Crawler) -> None:
        self.console = Console(stderr=True)
        self.status: Status | None = self.console.status("") if self.console.is_terminal else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        """Listen to items and to the end."""
        extension = cls(crawler)
        crawler.signals.connect(extension.show, signals.item_scraped)
        crawler.signals.connect(extension.summarise, signals.spider_closed)
        return extension

    def show(self, spider: SourceSpider) -> None:
        """Count one more."""
        counts = spider.session.counts
        if self.status:
            self.status.start()
            self.status.update(_sentence(spider.name, counts))
        elif (counts.get("fetched", 0) + counts.get("lists", 0)) % self.EVERY == 0:
            spider.logger.info(_sentence(spider.name, counts))

    def summarise(self, spider: SourceSpider, reason: str) -> None:
        """Say what came of it."""
        if self.status:
            self.status.stop()
        session = getattr(spider, "session", None)
        if session is not None:
            told = f"{_sentence(spider.name, session.counts)}; {session.outcome}"
            self.console.print(told, highlight=False, soft_wrap=True)


def _sentence(name: str, counts: dict[str, int]) -> str:
    told = {
        "lists": "lists",
        "new_leads": "new leads",
        "fetched": "pages",
        "new_articles": "new articles",
        "revisited": "looked at again",
        "new_versions": "changed",
        "unchanged": "unchanged",
        "missing": "missing",
        "refused": "refused",
        "failed": "failed",
    }
    return f"{name}: " + ", ".join(f"{counts.get(key, 0)} {words}" for key, words in told.items())
