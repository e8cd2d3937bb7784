"""python -m benchmarks: one run that measures all, prints ratios first, and says where a target is missed."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from benchmarks import crawl, extraction, machine, peers

LARGEST_EXTRACTION_RATIO = 0.25  # of trafilatura's time with metadata, over the four layouts
LEAST_CRAWL_TIMES = 4.0  # the default stack's pages a second
LARGEST_MEMORY = 250.0  # MB a process


@dataclass(frozen=True)
class Size:
    """How much is measured. `crawl_pages` and `pages` are for each of the four sites."""

    pages: int
    rounds: int
    crawl_pages: int
    crawl_rounds: int
    long_crawl: int


FULL = Size(pages=40, rounds=5, crawl_pages=300, crawl_rounds=3, long_crawl=5000)
QUICK = Size(pages=10, rounds=2, crawl_pages=60, crawl_rounds=1, long_crawl=1000)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Exit code 1 where a full run misses a target; a quick one is too noisy to judge."""
    options = _parser().parse_args(arguments)
    size = QUICK if options.quick else FULL
    console = Console(highlight=False)
    console.print(f"{datetime.now(UTC):%Y-%m-%d}, {machine.description()}{', quick run' if options.quick else ''}\n")
    misses = [*_extraction(console, size), *_crawl(console, size), *_memory(console, size)]
    if options.peers:
        _peers(console, size)
    for miss in misses:
        console.print(f"missed: {miss}")
    return 1 if misses and not options.quick else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What reading and crawling cost.")
    parser.add_argument("--quick", action="store_true", help="about a minute instead of about six: coarse figures")
    parser.add_argument(
        "--peers", action="store_true", help="install news-please and fundus aside and measure them too"
    )
    return parser


def _extraction(console: Console, size: Size) -> Iterator[str]:
    speeds = extraction.compare(size.pages, size.rounds)
    rows = [(f"{one.ratio:.3f}", one.source, f"{one.ours:.2f}", f"{one.trafilatura:.2f}") for one in speeds]
    _show(console, "Reading a page, CPU time", ("ours / trafilatura", "layout", "ours, ms", "trafilatura, ms"), rows)
    parts = extraction.shares(size.pages).items()
    console.print("Of ours: " + ", ".join(f"{stage} {share:.0%}" for stage, share in parts) + "\n")
    if speeds[-1].ratio > LARGEST_EXTRACTION_RATIO:
        yield f"reading takes {speeds[-1].ratio:.2f} of trafilatura's time, not {LARGEST_EXTRACTION_RATIO}"


def _crawl(console: Console, size: Size) -> Iterator[str]:
    found = crawl.compare(size.crawl_pages, size.crawl_rounds)
    rows = [
        (
            f"{one.times:.1f} ({one.cpu_times:.1f} by CPU)",
            one.contender,
            f"{one.pages_a_second:.0f}",
            f"{one.cpu:.1f}",
            f"{one.peak:.0f}",
        )
        for one in found
    ]
    columns = ("times", "contender", "pages/s", "CPU ms a page", "peak MB")
    _show(console, f"Fetching, reading, recording and storing {size.crawl_pages * 4} pages, on one core", columns, rows)
    if found[0].times < LEAST_CRAWL_TIMES:
        yield f"the crawl is {found[0].times:.1f} times as fast as the default stack, not {LEAST_CRAWL_TIMES:.0f}"


def _memory(console: Console, size: Size) -> Iterator[str]:
    cost = crawl.long_crawl(size.long_crawl)
    told = [f"{memory:.0f} MB at {pages} pages" for pages, memory in cost["memory"].items()]
    console.print(f"Memory of our crawl of {size.long_crawl} pages: {', '.join(told)}, peak {cost['peak']:.0f} MB\n")
    if cost["peak"] > LARGEST_MEMORY:
        yield f"the crawl took {cost['peak']:.0f} MB, not under {LARGEST_MEMORY:.0f}"


def _peers(console: Console, size: Size) -> None:
    found = peers.compare(size.pages, size.crawl_rounds)
    rows = [
        (
            f"{one.ours / one.milliseconds:.2f}",
            one.peer,
            f"{one.ours:.2f}",
            f"{one.milliseconds:.2f}",
            f"{one.with_text:.0%}",
        )
        for one in found
        if not isinstance(one, str)
    ]
    _show(console, "Reading, peers", ("ours / peer", "peer", "ours, ms", "peer, ms", "pages with a text"), rows)
    for sentence in (one for one in found if isinstance(one, str)):
        console.print(sentence)


def _show(console: Console, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    raise SystemExit(main())
