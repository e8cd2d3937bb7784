"""What did not come over our own wire: files and others' recordings, stored as a crawl would store them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from archive import clock, store
from archive.captures import CaptureFile, capture_of
from archive.encodings import PayloadError, decoded_payload
from archive.model import Capture, Page
from archive.recordings import Exchange, RecordingError, exchanges, is_recording
from scrapers.crawling import TRY_AGAIN
from scrapers.extraction import Reading, read_page
from scrapers.inputs import InputError, read_file, saved_at
from scrapers.markup import decode
from scrapers.plaintext import is_plain_text
from scrapers.registry import layouts, source_of, sources
from scrapers.session import archive_path, captures_folder
from scrapers.source import Source


class Import:
    """One run. Use as a context manager; `file` takes one file and yields a sentence for what did not go in."""

    def __init__(self, folder: Path, source: Source | None) -> None:
        """`source` is the origin of everything; None: each address tells. Raises ArchiveError."""
        self.source = source
        self.captures_folder = captures_folder(folder).resolve()
        self.db = store.open_archive(archive_path(folder))
        self.run = store.start_run(self.db, "importpages")
        self.evidence: dict[str, CaptureFile] = {}
        self.counts = dict.fromkeys(("new_articles", "new_versions", "unchanged", "refused", "skipped"), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self.evidence.values():
            file.close()
        store.end_run(self.db, self.run, "finished" if error is None else "stopped")
        self.db.close()

    def file(self, path: Path) -> Iterator[str]:
        """Import what a file holds; yields a complaint for the file or a record that did not go in."""
        try:
            if is_recording(path):
                yield from self._recording(path)
            else:
                yield from self._page_file(path)
        except (InputError, RecordingError) as error:
            yield str(error)

    def summary(self) -> str:
        """What went in."""
        told = {
            "new_articles": "new articles",
            "new_versions": "changed",
            "unchanged": "unchanged",
            "refused": "refused",
            "skipped": "addresses that are no article",
        }
        return ", ".join(f"{self.counts[key]} {words}" for key, words in told.items())

    def _recording(self, path: Path) -> Iterator[str]:
        own = self._source_of_own_file(path)
        for exchange in exchanges(path):
            source = self.source or source_of(exchange.url) or own
            if source is None or (exchange.url and source.platform.key(exchange.url) is None):
                self.counts["skipped"] += 1  # a list, a picture, robots.txt, another site
                continue
            if exchange.status is not None and (300 <= exchange.status < 400 or exchange.status in TRY_AGAIN):
                self.counts["skipped"] += 1  # a redirect, or an answer that says nothing about the page
                continue
            try:
                body = decoded_payload(exchange)
            except PayloadError as error:
                yield f"{path}: {exchange.url}: {error}"
                continue
            page = Page(body, exchange.url, exchange.captured_at, exchange.content_type, exchange.status or 200)
            self._store(read_page(page, source), self._capture(exchange, path, source), source)

    def _page_file(self, path: Path) -> Iterator[str]:
        body = read_file(path)
        page = Page(body, None, saved_at(path))
        reading = read_page(page, self.source, layouts())
        if reading.article is None:
            assert reading.refusal
            self.counts["refused"] += 1
            yield f"{path}: refused: {reading.refusal.reason}, {reading.refusal.detail}"
            return
        url = reading.article.url
        source = self.source or source_of(url)
        if source is None:
            yield f"{path}: it does not say which source it comes from; name it with --source"
            return
        if self.source is None:
            reading = read_page(page, source)
        kind = "text/plain" if is_plain_text(decode(body)) else "text/html"
        exchange = Exchange(url=url, captured_at=page.captured_at, status=None, payload=body, content_type=kind)
        self._store(reading, self._capture(exchange, path, source), source)

    def _source_of_own_file(self, path: Path) -> Source | None:
        """The source that the name of one of our own captures tells: plain text has no address that could."""
        if not path.resolve().is_relative_to(self.captures_folder):
            return None
        return sources().get(path.name.partition("-")[0])

    def _capture(self, exchange: Exchange, path: Path, source: Source) -> Capture:
        """The record in our own files: as it lies there already, or copied into this run's file."""
        where = path.resolve()
        if where.is_relative_to(self.captures_folder) and exchange.record_id and exchange.offset is not None:
            return capture_of(
                exchange,
                record_id=exchange.record_id,
                file=str(where.relative_to(self.captures_folder)),
                offset=exchange.offset,
                length=exchange.length or 0,
            )
        sha256 = hashlib.sha256(exchange.payload).hexdigest()
        known = store.known_capture(self.db, exchange.url, sha256, exchange.captured_at)
        return known or self._evidence_of(source).write(exchange)

    def _evidence_of(self, source: Source) -> CaptureFile:
        if source.id not in self.evidence:
            store.register_source(self.db, source.facts())
            store.start_source_run(self.db, self.run, source.id)
            self.evidence[source.id] = CaptureFile(self.captures_folder, source.id, self.run, clock.now())
        return self.evidence[source.id]

    def _store(self, reading: Reading, capture: Capture, source: Source) -> None:
        self._evidence_of(source)
        with store.transaction(self.db):
            if reading.article:
                change = store.keep_article(self.db, capture, reading.article, source.id, self.run).change
            else:
                assert reading.refusal
                reason, detail = reading.refusal.reason, reading.refusal.detail
                store.keep_refused(self.db, source.id, capture.url or "", reason, detail, self.run, capture)
                change = "refused"
            store.count(self.db, self.run, source.id, **{change: 1})
        self.counts[change] += 1
