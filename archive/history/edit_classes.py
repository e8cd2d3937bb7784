"""The classes of edits. Each stretch of a paragraph that changed has one, and the gravest counts. Pure.

A reader who learns of one thing only should learn that a paragraph is gone or that a name is another, not that the
headline lost a comma: PRECEDENCE says what is graver.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from archive.dates import event_dates
from archive.history.differences import SAME, WENT, Change, Piece, Words
from archive.reports.bodies import Body
from archive.reports.lexicon import entries
from archive.reports.marking import mark
from archive.reports.passage import Passage
from archive.reports.people import Mention, Post
from archive.syllables import is_syllable
from archive.vietnamese import fold, unify_tones


class EditClass(StrEnum):
    """A closed list, kept in `edits`."""

    BORING = "boring"  # signs, capitals, spaces, the place of a tone mark, quotes: kept, but hidden
    TYPO = "typo"  # a few letters or marks within words
    HEADLINE = "headline"
    DATE = "date"  # a day, a year, a time of day in the text
    NAMES_OR_NUMBERS = "names_or_numbers"  # a person, body, place, number or document in a paragraph that else stays
    PARAGRAPH_REMOVED = "paragraph_removed"  # or a caption
    PARAGRAPH_ADDED = "paragraph_added"
    REWRITTEN = "rewritten"  # other words; all of the text, or where none of the above says more


# What is no longer said, then what others may have relied on (who, where, how many), then what most readers see,
# then what was added, worded otherwise, set right.
PRECEDENCE = (
    *(EditClass.PARAGRAPH_REMOVED, EditClass.NAMES_OR_NUMBERS, EditClass.HEADLINE, EditClass.PARAGRAPH_ADDED),
    *(EditClass.REWRITTEN, EditClass.DATE, EditClass.TYPO, EditClass.BORING),
)

# Share of a paragraph's words up to which it "else stays", so that a name in it can be said to have changed.
ELSE_STAYS = 0.6
# Likeness (of difflib, 0 to 1) of a word to its misspelling: "chương", "chươg" 0.9; two real words differ by one
# letter at most ("các", "cách" 0.86) and not as "huyện" and "quyền" do (0.8).
LIKE_A_MISSPELLING, LIKE_ANOTHER_WORD = 0.6, 0.85
NUMBER_WORDS = frozenset(
    "một hai ba bốn năm sáu bảy tám chín mười mươi chục trăm nghìn ngàn vạn triệu tỷ nửa rưỡi".split()
)
TIME = re.compile(
    r"\bnăm \d{4}\b|\b\d{1,2}\s?(?:giờ|[gh])\s?(?:\d{1,2}\b(?:\s?phút)?)?"
    r"|\b(?:sáng|trưa|chiều|tối|hôm)(?: hôm)? (?:nay|qua)\b",
    re.IGNORECASE,
)
ANY_DAY = date(2025, 12, 31)  # which year a day without one belongs to plays no part here
OPENING_SIGNS = frozenset("\"'([-*+")


def class_of_paragraph(change: Change) -> EditClass:
    """The class of a paragraph that was there before and after."""
    classes = {_class_of(change, *stretch) for stretch in _stretches(change.pieces)}
    gravest = next((one for one in PRECEDENCE if one in classes), EditClass.BORING)
    if gravest is EditClass.NAMES_OR_NUMBERS and _share_that_stays(change) < ELSE_STAYS:
        return EditClass.REWRITTEN
    return gravest


def _stretches(pieces: Sequence[Piece]) -> Iterator[tuple[range, range]]:
    """The words before and the words after of each place that changed."""
    went, came = range(0), range(0)
    for piece in pieces:
        if piece.how == SAME:
            if went or came:
                yield went, came
            went, came = range(0), range(0)
        elif piece.how == WENT:
            went = range(piece.start, piece.stop)
        else:
            came = range(piece.start, piece.stop)
    if went or came:
        yield went, came


def _share_that_stays(change: Change) -> float:
    stays = sum(piece.stop - piece.start for piece in change.pieces if piece.how == SAME)
    return stays / max(len(change.went), len(change.came), 1)


def _class_of(change: Change, went: range, came: range) -> EditClass:
    """The class of one place; which words it touches decides, not what stands around it."""
    if any(_is_in_number(change.went, index) for index in went) or any(
        _is_in_number(change.came, index) for index in came
    ):
        both_dates = _are_dates(change.went, went) and _are_dates(change.came, came)
        return EditClass.DATE if both_dates else EditClass.NAMES_OR_NUMBERS
    old, new = _only_in(change.went, went, change.came, came), _only_in(change.came, came, change.went, went)
    if not old and not new:
        return EditClass.BORING
    if _are_dates(change.went, old) and _are_dates(change.came, new):
        return EditClass.DATE
    if _is_misspelling(change, old, new) or _is_repetition(change, old, new):
        return EditClass.TYPO
    if _are_counts(change, old, new) or _has_name(change.went, old) or _has_name(change.came, new):
        return EditClass.NAMES_OR_NUMBERS
    return EditClass.REWRITTEN


def _only_in(words: Words, here: range, others: Words, there: range) -> list[int]:
    """Words of `here` that are not `there` as well, capitals aside; signs are left out."""
    known = Counter(others[index].key.lower() for index in there)
    only = []
    for index in here:
        key = words[index].key.lower()
        if words[index].is_sign:
            continue
        if known[key]:
            known[key] -= 1
        else:
            only.append(index)
    return only


# --- Dates and numbers -------------------------------------------------------------------------------------


def _is_in_number(words: Words, index: int) -> bool:
    """A sign within a number: 2.540, 15/16, 3-5."""
    if not words[index].is_sign or not 0 < index < len(words) - 1:
        return False
    before, after = words[index - 1], words[index + 1]
    return before.touches_next and words[index].touches_next and before.key.isdigit() and after.key.isdigit()


def _are_dates(words: Words, indexes: Sequence[int]) -> bool:
    """Whether all of these words belong to days, years or times of day; true for none."""
    if not indexes:
        return True
    dates = _words_of_dates(words)
    return all(index in dates for index in indexes)


@lru_cache(maxsize=64)  # paragraphs: each is asked about several times in a row
def _words_of_dates(words: Words) -> frozenset[int]:
    text = "".join(word.text for word in words)
    spans = [(day.start, day.stop) for day in event_dates(text, ANY_DAY)]
    spans += [found.span() for found in TIME.finditer(text)]
    positions = _positions(words)
    return frozenset(
        index for index, position in enumerate(positions) if any(start <= position < stop for start, stop in spans)
    )


def _positions(words: Words) -> list[int]:
    """First character of each word."""
    positions, position = [], 0
    for word in words:
        positions.append(position)
        position += len(word.text)
    return positions


def _are_counts(change: Change, old: Sequence[int], new: Sequence[int]) -> bool:
    """A number in digits that went or came, or one in words in place of another."""
    went, came = [change.went[index].key.lower() for index in old], [change.came[index].key.lower() for index in new]
    if any(letter.isdigit() for word in (*went, *came) for letter in word):
        return True
    return bool(NUMBER_WORDS.intersection(went) and NUMBER_WORDS.intersection(came))


# --- Misspellings ------------------------------------------------------------------------------------------


def _is_misspelling(change: Change, old: Sequence[int], new: Sequence[int]) -> bool:
    """Word for word the same but for a few letters, or a space too many or too few."""
    went, came = [change.went[index].key for index in old], [change.came[index].key for index in new]
    if "".join(went).lower() == "".join(came).lower():
        return True
    if len(went) != len(came) or not all(map(_is_near, went, came)):
        return False
    before, after = _names(change.went).proper, _names(change.came).proper
    # Lê Thị Mận and Lê Thị Mẫn are two people; Nguyễnn is nobody.
    return not any(
        one in before and other in after and is_syllable(word.lower())
        for one, other, word in zip(old, new, went, strict=True)
    )


def _is_near(one: str, other: str) -> bool:
    one, other = one.lower(), other.lower()
    if not (one.isalpha() and other.isalpha()) or {one, other} <= NUMBER_WORDS:
        return False
    bare, bare_other = fold(one), fold(other)
    likeness = SequenceMatcher(None, bare, bare_other, autojunk=False).ratio()
    both_words = is_syllable(one) and is_syllable(other)
    return likeness >= (LIKE_ANOTHER_WORD if both_words else LIKE_A_MISSPELLING)


def _is_repetition(change: Change, old: Sequence[int], new: Sequence[int]) -> bool:
    """Words written twice by mistake: của của."""
    if bool(old) == bool(new):
        return False
    words, these = (change.went, old) if old else (change.came, new)
    stretch = [words[index].key.lower() for index in these]
    first, last, length = these[0], these[-1] + 1, len(these)
    if last - first != length:
        return False
    neighbours = words[max(0, first - length) : first], words[last : last + length]
    return any([word.key.lower() for word in neighbour] == stretch for neighbour in neighbours)


# --- Names -------------------------------------------------------------------------------------------------


def _has_name(words: Words, indexes: Sequence[int]) -> bool:
    if not indexes:
        return False
    names = _names(words)
    return any(index in names.proper or index in names.of_bodies for index in indexes)


@dataclass(frozen=True)
class _Names:
    """Words of a paragraph that belong to names."""

    proper: frozenset[int]  # of people, places and so on: words with a capital letter within a sentence
    of_bodies: frozenset[int]  # all words of bodies, "vận" in "Ban Dân vận" too


@lru_cache(maxsize=64)  # paragraphs: each is asked about several times in a row
def _names(words: Words) -> _Names:
    passage = Passage("".join(word.text for word in words))
    if len(passage) != len(words):
        return _Names(frozenset(), frozenset())
    marked = mark(passage, None)
    bodies = {index for one in marked for body in one.bodies + one.office_bodies for index in _span(body)}
    posts = {index for one in marked for person in one.people for post in person.posts for index in _span(post)}
    people = {index for one in marked for person in one.people for index in _span(person)}
    ordinary = {index for index in bodies | posts if words[index].key.lower() in _words_of_offices()}
    return _Names(frozenset((_capitals(passage) | people) - ordinary), frozenset(bodies | posts))


def _span(found: Mention | Body | Post) -> range:
    return range(found.start, found.stop)


def _capitals(passage: Passage) -> set[int]:
    """Words with a capital letter that no sentence begins with, unless another follows: "Nghệ An là ..."."""
    if passage.printed.isupper():
        return set()
    capitals = {index for index in range(len(passage)) if passage.is_capital(index)}
    first = {_first_word(passage, sentence.start) for sentence in passage.sentences}
    first |= {index for index in capitals if index and passage.words[index - 1] in {":", *OPENING_SIGNS}}
    return {index for index in capitals if index not in first or index + 1 in capitals}


def _first_word(passage: Passage, index: int) -> int:
    while index < len(passage) - 1 and not passage.words[index][0].isalnum():
        index += 1
    return index


@lru_cache
def _words_of_offices() -> frozenset[str]:
    """The words that names of bodies and posts are made of: tỉnh, ủy, bí, thư. A wrong mark in one is a slip."""
    phrases = (phrase for name in ("bodies", "posts") for _, phrase, _ in entries(name))
    return frozenset(word for phrase in phrases for word in unify_tones(phrase).lower().split())
