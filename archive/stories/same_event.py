"""Do two articles in similar words tell of the same event? The facts decide: when, where, who. Pure.

Similar words alone cannot tell a rewritten story from the same ritual in the next district: both were measured at a
similarity of about .31. So a likeness in words counts for a story only where people and place agree.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from archive.model import VIETNAM
from archive.stories.sketches import Likeness, Pieces, pieces, plain

LEAST_SIMILARITY = 0.19  # between a copy of which half was rewritten and its source; found on 250 made-up articles
LEAST_CONTAINED = 0.5  # of a digest, which may be so short that the similarity says little

# A digest leaves people out, a reader of names overlooks some. Exactly half says nothing: of two signings in a week,
# one with the police and one with the farmers, the Party's side is the same.
HALF = 0.5

# Where no names speak: a reprint. Half the words in common is also what a ritual has with itself of a month before.
REPRINT_SIMILARITY = 0.6
REPRINT_CONTAINED = 0.8

DAYS_APART = 30  # between printed dates: weeklies and the portals of districts copy late
EVENT_DAYS_APART = 3  # "sáng nay" in a copy of two days later is read as that day

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Facts:
    """What is known of an article beside its words. `people` in lower case without accents, as `plain` writes."""

    id: int
    source: str
    out_by: str  # UTC: it was out by then; how articles of one story are put in order
    day: date | None  # when it was printed, failing that the day of its event
    event_date: date | None
    province: str | None
    district: str | None
    people: frozenset[str]
    parties: frozenset[str]


@dataclass(frozen=True)
class Text:
    """An article's words, as they are compared."""

    plain: str
    pieces: Pieces


def text_of(body: str) -> Text:
    """The body of an article, ready to be compared."""
    words = plain(body)
    return Text(words, pieces(words))


def facts_from(article: int, source: str, stored: str) -> Facts:
    """Facts from the JSON object that `archive.stories.stories` keeps of them."""
    row = json.loads(stored)
    event_date = date.fromisoformat(row["event_date"]) if row["event_date"] else None
    printed = datetime.fromisoformat(row["published"]) if row["published"] else None
    known = printed.astimezone(VIETNAM).date() if printed and row["precision"] in ("minute", "day") else None
    return Facts(
        id=article,
        source=source,
        out_by=min(_latest(printed, row["precision"]) or row["first_seen"], row["first_seen"]),
        day=known or event_date,
        event_date=event_date,
        province=row["province"],
        district=row["district"],
        people=frozenset(plain(name) for name in row["people"]),
        parties=frozenset(row["parties"]),
    )


def _latest(printed: datetime | None, precision: str) -> str | None:
    """The last moment that a printed time can mean: a page that prints only a day may be of its evening."""
    if printed is None or precision not in ("minute", "day"):
        return None
    if precision == "day":
        printed = datetime.combine(printed.astimezone(VIETNAM), END_OF_DAY, VIETNAM)
    return printed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def apart(one: Facts, other: Facts) -> bool:
    """Whether time or place already say that these are two events; words and people need not be looked at."""
    return (
        _far(one.day, other.day, DAYS_APART)
        or _far(one.event_date, other.event_date, EVENT_DAYS_APART)
        or _differ(one.province, other.province)
        or _differ(one.district, other.district)
    )


def _far(one: date | None, other: date | None, days: int) -> bool:
    return one is not None and other is not None and abs(one - other) > timedelta(days=days)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def same_event(one: Facts, words: Text, other: Facts, other_words: Text, alike: Likeness) -> bool | None:
    """Whether two articles tell one story; None where the facts do not say and the words are not those of a reprint."""
    if apart(one, other):
        return False
    if alike.similarity < LEAST_SIMILARITY and alike.contained < LEAST_CONTAINED:
        return None
    parties = _share_of_parties(one, other)
    for share in (_share_of_people(one, words, other, other_words, parties), parties):
        if share is not None and share != HALF:
            return share > HALF
    return True if _is_reprint(alike) else None


def _share_of_people(one: Facts, words: Text, other: Facts, other_words: Text, parties: float | None) -> float | None:
    """Looked for in the texts: what surrounds a name in a shortened copy may hide it from the reading.

    One person in common says nothing where the parties are half the same: the Party's side signs with others too.
    """
    everybody = one.people | other.people
    here, there = (frozenset(name for name in everybody if name in text.plain) for text in (words, other_words))
    return None if len(here & there) == 1 and parties == HALF else _share(here, there)


def _share(one: frozenset[str], other: frozenset[str]) -> float | None:
    """Of the shorter list, the share that both hold; None where one of them is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else None


def _share_of_parties(one: Facts, other: Facts) -> float | None:
    """The same for the bodies that coordinate; a date of the event must confirm them, as they meet every year."""
    return _share(one.parties, other.parties) if one.event_date and other.event_date else None


def _is_reprint(alike: Likeness) -> bool:
    return alike.similarity >= REPRINT_SIMILARITY or alike.contained >= REPRINT_CONTAINED
