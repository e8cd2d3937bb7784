"""Crawls as processes of their own, several at once, one a host, with limits of time and memory.

They are forked from a server process that has imported what a crawl needs, which saves each a second of start.
"""

import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from archive import clock
from archive.nights.nights import STOPPED, TIMED_OUT
from archive.proof.digests import CAPTURES, RUNS
from archive.warc.captures import sole_crawl
from scrapers import replay
from scrapers.night.plan import Job

PRELOADED = "scrapers.night.preloaded"
# Scrapy looks at a crawl's memory between two pages, and ends it at the limit. So many times the limit, beside the
# imports, the system gives to it even within a page, which then fails with MemoryError.
MOST_OF_MEMORY = 1.5
LOOK_EVERY = 0.25  # seconds between two looks at what time it is and whether somebody wants us to stop
# Seconds that a crawl waits for the one of a night that was killed, which ends by itself.
WAIT_FOR_ORPHAN = 120


@dataclass(frozen=True)
class Limits:
    """What one crawl may take."""

    at_once: int
    seconds: float
    seconds_to_stop: float
    megabytes: int


@dataclass(frozen=True)
class Ended:
    """How a process ended; `killed_as` where the night ended it."""

    job: Job
    exit_code: int
    killed_as: str | None
    log: Path


@dataclass
class _Running:
    job: Job
    process: ForkServerProcess
    log: Path
    stop_at: float  # monotonic
    killed_as: str | None = None

    def watch(self, limits: Limits, stopping: bool) -> None:
        """Tell it to stop when its time is over; kill what does not listen."""
        late = time.monotonic() > self.stop_at
        if self.killed_as and late:
            self.process.kill()
        elif not self.killed_as and (late or stopping):
            self.killed_as = TIMED_OUT if late else STOPPED
            self.stop_at = time.monotonic() + limits.seconds_to_stop
            self.process.terminate()


def crawl_all(
    jobs: Sequence[Job],
    arguments: Callable[[Job], list[str]],
    folder: Path,
    limits: Limits,
    is_stopping: Callable[[], bool],
    started: Callable[[Job], None],
) -> Iterator[Ended]:
    """Crawl each into this data folder, and give what ended as it ends. Once it is stopping, none is started."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    waiting, running = list(jobs), list[_Running]()
    try:
        while waiting or running:
            if is_stopping():
                waiting.clear()
            while job := _next_job(waiting, running, limits.at_once):
                waiting.remove(job)
                started(job)
                running.append(_start(context, job, arguments(job), folder, limits))
            wait([one.process.sentinel for one in running], timeout=LOOK_EVERY)
            for one in running:
                one.watch(limits, is_stopping())
            for one in [one for one in running if not one.process.is_alive()]:
                running.remove(one)
                yield Ended(one.job, one.process.exitcode or 0, one.killed_as, one.log)
    finally:
        for one in running:  # the night itself failed
            one.process.terminate()


def _next_job(waiting: Sequence[Job], running: Sequence[_Running], at_once: int) -> Job | None:
    if len(running) >= at_once:
        return None
    busy = {one.job.host for one in running}
    return next((job for job in waiting if job.host not in busy), None)


def _start(
    context: multiprocessing.context.ForkServerContext, job: Job, arguments: list[str], folder: Path, limits: Limits
) -> _Running:
    log = folder / RUNS / str(clock.tonight()) / f"{job.source.id}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    moment = clock.now().isoformat() if os.environ.get(clock.CLOCK) else ""
    process = context.Process(
        target=_crawl, args=(arguments, folder / CAPTURES, log, limits.megabytes, moment, replay.OPENED)
    )
    process.start()
    return _Running(job, process, log, time.monotonic() + limits.seconds)


def _crawl(
    arguments: list[str],
    captures: Path,
    log: Path,
    megabytes: int,
    moment: str,
    opened: Mapping[Path, replay.Recording],
) -> None:
    """The process of one crawl: `scrapy` with these arguments, what it says in a file."""
    os.setsid()  # Ctrl-C at the terminal is for the night, which tells its crawls once
    with log.open("ab", buffering=0) as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    if moment:
        os.environ[clock.CLOCK] = moment  # a moved clock goes on where the night is
    bytes_at_most = _bytes_of_data() + int(MOST_OF_MEMORY * megabytes * 1024 * 1024)
    resource.setrlimit(resource.RLIMIT_DATA, (bytes_at_most, bytes_at_most))
    replay.OPENED.update(opened)
    threading.Thread(target=_end_with_night, daemon=True).start()
    _wait_for_orphan(captures, arguments[1])
    from scrapy.cmdline import execute

    sys.argv = ["scrapy", *arguments]
    execute(sys.argv)


def _bytes_of_data() -> int:
    """Bytes of this process that are its own to write to; 0 where the system does not say (it is not Linux)."""
    mapped = Path("/proc/self/statm")
    return int(mapped.read_text().split()[5]) * resource.getpagesize() if mapped.exists() else 0


def _end_with_night() -> None:
    """A night that was killed cannot tell its crawls to stop: each sees it go."""
    night = multiprocessing.parent_process()
    assert night is not None
    night.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _wait_for_orphan(captures: Path, source: str) -> None:
    """Until the crawl of a killed night has finished its page."""
    deadline = time.monotonic() + WAIT_FOR_ORPHAN
    while time.monotonic() < deadline:
        with sole_crawl(captures, source) as is_free:
            if is_free:
                return
        time.sleep(LOOK_EVERY)
