"""Which reports tell of the same agreement, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.agreements import Agreement, Line, Told, agreements, family

BOARD: Line = ("d436/tu#bdv",)
POLICE: Line = ("d436/ca",)
PROPAGANDA: Line = ("p40/tu#btg", "p40/tu#btgdv", "q40/tu#btgdv")
MASS_WORK: Line = ("p40/tu#bdv", "p40/tu#btgdv", "q40/tu#btgdv")
MERGED: Line = ("p40/tu#btgdv", "q40/tu#btgdv")
BORDER_GUARD: Line = ("p40/bp", "q40/bp")

PROGRAMME = "chương trình phối hợp"


def told(
    article: int,
    day: str,
    *kinds: str,
    years: tuple[int, int] | None = None,
    parties: tuple[Line, ...] = (BOARD, POLICE),
    of_type: str = PROGRAMME,
    subject: str | None = None,
) -> Told:
    first, last = years or (None, None)
    return Told(article, day, kinds, frozenset(parties), of_type, subject, first, last)


def lives(*reports: Told) -> list[tuple[tuple[int, int] | None, list[tuple[str, str]]]]:
    """Period and (event, day) of each agreement."""
    return [(one.period, [(event.event, event.day) for event in one.events]) for one in agreements("partners", reports)]


SIGNING = told(1, "2021-04-15", "signing", years=(2021, 2025))
REVIEW = told(2, "2023-06-28", "midterm_review", years=(2021, 2025))
CLOSING = told(3, "2025-01-14", "final_review", years=(2021, 2025))
WHOLE_LIFE = [((2021, 2025), [("signed", "2021-04-15"), ("reviewed", "2023-06-28"), ("closed", "2025-01-14")])]


# Joining up


def test_signing_review_and_final_review_of_the_same_years_are_one_life() -> None:
    assert lives(SIGNING, REVIEW, CLOSING) == WHOLE_LIFE


@pytest.mark.parametrize(
    "review",
    [
        pytest.param(replace(REVIEW, period_start=None, period_end=None), id="names no years"),
        pytest.param(replace(REVIEW, period_start=2021, period_end=2023), id="names the years gone by"),
        pytest.param(replace(REVIEW, period_start=2022, period_end=2022), id="names the year reviewed"),
        pytest.param(replace(REVIEW, type="phối hợp hoạt động"), id="does not name the paper"),
        pytest.param(replace(REVIEW, type="chương trình phối hợp công tác"), id="names it more fully"),
    ],
)
def test_a_review_joins_the_agreement_though_it(review: Told) -> None:
    assert lives(SIGNING, review, CLOSING) == WHOLE_LIFE


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(REVIEW, period_start=2016, period_end=2020), id="other years"),
        pytest.param(replace(REVIEW, type="quy chế phối hợp"), id="another sort of paper"),
    ],
)
def test_a_review_does_not_join_an_agreement_of(other: Told) -> None:
    assert len(lives(SIGNING, other)) == 2


def test_a_final_review_a_year_late_joins_without_naming_years() -> None:
    late = replace(CLOSING, day="2026-02-10", period_start=None, period_end=None)
    assert lives(SIGNING, late) == [((2021, 2025), [("signed", "2021-04-15"), ("closed", "2026-02-10")])]


def test_two_papers_on_one_signing_tell_of_one_agreement() -> None:
    assert lives(SIGNING, replace(SIGNING, article=9, day="2021-04-16")) == [
        ((2021, 2025), [("signed", "2021-04-15"), ("signed", "2021-04-16")])
    ]


def test_yearly_signings_without_years_are_agreements_of_their_own() -> None:
    yearly = [told(1, "2022-01-10", "signing"), told(2, "2023-01-12", "signing")]
    assert [len(one.events) for one in agreements("partners", yearly)] == [2, 1]


def test_a_yearly_review_does_not_give_an_unknown_agreement_its_years() -> None:
    assert lives(told(1, "2024-03-21", "midterm_review", years=(2023, 2023))) == [(None, [("reviewed", "2024-03-21")])]


def test_a_report_that_only_mentions_an_agreement_belongs_to_it_and_is_no_event() -> None:
    (agreement,) = agreements("partners", [SIGNING, told(4, "2022-05-05", "working_session")])
    assert ([one.article for one in agreement.reports], len(agreement.events)) == ([1, 4], 1)


def test_a_briefing_that_recalls_a_signing_is_no_signing() -> None:
    assert lives(told(1, "2022-10-06", "briefing", "signing")) == [(None, [])]


def test_the_subject_is_the_first_that_is_told() -> None:
    (agreement,) = agreements("partners", [SIGNING, replace(REVIEW, subject="an ninh trật tự")])
    assert agreement.subject == "an ninh trật tự"


# Bodies that ended


def test_a_review_by_the_merged_board_joins_the_agreement_of_the_board_before() -> None:
    signing = told(1, "2021-09-16", "signing", years=(2021, 2025), parties=(PROPAGANDA, BORDER_GUARD))
    closing = told(2, "2025-06-10", "final_review", years=(2021, 2025), parties=(MERGED, BORDER_GUARD))
    assert lives(signing, closing) == [((2021, 2025), [("signed", "2021-09-16"), ("closed", "2025-06-10")])]


def test_boards_that_merged_later_kept_their_own_agreements() -> None:
    of_one = told(1, "2021-09-16", "signing", years=(2021, 2025), parties=(PROPAGANDA, BORDER_GUARD))
    of_other = told(2, "2021-10-01", "signing", years=(2021, 2025), parties=(MASS_WORK, BORDER_GUARD))
    assert len(lives(of_one, of_other)) == 2


# Renewal


RENEWAL = told(4, "2025-06-10", "final_review", "signing", years=(2025, 2030))


def test_a_final_review_with_a_signing_closes_one_and_renews_it_by_the_next() -> None:
    assert lives(SIGNING, RENEWAL) == [
        ((2021, 2025), [("signed", "2021-04-15"), ("closed", "2025-06-10"), ("renewed", "2025-06-10")]),
        ((2025, 2030), [("signed", "2025-06-10")]),
    ]


def test_the_next_agreement_names_the_one_before() -> None:
    before, after = agreements("partners", [SIGNING, RENEWAL])
    assert after.renews is before


def test_what_is_closed_before_the_archive_saw_it_signed_is_there_all_the_same() -> None:
    assert lives(RENEWAL) == [
        (None, [("closed", "2025-06-10"), ("renewed", "2025-06-10")]),
        ((2025, 2030), [("signed", "2025-06-10")]),
    ]


def test_a_second_paper_on_a_renewal_closes_the_same_agreement() -> None:
    ends = replace(CLOSING, article=5, day="2025-06-11", period_start=None, period_end=None)
    before, after = agreements("partners", [SIGNING, RENEWAL, ends])
    assert ([event.event for event in before.events][-1], len(after.events)) == ("closed", 1)


def test_an_agreement_that_runs_beside_another_does_not_renew_it() -> None:
    beside = told(5, "2022-03-01", "signing", years=(2022, 2026))
    assert [one.renews for one in agreements("partners", [SIGNING, beside])] == [None, None]


# Ids

KINDS = st.sampled_from(["signing", "issuance", "midterm_review", "final_review", "briefing", "other"])
YEARS = st.none() | st.tuples(st.integers(2015, 2020), st.integers(2020, 2030))
DAYS = st.just("") | st.dates().map(str)
REPORTS = st.lists(
    st.builds(
        lambda article, day, kinds, years, of_type: told(article, day, *kinds, years=years, of_type=of_type),
        st.integers(0, 10**6),
        DAYS,
        st.lists(KINDS, min_size=1, max_size=2),
        YEARS,
        st.sampled_from([PROGRAMME, "quy chế phối hợp", "phối hợp hoạt động"]),
    ),
    unique_by=lambda report: report.article,
    max_size=8,
)


def shape(found: list[Agreement]) -> list[tuple[str, list[int]]]:
    return [(one.id, [report.article for report in one.reports]) for one in found]


@given(REPORTS, st.randoms())
def test_the_order_in_which_reports_come_in_changes_nothing(reports: list[Told], shuffled: Random) -> None:
    again = list(reports)
    shuffled.shuffle(again)
    assert shape(agreements("partners", again)) == shape(agreements("partners", reports))


@given(REPORTS)
def test_each_report_is_about_one_agreement_and_each_agreement_has_an_id_of_its_own(reports: list[Told]) -> None:
    found = agreements("partners", reports)
    assert sorted(report.article for one in found for report in one.reports) == sorted(one.article for one in reports)
    assert len({one.id for one in found}) == len(found)


@given(REPORTS)
def test_an_agreement_renews_one_that_stands_before_it_and_no_two_renew_the_same(reports: list[Told]) -> None:
    found = agreements("partners", reports)
    renewed = [found.index(one.renews) for one in found if one.renews]
    assert len(set(renewed)) == len(renewed)
    assert all(found.index(one.renews) < found.index(one) for one in found if one.renews)


def test_the_id_does_not_change_when_more_is_told() -> None:
    (alone,), (told_more,) = agreements("partners", [SIGNING]), agreements("partners", [SIGNING, REVIEW, CLOSING])
    assert alone.id == told_more.id


@pytest.mark.parametrize(
    ("instrument_type", "sort"),
    [
        ("chương trình phối hợp", "chương trình"),
        ("quy chế phối hợp công tác", "quy chế"),
        ("biên bản ghi nhớ hợp tác", "thỏa thuận"),
        ("thỏa thuận hợp tác", "thỏa thuận"),
        ("phối hợp hoạt động", ""),
    ],
)
def test_papers_are_of_a_sort(instrument_type: str, sort: str) -> None:
    assert family(instrument_type) == sort
