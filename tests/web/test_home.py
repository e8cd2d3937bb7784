"""The first page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import home
from tests.archive.running import Server
from tests.web.library import CLOSING_ID, OLD_PROVINCE_ID, SIGNING_ID, TROUBLE_ID, WITHDRAWN_ID


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
    fresh = {one.source.id: one.newest for one in page.sources}
    assert (fresh["thanhuy_ngabay"], fresh["thanhuyvensong"]) == ("2024-09-21", None)


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
