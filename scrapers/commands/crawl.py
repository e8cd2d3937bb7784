"""`scrapy crawl NAME`: Scrapy's own command, which does not start on bad input and does not call silence success."""

import argparse
from pathlib import Path

from scrapy.commands import crawl
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from archive.store import ArchiveError, open_archive
from archive.warc.exchange import RecordingError
from scrapers.budget import BUDGET_SPENT
from scrapers.registry import sources
from scrapers.replay import opened
from scrapers.session import archive_path
from scrapers.source import Source
from scrapers.urls import is_http


class Command(crawl.Command):
    """Exit codes: 0 read what there was, 1 ended early or found nothing, 2 bad input."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check what can be checked before anything is fetched, crawl, and judge the end."""
        self._check(args, opts.spargs)
        assert self.crawler_process
        if told := self._ended(args[0], opts.spargs):
            print(told)
            return
        crawler = self.crawler_process.create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        session = getattr(crawler.spider, "session", None)
        if session is None or session.outcome not in ("finished", BUDGET_SPENT):
            self.exitcode = 1

    def _ended(self, name: str, changes: dict[str, str]) -> str | None:
        """What to say of a site that is gone for good; a recording or a copy elsewhere can still be read."""
        assert self.settings is not None
        source = sources()[name].elsewhere(changes.get("home"), changes.get("lists"))
        if source.ended is None or self.settings.get("REPLAY"):
            return None
        return f"{source.id}: the site ended on {source.ended}: {source.ended_because} Nothing is fetched or withdrawn."

    def _check(self, args: list[str], changes: dict[str, str]) -> None:
        assert self.settings is not None
        if len(args) != 1 or args[0] not in sources():
            asked = f"There is no source {' '.join(args)!r}. " if args else ""
            raise UsageError(f"{asked}Name one of: {', '.join(sources())}.", print_help=False)
        _check_changes(sources()[args[0]], changes)
        check_answering(self.settings)
        try:
            open_archive(archive_path(Path(self.settings["ARCHIVE_DIR"]))).close()
        except (ArchiveError, OSError) as error:
            raise UsageError(str(error), print_help=False) from error


def check_answering(settings: BaseSettings) -> None:
    """Whoever is asked must be able to reach us; a recording must hold something. Raises UsageError."""
    if recording := settings.get("REPLAY"):
        _check_recording(Path(recording))
    elif not (settings.get("ARCHIVE_CONTACT") or settings.getbool("ALLOW_PRIVATE_ADDRESSES")):
        raise UsageError(
            "Set ARCHIVE_CONTACT to your e-mail address: the sites must be able to reach whoever crawls them.",
            print_help=False,
        )


def _check_changes(source: Source, changes: dict[str, str]) -> None:
    if unknown := changes.keys() - {"home", "lists"}:
        raise UsageError(f"-a {unknown.pop()}: only home and lists can be given so.", print_help=False)
    changed = source.elsewhere(changes.get("home"), changes.get("lists"))
    for lead in changed.list_leads():
        if not is_http(lead.url):
            raise UsageError(
                f"{lead.url!r} is no address that can be fetched; give home with http://.", print_help=False
            )


def _check_recording(path: Path) -> None:
    try:
        recording = opened(path)
    except RecordingError as error:
        raise UsageError(f"REPLAY: {error}", print_help=False) from error
    if not recording:
        raise UsageError(f"REPLAY: {path} holds no responses.", print_help=False)
