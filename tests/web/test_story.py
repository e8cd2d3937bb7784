"""The page of a story: what each paper changed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import story
from tests.web.library import ELSEWHERE_ID, REPRINT_ID


@pytest.fixture(scope="module")
def page(library_folder: Path) -> Iterator[story.StoryPage]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        found = story.read(connection, Asked("", parts={"story": str(ELSEWHERE_ID)}))
        assert found
        yield found


def test_the_earliest_article_stands_first(page: story.StoryPage) -> None:
    assert (page.first.id, page.articles, page.sources) == (ELSEWHERE_ID, 2, 2)


def test_the_others_say_what_they_changed(page: story.StoryPage) -> None:
    (member,) = page.part.rows
    assert (member.line.id, member.kind, [change.where for change in member.changes]) == (
        REPRINT_ID,
        "headline",
        ["headline"],
    )


def test_the_words_that_differ_are_told(page: story.StoryPage) -> None:
    (member,) = page.part.rows
    came = "".join(text for how, text in member.changes[0].pieces if how == "came")
    assert "Nghệ An" in came


def test_an_article_that_is_no_story_has_no_page(library_folder: Path) -> None:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        assert story.read(connection, Asked("", parts={"story": str(REPRINT_ID)})) is None


def test_the_same_formula_elsewhere_is_named(library_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "public.db"
    copy.write_bytes((library_folder / "public.db").read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        other = connection.execute("select id from articles where source = 'thanhuy_ngabay'").fetchone()[0]
        connection.execute("insert into likenesses values (?, ?, 9, 0.4, 0.4, 0)", [REPRINT_ID, other])
        found = story.read(connection, Asked("", parts={"story": str(ELSEWHERE_ID)}))
    assert found
    assert [line.id for line in found.same_formula] == [other]


def test_the_page_of_an_article_leads_to_its_story(tab: Page) -> None:
    tab.goto(f"/bai/{REPRINT_ID}")
    tab.click("text=So sánh các bài cùng tin")
    expect(tab).to_have_url(re.compile(rf"/cung-tin/{ELSEWHERE_ID}$"))


def test_the_difference_is_shown_with_words_struck_out_and_underlined(tab: Page) -> None:
    tab.goto(f"/cung-tin/{ELSEWHERE_ID}")
    expect(tab.locator(".changed ins").first).to_be_visible()
