"""The formats of downloads: CSV as spreadsheets open it, the whole database as one file, what the columns mean."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS
from archive.web.exports.formats import BYTE_ORDER_MARK, guarded, unguarded
from archive.web.exports.whole_database import answer_to, bytes_of, whole_database
from tests.archive.running import Server
from tests.web.downloading import asked, rows_of
from tests.web.library import TROUBLE_ID

EVERYTHING = (*PUBLIC_TABLES, *PUBLIC_VIEWS)


@pytest.fixture(scope="module")
def public(library_folder: Path) -> Path:
    return library_folder / "public.db"


# Spreadsheets


def test_excel_reads_it_as_utf_8(site: Server) -> None:
    assert site.get("/tai-ve/sources.csv").text.startswith(BYTE_ORDER_MARK)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+84 912", "'+84 912"),
        ("- Sáng 5/5", "'- Sáng 5/5"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'Ngày hội'", "'Ngày hội'"),
        ("Thành ủy = Tỉnh ủy", "Thành ủy = Tỉnh ủy"),
        (-5, -5),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(text: object, cell: object) -> None:
    assert guarded(text) == cell


@given(st.text())
def test_every_text_can_be_had_back(text: str) -> None:
    assert unguarded(str(guarded(text))) == text


@given(st.text(alphabet="'=+-@\t\r\nx"))
def test_text_of_nothing_but_formula_letters_can_be_had_back(text: str) -> None:
    assert unguarded(str(guarded(text))) == text


@pytest.mark.parametrize("text", ["=1", "''+84", "'Ngày hội'", "- Sáng 5/5", "x\n=1", "'", "＝1", "\t"])
def test_the_page_tells_notebooks_how_to_have_it_back(site: Server, text: str) -> None:
    found = re.search(r'replace\(r"(.+?)", "", regex=True\)', site.get("/tai-ve").text)
    assert found
    assert re.sub(found[1], "", str(guarded(text))) == text


def test_no_line_of_a_csv_has_a_formula(site: Server) -> None:
    rows = rows_of(site.get("/tai-ve/articles.csv").text)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_markup_in_a_file_is_text_to_keep_not_to_open(site: Server) -> None:
    answer = site.get("/tai-ve/articles.csv", id=str(TROUBLE_ID))
    assert "<script>alert" in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="articles.csv"'


# The whole database


def test_the_file_is_the_one_whose_hash_the_page_states(site: Server, public: Path) -> None:
    digest = hashlib.sha256(public.read_bytes()).hexdigest()
    answer = asked(urlsplit(site.address).netloc, "/tai-ve/public.db")
    assert hashlib.sha256(answer.read()).hexdigest() == digest
    assert digest in site.get("/tai-ve").text
    assert (answer.headers["etag"], answer.headers["content-length"]) == (f'"{digest}"', str(public.stat().st_size))


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-15", 206, slice(0, 16)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=5-999999999999", 206, slice(5, None)),
        ("bytes=999999999999-", 416, slice(0, 0)),
        ("bytes=9-3", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("pages=1-2", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
    ],
)
def test_a_range_of_it_can_be_taken(site: Server, public: Path, wanted: str, status: int, part: slice) -> None:
    answer = asked(urlsplit(site.address).netloc, "/tai-ve/public.db", Range=wanted)
    assert (answer.status, answer.read() == public.read_bytes()[part]) == (status, True)


def test_a_range_of_another_file_is_answered_with_the_whole_one(public: Path) -> None:
    file = whole_database(public)
    assert answer_to(file, {"range": "bytes=0-5", "if-range": '"another"'}).status == 200


def test_who_has_the_file_need_not_take_it_again(public: Path) -> None:
    file = whole_database(public)
    assert answer_to(file, {"if-none-match": f'"{file.sha256}"'}).status == 304


def test_a_file_that_became_shorter_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "public.db").write_bytes(b"123")
    with pytest.raises(EOFError, match=r"public\.db ended 2 bytes early"):
        list(bytes_of(tmp_path / "public.db", 0, 5))


# What the columns mean


@pytest.mark.parametrize("path", ["/tai-ve/tu-dien", "/en/tai-ve/tu-dien"])
def test_the_dictionary_names_every_table(site: Server, path: str) -> None:
    text = site.get(path).text
    assert [table for table in EVERYTHING if f'<h2 id="{table}">' not in text] == []


def test_the_dictionary_says_what_the_comments_say(site: Server) -> None:
    rows = rows_of(site.get("/tai-ve/tu-dien.csv").text)
    (url,) = [row for row in rows if (row["table"], row["column"]) == ("articles", "url")]
    assert url["english"] == "canonical address; empty for text that does not say"


def test_every_column_has_a_meaning_in_both_languages(site: Server) -> None:
    rows = rows_of(site.get("/tai-ve/tu-dien.csv").text)
    assert [(row["table"], row["column"]) for row in rows if not row["vietnamese"] or not row["english"]] == []


def test_the_page_describes_a_dataset_for_machines(tab: Page, public: Path) -> None:
    tab.goto("/en/tai-ve")
    dataset = json.loads(tab.inner_text("script[type='application/ld+json']"))
    file = dataset["distribution"][0]
    assert (dataset["@type"], dataset["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
    assert (file["sha256"], file["contentSize"]) == (whole_database(public).sha256, f"{public.stat().st_size} B")
