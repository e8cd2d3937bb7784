"""When do two articles tell of the same event? Facts first, words second."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from archive.stories.same_event import DAYS_APART, EVENT_DAYS_APART, Facts, apart, facts_from, same_event, text_of
from archive.stories.sketches import likeness

PAIR, THREE = "Trịnh Thị Mận, Lưu Văn Cẩn", "Hồ Quang Vịnh, Lý Văn Tám, Lý Văn Ba"
HERE = Facts(
    id=1,
    source="baonghean",
    out_by="2021-04-15T09:30:00Z",
    day=date(2021, 4, 15),
    event_date=date(2021, 4, 15),
    province="p40",
    district="d428",
    people=frozenset({" trinh thi man ", " luu van can "}),
    parties=frozenset({"d428/tu#bdv", "d428/ca"}),
)
COMMON = " ".join(f"mục {number} bàn việc dân" for number in range(40))


def text(own: int, *people: str) -> str:
    """The sentences that all have in common, so many of its own, and names."""
    return f"{COMMON} {' '.join(f'riêng{own} điều{number} khác{own}' for number in range(own))} {', '.join(people)}."


def verdict(here: Facts, words: str, there: Facts, other_words: str) -> bool | None:
    one, other = text_of(words), text_of(other_words)
    return same_event(here, one, there, other, likeness(one.pieces, other.pieces))


@pytest.mark.parametrize(
    ("what", "there", "told_apart"),
    [
        ("nothing differs", HERE, False),
        ("printed a month later", replace(HERE, day=HERE.day and HERE.day + timedelta(DAYS_APART)), False),
        ("printed later", replace(HERE, day=HERE.day and HERE.day + timedelta(DAYS_APART + 1)), True),
        ("event read two days late", replace(HERE, event_date=date(2021, 4, 15 + EVENT_DAYS_APART)), False),
        ("another day's event", replace(HERE, event_date=date(2021, 4, 16 + EVENT_DAYS_APART)), True),
        ("five years later", replace(HERE, day=date(2026, 4, 15), event_date=date(2026, 4, 15)), True),
        ("another district", replace(HERE, district="d429"), True),
        ("another province", replace(HERE, province="p42", district=None), True),
        ("district not read", replace(HERE, district=None), False),
        ("no date", replace(HERE, day=None, event_date=None), False),
    ],
)
def test_time_and_place_tell_events_apart(what: str, there: Facts, told_apart: bool) -> None:
    assert apart(HERE, there) is told_apart, what
    assert apart(there, HERE) is told_apart, what


NOBODY = replace(HERE, people=frozenset(), parties=frozenset())
OTHERS = replace(HERE, people=frozenset({" ho quang vinh ", " ly van tam ", " ly van ba "}))


@pytest.mark.parametrize(
    ("what", "here", "words", "there", "other_words", "expected"),
    [
        ("half rewritten, same people", HERE, text(40, PAIR), HERE, text(30, PAIR), True),
        ("one of two left out", HERE, text(9, PAIR), replace(HERE, people=frozenset()), text(3, "Lưu Văn Cẩn"), True),
        ("to the letter, other people", HERE, text(0, PAIR), OTHERS, text(0, THREE), False),
        ("one guest came to both", HERE, text(0, PAIR, "Hồ Quang Vịnh"), OTHERS, text(0, THREE), False),
        ("a name misspelt", HERE, text(30, PAIR), HERE, text(20, "Trịnh Thị Mẩm, Lưu Văn Cẩn"), True),
        ("a reprint that names nobody", NOBODY, text(3), NOBODY, text(5), True),
        ("a digest that names nobody", HERE, text(99, PAIR), NOBODY, text(0), True),
        ("rewritten, nobody named", NOBODY, text(40), NOBODY, text(39), None),
        ("other words", HERE, "ngày hội nông dân " * 9, HERE, text(0, PAIR), None),
        ("another place, same words", HERE, text(0), replace(NOBODY, district="d429"), text(0), False),
    ],
)
def test_people_decide_and_words_only_where_nobody_is_named(
    what: str, here: Facts, words: str, there: Facts, other_words: str, expected: bool | None
) -> None:
    assert verdict(here, words, there, other_words) is expected, what
    assert verdict(there, other_words, here, words) is expected, what


@pytest.mark.parametrize(
    ("what", "parties", "event_date", "expected"),
    [
        ("the same bodies on one day", HERE.parties, HERE.event_date, True),
        ("one of them with another", frozenset({"d428/tu#bdv", "d428/hnd"}), HERE.event_date, None),
        ("other bodies of the district", frozenset({"d428/hnd", "d428/du"}), HERE.event_date, False),
        ("the same bodies, day not known", HERE.parties, None, None),
    ],
)
def test_where_nobody_is_named_the_parties_of_a_dated_event_decide(
    what: str, parties: frozenset[str], event_date: date | None, expected: bool | None
) -> None:
    here = replace(HERE, people=frozenset())
    there = replace(here, parties=parties, event_date=event_date)
    assert verdict(here, text(40), there, text(39)) is expected, what


def test_two_signings_of_one_week_with_two_partners_are_two_events() -> None:
    people, parties = frozenset({" trinh thi man ", " ly van tam "}), frozenset({"d428/tu#bdv", "d428/hnd"})
    there = replace(HERE, people=people, parties=parties)
    assert verdict(HERE, text(20, PAIR), there, text(30, "Trịnh Thị Mận, Lý Văn Tám")) is None
    assert verdict(HERE, text(20, PAIR), there, text(30, "Trịnh Thị Mận")) is None


STORED = {
    "published": "2021-04-15T16:30:00+07:00",
    "precision": "minute",
    "first_seen": "2021-04-16T01:00:00Z",
    "event_date": None,
    "province": None,
    "district": None,
    "people": ["Trịnh Thị Mận"],
    "parties": [],
}


@pytest.mark.parametrize(
    ("what", "changed", "out_by", "day"),
    [
        ("to the minute", {}, "2021-04-15T09:30:00Z", date(2021, 4, 15)),
        ("a day may be its evening", {"precision": "day"}, "2021-04-15T16:59:59Z", date(2021, 4, 15)),
        ("seen before", {"first_seen": "2021-04-15T01:00:00Z"}, "2021-04-15T01:00:00Z", date(2021, 4, 15)),
        ("only a month", {"precision": "month"}, "2021-04-16T01:00:00Z", None),
        ("no date", {"published": None, "precision": None}, "2021-04-16T01:00:00Z", None),
        ("its event's", {"precision": "year", "event_date": "2021-04-14"}, "2021-04-16T01:00:00Z", date(2021, 4, 14)),
    ],
)
def test_an_article_was_out_by_the_last_moment_that_its_date_can_mean(
    what: str, changed: dict[str, str | None], out_by: str, day: date | None
) -> None:
    facts = facts_from(7, "baohatinh", json.dumps({**STORED, **changed}))
    assert (facts.out_by, facts.day) == (out_by, day), what


def test_people_are_compared_without_accents() -> None:
    assert facts_from(7, "baohatinh", json.dumps(STORED)).people == {" trinh thi man "}
