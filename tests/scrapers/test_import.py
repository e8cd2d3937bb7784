"""`scrapy importpages`: a later recording over a crawl, the archive made again from its own captures, and bad files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.warc.encodings import decoded_payload
from archive.warc.recordings import exchanges
from sample.articles import LATER, articles
from sample.listing import path_of
from scrapers.import_files import import_files
from scrapers.importing import Import
from tests.conftest import SOURCES, Data, run_scrapy
from tests.empty_archive import put_empty_archive
from tests.server import FIRST_NIGHT, LATER_NIGHT, Answer, Site

WHAT_THE_ARCHIVE_SAYS = {
    "articles": "select id, key, url, headline, lead, author, dateline, section, published, views, captions, methods,"
    " version, first_seen, checked_at, body from articles order by id",
    "versions": "select article, number, seen_at, fingerprint, headline, captions, body from versions order by 1, 2",
    "captures": "select record_id, url, captured_at, status, sha256, size, file, offset, length, ip, protocol"
    " from captures order by record_id",
}  # fmt: skip


def bring_in(data: Data, *paths: Path) -> tuple[dict[str, int], list[str]]:
    """Counts and complaints of an import in this process."""
    with Import(data.folder) as imported:
        complaints = list(import_files(imported, paths, None, lambda what, done, total: None))
        return imported.counts, complaints


def addresses(data: Data, sql: str) -> set[str]:
    return {urlsplit(url).path + ("?" + urlsplit(url).query if urlsplit(url).query else "") for url in data.column(sql)}


def written_as(later: str) -> set[str]:
    """Paths of the sample's articles that are so on the later night."""
    return {path_of(one) for source in SOURCES for one in articles(source, LATER) if one.later == later}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """All sources of the first night, crawled from the recording, side by side into one archive."""
    data = Data(tmp_path_factory.mktemp("crawled"))
    put_empty_archive(data.folder)
    with ThreadPoolExecutor(len(SOURCES)) as pool:
        crawls = pool.map(lambda source: run_scrapy(data.folder, "crawl", source, REPLAY=FIRST_NIGHT), SOURCES)
        assert [(crawl.returncode, crawl.stderr) for crawl in crawls if crawl.returncode] == []
    return data


def copy_of(data: Data, folder: Path) -> Data:
    return Data(shutil.copytree(data.folder, folder / "copy"))


# --- A later night -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def later(crawled: Data, tmp_path_factory: pytest.TempPathFactory) -> Data:
    data = copy_of(crawled, tmp_path_factory.mktemp("later"))
    _, complaints = bring_in(data, LATER_NIGHT)
    assert complaints == []
    return data


def test_edited_articles_have_a_second_version_and_no_others(later: Data) -> None:
    edited = addresses(later, "select url from articles where version = 2")
    assert edited == written_as("edited")
    assert later.column("select max(number) from versions") == [2]


def test_noise_makes_no_version(later: Data) -> None:
    assert written_as("noise")
    assert written_as("noise") <= addresses(later, "select url from articles where version = 1")


def test_the_article_shows_the_newest_wording(later: Data) -> None:
    lines = (LATER_NIGHT.parent / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = {one["url"]: one for one in map(json.loads, lines) if one["night"] == "later-night"}
    stored = {row["url"]: row for row in later.table("articles")}
    for url, record in wanted.items():
        assert stored[url]["body"].split("\n\n") == record["body"]
        assert stored[url]["headline"] == record["headline"]


def test_the_first_wording_is_kept(later: Data, crawled: Data) -> None:
    sql = "select article, fingerprint, body from versions where number = 1 order by article"
    before = crawled.query(sql)
    assert [row for row in later.query(sql) if row in before] == before


def test_a_page_that_is_gone_later_keeps_its_article_which_is_missing(later: Data) -> None:
    (path,) = written_as("withdrawn")
    assert path in addresses(later, "select url from articles")
    answers = later.query(
        "select sightings.answer, withdrawals.state from sightings join articles on articles.id = sightings.article"
        " left join withdrawals on withdrawals.article = articles.id and sightings.answer = withdrawals.answer"
        " where url like ? order by seen_at",
        f"%{path}",
    )
    assert answers == [{"answer": "whole", "state": None}, {"answer": "not_found", "state": "missing"}]
    assert later.column("select reason from refused where url like ?", f"%{path}") == []


def test_an_older_night_imported_later_changes_nothing_that_is_newer(later: Data, tmp_path: Path) -> None:
    data = copy_of(later, tmp_path)
    sql = "select id, headline, body, views, version, checked_at from articles"
    before = data.query(sql)
    bring_in(data, FIRST_NIGHT)
    after = {row["id"]: row for row in data.query(sql)}
    assert [after[row["id"]] for row in before] == before


def test_importing_again_changes_nothing(later: Data, tmp_path: Path) -> None:
    data = copy_of(later, tmp_path)
    before = {table: data.query(sql) for table, sql in WHAT_THE_ARCHIVE_SAYS.items()}
    counts, _ = bring_in(data, LATER_NIGHT)
    assert {table: data.query(sql) for table, sql in WHAT_THE_ARCHIVE_SAYS.items()} == before
    assert (counts["new_articles"], counts["new_versions"]) == (0, 0)


# --- The archive again, from its captures ------------------------------------------------------------------


@pytest.fixture(scope="module")
def rebuilt(later: Data, tmp_path_factory: pytest.TempPathFactory) -> Data:
    data = copy_of(later, tmp_path_factory.mktemp("rebuilt"))
    for file in data.folder.glob("archive.db*"):
        file.unlink()
    process = run_scrapy(data.folder, "importpages", str(data.captures))
    assert process.returncode == 0, process.stderr
    return data


@pytest.mark.parametrize("table", WHAT_THE_ARCHIVE_SAYS)
def test_an_archive_rebuilt_from_its_captures_says_the_same(later: Data, rebuilt: Data, table: str) -> None:
    sql = WHAT_THE_ARCHIVE_SAYS[table]
    if table == "captures":
        # Robots.txt and lists are in the files and in no row, before as after.
        assert {row["record_id"] for row in later.query(sql)} <= {row["record_id"] for row in rebuilt.query(sql)}
        return
    assert rebuilt.query(sql) == later.query(sql)


def test_rebuilding_copies_no_evidence(later: Data, rebuilt: Data) -> None:
    names = [file.relative_to(later.captures) for file in later.capture_files]
    assert [file.relative_to(rebuilt.captures) for file in rebuilt.capture_files] == names


# --- Pages and texts that people saved ---------------------------------------------------------------------

PLAIN_TEXT = Path(__file__).parents[1] / "fixtures" / "thanhuy_ngabay" / "plain_text" / "page.txt"
SAVED_FROM = (
    "https://baonghean.vn/ban-tuyen-giao-tinh-uy-va-bo-doi-bien-phong-ky-ket-chuong-trinh-phoi-hop-10262417.html"
)


@pytest.fixture(scope="module")
def saved_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of the sample as a browser saves it: without its address, but with what it states itself."""
    path = tmp_path_factory.mktemp("page") / "bai-da-luu.html"
    (one,) = [one for one in exchanges(FIRST_NIGHT) if one.url == SAVED_FROM]
    path.write_bytes(decoded_payload(one))
    return path


@pytest.fixture(scope="module")
def saved(saved_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Data:
    data = Data(tmp_path_factory.mktemp("saved") / "data")
    for arguments in ([str(saved_page)], ["--source", "thanhuy_ngabay", str(PLAIN_TEXT)]):
        process = run_scrapy(data.folder, "importpages", *arguments)
        assert process.returncode == 0, process.stderr
    return data


def test_a_saved_page_goes_to_the_source_that_it_names(saved: Data) -> None:
    assert saved.column("select url from articles where source = 'baonghean'") == [SAVED_FROM]


def test_a_plain_text_goes_to_the_source_that_is_named(saved: Data) -> None:
    expected = json.loads((PLAIN_TEXT.parent / "expected.json").read_text(encoding="utf-8"))
    assert saved.query("select url, headline from articles where source = 'thanhuy_ngabay'") == [
        {"url": None, "headline": expected["headline"]}
    ]


def test_what_came_as_a_file_is_kept_byte_for_byte(saved: Data, saved_page: Path) -> None:
    kept = {one.payload for file in saved.capture_files for one in exchanges(file)}
    assert kept == {saved_page.read_bytes(), PLAIN_TEXT.read_bytes()}


def test_what_came_as_a_file_is_imported_once(saved: Data, saved_page: Path, tmp_path: Path) -> None:
    data = copy_of(saved, tmp_path)
    process = run_scrapy(data.folder, "importpages", str(saved_page))
    assert process.stdout.startswith("0 new articles, 0 changed, 1 unchanged"), process.stdout
    assert data.column("select count(*) from captures") == [2]


def test_what_came_as_a_file_survives_a_rebuild(saved: Data, tmp_path: Path) -> None:
    data = copy_of(saved, tmp_path)
    for file in data.folder.glob("archive.db*"):
        file.unlink()
    run_scrapy(data.folder, "importpages", str(data.captures))
    sql = WHAT_THE_ARCHIVE_SAYS["articles"]
    assert data.query(sql) == saved.query(sql)


# --- Failed answers ----------------------------------------------------------------------------------------


def test_an_answer_that_a_crawl_tries_again_is_not_imported(data: Data, site: Site) -> None:
    listing = '<div class="item"><a class="title" href="/tin-tuc/a/mot.html">Một tin</a></div>'
    site.put("/tin-tuc", Answer(listing.encode()))
    site.put("/tin-tuc/a/mot.html", Answer(b"<p>qu\xc3\xa1 t\xe1\xba\xa3i</p>", 503))
    run_scrapy(data.folder, "crawl", "thanhuy_hatinh", site=site, RETRY_TIMES=0)
    (data.folder / "archive.db").unlink()
    process = run_scrapy(data.folder, "importpages", "--source", "thanhuy_hatinh", str(data.captures))
    assert process.returncode == 0, process.stderr
    assert data.table("refused") == []


# --- Files that do not go in -------------------------------------------------------------------------------


def bad_files(folder: Path) -> Iterator[tuple[str, Path]]:
    torn = folder / "dut-doan.warc.gz"
    torn.write_bytes(FIRST_NIGHT.read_bytes()[:60_000])
    empty = folder / "rong.html"
    empty.write_text("")
    unknown = folder / "khong-ro.html"
    paragraph = "Không rõ trang này của báo nào, chỉ biết nó kể chuyện hai cơ quan cùng nhau bàn việc. " * 8
    unknown.write_text(f"<html><body><h1>Một tin</h1><p>{paragraph}</p></body></html>", encoding="utf-8")
    notice = folder / "thong-bao.html"
    notice.write_text("<html><body><p>Trang không tồn tại.</p></body></html>", encoding="utf-8")
    yield "cut short", torn
    yield "empty", empty
    yield "name it with --source", unknown
    yield "refused: not_found", notice
    yield "No such file", folder / "khong-co.html"


def test_a_bad_file_is_named_with_its_reason_and_the_rest_goes_in(data: Data, tmp_path: Path) -> None:
    bad = dict(bad_files(tmp_path))
    process = run_scrapy(data.folder, "importpages", *map(str, bad.values()), str(LATER_NIGHT))
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    complaints = process.stderr.splitlines()
    for reason, path in bad.items():
        assert any(str(path) in line and reason in line for line in complaints), (reason, complaints)
    assert data.column("select count(*) > 30 from articles") == [1]


def test_what_lies_before_a_tear_goes_in(data: Data, tmp_path: Path) -> None:
    _, torn = next(bad_files(tmp_path))
    counts, complaints = bring_in(data, torn)
    assert counts["new_articles"] > 0
    assert len(complaints) == 1


def test_an_archive_that_is_no_database_is_one_clear_sentence(data: Data) -> None:
    data.folder.mkdir()
    (data.folder / "archive.db").write_text("không phải cơ sở dữ liệu " * 100)
    process = run_scrapy(data.folder, "importpages", str(FIRST_NIGHT))
    assert process.returncode == 1
    (sentence,) = process.stderr.splitlines()
    assert str(data.folder / "archive.db") in sentence
