"""What was seen and is not archived, with the reason; how complete each month is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Reason
from archive.nights import completeness
from archive.nights.completeness import _gaps
from tests.archive.small_archive import SIGNING, SmallArchive

SOURCE = "baovensong"
URL = "https://baovensong.example/{}.html"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SmallArchive]:
    small = SmallArchive(tmp_path)
    yield small
    small.db.close()


def lead(archive: SmallArchive, key: str, state: str = "pending", reason: str | None = None, **more: object) -> None:
    row = {"source": SOURCE, "kind": "page", "key": key, "url": URL.format(key), "state": state, "reason": reason}
    row |= {"first_seen": "2025-06-02T19:00:00Z", "last_seen": "2025-06-03T19:00:00Z", "listed_title": f"Tin {key}"}
    archive.db.table("leads").insert(row | more)


def not_archived(archive: SmallArchive) -> dict[str, str]:
    completeness.settle(archive.db)
    return {row["url"]: row["reason"] for row in archive.db.query("select * from not_archived")}


def months(archive: SmallArchive) -> dict[str, dict[str, Any]]:
    completeness.settle(archive.db)
    return {row["month"]: row for row in archive.db.query("select * from completeness")}


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        ("pending", None, "pending"),
        ("pending", "unreachable", "unreachable"),
        ("failed", "http_error", "http_error"),
        ("refused", "listing", "listing"),
    ],
)
def test_an_address_that_is_not_archived_says_why(
    archive: SmallArchive, state: str, reason: str | None, expected: str
) -> None:
    lead(archive, "201", state, reason)
    assert not_archived(archive) == {URL.format(201): expected}


def test_it_keeps_the_headline_and_the_dates_of_the_list(archive: SmallArchive) -> None:
    lead(archive, "201")
    not_archived(archive)
    (row,) = archive.db.query("select * from not_archived")
    assert (row["listed_title"], row["first_seen"]) == ("Tin 201", "2025-06-02T19:00:00Z")


def test_what_is_archived_is_not_in_it(archive: SmallArchive) -> None:
    archive.keep(SIGNING)
    lead(archive, SIGNING.key, "done")
    assert not_archived(archive) == {}


def test_an_article_that_nobody_could_read_tonight_is_archived(archive: SmallArchive) -> None:
    archive.keep(SIGNING)
    lead(archive, SIGNING.key, "refused", "unknown_layout")
    assert not_archived(archive) == {}


def test_a_page_that_an_import_refused_is_in_it(archive: SmallArchive) -> None:
    archive.refuse(URL.format("muc"), Reason.LISTING, "20 tin")
    assert not_archived(archive) == {URL.format("muc"): "listing"}


def test_lists_are_no_articles(archive: SmallArchive) -> None:
    lead(archive, "tin", kind="list")
    assert not_archived(archive) == {}


def test_a_month_adds_up(archive: SmallArchive) -> None:
    archive.keep(SIGNING)  # of May 2023
    lead(archive, SIGNING.key, "done")
    for key, state in (("103", "pending"), ("104", "refused"), ("107", "failed")):
        lead(archive, key, state, listed_date="20/05/2023")
    row = months(archive)["2023-05"]
    assert [row[name] for name in ("listed", "archived", "refused", "pending", "failed")] == [4, 1, 1, 1, 1]
    assert row["gaps"] == 3  # 102, 105, 106


def test_without_any_date_it_counts_when_it_was_first_seen(archive: SmallArchive) -> None:
    lead(archive, "201")
    assert list(months(archive)) == ["2025-06"]


def test_a_source_without_running_numbers_has_no_gaps(archive: SmallArchive) -> None:
    lead(archive, "tin/le-ky-ket")
    lead(archive, "202")
    assert months(archive)["2025-06"]["gaps"] is None


def test_settling_again_changes_nothing(archive: SmallArchive) -> None:
    lead(archive, "201")
    assert (not_archived(archive), months(archive)) == (not_archived(archive), months(archive))


@given(st.sets(st.integers(1, 500), min_size=1))
def test_gaps_and_numbers_fill_the_range(numbers: set[int]) -> None:
    gaps = _gaps(numbers)
    assert gaps is not None
    assert gaps + len(numbers) == max(numbers) - min(numbers) + 1
