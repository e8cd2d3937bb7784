"""What a list shows tonight, and which articles it has dropped since it showed them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.frontier import Lead, follow, see_pages
from archive.history.listings import ListShown, keep_list
from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.store import article_id, keep_article, transaction
from tests.archive.small_archive import SmallArchive

SOURCE = "baovensong"
LIST, SECOND, THIRD = "/tin-tuc", "/tin-tuc?page=2", "/tin-tuc?page=3"
OTHER = "/su-kien"
FIRST_NIGHT = datetime(2025, 6, 20, 2, tzinfo=VIETNAM)


def published(day: int) -> PrintedTime:
    return PrintedTime(datetime(2025, 6, day, 8, tzinfo=VIETNAM), "day")


class Listed:
    """An archive of articles of these days of June 2025 (`key` is the day, or the day and a letter), and its list."""

    def __init__(self, folder: Path, *, prints_dates: bool = True) -> None:
        self.archive = SmallArchive(folder)
        self.prints_dates = prints_dates
        self.moment = FIRST_NIGHT

    def next_night(self) -> None:
        self.moment = self.moment.replace(hour=2, minute=0, second=0) + timedelta(days=1)

    def keep(self, *keys: str) -> None:
        """The articles themselves are fetched."""
        for key in keys:
            article = Article(
                key=key,
                url=f"https://baovensong.example/{key}.html",
                headline=f"Tin số {key}",
                body=(f"Hai bên thống nhất nội dung phối hợp số {key}.",),
                published=published(day_of(key)),
            )
            with transaction(self.archive.db):
                keep_article(self.archive.db, self.capture(), article, SOURCE, self.archive.run)
                follow(self.archive.db, SOURCE, key, article.url or "", self.moment)

    def capture(self) -> Capture:
        self.moment += timedelta(seconds=20)
        captured = self.archive.capture(None)
        return replace(captured, captured_at=self.moment, record_id=f"record-{self.moment:%d-%H%M%S}")

    def show(self, keys: Sequence[str], page: str = LIST, further: str | None = None) -> list[str]:
        """The list shows these; returns the keys of those that it has dropped."""
        leads = tuple(self.lead(key) for key in keys)
        with transaction(self.archive.db):
            capture = self.capture()
            see_pages(self.archive.db, SOURCE, leads, seen_on=page, seen_at=capture.captured_at)
            shown = ListShown(page, leads, further, is_first=page in (LIST, OTHER))
            dropped = keep_list(self.archive.db, capture, shown, SOURCE, self.archive.run)
        return sorted(self.key_of(article) for article in dropped)

    def lead(self, key: str) -> Lead:
        date = f"{day_of(key):02}/06/2025" if self.prints_dates else None
        return Lead(key=key, url=f"https://baovensong.example/{key}.html", title=f"Tin số {key}", date=date)

    def key_of(self, article: int) -> str:
        return str(self.archive.db.execute("select key from articles where id = ?", [article]).fetchone()[0])

    def answers(self, key: str) -> list[str]:
        rows = self.archive.db.execute(
            "select answer from sightings where article = ? order by seen_at", [article_id(SOURCE, key)]
        )
        return [row[0] for row in rows.fetchall()]


def day_of(key: str) -> int:
    return int(key[:2])


@pytest.fixture
def listed(tmp_path: Path, empty_archive: Path) -> Iterator[Listed]:
    shutil.copy(empty_archive, tmp_path)
    listed = Listed(tmp_path)
    yield listed
    listed.archive.db.close()


def seen_whole(listed: Listed, *keys: str, page: str = LIST, further: str | None = None) -> None:
    """A first night: the list shows them, and they are fetched."""
    listed.show(keys, page, further)
    listed.keep(*keys)


# --- What is a drop ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "dropped"),
    [
        (["19", "18", "17", "16"], ["19", "18", "17", "16"], []),
        (["19", "18", "17", "16"], ["19", "17", "16"], ["18"]),
        (["19", "18", "17", "16"], ["18", "17", "16"], ["19"]),
        (["19", "18", "17", "16"], ["17", "16"], ["18", "19"]),
        (["19", "18"], ["18"], ["19"]),
        (["19", "18", "17", "16"], ["22", "21", "19", "18"], []),
        (["19", "18", "17", "16"], ["22", "21", "18", "17"], ["19"]),
        (["19", "18", "17", "16"], ["25", "24", "23", "22"], []),
        (["19", "18", "17", "16"], [], []),
    ],
    ids=[
        "nothing changed",
        "one in the middle",
        "the first",
        "two",
        "one of two",
        "two rolled off the end",
        "one dropped while another rolled off",
        "all rolled off",
        "a list that shows nothing",
    ],
)
def test_what_the_list_should_still_show(
    listed: Listed, first: list[str], second: list[str], dropped: list[str]
) -> None:
    seen_whole(listed, *first)
    listed.next_night()
    assert listed.show(second) == dropped


def test_of_the_last_day_nothing_is_said(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17a", "17b", "17c")
    listed.next_night()
    assert listed.show(["20", "19", "18", "17a"]) == []


def test_a_list_that_prints_no_dates_is_judged_by_those_of_its_articles(tmp_path: Path, empty_archive: Path) -> None:
    shutil.copy(empty_archive, tmp_path)
    listed = Listed(tmp_path, prints_dates=False)
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    assert listed.show(["19", "17"]) == ["18"]
    listed.archive.db.close()


def test_what_was_never_fetched_is_no_article_that_could_be_dropped(listed: Listed) -> None:
    listed.show(["19", "18", "17"])
    listed.next_night()
    assert listed.show(["19", "17"]) == []


def test_what_another_list_shows_is_nothing_to_this_one(listed: Listed) -> None:
    seen_whole(listed, "19", "17")
    listed.keep("18")
    listed.next_night()
    assert listed.show(["19", "17"]) == []


def test_what_another_list_still_shows_is_not_dropped(listed: Listed) -> None:
    listed.show(["19", "18", "16"], OTHER)
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    assert listed.show(["19", "17"]) == []
    assert listed.show(["19", "18", "16"], OTHER) == []
    assert listed.answers("18") == ["whole"]


def test_what_both_lists_dropped_is_dropped(listed: Listed) -> None:
    listed.show(["19", "18", "16"], OTHER)
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    assert (listed.show(["19", "16"], OTHER), listed.show(["19", "17"])) == ([], ["18"])


# --- Pinned items, and lists in another order --------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["02", "19", "18", "17"], ["02", "20", "19", "18"]),
        (["02", "19", "18", "17"], ["21", "20", "19", "18"]),
        (["19", "18", "17", "16"], ["03", "02", "19", "18", "17"]),
        (["18", "20", "19", "17"], ["20", "19", "18", "17"]),
    ],
    ids=["stays pinned", "is unpinned", "is pinned anew", "a recent one goes to its place"],
)
def test_a_pinned_item_drops_nothing(listed: Listed, first: list[str], second: list[str]) -> None:
    seen_whole(listed, *first)
    listed.next_night()
    assert listed.show(second) == []


def test_behind_pinned_items_a_drop_is_still_seen(listed: Listed) -> None:
    seen_whole(listed, "02", "19", "18", "17")
    listed.next_night()
    assert listed.show(["02", "19", "17"]) == ["18"]


def test_a_list_in_no_order_of_dates_says_nothing(listed: Listed) -> None:
    seen_whole(listed, "12", "15", "14", "19", "13", "18", "11")
    listed.next_night()
    assert listed.show(["12", "13", "14", "15", "16", "19", "11"]) == []


def test_a_list_that_lost_more_than_it_kept_is_another_list(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17", "16", "15", "14")
    listed.next_night()
    assert listed.show(["20", "14"]) == []


# --- Further pages -----------------------------------------------------------------------------------------


def two_pages(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17", further=SECOND)
    seen_whole(listed, "16", "15", "14", page=SECOND, further=THIRD)
    listed.next_night()


def test_what_moved_to_the_second_page_is_not_dropped(listed: Listed) -> None:
    two_pages(listed)
    assert listed.show(["21", "20", "19"], further=SECOND) == []
    assert listed.show(["18", "17", "16"], SECOND, further=THIRD) == []


def test_a_drop_from_the_second_page_is_seen_where_it_is_read(listed: Listed) -> None:
    two_pages(listed)
    assert listed.show(["19", "18", "17"], further=SECOND) == []
    assert listed.show(["16", "14"], SECOND) == ["15"]


def test_a_drop_is_noted_once_however_many_pages_are_read(listed: Listed) -> None:
    two_pages(listed)
    assert listed.show(["19", "17"], further=SECOND) == ["18"]
    assert listed.show(["16", "15", "14"], SECOND) == []
    assert listed.answers("18") == ["whole", "delisted"]


def test_behind_a_gap_nothing_is_said(listed: Listed) -> None:
    two_pages(listed)
    listed.show(["19", "18", "17"], further=SECOND)
    assert listed.show(["14"], THIRD) == []


# --- What is kept ------------------------------------------------------------------------------------------


def test_the_list_is_the_evidence_of_the_drop(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    listed.show(["19", "17"])
    (row,) = listed.archive.db.query(
        "select captured_at, night from sightings join captures on captures.id = capture where answer = 'delisted'"
    )
    assert row == {"captured_at": "2025-06-20T19:00:20Z", "night": "2025-06-21"}


def test_the_page_of_a_dropped_article_is_due_at_once(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    listed.show(["19", "17"])
    due = listed.archive.db.execute("select key from leads where revisit_at < '2025-06-21'").fetchall()
    assert ("18",) in due


def test_a_drop_goes_on_every_night(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17")
    for _ in range(3):
        listed.next_night()
        listed.show(["19", "17"])
    assert listed.answers("18") == ["whole", "delisted", "delisted", "delisted"]


def test_a_drop_is_noted_once_a_night_however_often_the_list_is_read(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    assert [listed.show(["19", "17"]), listed.show(["19", "17"])] == [["18"], []]
    assert listed.answers("18") == ["whole", "delisted"]


def test_an_article_that_is_listed_again_is_noted_once(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17")
    for keys in (["19", "17"], ["19", "18", "17"], ["19", "18", "17"]):
        listed.next_night()
        listed.show(keys)
    assert listed.answers("18") == ["whole", "delisted", "listed"]


def test_an_article_was_last_seen_when_its_list_was_captured(listed: Listed) -> None:
    seen_whole(listed, "19", "18", "17")
    listed.next_night()
    listed.show(["19", "17"])
    seen = dict(listed.archive.db.execute("select key, last_seen from articles").fetchall())
    assert (seen["19"], seen["18"][:10]) == ("2025-06-20T19:00:20Z", "2025-06-19")


DAYS = st.lists(st.integers(min_value=1, max_value=30), unique=True, min_size=2, max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(days=DAYS, new=st.integers(min_value=0, max_value=6), length=st.integers(min_value=1, max_value=12))
def test_no_list_drops_by_rolling(
    empty_archive: Path, tmp_path_factory: pytest.TempPathFactory, days: list[int], new: int, length: int
) -> None:
    folder = tmp_path_factory.mktemp("rolling")
    shutil.copy(empty_archive, folder)
    listed = Listed(folder)
    in_order = [f"{day:02}" for day in sorted(days, reverse=True)]
    seen_whole(listed, *in_order[new : new + length])
    listed.next_night()
    assert listed.show(in_order[:length]) == []
    listed.archive.db.close()
