"""A selection read from public.db: one cursor from the first row to the last, with a limit on SQLite's time."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from time import monotonic

from archive.publish import open_to_read
from archive.web.asked import Selection
from archive.web.connections import prepare
from archive.web.exports.formats import Format, Row

STEPS = 10_000  # of SQLite between two looks at the clock: less than a millisecond

Choose = Callable[[sqlite3.Connection], Selection | None]

_open: set["Taking"] = set()


class CutOffError(Exception):
    """Fewer or more rows came than were counted: what was sent must not look whole."""


class Taking:
    """A selection being read. All of it happens in one thread; only the interruption comes from another."""

    def __init__(self, public: Path, choose: Choose, form: Format, seconds: float) -> None:
        """Opens the file, counts and reads the first row: what cannot be answered is known before anything is sent.

        SQLite may take so many seconds for that, and again for each piece. Raises SelectionError, sqlite3.Error.
        """
        self._form, self._seconds = form, seconds
        self._connection = open_to_read(public)
        _open.add(self)
        try:
            prepare(self._connection)
            self._connection.set_progress_handler(self._is_late, STEPS)
            self._renew()
            self.selection = choose(self._connection)
            self.total = self._count()
            self._begin()
        except BaseException:
            self.close()
            raise

    def _renew(self) -> None:
        self._deadline = monotonic() + self._seconds

    def _is_late(self) -> bool:
        return monotonic() > self._deadline

    def _count(self) -> int | None:
        if self.selection is None or not self.selection.count:
            return None
        return int(self._connection.execute(self.selection.count, self.selection.values).fetchone()[0])

    def _begin(self) -> None:
        self._columns: list[str] = []
        self._rows: Iterator[Row] = iter(())
        if self.selection:
            cursor = self._connection.execute(self.selection.rows, self.selection.values)
            first = cursor.fetchone()
            self._columns = [column[0] for column in cursor.description]
            self._rows = chain([first] if first else [], cursor)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the download. Raises sqlite3.Error, and CutOffError at the end of what is not whole."""
        name = self.selection.name if self.selection else ""
        for text in self._form.written(name, self._columns, self._all_rows()):
            yield text.encode()
            self._renew()

    def _all_rows(self) -> Iterator[Row]:
        count = 0
        for row in self._rows:
            count += 1
            yield tuple(row)
        if self.total not in (None, count):
            raise CutOffError(f"{count} rows of {self.total}")

    def close(self) -> None:
        """Let go of the file."""
        _open.discard(self)
        self._connection.close()

    def interrupt(self) -> None:
        """Stop what SQLite does for it; its reader sees that the download broke off. From any thread."""
        with suppress(sqlite3.ProgrammingError):  # closed meanwhile
            self._connection.interrupt()


def interrupt_downloads() -> None:
    """Stop what SQLite does for downloads: Python waits for their threads before it ends."""
    for taking in tuple(_open):
        taking.interrupt()
