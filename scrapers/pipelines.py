"""Stores what the spiders read: one transaction a lead, its evidence already on disk."""

import sqlite3

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from archive import clock, frontier, store
from archive.frontier import PendingLead
from archive.history import listings
from archive.history.sightings import Answer
from archive.model import Article, Reason
from scrapers.crawling import SourceSpider
from scrapers.items import FetchFailed, Item, ListRead, PageRead, PageUnchanged
from scrapers.pagecheck import Refusal


class StorePipeline:
    """Writes each outcome and the new state of its lead together, so a killed crawl never disagrees with itself."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        """The session comes with the spider."""
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        """Store one item. An archive that cannot be written ends the crawl; the leads stay as they are."""
        spider = self.crawler.spider
        assert isinstance(spider, SourceSpider)
        self.session = spider.session
        counts = dict(self.session.counts)
        try:
            with store.transaction(self.session.db):
                self._store(item)
        except sqlite3.Error as error:
            self.session.counts = counts  # what was rolled back is not told as done
            spider.logger.error("The archive could not be written: %s", error)
            spider.end_crawl("archive_not_writable")
            raise DropItem(f"{item.lead.url} was not stored", log_level="INFO") from error
        return item

    def _store(self, item: Item) -> None:
        if isinstance(item, ListRead):
            self._store_list(item)
        elif isinstance(item, PageUnchanged):
            self._store_unchanged(item)
        elif isinstance(item, FetchFailed):
            self._store_failure(item)
        elif item.reading.article and not item.absence:
            self._store_article(item, item.reading.article)
        elif item.absence:
            self._store_absence(item, item.absence)
        elif item.reading.refusal:
            self._store_refused(item, item.reading.refusal)

    def _store_list(self, item: ListRead) -> None:
        session, source = self.session, self.session.source.id
        new = frontier.see_pages(
            session.db, source, item.page.leads, seen_on=item.lead.url, seen_at=item.capture.captured_at
        )
        dropped = listings.keep_list(session.db, item.capture, item.shown, source, session.run)
        # Further pages of a list are read while it shows something new, and as long as a crawl that was
        # killed has left them pending.
        if new:
            frontier.see_lists(session.db, source, item.page.more, seen_on=item.lead.url, but_not=session.tried)
        frontier.finish(session.db, item.lead.id)
        session.count(lists=1, leads=len(item.page.leads), new_leads=new, missing=len(dropped))

    def _store_article(self, item: PageRead, article: Article) -> None:
        session, source = self.session, self.session.source.id
        assert item.capture, "an article without evidence"
        kept = store.keep_article(session.db, item.capture, article, source, session.run)
        frontier.finish(session.db, item.lead.id)
        if item.lead.article:
            self._follow(item)
        if kept.article != item.lead.article:  # new, or moved to another address
            frontier.follow(session.db, source, article.key, article.url or item.lead.url, item.capture.captured_at)
        if article.key == item.lead.key:
            frontier.note_validators(session.db, item.lead.id, item.validators.etag, item.validators.last_modified)
        self._count_page(item.lead, **{kept.change: 1})

    def _store_unchanged(self, item: PageUnchanged) -> None:
        session, lead = self.session, item.lead
        assert lead.article
        store.keep_unchanged(session.db, item.capture, lead.article, session.source.id, session.run)
        frontier.finish(session.db, lead.id)
        if item.validators:
            frontier.note_validators(session.db, lead.id, item.validators.etag, item.validators.last_modified)
        self._follow(item)
        self._count_page(lead, unchanged=1)

    def _store_absence(self, item: PageRead, answer: Answer) -> None:
        session, lead = self.session, item.lead
        assert item.capture
        assert lead.article
        store.keep_absence(session.db, item.capture, lead.article, answer, session.source.id, session.run)
        frontier.finish(session.db, lead.id)
        self._follow(item)
        self._count_page(lead, missing=1)

    def _store_refused(self, item: PageRead, refusal: Refusal) -> None:
        session, source = self.session, self.session.source.id
        store.keep_refused(session.db, source, item.lead.url, refusal.reason, refusal.detail, session.run, item.capture)
        if refusal.reason is Reason.STUB and not item.lead.article:
            frontier.postpone(session.db, item.lead.id, refusal.reason)  # the article may stand behind it tomorrow
        else:
            frontier.finish(session.db, item.lead.id, "refused", refusal.reason)
        if item.lead.article:
            self._follow(item)  # what was an article once is not given up for one page that nobody could read
        self._count_page(item.lead, refused=1)

    def _follow(self, item: PageRead | PageUnchanged) -> None:
        looked_at = item.capture.captured_at if item.capture else clock.now()
        frontier.follow(self.session.db, self.session.source.id, item.lead.key, item.lead.url, looked_at)

    def _count_page(self, lead: PendingLead, **counts: int) -> None:
        self.session.count(fetched=1, revisited=int(lead.article is not None), **counts)

    def _store_failure(self, item: FetchFailed) -> None:
        session = self.session
        frontier.postpone(session.db, item.lead.id, item.reason, item.pause)
        if item.pause:
            frontier.pause(session.db, session.source.id, item.pause)
        session.count(failed=1)
