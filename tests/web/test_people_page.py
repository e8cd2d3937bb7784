"""The list of the people whom reports name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import people
from tests.archive.running import Server

MAN = "ha-tinh/trịnh thị mận"


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


def listed(connection: sqlite3.Connection, **query: str) -> list[people.Entry]:
    return list(people.read(connection, Asked("/nguoi", query=query)).part.rows)


def test_those_whom_most_reports_name_come_first(connection: sqlite3.Connection) -> None:
    reports = [entry.reports for entry in listed(connection)]
    assert reports == sorted(reports, reverse=True)
    assert reports[0] > reports[-1]


def test_a_person_stands_there_with_the_newest_post_the_reports_and_the_last_day(
    connection: sqlite3.Connection,
) -> None:
    entry = next(one for one in listed(connection) if one.id == MAN)
    assert (entry.name, entry.province, entry.reports, entry.last_day) == ("Trịnh Thị Mận", "Hà Tĩnh", 2, "2023-06-28")
    assert (entry.newest_post, entry.organization) == ("Trưởng Ban Dân vận Thành ủy", "Ban Dân vận Thành ủy Hà Tĩnh")


@pytest.mark.parametrize("words", ["trinh thi man", "Trịnh Thị Mận", "TRINH", "thi man"])
def test_they_are_found_by_words_of_the_name_with_or_without_accents(
    connection: sqlite3.Connection, words: str
) -> None:
    assert {entry.id for entry in listed(connection, ten=words)} == {MAN, "nghe-an/trịnh thị mận"}


def test_a_name_that_nobody_has_finds_nobody(connection: sqlite3.Connection) -> None:
    assert listed(connection, ten="không ai tên này") == []


@settings(deadline=None)
@given(st.text())
def test_whatever_is_typed_narrows_and_never_fails(connection: sqlite3.Connection, words: str) -> None:
    everybody = {entry.id for entry in listed(connection)}
    assert {entry.id for entry in listed(connection, ten=words)} <= everybody


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nguoi?ten=zzz", "Không có ai mà họ tên có chữ “zzz”."),
        ("/en/nguoi?ten=zzz", "Nobody has a name with “zzz”."),
    ],
)
def test_a_name_that_nobody_has_is_answered_kindly(site: Server, path: str, sentence: str) -> None:
    assert sentence in site.get(path).text


def test_everybody_is_listed_once(connection: sqlite3.Connection) -> None:
    everybody = [row[0] for row in connection.execute("select distinct person from report_people order by 1")]
    assert sorted(entry.id for entry in listed(connection)) == everybody


def test_only_those_who_are_shown_are_looked_up(connection: sqlite3.Connection) -> None:
    plan = connection.execute(f"explain query plan {people.PEOPLE}", {"words": "", "limit": 50, "offset": 0})
    choosing, scanning, *rest = [row["detail"] for row in plan]
    assert (choosing, scanning, rest[0]) == ("MATERIALIZE shown", "SCAN site_people", "SCAN shown")


def test_the_list_is_narrowed_by_typing_and_leads_to_a_person(tab: Page) -> None:
    tab.goto("/nguoi")
    tab.fill("main input[name=ten]", "lam thi thoa")
    tab.press("main input[name=ten]", "Enter")
    expect(tab.locator("tbody tr")).to_have_count(1)
    tab.click("tbody th a")
    expect(tab.locator("h1")).to_have_text("Lâm Thị Thoa")
    tab.click("main .kicker a >> nth=0")
    expect(tab.locator("h1")).to_have_text("Nhân vật")
