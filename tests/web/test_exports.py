"""What readers take away: whole, or visibly broken off; opened by spreadsheets and notebooks as it was meant."""

from __future__ import annotations

import csv
import hashlib
import http.client
import io
import json
import re
import socket
import sqlite3
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS, open_to_read
from archive.web import server
from archive.web.exports import routes, streaming
from archive.web.exports.formats import BYTE_ORDER_MARK, FORMATS, guarded, unguarded
from archive.web.exports.selections import Selection
from archive.web.exports.streaming import CutOffError, Taking
from archive.web.exports.whole_database import answer_to, bytes_of, whole_database
from tests.archive.running import Server
from tests.web.library import SIGNING_ID, TROUBLE_ID

EVERYTHING = (*PUBLIC_TABLES, *PUBLIC_VIEWS)


@pytest.fixture(scope="module")
def public(library_folder: Path) -> Path:
    return library_folder / "public.db"


@pytest.fixture(scope="module")
def connection(public: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(public)) as connection:
        yield connection


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


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
    ],
)
def test_what_cannot_be_had_is_refused_in_a_sentence(site: Server, path: str, status: int, said: str) -> None:
    answer = site.get(path)
    assert answer.status == status
    assert said in answer.text


def test_head_tells_without_sending(site: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc)
    connection.request("HEAD", "/tai-ve/places.csv")
    answer = connection.getresponse()
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


# Whole, or visibly broken off


def test_it_is_sent_in_chunks_so_that_a_break_is_seen(site: Server) -> None:
    assert site.get("/tai-ve/places.csv").headers["Transfer-Encoding"] == "chunked"


def test_fewer_rows_than_counted_break_the_download_off(public: Path) -> None:
    short = Selection("places", "select * from places limit 300", "select 301", {})
    taking = Taking(public, lambda _: short, FORMATS["jsonl"])
    with closing(taking), pytest.raises(CutOffError, match="300 rows of 301"):
        list(taking.pieces())


@pytest.fixture
def own_site(public: Path) -> Iterator[str]:
    """Host and port of the site in this process, so that something can go wrong in it."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(server.application(public, for_everybody=True), log_level="critical", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join()


def asked(host: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(host)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


@pytest.mark.parametrize("rows", ["select * from places limit 300", "select abs(-9223372036854775808) from places"])
def test_what_goes_wrong_on_the_server_is_an_error_for_the_reader(
    own_site: str, rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Selection("places", rows, "select 301", {})
    monkeypatch.setattr(routes, "table_selection", lambda *_, **__: broken)
    with pytest.raises(http.client.IncompleteRead):
        asked(own_site, "/tai-ve/places.csv").read()


def test_too_many_downloads_at_once_are_asked_to_wait(own_site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MOST_AT_ONCE", 0)
    answer = asked(own_site, "/tai-ve/places.csv")
    assert (answer.status, answer.headers["retry-after"]) == (503, "30")


def test_a_reader_who_leaves_leaves_room_for_others(own_site: str) -> None:
    for _ in range(3 * streaming.MOST_AT_ONCE):
        with closing(socket.create_connection(own_site.split(":"))) as leaving:  # type: ignore[arg-type]
            leaving.sendall(b"GET /tai-ve/places.json HTTP/1.1\r\nHost: archive.example\r\n\r\n")
            assert leaving.recv(1000).startswith(b"HTTP/1.1 200")
        while streaming._running:
            threading.Event().wait(0.01)
    assert asked(own_site, "/tai-ve/runs.csv").status == 200


def test_a_hundred_thousand_rows_take_no_more_memory_than_a_few_pieces(public: Path) -> None:
    rows = """
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
        select i, printf('%.*c', 3000, 'x') as body from n
    """
    tracemalloc.start()
    with closing(Taking(public, lambda _: Selection("n", rows, "select 100000", {}), FORMATS["csv"])) as taking:
        sent = sum(len(piece) for piece in taking.pieces())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 300_000_000  # bytes
    assert most < 5_000_000


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


@settings(deadline=None)
@given(st.text())
def test_every_text_can_be_had_back(text: str) -> None:
    assert unguarded(str(guarded(text))) == text


@settings(deadline=None)
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
