"""The list of the stories that several articles tell."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.publish import open_to_read, publish
from archive.web.asked import Asked
from archive.web.pages import sitemap, stories
from tests.archive.running import Server
from tests.web.library import BADGES_ID, ELSEWHERE_ID, OLD_PROVINCE_ID, TROUBLE_ID

# The library's own story began on 9/3/2022; of these, one began on 20/7/2024 and one on 21/9/2024.
MORE = f"""
insert into stories values ({TROUBLE_ID}, {TROUBLE_ID}, 3, 1), ({OLD_PROVINCE_ID}, {OLD_PROVINCE_ID}, 2, 2);
insert into story_articles values ({OLD_PROVINCE_ID}, {OLD_PROVINCE_ID}, 1, 1), ({BADGES_ID}, {OLD_PROVINCE_ID}, 1, 1);
"""


@pytest.fixture(scope="module")
def connection(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The library with two more stories."""
    folder = tmp_path_factory.mktemp("stories")
    shutil.copy(library_folder / "archive.db", folder)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.executescript(MORE)
    with closing(open_to_read(publish(folder, lambda _: None).path)) as connection:
        yield connection


def test_those_told_last_come_first(connection: sqlite3.Connection) -> None:
    listed = stories.read(connection, Asked("/cung-tin")).part.rows
    assert [entry.id for entry in listed] == [OLD_PROVINCE_ID, TROUBLE_ID, ELSEWHERE_ID]


def test_a_story_names_its_first_source_and_how_many_tell_it(connection: sqlite3.Connection) -> None:
    entry = stories.read(connection, Asked("/cung-tin")).part.rows[-1]
    assert (entry.source.id, entry.articles, entry.sources) == ("baonghean", 2, 2)


def test_the_list_is_read_in_the_order_of_its_numbers(connection: sqlite3.Connection) -> None:
    plan = connection.execute(f"explain query plan {stories.STORIES}", {"limit": 50, "offset": 100})
    assert [row["detail"] for row in plan] == [
        "SEARCH site_stories USING INTEGER PRIMARY KEY (rowid>?)",
        "SEARCH stories USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH articles USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH sources USING INDEX sqlite_autoindex_sources_1 (id=?)",
    ]


def test_every_story_is_in_the_sitemap(connection: sqlite3.Connection) -> None:
    part = sitemap.read_part(connection, Asked("", parts={"name": "cung-tin", "part": "0"}))
    assert part
    assert all(f"/cung-tin/{story}<".encode() in part.body for story in (ELSEWHERE_ID, OLD_PROVINCE_ID, TROUBLE_ID))


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("/cung-tin", "2 bài, 2 nguồn"), ("/cung-tin", "sớm nhất ở"), ("/en/cung-tin", "2 articles, 2 sources")],
)
def test_it_reads_in_both_languages(site: Server, path: str, sentence: str) -> None:
    assert sentence in site.get(path).text


def test_a_story_is_a_click_away_and_leads_back(tab: Page) -> None:
    tab.goto("/cung-tin")
    tab.click(f"a[href='/cung-tin/{ELSEWHERE_ID}']")
    expect(tab.locator("h1")).to_contain_text("Huyện ủy Nam Đàn")
    tab.click("main .kicker a >> nth=0")
    expect(tab.locator("h1")).to_have_text("Cùng một tin, nhiều bài")
