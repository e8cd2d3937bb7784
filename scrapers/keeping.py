"""Captures of any origin into the archive: as a crawl would have stored them, in order of capture."""

from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from archive import clock, frontier, store
from archive.model import Capture
from archive.warc import origins
from archive.warc.captures import capture_of
from archive.warc.encodings import PayloadError
from archive.warc.exchange import Exchange, RecordingError
from archive.warc.recordings import exchange_at
from scrapers import urls
from scrapers.captured import Captured, as_decoded, read_captured
from scrapers.source import Source

# A capture from the future would stand for what an article says now, for ever. Clocks differ by minutes.
LARGEST_CLOCK_ERROR = timedelta(days=1)


class NotKeptError(Exception):
    """An exchange that did not go in; the message says why."""


class Keeper(ABC):
    """Stores exchanges with their evidence. `run` is that which each of them belongs to."""

    def __init__(self, db: Database, captures_folder: Path, run: str) -> None:
        self.db = db
        self.captures_folder = captures_folder
        self.run = run

    @abstractmethod
    def evidence(self, exchange: Exchange, source: Source, original: Capture | None) -> Capture:
        """The record of an exchange that does not lie in our own files yet."""

    def keep(self, exchange: Exchange, source: Source, own_file: str | None = None, asked: str | None = None) -> str:
        """Store what an exchange says, and return what came of it: a name of importing.TOLD. Raises NotKeptError.

        `own_file` is the path below the captures folder where its record lies already; `asked` is the address that
        led to it by redirects.
        """
        if exchange.captured_at > clock.now() + LARGEST_CLOCK_ERROR:
            raise NotKeptError(f"its date, {exchange.captured_at}, lies in the future")
        if exchange.is_revisit:
            return self._keep_unchanged(exchange, source, own_file)
        return self._keep_answer(as_decoded(exchange), source, own_file, asked)

    def _keep_unchanged(self, exchange: Exchange, source: Source, own_file: str | None) -> str:
        """The page sent what an earlier capture holds."""
        original = origins.original_of(self.db, source.id, exchange)
        article = origins.article_of(self.db, original) if original else None
        if article is None or original is None:
            raise NotKeptError("it repeats a capture that is neither in the archive nor in what is imported")
        capture = self._capture(exchange, source, own_file, original)
        with store.transaction(self.db):
            store.keep_unchanged(self.db, capture, article, source.id, self.run)
            self._note(exchange, exchange.url, capture, source, "unchanged")
        return "unchanged"

    def _keep_answer(self, exchange: Exchange, source: Source, own_file: str | None, asked: str | None) -> str:
        try:
            captured = read_captured(exchange, source, asked)
        except PayloadError as error:
            raise NotKeptError(str(error)) from error
        if captured is None:
            return "skipped"  # it says nothing about the page
        capture = self._capture(exchange, source, own_file)
        address = asked or exchange.url
        with store.transaction(self.db):
            change = self._keep_reading(captured, address, capture, source)
            self._note(exchange, address, capture, source, change)
        return change

    def _keep_reading(self, captured: Captured, address: str | None, capture: Capture, source: Source) -> str:
        known = self._known_article(address, capture, source)
        if known is not None and captured.absence:
            store.keep_absence(self.db, capture, known, captured.absence, source.id, self.run)
            return "missing"
        if captured.reading.article:
            kept = store.keep_article(self.db, capture, captured.reading.article, source.id, self.run)
            self._judge_later(kept.article, capture, source)
            return kept.change
        refusal = captured.reading.refusal
        assert refusal
        store.keep_refused(self.db, source.id, address or "", refusal.reason, refusal.detail, self.run, capture)
        return "refused"

    def _judge_later(self, article: int, whole: Capture, source: Source) -> None:
        """What was captured later, and imported when nothing was known of the article, may tell that it had gone."""
        for capture in list(origins.unjudged_after(self.db, source.id, whole)):
            with suppress(RecordingError, PayloadError):
                captured = read_captured(exchange_at(self.captures_folder / capture.file, "", capture.offset), source)
                if captured and captured.absence:
                    store.keep_absence(self.db, capture, article, captured.absence, source.id, self.run)
                    origins.take_back_refusal(self.db, capture)

    def _known_article(self, address: str | None, capture: Capture, source: Source) -> int | None:
        """The article at this address, if it was seen whole before."""
        key = source.platform.key(address) if address else None
        return origins.article_before(self.db, source.id, key, capture.captured_at) if key else None

    def _note(self, exchange: Exchange, address: str | None, capture: Capture, source: Source, change: str) -> None:
        if exchange.origin:
            origins.keep_origin(self.db, capture, exchange.origin, exchange.digest, self.run)
        key = source.platform.key(address) if address else None
        if address and key and change != "refused" and source.answers_at(address):
            frontier.follow(self.db, source.id, key, urls.canonical(address), exchange.captured_at)

    def _capture(
        self, exchange: Exchange, source: Source, own_file: str | None, original: Capture | None = None
    ) -> Capture:
        """The record in our own files: as it lies there already, or brought there."""
        if own_file is None or exchange.record_id is None or exchange.offset is None:
            return self.evidence(exchange, source, original)
        return capture_of(
            exchange,
            record_id=exchange.record_id,
            file=own_file,
            offset=exchange.offset,
            length=exchange.length or 0,
            original=original,
        )
