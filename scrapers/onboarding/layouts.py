"""What an unknown design of article page keeps where, told from several of its pages. Pure; a person has to look."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from archive.model import Article, Page
from archive.printed_time import parse_printed
from scrapers import markup
from scrapers.extraction import read_page
from scrapers.generic import GENERIC
from scrapers.onboarding.marks import commonest, own_marks
from scrapers.selectors import first, select, text_of
from scrapers.source import Layout

LEAST_SHARE = 0.9  # of a body's letters that its element must hold
LONGEST_DATE = 100  # letters of an element that holds the time of publication
MOST_PAGES = 0.7  # of the pages on which what is guessed must be found


@dataclass(frozen=True)
class Read:
    """A page read without any layout."""

    tree: HtmlElement
    article: Article
    headline: str | None


def guess_layout(name: str, pages: Sequence[tuple[Page, str | None]]) -> Layout | None:
    """The design that article pages share, each with its headline in a list; None where body or headline has no name.

    A list's word for the headline is better than the page's: titles may name the site on every page.
    """
    read = [
        Read(tree, article, title or article.headline)
        for page, title in pages
        if (tree := _tree(page)) is not None and (article := _article(page))
    ]
    body = commonest(mark for one in read for mark in _body_marks(one)[:1])
    headline = commonest(mark for one in read for mark in _headline_marks(one)[:1])
    if body is None or headline is None:
        return None
    return Layout(
        name=name,
        recognise=f"body:has({headline}) {body}",
        body=body,
        headline=(headline,),
        published=tuple(_date_marks(read, body))[:1],
        captions=tuple(css for css in GENERIC.captions if _inside(read, body, css)),
        drop=tuple(css for css in GENERIC.drop if _inside(read, body, css)),
    )


def _tree(page: Page) -> HtmlElement | None:
    return markup.parse(markup.read_text(page.body, page.content_type))


def _article(page: Page) -> Article | None:
    return read_page(page, None, (GENERIC,)).article


def _body_marks(read: Read) -> list[str]:
    """Selectors of the smallest named element that holds nearly all of the body."""
    wanted = [paragraph for paragraph in read.article.body if paragraph]
    whole = sum(map(len, wanted))
    best: HtmlElement | None = None
    for element in read.tree.iter():
        if not isinstance(element.tag, str) or next(own_marks(element), None) is None:
            continue
        text = text_of(element)
        if sum(len(paragraph) for paragraph in wanted if paragraph in text) >= LEAST_SHARE * whole:
            best = element  # in document order the last that still holds it is the smallest
    return list(own_marks(best)) if best is not None else []


def _headline_marks(read: Read) -> list[str]:
    """Selectors of the element whose whole text is the headline, the tag itself where it has no name."""
    for element in read.tree.iter():
        if element.tag in ("title", "a", "head") or not isinstance(element.tag, str):
            continue
        if text_of(element) == read.headline:
            return [*own_marks(element), str(element.tag)]
    return []


def _date_marks(read: Sequence[Read], body: str) -> Iterator[str]:
    """Selectors of elements that print a time outside the body, the likeliest first.

    Today's date at the top of the page is the same on all; the time of publication differs.
    """
    found: dict[str, list[date]] = defaultdict(list)
    precise: Counter[str] = Counter()
    for one in read:
        for mark, text in _short_texts(one, body):
            if time := parse_printed(text):
                found[mark].append(time.value.date())
                precise[mark] += time.precision == "minute"
    enough = [mark for mark, days in found.items() if MOST_PAGES * len(read) <= len(days) <= len(read)]
    yield from sorted(enough, key=lambda mark: (-len(set(found[mark])), -precise[mark]))


def _short_texts(read: Read, body: str) -> Iterator[tuple[str, str]]:
    inside = {element for found in select(read.tree, body) for element in found.iter()}
    for element in read.tree.iter():
        if not isinstance(element.tag, str) or element in inside:
            continue
        if (mark := next(own_marks(element), None)) and len(text := text_of(element)) <= LONGEST_DATE:
            yield mark, text


def _inside(read: Sequence[Read], body: str, css: str) -> bool:
    return any(select(found, css, inside=True) for one in read if (found := first(one.tree, body)) is not None)
