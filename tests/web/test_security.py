"""What strangers may try: policy headers, paths, SQL, and questions that would fill the memory or the day."""

from __future__ import annotations

import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from archive.web import plugin, server
from tests.archive.running import Answer, Server
from tests.web.library import OLD_PROVINCE_ID, TROUBLE_ID

COUNTING = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"

TOO_MUCH = (
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select zeroblob(19000000) from n"
)


@pytest.fixture(scope="module")
def public_site(library_folder: Path) -> Iterator[Server]:
    """The site as strangers get it."""
    listener = socket.create_server(("127.0.0.1", 0))
    application = server.application(library_folder / "public.db", for_everybody=True)
    config = uvicorn.Config(application, log_level="critical", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}", None)  # type: ignore[arg-type]
    running.should_exit = True
    plugin.interrupt_queries()
    thread.join()


@pytest.mark.parametrize("path", ["/", "/tim-kiem?q=x", f"/bai/{TROUBLE_ID}", "/bai/1", "/tep/site.css"])
def test_our_pages_allow_no_script_and_no_inline_style(site: Server, path: str) -> None:
    policy = site.get(path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "script-src" not in policy or "script-src 'self'" in policy


@pytest.mark.parametrize("path", ["/", f"/bai/{TROUBLE_ID}"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
    ],
)
def test_our_pages_carry_the_other_headers(site: Server, path: str, header: str, value: str) -> None:
    headers = {name.lower(): content for name, content in site.get(path).headers.items()}
    assert headers[header] == value


@pytest.mark.parametrize(
    "path",
    [
        "/tep/../server.py",
        "/tep/..%2f..%2fserver.py",
        "/tep/%2e%2e%2fserver.py",
        "/tep//etc/passwd",
        "/tep/site.css%00.png",
        "/tep/.",
        f"/bai/{OLD_PROVINCE_ID}/ban-luu/..%2f..%2farchive.db",
        "/archive.db",
        "/captures/",
    ],
)
def test_no_path_leads_out_of_our_files(site: Server, path: str) -> None:
    assert site.get(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written(site: Server, method: str) -> None:
    request = urllib.request.Request(f"{site.address}/tim-kiem", method=method, data=b"q=x")
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(request)


INJECTIONS = ["' or 1=1 --", "q92'; drop table articles; --", '" union select 1,2,3 --', "\\' or ''='"]


@pytest.mark.parametrize("field", ["q", "loai", "tinh", "nguon", "co-quan", "giai-doan", "tu", "trang"])
@pytest.mark.parametrize("value", INJECTIONS)
def test_what_is_filled_in_is_never_sql(site: Server, field: str, value: str) -> None:
    answer = site.get("/tim-kiem", **{field: value})
    assert (answer.status, "syntax error" in answer.text) == (200, False)


@pytest.mark.parametrize(
    "path", [f"/bai/{OLD_PROVINCE_ID}'", f"/bai/{OLD_PROVINCE_ID}%20or%201=1", "/bai/-1", "/bai/1e3"]
)
def test_an_id_is_a_number(site: Server, path: str) -> None:
    assert site.get(path).status == 404


# On a public host


@pytest.mark.parametrize("path", ["/public", "/public.json", "/public.csv"])
def test_strangers_may_not_ask_in_sql(public_site: Server, path: str) -> None:
    assert public_site.get(path, sql="select 1").status == 403


@pytest.mark.parametrize(
    "path", ["/-/databases.json", "/-/metadata.json", "/-/threads.json", "/-/settings", "/-/plugins"]
)
def test_strangers_learn_nothing_of_the_machine(public_site: Server, path: str) -> None:
    answer = public_site.get(path)
    assert (answer.status, "public.db" in answer.text) == (404, False)


def test_strangers_may_not_add_conditions_in_sql(public_site: Server) -> None:
    assert public_site.get("/public/articles", _where="1=1").status == 403


@pytest.mark.parametrize("path", ["/public/articles", "/public/articles.json"])
def test_strangers_may_not_choose_facets(public_site: Server, path: str) -> None:
    assert public_site.get(path, _facet="body").status == 400


@pytest.mark.parametrize("path", ["/public/places.json", "/public/places"])
def test_a_page_of_a_table_is_bounded(public_site: Server, path: str) -> None:
    answer = public_site.get(path, _size="1000000")
    assert answer.status == 400 or len(answer.text) < 3_000_000


def test_csv_of_a_whole_table_is_whole(public_site: Server) -> None:
    rows = public_site.get("/public/places.csv").csv
    total = public_site.get("/public/places.json", _size="1").json["filtered_table_rows_count"]
    assert len(rows) == total > 10_000


@pytest.mark.parametrize(
    "path", ["/", "/tim-kiem?q=dang+uy", f"/bai/{OLD_PROVINCE_ID}", "/public/search?words=dang+uy"]
)
def test_all_else_is_as_on_ones_own_machine(public_site: Server, path: str) -> None:
    assert public_site.get(path).status == 200


# On either


def answers(site: Server, public_site: Server, path: str, **query: str) -> list[Answer]:
    return [one.get(path, **query) for one in (site, public_site)]


@pytest.mark.parametrize(
    "query",
    [
        {"_search": "(", "_searchmode": "raw"},
        {"_search": 'x" AND', "_searchmode": "raw"},
        {"_search": "x", "_fts_table": "sqlite_master"},
        {"_search": "x", "_fts_table": "nowhere"},
        {"_search": "x", "_fts_table": "articles_wording"},
        {"_search": "x", "_fts_pk": "nowhere"},
        {"_search_nowhere": "x"},
        {"_sort": "nowhere"},
        {"_size": "-1"},
        {"_size": "abc"},
        {"_col": "nowhere"},
        {"_next": "x"},
        {"id__in": "[[["},
        {"body__glob": "*" * 20000},
    ],
    ids=str,
)
def test_the_table_page_answers_or_says_kindly_why_not(
    site: Server, public_site: Server, query: dict[str, str]
) -> None:
    assert {answer.status for answer in answers(site, public_site, "/public/articles", **query)} <= {200, 400, 404}


def test_an_endless_query_is_cut_off(site: Server) -> None:
    answer = site.get("/public", sql=COUNTING)
    assert answer.status == 400


@pytest.mark.parametrize(
    "sql",
    [
        "select length(zeroblob(900000000) || 'x')",
        "select printf('%.*c', 90000000, 'x')",  # SQLite writes letter after letter, which takes a second for these
        "select group_concat(printf('%.*c', 1000000, 'x')) from places",
    ],
)
@pytest.mark.parametrize("path", ["/public", "/public.json", "/public.csv"])
def test_no_query_fills_the_memory(site: Server, path: str, sql: str) -> None:
    answer = site.get(path, sql=sql)
    assert (answer.status in (200, 400), len(answer.text) < 1_000_000) == (True, True)


def test_an_answer_that_is_too_large_is_refused_in_words(site: Server) -> None:
    assert "the answer is larger than 256 MB" in site.get("/public.json", sql=TOO_MUCH).text
