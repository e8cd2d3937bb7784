"""Datasette's own tables, rows and queries as CSV and JSON lines: whole, as Excel opens them, or refused in words."""

from __future__ import annotations

import http.client
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish import PUBLIC_TABLES, PUBLIC_VIEWS
from archive.web.exports.formats import guarded
from archive.web.metadata import read_metadata
from tests.archive.running import Answer, Server
from tests.web.downloading import asked, own_site, rows_of
from tests.web.library import OLD_PROVINCE_ID, SIGNING_ID, TROUBLE_ID

MANY = 12_000  # more than Datasette returns in one piece to strangers


@pytest.fixture(scope="module")
def public(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library with many more articles, some of whose headlines a spreadsheet would compute."""
    path = Path(shutil.copy(library_folder / "public.db", tmp_path_factory.mktemp("many")))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            """
            with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
            insert into articles (
                id, source, key, headline, captions, methods, capture, version, first_seen, last_seen, checked_at, body
            )
            select i, 'baonghean', 'n' || i, '=' || i, '[]', '{}', 1, 1, '', '', '', 'thân bài' from n
            """,
            [MANY],
        )
    return path


@pytest.fixture(scope="module")
def strangers(public: Path) -> Iterator[Server]:
    """The site as strangers get it."""
    with own_site(public) as host:
        yield Server(f"http://{host}", None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def own(public: Path) -> Iterator[Server]:
    """The site on one's own machine."""
    with own_site(public, for_everybody=False) as host:
        yield Server(f"http://{host}", None)  # type: ignore[arg-type]


def ids(answer: Answer) -> set[int]:
    assert answer.status == 200, answer.text[:500]
    return {int(row["id"]) for row in rows_of(answer.text)}


# Tables


@pytest.mark.parametrize("table", [*PUBLIC_TABLES, *PUBLIC_VIEWS])
def test_a_table_is_what_its_download_is(strangers: Server, table: str) -> None:
    stock, ours = (rows_of(strangers.get(f"/{folder}/{table}.csv").text) for folder in ("public", "tai-ve"))
    assert sorted(map(str, stock)) == sorted(map(str, ours))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"id": str(SIGNING_ID)}, {SIGNING_ID}),
        ({"id__gt": str(MANY), "source": "thanhuy_ngabay"}, {OLD_PROVINCE_ID}),
        ({"_search": "hoa giai o co so"}, {OLD_PROVINCE_ID}),
        ({"_search": "hòa giải", "source": "thanhuy_ngabay", "_sort": "id"}, {OLD_PROVINCE_ID}),
        ({"_search": "hoa giai", "source": "baohatinh"}, set()),
        (
            {"id__in": f"{SIGNING_ID},{TROUBLE_ID}", "_stream": "1", "_size": "max", "_dl": "on"},
            {SIGNING_ID, TROUBLE_ID},
        ),
        ({"source__exact": "baonghean", "_size": "1", "id__lte": "3"}, {1, 2, 3}),
        ({"_filter_column_1": "id", "_filter_op_1": "lte", "_filter_value_1": "2"}, {1, 2}),
        ({"id__lte": "2", "_next": "1", "_timelimit": "1"}, {1, 2}),
    ],
    ids=str,
)
def test_the_filters_of_its_page_are_kept(strangers: Server, query: dict[str, str], found: set[int]) -> None:
    assert ids(strangers.get("/public/articles.csv", **query)) == found


@pytest.mark.parametrize("labels", ["", "on"])
def test_the_order_of_its_page_is_kept(strangers: Server, labels: str) -> None:
    text = strangers.get("/public/articles.csv", source="baonghean", id__lte="4", _sort_desc="id", _labels=labels).text
    assert [row["id"] for row in rows_of(text)] == ["4", "3", "2", "1"]


def test_columns_may_be_chosen(strangers: Server) -> None:
    (row,) = rows_of(strangers.get(f"/public/articles.csv?_col=source&_col=url&id={SIGNING_ID}").text)
    assert set(row) == {"id", "source", "url"}


def test_names_stand_beside_what_refers_to_another_table(strangers: Server) -> None:
    (row,) = rows_of(strangers.get("/public/articles.csv", id=str(SIGNING_ID), _labels="on").text)
    assert (row["source"], row["source_label"]) == ("thanhuy_hatinh", "Thành ủy Hà Tĩnh")
    assert list(row).index("source_label") == list(row).index("source") + 1


def test_names_stand_beside_chosen_columns_too(strangers: Server) -> None:
    text = strangers.get(f"/public/articles.csv?_col=source&_label=source&source=baonghean&id__lte={MANY}").text
    assert {(row["source"], row["source_label"]) for row in rows_of(text)} == {("baonghean", "Báo Nghệ An")}


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_table_that_is_long_is_whole(strangers: Server, ending: str) -> None:
    answer = strangers.get(f"/public/articles.{ending}", source="baonghean", id__lte=str(MANY))
    lines = answer.text.splitlines()
    assert (len(lines) - (ending == "csv"), answer.headers["x-total-rows"]) == (MANY, str(MANY))


@pytest.mark.parametrize("path", ["/public/articles.csv?id=1", "/public/articles/1.csv", "/public/period.csv"])
def test_no_cell_is_a_formula(strangers: Server, path: str) -> None:
    rows = rows_of(strangers.get(path).text)
    assert rows
    assert {row["headline"] for row in rows if row["id"] == "1"} == {guarded("=1")}


def test_a_row_is_a_download_too(strangers: Server) -> None:
    (row,) = rows_of(strangers.get("/public/organizations/d436~2Ftu.csv").text)
    assert (row["id"], row["name"]) == ("d436/tu", "Thành ủy Hà Tĩnh")


# Queries


@pytest.mark.parametrize("query", read_metadata()["databases"]["public"]["queries"])
def test_a_query_that_is_ready_is_a_download(strangers: Server, query: str) -> None:
    answer = strangers.get(f"/public/{query}.csv")
    assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked"), answer.text[:500]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_query_with_many_rows_is_whole(strangers: Server, ending: str) -> None:
    lines = strangers.get(f"/public/period.{ending}", source="baonghean").text.splitlines()
    assert len(lines) > MANY


def test_a_query_takes_what_is_filled_in(strangers: Server) -> None:
    text = strangers.get("/public/search.jsonl", words="hoa giai", source="thanhuy_ngabay").text
    assert [json.loads(line)["id"] for line in text.splitlines()] == [OLD_PROVINCE_ID]


def test_readers_may_take_their_own_query_on_their_own_machine(own: Server) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i < cast(:most as int)) select i from n"
    rows = rows_of(own.get("/public.csv", sql=sql, most="20000").text)
    assert [row["i"] for row in rows] == [str(i) for i in range(1, 20_001)]


def test_bytes_are_written_in_base_64(own: Server) -> None:
    assert own.get("/public.jsonl", sql="select x'00ff' as b").json == {"b": "AP8="}


# Refused in a sentence


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/public/nowhere.csv", 404, "Table not found"),
        ("/public/articles/123456.csv", 404, "Record not found"),
        ("/public/articles.csv?_sort=nowhere", 400, "Cannot sort table by nowhere"),
        ("/public/articles.csv?_search=(&_searchmode=raw", 400, "fts5: syntax error"),
        ("/public/articles.csv?id__in=[[[", 400, "Expecting value"),
    ],
)
@pytest.mark.parametrize("site_of", ["own", "strangers"])
def test_what_cannot_be_had_is_no_file(
    request: pytest.FixtureRequest, site_of: str, path: str, status: int, said: str
) -> None:
    answer = request.getfixturevalue(site_of).get(path)
    assert answer.status == status, answer.text[:500]
    assert said in answer.text


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select * from nowhere", "no such table: nowhere"),
        ("select", "incomplete input"),
        ("delete from articles", "Statement must be a SELECT"),
        ("attach '/tmp/x.db' as x", "Statement must be a SELECT"),
        ("", "Statement must be a SELECT"),
        ("select 1; select 2", "You can only execute one statement at a time"),
        ("select length(zeroblob(900000000) || 'x')", "string or blob too big"),
        ("with x as (select 1) delete from articles", "attempt to write a readonly database"),
    ],
)
def test_a_query_that_cannot_be_answered_is_no_file(own: Server, sql: str, said: str) -> None:
    answer = own.get("/public.csv", sql=sql)
    assert (answer.status, said in answer.text) == (400, True), answer.text[:500]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/public.csv?sql=select+1", 403), ("/public.jsonl?sql=select+1", 403), ("/public/articles.csv?_where=1=1", 403)],
)
def test_strangers_may_not_ask_in_sql(strangers: Server, path: str, status: int) -> None:
    assert strangers.get(path).status == status


@pytest.mark.parametrize("name", ["x%22%20or%201=1", "articles%22", "..%2f..%2farchive", "%00", "articles;drop"])
def test_a_name_is_no_sql(strangers: Server, name: str) -> None:
    assert strangers.get(f"/public/{name}.csv").status in (400, 404)


def test_what_goes_wrong_after_many_rows_breaks_the_download_off(public: Path) -> None:
    sql = "select abs(iif(id = 9000, -9223372036854775808, id)) as id from articles order by articles.id".replace(
        " ", "+"
    )
    with own_site(public, for_everybody=False) as host, pytest.raises(http.client.IncompleteRead):
        asked(host, f"/public.csv?sql={sql}").read()
