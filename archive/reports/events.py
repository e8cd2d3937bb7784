"""The sentence that tells the event: the one that joins an act of coordination to the bodies that do it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reports.instruments import NamedInstrument, named_instruments
from archive.reports.kinds import COORDINATION, Act, acts
from archive.reports.marking import Line, Marked
from archive.reports.parties import parties_of
from archive.reports.passage import Passage
from archive.reports.sides import Named

SENTENCES_READ = 12  # the event stands near the top; further down stand results and speeches
DAY_NAMED = re.compile(r"\b(?:ngày|sáng|chiều|tối|nay)\b[^.]{0,12}\d")


@dataclass(frozen=True)
class Telling:
    """A sentence read as the telling of an event."""

    marked: Marked
    acts: tuple[Act, ...]
    parties: tuple[Named, ...]
    instruments: tuple[NamedInstrument, ...]
    weight: float


def tellings(passage: Passage, sentences: Sequence[Marked]) -> list[Telling]:
    """The sentences that may tell the event, the likeliest first."""
    body = [one for one in sentences if one.line is not Line.CHROME]
    found = [_telling(passage, marked, position) for position, marked in enumerate(body[:SENTENCES_READ])]
    return sorted(found, key=lambda telling: -telling.weight)


def _telling(passage: Passage, marked: Marked, position: int) -> Telling:
    found = acts(passage.lowered, marked.start, marked.stop)
    named = tuple(parties_of(passage, marked))
    instruments = tuple(named_instruments(passage.lowered, marked.start, marked.stop))
    return Telling(marked, found, named, instruments, _weight(passage, marked, position, found, named))


def _weight(passage: Passage, marked: Marked, position: int, found: Sequence[Act], named: Sequence[Named]) -> float:
    text = passage.lowered[marked.start : marked.stop]
    weight = 3.0 if found else 0.0
    weight += 2.0 if COORDINATION.search(text) else 0.0
    weight += 1.5 * min(len(named), 2)
    weight += 1.0 if DAY_NAMED.search(text) else 0.0
    weight -= 1.5 if marked.line is Line.CAPTION else 0.5 if marked.line is Line.HEADLINE else 0.0
    weight -= 2.0 if text.startswith(("trước đó", "trước khi")) else 0.0
    return weight - 0.35 * position
