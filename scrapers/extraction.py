"""A page as an Article: for each field candidates in order of preference, and a note of which one won.

A pure function of bytes, address and capture time. One parse serves everything. Headline, date and
author come from the layout or from what the page states about itself, never from a guess.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from lxml.html import HtmlElement

from archive.dates import parse_printed
from archive.model import Article, Outcome, Page, PrintedTime, Reason
from scrapers import markup, urls
from scrapers.blocks import Block, blocks_of
from scrapers.generic import GENERIC, whole_page_blocks
from scrapers.pagecheck import Refusal, refuse_answer, refuse_list, refuse_page
from scrapers.plaintext import is_plain_text, read_plain_text
from scrapers.prose import Prose, read_prose, split_dateline
from scrapers.referee import share_found_by_trafilatura
from scrapers.selectors import first, select, texts
from scrapers.source import Layout, Source
from scrapers.statements import Statements, read_statements

# Below this share the two differ much: a wrong body element, or a page of boxes.
LEAST_SHARE = 0.7
FEWEST_WORDS = 20  # of a body: the shortest news item seen has 60
# "[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]": the number behind the word, or a number alone.
COUNT = re.compile(
    r"(?:xem|views?(?: count)?)\s*:?\s*(?P<count>\d[\d.,]{0,14})|^\D*(?P<alone>\d[\d.,]{0,14})\D*$", re.IGNORECASE
)
NO_TIME_OF_DAY = re.compile(r"\s*\|?\s*\b12:00 AM\b")  # Liferay prints midnight where only the day was set
# A short body under long captions is a photo essay: its captions are its text. Saved pages: 0 letters against
# 1,245 there, over 1,300 against at most 110 in all others.
LONGEST_PHOTO_ESSAY_BODY = 200


@dataclass(frozen=True)
class Reading:
    """What became of a page: an article, or a refusal. `warning` is for the operator: the reading may be poor."""

    outcome: Outcome
    article: Article | None = None
    refusal: Refusal | None = None
    warning: str | None = None


def read_page(page: Page, source: Source | None = None, layouts: Sequence[Layout] = ()) -> Reading:
    """Read a page of a source; without one, by whichever of the layouts recognises it, else as any page."""
    if refusal := refuse_answer(page):
        return _refused(refusal)
    text = markup.read_text(page.body, page.content_type)
    if is_plain_text(text):
        return _read_text(page, text, source)
    tree = markup.parse(text)
    if tree is None:
        return _refused(Refusal(Reason.NO_BODY, "no markup"))
    layout = next((one for one in (source.all_layouts if source else layouts) if _recognises(one, tree)), None)
    return _read_tree(page, tree, layout or GENERIC, source)


def _refused(refusal: Refusal) -> Reading:
    return Reading(Outcome.REFUSED, refusal=refusal)


def _recognises(layout: Layout, tree: HtmlElement) -> bool:
    return first(tree, layout.recognise) is not None


def _read_tree(page: Page, tree: HtmlElement, layout: Layout, source: Source | None) -> Reading:
    stated = read_statements(tree)
    body = max(select(tree, layout.body), key=lambda found: len(found.text_content()), default=None)
    headline, headline_by = _headline(tree, layout, stated)
    if layout is GENERIC or body is None:
        refusal = _refuse_unknown(page, tree, headline, stated, source)
        if refusal:
            return _refused(refusal)
    fields = _fields(tree, layout, stated)
    lead = next((text for _, text in texts(tree, layout.lead)), None)
    address = page.url or stated.url
    url = urls.canonical(address) if address else None
    blocks, body_by, warning = _body(tree, body, layout)
    prose = _prose(blocks, headline, lead, source)
    if len(" ".join(prose.paragraphs).split()) < FEWEST_WORDS:
        return _refused(refuse_page(tree, headline) or Refusal(Reason.NO_BODY, f"{len(prose.paragraphs)} paragraphs"))
    if headline is None:
        return _refused(Refusal(Reason.NO_HEADLINE))
    author = fields.author or prose.author
    article = replace(
        fields,
        key=_key(page, url, source),
        url=url,
        headline=headline,
        lead=split_dateline(lead, source.datelines if source else ())[1] if lead else None,
        body=prose.paragraphs,
        captions=prose.captions,
        author=author,
        dateline=prose.dateline,
        methods={
            "headline": headline_by,
            **fields.methods,
            **({"author": "byline"} if author and not fields.author else {}),
            "body": body_by,
            **({"referee": warning} if warning else {}),
        },
    )
    return Reading(Outcome.ARTICLE, article, warning=warning)


def _refuse_unknown(
    page: Page, tree: HtmlElement, headline: str | None, stated: Statements, source: Source | None
) -> Refusal | None:
    """Why a page that no layout knows is not read; None for one that states that it is an article."""
    if stated.is_article:
        return None
    refusal = refuse_page(tree, headline) or refuse_list(page, tree, source.platform.listing.item if source else None)
    if source and refusal is None:
        # Unknown is not default: a guess at a known site's new design would be stored as its article.
        return Refusal(Reason.UNKNOWN_LAYOUT, "no layout of the source knows this page")
    return refusal


def _headline(tree: HtmlElement, layout: Layout, stated: Statements) -> tuple[str | None, str]:
    for css, text in texts(tree, layout.headline):
        return text, f"{layout.name}: {css}"
    # An <h1> may be a menu's or a section's title; one that the page's own statements repeat is the headline,
    # and so is the first of a page that states nothing.
    known = " ".join(text.casefold() for _, text in stated.headline)
    for _, text in texts(tree, ["h1"]):
        if len(text) > 1 and (text.casefold() in known or not known):
            return text, "h1"
    return (stated.headline[0][1], stated.headline[0][0]) if stated.headline else (None, "none")


def _fields(tree: HtmlElement, layout: Layout, stated: Statements) -> Article:
    """The fields that one selector or statement decides, each with the name of the winner."""

    def printed(selectors: Sequence[str]) -> Iterator[tuple[str, str]]:
        # A generator: what stands behind the winner is never looked for.
        return ((f"{layout.name}: {css}", text) for css, text in texts(tree, selectors))

    # A layout says which text is the date and who the author is; without one the page's statements are safer.
    stated_first = layout is GENERIC
    dates = [_in_order("dmy", printed(layout.published)), _in_order("mdy", printed(layout.published_american))]
    dates.insert(0 if stated_first else 2, _in_order("dmy", stated.published))
    published, published_by = _time(chain(*dates))
    modified, modified_by = _time(_in_order("dmy", chain(printed(layout.modified), stated.modified)))
    author, author_by = _first(chain(stated.author if stated_first else (), printed(layout.author)))
    section, section_by = _first(chain(printed(layout.section), stated.section))
    views, views_by = _count(printed(layout.views))
    winners = {
        "published": published_by,
        "modified": modified_by,
        "author": author_by,
        "section": section_by,
        "views": views_by,
    }
    return Article(
        key="",
        url=None,
        headline=None,
        body=(),
        author=author,
        published=published,
        modified=None if modified == published else modified,
        section=section,
        views=views,
        methods={name: winner for name, winner in winners.items() if winner},
    )


def _in_order(order: str, candidates: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    return ((where, text, order) for where, text in candidates)


def _time(candidates: Iterable[tuple[str, str, str]]) -> tuple[PrintedTime | None, str | None]:
    """The first candidate that is a time; a later one of the same day wins if only it has the minute."""
    best: PrintedTime | None = None
    winner = None
    for where, text, order in candidates:
        found = parse_printed(NO_TIME_OF_DAY.sub("", text), order)
        if found is None:
            continue
        if best is None or (
            best.precision == "day" and found.precision == "minute" and best.value.date() == found.value.date()
        ):
            best, winner = found, where
        if best.precision == "minute":
            break
    return best, winner


def _first(candidates: Iterable[tuple[str, str]]) -> tuple[str | None, str | None]:
    where, text = next(iter(candidates), (None, None))
    return text, where


def _count(candidates: Iterable[tuple[str, str]]) -> tuple[int | None, str | None]:
    for css, text in candidates:
        if found := COUNT.search(text):
            return int(re.sub(r"[.,]", "", found["count"] or found["alone"])), css
    return None, None


def _body(tree: HtmlElement, body: HtmlElement | None, layout: Layout) -> tuple[list[Block], str, str | None]:
    """Blocks of the body, what made them, and a warning if trafilatura reads the same element very differently.

    Uses the tree up: to be called when everything else has been read.
    """
    if body is None:
        return whole_page_blocks(tree), "trafilatura: whole page", None
    blocks = blocks_of(body, layout.drop, layout.captions)
    for css in layout.drop:  # not for trafilatura to judge, and a quarter of its time
        for found in select(body, css, inside=True):
            found.drop_tree()
    share = share_found_by_trafilatura(body, blocks)
    # Where trafilatura loses no word, it and the serializer agree; where it does, the serializer's text stands.
    reader = "trafilatura" if share == 1 else "serializer"
    warning = f"trafilatura finds {share:.0%} of the words of this body" if share < LEAST_SHARE else None
    return blocks, f"{layout.name}: {reader}", warning


def _prose(blocks: list[Block], headline: str | None, lead: str | None, source: Source | None) -> Prose:
    datelines, chrome = (source.datelines, source.chrome) if source else ((), ())
    captions = sum(len(block.text) for block in blocks if block.kind == "caption")
    text = sum(len(block.text) for block in blocks if block.kind != "caption")
    if text < min(captions, LONGEST_PHOTO_ESSAY_BODY):
        blocks = [Block(block.text, "paragraph") for block in blocks]
    if lead and split_dateline(lead, datelines)[1] not in " ".join(block.text for block in blocks[:3]):
        blocks = [Block(lead, "paragraph"), *blocks]
    return read_prose(blocks, headline, datelines, chrome)


def _key(page: Page, url: str | None, source: Source | None) -> str:
    """The publisher's identity of the article; of text that does not say where it came from, the bytes' own."""
    if url is None:
        return f"sha256:{hashlib.sha256(page.body).hexdigest()}"
    return (source.platform.key(url) if source else None) or urls.path_and_query(url)


def _read_text(page: Page, text: str, source: Source | None) -> Reading:
    told = read_plain_text(text)
    datelines, chrome = (source.datelines, source.chrome) if source else ((), ())
    prose = read_prose(told.blocks, told.headline, datelines, chrome)
    if len(" ".join(prose.paragraphs).split()) < FEWEST_WORDS:
        return _refused(Refusal(Reason.NO_BODY, "hardly any text"))
    url = urls.canonical(page.url) if page.url else None
    article = Article(
        key=_key(page, url, source),
        url=url,
        headline=told.headline,
        body=prose.paragraphs,
        captions=prose.captions,
        author=prose.author,
        dateline=prose.dateline,
        published=told.published,
        section=told.section,
        views=told.views,
        methods=dict.fromkeys(("headline", "published", "section", "views", "body"), "plain text"),
    )
    return Reading(Outcome.ARTICLE, article)
