"""The peers' own crawlers on the same server as our crawl, on one core each, taking turns."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import peers
from benchmarks.crawl import CRAWL_CORE, SERVER_CORE, Throughput, one_crawl, throughput
from benchmarks.one_crawl import OURS
from benchmarks.pages import SOURCES
from benchmarks.server import serving

Sites = dict[str, str]
FUNDUS, FUNDUS_KEEPING, NEWS_PLEASE = (
    "fundus, keeps nothing",
    "fundus, WARC and store added",
    "news-please, keeps nothing",
)
NEWS_PLEASE_PART = 20  # it takes a fifth of a second for each page, so it crawls one in so many


def compare(pythons: Mapping[str, Path], pages: int, rounds: int) -> list[Throughput]:
    """One row for ours and one for each of the peers that are installed, all compared with ours. Raises PeerError."""
    contenders = {OURS: lambda sites: one_crawl(OURS, sites, pages), **_contenders(pythons, pages)}
    costs: dict[str, list[dict[str, Any]]] = {contender: [] for contender in contenders}
    with serving(SOURCES, pages, SERVER_CORE) as sites:
        for number in range(rounds):
            for contender in list(contenders) if number % 2 else list(contenders)[::-1]:
                costs[contender].append(contenders[contender](sites))
    return [throughput(contender, costs[contender], costs[OURS]) for contender in contenders]


def _contenders(pythons: Mapping[str, Path], pages: int) -> dict[str, Callable[[Sites], dict[str, Any]]]:
    found: dict[str, Callable[[Sites], dict[str, Any]]] = {}
    if fundus := pythons.get("fundus"):
        found[FUNDUS] = lambda sites: _crawl(fundus, "fundus_crawler.py", pages, sites)
        found[FUNDUS_KEEPING] = lambda sites: _crawl_and_keep(fundus, pages, sites)
    if news_please := pythons.get("news-please"):
        part = max(1, pages // NEWS_PLEASE_PART)
        found[NEWS_PLEASE] = lambda sites: _crawl(news_please, "news_please_crawler.py", part, sites)
    return found


def _crawl(python: Path, script: str, pages: int, sites: Sites, *folder: str) -> dict[str, Any]:
    return peers.run(python, script, str(CRAWL_CORE), str(pages), json.dumps(sites), *folder)


def _crawl_and_keep(python: Path, pages: int, sites: Sites) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        return _crawl(python, "fundus_crawler.py", pages, sites, folder)
