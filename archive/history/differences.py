"""Where two texts differ, word by word: paragraphs are aligned first, then the words of those that changed. Pure.

Words are Vietnamese syllables, numbers and signs, compared as fingerprints are: spaces, tone placement, quotes and
dashes make no difference.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from archive.vietnamese import TYPOGRAPHY, WORD_OR_SIGN, normalize, unify_tones

# Share of words in common from which two paragraphs are one that was edited; below, one went and another came.
SAME_PARAGRAPH = 0.5

# Work that a page may cause: news of 300 paragraphs, all rewritten, make 90,000 pairs and take 0.4 s; a text of
# 5,000 words makes some 200,000 pairs of equal words. A page of one word written 10,000 times would take minutes.
MOST_PAIRS = 250_000
MOST_EQUAL_PAIRS = 2_000_000

SAME, WENT, CAME = "same", "went", "came"


@dataclass(frozen=True)
class Word:
    """A word or sign: `text` as printed with the spaces after it, `key` in uniform spelling, for comparing."""

    text: str
    key: str

    @property
    def is_sign(self) -> bool:
        """Neither letter nor digit."""
        return not self.key[:1].isalnum()

    @property
    def touches_next(self) -> bool:
        """No space after it, as in 16/9 and 213-QĐ/TW."""
        return not self.text[-1:].isspace()


Words = tuple[Word, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph. SAME: as printed now; WENT: only before; CAME: only after. Spaces are in it."""

    how: str
    start: int  # first word, in the paragraph before (WENT) or after (SAME, CAME)
    stop: int
    text: str


@dataclass(frozen=True)
class Change:
    """A paragraph that changed. Paragraphs are numbered from 1; None: it was not there before, or is no more."""

    where: str  # headline, body or captions
    before: int | None
    after: int | None
    went: Words  # all words of the paragraph before
    came: Words  # all words of the paragraph after
    pieces: tuple[Piece, ...]  # joined without those that WENT, they are the paragraph after


def words_of(text: str) -> Words:
    """The words and signs of a text, in order."""
    text = normalize(text)
    starts = [match.start() for match in WORD_OR_SIGN.finditer(text)]
    printed = [text[start:stop] for start, stop in pairwise([*starts, len(text)])]
    return tuple(Word(word, unify_tones(word.rstrip()).translate(TYPOGRAPHY)) for word in printed)


def differences(where: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The paragraphs that differ, in the order of the text."""
    old, new = [words_of(text) for text in before], [words_of(text) for text in after]
    for one, other in _aligned(old, new):
        yield Change(
            where,
            before=None if one is None else one + 1,
            after=None if other is None else other + 1,
            went=() if one is None else old[one],
            came=() if other is None else new[other],
            pieces=tuple(_pieces(() if one is None else old[one], () if other is None else new[other])),
        )


def difference(where: str, before: str, after: str) -> Iterator[Change]:
    """The change of what there is one of, a headline: it became the other, however little they have in common."""
    old, new = words_of(before), words_of(after)
    if keys(old) != keys(new):
        yield Change(where, 1, 1, old, new, tuple(_pieces(old, new)))


def keys(words: Iterable[Word]) -> tuple[str, ...]:
    """What is compared."""
    return tuple(word.key for word in words)


def _aligned(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[int | None, int | None]]:
    """Paragraph before and paragraph after, for those that are not equal."""
    matcher = _matcher([keys(words) for words in old], [keys(words) for words in new])
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = _most_alike(old[start:stop], new[new_start:new_stop])
        one, other = start, new_start
        for alike in [*pairs, (stop - start, new_stop - new_start)]:
            yield from ((index, None) for index in range(one, start + alike[0]))
            yield from ((None, index) for index in range(other, new_start + alike[1]))
            if alike[0] < stop - start:
                yield start + alike[0], new_start + alike[1]
            one, other = start + alike[0] + 1, new_start + alike[1] + 1


def _matcher(old: Sequence[Hashable], new: Sequence[Hashable]) -> SequenceMatcher[Hashable]:
    """Compares everything, but leaves out what stands everywhere in a text that was made to take forever."""
    times = Counter(new)
    return SequenceMatcher(None, old, new, autojunk=sum(times[one] for one in old) > MOST_EQUAL_PAIRS)


def _most_alike(old: Sequence[Words], new: Sequence[Words]) -> list[tuple[int, int]]:
    """Pairs in order, chosen so that the sum of their likeness is the greatest."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    old_words, new_words = [frozenset(keys(words)) for words in old], [frozenset(keys(words)) for words in new]
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [[(0.0, [])] * (len(new) + 1) for _ in range(len(old) + 1)]
    for one in range(1, len(old) + 1):
        for other in range(1, len(new) + 1):
            here = max(best[one - 1][other], best[one][other - 1], key=lambda found: found[0])
            likeness = _likeness(old_words[one - 1], new_words[other - 1])
            total, pairs = best[one - 1][other - 1]
            if likeness >= SAME_PARAGRAPH and total + likeness > here[0]:
                here = total + likeness, [*pairs, (one - 1, other - 1)]
            best[one][other] = here
    return best[-1][-1][1]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1: words in common, by how many there are in both."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 1.0


def _pieces(old: Words, new: Words) -> Iterator[Piece]:
    for tag, start, stop, new_start, new_stop in _matcher(keys(old), keys(new)).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, new_start, new_stop, _text(new[new_start:new_stop]))
            continue
        if start < stop:
            yield Piece(WENT, start, stop, _text(old[start:stop]))
        if new_start < new_stop:
            yield Piece(CAME, new_start, new_stop, _text(new[new_start:new_stop]))


def _text(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)
