"""What readers take away: tables and searches, whole, or with the values that they ask for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS, open_to_read
from archive.web.exports.formats import FORMATS, unguarded
from tests.archive.running import Server
from tests.web.downloading import asked, rows_of
from tests.web.library import SIGNING_ID

EVERYTHING = (*PUBLIC_TABLES, *PUBLIC_VIEWS)


@pytest.fixture(scope="module")
def public(library_folder: Path) -> Path:
    return library_folder / "public.db"


@pytest.fixture(scope="module")
def connection(public: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(public)) as connection:
        yield connection


# Tables


@pytest.mark.parametrize("table", EVERYTHING)
def test_json_lines_hold_every_row_of_a_table_as_it_is(
    site: Server, connection: sqlite3.Connection, table: str
) -> None:
    lines = site.get(f"/tai-ve/{table}.jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == [dict(row) for row in connection.execute(f"select * from {table}")]


@pytest.mark.parametrize("table", EVERYTHING)
@pytest.mark.parametrize("ending", FORMATS)
def test_a_header_says_how_many_rows_there_are(
    site: Server, connection: sqlite3.Connection, table: str, ending: str
) -> None:
    (count,) = connection.execute(f"select count(*) from {table}").fetchone()
    assert site.get(f"/tai-ve/{table}.{ending}").headers["x-total-rows"] == str(count)


def test_csv_without_its_guards_is_what_the_table_holds(site: Server, connection: sqlite3.Connection) -> None:
    text = site.get("/tai-ve/places.csv").text
    stored = [{name: row[name] or "" for name in row.keys()} for row in connection.execute("select * from places")]  # noqa: SIM118
    assert [{name: unguarded(cell) for name, cell in row.items()} for row in rows_of(text)] == stored


def test_json_ends_with_its_total(site: Server, connection: sqlite3.Connection) -> None:
    whole = site.get("/tai-ve/places.json").json
    (count,) = connection.execute("select count(*) from places").fetchone()
    assert (whole["name"], whole["total"], len(whole["rows"])) == ("places", count, count)


def test_an_empty_table_is_whole_too(site: Server) -> None:
    assert site.get("/tai-ve/refused.json").json == {"name": "refused", "rows": [], "total": 0}


def test_rows_with_one_value_can_be_taken_alone(site: Server) -> None:
    rows = rows_of(site.get("/tai-ve/report_parties.csv", article=str(SIGNING_ID)).text)
    assert {row["article"] for row in rows} == {str(SIGNING_ID)}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/tai-ve/articles.csv?boddy=x", 400, "articles has no column boddy; it has id, source, key, url"),
        ("/tai-ve/articles.csv?id%22%3D1%3B--=x", 400, 'articles has no column id"=1;--'),
        ("/tai-ve/sqlite_master.csv", 404, ""),
        ("/tai-ve/articles_fts_data.csv", 404, ""),
        ("/tai-ve/leads.csv", 404, ""),
        ("/tai-ve/tim-kiem.csv?loai=banquet", 400, "not understood: loai=banquet"),
        ("/tai-ve/tim-kiem.csv?co-quan=nobody", 400, "not understood: co-quan=nobody"),
        ("/tai-ve/tim-kiem.csv?words=x", 400, "not understood: words=x"),
        ("/tai-ve/co-quan.csv?cap=galaxy&ten=x", 400, "not understood: cap=galaxy"),
        ("/tai-ve/nguoi/ai-do.csv", 404, ""),
        ("/tai-ve/van-ban/1-x/y.jsonl", 404, ""),
    ],
)
def test_what_cannot_be_had_is_refused_in_a_sentence(site: Server, path: str, status: int, said: str) -> None:
    answer = site.get(path)
    assert answer.status == status
    assert said in answer.text


def test_head_tells_without_sending(site: Server) -> None:
    answer = asked(urlsplit(site.address).netloc, "/tai-ve/places.csv", "HEAD")
    assert (answer.status, answer.read(), int(answer.headers["x-total-rows"]) > 10_000) == (200, b"", True)


# Searches


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 9),
        ({"q": "dang uy khoi"}, 1),
        ({"q": "phối hợp", "loai": "signing"}, 4),
        ({"tu": "2024-01-01", "den": "2024-12-31"}, 2),
        ({"q": "không-có-chữ-này"}, 0),
        ({"q": "((("}, 0),
    ],
    ids=str,
)
def test_a_search_is_taken_whole(site: Server, query: dict[str, str], found: int) -> None:
    answer = site.get("/tai-ve/tim-kiem.jsonl", **query)
    assert (answer.headers["x-total-rows"], len(answer.text.splitlines())) == (str(found), found)


def test_a_search_has_the_articles_with_their_reading(site: Server) -> None:
    (row,) = [
        row for row in map(json.loads, site.get("/tai-ve/tim-kiem.jsonl").text.splitlines()) if row["id"] == SIGNING_ID
    ]
    assert (row["kind"], row["province_now"], row["event_date"]) == ("signing", "Hà Tĩnh", "2021-04-15")
    assert row["parties"].count(";") == 1


# In the browser


def test_a_search_is_downloaded_with_a_click(tab: Page) -> None:
    tab.goto("/tim-kiem?q=dang+uy+khoi")
    with tab.expect_download() as download:
        tab.click("a[href^='/tai-ve/tim-kiem.csv']")
    rows = rows_of(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (download.value.suggested_filename, [row["source"] for row in rows]) == ("tim-kiem.csv", ["baohatinh"])


def test_the_page_of_downloads_leads_to_every_file(tab: Page, site: Server) -> None:
    tab.goto("/tai-ve")
    paths = tab.eval_on_selector_all("main a[href^='/tai-ve/']", "all => all.map(a => a.getAttribute('href'))")
    files = {path for path in paths if path.endswith((".csv", ".json", ".jsonl"))}
    assert len(files) == 3 * len(EVERYTHING)
    assert {path: site.get(path).status for path in files} == dict.fromkeys(files, 200)


def test_the_database_is_downloaded_with_a_click(tab: Page, public: Path) -> None:
    tab.goto("/tai-ve")
    with tab.expect_download() as download:
        tab.click("a[href='/tai-ve/public.db']")
    assert Path(download.value.path()).stat().st_size == public.stat().st_size
