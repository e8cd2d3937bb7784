"""The frontier: what is fetched next, what is tried again and when, what is given up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archive import clock, frontier
from archive.frontier import LONGEST_TRIAL, Lead
from archive.model import Reason
from archive.store import keep_article, transaction, utc
from tests.archive.small_archive import SIGNING, SIGNING_ID, SmallArchive

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
    return frontier.see_pages(db, SOURCE, [page(number) for number in numbers], seen_on=LIST, seen_at=clock.now())


def next_keys(db: Database, limit: int = 100) -> list[str]:
    return [one.key for one in frontier.next_leads(db, SOURCE, limit)]


def in_turn(db: Database) -> list[list[str]]:
    """The keys that are given one after the other, if nothing comes of any."""
    taken: set[int] = set()
    turns = []
    while leads := frontier.next_leads(db, SOURCE, 100, but_not=taken):
        taken |= {lead.id for lead in leads}
        turns.append([lead.key for lead in leads])
    return turns


def hours_until(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.now(UTC)) / timedelta(hours=1)


def let_time_pass(db: Database) -> None:
    """As if the wait of every lead were over."""
    db.execute("update leads set not_before = '2025-01-01T00:00:00Z' where not_before is not null")


# --- Order -------------------------------------------------------------------------------------------------


def test_pages_come_in_the_order_in_which_lists_showed_them(db: Database) -> None:
    see(db, 3, 1, 2)
    assert next_keys(db) == ["3", "1", "2"]


def test_the_sources_own_lists_come_before_pages_and_deeper_ones_after_them(db: Database) -> None:
    see(db, 1)
    frontier.see_lists(db, SOURCE, [further(1)], seen_on=None)
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=LIST)
    assert in_turn(db) == [[further(1).key], ["1"], [further(2).key]]


def test_what_a_list_shows_is_asked_for_before_other_work_goes_on(db: Database) -> None:
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=LIST)
    assert next_keys(db) == [further(2).key]
    see(db, 1)
    assert next_keys(db) == ["1"]


def test_a_page_left_over_from_another_night_comes_before_deeper_lists(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(db, 1)
    monkeypatch.setenv(clock.CLOCK, (datetime.now(UTC) + timedelta(days=1)).isoformat())
    see(db, 2)
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=LIST)
    assert in_turn(db) == [["2"], ["1", further(2).key]]


@pytest.mark.parametrize(("phase", "number"), [("lists", 1), ("new", 2), ("due", 0), ("backfill", 1)])
def test_what_waits_is_counted_by_phase(db: Database, phase: str, number: int) -> None:
    see(db, 1, 2)
    frontier.see_lists(db, SOURCE, [further(1)], seen_on=None)
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=LIST)
    assert frontier.waiting(db, SOURCE)[phase] == number


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
    frontier.see_pages(db, SOURCE, [changed], seen_on=LIST, seen_at=clock.now())
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
def test_each_failure_makes_the_wait_a_night_longer(
    db: Database, failures: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.CLOCK, "2025-06-20T02:05:00+07:00")
    see(db, 1)
    for _ in range(failures):
        frontier.postpone(db, lead(db, "1")["id"], Reason.UNREACHABLE)
    assert lead(db, "1")["state"] == "pending"
    begins = clock.beginning_of(date(2025, 6, 20) + timedelta(failures))
    assert datetime.fromisoformat(lead(db, "1")["not_before"]) == begins


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


def test_a_list_that_fails_is_tried_every_night(db: Database) -> None:
    frontier.see_lists(db, SOURCE, [further(2)], seen_on=None)
    identity = lead(db, further(2).key)["id"]
    for _ in range(4):
        frontier.postpone(db, identity, Reason.UNREACHABLE)
    tomorrow = clock.beginning_of(clock.tonight() + timedelta(1))
    assert lead(db, further(2).key)["not_before"] == utc(tomorrow)


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


# --- Articles that are looked at again ---------------------------------------------------------------------


TONIGHT = "2025-06-20T02:00:00+07:00"
TOMORROW = "2025-06-21T01:55:00+07:00"
SIGNING_LEAD = Lead(key=SIGNING.key, url=SIGNING.url or "")


@pytest.fixture
def archive(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallArchive]:
    """With one article, looked at tonight."""
    monkeypatch.setenv(clock.CLOCK, TONIGHT)
    archive = SmallArchive(tmp_path)
    keep(archive, datetime.fromisoformat(TONIGHT))
    yield archive
    archive.db.close()


def keep(archive: SmallArchive, moment: datetime) -> None:
    captured = replace(archive.capture(SIGNING.url), captured_at=moment)
    with transaction(archive.db):
        keep_article(archive.db, captured, SIGNING, SOURCE, archive.run)
        frontier.follow(archive.db, SOURCE, SIGNING.key, SIGNING.url or "", moment)


def test_an_article_is_due_on_the_next_night_even_a_little_earlier(
    archive: SmallArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert next_keys(archive.db) == []
    monkeypatch.setenv(clock.CLOCK, TOMORROW)
    assert next_keys(archive.db) == [SIGNING.key]


def test_what_is_due_comes_after_what_is_new(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.CLOCK, TOMORROW)
    see(archive.db, 7)
    frontier.see_lists(archive.db, SOURCE, [further(2)], seen_on=LIST)
    assert in_turn(archive.db) == [["7"], [SIGNING.key], [further(2).key]]


def test_a_due_lead_says_what_the_archive_has(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    frontier.note_validators(archive.db, lead(archive.db, SIGNING.key)["id"], '"mot"', "Fri, 20 Jun 2025 00:00:00 GMT")
    monkeypatch.setenv(clock.CLOCK, TOMORROW)
    (due,) = frontier.next_leads(archive.db, SOURCE, 10)
    assert (due.article, due.etag, due.last_modified) == (SIGNING_ID, '"mot"', "Fri, 20 Jun 2025 00:00:00 GMT")
    assert due.whole is not None
    assert (due.whole.url, due.whole.captured_at) == (SIGNING.url, datetime.fromisoformat(TONIGHT))


def test_a_capture_of_another_archive_is_not_what_the_server_compares_with(
    archive: SmallArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.db.execute("insert into capture_origins (capture, origin) select id, 'luutru.warc.gz' from captures")
    monkeypatch.setenv(clock.CLOCK, TOMORROW)
    (due,) = frontier.next_leads(archive.db, SOURCE, 10)
    assert (due.article, due.whole) == (SIGNING_ID, None)


def test_a_new_page_says_nothing_of_an_article(db: Database) -> None:
    see(db, 1)
    (new,) = frontier.next_leads(db, SOURCE, 10)
    assert (new.article, new.whole) == (None, None)


def test_an_article_without_a_lead_gets_one(archive: SmallArchive) -> None:
    row = lead(archive.db, SIGNING.key)
    assert (row["state"], row["seen_on"], row["url"]) == ("done", None, SIGNING.url)
    assert row["revisit_at"] == "2025-06-20T11:00:00Z"


def test_an_old_capture_that_was_imported_is_due_at_once(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = SmallArchive(tmp_path)
    keep(archive, datetime(2019, 3, 1, tzinfo=UTC))
    assert next_keys(archive.db) == [SIGNING.key]
    archive.db.close()


def test_an_older_capture_does_not_bring_the_next_look_forward(archive: SmallArchive) -> None:
    before = lead(archive.db, SIGNING.key)["revisit_at"]
    keep(archive, datetime(2019, 3, 1, tzinfo=UTC))
    assert lead(archive.db, SIGNING.key)["revisit_at"] >= before


def test_a_page_that_waits_to_be_fetched_still_waits_when_it_is_imported(db: Database, tmp_path: Path) -> None:
    frontier.see_pages(db, SOURCE, [SIGNING_LEAD], seen_on=LIST, seen_at=clock.now())
    archive = SmallArchive(tmp_path)
    keep(archive, datetime(2019, 3, 1, tzinfo=UTC))
    assert lead(archive.db, SIGNING.key)["state"] == "pending"
    archive.db.close()


def test_an_article_of_which_something_was_heard_is_due_at_once(archive: SmallArchive) -> None:
    frontier.look_now(archive.db, SIGNING_ID)
    assert next_keys(archive.db) == [SIGNING.key]


def test_an_article_is_never_given_up(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for night in range(1, 40):
        monkeypatch.setenv(clock.CLOCK, f"{datetime.fromisoformat(TONIGHT) + timedelta(night)}")
        for due in frontier.next_leads(archive.db, SOURCE, 10):
            asked.append(night)
            frontier.postpone(archive.db, due.id, Reason.UNREACHABLE)
    assert asked == [1, 2, 4, 7, 11, 16, 21, 26, 31, 36]
    assert lead(archive.db, SIGNING.key)["state"] == "done"


def test_a_pause_holds_what_will_be_due_before_it_ends(archive: SmallArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    frontier.pause(archive.db, SOURCE, timedelta(days=2))
    monkeypatch.setenv(clock.CLOCK, TOMORROW)
    assert next_keys(archive.db) == []


def test_leads_that_were_taken_are_not_given_again(db: Database) -> None:
    see(db, 1, 2, 3)
    taken = [one.id for one in frontier.next_leads(db, SOURCE, 2)]
    assert [one.key for one in frontier.next_leads(db, SOURCE, 2, but_not=taken)] == ["3"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(waits=TIMES)
def test_a_pause_never_shortens_a_wait(db: Database, waits: list[int]) -> None:
    see(db, 1)
    db.execute("update leads set not_before = null, attempts = 0")
    for minutes in waits:
        frontier.pause(db, SOURCE, timedelta(minutes=minutes))
    assert hours_until(lead(db, "1")["not_before"]) == pytest.approx(max(waits) / 60, abs=0.1)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
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
