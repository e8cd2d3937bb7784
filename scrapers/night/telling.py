"""How a night tells what it does: bars that move on a terminal, one line an event in a log, a table at the end."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from archive.nights.nights import SourceNight
from archive.store import now
from scrapers.night.plan import Due

LOG_WIDTH = 160  # columns of a table in a log, where there is no window
COLORS = {"ok": "green", "quiet": "green", "retired": "dim"}  # all other verdicts are red


class Telling:
    """Says events and steps on stderr."""

    def __init__(self, console: Console, bar: Progress | None) -> None:
        self.console = console
        self.bar = bar
        self.task = bar.add_task("") if bar else None

    def event(self, text: str) -> None:
        """Something happened: a line with its time."""
        self.console.print(f"{now()} {text}", markup=False, highlight=False, soft_wrap=True)

    def step(self, text: str, done: int | None = None, total: int | None = None) -> None:
        """What is being done now: on a terminal the bar says so, in a log a line does where it is new work."""
        if self.bar and self.task is not None:
            self.bar.update(self.task, description=text, completed=done or 0, total=total)
        elif done is None:
            self.event(text)


@contextmanager
def telling() -> Iterator[Telling]:
    """On stderr, as long as the night runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Telling(console, None)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        yield Telling(console, bar)


def show_table(found: Sequence[SourceNight]) -> None:
    """On stdout: a line a source, then a sentence for each that somebody must look at."""
    console = _paper()
    table = Table("source", "verdict", "since", header_style="bold")
    for column in ("requests", "new", "changed", "missing"):
        table.add_column(column, justify="right")
    table.add_column("refused")
    table.add_column("time", justify="right")
    table.add_column("crawl")
    for one in found:
        refused = ", ".join(f"{reason} {number}" for reason, number in one.refused.items())
        counts = (str(number) for number in (one.requests, one.new, one.changed, one.missing))
        time = f"{one.seconds:.0f} s"
        table.add_row(one.source, _colored(one), one.since, *counts, refused, time, one.outcome)
    console.print(table)
    for one in found:
        if one.verdict and one.verdict not in COLORS and one.sentence_en:
            console.print(f"{one.source}: {one.sentence_en}", markup=False, highlight=False, soft_wrap=True)
        if one.held:
            told = f"{one.source}: what it brought is kept from readers until `--accept {one.source}`"
            console.print(f"{told}, or until `scrapy reextract --apply` and a good night.", soft_wrap=True)


def _colored(one: SourceNight) -> str:
    if one.verdict is None:
        return ""
    return f"[{COLORS.get(one.verdict, 'red')}]{one.verdict}[/]"


def show_due(planned: Sequence[Due]) -> None:
    """On stdout: what a night would do."""
    phases = list(planned[0].waiting) if planned else []
    table = Table("source", *phases, "budget", header_style="bold")
    for one in planned:
        table.add_row(one.source, *(str(number) for number in one.waiting.values()), str(one.budget))
    _paper().print(table)


def as_json(found: Sequence[SourceNight] | Sequence[Due], **more: object) -> str:
    """For scripts: what the table says, and more."""
    return json.dumps({**more, "sources": [asdict(one) for one in found]}, ensure_ascii=False, indent=2)


def _paper() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=LOG_WIDTH)
