"""How a site writes dates, and whether the day or the month comes first. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.model import Page
from archive.printed_time import NUMBERS, YEAR_FIRST, parse_printed
from scrapers import markup
from scrapers.selectors import texts
from scrapers.source import Layout
from scrapers.statements import read_statements

MONTHS = 12
LONGEST = 120  # letters of what is shown of a printed date


@dataclass(frozen=True)
class DateGrammar:
    """One place where pages print a time. `order`: day first, month first, year first, words, contradictory, untold."""

    where: str
    form: str  # digits as 9: "Thứ Năm - 99/99/9999 99:99"
    example: str
    order: str
    pages: int
    in_future: int  # pages on which the time, read in this order, lies after the fetch


def printed_dates(page: Page, layout: Layout | None) -> Iterator[tuple[str, str]]:
    """(where, text) of each time that a page prints where its layout says, or states for machines."""
    tree = markup.parse(markup.read_text(page.body, page.content_type))
    if tree is None:
        return
    selectors = (*layout.published, *layout.published_american) if layout else ()
    for css in selectors:
        yield from list(texts(tree, (css,)))[:1]
    yield from read_statements(tree).published


def date_grammars(pages: Iterable[tuple[Page, Layout | None]]) -> tuple[DateGrammar, ...]:
    """One for each place, in the order in which they were met."""
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for page, layout in pages:
        for where, text in printed_dates(page, layout):
            if parse_printed(text) or parse_printed(text, "mdy"):
                found[where].append((text, page.captured_at))
    return tuple(_grammar(where, stamps) for where, stamps in found.items())


def _grammar(where: str, stamps: list[tuple[str, datetime]]) -> DateGrammar:
    order = date_order(text for text, _ in stamps)
    read = [(parse_printed(text, "mdy" if order == "month first" else "dmy"), moment) for text, moment in stamps]
    example = stamps[0][0][:LONGEST]
    return DateGrammar(
        where=where,
        form=re.sub(r"\d", "9", example),
        example=example,
        order=order,
        pages=len(stamps),
        in_future=sum(1 for time, moment in read if time and time.value > moment),
    )


def date_order(printed: Iterable[str]) -> str:
    """What the numbers of several dates prove: only one above 12 tells a day from a month."""
    seen = set()
    for text in printed:
        if YEAR_FIRST.search(text):
            seen.add("year first")
        elif found := NUMBERS.search(text):
            seen.add(_order(int(found["one"]), int(found["two"])))
        else:
            seen.add("words")
    proven = seen - {"untold"}
    if len(proven) > 1:
        return "contradictory"
    return proven.pop() if proven else "untold"


def _order(one: int, two: int) -> str:
    if one > MONTHS >= two:
        return "day first"
    return "month first" if two > MONTHS >= one else "untold"
