"""Captures read by other processes, through any concurrent.futures.Executor: in order, whatever becomes of a worker."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass

from archive.model import Article
from archive.warc.encodings import PayloadError
from archive.warc.exchange import RecordingError
from archive.warc.recordings import record_of
from scrapers.captured import read_captured
from scrapers.registry import sources

PAGES_A_TASK = 32  # a page takes 2 ms: alone it would cost Dask as much to send it
TASKS_A_WORKER = 4  # that wait or run: memory stays flat, and no worker waits for the archive
DASK_RETRIES = 3  # of a task whose worker was killed
DASK_PATIENCE = "10s"  # until the scheduler has answered


class NoSchedulerError(Exception):
    """The Dask cluster cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Evidence:
    """A page to be read: the bytes of its record travel, so that a worker needs no disk of ours."""

    source: str
    record: bytes


# What was read: an article, or why there is none.
Reread = Article | str


def read_chunk(chunk: Sequence[Evidence]) -> list[Reread]:
    """What each page says today. Pure: runs in any process that has this project."""
    return [_read(evidence) for evidence in chunk]


def _read(evidence: Evidence) -> Reread:
    source = sources().get(evidence.source)
    if source is None:
        return "its source has no spider any more"
    try:
        captured = read_captured(record_of(evidence.record), source)
    except (RecordingError, PayloadError) as error:
        return str(error)
    if captured is None:
        return "it says nothing about the page"
    refusal = captured.reading.refusal
    return captured.reading.article or (f"{refusal.reason}, {refusal.detail}" if refusal else "nothing")


@dataclass(frozen=True)
class Workers:
    """`open` gives an executor, a new one after `broken` was raised."""

    open: Callable[[], Executor]
    number: int
    broken: tuple[type[BaseException], ...] = (BrokenExecutor,)


def processes(number: int) -> Workers:
    """Processes of this machine, forked from one that is idle: a fork of ours would copy the archive and threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scrapers.workers"])
    return Workers(lambda: ProcessPoolExecutor(number, mp_context=context), number)


def dask_cluster(address: str) -> Workers:
    """The workers of a Dask cluster, which must have this project installed. Raises NoSchedulerError."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise NoSchedulerError(f"--scheduler needs Dask: pip install distributed ({error})") from error
    try:
        client = Client(address, timeout=DASK_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise NoSchedulerError(f"no Dask scheduler answers at {address}: {error}") from error
    number = len(client.scheduler_info(n_workers=-1)["workers"])
    if not number:
        raise NoSchedulerError(f"the Dask scheduler at {address} has no workers")

    def executor() -> Executor:
        return client.get_executor(pure=False, retries=DASK_RETRIES)  # type: ignore[no-any-return, no-untyped-call]

    return Workers(executor, number, (BrokenExecutor, KilledWorker))


def read_all(workers: Workers, chunks: Iterable[Sequence[Evidence]]) -> Iterator[list[Reread]]:
    """What each chunk says, in order."""
    pool = _Pool(workers)
    waiting: deque[_Task] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(chunk))
            if len(waiting) > workers.number * TASKS_A_WORKER:
                yield pool.result(waiting.popleft())
        while waiting:
            yield pool.result(waiting.popleft())
    finally:
        for task in waiting:
            task.future.cancel()
        pool.executor.shutdown(wait=False)


@dataclass(frozen=True)
class _Task:
    chunk: Sequence[Evidence]
    future: Future[list[Reread]]
    executor: Executor


class _Pool:
    """An executor that is opened anew when a worker dies."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self.executor = workers.open()

    def submit(self, chunk: Sequence[Evidence]) -> _Task:
        try:
            return _Task(chunk, self.executor.submit(read_chunk, chunk), self.executor)
        except self.workers.broken:
            self.executor = self.workers.open()
            return _Task(chunk, self.executor.submit(read_chunk, chunk), self.executor)

    def result(self, task: _Task) -> list[Reread]:
        """A dead worker takes all tasks with it: each is done again alone, so that a page that kills is found."""
        try:
            return task.future.result()
        except self.workers.broken:
            return self._alone(task)

    def _alone(self, task: _Task) -> list[Reread]:
        for _ in range(2):
            if task.executor is self.executor:
                self.executor = self.workers.open()
            task = self.submit(task.chunk)
            try:
                return task.future.result()
            except self.workers.broken:
                continue
        if len(task.chunk) == 1:
            return ["the process that reads it dies"]
        return [read for evidence in task.chunk for read in self._alone(_Task([evidence], task.future, task.executor))]
