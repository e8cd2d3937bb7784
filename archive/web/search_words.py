"""Words as readers type them -> FTS5 queries. Whatever is typed, what comes out is a valid query.

`"quoted words"` stand side by side, `-word` must not occur, `word*` begins a word. UBND also finds Ủy ban nhân dân and
the other way round; a province also finds what happened in it, under its old name or its new one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archive.gazetteer import places
from archive.places import ALIASES, SURNAMES
from archive.vietnamese import normalize
from archive.web.short_forms import LONGEST, containing, is_word, long_forms, short_forms
from archive.web.spelling import accented, has_accents, plain, tokens

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\0": " ", "−": "-", "–": "-"})
PHRASE_OR_WORD = re.compile(r'(-?)"([^"]*)"?|(\S[^\s"]*)')
MOST_WORDS = 24  # what is typed beyond them is left out: each costs a look into the index
FEWEST_BEFORE_STAR = 2  # letters: a* would be half of all words
NOTHING = '""'  # a phrase without words: FTS5 finds nothing and reports no error
Spelling = Callable[[str], str]

TEXT = "{headline captions body} : "
FACTS = "facts : "
SAIGON = ("thành phố hồ chí minh", "tp hồ chí minh", "tp hcm")
EVERY_ARTICLE = "article"  # a fact that all have


@dataclass(frozen=True)
class Term:
    """Words that stand side by side, as typed."""

    words: tuple[str, ...]
    is_excluded: bool = False
    is_quoted: bool = False
    is_prefix: bool = False


@dataclass(frozen=True)
class Variant:
    """One way in which an article may say what a group means: words in the text, or a fact about the article."""

    words: tuple[str, ...] = ()
    is_phrase: bool = True
    is_prefix: bool = False
    fact: str = ""


@dataclass(frozen=True)
class Group:
    """What belongs together in a query: any of the variants will do. The first is what was typed."""

    variants: tuple[Variant, ...]
    is_excluded: bool = False


@dataclass(frozen=True)
class Typed:
    """A query taken apart. `words` are all that must occur, in their order, as typed."""

    groups: tuple[Group, ...] = ()
    words: tuple[str, ...] = ()
    has_accents: bool = False

    @property
    def wanted(self) -> tuple[Group, ...]:
        """What must occur."""
        return tuple(group for group in self.groups if not group.is_excluded)

    @property
    def unwanted(self) -> tuple[Group, ...]:
        """What must not."""
        return tuple(group for group in self.groups if group.is_excluded)


def typed(text: str | None) -> Typed:
    """Take apart what somebody typed."""
    terms = _terms(normalize(text or "").translate(QUOTES))
    wanted = [word for term in terms if not term.is_excluded for word in term.words]
    return Typed(tuple(_groups(terms)), tuple(wanted), has_accents(" ".join(wanted)))


def _terms(text: str) -> list[Term]:
    terms, left = [], MOST_WORDS
    for minus, phrase, word in PHRASE_OR_WORD.findall(text):
        quoted = not word
        excluded = bool(minus) if quoted else word.startswith("-") and len(word) > 1
        words = tokens(phrase if quoted else word)[:left]
        if words:
            left -= len(words)
            star = not quoted and word.endswith("*") and len(words[-1]) >= FEWEST_BEFORE_STAR
            terms.append(Term(tuple(words), excluded, quoted, star))
    return terms


def _groups(terms: Sequence[Term]) -> Iterator[Group]:
    """Terms that are single words are looked at together, for names of several words may lie in them."""
    index = 0
    while index < len(terms):
        run = _run(terms, index)
        length, group = _longest(run) if run else (1, _alone(terms[index]))
        yield group
        index += length


def _run(terms: Sequence[Term], start: int) -> tuple[str, ...]:
    """The plain words from there on."""
    words = []
    for term in terms[start : start + LONGEST]:
        if term.is_excluded or term.is_quoted or term.is_prefix or len(term.words) > 1:
            break
        words.append(term.words[0])
    return tuple(words)


def _alone(term: Term) -> Group:
    own = Variant(term.words, is_prefix=term.is_prefix)
    others = () if term.is_prefix else _within(term.words)
    places = () if term.is_prefix or term.is_quoted else _facts(term.words)  # TP.HCM
    return Group((own, *others, *places), term.is_excluded)


def _longest(words: tuple[str, ...]) -> tuple[int, Group]:
    """The longest name that these words begin with, else the first word: how many words, and the group."""
    for length in range(len(words), 0, -1):
        others = _same(words[:length])
        if others:
            return length, Group((Variant(words[:length], is_phrase=False), *others))
    if length := _length_of_person(words):
        return length, Group((Variant(words[:length]),))
    return 1, Group((Variant(words[:1]),))


def _same(words: tuple[str, ...]) -> tuple[Variant, ...]:
    """Other ways to say exactly these words."""
    key, bare = tuple(tokens(accented(" ".join(words)))), tuple(tokens(plain(" ".join(words))))
    longer = () if is_word(key) and not "".join(words).isupper() else _long(key)
    shorter = short_forms().get(bare, ())
    wider = [short for name in ((key, *longer) if shorter else longer) for short in containing(name)]
    forms = dict.fromkeys((*longer, *shorter, *wider))
    return (
        *(Variant(form) for form in forms if form != key),
        *_facts(words),
    )


def _facts(words: tuple[str, ...]) -> tuple[Variant, ...]:
    """What an article has on record if it is about the province of that name, whatever its words."""
    bare = tuple(tokens(plain(" ".join(words))))
    return tuple(Variant(fact=fact("place", place)) for place in _provinces().get(bare, ()))


@cache
def _long(key: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A short form may be typed without its đ."""
    bare = tuple(plain(word) for word in key)
    found = [long for short, longs in long_forms().items() if bare == _bare(short) for long in longs]
    return tuple(dict.fromkeys(found))


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(word) for word in words)


def _within(words: tuple[str, ...]) -> tuple[Variant, ...]:
    """A phrase with one of the names in it said otherwise: "chủ tịch UBND xã" -> chủ tịch ủy ban nhân dân xã."""
    found = []
    for start in range(len(words)):
        for stop in range(len(words), start, -1):
            for other in _same(words[start:stop]):
                if other.words:
                    found.append(Variant(words[:start] + other.words + words[stop:]))
    return tuple(found)


def _length_of_person(words: tuple[str, ...]) -> int:
    """Nguyễn Văn Hùng: a surname and one to three more capitalised words; 0 for what is no such name."""
    if accented(words[0]) not in SURNAMES or not words[0].istitle():
        return 0
    length = next((index for index, word in enumerate(words[:4]) if not word.istitle()), min(len(words), 4))
    return length if length >= 2 else 0


@cache
def _provinces() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Name of a province, without accents -> ids, of before July 2025 and of today."""
    found: dict[tuple[str, ...], list[str]] = {}
    for place in places():
        if place.level == "province":
            found.setdefault(tuple(tokens(plain(place.name))), []).append(place.id)
    for alias, name in {**ALIASES, **dict.fromkeys(SAIGON, "hồ chí minh")}.items():
        key = tuple(tokens(plain(alias)))
        found.setdefault(key, found.get(tuple(tokens(plain(name))), []))
    return {name: tuple(ids) for name, ids in found.items() if ids}


def fact(name: str, value: object = "") -> str:
    """A fact about an article as one word of the index: fact("place", "d436/tu") is placed436x2ftu."""
    return name + "".join(
        letter if letter.isascii() and letter.isalnum() else f"x{ord(letter):x}" for letter in str(value).lower()
    )


def plain_query(query: Typed) -> str:
    """For `articles_fts`: all that was typed, whatever its accents."""
    return _query(query, plain)


def accented_query(query: Typed) -> str:
    """For `articles_wording`: all that was typed, with the accents as typed."""
    return _query(query, accented)


def phrase_query(query: Typed, spelling: Spelling, column: str) -> str:
    """All words side by side in one of the columns, in that spelling: see spelling.py."""
    return f"{column} : {_phrase(tokens(spelling(' '.join(query.words))))}"


def _query(query: Typed, spelling: Spelling) -> str:
    wanted = [_any_of(group, spelling) for group in query.wanted]
    unwanted = [_any_of(group, spelling) for group in query.unwanted]
    if not wanted:
        wanted = [FACTS + EVERY_ARTICLE] if unwanted else [NOTHING]
    every = " AND ".join(wanted)
    return f"({every}) NOT ({' OR '.join(unwanted)})" if unwanted else every


def _any_of(group: Group, spelling: Spelling) -> str:
    ways = [_way(variant, spelling) for variant in group.variants if not (group.is_excluded and variant.fact)]
    return f"({' OR '.join(dict.fromkeys(ways))})"


def _way(variant: Variant, spelling: Spelling) -> str:
    if variant.fact:
        return FACTS + _phrase([variant.fact])
    words = tokens(spelling(" ".join(variant.words)))
    if variant.is_phrase or len(words) == 1:
        return TEXT + _phrase(words) + (" *" if variant.is_prefix else "")
    return "(" + " AND ".join(TEXT + _phrase([word]) for word in words) + ")"


def _phrase(words: Sequence[str]) -> str:
    return '"' + " ".join(words) + '"'
