"""/sua-doi: what changed after it was published."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.web.asked import Asked
from archive.web.pages import edits
from tests.web.library import SIGNING_ID

BACK_AGAIN = """
insert into edits
    select article, after, before, seen_at, 'boring', changes, 0, last_seen_at, capture from edits where article = ?
"""


@pytest.fixture(scope="module")
def connection(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The library, and a change of punctuation."""
    copy = tmp_path_factory.mktemp("edits") / "public.db"
    copy.write_bytes((library_folder / "public.db").read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute(BACK_AGAIN, [SIGNING_ID])
        yield connection


def shown(connection: sqlite3.Connection, kind: str) -> list[str]:
    return [entry.kind for entry in edits.read(connection, Asked("/sua-doi", query={"loai": kind})).part.rows]


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("", {"date"}),
        ("tat-ca", {"date", "boring"}),
        ("boring", {"boring"}),
        ("date", {"date"}),
        ("headline", set()),
        ("x", {"date"}),
    ],
)
def test_changes_of_punctuation_are_hidden_until_they_are_asked_for(
    connection: sqlite3.Connection, asked: str, kinds: set[str]
) -> None:
    assert set(shown(connection, asked)) == kinds


def test_the_words_that_went_and_came_are_shown(tab: Page) -> None:
    tab.goto("/sua-doi")
    expect(tab.locator("main del")).to_have_text("Sáng")
    expect(tab.locator("main ins")).to_have_text("Chiều")


def test_an_edit_leads_to_all_wordings_of_its_article(tab: Page) -> None:
    tab.goto("/sua-doi")
    tab.click("main h3 a")
    expect(tab).to_have_url(re.compile(rf"/bai/{SIGNING_ID}#edits$"))
