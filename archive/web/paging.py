"""Lists that are longer than a page: the part that is asked for, and the addresses of the parts beside it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from archive.web.asked import Asked

PART_SIZE = 50  # rows
MOST_PARTS = 200  # whoever reads on takes the table: to skip a million rows costs as much as to read them
PAGE_ENTRY = "trang"

Row = TypeVar("Row")


@dataclass(frozen=True)
class Part(Generic[Row]):
    """A part of a list. `earlier` and `later` are the queries of its neighbours, None where there is none."""

    rows: tuple[Row, ...]
    number: int  # from 1
    first: int  # number of its first row, from 1
    filters: Mapping[str, str]
    earlier: Mapping[str, object] | None
    later: Mapping[str, object] | None

    @property
    def is_cut_off(self) -> bool:
        """Whether the list goes on, but not here."""
        return self.number == MOST_PARTS and len(self.rows) == PART_SIZE


def part(asked: Asked, read: Callable[[int, int], Iterable[Row]], size: int = PART_SIZE, **filters: str) -> Part[Row]:
    """The part that the address asks for. `read(limit, offset)` reads rows; `filters` stay in the addresses."""
    number = _number(asked.entry(PAGE_ENTRY))
    rows = tuple(read(size + 1, (number - 1) * size))
    kept = {name.replace("_", "-"): value for name, value in filters.items() if value}
    return Part(
        rows=rows[:size],
        number=number,
        first=(number - 1) * size + 1,
        filters=kept,
        earlier={**kept, PAGE_ENTRY: number - 1 if number > 2 else ""} if number > 1 else None,
        later={**kept, PAGE_ENTRY: number + 1} if len(rows) > size and number < MOST_PARTS else None,
    )


def _number(entry: str) -> int:
    is_number = entry.isascii() and entry.isdecimal()
    return min(max(int(entry[:6]), 1), MOST_PARTS) if is_number else 1
