"""Which absences are withdrawals: three nights on which the site itself answered, and nothing whole in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.history.withdrawals import settle_nights
from archive.store import transaction
from tests.archive.history import SOURCE, Look, life, live_through, rows
from tests.archive.small_archive import SmallArchive

LISTS_EVERY_NIGHT = range(12)


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[SmallArchive]:
    shutil.copy(empty_archive, tmp_path)
    small = SmallArchive(tmp_path)
    yield small
    small.db.close()


def states(archive: SmallArchive) -> list[str]:
    return [row["state"] for row in sorted(rows(archive, "withdrawals"), key=lambda row: row["number"])]


def the_withdrawal(archive: SmallArchive) -> dict[str, Any]:
    (row,) = rows(archive, "withdrawals")
    return row


# --- One article, on nights on which the lists answer ------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("A =A A", []),
        ("A not_found", ["missing"]),
        ("A not_found not_found", ["missing"]),
        ("A not_found not_found not_found", ["withdrawn"]),
        ("A not_found empty home_page", ["withdrawn"]),
        ("A stub stub - - stub", ["withdrawn"]),
        ("A not_found not_found A", ["restored"]),
        ("A not_found not_found =A not_found", ["restored", "missing"]),
        ("A not_found not_found not_found - B", ["restored"]),
        ("A stub stub stub A empty empty empty", ["restored", "withdrawn"]),
    ],
)
def test_an_absence_is_withdrawn_on_its_third_night(archive: SmallArchive, told: str, expected: list[str]) -> None:
    live_through(archive, life(told), LISTS_EVERY_NIGHT)
    assert states(archive) == expected


def test_a_withdrawal_names_its_dates_and_the_evidence_of_both(archive: SmallArchive) -> None:
    live_through(archive, life("A =A not_found not_found not_found not_found"), LISTS_EVERY_NIGHT)
    withdrawal = the_withdrawal(archive)
    assert (withdrawal["last_whole_at"], withdrawal["last_whole_capture"]) == ("2025-06-02T19:00:00Z", "01-00-1-=A")
    assert withdrawal["missing_at"] == "2025-06-03T19:00:00Z"
    assert withdrawal["withdrawn_at"] == "2025-06-05T19:00:00Z"
    assert (withdrawal["missing_capture"], withdrawal["status"]) == ("05-00-1-not_found", 404)
    assert (withdrawal["answer"], withdrawal["nights"]) == ("not_found", 4)
    assert withdrawal["restored_at"] is None


def test_a_restored_article_keeps_the_dates_of_its_absence(archive: SmallArchive) -> None:
    live_through(archive, life("A not_found not_found not_found - B"), LISTS_EVERY_NIGHT)
    withdrawal = the_withdrawal(archive)
    assert withdrawal["withdrawn_at"] == "2025-06-04T19:00:00Z"
    assert (withdrawal["restored_at"], withdrawal["restored_capture"]) == ("2025-06-06T19:00:00Z", "05-00-1-B")


def test_several_looks_in_one_night_are_one_night(archive: SmallArchive) -> None:
    looks = [Look(0, "A"), *(Look(1, "not_found", hour=hour) for hour in range(4))]
    live_through(archive, looks, LISTS_EVERY_NIGHT)
    assert (the_withdrawal(archive)["state"], the_withdrawal(archive)["nights"]) == ("missing", 1)


def test_settling_again_changes_nothing(archive: SmallArchive) -> None:
    live_through(archive, life("A not_found not_found not_found - B stub"), LISTS_EVERY_NIGHT)
    before = rows(archive, "withdrawals")
    with transaction(archive.db):
        settle_nights(archive.db, SOURCE)
    assert rows(archive, "withdrawals") == before


def test_an_old_capture_imported_later_ends_the_absence_then(archive: SmallArchive) -> None:
    live_through(archive, life("A not_found - not_found not_found"), LISTS_EVERY_NIGHT)
    assert states(archive) == ["withdrawn"]
    live_through(archive, [Look(2, "A")])
    assert states(archive) == ["restored", "missing"]


def test_another_sources_withdrawals_are_left_alone(archive: SmallArchive) -> None:
    live_through(archive, life("A not_found"), LISTS_EVERY_NIGHT)
    with transaction(archive.db):
        settle_nights(archive.db, "thanhuyvensong")
    assert states(archive) == ["missing"]


# --- Dropped by the list -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("A delisted delisted", ["missing"]),
        ("A delisted delisted delisted", ["withdrawn"]),
        ("A delisted not_found delisted", ["withdrawn"]),
        ("A delisted delisted listed", ["restored"]),
        ("A delisted listed delisted", ["restored", "missing"]),
        ("A delisted delisted A delisted", ["withdrawn"]),  # the page is there, and no list leads to it
        ("A not_found not_found listed not_found", ["withdrawn"]),  # a list leads to it, and the page is not there
        ("A delisted not_found A", ["restored"]),
    ],
)
def test_an_article_that_its_list_dropped_comes_back_with_the_list(
    archive: SmallArchive, told: str, expected: list[str]
) -> None:
    live_through(archive, life(told), LISTS_EVERY_NIGHT)
    assert states(archive) == expected


# --- Nights that do not count ------------------------------------------------------------------------------


def test_nights_on_which_nothing_of_the_site_answered_withdraw_nothing(archive: SmallArchive) -> None:
    live_through(archive, life("A not_found not_found not_found"), lists=[0])
    assert states(archive) == []


@pytest.mark.parametrize("whole", ["A", "=A"])
def test_another_article_that_is_there_shows_that_the_site_answers(archive: SmallArchive, whole: str) -> None:
    live_through(archive, [*life(f"A {whole} {whole} {whole}", 1), *life("A stub stub stub", 2)])
    assert states(archive) == ["withdrawn"]


def all_of(count: int, told: str) -> list[Look]:
    """So many articles with one life."""
    return [look for article in range(1, count + 1) for look in life(told, article)]


@pytest.mark.parametrize("articles", [4, 12])
def test_a_site_of_which_all_pages_are_gone_is_down_though_its_lists_answer(
    archive: SmallArchive, articles: int
) -> None:
    live_through(archive, all_of(articles, "A home_page home_page home_page home_page"), LISTS_EVERY_NIGHT)
    assert states(archive) == []


def test_three_articles_may_all_go_by_chance(archive: SmallArchive) -> None:
    live_through(archive, all_of(3, "A not_found not_found not_found"), LISTS_EVERY_NIGHT)
    assert states(archive) == ["withdrawn"] * 3


@pytest.mark.parametrize(("gone", "expected"), [(5, ["withdrawn"] * 5), (6, [])])
def test_more_than_half_of_the_articles_are_not_gone_but_out_of_reach(
    archive: SmallArchive, gone: int, expected: list[str]
) -> None:
    there = [look for article in range(gone + 1, 11) for look in life("A =A =A =A", article)]
    live_through(archive, [*all_of(gone, "A not_found not_found not_found"), *there])
    assert states(archive) == expected


def test_what_is_known_to_be_gone_is_no_sign_that_the_site_is_down(archive: SmallArchive) -> None:
    """Nine withdrawn one by one are looked for every night; the tenth is judged without them."""
    gone = [
        look
        for article in range(1, 10)
        for look in life("A " + "=A " * (article - 1) + "not_found " * (12 - article), article)
    ]
    live_through(archive, [*gone, *life("A - - - - - - - - not_found not_found not_found", 10)], LISTS_EVERY_NIGHT)
    assert states(archive) == ["withdrawn"] * 10


def test_an_outage_of_many_nights_never_becomes_what_is_known(archive: SmallArchive) -> None:
    looks = all_of(6, "A " + "home_page " * 9) + life("A - - home_page home_page home_page", 7)
    live_through(archive, looks, LISTS_EVERY_NIGHT)
    assert states(archive) == []


def test_a_night_of_an_outage_does_not_end_an_absence_that_began_before(archive: SmallArchive) -> None:
    others = [look for article in range(2, 8) for look in life("A =A stub =A =A", article)]
    live_through(archive, [*life("A not_found stub not_found not_found"), *others])
    assert the_withdrawal(archive)["state"] == "withdrawn"
    assert the_withdrawal(archive)["nights"] == 3


def test_a_list_that_loses_more_than_it_shows_was_remade(archive: SmallArchive) -> None:
    """The list shows ten articles on these nights, and is said to have dropped eleven."""
    live_through(archive, all_of(11, "A delisted delisted delisted"), LISTS_EVERY_NIGHT)
    assert states(archive) == []
