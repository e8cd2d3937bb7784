"""A changed design that still leaves something in every field is found, and a newsroom that varies is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import VIETNAM, Article, PrintedTime
from archive.nights.chance import is_change, tail
from archive.nights.health import State, Verdict
from tests.archive.seeded_nights import FIRST_DAY, Nights, article

SITE_NAME = "Báo Ven Sông - Tiếng nói của Đảng bộ, chính quyền và nhân dân"
BOX = "Tin đọc nhiều: Hội nghị giao ban quý giữa các cơ quan tham mưu của Thành ủy đã diễn ra sáng nay tại hội trường."


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    lived = Nights.begun(tmp_path)
    yield lived
    lived.archive.db.close()


def found(verdict: Verdict) -> set[tuple[str, str]]:
    if verdict.evidence["cause"] != "drift":
        return set()
    return {(change["field"], change["measure"]) for change in verdict.evidence["facts"]["changes"]}


def no_date(one: Article) -> Article:
    return replace(one, published=None)


def date_of_request(one: Article, night: int = 2) -> Article:
    asked = datetime.combine(FIRST_DAY + timedelta(night), datetime.min.time(), VIETNAM) + timedelta(hours=2)
    return replace(one, published=PrintedTime(asked, "minute"))


CHANGES: dict[str, tuple[Callable[[Article], Article], tuple[str, str]]] = {
    "headline is the site's name": (lambda one: replace(one, headline=SITE_NAME), ("headline", "repeated")),
    "headline is cut": (lambda one: replace(one, headline=f"Tin {one.key[-1]}"), ("headline", "length")),
    "headline is gone": (lambda one: replace(one, headline=None), ("headline", "missing")),
    "author is gone": (lambda one: replace(one, author=None), ("author", "missing")),
    "date is gone": (no_date, ("published", "missing")),
    "date is that of the request": (date_of_request, ("published", "repeated")),
    "another method finds the body": (
        lambda one: replace(one, methods={**one.methods, "body": "trafilatura"}),
        ("body", "method"),
    ),
    "a box stands in the body": (lambda one: replace(one, body=(*one.body, BOX)), ("body", "repeated")),
    "headlines of others stand in the body": (
        lambda one: replace(one, body=(*one.body, *(article(0, number).headline or "" for number in (3, 4)))),
        ("body", "repeated"),
    ),
    "the body is cut to a line": (lambda one: replace(one, body=(one.body[0][:20],)), ("body", "length")),
}


# Two articles of one headline are a slip of the newsroom: see the next test.
CASES = [(name, count) for name in CHANGES for count in (2, 6) if (name, count) != ("headline is the site's name", 2)]


@pytest.mark.parametrize(("name", "count"), CASES)
def test_a_changed_design_is_found_on_the_first_night(nights: Nights, name: str, count: int) -> None:
    change, expected = CHANGES[name]
    verdict = nights.live([change(article(2, number)) for number in range(count)])
    assert (verdict.verdict, expected in found(verdict)) == (State.BROKEN, True), verdict.evidence["facts"]


def test_the_sites_name_as_headline_of_two_articles_a_night_is_found_on_the_second(nights: Nights) -> None:
    verdicts = [
        nights.live([replace(article(night, number), headline=SITE_NAME) for number in range(2)]) for night in (2, 3)
    ]
    assert [one.verdict for one in verdicts] == [State.OK, State.BROKEN]


def test_one_changed_article_a_night_is_found_within_three_nights(nights: Nights) -> None:
    verdicts = [nights.live([no_date(article(night, 0))]).verdict for night in range(2, 5)]
    assert verdicts[0] == State.OK
    assert State.BROKEN in verdicts[1:]


def test_it_stays_broken_while_it_reads_so_and_is_well_when_it_does_not(nights: Nights) -> None:
    nights.live([no_date(article(2, number)) for number in range(4)])
    assert nights.live([no_date(article(3, 0))]).verdict == State.BROKEN
    quiet = nights.live()
    assert (quiet.verdict, quiet.since) == (State.BROKEN, "2025-06-03")
    assert nights.live([article(5, number) for number in range(3)]).verdict == State.OK


def test_what_a_person_accepted_is_what_is_compared_with(nights: Nights) -> None:
    def redesigned(night: int) -> list[Article]:
        return [replace(article(night, number), methods={"body": "vensong-2025: .bai"}) for number in range(6)]

    assert nights.live(redesigned(2)).verdict == State.BROKEN
    nights.archive.db.execute("update night_sources set accepted_at = '2025-06-03T08:00:00Z' where night = 3")
    assert [nights.live(redesigned(night)).verdict for night in range(3, 8)] == [State.OK] * 5


def test_pages_of_backfill_may_have_another_design(nights: Nights) -> None:
    old = PrintedTime(datetime(2018, 3, 1, 8, tzinfo=VIETNAM), "minute")
    pages = [replace(article(2, n), published=old, methods={"body": "vensong-2018: .bai"}) for n in range(9)]
    assert nights.live(pages).verdict == State.OK


def test_one_article_that_was_published_twice_is_no_drift(nights: Nights) -> None:
    one = article(2, 0)
    twice = [one, replace(one, key="299", url="https://baovensong.example/299.html")]
    assert nights.live(twice).verdict == State.OK


# --- Pages that are looked at again ------------------------------------------------------------------------


def with_box(one: Article) -> Article:
    return replace(one, body=(*one.body, BOX))


def test_the_same_paragraph_in_two_pages_looked_at_again_is_the_design(nights: Nights) -> None:
    verdict = nights.live([with_box(article(0, number)) for number in range(2)])
    assert ("body", "wave") in found(verdict)


def test_a_wave_of_edits_of_one_class_is_the_design(nights: Nights) -> None:
    again = [replace(one, body=(*one.body[:-1], f"{one.key} chỉ còn")) for one in (article(0, n) for n in range(5))]
    assert ("body", "wave") in found(nights.live(again))


def test_a_wave_stays_until_somebody_has_looked(nights: Nights) -> None:
    nights.live([with_box(article(0, number)) for number in range(4)])
    assert nights.live([article(3, number) for number in range(3)]).verdict == State.BROKEN
    nights.archive.db.execute("update night_sources set accepted_at = '2025-06-04T08:00:00Z' where verdict = 'broken'")
    assert nights.live([article(4, number) for number in range(3)]).verdict == State.OK


def test_one_edit_among_pages_looked_at_again_is_an_edit(nights: Nights) -> None:
    pages = [article(0, number) for number in range(6)]
    pages[0] = replace(pages[0], body=("Đồng chí Lê Thị Mến dự lễ ký tại hội trường.", *pages[0].body[1:]))
    assert nights.live(pages).verdict == State.OK


def test_two_edits_of_their_own_words_are_edits(nights: Nights) -> None:
    pages = [replace(one, headline=f"{one.headline} lần {one.key}") for one in (article(0, 0), article(0, 1))]
    assert nights.live(pages).verdict == State.OK


# --- Chance ------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.data())
def test_the_tail_is_a_probability_that_falls_with_every_hit(trials: int, share: float, data: st.DataObject) -> None:
    hits = data.draw(st.integers(1, trials))
    assert 0 <= tail(hits, trials, share) <= tail(hits - 1, trials, share) <= 1 + 1e-9


@given(st.integers(0, 200), st.integers(0, 200))
def test_what_is_as_usual_is_no_change(hits: int, others: int) -> None:
    assert not is_change(hits, hits + others, hits, hits + others, 0.0025)
