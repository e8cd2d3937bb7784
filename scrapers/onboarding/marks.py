"""How an element can be named by a selector: by its class, its id, or its tag. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

NAME = re.compile(r"[A-Za-z][\w-]*")
# Of the grid, of a state or of a browser's script: they say nothing of what the element holds.
MEANINGLESS = re.compile(
    r"(?:col|row|grid|span|container|wrapper|wrap|clearfix|clear|active|left|right|center|pull|text|float|mb|mt|p|m|d|w|"
    r"hidden|visible|show|img|fa|icon|js|first|last|odd|even|item|li|box|block|inner|outer)(?:[-_]?\w{0,3})?(?:-\d+)*",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\d{3,}")  # post-284211, node-77012: another on each page


def own_marks(element: HtmlElement) -> Iterator[str]:
    """Selectors that an element answers to, the most telling first: `.title-news`, `#content`, `.item`."""
    classes = [name for name in (element.get("class") or "").split() if NAME.fullmatch(name)]
    telling = [name for name in classes if not MEANINGLESS.fullmatch(name)]
    names = [f".{name}" for name in (*telling, *(name for name in classes if name not in telling))]
    if NAME.fullmatch(name := element.get("id") or ""):
        names.insert(len(telling), f"#{name}")
    yield from (name for name in names if not NUMBERED.search(name))


def first_mark(element: HtmlElement) -> str | None:
    """The most telling selector of an element; None where it has neither class nor id."""
    return next(own_marks(element), None)


def commonest(marks: Iterable[str | None]) -> str | None:
    """The selector that was met most often."""
    counted = Counter(mark for mark in marks if mark)
    return counted.most_common(1)[0][0] if counted else None
