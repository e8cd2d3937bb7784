"""CSS selectors, compiled once, over one lxml tree. A parsel selector would cost 1.6 ms more a page."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast

from lxml.etree import XPath
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from archive import vietnamese

_TRANSLATOR = HTMLTranslator()
_TEXT_AND_BREAKS = cast("Callable[[HtmlElement], list[Any]]", XPath("descendant::text() | descendant::br"))
# What `.name` is translated to, alone or before another condition (`.name:last-child`). It asks every element of the
# page whether it has the class; going from the class attributes that there are finds the same in half the time.
_CLASS_TEST = re.compile(
    r"\*\[(?P<first>\()?@class and contains\(@class, '(?P<name>[\w-]+)'\)"
    r" and contains\(concat\(' ', normalize-space\(@class\), ' '\), ' (?P=name) '\)(?(first)\) and |\])"
)
_FROM_CLASSES = "*/@class[contains(., '{0}')][contains(concat(' ', normalize-space(.), ' '), ' {0} ')]/parent::*"


@cache
def compiled(css: str, *, inside: bool = False) -> Callable[[HtmlElement], list[Any]]:
    """The XPath of a CSS selector; with `inside` it looks only below the element it is called on."""
    prefix = "descendant::" if inside else "descendant-or-self::"
    xpath = _CLASS_TEST.sub(_from_classes, _TRANSLATOR.css_to_xpath(css, prefix=prefix))
    return cast("Callable[[HtmlElement], list[Any]]", XPath(xpath))


def _from_classes(test: re.Match[str]) -> str:
    return _FROM_CLASSES.format(test["name"]) + ("[" if test["first"] else "")


def select(root: HtmlElement, css: str, *, inside: bool = False) -> list[HtmlElement]:
    """The elements that match, in document order."""
    return compiled(css, inside=inside)(root)


def first(root: HtmlElement, css: str) -> HtmlElement | None:
    """The first element that matches."""
    found = compiled(css)(root)
    return found[0] if found else None


def text_of(found: HtmlElement | str) -> str:
    """All text of an element (or an attribute's value) on one line, NFC; a line break is a space."""
    if isinstance(found, str):
        raw = found
    elif next(found.iter("br"), None) is None:
        raw = found.text_content()
    else:
        raw = "".join(piece if isinstance(piece, str) else " " for piece in _TEXT_AND_BREAKS(found))
    return " ".join(vietnamese.normalize(raw).split())


def texts(root: HtmlElement, selectors: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Pairs of selector and non-empty text, in order of preference."""
    for css in selectors:
        for found in compiled(css)(root):
            if text := text_of(found):
                yield css, text
