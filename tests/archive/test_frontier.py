"""The frontier: what is fetched next, what is tried again and when, what is given up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archive import frontier
from archive.frontier import LONGEST_TRIAL, Lead
from archive.model import Reason
from tests.archive.small_archive import SmallArchive

SOURCE = "baovensong"
LIST = "https://baovensong.example/xay-dung-dang"
TIMES = st.lists(st.integers(min_value=1, max_value=60 * 24 * 10), min_size=1, max_size=6)  # minutes


def page(number: int) -> Lead:
    return Lead(key=str(number), url=f"https://baovensong.example/{number}.html", title=f"Tin số {number}")


def further(number: int) -> Lead:
    return Lead(key=f"/xay-dung-dang?page={number}", url=f"{LIST}?page={number}")


@pytest.fixture
def db(tmp_path: Path, empty_archive: Path) -> Iterator[Database]:
    shutil.copy(empty_archive, tmp_path)
    archive = SmallArchive(tmp_path)
    yield archive.db
    archive.db.close()


def lead(db: Database, key: str) -> dict[str, Any]:
    (row,) = db.query("select * from leads where key = ?", [key])
    return row


def see(db: Database, *numbers: int) -> int:
    return frontier.see_pages(db, SOURCE, [page(number) for number in numbers], seen_on=LIST)


def next_keys(db: Database, limit: int = 100) -> list[str]:
    return [one.key for one in frontier.next_leads(db, SOURCE, limit)]


def hours_until(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.now(UTC)) / timedelta(hours=1)


def let_time_pass(db: Database) -> None:
    """As if the wait of every lead were over."""
    db.execute("update leads set not_before = '2025-01-01T00:00:00Z' where not_before is not null")


# --- Order -------------------------------------------------------------------------------------------------


def test_pages_come_in_the_order_in_which_lists_showed_them(db: Database) -> None:
    see(db, 3, 1, 2)
    assert next_keys(db) == ["3", "1", "2"]


def test_lists_come_before_pages(db: Database) -> None:
    see(db, 1)
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=LIST)
    assert next_keys(db) == ["/xay-dung-dang?page=2", "1"]


def test_no_more_are_given_than_asked_for(db: Database) -> None:
    see(db, 1, 2, 3)
    assert next_keys(db, limit=2) == ["1", "2"]


def test_another_source_has_its_own_leads(db: Database) -> None:
    see(db, 1)
    assert frontier.next_leads(db, "thanhuyvensong", 100) == []


# --- Seen again --------------------------------------------------------------------------------------------


def test_a_page_is_new_once(db: Database) -> None:
    assert [see(db, 1, 2), see(db, 1, 2), see(db, 2, 3)] == [2, 0, 1]


def test_what_a_list_prints_now_replaces_what_it_printed(db: Database) -> None:
    see(db, 1)
    changed = Lead(key="1", url="https://baovensong.example/khac-1.html", title="Tin đã sửa", date="12/5/2025")
    frontier.see_pages(db, SOURCE, [changed], seen_on=LIST)
    assert (lead(db, "1")["listed_title"], lead(db, "1")["listed_date"]) == ("Tin đã sửa", "12/5/2025")


@pytest.mark.parametrize("state", ["done", "refused", "failed"])
def test_a_page_that_came_to_an_end_is_not_fetched_again(db: Database, state: str) -> None:
    see(db, 1)
    frontier.finish(db, lead(db, "1")["id"], state)
    see(db, 1)
    assert next_keys(db) == []


def test_a_list_is_read_again_each_night(db: Database) -> None:
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=None)
    frontier.finish(db, lead(db, further(2).key)["id"])
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=None)
    assert next_keys(db) == [further(2).key]


def test_a_list_that_was_taken_tonight_is_not_taken_twice(db: Database) -> None:
    frontier.see_lists(db, SOURCE, [further(3)], seen_on=LIST)
    taken = lead(db, further(3).key)["id"]
    frontier.finish(db, taken)
    frontier.see_lists(db, SOURCE, [further(3), further(4)], seen_on=further(2).url, but_not=[taken])
    assert next_keys(db) == [further(4).key]


# --- Failing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failures", range(1, LONGEST_TRIAL))
def test_each_failure_makes_the_wait_a_day_longer(db: Database, failures: int) -> None:
    see(db, 1)
    for _ in range(failures):
        frontier.postpone(db, lead(db, "1")["id"], Reason.UNREACHABLE)
    assert lead(db, "1")["state"] == "pending"
    assert hours_until(lead(db, "1")["not_before"]) == pytest.approx(24 * failures, abs=0.1)


def test_a_page_that_failed_waits(db: Database) -> None:
    see(db, 1, 2)
    frontier.postpone(db, lead(db, "1")["id"], Reason.UNREACHABLE)
    assert next_keys(db) == ["2"]


def test_a_page_whose_wait_is_over_is_tried_again(db: Database) -> None:
    see(db, 1)
    frontier.postpone(db, lead(db, "1")["id"], Reason.UNREACHABLE)
    let_time_pass(db)
    assert next_keys(db) == ["1"]


def test_a_page_is_given_up_after_the_fifth_failure(db: Database) -> None:
    see(db, 1)
    states = []
    for _ in range(5):
        frontier.postpone(db, lead(db, "1")["id"], Reason.HTTP_ERROR)
        states.append(lead(db, "1")["state"])
    let_time_pass(db)
    assert states == ["pending"] * 4 + ["failed"]
    assert next_keys(db) == []


def test_a_list_that_answered_begins_to_count_its_failures_again(db: Database) -> None:
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=None)
    identity = lead(db, further(2).key)["id"]
    frontier.postpone(db, identity, Reason.HTTP_ERROR)
    frontier.finish(db, identity)
    assert (lead(db, further(2).key)["attempts"], lead(db, further(2).key)["not_before"]) == (0, None)


def test_the_reason_of_the_last_failure_is_kept(db: Database) -> None:
    see(db, 1)
    frontier.postpone(db, lead(db, "1")["id"], Reason.UNREACHABLE)
    frontier.postpone(db, lead(db, "1")["id"], Reason.BROKEN)
    assert lead(db, "1")["reason"] == "broken"


# --- A pause -----------------------------------------------------------------------------------------------


def test_a_pause_holds_all_pending_leads_of_the_source(db: Database) -> None:
    see(db, 1, 2)
    frontier.pause(db, SOURCE, timedelta(hours=3))
    assert next_keys(db) == []
    assert hours_until(lead(db, "2")["not_before"]) == pytest.approx(3, abs=0.1)


def test_a_pause_leaves_alone_what_is_done(db: Database) -> None:
    see(db, 1)
    frontier.finish(db, lead(db, "1")["id"])
    frontier.pause(db, SOURCE, timedelta(hours=3))
    assert lead(db, "1")["not_before"] is None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(waits=TIMES)
def test_a_pause_never_shortens_a_wait(db: Database, waits: list[int]) -> None:
    see(db, 1)
    db.execute("update leads set not_before = null, attempts = 0")
    for minutes in waits:
        frontier.pause(db, SOURCE, timedelta(minutes=minutes))
    assert hours_until(lead(db, "1")["not_before"]) == pytest.approx(max(waits) / 60, abs=0.1)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shown=st.lists(st.lists(st.integers(min_value=1, max_value=30), max_size=8), max_size=8))
def test_every_page_that_lists_show_is_fetched_once(db: Database, shown: list[list[int]]) -> None:
    db.execute("delete from leads")
    fetched: list[str] = []
    for numbers in shown:
        see(db, *numbers)
        for one in frontier.next_leads(db, SOURCE, 3):
            frontier.finish(db, one.id)
            fetched.append(one.key)
    while left := frontier.next_leads(db, SOURCE, 3):
        for one in left:
            frontier.finish(db, one.id)
            fetched.append(one.key)
    in_order = dict.fromkeys(str(number) for numbers in shown for number in numbers)
    assert fetched == list(in_order)
