"""Nights after the first: pages are asked for on the ladder, on condition that they changed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import Data, warcio_check
from tests.scrapers.small_site import (
    ARTICLE,
    LIST,
    answers,
    article,
    crawl,
    names_asked,
    path_of,
    put_list,
    put_pages,
    with_headers,
)
from tests.server import HTML, Answer, Received, Site, serving

TAG = ("ETag", '"mot-hai-ba"')
DATE = ("Last-Modified", "Fri, 20 Jun 2025 01:00:00 GMT")
# Article -> the answers of nights 0, 1, 2, 3 and later.
PAGES: dict[str, list[Answer]] = {
    "the": [article("the", "", TAG)],
    "ngay": [article("ngay", "", DATE)],
    "ca-hai": [article("ca-hai", "", TAG, DATE)],
    "khong": [article("khong")],
    "luot-xem": [article("luot-xem", f"<!-- {views} -->") for views in range(5)],
    "sua": [article("sua", "", ("ETag", '"a"')), article("sua", ", đã sửa", ("ETag", '"b"'))],
    "nen": [Answer(gzip.compress(ARTICLE.encode(), mtime=0), headers=(HTML, ("Content-Encoding", "gzip"), TAG))],
}
NIGHTS = [0, 1, 2, 3, 4, 5, 7]


@dataclass(frozen=True)
class Quiet:
    """A site on which only one article changes, over a week."""

    data: Data
    asked: dict[int, list[str]]  # night -> names
    received: dict[int, list[Received]]
    said: dict[int, str]
    counts: dict[int, dict[str, Any]]

    def headers(self, night: int, name: str) -> dict[str, str]:
        (request,) = [one for one in self.received[night] if one.path == path_of(name)]
        return request.headers


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    quiet = Quiet(Data(tmp_path_factory.mktemp("quiet") / "data"), {}, {}, {}, {})
    with serving() as site:
        put_list(site, *PAGES)
        for night in NIGHTS:
            for name, states in PAGES.items():
                site.put(path_of(name), states[min(night, len(states) - 1)])
            process = crawl(quiet.data, site, night)
            assert process.returncode == 0, process.stderr
            quiet.asked[night] = names_asked(site)
            quiet.received[night] = list(site.received)
            quiet.said[night] = process.stderr
            quiet.counts[night] = quiet.data.query("select * from source_runs order by rowid")[-1]
        yield quiet


# --- When --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("night", "names"),
    [(0, set(PAGES)), (1, set(PAGES)), (2, set(PAGES)), (3, set(PAGES)), (4, {"sua"}), (5, set()), (7, set(PAGES))],
)
def test_articles_are_asked_for_on_their_nights(quiet: Quiet, night: int, names: set[str]) -> None:
    expected = names - ({"sua"} if night == 7 else set())  # changed on night 1: 2, 3, 4, then 8
    assert sorted(quiet.asked[night]) == sorted(expected)


@pytest.mark.parametrize("night", NIGHTS)
def test_lists_are_read_every_night(quiet: Quiet, night: int) -> None:
    assert [one.path for one in quiet.received[night]][:2] == ["/robots.txt", LIST]


def test_nothing_is_asked_for_twice_in_a_night(data: Data, site: Site) -> None:
    put_list(site, "mot")
    put_pages(site, "mot")
    crawl(data, site, 0)
    crawl(data, site, 1)
    crawl(data, site, 1)
    assert names_asked(site) == []


# --- On condition ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tag", "date"),
    [("the", TAG[1], None), ("ngay", None, DATE[1]), ("ca-hai", TAG[1], DATE[1]), ("khong", None, None)],
)
def test_the_condition_is_what_the_server_stated(quiet: Quiet, name: str, tag: str | None, date: str | None) -> None:
    headers = quiet.headers(1, name)
    assert (headers.get("If-None-Match"), headers.get("If-Modified-Since")) == (tag, date)


def test_the_first_request_has_no_condition(quiet: Quiet) -> None:
    assert "If-None-Match" not in quiet.headers(0, "the")


def test_the_condition_is_that_of_the_newest_whole_answer(quiet: Quiet) -> None:
    assert [quiet.headers(night, "sua").get("If-None-Match") for night in (1, 2, 3)] == ['"a"', '"b"', '"b"']


def test_lists_and_robots_txt_are_asked_for_without_condition(quiet: Quiet) -> None:
    others = [one for one in quiet.received[2] if one.path in ("/robots.txt", LIST)]
    assert [one for one in others if "If-None-Match" in one.headers or "If-Modified-Since" in one.headers] == []


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("the", [200, 304, 304, 304, 304]),
        ("ngay", [200, 304, 304, 304, 304]),
        ("ca-hai", [200, 304, 304, 304, 304]),
        ("nen", [200, 304, 304, 304, 304]),
        ("khong", [200, 200, 200, 200, 200]),
        ("luot-xem", [200, 200, 200, 200, 200]),
        ("sua", [200, 200, 304, 304, 304]),
    ],
)
def test_every_look_is_a_capture_with_its_status(quiet: Quiet, name: str, statuses: list[int]) -> None:
    found = quiet.data.column("select status from captures where url like ? order by id", f"%/{name}.html")
    assert found == statuses


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("the", ["whole", "unchanged", "unchanged", "unchanged", "unchanged"]),
        ("khong", ["whole", "unchanged", "unchanged", "unchanged", "unchanged"]),
        ("luot-xem", ["whole", "whole", "whole", "whole", "whole"]),
        ("sua", ["whole", "whole", "unchanged", "unchanged", "unchanged"]),
    ],
)
def test_every_look_is_a_sighting(quiet: Quiet, name: str, found: list[str]) -> None:
    assert answers(quiet.data, name) == found


def test_only_what_changed_has_a_second_version(quiet: Quiet) -> None:
    found = quiet.data.query("select key, count(*) as number from versions join articles on id = article group by id")
    assert {row["key"].removeprefix("thu-nghiem/"): row["number"] for row in found} == {
        name: 2 if name == "sua" else 1 for name in PAGES
    }


def test_an_unchanged_article_was_checked_on_the_newest_night(quiet: Quiet) -> None:
    (row,) = quiet.data.query("select checked_at, first_seen from articles where key = 'thu-nghiem/the'")
    assert (row["first_seen"][:10], row["checked_at"][:10]) == ("2025-06-19", "2025-06-26")


# --- Counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("night", "counts"),
    [
        (0, {"fetched": 7, "revisited": 0, "new_articles": 7, "unchanged": 0, "new_versions": 0}),
        (1, {"fetched": 7, "revisited": 7, "new_articles": 0, "unchanged": 6, "new_versions": 1}),
        (2, {"fetched": 7, "revisited": 7, "new_articles": 0, "unchanged": 7, "new_versions": 0}),
        (4, {"fetched": 1, "revisited": 1, "new_articles": 0, "unchanged": 1, "new_versions": 0}),
        (5, {"fetched": 0, "revisited": 0, "new_articles": 0, "unchanged": 0, "new_versions": 0}),
    ],
)
def test_looks_are_counted(quiet: Quiet, night: int, counts: dict[str, int]) -> None:
    assert {name: quiet.counts[night][name] for name in counts} == counts
    assert (quiet.counts[night]["missing"], quiet.counts[night]["failed"]) == (0, 0)


def test_a_night_says_how_many_it_looked_at_again(quiet: Quiet) -> None:
    assert re.search(r"7 looked at again, 1 changed, 6 unchanged, 0 missing", quiet.said[1]), quiet.said[1]


# --- Evidence ----------------------------------------------------------------------------------------------


def revisit_records(file: Path) -> list[dict[str, str]]:
    with file.open("rb") as stream:
        return [dict(one.rec_headers.headers) for one in ArchiveIterator(stream) if one.rec_type == "revisit"]


def test_a_304_and_the_same_bytes_leave_revisit_records(quiet: Quiet) -> None:
    second_night = quiet.data.capture_files[1]
    profiles = {
        record["WARC-Target-URI"].rsplit("/")[-1]: record["WARC-Profile"].rsplit("/")[-1]
        for record in revisit_records(second_night)
    }
    unmodified = dict.fromkeys(["the.html", "ngay.html", "ca-hai.html", "nen.html"], "server-not-modified")
    assert profiles == unmodified | {"khong.html": "identical-payload-digest"}


def test_every_revisit_refers_to_a_whole_capture_of_the_archive(quiet: Quiet) -> None:
    whole = quiet.data.column("select record_id from captures where status = 200 and size > 0")
    for file in quiet.data.capture_files:
        for record in revisit_records(file):
            assert record["WARC-Refers-To"].removeprefix("<urn:uuid:").removesuffix(">") in whole


def test_a_capture_of_a_304_has_no_bytes_and_stands_for_those_of_before(quiet: Quiet) -> None:
    rows = quiet.data.query("select status, size, sha256 from captures where url like '%/the.html' order by id")
    assert [row["size"] for row in rows[1:]] == [0, 0, 0, 0]
    assert len({row["sha256"] for row in rows}) == 1


def test_warcio_finds_all_files_valid(quiet: Quiet) -> None:
    assert warcio_check(*quiet.data.capture_files) == (0, "")


# --- Odd servers -------------------------------------------------------------------------------------------


def test_a_304_that_was_not_asked_for_is_no_answer(data: Data, site: Site) -> None:
    put_list(site, "mot")
    put_pages(site, "mot")
    crawl(data, site, 0)
    site.put(path_of("mot"), Answer(status=304))
    crawl(data, site, 1)
    assert answers(data, "mot") == ["whole"]
    assert (data.lead("/mot.html")["state"], data.lead("/mot.html")["attempts"]) == ("done", 1)


def test_a_redirect_takes_the_condition_to_no_other_address(data: Data, site: Site) -> None:
    """A home page that has stood for years would answer 304 to the date of an article."""
    put_list(site, "mot", "hai", "ba", "bon")
    put_pages(site, "hai", "ba", "bon")
    site.put(path_of("mot"), article("mot", "", DATE))
    crawl(data, site, 0)
    site.put(path_of("mot"), Answer(status=302, headers=(("Location", "/"),)))
    site.put("/", with_headers(Answer(b"<html><body>Trang</body></html>"), [DATE]))
    crawl(data, site, 1)
    (home,) = [one for one in site.received if one.path == "/"]
    assert "If-Modified-Since" not in home.headers
    assert answers(data, "mot") == ["whole", "home_page"]


def test_a_page_that_stands_behind_a_redirect_is_asked_on_condition_there(data: Data, site: Site) -> None:
    put_list(site, "mot")
    site.put(path_of("mot"), Answer(status=301, headers=(("Location", "/tin-tuc/thu-nghiem/mot.html?b=1"),)))
    site.put(f"{path_of('mot')}?b=1", article("mot", "", TAG))
    crawl(data, site, 0)
    crawl(data, site, 1)
    asked = {one.path: one.headers.get("If-None-Match") for one in site.received}
    assert (asked[path_of("mot")], asked[f"{path_of('mot')}?b=1"]) == (None, TAG[1])
    assert answers(data, "mot") == ["whole", "unchanged"]


def test_an_article_that_moved_is_followed_at_its_new_address(data: Data, site: Site) -> None:
    put_list(site, "cu")
    put_pages(site, "moi")
    site.put(path_of("cu"), Answer(status=301, headers=(("Location", path_of("moi")),)))
    crawl(data, site, 0)
    crawl(data, site, 1)
    assert names_asked(site) == ["moi"]
    assert answers(data, "moi") == ["whole", "unchanged"]


def test_a_night_on_which_a_page_fails_is_made_up_for_on_the_next(data: Data, site: Site) -> None:
    put_list(site, "mot")
    put_pages(site, "mot")
    crawl(data, site, 0)
    site.put(path_of("mot"), Answer(status=503))
    crawl(data, site, 1, RETRY_TIMES=0)
    put_pages(site, "mot")
    crawl(data, site, 2)
    assert answers(data, "mot") == ["whole", "unchanged"]
    assert data.table("withdrawals") == []
