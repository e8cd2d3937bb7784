"""How a source stands after a night: seeded histories and the verdict on each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from archive.model import Article
from archive.nights.health import Expectation, State
from archive.nights.health_limits import QUIET_DAYS
from tests.archive.seeded_nights import SOURCE, Nights, article
from tests.archive.small_archive import SmallArchive

Answers = dict[tuple[str, str], int]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    lived = Nights.begun(tmp_path)
    yield lived
    lived.archive.db.close()


def new_articles(nights: Nights, count: int = 3, **changed: object) -> list[Article]:
    return [article(nights.night + 1, number, **changed) for number in range(count)]


# --- What tonight's answers say ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "outcome", "verdict", "cause"),
    [
        ({("list", "leads"): 1}, "finished", "quiet", "quiet"),
        ({("list", "leads"): 1, ("known", "unchanged"): 5}, "finished", "quiet", "quiet"),
        ({("list", "leads"): 1}, "budget_spent", "ok", "ok"),
        ({("list", "no_leads"): 1}, "finished", "broken", "lists_empty"),
        ({("list", "HTTP 404"): 2}, "finished", "broken", "lists_gone"),
        ({("list", "HTTP 403"): 1}, "finished", "blocked", "lists_blocked"),
        ({("list", "stub"): 1}, "finished", "blocked", "lists_blocked"),
        ({("list", "robots"): 1}, "finished", "blocked", "lists_blocked"),
        ({("list", "HTTP 503"): 1}, "finished", "down", "lists_down"),
        ({("list", "unreachable"): 3}, "finished", "down", "lists_down"),
        ({("list", "suspended"): 1}, "finished", "down", "lists_down"),
        ({("list", "offsite"): 1}, "finished", "moved", "lists_moved"),
        ({("list", "leads"): 1, ("page", "HTTP 403"): 4}, "finished", "blocked", "pages_blocked"),
        ({("list", "leads"): 1, ("page", "unreachable"): 4}, "finished", "down", "pages_down"),
        ({("list", "leads"): 1, ("known", "offsite"): 4}, "finished", "moved", "pages_moved"),
        ({("list", "leads"): 1, ("page", "unknown_layout"): 3}, "finished", "broken", "unreadable"),
        ({("list", "leads"): 1, ("page", "unknown_layout"): 1}, "finished", "quiet", "quiet"),
        ({("list", "leads"): 1, ("page", "listing"): 3}, "finished", "quiet", "quiet"),
        ({("list", "leads"): 1, ("page", "error"): 2}, "finished", "broken", "code_fails"),
        ({("list", "leads"): 1, ("list", "HTTP 503"): 1}, "finished", "down", "lists_partly"),
        ({("list", "leads"): 1}, "asked_to_wait", "blocked", "asked_to_wait"),
        ({("list", "leads"): 1}, "stopped", "broken", "never_read"),
        ({("list", "leads"): 1}, "crashed", "broken", "unfinished"),
        ({}, "timed_out", "broken", "unfinished"),
        ({}, "robots_unreachable", "down", "robots_unreachable"),
        ({}, "asked_to_wait", "blocked", "asked_to_wait"),
    ],
)
def test_the_answers_of_a_night_give_its_verdict(
    nights: Nights, answers: Answers, outcome: str, verdict: str, cause: str
) -> None:
    found = nights.live(answers=answers, outcome=outcome)
    assert (found.verdict, found.evidence["cause"]) == (verdict, cause), found.sentence_en


def test_new_articles_are_ok(nights: Nights) -> None:
    found = nights.live(new_articles(nights))
    assert (found.verdict, found.is_red) == (State.OK, False)


def test_a_source_whose_form_says_that_it_ended_is_retired_since_then(nights: Nights) -> None:
    nights.expected = {SOURCE: Expectation(ended=date(2025, 3, 1), ended_because="sáp nhập tỉnh")}
    found = nights.live(answers={("list", "unreachable"): 1})
    assert (found.verdict, found.since) == (State.RETIRED, "2025-03-01")
    assert "sáp nhập tỉnh" in found.sentence_vi


def test_a_source_that_was_never_read_is_not_well(tmp_path: Path) -> None:
    nights = Nights(SmallArchive(tmp_path))
    assert nights.live(answers={}, outcome="stopped").is_red


# --- Since when --------------------------------------------------------------------------------------------


def test_a_verdict_lasts_since_its_first_night(nights: Nights) -> None:
    first = nights.live(answers={("list", "HTTP 403"): 1})
    nights.live(answers={("list", "HTTP 403"): 1})
    assert nights.live(answers={("list", "stub"): 1}).since == first.since == "2025-06-03"


def test_another_trouble_begins_anew(nights: Nights) -> None:
    nights.live(answers={("list", "HTTP 403"): 1})
    assert nights.live(answers={("list", "unreachable"): 1}).since == "2025-06-04"


def test_ok_and_quiet_nights_are_one_time_of_being_well(nights: Nights) -> None:
    nights.live()
    nights.live(new_articles(nights))
    assert nights.live().since == "2025-06-01"


def test_a_night_on_which_nothing_was_asked_changes_nothing(nights: Nights) -> None:
    nights.live(answers={("list", "unreachable"): 1})
    found = nights.live(answers={})
    assert (found.verdict, found.since) == (State.DOWN, "2025-06-03")


def test_one_good_night_makes_it_well_again(nights: Nights) -> None:
    nights.live(answers={("list", "unreachable"): 1})
    assert nights.live(new_articles(nights)).verdict == State.OK


# --- Silence -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "expected"), [(QUIET_DAYS, "quiet"), (5, "broken")])
def test_silence_is_measured_by_what_the_source_states(nights: Nights, stated: int, expected: str) -> None:
    nights.expected = {SOURCE: Expectation(quiet_days=stated)}
    verdicts = [nights.live().verdict for _ in range(7)]
    assert verdicts[-1] == expected


def test_thirty_quiet_nights_raise_no_alarm(nights: Nights) -> None:
    assert {nights.live().verdict for _ in range(30)} == {State.QUIET}


def test_thirty_nights_of_two_articles_raise_no_alarm(nights: Nights) -> None:
    verdicts = [nights.live(new_articles(nights, 2 if night % 3 else 0)) for night in range(30)]
    assert {one.verdict for one in verdicts} == {State.OK, State.QUIET}, [
        one.evidence for one in verdicts if one.is_red
    ]


# --- Lists and pages over several nights -------------------------------------------------------------------


def test_a_list_that_shows_a_fraction_is_broken(nights: Nights) -> None:
    for _ in range(3):
        nights.live()
    found = nights.live(shown=3)
    assert (found.verdict, found.evidence["cause"]) == (State.BROKEN, "list_shrunk")


def test_one_unreadable_page_a_night_is_believed_on_the_second(nights: Nights) -> None:
    answers = {("list", "leads"): 1, ("page", "no_body"): 1}
    assert [nights.live(answers=answers).verdict for _ in range(3)] == ["quiet", "broken", "broken"]


def test_unreadable_pages_are_not_mended_by_a_night_without_pages(nights: Nights) -> None:
    nights.live(answers={("list", "leads"): 1, ("page", "no_body"): 4})
    assert nights.live().evidence["cause"] == "unreadable"
    assert nights.live(new_articles(nights)).verdict == State.OK


def test_three_articles_that_stay_away_are_no_trouble_of_the_site(nights: Nights) -> None:
    gone = [(article(0, number), "not_found") for number in range(3)]
    assert [nights.live(missing=gone).verdict for _ in range(4)] == ["quiet"] * 4


def test_most_known_articles_gone_at_once_is_the_site(nights: Nights) -> None:
    found = nights.live(missing=[(article(0, number), "home_page") for number in range(6)])
    assert (found.verdict, found.evidence["cause"]) == (State.BROKEN, "pages_gone")


# --- Judging -----------------------------------------------------------------------------------------------


def test_judging_again_gives_the_same(nights: Nights) -> None:
    first = nights.live(new_articles(nights), answers={("list", "leads"): 1, ("page", "HTTP 403"): 1})
    assert nights.judge() == first


def test_the_verdict_is_stored_with_its_reasons(nights: Nights) -> None:
    nights.live(answers={("list", "HTTP 403"): 2})
    row = next(nights.archive.db.query("select * from night_sources order by night desc limit 1"))
    assert (row["verdict"], row["since"]) == ("blocked", "2025-06-03")
    assert json.loads(row["evidence"])["answers"] == {"list": {"HTTP 403": 2}}
    assert row["sentence_vi"].startswith("Báo Ven Sông: từ chối chúng ta từ 2025-06-03 (danh mục: HTTP 403 ×2)")
    assert row["sentence_en"].startswith("Báo Ven Sông: it has turned us away since 2025-06-03")


def test_the_evidence_names_captures(nights: Nights) -> None:
    found = nights.live(new_articles(nights))
    assert len(found.evidence["captures"]) == 3
