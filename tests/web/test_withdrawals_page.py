"""/go-bo: what publishers took down."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.web.asked import Asked
from archive.web.pages import withdrawals
from tests.web.library import BADGES_ID, WITHDRAWN_ID


@pytest.fixture(scope="module")
def connection(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The library, and an article that went and came back."""
    copy = tmp_path_factory.mktemp("withdrawals") / "public.db"
    copy.write_bytes((library_folder / "public.db").read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute(
            "insert into withdrawals select ?, 1, 'restored', answer, status, last_whole_at, last_whole_capture,"
            " missing_at, missing_capture, 1, null, missing_at, missing_capture from withdrawals",
            [BADGES_ID],
        )
        yield connection


def shown(connection: sqlite3.Connection, state: str) -> list[int]:
    page = withdrawals.read(connection, Asked("/go-bo", query={"tinh-trang": state}))
    return [entry.article for entry in page.part.rows]


@pytest.mark.parametrize(
    ("state", "articles"),
    [("", [WITHDRAWN_ID]), ("withdrawn", [WITHDRAWN_ID]), ("missing", []), ("restored", [BADGES_ID])],
)
def test_each_state_has_its_own_list(connection: sqlite3.Connection, state: str, articles: list[int]) -> None:
    assert shown(connection, state) == articles


def test_a_state_that_there_is_not_is_withdrawn(connection: sqlite3.Connection) -> None:
    assert shown(connection, "' or 1=1") == [WITHDRAWN_ID]


def test_an_entry_says_what_the_site_answers_and_on_how_many_nights(connection: sqlite3.Connection) -> None:
    (entry,) = withdrawals.read(connection, Asked("/go-bo")).part.rows
    assert (entry.answer, entry.status, entry.nights, entry.source.id) == ("not_found", 404, 3, "baohatinh")


def test_the_last_whole_copy_is_one_click_away(tab: Page) -> None:
    tab.goto("/go-bo")
    tab.click("text=Bản còn nguyên ngày")
    expect(tab.frame_locator("iframe").locator("h1")).to_contain_text("Đảng ủy Khối Các cơ quan")
