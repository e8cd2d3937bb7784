"""`scrapy nightly`: the line in cron. Everything that it does is in scrapers/night."""

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader
from sqlite_utils import Database

from archive import publish
from archive.nights import quarantine
from archive.store import ArchiveError, open_archive
from scrapers.commands.crawl import check_answering
from scrapers.night import telling
from scrapers.night.exit_codes import MEANINGS, ExitCode
from scrapers.night.lock import LockedError, sole_night
from scrapers.night.night import Orders, run_night
from scrapers.night.plan import Job, due, jobs
from scrapers.night.processes import Limits
from scrapers.night.stopping import stoppable
from scrapers.session import archive_path
from scrapers.source import Source


class Command(ScrapyCommand):
    """Exit codes: see scrapers/night/exit_codes.py."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments."""
        return "[--only NAME,NAME] [--budget N] [--dry-run] [-s NAME=VALUE] | --accept NAME"

    def short_desc(self) -> str:
        """One line."""
        return "Crawl every source, judge it, verify and publish"

    def long_desc(self) -> str:
        """With the exit codes."""
        return (
            "Crawls every source that has not ended, finds stories, judges each source, verifies the archive, "
            "publishes it and sends one message. Settings (-s NAME=VALUE) are handed on to the crawls. "
            "A night lasts until 18:00 in Vietnam and has the name of its morning: killed or stopped and run again by "
            f"then, it completes itself. Exit codes: {MEANINGS}."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What is crawled and how much."""
        super().add_options(parser)
        parser.add_argument("--only", metavar="NAME,NAME", help="these sources and no others")
        parser.add_argument("--budget", type=int, metavar="N", help="requests a source, instead of its own budget")
        parser.add_argument("--at-once", type=int, metavar="N", help="crawls at once, each of a host of its own")
        parser.add_argument("--again", action="store_true", help="crawl what was crawled tonight already, too")
        parser.add_argument("--dry-run", action="store_true", help="say what would be fetched, and do nothing")
        parser.add_argument("--json", action="store_true", help="print what came of it as JSON")
        parser.add_argument(
            "--accept", metavar="NAME", help="show readers what this source brought while it stood badly"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check what can be checked before anything is begun, then do it."""
        assert self.settings is not None
        if args:
            raise _misused(f"{args[0]!r}: sources are named with --only.")
        folder = Path(self.settings["ARCHIVE_DIR"])
        sources = _sources(self.settings)
        planned = _planned(sources, self.settings, opts)
        if opts.accept:
            self._accept(folder, opts.accept, sources)
        elif opts.dry_run:
            _say_due(folder, planned, opts.json)
        else:
            limits = _limits(self.settings, opts.at_once)
            self._run(Orders(folder, sources, planned, opts.set, limits, opts.again), opts.json)

    def _run(self, orders: Orders, as_json: bool) -> None:
        assert self.settings is not None
        check_answering(self.settings)
        try:
            with sole_night(orders.folder), stoppable() as stop, telling.telling() as told:
                outcome = run_night(orders, stop, told)
        except LockedError as error:
            print(error, file=sys.stderr)
            self.exitcode = ExitCode.LOCKED
            return
        except (ArchiveError, OSError) as error:
            raise _misused(str(error)) from error
        if as_json:
            facts = {"night": outcome.night, "exit_code": outcome.exit_code, "published": outcome.published}
            print(telling.as_json(outcome.sources, **facts))
        else:
            telling.show_table(outcome.sources)
        self.exitcode = int(outcome.exit_code)

    def _accept(self, folder: Path, name: str, sources: list[Source]) -> None:
        _check_names([name], sources)
        try:
            with closing(_existing(folder)) as db:
                runs = quarantine.accept(db, name)
        except (ArchiveError, sqlite3.Error) as error:
            raise _misused(str(error)) from error
        print(f"{name}: {runs} crawls released; `python -m archive publish` shows readers what they brought.")


def _existing(folder: Path) -> Database:
    path = archive_path(folder)
    if not path.exists():
        raise ArchiveError(f"no {path}: crawl first, or name the data folder in ARCHIVE_DIR.")
    return open_archive(path)


def _sources(settings: BaseSettings) -> list[Source]:
    loader = get_spider_loader(settings)
    return [loader.load(name).source for name in sorted(loader.list())]  # type: ignore[attr-defined]


def _planned(sources: list[Source], settings: BaseSettings, opts: argparse.Namespace) -> list[Job]:
    only = [name.strip() for name in (opts.only or "").split(",") if name.strip()]
    _check_names(only, sources)
    if opts.budget is not None and opts.budget < 1:
        raise _misused(f"--budget {opts.budget}: at least one request.")
    return jobs(sources, only, opts.budget, _number(settings, "NIGHT_BUDGET"))


def _check_names(names: list[str], sources: list[Source]) -> None:
    known = [source.id for source in sources]
    if unknown := [name for name in names if name not in known]:
        raise _misused(f"There is no source {unknown[0]!r}. Name one of: {', '.join(known)}.")


def _limits(settings: BaseSettings, at_once: int | None) -> Limits:
    if at_once is not None and at_once < 1:
        raise _misused(f"--at-once {at_once}: at least one must crawl.")
    return Limits(
        at_once=at_once or _number(settings, "NIGHT_AT_ONCE"),
        seconds=_number(settings, "NIGHT_TIME_LIMIT"),
        seconds_to_stop=_number(settings, "NIGHT_TIME_TO_STOP"),
        megabytes=_number(settings, "NIGHT_MEMORY_LIMIT"),
    )


def _number(settings: BaseSettings, name: str) -> int:
    try:
        number = settings.getint(name)
    except ValueError:
        number = 0
    if number < 1:
        raise _misused(f"{name} is {settings[name]!r}: a whole number from 1 on is needed.")
    return number


def _say_due(folder: Path, planned: list[Job], as_json: bool) -> None:
    path = archive_path(folder)
    if path.exists():
        with closing(publish.open_to_read(path)) as connection:
            connection.row_factory = None
            found = due(Database(connection), planned)
    else:
        found = due(None, planned)
    if as_json:
        print(telling.as_json(found))
    else:
        telling.show_due(found)


def _misused(sentence: str) -> UsageError:
    return UsageError(sentence, print_help=False)
