"""Puts what is to be imported into the order in which it was captured, on disk: a gigabyte takes no more memory."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.warc.exchange import Heading


@dataclass(frozen=True)
class Place:
    """Where a capture lies: a record of a WARC file, or a saved page, which is a file of its own."""

    path: Path
    member: str = ""  # of a WACZ
    offset: int | None = None  # None: the file is the page
    length: int = 0  # bytes, for the progress


class CaptureOrder:
    """A sorted list of places. Use as a context manager: it lives in a temporary file that SQLite makes and removes."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._numbers: dict[Path, int] = {}
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("create table places (moment text, id integer primary key, path, member, offset, length)")
        self._db.execute("begin")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def __iter__(self) -> Iterator[Place]:
        """In the order of capture; what was captured in one moment in the order in which it was added."""
        self._db.execute("create index if not exists by_moment on places (moment)")
        for path, member, offset, length in self._db.execute(
            "select path, member, offset, length from places order by moment, id"
        ):
            yield Place(self._paths[path], member, offset, length)

    def add_record(self, path: Path, heading: Heading) -> None:
        """A record of a recording."""
        self._add(heading.captured_at, Place(path, heading.member, heading.offset, heading.length))

    def add_page(self, path: Path, captured_at: datetime, length: int) -> None:
        """A page that somebody saved."""
        self._add(captured_at, Place(path, length=length))

    @property
    def length(self) -> int:
        """Bytes of all places."""
        return int(self._db.execute("select coalesce(sum(length), 0) from places").fetchone()[0])

    def _add(self, moment: datetime, place: Place) -> None:
        if place.path not in self._numbers:
            self._numbers[place.path] = len(self._paths)
            self._paths.append(place.path)
        self._db.execute(
            "insert into places (moment, path, member, offset, length) values (?, ?, ?, ?, ?)",
            [
                moment.astimezone(UTC).isoformat(timespec="microseconds"),
                self._numbers[place.path],
                place.member,
                place.offset,
                place.length,
            ],
        )
