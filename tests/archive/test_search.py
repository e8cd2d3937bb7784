"""Search that knows Vietnamese spelling: on the table page, in the canned query, and as a query builder."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.vietnamese import fold, unify_tones
from archive.web.search import folded_query, wording_query
from tests.archive.running import Server
from tests.archive.small_archive import FAIR_ID, REVIEW_ID, SIGNING_ID


def found(site: Server, words: str) -> set[int]:
    """Articles that the stock table page finds."""
    return {row["id"] for row in site.get("/public/articles.json", _search=words, _shape="array").json}


DECOMPOSED = unicodedata.normalize("NFD", "đảng ủy")


@pytest.mark.parametrize(
    "words", ["đảng ủy", "Đảng uỷ", "dang uy", "ĐẢNG ỦY", "DANG UY", DECOMPOSED, "ủy đảng", "  đảng   ủy "]
)
def test_every_spelling_of_a_word_finds_the_same_articles(site: Server, words: str) -> None:
    assert found(site, words) == {SIGNING_ID, REVIEW_ID, FAIR_ID}


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("hòa giải", {REVIEW_ID}),  # the text has the older spelling: hoà
        ("hoà giải", {REVIEW_ID}),
        ("hoa giai", {REVIEW_ID}),
        ("nông dân ký kết", {SIGNING_ID}),
        ("le thi man", set()),  # in the first wording, not in the newest
        ("Trần Bắc", {SIGNING_ID}),  # in a caption
        ('"dang uy"', {SIGNING_ID, REVIEW_ID}),  # in quotes: side by side; the fair has "đang ... uy"
        ("“Đảng ủy”", {SIGNING_ID, REVIEW_ID}),
        ('"dang uy', {SIGNING_ID, REVIEW_ID}),  # a quote that nobody closed
        ("2023-2025", {SIGNING_ID}),
        ("không-có-chữ-này", set()),
        ("", set()),
        ('*"()^-', set()),
    ],
)
def test_the_table_page_finds(site: Server, words: str, articles: set[int]) -> None:
    assert found(site, words) == articles


@pytest.mark.parametrize("words", ["uy AND", "NEAR(uy", "headline : uy", "uy OR", "uy*", "a\0b", "{uy} : dang", "-uy"])
def test_search_syntax_is_taken_as_words(site: Server, words: str) -> None:
    assert site.get("/public/articles.json", _search=words).status == 200


def test_csv_of_a_search_holds_what_the_page_finds(site: Server) -> None:
    rows = site.get("/public/articles.csv", _search="hòa giải").csv
    assert [int(row["id"]) for row in rows] == [REVIEW_ID]


def test_search_ranks_words_that_stand_together_before_scattered_ones(site: Server) -> None:
    rows = site.get("/public/search.json", words="dang uy", _shape="array").json
    assert [row["id"] for row in rows][-1] == FAIR_ID


@pytest.mark.parametrize(("words", "first"), [("đang uy", FAIR_ID), ("Đảng uỷ công tác", REVIEW_ID)])
def test_search_ranks_articles_with_the_accents_as_typed_first(site: Server, words: str, first: int) -> None:
    rows = site.get("/public/search.json", words=words, _shape="array").json
    assert rows[0]["id"] == first


def test_a_snippet_shows_the_text_as_printed_with_the_words_marked(site: Server) -> None:
    row = site.get("/public/search.json", words="hoa giai", _shape="array").json[0]
    assert "công tác [hoà giải] ở cơ sở" in row["snippet"]


@pytest.mark.parametrize(
    ("narrowed", "articles"),
    [
        ({"source": "baovensong"}, {SIGNING_ID, REVIEW_ID, FAIR_ID}),
        ({"source": "thanhuyvensong"}, set()),
        ({"from_year": "2024"}, {REVIEW_ID, FAIR_ID}),
        ({"to_year": "2023"}, {SIGNING_ID}),
        ({"from_year": "2023", "to_year": "2023"}, {SIGNING_ID}),
    ],
)
def test_search_is_narrowed_by_source_and_years(site: Server, narrowed: dict[str, str], articles: set[int]) -> None:
    rows = site.get("/public/search.json", words="uy", _shape="array", **narrowed).json
    assert {row["id"] for row in rows} == articles


@pytest.fixture(scope="module")
def full_text() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create virtual table folded using fts5(t, tokenize='unicode61 remove_diacritics 2')")
        connection.execute("create virtual table wording using fts5(t, tokenize='unicode61 remove_diacritics 0')")
        yield connection


INDEXES = [("folded", fold, folded_query), ("wording", unify_tones, wording_query)]


@pytest.mark.parametrize(("table", "index", "query"), INDEXES)
@given(words=st.text())
def test_whatever_is_typed_is_a_valid_query(
    full_text: sqlite3.Connection, table: str, index: Callable[[str], str], query: Callable[[str], str], words: str
) -> None:
    sql = f"select count(*) from {table} where {table} match ?"
    assert full_text.execute(sql, [query(words)]).fetchone() == (0,)


VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặđủỷỵọờúý UỶĐẢNG0129 .,-/", min_size=1)


@given(words=VIETNAMESE.filter(lambda words: any(map(str.isalnum, words))))
@pytest.mark.parametrize(("table", "index", "query"), INDEXES)
def test_a_text_is_found_by_its_own_words(
    full_text: sqlite3.Connection, table: str, index: Callable[[str], str], query: Callable[[str], str], words: str
) -> None:
    full_text.execute("savepoint one_text")
    full_text.execute(f"insert into {table} values (?)", [index(words)])
    found_by_words = full_text.execute(f"select count(*) from {table} where {table} match ?", [query(words)]).fetchone()
    full_text.execute("rollback to one_text")
    assert found_by_words == (1,)


@given(words=VIETNAMESE)
def test_a_query_is_the_same_however_the_words_are_encoded(words: str) -> None:
    decomposed = unicodedata.normalize("NFD", words)
    assert (folded_query(words), wording_query(words)) == (folded_query(decomposed), wording_query(decomposed))


@given(words=VIETNAMESE)
def test_the_folded_query_does_not_depend_on_accents_or_case(words: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c))
    assert folded_query(words) == folded_query(bare.replace("đ", "d").replace("Đ", "D").upper())
