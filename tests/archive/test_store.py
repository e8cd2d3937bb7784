"""Storing: what is new, what is a new wording, what changes nothing; all or nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import runs, store
from archive.model import Article, Reason
from archive.store import article_id, fingerprint, keep_article, transaction, utc
from tests.archive.small_archive import SIGNING, SmallArchive

EDITED = replace(SIGNING, body=("Sáng 13/5, hai bên ký chương trình giai đoạn 2023-2025.", SIGNING.body[1]))
SOURCE = "baovensong"


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[SmallArchive]:
    shutil.copy(empty_archive, tmp_path)
    small = SmallArchive(tmp_path)
    yield small
    small.db.close()


def keep(archive: SmallArchive, article: Article, at: datetime | None = None) -> str:
    """What storing it did; `at` is when it was captured."""
    capture = archive.capture(article.url)
    capture = replace(capture, captured_at=at, record_id=f"{capture.record_id}-{at}") if at else capture
    with transaction(archive.db):
        return keep_article(archive.db, capture, article, SOURCE, archive.run).change


def row(archive: SmallArchive, table: str = "articles") -> dict[str, Any]:
    (found,) = archive.db.query(f"select * from {table}")
    return found


def versions(archive: SmallArchive) -> list[tuple[int, str]]:
    """Number and body of each version."""
    return [(one["number"], one["body"]) for one in archive.db.query("select * from versions order by number")]


# --- Ids ---------------------------------------------------------------------------------------------------


def test_an_id_never_changes() -> None:
    assert article_id("baonghean", "10262417") == 2383834111935520


def test_the_same_key_of_another_source_is_another_article() -> None:
    assert article_id("baonghean", "101") != article_id("thanhuy_hatinh", "101")


@given(st.text(), st.text())
def test_an_id_is_one_that_javascript_and_sqlite_can_hold(source: str, key: str) -> None:
    assert 0 <= article_id(source, key) < 2**52


# --- Articles and their versions ---------------------------------------------------------------------------


def test_an_article_is_new_once(archive: SmallArchive) -> None:
    assert [keep(archive, SIGNING), keep(archive, SIGNING)] == ["new_articles", "unchanged"]


def test_another_wording_is_a_new_version(archive: SmallArchive) -> None:
    assert [keep(archive, SIGNING), keep(archive, EDITED)] == ["new_articles", "new_versions"]
    assert [number for number, _ in versions(archive)] == [1, 2]
    assert (row(archive)["version"], row(archive)["body"]) == (2, "\n\n".join(EDITED.body))


def test_a_wording_that_comes_back_is_no_third_version(archive: SmallArchive) -> None:
    for article in (SIGNING, EDITED, SIGNING):
        keep(archive, article)
    assert len(versions(archive)) == 2
    assert row(archive)["version"] == 1


@pytest.mark.parametrize(
    "noise",
    [
        {"views": 4711},
        {"author": "Khác"},
        {"section": "Thời sự"},
        {"methods": {"body": "layout"}},
        {"headline": "Đảng uỷ Công an tỉnh và Hội Nông dân ký kết chương trình phối hợp"},  # ủy, uỷ
        {"body": (SIGNING.body[0].replace(" ", "  "), SIGNING.body[1])},
    ],
    ids=lambda noise: next(iter(noise)),
)
def test_noise_is_no_new_wording(archive: SmallArchive, noise: dict[str, Any]) -> None:
    keep(archive, SIGNING)
    assert keep(archive, replace(SIGNING, **noise)) == "unchanged"


@pytest.mark.parametrize(
    "edit",
    [{"headline": "Tiêu đề khác"}, {"body": SIGNING.body[:1]}, {"captions": ("Chú thích khác",)}],
    ids=lambda edit: next(iter(edit)),
)
def test_headline_body_and_captions_make_the_wording(edit: dict[str, Any]) -> None:
    assert fingerprint(replace(SIGNING, **edit)) != fingerprint(SIGNING)


def test_what_is_printed_now_is_shown_though_the_wording_is_the_same(archive: SmallArchive) -> None:
    keep(archive, replace(SIGNING, views=10))
    keep(archive, replace(SIGNING, views=25))
    assert row(archive)["views"] == 25


def test_a_refused_page_that_is_an_article_after_all_is_refused_no_longer(archive: SmallArchive) -> None:
    assert SIGNING.url
    archive.refuse(SIGNING.url, Reason.STUB, "177 byte")
    keep(archive, SIGNING)
    assert list(archive.db.query("select * from refused")) == []


# --- Times -------------------------------------------------------------------------------------------------

NIGHTS = [datetime(2025, 6, day, 19, tzinfo=UTC) for day in (20, 21, 26)]


def test_first_seen_stays_and_checked_at_moves(archive: SmallArchive) -> None:
    for night in NIGHTS:
        keep(archive, SIGNING, at=night)
    assert (row(archive)["first_seen"], row(archive)["checked_at"]) == (utc(NIGHTS[0]), utc(NIGHTS[2]))


def test_an_older_capture_imported_later_does_not_become_the_present(archive: SmallArchive) -> None:
    keep(archive, EDITED, at=NIGHTS[2])
    keep(archive, SIGNING, at=NIGHTS[0])
    assert row(archive)["body"] == "\n\n".join(EDITED.body)
    assert (row(archive)["first_seen"], row(archive)["checked_at"]) == (utc(NIGHTS[0]), utc(NIGHTS[2]))
    assert len(versions(archive)) == 2


def test_times_are_utc_and_sort_as_they_read() -> None:
    moment = datetime(2025, 6, 21, 2, 0, 0, 999, tzinfo=UTC)
    assert utc(moment) == "2025-06-21T02:00:00Z"
    assert utc(moment + timedelta(hours=10)) > utc(moment)


# --- Evidence ----------------------------------------------------------------------------------------------


def test_a_record_is_one_capture_however_often_it_is_imported(archive: SmallArchive) -> None:
    capture = archive.capture(SIGNING.url)
    for _ in range(2):
        with transaction(archive.db):
            keep_article(archive.db, capture, SIGNING, SOURCE, archive.run)
    assert row(archive, "captures")["record_id"] == capture.record_id


def test_a_known_capture_is_found_by_address_bytes_and_moment(archive: SmallArchive) -> None:
    capture = archive.capture(SIGNING.url)
    with transaction(archive.db):
        keep_article(archive.db, capture, SIGNING, SOURCE, archive.run)
    known = store.known_capture(archive.db, capture.url, capture.sha256, capture.captured_at)
    assert known == capture
    assert store.known_capture(archive.db, capture.url, "00" * 32, capture.captured_at) is None


def test_a_refused_page_names_its_reason_and_evidence(archive: SmallArchive) -> None:
    archive.refuse("https://baovensong.example/chuyen-muc", Reason.LISTING, "danh mục 20 tin")
    refused = row(archive, "refused")
    assert (refused["reason"], refused["detail"]) == ("listing", "danh mục 20 tin")
    assert refused["capture"] == row(archive, "captures")["id"]


def test_a_page_refused_again_is_one_row_with_the_newest_reason(archive: SmallArchive) -> None:
    for reason in (Reason.STUB, Reason.NOT_FOUND):
        archive.refuse("https://baovensong.example/tin", reason, "")
    assert row(archive, "refused")["reason"] == "not_found"


# --- All or nothing ----------------------------------------------------------------------------------------


def keep_and_fail(archive: SmallArchive) -> None:
    with transaction(archive.db):
        keep_article(archive.db, archive.capture(SIGNING.url), SIGNING, SOURCE, archive.run)
        raise ZeroDivisionError


def test_a_transaction_that_fails_leaves_nothing(archive: SmallArchive) -> None:
    with pytest.raises(ZeroDivisionError):
        keep_and_fail(archive)
    for table in ("articles", "versions", "captures"):
        assert list(archive.db.query(f"select * from {table}")) == []


def test_no_row_points_nowhere(archive: SmallArchive) -> None:
    for article in (SIGNING, EDITED):
        keep(archive, article)
    archive.refuse("https://baovensong.example/tin", Reason.STUB, "")
    assert list(archive.db.query("pragma foreign_key_check")) == []


def test_a_capture_of_an_unknown_source_is_not_stored(archive: SmallArchive) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(archive.db):
        keep_article(archive.db, archive.capture(SIGNING.url), SIGNING, "bao_khong_co", archive.run)
    assert list(archive.db.query("select * from articles")) == []


# --- Runs and sources --------------------------------------------------------------------------------------


def test_counts_add_up(archive: SmallArchive) -> None:
    for _ in range(3):
        runs.count(archive.db, archive.run, SOURCE, fetched=2, refused=1)
    counts = row(archive, "source_runs")
    assert (counts["fetched"], counts["refused"], counts["failed"]) == (6, 3, 0)


def test_ending_a_run_ends_its_sources_too(archive: SmallArchive) -> None:
    runs.end_run(archive.db, archive.run, "finished")
    for table in ("runs", "source_runs"):
        assert row(archive, table)["outcome"] == "finished"
        assert row(archive, table)["ended_at"]


def test_a_source_registered_again_keeps_its_first_seen(archive: SmallArchive) -> None:
    archive.db.execute("update sources set first_seen = '2024-01-01T00:00:00Z'")
    (facts,) = archive.db.query("select * from sources where id = ?", [SOURCE])
    del facts["first_seen"], facts["last_seen"]
    runs.register_source(archive.db, facts | {"former_domains": ["cu.example"], "name": "Báo Ven Sông mới"})
    (known,) = archive.db.query("select * from sources where id = ?", [SOURCE])
    assert (known["first_seen"], known["name"]) == ("2024-01-01T00:00:00Z", "Báo Ven Sông mới")
    assert known["former_domains"] == '["cu.example"]'
