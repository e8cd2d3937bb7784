"""Stores what the spiders read: one transaction a lead, its evidence already on disk."""

import sqlite3

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from archive import frontier, store
from scrapers.crawling import SourceSpider
from scrapers.items import FetchFailed, ListRead, PageRead


class StorePipeline:
    """Writes each outcome and the new state of its lead together, so a killed crawl never disagrees with itself."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        """The session comes with the spider."""
        return cls(crawler)

    def process_item(self, item: ListRead | PageRead | FetchFailed) -> ListRead | PageRead | FetchFailed:
        """Store one item. An archive that cannot be written ends the crawl; the leads stay as they are."""
        spider = self.crawler.spider
        assert isinstance(spider, SourceSpider)
        self.session = spider.session
        try:
            with store.transaction(self.session.db):
                self._store(item)
        except sqlite3.Error as error:
            spider.logger.error("The archive could not be written: %s", error)
            spider.end_crawl("archive_not_writable")
            raise DropItem(f"{item.lead.url} was not stored", log_level="INFO") from error
        return item

    def _store(self, item: ListRead | PageRead | FetchFailed) -> None:
        if isinstance(item, ListRead):
            self._store_list(item)
        elif isinstance(item, PageRead):
            self._store_page(item)
        else:
            self._store_failure(item)

    def _store_list(self, item: ListRead) -> None:
        session, source = self.session, self.session.source.id
        new = frontier.see_pages(session.db, source, item.page.leads, seen_on=item.lead.url)
        # Further pages of a list are read while it shows something new, and as long as a crawl that was
        # killed has left them pending.
        if new:
            frontier.see_lists(session.db, source, item.page.more, seen_on=item.lead.url, but_not=session.tried)
        frontier.finish(session.db, item.lead.id)
        session.count(lists=1, leads=len(item.page.leads), new_leads=new)

    def _store_page(self, item: PageRead) -> None:
        session, source = self.session, self.session.source.id
        if item.reading.article:
            assert item.capture, "an article without evidence"
            kept = store.keep_article(session.db, item.capture, item.reading.article, source, session.run)
            frontier.finish(session.db, item.lead.id)
            session.count(fetched=1, **{kept.change: 1})
        elif item.reading.refusal:
            refusal = item.reading.refusal
            store.keep_refused(
                session.db, source, item.lead.url, refusal.reason, refusal.detail, session.run, item.capture
            )
            frontier.finish(session.db, item.lead.id, "refused", refusal.reason)
            session.count(fetched=1, refused=1)

    def _store_failure(self, item: FetchFailed) -> None:
        session = self.session
        frontier.postpone(session.db, item.lead.id, item.reason, item.pause)
        if item.pause:
            frontier.pause(session.db, session.source.id, item.pause)
        session.count(failed=1)
