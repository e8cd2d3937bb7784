"""When an article is looked at again: nights by the ladder, alone and with the frontier."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import clock, frontier, store
from archive.history import withdrawals
from archive.history.revisits import LADDER, next_visit
from archive.history.sightings import Answer
from archive.model import VIETNAM, Capture
from tests.archive.small_archive import SIGNING, SIGNING_ID, SmallArchive

SOURCE = "baovensong"
FIRST_NIGHT = date(2025, 6, 20)
NIGHTS = st.integers(min_value=0, max_value=3000)
# Nights after the first sight on which an article that nobody changes is looked at, over four hundred.
UNCHANGED = [0, 1, 2, 3, 7, 14, 30, 90, 180, 365]


# --- The ladder --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "following"),
    [(0, 1), (1, 2), (2, 3), (3, 7), (7, 14), (14, 30), (30, 90), (90, 180), (180, 365), (365, 730), (730, 1095)],
)
def test_each_look_leads_to_the_next_rung(age: int, following: int) -> None:
    looked = FIRST_NIGHT + timedelta(age)
    assert next_visit(FIRST_NIGHT, looked) == FIRST_NIGHT + timedelta(following)


@pytest.mark.parametrize(("age", "following"), [(4, 7), (8, 14), (100, 180), (366, 730), (2500, 2555)])
def test_after_a_late_look_the_rungs_that_it_passed_are_not_made_up_for(age: int, following: int) -> None:
    looked = FIRST_NIGHT + timedelta(age)
    assert next_visit(FIRST_NIGHT, looked) == FIRST_NIGHT + timedelta(following)


@given(age=NIGHTS)
def test_the_next_look_is_always_later_and_never_more_than_a_year(age: int) -> None:
    looked = FIRST_NIGHT + timedelta(age)
    assert 1 <= (next_visit(FIRST_NIGHT, looked) - looked).days <= LADDER[-1]


@given(age=NIGHTS)
def test_what_changed_lately_is_looked_at_no_later_than_what_has_stood_for_long(age: int) -> None:
    looked = FIRST_NIGHT + timedelta(age)
    assert next_visit(looked, looked) <= next_visit(FIRST_NIGHT, looked)


# --- With the frontier -------------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[SmallArchive]:
    shutil.copy(empty_archive, tmp_path)
    archive = SmallArchive(tmp_path)
    yield archive
    archive.db.close()


Look = Callable[[SmallArchive, int, Capture], None]


def unchanged(archive: SmallArchive, night: int, capture: Capture) -> None:
    """The page answers 304."""
    store.keep_unchanged(archive.db, capture, SIGNING_ID, SOURCE, archive.run)


def reworded(*on: int) -> Look:
    """The page has another wording from each of these nights on."""

    def look(archive: SmallArchive, night: int, capture: Capture) -> None:
        number = sum(night >= one for one in on)
        article = replace(SIGNING, body=(*SIGNING.body, f"Bản sửa lần thứ {number}.")) if number else SIGNING
        store.keep_article(archive.db, replace(capture, sha256=f"{number:064}"), article, SOURCE, archive.run)

    return look


def gone(since: int, until: int) -> Look:
    """The page answers 404 on these nights."""

    def look(archive: SmallArchive, night: int, capture: Capture) -> None:
        if since <= night < until:
            store.keep_absence(archive.db, capture, SIGNING_ID, Answer.NOT_FOUND, SOURCE, archive.run)
        else:
            unchanged(archive, night, capture)

    return look


def nights_of_looks(
    archive: SmallArchive, look: Look, nights: int, patch: pytest.MonkeyPatch, lists_answer_until: int = 1000
) -> list[int]:
    """The nights on which the page is due, each at 02:00 or a little earlier than the night before."""
    looked = []
    for night in range(nights + 1):
        begins = datetime(2025, 6, 20, 2, tzinfo=VIETNAM) + timedelta(days=night, seconds=-night)
        patch.setenv(clock.CLOCK, begins.isoformat())
        if night and not frontier.next_leads(archive.db, SOURCE, 10):
            continue
        looked.append(night)
        one = replace(
            archive.capture(SIGNING.url), captured_at=clock.now(), record_id=f"night-{night}", sha256="0" * 64
        )
        with store.transaction(archive.db):
            if night:
                look(archive, night, one)
            else:
                store.keep_article(archive.db, one, SIGNING, SOURCE, archive.run)
            frontier.follow(archive.db, SOURCE, SIGNING.key, SIGNING.url or "", one.captured_at)
        with store.transaction(archive.db):
            if night < lists_answer_until:
                withdrawals.note_list(archive.db, SOURCE, "/xay-dung-dang", store.now(), 20)
            withdrawals.settle_nights(archive.db, SOURCE)
    return looked


@pytest.mark.parametrize(
    ("look", "nights"),
    [
        (unchanged, UNCHANGED),
        (reworded(7), [0, 1, 2, 3, 7, 8, 9, 10, 14, 21, 37, 97, 187, 372]),
        # Changed on night 5, which nobody saw before night 7.
        (reworded(5), [0, 1, 2, 3, 7, 8, 9, 10, 14, 21, 37, 97, 187, 372]),
        (reworded(1, 2), [0, 1, 2, 3, 4, 5, 9, 16, 32, 92, 182, 367]),
    ],
    ids=["unchanged", "changed on a night of the ladder", "changed between two", "changed twice"],
)
def test_the_nights_of_four_hundred(
    archive: SmallArchive, look: Look, nights: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nights_of_looks(archive, look, 400, monkeypatch) == nights


def test_what_is_missing_is_looked_for_every_night(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = nights_of_looks(archive, gone(3, 5), 12, monkeypatch)
    assert looked == [0, 1, 2, 3, 4, 5, 6, 7, 8, 12]


def test_it_is_so_until_enough_nights_count(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = nights_of_looks(archive, gone(3, 400), 20, monkeypatch, lists_answer_until=5)
    assert archive.db.execute("select state, nights from withdrawals").fetchall() == [("missing", 2)]
    assert looked == [0, 1, 2, *range(3, 21)]


def test_what_was_withdrawn_is_looked_for_on_the_ladder(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = nights_of_looks(archive, gone(3, 400), 400, monkeypatch)
    assert archive.db.execute("select state from withdrawals").fetchall() == [("withdrawn",)]
    assert looked == [0, 1, 2, *(3 + night for night in (0, 1, 2, 3, 7, 14, 30, 90, 180, 365))]


def test_a_night_that_was_missed_is_made_up_for_on_the_next(
    archive: SmallArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights_of_looks(archive, unchanged, 3, monkeypatch)
    monkeypatch.setenv(clock.CLOCK, "2025-07-05T02:00:00+07:00")
    (due,) = frontier.next_leads(archive.db, SOURCE, 10)
    assert due.article == SIGNING_ID
