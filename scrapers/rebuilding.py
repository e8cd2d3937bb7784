"""The archive made again from its WARC files alone: every record in the order in which it was captured."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import agreement_store, frontier, rebuilding, runs, store
from archive.history import listings, withdrawals
from archive.model import Capture
from archive.rebuilding import FileOfRun
from archive.stories import stories
from archive.warc.capture_order import CaptureOrder
from archive.warc.captures import capture_of, recover
from archive.warc.encodings import PayloadError
from archive.warc.exchange import Damage, Exchange, RecordingError
from archive.warc.recordings import exchange_at, head_of, headings
from archive.whole_files import written_whole
from scrapers import urls
from scrapers.captured import is_redirect, page_of, redirect_target
from scrapers.discovery import as_shown, read_list
from scrapers.keeping import Keeper, NotKeptError
from scrapers.progress import Tell
from scrapers.registry import sources
from scrapers.source import Source

ROBOTS_PATH = "/robots.txt"


def rebuild(captures: Path, target: Path, tell: Tell) -> Iterator[str]:
    """Make an archive at `target` of all files below `captures`; yields a complaint for what could not be read.

    It has its name once all is in it. Raises ArchiveError, OSError.
    """
    recover(captures)
    with written_whole(target) as unfinished, CaptureOrder() as order, closing(store.open_archive(unfinished)) as db:
        yield from _arrange(captures, order, tell)
        again = Rebuild(db, captures)
        done, total = 0, order.length
        for place in order:
            try:
                again.take(place.path, exchange_at(place.path, place.member, place.offset or 0))
            except (RecordingError, NotKeptError, PayloadError) as error:
                yield f"{place.path}, byte {place.offset}: {error}"
            done += place.length
            tell("making the archive again", done, total)
        again.settle(lambda said: tell(f"finding stories, {said}", total, total))


def _arrange(captures: Path, order: CaptureOrder, tell: Tell) -> Iterator[str]:
    files = sorted(captures.rglob("*.warc.gz"))
    for number, path in enumerate(files):
        tell("looking through the files", number, len(files))
        file = FileOfRun.named(path.name)
        if file is None or file.source not in sources():
            yield f"{path}: its name tells of no source and run; import it with scrapy importpages"
            continue
        for found in headings(path):
            if isinstance(found, Damage):
                yield str(found)
            else:
                order.add_record(path, found)


class Rebuild(Keeper):
    """Takes records one by one, and does with each what was done when it was written."""

    def __init__(self, db: Database, captures: Path) -> None:
        super().__init__(db, captures, run="")
        # WARC file -> its source, as the crawl that wrote it read it, and its run.
        self.files: dict[Path, tuple[Source, str]] = {}
        # WARC file -> address to which a redirect led -> address that was asked for.
        self.redirected: dict[Path, dict[str, str]] = defaultdict(dict)

    def take(self, path: Path, exchange: Exchange) -> None:
        """Store one record of a file. Raises NotKeptError, PayloadError."""
        source, self.run = self.files.get(path) or self._begin(path)
        own_file = str(path.relative_to(self.captures_folder))
        if exchange.origin:
            rebuilding.note_import(self.db, self.run)
            self.keep(exchange, source, own_file)
            return
        address = exchange.url and urls.canonical(exchange.url)
        asked = self.redirected[path].pop(address or "", address)
        if asked and urlsplit(asked).path == ROBOTS_PATH:
            return
        if is_redirect(exchange):
            if (target := redirect_target(exchange)) and asked:
                self.redirected[path][target] = asked
        elif asked and rebuilding.is_list(self.db, source.id, urls.path_and_query(asked)):
            self._take_list(exchange, asked, own_file, source)
        elif exchange.url is None or exchange.is_revisit or source.platform.key(asked or ""):
            change = self.keep(exchange, source, own_file, asked)
            if asked and change == "refused":
                rebuilding.refuse_lead(self.db, source.id, asked)

    def evidence(self, exchange: Exchange, source: Source, original: Capture | None) -> Capture:
        """All of it lies in our own files."""
        raise AssertionError("a record without a place")

    def settle(self, tell: Callable[[str], None]) -> None:
        """Judge the nights and find the stories, once all of them are there: neither depends on an order."""
        with store.transaction(self.db):
            for source in sorted({source.id for source, _ in self.files.values()}):
                withdrawals.settle_nights(self.db, source)
        agreement_store.settle(self.db)
        stories.place_all(self.db, tell)

    def _begin(self, path: Path) -> tuple[Source, str]:
        file = FileOfRun.named(path.name)
        assert file, "files of other names are not put in order"
        source = sources()[file.source].read_at(head_of(path))
        runs.register_source(self.db, source.facts())
        with store.transaction(self.db):
            frontier.see_lists(self.db, source.id, source.list_leads(), seen_on=None)
        rebuilding.restore_run(self.db, file)
        self.files[path] = source, file.run
        return self.files[path]

    def _take_list(self, exchange: Exchange, asked: str, own_file: str, source: Source) -> None:
        if exchange.status is None or exchange.status >= 300 or exchange.offset is None:
            return  # a list that failed says nothing
        page = read_list(page_of(exchange), source)
        shown = as_shown(page, exchange.url or asked, source)
        capture = capture_of(
            exchange,
            record_id=exchange.record_id or "",
            file=own_file,
            offset=exchange.offset,
            length=exchange.length or 0,
        )
        with store.transaction(self.db):
            frontier.see_pages(self.db, source.id, page.leads, seen_on=asked, seen_at=exchange.captured_at)
            listings.keep_list(self.db, capture, shown, source.id, self.run)
            frontier.see_lists(self.db, source.id, page.more, seen_on=asked)
