"""python -m benchmarks: one run that measures all, prints ratios first, and says where a target is missed."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks import crawl, extraction, machine, one_import, peer_crawls, peers, reextraction
from benchmarks.one_crawl import OURS

LARGEST_EXTRACTION_RATIO = 0.25  # of trafilatura's time with metadata, over the four layouts
LEAST_CRAWL_TIMES = 4.0  # the default stack's pages a second
LARGEST_MEMORY = 250.0  # MB a process
LARGEST_IMPORT_MEMORY = 300.0  # MB, whatever the size of the file
LEAST_TIMES_ON_FOUR = 3.4  # the captures a second of one process, on four cores that do nothing else
LEAST_OF_LOCAL = 0.9  # of four local processes: the same number of Dask workers


@dataclass(frozen=True)
class Size:
    """How much is measured. `crawl_pages` and `pages` are for each of the four sites."""

    pages: int
    rounds: int
    crawl_pages: int
    crawl_rounds: int
    long_crawl: int
    import_megabytes: int
    reextracted: int  # captures


FULL = Size(40, 5, crawl_pages=300, crawl_rounds=3, long_crawl=5000, import_megabytes=1024, reextracted=4000)
QUICK = Size(10, 2, crawl_pages=60, crawl_rounds=1, long_crawl=1000, import_megabytes=50, reextracted=1000)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Exit code 1 where a full run misses a target; a quick one is too noisy to judge."""
    options = _parser().parse_args(arguments)
    size = QUICK if options.quick else FULL
    console = Console(highlight=False)
    console.print(f"{datetime.now(UTC):%Y-%m-%d}, {machine.description()}{', quick run' if options.quick else ''}\n")
    misses = [*_extraction(console, size), *_crawl(console, size), *_memory(console, size)]
    misses += [*_import(console, size), *_reextraction(console, size)]
    if options.peers:
        misses += _peers(console, size)
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


def _import(console: Console, size: Size) -> Iterator[str]:
    cost = one_import.measure(size.import_megabytes)
    console.print(f"{cost}\n")
    if cost.peak > LARGEST_IMPORT_MEMORY:
        yield f"the import took {cost.peak:.0f} MB, not under {LARGEST_IMPORT_MEMORY:.0f}"


def _reextraction(console: Console, size: Size) -> Iterator[str]:
    speeds = reextraction.compare(size.reextracted, size.crawl_rounds)
    rows = [(f"{one.times:.2f}", one.readers, f"{one.captures_a_second:.0f}") for one in speeds]
    _show(console, f"Reading {size.reextracted} captures again", ("times", "readers", "captures/s"), rows)
    *_, local, dask = speeds
    if local.times < LEAST_TIMES_ON_FOUR:
        yield f"four processes are {local.times:.2f} times as fast as one, not {LEAST_TIMES_ON_FOUR}"
    if dask.times < LEAST_OF_LOCAL * local.times:
        yield f"Dask is {dask.times / local.times:.2f} of the local pool, not {LEAST_OF_LOCAL}"


def _peers(console: Console, size: Size) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        pythons = {}
        for peer in peers.PACKAGES:
            try:
                pythons[peer] = peers.install(peer, Path(folder, peer))
                yield from _peer_reading(console, peer, pythons[peer], size)
            except peers.PeerError as error:
                console.print(str(error))
        if pythons:
            yield from _peer_crawls(console, pythons, size)


def _peer_reading(console: Console, peer: str, python: Path, size: Size) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        speed = peers.compare(peer, python, Path(folder), size.pages, size.rounds)
    row = (
        f"{speed.ratio:.2f} ({speed.ratio_unchecked:.2f} without the referee)",
        f"{speed.ours:.2f}",
        f"{speed.milliseconds:.2f}",
        f"{speed.words:.1%} (ours {peers.words_kept_by_us(size.pages):.1%})",
    )
    _show(console, f"Reading, against {peer}", ("ours / peer", "ours, ms", "peer, ms", "words found"), [row])
    if speed.ratio >= 1:
        yield f"reading takes {speed.ratio:.2f} of {peer}'s time: not ahead"


def _peer_crawls(console: Console, pythons: dict[str, Path], size: Size) -> Iterator[str]:
    found = peer_crawls.compare(pythons, size.crawl_pages, size.crawl_rounds)
    rows = [
        (f"{one.times:.2f} ({one.cpu_times:.2f} by CPU)", one.contender, f"{one.pages_a_second:.0f}", f"{one.cpu:.1f}")
        for one in found
    ]
    columns = ("times ours", "contender", "pages/s", "CPU ms a page")
    _show(console, f"Crawls of {size.crawl_pages * 4} pages, peers, on one core", columns, rows)
    for one in found:
        if one.contender != OURS and one.times >= 1:
            yield f"{one.contender}: {one.times:.2f} times our pages a second"


def _show(console: Console, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    raise SystemExit(main())
