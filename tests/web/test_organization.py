"""Organizations: the list of them, and the page of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import organization, organizations
from tests.archive.running import Server
from tests.web.library import CLOSING_ID, REVIEW_ID, SIGNING_ID

BOARD = "d436/tu#bdv"  # Ban Dân vận Thành ủy Hà Tĩnh


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


@pytest.fixture(scope="module")
def board(connection: sqlite3.Connection) -> organization.OrganizationPage:
    page = organization.read(connection, Asked(f"/co-quan/{BOARD}", parts={"organization": BOARD}))
    assert page
    return page


def listed(connection: sqlite3.Connection, **query: str) -> list[str]:
    page = organizations.read(connection, Asked("/co-quan", query=query))
    return [entry.name for entry in page.part.rows]


def test_those_that_are_named_most_come_first(connection: sqlite3.Connection) -> None:
    assert listed(connection)[0] == "Ban Dân vận Thành ủy Hà Tĩnh"


def test_bodies_that_no_report_names_are_not_listed(connection: sqlite3.Connection) -> None:
    assert "Ban Chấp hành Trung ương" not in listed(connection)


@pytest.mark.parametrize("words", ["hoi nong dan", "Hội Nông dân", "NÔNG DÂN"])
def test_they_are_found_by_words_of_the_name_with_or_without_accents(
    connection: sqlite3.Connection, words: str
) -> None:
    assert set(listed(connection, ten=words)) == {"Hội Nông dân tỉnh Nghệ An", "Hội Nông dân tỉnh Hậu Giang"}


def test_they_are_narrowed_by_level(connection: sqlite3.Connection) -> None:
    assert "Thành ủy Ngã Bảy" not in listed(connection, cap="province")


def test_they_are_narrowed_by_place(connection: sqlite3.Connection) -> None:
    assert set(listed(connection, **{"dia-ban": "d436"})) == {
        "Ban Dân vận Thành ủy Hà Tĩnh",
        "Công an thành phố Hà Tĩnh",
    }


def test_a_level_that_there_is_not_narrows_nothing(connection: sqlite3.Connection) -> None:
    assert listed(connection, cap="x") == listed(connection)


def test_it_says_with_whom_how_often_and_when(board: organization.OrganizationPage) -> None:
    (partner,) = board.partners
    assert (partner.name, partner.reports, partner.first, partner.last) == (
        "Công an thành phố Hà Tĩnh",
        3,
        "2021-04-15",
        "2025-01-14",
    )


def test_it_says_under_what(board: organization.OrganizationPage) -> None:
    (agreement,) = board.agreements
    assert (agreement.period, agreement.state, agreement.signed_on) == ("2021 – 2025", "closed", "2021-04-15")


def test_it_shows_its_newest_reports_first(board: organization.OrganizationPage) -> None:
    assert [line.id for line in board.newest.lines] == [CLOSING_ID, REVIEW_ID, SIGNING_ID]


def test_it_counts_reports_by_year_and_kind(board: organization.OrganizationPage) -> None:
    assert [(year.year, year.kinds) for year in board.years] == [
        ("2025", (("final_review", 1),)),
        ("2023", (("midterm_review", 1),)),
        ("2021", (("signing", 1),)),
    ]


def test_it_names_who_took_over_its_work(board: organization.OrganizationPage) -> None:
    assert board.successor
    assert board.successor.name == "Ban Tuyên giáo và Dân vận Thành ủy Hà Tĩnh"


def test_its_successor_names_it_in_turn(connection: sqlite3.Connection, board: organization.OrganizationPage) -> None:
    assert board.successor
    asked = Asked("", parts={"organization": board.successor.id})
    later = organization.read(connection, asked)
    assert later
    assert BOARD in {body.id for body in later.predecessors}


def test_it_lists_how_reports_spell_its_name(board: organization.OrganizationPage) -> None:
    assert {spelling.name for spelling in board.spellings} == {"Ban Dân vận Thành ủy", "Ban Dân vận Thành uỷ"}


def test_it_names_those_in_its_posts_with_the_days_of_the_reports(board: organization.OrganizationPage) -> None:
    (officer,) = board.officers
    assert (officer.name, officer.first, officer.last) == ("Trịnh Thị Mận", "2021-04-15", "2023-06-28")


def test_all_its_reports_are_a_search_away(tab: Page) -> None:
    tab.goto("/co-quan/d436/tu%23bdv")
    tab.click("text=Tất cả 3 tin phối hợp")
    expect(tab.locator("#found")).to_have_text("3 bài")


def test_a_partner_leads_to_its_own_page(tab: Page) -> None:
    tab.goto("/co-quan/d436/tu%23bdv")
    tab.click("section[aria-labelledby=partners] table a")
    expect(tab.locator("h1")).to_have_text("Công an thành phố Hà Tĩnh")


def test_the_list_is_narrowed_by_typing(tab: Page) -> None:
    tab.goto("/co-quan")
    tab.fill("main input[name=ten]", "dan van")
    tab.press("main input[name=ten]", "Enter")
    expect(tab.locator("tbody tr")).to_have_count(1)


def test_it_reads_in_english(site: Server) -> None:
    text = site.get("/en/co-quan/d436/tu%23bdv").text
    assert "Its work was taken over by" in text
