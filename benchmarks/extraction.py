"""Reading: our layouts against trafilatura with metadata, on the same pages, CPU time; and where ours goes."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

import trafilatura

from archive.model import Article, Page
from benchmarks.pages import SOURCES, article_page
from sample.articles import FIRST
from scrapers import extraction, markup
from scrapers.registry import sources

STAGES = {
    "parse": (markup, ("read_text", "parse")),
    "blocks": (extraction, ("blocks_of",)),
    "referee": (extraction, ("share_found_by_trafilatura",)),
}


@dataclass(frozen=True)
class Speed:
    """Medians over the rounds, CPU milliseconds a page. `ratio` is the median of the rounds' own ratios."""

    source: str
    ours: float
    trafilatura: float
    ratio: float


def saved_page(source: str, number: int) -> Page:
    """A generated page as extraction gets it."""
    page = article_page(source, number)
    return Page(page.body, sources()[source].home + page.path, FIRST.started, "text/html; charset=utf-8")


def read_by_us(source: str, page: Page) -> Article:
    """The article on the page. Raises RuntimeError where none comes of it: refusing is fast."""
    article = extraction.read_page(page, sources()[source]).article
    if article is None:
        raise RuntimeError(f"{page.url} is not read as an article")
    return article


def read_by_trafilatura(_: str, page: Page) -> None:
    """As its documentation reads a page: body and metadata, all settings as they come."""
    trafilatura.bare_extraction(page.body, with_metadata=True)


def compare(pages: int, rounds: int) -> list[Speed]:
    """One row a layout, and one for all. Each round has pages of its own, so that no cache knows them."""
    spent: dict[str, list[tuple[float, float]]] = {source: [] for source in SOURCES}
    for number in range(rounds + 1):
        for source in SOURCES:
            batch = [saved_page(source, one) for one in range(number * pages, (number + 1) * pages)]
            contenders: list[Callable[[str, Page], object]] = [read_by_us, read_by_trafilatura]
            cost = {read: _cost(read, source, batch) for read in (contenders if number % 2 else contenders[::-1])}
            if number:  # the round before the first warms up: trafilatura loads its date languages only then
                spent[source].append((cost[read_by_us] / pages, cost[read_by_trafilatura] / pages))
    in_all = [tuple(map(sum, zip(*layouts, strict=True))) for layouts in zip(*spent.values(), strict=True)]
    everything = [(ours / len(SOURCES), theirs / len(SOURCES)) for ours, theirs in in_all]
    return [*(_speed(source, costs) for source, costs in spent.items()), _speed("all four", everything)]


def _cost(read: Callable[[str, Page], object], source: str, batch: list[Page]) -> float:
    started = time.process_time()
    for page in batch:
        read(source, page)
    return (time.process_time() - started) * 1000


def _speed(source: str, costs: list[tuple[float, float]]) -> Speed:
    ours, theirs = (median(column) for column in zip(*costs, strict=True))
    return Speed(source, ours, theirs, median(one / other for one, other in costs))


def shares(pages: int) -> dict[str, float]:
    """Share of our time by stage; `fields` is all that is none of the others: selectors, dates, statements, prose."""
    spent = dict.fromkeys(STAGES, 0.0)
    batch = [(source, saved_page(source, number)) for source in SOURCES for number in range(pages)]
    with ExitStack() as stack:
        for stage, module, name in _functions():
            clocked = _clocked(getattr(module, name), spent, stage)
            stack.enter_context(patch.object(module, name, clocked))
        started = time.process_time()
        for source, page in batch:
            read_by_us(source, page)
        total = time.process_time() - started
    measured = {stage: seconds / total for stage, seconds in spent.items()}
    return {**measured, "fields": 1 - sum(measured.values())}


def _functions() -> Iterator[tuple[str, Any, str]]:
    for stage, (module, names) in STAGES.items():
        for name in names:
            yield stage, module, name


def _clocked(function: Callable[..., Any], spent: dict[str, float], stage: str) -> Callable[..., Any]:
    def clocked(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for any of the functions
        started = time.process_time()
        try:
            return function(*values, **named)
        finally:
            spent[stage] += time.process_time() - started

    return clocked
