"""A download sent to a reader, piece by piece, at the pace at which it is taken.

The length is not known before the end, so it is sent in chunks (HTTP/1.1). When anything goes wrong the connection is
dropped before the last chunk: curl, browsers and Python say so.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

MOST_AT_ONCE = 12  # downloads that run: each takes a thread; many readers are slow, and wait more than they take
LONGEST_WAIT = 60  # seconds for a reader to take a piece
# A reader who takes less than this holds a place for days: the articles of a large archive are a gigabyte. A telephone
# on a poor line takes 50,000.
LOWEST_RATE = 20_000  # bytes a second, once a reader has been waited for
PATIENCE = 60  # seconds

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Outcome = TypeVar("Outcome")

_running: set[Executor] = set()


class BusyError(Exception):
    """As many downloads run as may."""


@asynccontextmanager
async def place_among_downloads() -> AsyncIterator[Executor]:
    """A thread of one's own, since a SQLite connection stays in its thread. Raises BusyError."""
    if len(_running) >= MOST_AT_ONCE:
        raise BusyError
    executor = ThreadPoolExecutor(1, "download")
    _running.add(executor)
    try:
        yield executor
    finally:
        _running.discard(executor)
        executor.shutdown(wait=False)


async def within(executor: Executor, work: Callable[[], Outcome]) -> Outcome:
    """What the work returns or raises, done in that thread."""
    return await asyncio.get_running_loop().run_in_executor(executor, work)


async def send_pieces(
    status: int, headers: Mapping[str, str], pieces: Iterator[bytes], send: Send, receive: Receive, executor: Executor
) -> None:
    """Send them as they are made, until the reader leaves or proves too slow. Raises what the pieces raise."""
    stated = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    gone = asyncio.create_task(_departure(receive))
    pace = Pace()
    try:
        await send({"type": "http.response.start", "status": status, "headers": stated})
        while (piece := await within(executor, lambda: next(pieces, None))) is not None:
            if gone.done() or not await pace.is_kept(send, piece):
                return  # without a last chunk: the server drops the connection
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


class Pace:
    """How fast a reader takes what is sent; the time that we take to make it does not count."""

    def __init__(self) -> None:
        self._waited = 0.0  # seconds
        self._taken = 0  # bytes

    async def is_kept(self, send: Send, piece: bytes) -> bool:
        """Send a piece; whether the reader took it in time, and is fast enough to go on with."""
        clock = asyncio.get_running_loop().time
        began = clock()
        sending = send({"type": "http.response.body", "body": piece, "more_body": True})
        try:
            await asyncio.wait_for(sending, LONGEST_WAIT)
        except TimeoutError:
            return False
        self._waited += clock() - began
        self._taken += len(piece)
        return self._waited < PATIENCE or self._taken >= LOWEST_RATE * self._waited


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
