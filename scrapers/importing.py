"""What did not come over our own wire: stored as a crawl would have stored it, with where it came from."""

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Self

from archive import agreement_store, clock, runs, store
from archive.history import withdrawals
from archive.model import Capture
from archive.warc.captures import CaptureFile
from archive.warc.exchange import Exchange
from scrapers.keeping import Keeper
from scrapers.session import archive_path, captures_folder
from scrapers.source import Source

TOLD = {
    "new_articles": "new articles",
    "new_versions": "changed",
    "unchanged": "unchanged",
    "missing": "missing",
    "refused": "refused",
    "skipped": "addresses that are no article",
}


class Import(Keeper):
    """One run. Use as a context manager; `bring_in` stores one exchange."""

    def __init__(self, folder: Path) -> None:
        """Raises ArchiveError."""
        db = store.open_archive(archive_path(folder))
        super().__init__(db, captures_folder(folder).resolve(), runs.start_run(db, "importpages"))
        self.files: dict[str, CaptureFile] = {}
        self.counts = dict.fromkeys(TOLD, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self.files.values():
            file.close()
        with store.transaction(self.db):
            for source in self.files:
                withdrawals.settle_nights(self.db, source)
        agreement_store.settle(self.db)
        runs.end_run(self.db, self.run, "finished" if error is None else "stopped")
        self.db.close()

    def summary(self) -> str:
        """What went in."""
        return ", ".join(f"{self.counts[key]} {words}" for key, words in TOLD.items())

    def own_file(self, path: Path) -> str | None:
        """Where a file lies below the captures folder: what is there already is not copied."""
        where = path.resolve()
        is_own = where.is_relative_to(self.captures_folder)
        return str(where.relative_to(self.captures_folder)) if is_own else None

    def bring_in(self, exchange: Exchange, source: Source, own_file: str | None = None) -> None:
        """Store what an exchange says and count it. Raises NotKeptError."""
        self._register(source)
        change = self.keep(exchange, source, own_file)
        self.counts[change] += 1
        if change != "skipped":
            runs.count(self.db, self.run, source.id, **{change: 1})

    def evidence(self, exchange: Exchange, source: Source, original: Capture | None) -> Capture:
        """A copy in this run's file; of what the archive has from that moment, the capture that it has."""
        sha256 = original.sha256 if original else hashlib.sha256(exchange.payload).hexdigest()
        known = store.known_capture(self.db, exchange.url, sha256, exchange.captured_at)
        return known or self.files[source.id].write(exchange, original)

    def _register(self, source: Source) -> None:
        if source.id not in self.files:
            runs.register_source(self.db, source.facts())
            runs.start_source_run(self.db, self.run, source.id)
            self.files[source.id] = CaptureFile(self.captures_folder, source.id, self.run, clock.now())
