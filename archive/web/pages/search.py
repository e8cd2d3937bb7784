"""/tim-kiem: words, filters, and the articles that fit, with the words marked in them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from archive.gazetteer import places
from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import article_selection
from archive.web.lines import Line, Source, lines
from archive.web.passages import passage
from archive.web.search import DEEPEST, Found, every_article, find
from archive.web.search_organization import Choice, with_organization
from archive.web.search_request import KINDS, PAGE_SIZE, Search, asked_for
from archive.web.search_words import typed
from archive.web.spelling import plain

SOURCES = "select id, name, name_en from sources order by name"
BODIES = "select id, body from articles where id in (select value from json_each(?))"


@dataclass(frozen=True)
class SearchPage:
    """A search, what it found, and what else could be asked."""

    search: Search
    lines: tuple[Line, ...]
    total: int
    has_more: bool
    first: int  # number of the first line, from 1
    earlier: Mapping[str, object] | None  # the address of the page before
    later: Mapping[str, object] | None
    deepest: int
    sources: tuple[Source, ...]
    provinces: tuple[Choice, ...]
    former_provinces: tuple[Choice, ...]
    organization: Choice | None
    kinds: tuple[str, ...] = KINDS


def read(connection: sqlite3.Connection, asked: Asked) -> SearchPage:
    """The page of a search; with nothing asked for, the newest articles."""
    search, organization = with_organization(connection, asked_for(asked.query))
    offset = (search.page - 1) * PAGE_SIZE
    found = find(connection, search, PAGE_SIZE, offset)
    last = min(found.total, DEEPEST) if not found.has_more else DEEPEST
    return SearchPage(
        search=search,
        lines=_with_passages(connection, found, search),
        total=found.total,
        has_more=found.has_more,
        first=offset + 1,
        earlier={**search.address, "trang": search.page - 1} if search.page > 1 else None,
        later={**search.address, "trang": search.page + 1} if offset + PAGE_SIZE < last else None,
        deepest=DEEPEST,
        sources=tuple(Source(*row) for row in connection.execute(SOURCES)),
        provinces=_provinces("34"),
        former_provinces=_provinces("63"),
        organization=organization,
    )


def _with_passages(connection: sqlite3.Connection, found: Found, search: Search) -> tuple[Line, ...]:
    query = typed(search.words)
    texts = {row["id"]: row for row in connection.execute(BODIES, [json.dumps(found.articles)])}
    return tuple(
        replace(line, snippet=passage(texts[line.id]["body"], query)) for line in lines(connection, found.articles)
    )


@cache
def _provinces(era: str) -> tuple[Choice, ...]:
    found = (place for place in places() if place.level == "province" and place.era == era)
    return tuple(Choice(place.id, place.name) for place in sorted(found, key=lambda place: plain(place.name)))


def whole_list(page: SearchPage) -> Selection:
    """All articles that it finds, however many, in the order of the index."""
    articles, values = every_article(page.search)
    return article_selection("tim-kiem", articles, values, page.search.address)


PAGE = Page(r"/tim-kiem", read, "search.html", whole_list)
