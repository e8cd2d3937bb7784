"""The passage of a text that says what was searched for, with the words marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.web.lines import Piece
from archive.web.search_words import Spelling, Typed
from archive.web.spelling import TOKEN, accented, plain, tokens

LENGTH = 38  # words of a passage
BEFORE = 8  # of them, at most, before the first mark
SKIPPED = " … "
LONGEST_WITHOUT_WORDS = 200  # characters of a text that holds none


@dataclass(frozen=True)
class Words:
    """The words of a text in one spelling, and where each lies."""

    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def words_of(text: str, spelling: Spelling) -> Words:
    """The words of a text."""
    found = list(TOKEN.finditer(text))
    key = _accented_word if spelling is accented else _plain_word
    return Words(tuple(key(word.group()) for word in found), tuple(word.span() for word in found))


def said(text: str, spelling: Spelling) -> str:
    """The words of a text one after the other, with a space before and after each."""
    key = _accented_word if spelling is accented else _plain_word
    return f" {' '.join(map(key, TOKEN.findall(text)))} "


@lru_cache(maxsize=1 << 16)
def _plain_word(word: str) -> str:
    return plain(word)


@lru_cache(maxsize=1 << 16)
def _accented_word(word: str) -> str:
    return accented(word)


def passage(text: str, query: Typed) -> tuple[Piece, ...]:
    """The best passage; the beginning of the text where it holds none of the words."""
    words = words_of(text, plain)
    marks = _without_strays(words, _joined(text, words, _marks(text, query, words)))
    start = _best_start(marks, len(words.keys))
    stop = min(start + LENGTH, len(words.keys))
    inside = [(first, min(last, stop)) for first, last in marks if start <= first < stop]
    return tuple(_pieces(text, words, start, stop, inside))


def _marks(text: str, query: Typed, words: Words) -> list[tuple[int, int]]:
    """First word and word after the last, of each place where the text says it: as typed, if it does anywhere."""
    if query.has_accents:
        exact = _found(words_of(text, accented), _phrases(query, accented))
        if exact:
            return exact
    return _found(words, _phrases(query, plain))


def _joined(text: str, words: Words, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that follow each other as one: phối hợp is one word of two syllables."""
    joined: list[tuple[int, int]] = []
    for first, last in marks:
        if joined and joined[-1][1] == first and text[words.spans[first - 1][1] : words.spans[first][0]] == " ":
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _without_strays(words: Words, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a text has the syllables together, those that also stand alone mean something else."""
    together = {key for first, last in marks if last - first > 1 for key in words.keys[first:last]}
    return [(first, last) for first, last in marks if last - first > 1 or words.keys[first] not in together]


def _phrases(query: Typed, spelling: Spelling) -> dict[tuple[str, ...], bool]:
    """What is marked -> whether it only begins the word. The whole query first, then each variant, then its words."""
    found: dict[tuple[str, ...], bool] = {}
    for group in query.wanted:
        for variant in group.variants:
            words = tuple(tokens(spelling(" ".join(variant.words))))
            for phrase in [words] if variant.is_phrase else [words, *((word,) for word in words)]:
                if phrase:
                    found.setdefault(phrase, variant.is_prefix)
    return found


def _found(words: Words, phrases: dict[tuple[str, ...], bool]) -> list[tuple[int, int]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    beginnings = tuple(phrase[0] for phrase, is_prefix in phrases.items() if is_prefix and len(phrase) == 1)
    found, index = [], 0
    while index < len(words.keys):
        length = _length_at(words.keys, index, by_first, beginnings)
        if length:
            found.append((index, index + length))
        index += length or 1
    return found


def _length_at(
    keys: Sequence[str], index: int, by_first: dict[str, list[tuple[str, ...]]], beginnings: tuple[str, ...]
) -> int:
    for phrase in by_first.get(keys[index], ()):
        if keys[index : index + len(phrase)] == phrase:
            return len(phrase)
    return 1 if beginnings and keys[index].startswith(beginnings) else 0


def _best_start(marks: Sequence[tuple[int, int]], length: int) -> int:
    """Where the passage with the most marked words begins; longer marks count for more."""
    if not marks:
        return 0
    weights = [
        (sum((b - a) ** 2 for a, b in marks[index:] if b <= first + LENGTH - BEFORE), -first)
        for index, (first, _) in enumerate(marks[:50])
    ]
    best = -max(weights)[1]
    start = max(0, min(best - BEFORE, length - LENGTH))
    return start if start > BEFORE else 0


def _pieces(text: str, words: Words, start: int, stop: int, marks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    if not words.spans:
        yield Piece(text[:LONGEST_WITHOUT_WORDS])
        return
    position = words.spans[start][0] if start else 0
    end = words.spans[stop - 1][1] if stop < len(words.spans) else len(text)
    if start:
        yield Piece(SKIPPED.lstrip())
    for first, last in marks:
        begin, finish = words.spans[first][0], words.spans[last - 1][1]
        yield Piece(text[position:begin])
        yield Piece(text[begin:finish], is_marked=True)
        position = finish
    yield Piece(text[position:end])
    if stop < len(words.spans):
        yield Piece(SKIPPED.rstrip())
