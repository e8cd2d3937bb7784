"""An element as the blocks that a reader sees: paragraphs, captions, a line set to the right. No word is lost.

trafilatura loses a sapo in a <span>, glues the paragraphs of a table and drops short lines; this
serializer does not, so it gives the text and trafilatura is only asked whether it agrees (`extraction.py`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive import vietnamese
from scrapers.selectors import select

BLOCK_TAGS = frozenset(
    "address article aside blockquote caption center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
CELL_TAGS = frozenset({"td", "th"})
NOT_IN_FIGURES = BLOCK_TAGS | {"br", "img"}
BETWEEN_CELLS = " | "  # a row of a table of figures is one paragraph
# Controls, code and what Word pastes (<xml>): nothing in them is the newsroom's text.
UNSEEN_TAGS = frozenset(
    "script style noscript iframe object embed svg select option button textarea input template head title xml "
    "video audio".split()
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
RIGHT = re.compile(r"text-align\s*:\s*right|(^|[\s-])(align-right|text-right)($|\s)", re.IGNORECASE)
DOCUMENT = re.compile(r"\.(pdf|docx?|xlsx?|zip|rar)($|[?#])", re.IGNORECASE)
ITALIC_TAGS = frozenset({"em", "i"})
# A table that shows a picture holds a caption, not a table of figures; the longest caption seen has 260 characters.
LONGEST_CAPTION = 400


@dataclass(frozen=True)
class Block:
    """A piece of text that stands on its own. `kind` is paragraph, caption or right (set to the right: a byline)."""

    text: str
    kind: str


def blocks_of(element: HtmlElement, drop: Iterable[str] = (), captions: Iterable[str] = ()) -> list[Block]:
    """The blocks of an element in reading order, without what `drop` selects; `captions` selects picture captions."""
    dropped = {found for css in drop for found in select(element, css, inside=True)}
    captioned = {found for css in captions for found in select(element, css, inside=True)}
    writer = _Writer(dropped, captioned)
    writer.visit(element, "paragraph")
    writer.end_block()
    return writer.blocks


class _Writer:
    def __init__(self, dropped: set[HtmlElement], captioned: set[HtmlElement]) -> None:
        self.dropped = dropped
        self.captioned = captioned
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._kind = "paragraph"
        self._follows_picture = False

    def end_block(self) -> None:
        if not self._pieces:
            return
        text = " ".join(vietnamese.normalize("".join(self._pieces)).split())
        self._pieces.clear()
        if text:
            self.blocks.append(Block(text, self._kind))
            self._follows_picture = False

    def visit(self, element: HtmlElement, kind: str) -> None:
        if element in self.dropped or _is_unseen(element):
            return
        if element.tag == "img":
            self._follows_picture = True
        is_block = element.tag in BLOCK_TAGS
        if kind == "paragraph" and element.tag in CELL_TAGS and _stands_in_row_of_figures(element):
            is_block = False
            self._pieces.append(BETWEEN_CELLS if "".join(self._pieces).strip() and _has_text(element) else "")
        kind = self._kind_of(element, kind) if is_block or element in self.captioned else kind
        if is_block or kind != self._kind:
            self.end_block()
            self._kind = kind
        if element.tag == "br":
            self.end_block()
        elif element.text:
            self._pieces.append(element.text)
        for child in element:
            self.visit(child, kind)
            if kind != self._kind:
                self.end_block()
                self._kind = kind
            if child.tail:
                self._pieces.append(child.tail)
        if is_block:
            self.end_block()

    def _kind_of(self, element: HtmlElement, inherited: str) -> str:
        if inherited == "caption" or element in self.captioned or element.tag == "figcaption":
            return "caption"
        if element.tag == "table" and _is_picture_table(element):
            return "caption"
        style = f"{element.get('style', '')} {element.get('class', '')}"
        if (CENTRED.search(style) or element.get("align") == "center") and self._is_centred_caption(element):
            return "caption"
        if RIGHT.search(style) or element.get("align") == "right":
            return "right"
        return inherited

    def _is_centred_caption(self, element: HtmlElement) -> bool:
        """True for text in the middle that is all italic, or short and right below a picture; headings are capitals."""
        if _is_all_italic(element):
            return True
        text = element.text_content().strip()
        has_picture = self._follows_picture or element.find(".//img") is not None
        return has_picture and len(text) <= LONGEST_CAPTION and not text.isupper()


def _is_unseen(element: HtmlElement) -> bool:
    # Comments and processing instructions have a function for a tag.
    if not isinstance(element.tag, str) or element.tag in UNSEEN_TAGS:
        return True
    if element.tag in ("ul", "ol", "table") and _is_link_list(element):
        return True
    return bool(element.get("hidden") is not None or HIDDEN.search(element.get("style", "")))


def _is_link_list(element: HtmlElement) -> bool:
    """Related stories: every word of the list or table is a link, and none to a document of the article's own."""
    links = [link for link in element.iter("a") if not DOCUMENT.search(link.get("href", ""))]
    linked = sum(len("".join(link.text_content().split())) for link in links)
    return linked > 0 and linked >= len("".join(element.text_content().split()))


def _stands_in_row_of_figures(cell: HtmlElement) -> bool:
    """True in a row of several cells of bare text. Where a table lays out a page, its cells hold blocks."""
    cells = [one for one in cell.getparent() if one.tag in CELL_TAGS]
    if any(inner.tag in NOT_IN_FIGURES for one in cells for inner in one.iterdescendants()):
        return False
    return sum(map(_has_text, cells)) > 1


def _has_text(element: HtmlElement) -> bool:
    return bool(element.text_content().strip())


def _is_picture_table(table: HtmlElement) -> bool:
    if table.find(".//img") is None or table.find(".//table") is not None:
        return False
    return len(table.text_content().strip()) <= LONGEST_CAPTION


def _is_all_italic(element: HtmlElement) -> bool:
    """True when every letter stands in <em> or <i>: with the text in the middle, a caption on many portals."""
    italic = sum(
        len("".join(found.text_content().split()))
        for found in element.iter("em", "i")
        if not _stands_in_italics(found, element)
    )
    whole = len("".join(element.text_content().split()))
    return whole > 0 and italic >= whole


def _stands_in_italics(found: HtmlElement, within: HtmlElement) -> bool:
    parent = found.getparent()
    while parent is not None and parent is not within:
        if parent.tag in ITALIC_TAGS:
            return True
        parent = parent.getparent()
    return False
