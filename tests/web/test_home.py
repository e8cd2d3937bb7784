"""The first page."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import home
from archive.web.rendering import render
from tests.archive.running import Server
from tests.web.library import CLOSING_ID, OLD_PROVINCE_ID, SIGNING_ID, TROUBLE_ID, WITHDRAWN_ID

A_NIGHT = """
insert into nights (id, day, started_at) values (1, '2025-02-03', '');
insert into night_sources (night, source, verdict, since) values
    (1, 'baonghean', 'down', '2025-02-03'), (1, 'baohatinh', 'ok', '2025-01-01'),
    (1, 'thanhuy_ngabay', 'retired', '2025-07-01');
"""
MANY_EDITS = """
insert into versions
    with recursive n(i) as (select 10 union all select i + 1 from n where i < 60)
    select article, i, seen_at, capture, i, headline, captions, body from versions cross join n where number = 2;
insert into edits
    select article, number - 1, number, '2099-01-01T00:00:00Z', 'rewritten', '[]', 0, seen_at, capture
    from versions where number > 10;
"""


@pytest.fixture(scope="module")
def page(library_folder: Path) -> Iterator[home.Home]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield home.read(connection, Asked("/"))


def test_the_newest_reports_come_first_and_only_reports(page: home.Home) -> None:
    identities = [line.id for line in page.newest]
    assert identities[:2] == [CLOSING_ID, OLD_PROVINCE_ID]
    assert TROUBLE_ID not in identities


def test_what_changed_or_vanished_this_week_is_told(page: home.Home) -> None:
    assert {(change.what, change.article) for change in page.changes} == {
        ("edited", SIGNING_ID),
        ("withdrawn", WITHDRAWN_ID),
    }


def test_each_source_says_how_fresh_it_is(page: home.Home) -> None:
    fresh = {one.source.id: one.newest for one in page.freshness}
    assert (fresh["baonghean"], fresh["thanhuyvensong"]) == ("2022-03-09", None)


def test_a_site_that_is_no_more_comes_last_and_says_so(page: home.Home) -> None:
    *others, last = page.freshness
    assert (last.source.id, last.ended, {one.ended for one in others}) == ("thanhuy_ngabay", "2025-07-01", {None})


def test_nothing_of_a_site_that_is_no_more_looks_stale(tab: Page) -> None:
    tab.goto("/")
    row = tab.locator("tr", has=tab.locator("a[href='/nguon/thanhuy_ngabay']"))
    assert row.locator("td").all_inner_texts() == ["ngừng hoạt động từ 1/7/2025"]


def test_a_source_that_stands_badly_says_since_when(library_folder: Path, tmp_path: Path) -> None:
    shutil.copy(library_folder / "public.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as connection:
        connection.row_factory = sqlite3.Row
        connection.executescript(A_NIGHT)
        page = home.read(connection, Asked("/"))
    shown = render("home.html", page, Asked("/"))
    assert "Không trả lời từ ngày 3/2/2025" in shown
    assert "Đọc tốt" not in shown
    assert "Đã ngừng theo dõi" not in shown


def test_a_week_of_many_changes_shows_the_newest(library_folder: Path, tmp_path: Path) -> None:
    shutil.copy(library_folder / "public.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as connection:
        connection.row_factory = sqlite3.Row
        connection.executescript(MANY_EDITS)
        page = home.read(connection, Asked("/"))
    assert len(page.changes) == home.CHANGES
    assert {change.seen_at for change in page.changes} == {"2099-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("/", "7 tin phối hợp trong 9 bài viết, từ 6 nguồn"), ("/en/", "7 coordination reports among 9 articles")],
)
def test_it_says_what_there_is(site: Server, path: str, sentence: str) -> None:
    assert sentence in site.get(path).text


def test_it_weighs_little(site: Server) -> None:
    parts = [site.get(path).text for path in ("/", "/tep/site.css")]
    assert sum(len(part.encode()) for part in parts) < 30_000  # bytes; the typeface only where a machine has none


def test_it_names_the_licence(site: Server) -> None:
    assert "CC BY 4.0" in site.get("/").text
