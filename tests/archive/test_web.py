"""What readers meet: Datasette with our plugin and metadata, on a real port."""

from __future__ import annotations

import html
import shutil
import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.publish import up_to_date
from archive.web import plugin
from archive.web.metadata import read_metadata
from tests.archive.running import Server, serving
from tests.archive.small_archive import FAIR_ID, REVIEW_ID, SIGNING_ID


@pytest.mark.parametrize(
    "path",
    ["/", "/public", "/public/search?words=dang+uy", f"/public/articles/{SIGNING_ID}"]
    + [f"/public/{table}" for table in read_metadata()["databases"]["public"]["tables"]],
)
def test_a_page_opens(site: Server, path: str) -> None:
    assert site.get(path).status == 200


@pytest.mark.parametrize("key", ["license", "license_url", "source", "about"])
def test_the_page_of_the_database_says_whose_it_is_and_under_which_licence(site: Server, key: str) -> None:
    assert read_metadata()[key] in html.unescape(site.get("/public").text)


def test_a_table_page_carries_its_data_dictionary(site: Server) -> None:
    page = html.unescape(site.get("/public/articles").text)
    assert "<dt>dateline</dt><dd>Dấu tòa soạn mở đầu bài, không có ngoặc / mark of the newsroom" in page


def test_articles_come_newest_first_with_a_facet_of_sources(site: Server) -> None:
    answer = site.get("/public/articles.json").json
    assert [row[0] for row in answer["rows"]] == [FAIR_ID, REVIEW_ID, SIGNING_ID]
    assert answer["facet_results"]["source"]["results"][0]["label"] == "Báo Ven Sông"


@pytest.mark.parametrize("path", ["/public/articles", f"/public/articles/{FAIR_ID}", "/public/search?words=uy"])
def test_what_a_page_said_never_becomes_markup(site: Server, path: str) -> None:
    page = site.get(path).text
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_operators_tables_are_not_there(site: Server) -> None:
    assert site.get("/public/leads").status == 404


def test_anyone_at_their_own_machine_may_ask_in_sql(site: Server) -> None:
    assert site.get("/public.json", sql="select count(*) as n from articles", _shape="array").json == [{"n": 3}]


@pytest.mark.parametrize("path", ["/public.csv", "/public.json"])
def test_the_download_of_a_query_is_whole(site: Server, path: str) -> None:
    counting = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) select i from n"
    answer = site.get(path, sql=counting, _shape="array")
    assert len(answer.csv if path.endswith("csv") else answer.json) == 2500


@pytest.fixture(scope="module")
def large_site(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """1,500 articles more than the small archive has: over the 1,000 at which Datasette would stop."""
    folder = tmp_path_factory.mktemp("large")
    shutil.copy(up_to_date(data_folder, lambda _step: None), folder)
    with closing(sqlite3.connect(folder / "public.db")) as public, public:
        public.execute(
            """
            with recursive n(i) as (select 1 union all select i + 1 from n where i < 1500)
            insert into articles
                (id, source, key, captions, methods, capture, version, first_seen, last_seen, checked_at, body)
            select i, 'baovensong', 'thêm ' || i, '[]', '{}', 1, 1, '', '', '', 'thân bài' from n
            """
        )
    with serving(folder) as server:
        yield server


@pytest.mark.parametrize("path", ["/public/articles.csv", "/public/articles.json"])
def test_the_download_of_a_table_is_whole(large_site: Server, path: str) -> None:
    answer = large_site.get(path, _shape="array")
    assert len(answer.csv if path.endswith("csv") else answer.json) == 1503


def test_a_page_of_a_query_is_bounded(site: Server) -> None:
    counting = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) select i from n"
    assert site.get("/public", sql=counting).text.count('<td class="col-i">') == 1000


def test_a_query_cannot_fill_the_memory(site: Server) -> None:
    answer = site.get("/public.json", sql="select length(zeroblob(900000000) || 'x')")
    assert answer.json["error"] == "string or blob too big"


def test_a_running_query_can_be_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "_connections", [])
    counting = "with recursive n(i) as (select coalesce(started(), 1) union all select i + 1 from n where i < 1e8)"
    started = threading.Event()
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection, ThreadPoolExecutor() as reader:
        plugin.prepare_connection(connection)
        connection.create_function("started", 0, started.set)
        answer = reader.submit(connection.execute, f"{counting} select count(*) from n")
        started.wait()
        plugin.interrupt_queries()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            answer.result()


@pytest.mark.parametrize("path", ["/", "/public/articles", "/public/articles.csv", "/public.db", "/nowhere"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("content-security-policy", "default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ],
)
def test_every_answer_carries_the_safety_headers(site: Server, path: str, header: str, value: str) -> None:
    headers = {name.lower(): content for name, content in head(site, path).items()}
    assert headers[header].startswith(value)


def head(site: Server, path: str) -> dict[str, str]:
    """Headers alone: the database file is no text."""
    try:
        with urllib.request.urlopen(f"{site.address}{path}") as response:
            return dict(response.headers.items())
    except urllib.error.HTTPError as error:
        return dict(error.headers.items())


# Canned queries

QUERIES: dict[str, dict[str, Any]] = read_metadata()["databases"]["public"]["queries"]


def test_there_are_at_least_five_canned_queries() -> None:
    assert len(QUERIES) >= 5


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_has_a_title_and_a_description_in_both_languages(name: str) -> None:
    assert [" / " in QUERIES[name][key] for key in ("title", "description")] == [True, True]


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_opens_with_nothing_filled_in(site: Server, name: str) -> None:
    page = site.get(f"/public/{name}")
    assert (page.status, "message-error" in page.text) == (200, False)


@pytest.mark.parametrize(
    ("name", "filled_in", "column", "values"),
    [
        ("period", {"from_day": "2024-06-03", "to_day": "2024-06-30"}, "id", [REVIEW_ID]),
        ("period", {"to_day": "2023-05-12"}, "id", [SIGNING_ID]),
        ("period", {}, "id", [FAIR_ID, REVIEW_ID, SIGNING_ID]),
        ("changed", {}, "id", [SIGNING_ID]),
        ("changed", {"source": "thanhuyvensong"}, "id", []),
        ("coverage", {}, "articles", [1, 2, 0]),
        ("coverage", {}, "year", ["2023", "2024", None]),
        ("refused_pages", {"reason": "listing"}, "detail", ["danh mục 20 tin"]),
        ("refused_pages", {"reason": "feed"}, "detail", []),
        ("evidence", {"article": str(SIGNING_ID)}, "offset", [1000, 4000]),
        ("evidence", {"article": str(SIGNING_ID)}, "is_current", [0, 1]),
        ("evidence", {"article": "https://baovensong.example/102.html"}, "sha256", ["ab" * 32]),
    ],
)
def test_a_canned_query_answers(
    site: Server, name: str, filled_in: dict[str, str], column: str, values: list[Any]
) -> None:
    rows = site.get(f"/public/{name}.json", _shape="array", **filled_in).json
    assert [row[column] for row in rows] == values


def test_a_changed_article_shows_both_wordings(site: Server) -> None:
    (row,) = site.get("/public/changed.json", _shape="array").json
    assert (row["body_before"][:9], row["body_after"][:9]) == ("Sáng 12/5", "Sáng 13/5")
