"""A selection sent to a reader: one cursor from the first row to the last, a piece in memory at a time.

The length is not known before the end, so it is sent in chunks (HTTP/1.1), and X-Total-Rows says how many rows there
are. When anything goes wrong the connection is dropped before the last chunk: curl, browsers and Python say so.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from archive.publish import open_to_read
from archive.web.exports.formats import Format, Row
from archive.web.exports.selections import Selection

MOST_AT_ONCE = 12  # downloads that run: each takes a thread; many readers are slow, and wait more than they take
LONGEST_WAIT = 60  # seconds for a reader to take a piece

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Outcome = TypeVar("Outcome")

_running: set[Executor] = set()


class BusyError(Exception):
    """As many downloads run as may."""


class CutOffError(Exception):
    """Fewer or more rows came than were counted: what was sent must not look whole."""


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
    """Send them as they are made, until the reader leaves. Raises what the pieces raise, and TimeoutError."""
    stated = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    gone = asyncio.create_task(_departure(receive))
    try:
        await send({"type": "http.response.start", "status": status, "headers": stated})
        while (piece := await within(executor, lambda: next(pieces, None))) is not None:
            if gone.done():
                return
            sending = send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.wait_for(sending, LONGEST_WAIT)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Taking:
    """A selection being read. All of it happens in one thread."""

    def __init__(self, public: Path, choose: Callable[[sqlite3.Connection], Selection | None], form: Format) -> None:
        """Opens the file and counts. Raises SelectionError, sqlite3.Error."""
        self._connection = open_to_read(public)
        self._form = form
        try:
            self.selection = choose(self._connection)
            self.total = self._count(self.selection) if self.selection else 0
        except Exception:
            self.close()
            raise

    def _count(self, selection: Selection) -> int:
        return int(self._connection.execute(selection.count, selection.values).fetchone()[0])

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the download. Raises CutOffError at the end of what is not whole."""
        if self.selection is not None:
            cursor = self._connection.execute(self.selection.rows, self.selection.values)
            columns = [column[0] for column in cursor.description]
            for text in self._form.written(self.selection.name, columns, self._all_of(cursor)):
                yield text.encode()

    def _all_of(self, cursor: sqlite3.Cursor) -> Iterator[Row]:
        count = 0
        for row in cursor:
            count += 1
            yield tuple(row)
        if count != self.total:
            raise CutOffError(f"{count} rows of {self.total}")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
