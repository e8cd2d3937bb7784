"""Sources: the list, and how fresh, complete and politely read one is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import night_schema
from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.nights import newest_verdicts, nights_of
from archive.web.pages import source, sources
from tests.archive.running import Server
from tests.web.library import OLD_PROVINCE_ID

SOURCE = "thanhuy_hatinh"
NIGHTS = """
insert into nights (id, day, started_at) values (1, '2026-11-20', ''), (2, '2026-11-21', ''), (3, '2026-11-22', '');
insert into night_sources (night, source, requests, new, changed, missing, verdict, since, sentence_vi) values
    (1, 'a', 12, 2, 0, 0, 'ok', '2026-11-01', 'Tốt.'), (2, 'a', 3, 0, 0, 0, 'down', '2026-11-21', 'Im lặng.'),
    (3, 'a', 4, 0, 0, 0, null, null, null);
insert into host_nights (night, source, host, requests, bytes, gaps, mean_gap, shortest_gap, robots_status)
    values ('2026-11-20', 'a', 'a.example', 12, 34000, 11, 3.25, 3.0, 200);
insert into completeness values ('a', '2026-10', 10, 7, 2, 1, 0, null), ('b', '2026-10', 5, 5, 0, 0, 0, 0);
insert into not_archived values ('a', 'https://a.example/1', 'stub', '', '', null),
    ('a', 'https://a.example/2', 'stub', '', '', null), ('a', 'https://a.example/3', 'pending', '', '', null);
"""


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


@pytest.fixture(scope="module")
def page(connection: sqlite3.Connection) -> source.SourcePage:
    found = source.read(connection, Asked("", parts={"source": SOURCE}))
    assert found
    return found


@pytest.fixture
def nights() -> Iterator[sqlite3.Connection]:
    """A database that holds the tables of the nights alone."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        connection.executescript(night_schema.SCRIPT)
        connection.executescript(NIGHTS)
        yield connection


def test_every_source_is_listed_with_the_day_of_its_newest_article(connection: sqlite3.Connection) -> None:
    rows = sources.read(connection, Asked("/nguon")).part.rows
    assert {row.source.id: row.newest for row in rows}[SOURCE] == "2025-01-14"


def test_a_source_says_how_far_back_it_goes(page: source.SourcePage) -> None:
    assert (page.oldest, page.newest) == ("2021-04-15", "2025-01-14")


def test_months_without_an_article_are_told_from_months_before_the_first(connection: sqlite3.Connection) -> None:
    found = source.read(connection, Asked("", parts={"source": "thanhuy_ngabay"}))
    assert found
    year = next(one for one in found.years if one.year == 2024)
    assert year.months == (None, None, None, None, None, None, None, None, 1, 0, 0, 0)


def test_months_after_the_last_look_are_no_gaps(page: source.SourcePage) -> None:
    assert page.checked_at
    newest, after = page.years[0], int(page.checked_at[5:7])
    assert newest.months[after:] == (None,) * (12 - after)


def test_months_after_the_end_of_a_site_are_no_gaps(connection: sqlite3.Connection) -> None:
    found = source.read(connection, Asked("", parts={"source": "thanhuy_ngabay"}))
    assert found
    assert next((one.year, one.months[6:]) for one in found.years) == (2025, (0, None, None, None, None, None))


def test_a_source_is_read_since_its_first_capture(connection: sqlite3.Connection, page: source.SourcePage) -> None:
    first = connection.execute("select min(captured_at) from captures where source = ?", [SOURCE]).fetchone()[0]
    assert page.read_since == first


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nguon", "ngừng hoạt động từ 1/7/2025"),
        ("/en/nguon", "closed since 1 July 2025"),
        ("/nguon/thanhuy_ngabay", "Trang này ngừng hoạt động từ 1/7/2025."),
        ("/nguon/thanhuy_ngabay", "Thành phố thôi là một cấp, theo thông báo trên trang."),
        ("/en/nguon/thanhuy_ngabay", "This site closed on 1 July 2025."),
        (f"/bai/{OLD_PROVINCE_ID}", "Trang của nơi đăng ngừng hoạt động từ 1/7/2025"),
        (f"/en/bai/{OLD_PROVINCE_ID}", "This site closed on 1 July 2025"),
    ],
)
def test_readers_see_since_when_a_site_is_no_more(site: Server, path: str, sentence: str) -> None:
    assert sentence in site.get(path).text


def test_a_site_that_is_read_has_no_end(site: Server) -> None:
    assert "ngừng hoạt động" not in site.get(f"/nguon/{SOURCE}").text


def test_a_source_that_was_never_read_has_no_months(connection: sqlite3.Connection) -> None:
    found = source.read(connection, Asked("", parts={"source": "thanhuyvensong"}))
    assert found
    assert (found.years, found.newest) == ((), None)


def test_the_newest_verdict_is_that_of_the_last_night_that_was_judged(nights: sqlite3.Connection) -> None:
    verdict = newest_verdicts(nights, ["a", "b"])["a"]
    assert (verdict.verdict, verdict.since, verdict.sentence_vi) == ("down", "2026-11-21", "Im lặng.")


def test_the_last_nights_come_first(nights: sqlite3.Connection) -> None:
    assert [night.day for night in nights_of(nights, "a").nights] == ["2026-11-22", "2026-11-21", "2026-11-20"]


def test_politeness_is_told_by_host_and_night(nights: sqlite3.Connection) -> None:
    (host,) = nights_of(nights, "a").hosts
    assert (host.host, host.requests, host.mean_gap, host.robots_status) == ("a.example", 12, 3.25, 200)


def test_completeness_is_told_by_month(nights: sqlite3.Connection) -> None:
    (month,) = nights_of(nights, "a").months
    assert (month.listed, month.archived, month.refused, month.pending, month.gaps) == (10, 7, 2, 1, None)


def test_reasons_for_not_archiving_are_counted(nights: sqlite3.Connection) -> None:
    assert nights_of(nights, "a").reasons == (("stub", 2), ("pending", 1))


def test_a_database_without_nights_has_nothing_to_tell_of_them() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert (newest_verdicts(connection, ["a"]), nights_of(connection, "a").nights) == ({}, ())


def test_the_page_says_how_the_source_is_asked(site: Server) -> None:
    assert "robots.txt" in site.get(f"/nguon/{SOURCE}").text
