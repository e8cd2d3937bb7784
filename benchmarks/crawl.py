"""Crawling: fetch, read, WARC and store, ours against the default stack; and the memory of a long crawl of ours."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.one_crawl import DEFAULT, OURS, WITH_REPORTS
from benchmarks.pages import SOURCES
from benchmarks.server import serving

PROJECT = Path(__file__).parents[1]
SERVER_CORE, CRAWL_CORE = 0, 1
LONG_CRAWL = "baonghean"  # the newspaper has the longest archive of the four


@dataclass(frozen=True)
class Throughput:
    """Medians over the rounds: pages a second, CPU milliseconds a page, peak memory in MB.

    `times` and `cpu_times`: how many times the pages of the one that all are compared with, by the clock and by
    CPU time.
    """

    contender: str
    times: float
    cpu_times: float
    pages_a_second: float
    cpu: float
    peak: float


def compare(pages: int, rounds: int) -> list[Throughput]:
    """All crawl the four sites with so many pages each, a fresh process each time, taking turns to be first."""
    contenders = (OURS, WITH_REPORTS, DEFAULT)
    costs: dict[str, list[dict[str, Any]]] = {contender: [] for contender in contenders}
    with serving(SOURCES, pages, SERVER_CORE) as sites:
        for number in range(rounds):
            for contender in contenders if number % 2 else contenders[::-1]:
                costs[contender].append(one_crawl(contender, sites, pages))
    return [throughput(contender, costs[contender], costs[DEFAULT]) for contender in contenders]


def long_crawl(pages: int) -> dict[str, Any]:
    """Our crawl of one site with so many pages: `memory` in MB after 1,000, 3,000 and 5,000 pages, and `peak`."""
    with serving((LONG_CRAWL,), pages, SERVER_CORE) as sites:
        return one_crawl(WITH_REPORTS, sites, pages)


def one_crawl(contender: str, sites: dict[str, str], pages: int) -> dict[str, Any]:
    """The cost of one crawl in a process of its own. Raises RuntimeError with what it said where it failed."""
    with TemporaryDirectory() as folder:
        arguments = [contender, str(CRAWL_CORE), str(pages), folder, json.dumps(sites)]
        command = [sys.executable, "-m", "benchmarks.one_crawl", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    if done.returncode or not done.stdout:
        raise RuntimeError(f"{contender} failed:\n{done.stderr[-2000:]}")
    cost: dict[str, Any] = json.loads(done.stdout)
    return cost


def throughput(contender: str, costs: list[dict[str, Any]], compared_with: list[dict[str, Any]]) -> Throughput:
    """The row of a contender, from the costs of its crawls and of another's in the same rounds."""
    pairs = list(zip(costs, compared_with, strict=True))
    return Throughput(
        contender,
        times=median(_each(other, "seconds") / _each(cost, "seconds") for cost, other in pairs),
        cpu_times=median(_each(other, "cpu") / _each(cost, "cpu") for cost, other in pairs),
        pages_a_second=median(1 / _each(cost, "seconds") for cost in costs),
        cpu=median(_each(cost, "cpu") for cost in costs) * 1000,
        peak=max(cost["peak"] for cost in costs),
    )


def _each(cost: dict[str, Any], what: str) -> float:
    spent: float = cost[what] / cost["articles"]
    return spent
