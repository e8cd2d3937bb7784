"""An article's text with the words marked from which its report was read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.history.versions import PARAGRAPH


@dataclass(frozen=True)
class Stretch:
    """A stretch of a paragraph. `anchor` names the fact that it says: parties-1; "" for other text."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Span:
    """Characters of the text that say a fact."""

    start: int
    stop: int
    anchor: str


def spans_of(stored: str) -> tuple[Span, ...]:
    """`reports.spans`, in the order of the text; of those that overlap the first is kept."""
    fields: dict[str, list[list[int]]] = json.loads(stored)
    found = [
        Span(start, stop, f"{field}-{number}")
        for field, places in fields.items()
        for number, (start, stop) in enumerate(places, start=1)
    ]
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.stop)):
        if span.start < span.stop and (not kept or kept[-1].stop <= span.start):
            kept.append(span)
    return tuple(kept)


def paragraphs(body: str, spans: tuple[Span, ...] = ()) -> tuple[tuple[Stretch, ...], ...]:
    """The paragraphs of a text, each as its stretches. A span that runs over a paragraph's end ends with it."""
    found, start = [], 0
    for text in body.split(PARAGRAPH):
        inside = [span for span in spans if start <= span.start < start + len(text)]
        found.append(tuple(_stretches(body, start, start + len(text), inside)))
        start += len(text) + len(PARAGRAPH)
    return tuple(found)


def _stretches(body: str, start: int, stop: int, spans: list[Span]) -> Iterator[Stretch]:
    cut = [Span(start, start, ""), *(Span(s.start, min(s.stop, stop), s.anchor) for s in spans), Span(stop, stop, "")]
    for before, span in pairwise(cut):
        if before.stop < span.start:
            yield Stretch(body[before.stop : span.start])
        if span.anchor:
            yield Stretch(body[span.start : span.stop], span.anchor)
