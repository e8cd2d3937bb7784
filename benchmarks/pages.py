"""Article pages as four portals print them, 40 to 90 KB each: the same bytes for the same number, on any machine.

Text and layouts are the sample's; `chrome` adds what real portals wrap around an article. Saved pages of six
real sites hold 1 to 10 elements a kilobyte, these about 10.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from benchmarks import chrome
from sample.articles import FIRST, Article, articles
from sample.listing import Entry, entry_of, path_of
from sample.pages import layout_file, render

PER_LIST = 100
LIST_ADDRESSES = {
    "thanhuy_hatinh": "/tin-tuc?list=",
    "baonghean": "/xay-dung-dang?list=",
    "tpcaolanh": "/web/tpcaolanh/tin-tuc?list=",
    "thanhuy_ngabay": "/Default.aspx?tabid=78&list=",
}
SOURCES = tuple(LIST_ADDRESSES)


@dataclass(frozen=True)
class Wrapping:
    """Where a site's layout takes its chrome: each piece goes in front of its mark, which stands in every page."""

    menu: str
    boxes: str
    end: str
    make_boxes: Callable[[random.Random, int], str]


WRAPPINGS = {
    "thanhuy_hatinh": Wrapping('<ul class="menu">', '<div class="box">', "</form></body>", chrome.table_boxes),
    "baonghean": Wrapping("<nav>", '<div class="c-box c-box--poll">', "</body>", chrome.list_boxes),
    "tpcaolanh": Wrapping('<nav class="sort-pages', '<footer id="footer"', "</body>", chrome.list_boxes),
    "thanhuy_ngabay": Wrapping(
        '<table class="leftmenu">', '<table class="rightbox">', "</form></body>", chrome.table_boxes
    ),
}


@dataclass(frozen=True)
class ArticlePage:
    """A page with what its author wrote."""

    path: str
    body: bytes
    article: Article


def article_page(source: str, number: int) -> ArticlePage:
    """The page of this number, from 0."""
    choice = random.Random(f"{source} {number}")
    article = _article(source, number, choice)
    related = [entry_of(other) for other in choice.sample(_written(source), 3)]
    text = render(
        layout_file(source, "article"),
        article=article,
        path=path_of(article),
        related=related,
        clock=FIRST.clock,
        charset="utf-8",
        language="vi",
    )
    return ArticlePage(path_of(article), _wrapped(text, WRAPPINGS[source], choice).encode(), article)


def list_paths(source: str, pages: int) -> list[str]:
    """Addresses of the lists that show the first so many pages."""
    return [f"{LIST_ADDRESSES[source]}{number}" for number in range(-(-pages // PER_LIST))]


def list_page(source: str, number: int, pages: int) -> bytes:
    """One list, of PER_LIST entries at most."""
    shown = range(number * PER_LIST, min((number + 1) * PER_LIST, pages))
    paging = {"number": 1, "last": 1, "more": "", "redirect": "", "other_pages": [], "first": 1, "total": len(shown)}
    entries = [_entry(source, one) for one in shown]
    name = layout_file(source, "list")
    return render(name, entries=entries, title="Tin tức", path="/", clock=FIRST.clock, **paging).encode()


def _entry(source: str, number: int) -> Entry:
    return entry_of(_article(source, number, random.Random(f"{source} {number}")))


@cache
def _written(source: str) -> list[Article]:
    """The articles of the sample that have text enough, in the layout and encoding that the site has today."""
    found = articles(source, FIRST)
    return [one for one in found if one.no_article is None and one.layout == "article" and len(one.paragraphs) > 2]


def _article(source: str, number: int, choice: random.Random) -> Article:
    """An article of the sample, made as long as news is (300 to 900 words) with paragraphs of its neighbours."""
    written = _written(source)
    first = written[number % len(written)]
    middle = [
        paragraph for other in choice.sample(written, 4) for paragraph in other.paragraphs[1:-1] if other is not first
    ]
    unique = list(dict.fromkeys(middle))[: choice.randint(4, 10)]
    return replace(
        first,
        slug=f"{first.slug}-{number}",
        number=10_300_000 + number,
        headline=f"{first.headline} (kỳ {number + 1})",
        blocks=(*first.blocks[:-1], *unique, first.blocks[-1]),
        charset="utf-8",
        prints_file_names=False,
    )


def _wrapped(text: str, where: Wrapping, choice: random.Random) -> str:
    for mark, piece in (
        ("</head>", chrome.style(choice, choice.randint(5, 12)) + chrome.script(choice, choice.randint(8, 16))),
        (where.menu, chrome.menu(choice)),
        (where.boxes, where.make_boxes(choice, choice.randint(7, 22))),
        (where.end, chrome.view_state(choice, 4) + chrome.script(choice, choice.randint(6, 14))),
    ):
        before, found, after = text.partition(mark)
        if not found:
            raise ValueError(f"the layout has no {mark}")
        text = f"{before}{piece}{found}{after}"
    return text
