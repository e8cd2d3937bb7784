"""Reading all captures again: captures a second on one, two and four processes, and on a Dask cluster of four.

python -m benchmarks.reextraction [PAGES]
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from distributed import LocalCluster

from archive.store import open_archive
from benchmarks.one_import import bring_in, write_pages
from scrapers.reextraction import reextract
from scrapers.session import archive_path, captures_folder
from scrapers.workers import Workers, dask_cluster, processes

PROCESSES = (1, 2, 4)
DASK = "Dask, 4 workers"


@dataclass(frozen=True)
class Speed:
    """Medians over the rounds: captures a second, and how many times those of one process."""

    readers: str
    captures_a_second: float
    times: float


def compare(pages: int, rounds: int) -> list[Speed]:
    """All read the same archive, taking turns; what starting them takes is left out: it is paid once a night."""
    with tempfile.TemporaryDirectory() as name, _readers() as readers:
        folder = Path(name)
        recording = folder / "pages.warc.gz"
        write_pages(recording, pages)
        bring_in(recording, folder)
        seconds: dict[str, list[float]] = {reader: [] for reader in readers}
        for workers in readers.values():
            _seconds(folder, workers, pages)  # warms up: the first page of a process costs a second
        for _ in range(rounds):
            for reader, workers in readers.items():
                seconds[reader].append(_seconds(folder, workers, pages))
    one = seconds[_name(1)]
    return [
        Speed(reader, pages / median(took), median(first / own for first, own in zip(one, took, strict=True)))
        for reader, took in seconds.items()
    ]


def _seconds(folder: Path, workers: Workers, pages: int) -> float:
    """Of one reading. Raises RuntimeError where pages were left out or read differently."""
    started = time.perf_counter()
    with closing(open_archive(archive_path(folder))) as db:
        done = reextract(db, captures_folder(folder), workers, False, lambda what, read, total: None)
    took = time.perf_counter() - started
    if done.captures != pages or done.counts:
        raise RuntimeError("\n".join(done.lines()))
    return took


@contextmanager
def _readers() -> Iterator[dict[str, Workers]]:
    """Started, and kept open from one reading to the next."""
    four = LocalCluster(n_workers=4, threads_per_worker=1, dashboard_address="127.0.0.1:0")  # type: ignore[no-untyped-call]
    with four as cluster:
        started = {_name(number): _kept_open(processes(number)) for number in PROCESSES}
        started[DASK] = _kept_open(dask_cluster(cluster.scheduler_address))
        try:
            yield started
        finally:
            for workers in started.values():
                executor = workers.open()
                assert isinstance(executor, _KeptOpen)
                executor.executor.shutdown()


def _name(number: int) -> str:
    return f"{number} process{'es' if number > 1 else ''}"


def _kept_open(workers: Workers) -> Workers:
    executor = _KeptOpen(workers.open())
    return Workers(lambda: executor, workers.number, workers.broken)


class _KeptOpen(Executor):
    """An executor that serves several readings."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 (as its base)
        return self.executor.submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Left open."""


def main() -> None:
    """Measure and print."""
    for speed in compare(int(sys.argv[1]) if sys.argv[1:] else 2000, rounds=3):
        print(f"{speed.readers}: {speed.captures_a_second:.0f} captures/s, {speed.times:.2f} times one process")


if __name__ == "__main__":
    main()
