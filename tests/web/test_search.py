"""The search of the site: order, filters, and what Datasette's own table page makes of the same words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.publish import open_to_read
from archive.web import search as engine
from archive.web.asked import Asked
from archive.web.pages import search as page
from archive.web.search import find
from archive.web.search_request import Search, asked_for
from tests.archive.running import Server
from tests.web.library import (
    BADGES_ID,
    CLOSING_ID,
    ELSEWHERE_ID,
    OLD_PROVINCE_ID,
    REPRINT_ID,
    REVIEW_ID,
    SIGNING_ID,
    TROUBLE_ID,
    WITHDRAWN_ID,
)

ALL = {
    *(BADGES_ID, CLOSING_ID, ELSEWHERE_ID, OLD_PROVINCE_ID, REPRINT_ID, REVIEW_ID, SIGNING_ID, TROUBLE_ID, WITHDRAWN_ID)
}
REPORTS = ALL - {BADGES_ID, TROUBLE_ID}


@pytest.fixture(scope="module")
def public(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


def found(public: sqlite3.Connection, **query: str) -> list[int]:
    return list(find(public, asked_for({name.replace("_", "-"): value for name, value in query.items()}), 50).articles)


# What narrows a search


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ({}, ALL),
        ({"tin": "phoi-hop"}, REPORTS),
        ({"loai": "signing"}, {SIGNING_ID, ELSEWHERE_ID, REPRINT_ID, WITHDRAWN_ID}),
        ({"tinh": "Cần Thơ"}, {OLD_PROVINCE_ID}),  # today's map
        ({"tinh": "Hậu Giang"}, {OLD_PROVINCE_ID}),  # the map of its day
        ({"tinh": "Nghệ An"}, {ELSEWHERE_ID, REPRINT_ID}),
        ({"nguon": "thanhuy_ngabay"}, {OLD_PROVINCE_ID}),
        ({"nguon": "khong-co"}, set()),
        ({"giai_doan": "2026"}, {OLD_PROVINCE_ID}),
        ({"giai_doan": "2024"}, {SIGNING_ID, REVIEW_ID, CLOSING_ID, ELSEWHERE_ID, REPRINT_ID, OLD_PROVINCE_ID}),
        ({"co_quan": "d436/tu#bdv"}, {SIGNING_ID, REVIEW_ID, CLOSING_ID}),
        ({"co_quan": "d436/tu"}, {SIGNING_ID, REVIEW_ID, CLOSING_ID}),  # and what belongs to it
        ({"tu": "2024-09-21", "den": "2024-09-21"}, {OLD_PROVINCE_ID}),
        ({"den": "2021-12-31"}, {SIGNING_ID}),
        ({"tu": "2025-01-01"}, {CLOSING_ID}),
        ({"q": "hà tĩnh", "loai": "final_review"}, {CLOSING_ID}),
        ({"q": "-phối -hội", "tin": "phoi-hop"}, set()),
        ({"q": "cần thơ"}, {OLD_PROVINCE_ID}),
        ({"q": "213-QĐ/TW"}, {OLD_PROVINCE_ID}),
        ({"q": "hòa giải"}, {OLD_PROVINCE_ID}),
        ({"q": "Tư Lành"}, {OLD_PROVINCE_ID}),  # in a caption
    ],
    ids=str,
)
def test_a_search_finds(public: sqlite3.Connection, query: dict[str, str], articles: set[int]) -> None:
    assert set(found(public, **query)) == articles


def test_an_organization_is_also_found_by_its_name(public: sqlite3.Connection) -> None:
    shown = page.read(public, Asked("/tim-kiem", query={"co-quan": "Công an thành phố Hà Tĩnh"}))
    assert {line.id for line in shown.lines} == {SIGNING_ID, REVIEW_ID, CLOSING_ID}


def test_an_organization_that_nobody_knows_is_named_and_left_out(public: sqlite3.Connection) -> None:
    shown = page.read(public, Asked("/tim-kiem", query={"co-quan": "Hội Tam Hoàng"}))
    assert (shown.search.misread, shown.total) == (("co-quan",), len(ALL))


# Order


def test_newest_first_where_that_is_asked_for(public: sqlite3.Connection) -> None:
    days = [row[0] for one in found(public, q="phối hợp", xep="ngay") for row in _day(public, one)]
    assert days == sorted(days, reverse=True)


def _day(public: sqlite3.Connection, article: int) -> list[tuple[str]]:
    return public.execute("select published from articles where id = ?", [article]).fetchall()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("sơ kết", {REVIEW_ID, OLD_PROVINCE_ID}),
        ("Thành uỷ", {REVIEW_ID, OLD_PROVINCE_ID, SIGNING_ID, CLOSING_ID}),
        ("huyện ủy nam đàn", {ELSEWHERE_ID, REPRINT_ID}),
        ("đảng ủy khối", {WITHDRAWN_ID}),
        ("hội nông dân tỉnh hậu giang", {OLD_PROVINCE_ID}),
    ],
)
def test_the_best_come_first(public: sqlite3.Connection, words: str, first: set[int]) -> None:
    assert set(found(public, q=words)[: len(first)]) == first


@pytest.mark.parametrize(("attribute", "value"), [("MOST_RANKED", 0), ("MOST_COUNTED", 1), ("MOST_LOOKED_AT", 1)])
@pytest.mark.parametrize("words", ["phoi hop", "phối hợp", "thành ủy -công", "UBND", "cần thơ"])
def test_many_hits_are_the_same_articles_as_few(
    public: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, attribute: str, value: int, words: str
) -> None:
    few = set(found(public, q=words))
    monkeypatch.setattr(engine, attribute, value)
    assert set(found(public, q=words)) == few


@pytest.mark.parametrize(
    "days", [{}, {"tu": "2021-06-01"}, {"den": "2024-09-21"}, {"tu": "2021-01-01", "den": "2024-12-31"}]
)
def test_many_hits_by_date_are_in_the_same_order_as_few(
    public: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, days: dict[str, str]
) -> None:
    few = found(public, q="phối hợp", xep="ngay", **days)
    monkeypatch.setattr(engine, "MOST_COUNTED", 1)
    assert found(public, q="phối hợp", xep="ngay", **days) == few


@pytest.mark.parametrize("many", [False, True])
def test_scattered_syllables_come_after_the_phrase(
    public: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        monkeypatch.setattr(engine, "MOST_RANKED", 0)
    articles = found(public, q="hội nông dân")
    assert set(articles[:3]) == {ELSEWHERE_ID, REPRINT_ID, OLD_PROVINCE_ID}


def test_pages_follow_each_other_without_gap_or_overlap(public: sqlite3.Connection) -> None:
    search = Search(words="phối hợp")
    whole = find(public, search, 50).articles
    assert tuple(one for start in range(0, len(whole), 2) for one in find(public, search, 2, start).articles) == whole


def test_counting_stops(public: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_COUNTED", 2)
    result = find(public, Search(words="phối hợp"), 10)
    assert (result.total, result.has_more) == (2, True)


# Anything may be typed


@given(
    query=st.dictionaries(
        st.sampled_from("q loai tinh nguon giai-doan co-quan tu den tin xep trang".split()), st.text()
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_search_has_an_answer(public: sqlite3.Connection, query: dict[str, str]) -> None:
    assert page.read(public, Asked("/tim-kiem", query=query)).total <= len(ALL)


@pytest.mark.parametrize(
    "words",
    ["'", '"', "%", "\\", "--", "';drop table articles;--", "a\0b", "*", "😀", "NEAR(a b)", "x" * 5000, "<script>"],
)
@pytest.mark.parametrize("path", ["/tim-kiem", "/en/tim-kiem"])
def test_odd_words_get_a_page(site: Server, path: str, words: str) -> None:
    assert site.get(path, q=words).status == 200


# Datasette's own pages


@pytest.mark.parametrize(
    "words", ["đảng ủy", "dang uy", "UBND", "hoà giải", "cần thơ", "-hội phối", '"phối hợp"', "***"]
)
def test_the_table_page_finds_the_same(site: Server, public: sqlite3.Connection, words: str) -> None:
    rows = site.get("/public/articles.json", _search=words, _shape="array").json
    assert {row["id"] for row in rows} == set(found(public, q=words))


@pytest.mark.parametrize("words", ["uy AND", "NEAR(uy", "headline : uy", "a\0b", "{uy} : dang", "-uy"])
def test_search_syntax_is_taken_as_words_on_the_table_page(site: Server, words: str) -> None:
    assert site.get("/public/articles.json", _search=words).status == 200


def test_the_ready_query_ranks_and_shows_the_passage(site: Server) -> None:
    rows = site.get("/public/search.json", words="hoa giai", _shape="array").json
    assert [(row["id"], "[hoà giải]" in row["snippet"]) for row in rows] == [(OLD_PROVINCE_ID, True)]


@pytest.mark.parametrize(
    ("narrowed", "articles"),
    [
        ({"source": "thanhuy_hatinh"}, {SIGNING_ID, REVIEW_ID, CLOSING_ID}),
        ({"from_year": "2025"}, {CLOSING_ID}),
        ({"to_year": "2021"}, {SIGNING_ID}),
    ],
)
def test_the_ready_query_is_narrowed_by_source_and_years(
    site: Server, narrowed: dict[str, str], articles: set[int]
) -> None:
    rows = site.get("/public/search.json", words="phoi hop", _shape="array", **narrowed).json
    assert {row["id"] for row in rows} == articles
