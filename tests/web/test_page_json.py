"""Every page as JSON at its own address + .json: what the page shows, the names as they are."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from lxml import html

from archive.web.asked import Asked
from archive.web.page_json import page_as_json
from tests.archive.running import Server
from tests.web.downloading import asked, own_site
from tests.web.library import SIGNING_ID
from tests.web.test_every_page import BOTH
from tests.web.test_sheets import NOT_THERE

# All that are there: /bai/1 is in PATHS since it is not.
PAGES = [path for path in BOTH if not path.endswith("/bai/1")]


def as_json(path: str) -> str:
    path, mark, query = path.partition("?")
    return f"{path}.json{mark}{query}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_as_json_with_its_own_address(site: Server, path: str) -> None:
    answer = site.get(as_json(path))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json; charset=utf-8"), answer.text
    assert unquote_plus(answer.json["url"]).removeprefix(site.address) == unquote_plus(path)
    assert answer.json["language"] == ("en" if path.startswith("/en") else "vi")
    assert answer.json["page"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_links_to_its_json_in_its_head_and_in_words(site: Server, path: str) -> None:
    page = html.document_fromstring(site.get(path).text)
    (alternate,) = page.cssselect('link[rel="alternate"][type="application/json"]')
    assert alternate.get("href") in [link.get("href") for link in page.cssselect("footer a")]
    assert site.get(alternate.get("href") or "").json["url"] == site.get(as_json(path)).json["url"]


@pytest.mark.parametrize("path", [*NOT_THERE, "/bai/1"])
@pytest.mark.parametrize(("language", "sentence"), [("", "Không có trang này"), ("/en", "There is no such page")])
def test_what_is_not_there_is_said_as_json(site: Server, path: str, language: str, sentence: str) -> None:
    answer = site.get(f"{language}{path}.json")
    assert (answer.status, answer.json) == (404, {"error": sentence, "status": 404})


@pytest.mark.parametrize("path", ["/bai/1", "/nowhere"])
def test_a_page_that_says_what_went_wrong_has_no_json(site: Server, path: str) -> None:
    assert "application/json" not in site.get(path).text


def test_an_article_has_its_text_its_reading_and_its_evidence(site: Server) -> None:
    page = site.get(f"/bai/{SIGNING_ID}.json").json["page"]
    said = " ".join(stretch["text"] for paragraph in page["paragraphs"] for stretch in paragraph)
    assert "Ban Dân vận" in said
    assert (page["id"], page["source"]["id"], page["reading"]["kind"]) == (SIGNING_ID, "thanhuy_hatinh", "signing")
    assert (len(page["capture"]["sha256"]), page["capture"]["offset"] >= 0) == (64, True)


def test_a_search_has_what_it_found_and_how_many(site: Server) -> None:
    page = site.get("/tim-kiem.json", q="dang uy khoi").json["page"]
    assert (page["total"], len(page["lines"]), page["search"]["words"]) == (1, 1, "dang uy khoi")


def test_a_file_is_named_without_telling_where_it_lies(site: Server, library_folder: Path) -> None:
    answer = site.get("/tai-ve.json")
    assert answer.json["page"]["database"]["path"] == "public.db"
    assert str(library_folder) not in answer.text


def test_vietnamese_letters_are_letters(site: Server) -> None:
    assert "Thành ủy" in site.get("/.json").text


def test_it_carries_the_policy_of_our_pages(site: Server) -> None:
    headers = site.get(f"/bai/{SIGNING_ID}.json").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; ")
    assert headers["x-content-type-options"] == "nosniff"


def test_nothing_is_written(library_folder: Path) -> None:
    with own_site(library_folder / "public.db") as host:
        assert asked(host, "/.json", "POST").status == 405


def test_what_json_has_no_word_for_is_an_error_not_a_guess() -> None:
    with pytest.raises(TypeError, match="object is shown on a page, but has no form in JSON"):
        page_as_json(object(), Asked("/"))
