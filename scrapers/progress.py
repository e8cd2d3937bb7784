"""How far long work is: a bar on a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

# What is done, how much of it, and how much there is in all (bytes, captures ...).
Tell = Callable[[str, int, int], None]
SECONDS_BETWEEN_LINES = 30


@contextmanager
def progress() -> Iterator[Tell]:
    """Tells on stderr, which complaints share: a bar stays below them."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        task = bars.add_task("", total=None)
        yield lambda what, done, total: bars.update(task, description=what, completed=done, total=total or None)


def _lines() -> Tell:
    """A line for each half minute; short work tells nothing."""
    told_at = time.monotonic()

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= SECONDS_BETWEEN_LINES:
            told_at = time.monotonic()
            print(f"{what}: {done} of {total}, {done / max(total, 1):.0%}", file=sys.stderr)

    return tell
