"""The page of an article, and the copy of the page that it was read from."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.history.versions import PARAGRAPH
from archive.publish import open_to_read
from archive.web.asked import Asked, Document
from archive.web.links import web_address
from archive.web.marked_text import Span, paragraphs, spans_of
from archive.web.pages import archived, article
from tests.archive.running import Server
from tests.web.library import (
    BADGES_ID,
    ELSEWHERE_ID,
    OLD_PROVINCE,
    OLD_PROVINCE_ID,
    REPRINT_ID,
    SIGNING_ID,
    TROUBLE_ID,
    WITHDRAWN_ID,
)


@pytest.fixture(scope="module")
def public(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


def page(public: sqlite3.Connection, identity: int) -> article.ArticlePage:
    found = article.read(public, Asked(f"/bai/{identity}", parts={"article": str(identity)}))
    assert found
    return found


# What is read


def test_the_text_is_shown_as_printed(public: sqlite3.Connection) -> None:
    shown = page(public, OLD_PROVINCE_ID)
    body = tuple("".join(stretch.text for stretch in paragraph) for paragraph in shown.paragraphs)
    assert (shown.headline, body, shown.captions, shown.has_lead) == (
        OLD_PROVINCE.headline,
        OLD_PROVINCE.body,
        OLD_PROVINCE.captions,
        True,
    )


@pytest.mark.parametrize(
    ("anchor", "words"),
    [("parties-2", "Hội Nông dân tỉnh Hậu Giang"), ("people-1", "Lâm Thị Thoa"), ("event_date-1", "Sáng 21/9")],
)
def test_the_words_are_marked_from_which_a_fact_was_read(public: sqlite3.Connection, anchor: str, words: str) -> None:
    marked = {s.anchor: s.text for paragraph in page(public, OLD_PROVINCE_ID).paragraphs for s in paragraph}
    assert marked[anchor] == words


def test_an_article_that_is_no_report_has_no_marks(public: sqlite3.Connection) -> None:
    assert {s.anchor for paragraph in page(public, BADGES_ID).paragraphs for s in paragraph} == {""}


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=8)


@given(body=st.text(alphabet="ab \n", max_size=50), spans=SPANS)
def test_marking_loses_no_letter(body: str, spans: list[list[int]]) -> None:
    shown = paragraphs(body, spans_of(json.dumps({"parties": spans})))
    assert PARAGRAPH.join("".join(stretch.text for stretch in paragraph) for paragraph in shown) == body


def test_of_spans_that_overlap_the_first_is_kept() -> None:
    stored = json.dumps({"people": [[4, 9]], "parties": [[0, 6], [9, 12]]})
    assert spans_of(stored) == (Span(0, 6, "parties-1"), Span(9, 12, "parties-2"))


# What is known about it


def test_the_reading_stands_beside(public: sqlite3.Connection) -> None:
    reading = page(public, OLD_PROVINCE_ID).reading
    assert reading
    assert (reading.kind, reading.day, reading.province, reading.province_now, reading.period) == (
        "midterm_review",
        "2024-09-21",
        "Hậu Giang",
        "Cần Thơ",
        "2022 – 2026",
    )


def test_an_edit_is_shown_word_by_word(public: sqlite3.Connection) -> None:
    (edit,) = page(public, SIGNING_ID).edits
    pieces = [(how, text.strip()) for change in edit.changes for how, text in change.pieces if how != "same"]
    assert pieces == [("went", "Sáng"), ("came", "Chiều")]


def test_the_same_story_is_linked(public: sqlite3.Connection) -> None:
    assert [line.id for line in page(public, ELSEWHERE_ID).same_story] == [REPRINT_ID]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("", "Nơi đăng đã gỡ bài này"), ("/en", "The publisher took this article down")],
)
def test_a_withdrawn_article_says_so_first(site: Server, path: str, sentence: str) -> None:
    text = site.get(f"{path}/bai/{WITHDRAWN_ID}").text
    assert sentence in text.split("<h1>")[0]


@pytest.mark.parametrize("shown", ["SHA-256 ", "@misc{article", "Retrieved", "ngabay.example/1.html"])
def test_how_to_cite_it(site: Server, shown: str) -> None:
    if shown == "Retrieved":
        shown = "Archived November"
    assert shown in site.get(f"/bai/{OLD_PROVINCE_ID}").text


@pytest.mark.parametrize("identity", [OLD_PROVINCE_ID, TROUBLE_ID])
def test_machines_read_a_news_article(site: Server, identity: int) -> None:
    text = site.get(f"/bai/{identity}").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert json.loads(block)["@type"] == "NewsArticle"


@pytest.mark.parametrize("path", ["/bai/1", "/bai/99999999999999999999", "/en/bai/0", "/bai/1/ban-luu"])
def test_an_article_that_is_not_there_is_a_page_that_says_so(site: Server, path: str) -> None:
    answer = site.get(path)
    assert (answer.status, "<h1>" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/1", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT://a.example/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, linked: bool) -> None:
    assert (web_address(url) is not None) == linked


# The copy


def copy(public: sqlite3.Connection, folder: Path, **query: str) -> Document | None:
    asked = Asked("/", parts={"article": str(OLD_PROVINCE_ID)}, query=query, captures=folder / "captures")
    return archived.read_copy(public, asked)


def test_the_copy_holds_the_words_of_the_page(public: sqlite3.Connection, library_folder: Path) -> None:
    document = copy(public, library_folder)
    assert document
    assert "<p>Sáng 21/9, Thành uỷ Ngã Bảy" in str(document.body)


@pytest.mark.parametrize("gone", ["<script", "onload", "onerror", "<img", "<iframe", "<form", "alert(", "cdn.example"])
def test_nothing_in_the_copy_runs_or_loads(public: sqlite3.Connection, library_folder: Path, gone: str) -> None:
    document = copy(public, library_folder)
    assert document
    assert gone not in str(document.body)


def test_the_copy_is_sandboxed(site: Server) -> None:
    headers = site.get(f"/bai/{OLD_PROVINCE_ID}/ban-luu/trang").headers
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_the_page_itself_is_only_for_keeping(site: Server) -> None:
    answer = site.get(f"/bai/{OLD_PROVINCE_ID}/ban-luu/goc")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert '<script>alert("archived")</script>' in answer.text


@pytest.mark.parametrize("capture", ["1 or 1=1", "-1", "999999", "../../etc/passwd", "9" * 40])
def test_only_captures_of_the_article_are_shown(public: sqlite3.Connection, library_folder: Path, capture: str) -> None:
    assert copy(public, library_folder, ban=capture) is None


def test_where_the_captures_are_not_kept_the_page_says_so(public: sqlite3.Connection, tmp_path: Path) -> None:
    asked = Asked("/", parts={"article": str(OLD_PROVINCE_ID)}, captures=tmp_path / "nowhere")
    shown = archived.read(public, asked)
    assert isinstance(shown, archived.Archived)
    assert not shown.is_here


def test_a_capture_outside_the_folder_is_not_opened(public: sqlite3.Connection, tmp_path: Path) -> None:
    row = dict(public.execute("select * from captures limit 1").fetchone()) | {"file": "../../../../etc/passwd"}
    assert archived._record(row, tmp_path) is None  # type: ignore[arg-type]
