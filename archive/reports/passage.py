"""A text as the grammars see it: one spelling, its words and sentences, and the way back to the characters given."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from archive.vietnamese import normalize, unify_tones

WORD_OR_SIGN = re.compile(r"\w+|[^\w\s]")
SENTENCE_END = frozenset(".!?…|")
ABBREVIATED = frozenset({"tp", "tx", "tt", "t", "ư", "ths", "ts", "pgs", "gs", "đ", "mr", "ks", "bs", "ll", "st"})
LETTER_AND_ITS_MARKS = re.compile(r".[\u0300-\u036f]*", re.DOTALL)


@dataclass(frozen=True)
class Sentence:
    """Words `start` (included) to `stop` (excluded), and the number of the line that holds them."""

    start: int
    stop: int
    line: int


class Passage:
    """A text read once: `printed` is NFC as printed, `text` the same length with one tone placement."""

    def __init__(self, given: str) -> None:
        self.given = given
        self.printed = normalize(given)
        spelled = unify_tones(self.printed)
        self.text = spelled if len(spelled) == len(self.printed) else self.printed
        found = [match.span() for match in WORD_OR_SIGN.finditer(self.text)]
        self.starts = [start for start, _ in found]
        self.stops = [stop for _, stop in found]
        lowered = self.text.lower()
        if len(lowered) != len(self.text):  # a few letters outside Vietnamese, like İ, grow when lowered
            lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in self.text)
        self.lowered = lowered
        self.words = [lowered[start:stop] for start, stop in found]

    def __len__(self) -> int:
        return len(self.words)

    def is_capital(self, index: int) -> bool:
        """Whether a word begins with a capital letter."""
        return index < len(self.words) and self.text[self.starts[index]].isupper()

    def quote(self, start: int, stop: int) -> str:
        """The words from `start` to `stop` as printed, on one line."""
        if stop <= start:
            return ""
        return " ".join(self.printed[self.starts[start] : self.stops[stop - 1]].split())

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The characters of `text` that the words from `start` to `stop` stand on."""
        return self.starts[start], self.stops[stop - 1]

    def characters(self, start: int, stop: int) -> tuple[int, int]:
        """The characters of the text given that the words from `start` to `stop` stand on."""
        return self.given_span(*self.span(start, stop))

    def given_span(self, start: int, stop: int) -> tuple[int, int]:
        """Characters of `printed` as characters of the text given."""
        if self._offsets is None:
            return start, stop
        return self._offsets[start], self._offsets[stop]

    @cached_property
    def _offsets(self) -> list[int] | None:
        """For each character of `printed`, where it began in the text given; None where nothing moved."""
        if len(self.printed) == len(self.given):
            return None
        offsets: list[int] = []
        for match in LETTER_AND_ITS_MARKS.finditer(self.given):
            offsets += [match.start()] * len(normalize(match.group()))
        end = len(self.given)  # conjoining letters of other scripts may shift the count: never past the end
        offsets += [end] * len(self.printed)
        return [*offsets[: len(self.printed)], end]

    @cached_property
    def word_at(self) -> dict[int, int]:
        """The word that begins at a character of `text`."""
        return {start: index for index, start in enumerate(self.starts)}

    @cached_property
    def line_of(self) -> list[int]:
        """For each word the number of its line, from 0."""
        numbers: list[int] = []
        end = -1
        for line, text in enumerate(self.text.split("\n")):
            end += len(text) + 1
            numbers += [line] * (bisect_left(self.starts, end) - len(numbers))
        return numbers

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Sentences in order; a line break always ends one, and so does a full stop glued to a capital."""
        found: list[Sentence] = []
        begin = 0
        lines = self.line_of
        for index in range(1, len(self.words)):
            may_end = self.words[index - 1] in SENTENCE_END or lines[index] != lines[index - 1]
            if may_end and self._begins_sentence(index):
                found.append(Sentence(begin, index, self.line_of[begin]))
                begin = index
        if self.words:
            found.append(Sentence(begin, len(self.words), self.line_of[begin]))
        return found

    def _begins_sentence(self, index: int) -> bool:
        if self.line_of[index] != self.line_of[index - 1]:
            return True
        if not self._may_begin(index):
            return False
        return self.words[index - 1] != "." or index < 2 or not self._is_abbreviation(index - 2)

    def _may_begin(self, index: int) -> bool:
        first = self.text[self.starts[index]]
        return first.isupper() or (first.isdigit() and self.starts[index] > self.stops[index - 1])

    def _is_abbreviation(self, index: int) -> bool:
        word = self.words[index]
        glued = self.starts[index + 1] == self.stops[index]
        return glued and (word in ABBREVIATED or (len(word) == 1 and self.is_capital(index)))
