"""One night, from the crawls to what readers see. Killed anywhere and run again that night, it completes itself."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.nights import nights
from archive.nights.nights import Night, SourceNight
from archive.runs import register_source
from archive.store import open_archive
from scrapers.night import afterwards
from scrapers.night.exit_codes import ExitCode
from scrapers.night.plan import Job
from scrapers.night.processes import Ended, Limits, crawl_all
from scrapers.night.stopping import NightStoppedError, Stop
from scrapers.night.telling import Telling
from scrapers.session import archive_path
from scrapers.source import Source


@dataclass(frozen=True)
class Orders:
    """What one night is to do."""

    folder: Path  # of the data
    sources: Sequence[Source]  # all of the registry: what one expects of them
    jobs: Sequence[Job]
    settings: Sequence[str]  # NAME=VALUE, handed on to the crawls
    limits: Limits
    again: bool = False  # crawl what was crawled tonight already


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    exit_code: ExitCode
    night: str  # a day: see archive/clock.py
    published: str | None  # when; None where readers keep what they had
    sources: Sequence[SourceNight]


def run_night(orders: Orders, stop: Stop, telling: Telling) -> Outcome:
    """Raises ArchiveError where the archive cannot be opened."""
    with closing(open_archive(archive_path(orders.folder))) as db:
        night = nights.begin(db)
        telling.event(f"the night of {night.day} begins")
        exit_code, published = ExitCode.NOTHING_PUBLISHED, None
        try:
            _crawl(db, night, orders, stop, telling)
            exit_code, published = _finish(db, night, orders, stop, telling)
        except NightStoppedError:
            exit_code = ExitCode.STOPPED
            telling.event("stopped; run again by 18:00 in Vietnam, it goes on where it stopped")
        except (sqlite3.Error, OSError) as error:
            telling.event(f"Nothing was published: {error}")
        _end(db, night, exit_code, published, telling)
        return Outcome(exit_code, str(night.day), published, nights.source_nights(db, night))


def _crawl(db: Database, night: Night, orders: Orders, stop: Stop, telling: Telling) -> None:
    done = set() if orders.again else nights.sources_done(db, night)
    jobs = [job for job in orders.jobs if job.source.id not in done]

    def started(job: Job) -> None:
        register_source(db, job.source.facts())
        nights.begin_source(db, night, job.source.id)
        telling.event(f"{job.source.id}: started")

    def arguments(job: Job) -> list[str]:
        stated = [*orders.settings, *_limits(db, night, job, orders.limits)]
        return ["crawl", job.source.id, *(part for setting in stated for part in ("-s", setting))]

    telling.step("crawling", 0, len(jobs))
    crawls = crawl_all(jobs, arguments, orders.folder, orders.limits, stop.is_asked, started)
    for number, ended in enumerate(crawls, start=1):
        telling.event(_ended(db, night, ended))
        telling.step("crawling", number, len(jobs))


def _limits(db: Database, night: Night, job: Job, limits: Limits) -> list[str]:
    """What is left of the source's budget tonight; its own lists are always read."""
    left = max(job.budget - nights.requests_so_far(db, night, job.source.id), len(job.source.lists))
    return [f"REQUEST_BUDGET={left}", f"MEMUSAGE_LIMIT_MB={limits.megabytes}"]


def _ended(db: Database, night: Night, ended: Ended) -> str:
    source = ended.job.source.id
    outcome = nights.end_source(db, night, source, ended.exit_code, ended.killed_as)
    where = f"; see {ended.log}" if outcome in nights.TO_BE_REPEATED else ""
    return f"{source}: {outcome}{where}"


def _finish(db: Database, night: Night, orders: Orders, stop: Stop, telling: Telling) -> tuple[ExitCode, str | None]:
    def tell(step: str) -> None:
        stop.check()
        telling.step(step)

    stop.check()
    afterwards.settle(db, orders.folder, night, tell)
    is_red = afterwards.judge(db, night, orders.sources, tell)
    published = afterwards.prove_and_publish(db, orders.folder, night, tell, telling.event)
    afterwards.tell_somebody(db, night, telling.event)
    if published is None:
        return ExitCode.NOTHING_PUBLISHED, None
    return (ExitCode.SOME_RED if is_red else ExitCode.ALL_WELL), published


def _end(db: Database, night: Night, exit_code: ExitCode, published: str | None, telling: Telling) -> None:
    try:
        nights.end(db, night, exit_code, published)
    except sqlite3.Error as error:
        telling.event(f"The end of the night could not be noted: {error}")
