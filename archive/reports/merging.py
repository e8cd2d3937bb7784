"""The same body or person named twice is one: the party as its fullest name, the person with the fullest post."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.model import PersonInRole
from archive.reports.bodies import Body
from archive.reports.events import Telling
from archive.reports.kinds import BRIEFING, COORDINATION, WORKING
from archive.reports.lexicon import phrases
from archive.reports.marking import Line, Marked
from archive.reports.parties import parties_of, signers
from archive.reports.passage import WORD_OR_SIGN, Passage
from archive.reports.people import Mention, Post
from archive.reports.roles import organization, role
from archive.reports.sides import Named

PLURAL = re.compile(r"^các\b|^cụm\b|\bcác (?:tỉnh|huyện|quận|thành|xã|phường|đảng)\b|\d (?:tỉnh|huyện)\b")
FEWEST_PARTIES = 2
WORDS_OF_A_BARE_NAME = 2  # "Tỉnh ủy", "Thành ủy"
TELLINGS_ASKED = 5  # sentences asked for parties, the likeliest first


@dataclass(frozen=True)
class Person:
    """A person of the report and the words of the passage that name them first."""

    person: PersonInRole
    start: int
    stop: int


def distinct_parties(passage: Passage, sentences: Sequence[Marked], told: Sequence[Telling]) -> list[Named]:
    """The parties of the likeliest telling, completed from the next ones where it names fewer than two.

    A briefing or working session is only completed from sentences that tell of one.
    """
    found: list[Named] = []
    for telling in told[:TELLINGS_ASKED]:
        if len(found) >= FEWEST_PARTIES or any(is_plural(named.name(passage)) for named in found):
            break
        if telling is told[0] or telling.acts or (len(telling.parties) >= FEWEST_PARTIES and not _is_meeting(told[0])):
            found = _merged(passage, [*found, *telling.parties])
    found = found or _signers(passage, told) or _most_named(passage, sentences)
    headline = [
        Named(body.start, body.stop, body.category)
        for one in sentences
        if one.line is Line.HEADLINE
        for body in one.bodies
    ]
    free = [
        Named(body.start, body.stop, body.category) for one in sentences for held in one.bodies for body in chain(held)
    ]
    return [_in_full(passage, party, headline, free) for party in found]


def is_plural(name: str) -> bool:
    """Whether one name stands for many bodies: "Cụm Ban Tuyên giáo các tỉnh ủy", "Hội CCB 12 tỉnh"."""
    return bool(PLURAL.search(name.lower())) and "khối" not in name.lower()


def _signers(passage: Passage, told: Sequence[Telling]) -> list[Named]:
    """Where no body acts, those that the people who sign speak for."""
    return next((found for telling in told if len(found := _merged(passage, signers(passage, telling.marked))) > 1), [])


def _most_named(passage: Passage, sentences: Sequence[Marked]) -> list[Named]:
    """Where no sentence tells who, the bodies that the sentences on coordination name: a lead was lost, say."""
    about = [one for one in sentences if COORDINATION.search(passage.lowered, one.start, one.stop)]
    return _merged(passage, [named for one in about for named in parties_of(passage, one)])[:FEWEST_PARTIES]


def _is_meeting(telling: Telling) -> bool:
    return any(act.kind in (BRIEFING, WORKING) for act in telling.acts)


def _merged(passage: Passage, named: Iterable[Named]) -> list[Named]:
    kept: list[Named] = []
    for one in named:
        same = next((other for other in kept if _same_body(passage, one, other)), None)
        if same is None:
            kept.append(one)
        elif len(one.name(passage)) > len(same.name(passage)):
            kept[kept.index(same)] = one
    return kept


def _same_body(passage: Passage, one: Named, other: Named) -> bool:
    left, right = spelled_out(one.name(passage)), spelled_out(other.name(passage))
    return left[: len(right)] == right or right[: len(left)] == left


def _in_full(passage: Passage, party: Named, headline: Sequence[Named], free: Sequence[Named]) -> Named:
    """As the headline spells it out ("Bộ CA": "Bộ Công an"), and never bare ("Thành ủy": "Thành ủy Hà Tĩnh")."""
    words = spelled_out(party.name(passage))
    printed = len(party.name(passage).split())
    for other in headline:
        if len(other.name(passage).split()) > printed and spelled_out(other.name(passage)) == words:
            return other
    if len(words) <= WORDS_OF_A_BARE_NAME or words[-1] == "khối":
        fuller = (
            other
            for other in free
            if len(spelled := spelled_out(other.name(passage))) > len(words) and spelled[: len(words)] == words
        )
        return next(fuller, party)
    return party


def chain(body: Body) -> Iterator[Body]:
    """A body and those that it belongs to: "Thường trực Thành ủy Cần Thơ", "Thành ủy Cần Thơ"."""
    yield body
    if body.owner:
        yield from chain(body.owner)


@lru_cache(maxsize=4096)
def spelled_out(name: str) -> tuple[str, ...]:
    """The words of a body's name with abbreviations spelled out and "Việt Nam" left away, lower case."""
    passage = Passage(name)
    words: list[str] = []
    index = 0
    while index < len(passage):
        short = phrases("abbreviations").at(passage.words, index)
        words += WORD_OR_SIGN.findall(short[1]) if short else [passage.words[index]]
        index = short[0] if short else index + 1
    return tuple(word for word in words if word.isalnum() and word != "cụm")


def distinct_people(passage: Passage, sentences: Sequence[Marked]) -> list[Person]:
    """The people of a text in the order of their first mention, each with the longest list of posts given."""
    mentions: dict[str, list[Mention]] = {}
    for marked in sentences:
        if marked.line is not Line.CHROME:
            for mention in marked.people:
                mentions.setdefault(" ".join(passage.words[mention.start : mention.stop]), []).append(mention)
    return [_person(passage, named) for named in mentions.values()]


def _person(passage: Passage, named: Sequence[Mention]) -> Person:
    first = named[0]
    posts = max((mention.posts for mention in named), key=lambda posts: _length(passage, posts))
    name = passage.quote(first.start, first.stop)
    return Person(PersonInRole(name, role(passage, posts), organization(passage, posts)), first.start, first.stop)


def _length(passage: Passage, posts: tuple[Post, ...]) -> int:
    return len(role(passage, posts) or "")
