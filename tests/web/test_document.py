"""Documents: the list of those that are cited, and the page of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import document, documents
from tests.web.library import SIGNING_ID

DIRECTIVE = "17-ct/tu@p42"


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


@pytest.fixture(scope="module")
def page(connection: sqlite3.Connection) -> document.DocumentPage:
    found = document.read(connection, Asked("", parts={"document": DIRECTIVE}))
    assert found
    return found


def test_it_says_what_it_is_and_who_issued_it(page: document.DocumentPage) -> None:
    assert page.issuer
    assert (page.type, page.symbol, page.issuer.name) == ("Chỉ thị", "17-CT/TU", "Ban Thường vụ Tỉnh ủy Hà Tĩnh")


def test_it_lists_the_reports_that_cite_it(page: document.DocumentPage) -> None:
    assert [line.id for line in page.part.rows] == [SIGNING_ID]


def test_it_shows_how_reports_print_it(page: document.DocumentPage) -> None:
    (printed,) = page.printed
    assert (printed.type, printed.symbol, printed.issuer) == ("Chỉ thị", "17-CT/TU", "Ban Thường vụ Tỉnh ủy")


@pytest.mark.parametrize("letters", ["213", "213-QĐ", "qđ/tw".upper()])
def test_the_list_is_narrowed_by_letters_of_the_symbol(connection: sqlite3.Connection, letters: str) -> None:
    found = documents.read(connection, Asked("/van-ban", query={"so": letters}))
    assert [entry.symbol for entry in found.part.rows] == ["213-QĐ/TW"]


def test_from_the_list_to_a_report(tab: Page) -> None:
    tab.goto("/van-ban?so=17")
    tab.click("tbody a")
    tab.click("section[aria-labelledby=reports] h3 a")
    expect(tab.locator("h1")).to_contain_text("ký kết")
