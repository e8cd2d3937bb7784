"""Agreements: the list by state, and the life of one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.publish import open_to_read
from archive.web.agreement_lines import period
from archive.web.asked import Asked
from archive.web.pages import agreement, agreements
from tests.web.library import CLOSING_ID, REVIEW_ID, SIGNING_ID

PROGRAMME = "9b7bb40924a8472b"


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


@pytest.fixture(scope="module")
def page(connection: sqlite3.Connection) -> agreement.AgreementPage:
    found = agreement.read(connection, Asked("", parts={"agreement": PROGRAMME}))
    assert found
    return found


def test_its_life_is_told_in_the_order_of_days(page: agreement.AgreementPage) -> None:
    assert [(event.event, event.day, event.article) for event in page.events] == [
        ("signed", "2021-04-15", SIGNING_ID),
        ("reviewed", "2023-06-28", REVIEW_ID),
        ("closed", "2025-01-14", CLOSING_ID),
    ]


def test_it_names_its_parties(page: agreement.AgreementPage) -> None:
    assert {body.name for body in page.line.parties} == {"Ban Dân vận Thành ủy Hà Tĩnh", "Công an thành phố Hà Tĩnh"}


def test_it_names_those_of_the_report_of_its_signing(page: agreement.AgreementPage) -> None:
    assert [signer.name for signer in page.signers] == ["Trịnh Thị Mận", "Lưu Văn Cẩn"]


def test_it_quotes_the_words_that_tell_of_it(page: agreement.AgreementPage) -> None:
    (promise,) = page.promises
    marked = [stretch.text for paragraph in promise.paragraphs for stretch in paragraph if stretch.anchor]
    assert marked == ["chương trình phối hợp", "giai đoạn 2021 - 2025"]


def test_it_lists_its_reports(page: agreement.AgreementPage) -> None:
    assert [line.id for line in page.part.rows] == [SIGNING_ID, REVIEW_ID, CLOSING_ID]


@pytest.mark.parametrize(
    ("state", "periods"),
    [("closed", {"2021 – 2025"}), ("in_force", {"2022 – 2026"}), ("renewed", set())],
)
def test_the_list_is_narrowed_by_state(connection: sqlite3.Connection, state: str, periods: set[str]) -> None:
    found = agreements.read(connection, Asked("/thoa-thuan", query={"trang-thai": state}))
    assert {line.period for line in found.part.rows} == periods


def test_each_state_says_how_many_it_has(connection: sqlite3.Connection) -> None:
    found = agreements.read(connection, Asked("/thoa-thuan"))
    assert sum(count for _, count in found.counts) == len(found.part.rows)


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [(2021, 2025, "2021 – 2025"), (2021, 2021, "2021"), (None, 2025, "2025"), (None, None, "")],
)
def test_years_are_written_as_a_period(start: int | None, end: int | None, written: str) -> None:
    assert period(start, end) == written


def test_from_the_list_to_the_report_of_the_signing(tab: Page) -> None:
    tab.goto("/thoa-thuan")
    tab.click("text=Đã tổng kết (1)")
    expect(tab).to_have_url(re.compile("trang-thai=closed"))
    tab.click("ul.lines a")
    tab.click("section[aria-labelledby=life] li a")
    expect(tab.locator("h1")).to_contain_text("ký kết chương trình phối hợp")
