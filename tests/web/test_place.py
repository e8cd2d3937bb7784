"""Places of both maps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import place, places
from tests.web.library import OLD_PROVINCE_ID

HAU_GIANG, CAN_THO, HA_NOI = "p93", "q92", "p01"


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


def opened(connection: sqlite3.Connection, identity: str) -> place.PlacePage:
    page = place.read(connection, Asked("", parts={"place": identity}))
    assert page
    return page


def test_both_maps_are_whole(connection: sqlite3.Connection) -> None:
    provinces = places.read(connection, Asked("/dia-ban")).provinces
    assert (len(provinces), sum(len(one.before) for one in provinces)) == (34, 63)


def test_provinces_stand_in_the_order_of_the_alphabet_without_accents(connection: sqlite3.Connection) -> None:
    names = [one.now.name for one in places.read(connection, Asked("/dia-ban")).provinces]
    assert names[:5] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cần Thơ", "Cao Bằng"]


def test_districts_stand_in_that_order_too(connection: sqlite3.Connection) -> None:
    districts = [unit.name for unit in opened(connection, HA_NOI).inside if unit.kind == "quận"]
    assert districts[:4] == ["Ba Đình", "Bắc Từ Liêm", "Cầu Giấy", "Đống Đa"]


def test_a_province_that_is_gone_says_what_it_is_now(connection: sqlite3.Connection) -> None:
    page = opened(connection, HAU_GIANG)
    assert ([unit.name for unit in page.after], page.valid_to) == (["Cần Thơ"], "2025-06-30")


def test_a_province_of_today_says_what_it_was(connection: sqlite3.Connection) -> None:
    before = [unit.name for unit in opened(connection, CAN_THO).before if unit.level == "province"]
    assert sorted(before) == ["Cần Thơ", "Hậu Giang", "Sóc Trăng"]


@pytest.mark.parametrize("identity", [HAU_GIANG, CAN_THO, "d931"])
def test_a_report_is_found_by_its_old_province_its_new_one_and_its_district(
    connection: sqlite3.Connection, identity: str
) -> None:
    assert OLD_PROVINCE_ID in {line.id for line in opened(connection, identity).newest.lines}


def test_it_names_the_organizations_there(connection: sqlite3.Connection) -> None:
    assert [body.name for body in opened(connection, HAU_GIANG).bodies] == ["Hội Nông dân tỉnh Hậu Giang"]


def test_it_names_its_sources(connection: sqlite3.Connection) -> None:
    assert [source.id for source in opened(connection, HAU_GIANG).sources] == ["thanhuy_ngabay"]


def test_from_the_new_map_to_the_old_one(tab: Page) -> None:
    tab.goto("/dia-ban")
    tab.click("th a:has-text('Cần Thơ')")
    tab.click("section[aria-labelledby=before] a:has-text('Tỉnh Hậu Giang')")
    expect(tab.locator("h1")).to_have_text("Tỉnh Hậu Giang")
