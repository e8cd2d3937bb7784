"""`scrapy checksource`: what one polite look at an unknown site tells. Real processes, a real server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_scrapy, sentences
from tests.scrapers.unknown_site import put_newspaper, put_portal
from tests.server import FIRST_NIGHT, Answer, Received, Site, serving

TOKEN = b"<!-- token %d -->"
FIRST_ARTICLE = "/tong-ket-va-ky-ket-chuong-trinh-phoi-hop-giai-doan-2025-2030-10298214.html"


@dataclass(frozen=True)
class Looked:
    """What was told, and what the server saw."""

    told: dict[str, Any]
    received: list[Received]
    address: str

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.received]


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    with serving() as site:
        put_newspaper(site)
        page = site.next_answer(FIRST_ARTICLE)
        bodies = [gzip.compress(gzip.decompress(page.body) + TOKEN % number) for number in (1, 2)]
        site.put(FIRST_ARTICLE, *[Answer(body, 200, page.headers) for body in bodies])
        yield look(site, tmp_path_factory.mktemp("newspaper"), site.address)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    with serving() as site:
        put_portal(site)
        yield look(site, tmp_path_factory.mktemp("portal"), f"{site.address}/tin-tuc")


def look(site: Site, folder: Path, url: str) -> Looked:
    process = run_scrapy(folder / "data", "checksource", "--json", url, ALLOW_PRIVATE_ADDRESSES=1, DOWNLOAD_DELAY=0)
    assert process.returncode == 0, process.stderr
    assert not (folder / "data").exists(), "a look writes nothing"
    return Looked(json.loads(process.stdout), list(site.received), site.address)


def test_rules_of_robots_txt_for_us(newspaper: Looked) -> None:
    assert newspaper.told["robots"]["rules"] == ["Disallow: /admin/", "Disallow: /noi-bo"]


def test_what_robots_txt_forbids_is_not_asked_for(newspaper: Looked) -> None:
    assert "/noi-bo" not in newspaper.paths


def test_robots_txt_is_asked_for_first_and_once(newspaper: Looked) -> None:
    assert [index for index, path in enumerate(newspaper.paths) if path == "/robots.txt"] == [0]


def test_one_request_at_a_time(newspaper: Looked) -> None:
    # The server notes the end of an answer before it sends it.
    assert all(one.ended <= other.began for one, other in zip(newspaper.received, newspaper.received[1:], strict=False))


def test_fewer_than_forty_requests(newspaper: Looked) -> None:
    assert newspaper.told["requests"] == len(newspaper.received) < 40


@pytest.mark.parametrize(
    ("kind", "size", "newest"),
    [("feeds", 2, "2025-06-10 17:02:00+07:00"), ("sitemaps", 3, "2025-06-10 00:00:00+07:00")],
)
def test_feeds_and_sitemaps_have_sizes_and_newest(newspaper: Looked, kind: str, size: int, newest: str) -> None:
    (listed,) = newspaper.told[kind]
    assert (listed["addresses"], listed["newest"]) == (size, newest)


def test_platform_is_recognised(newspaper: Looked) -> None:
    assert (newspaper.told["platform"], newspaper.told["platform_is_known"]) == ("onecms", True)


def test_kind_and_name_come_from_the_front_page(newspaper: Looked) -> None:
    assert (newspaper.told["facts"]["name"], newspaper.told["facts"]["kind"]) == ("Báo Trường Sơn", "newspaper")


def test_lists_are_found_from_the_menu(newspaper: Looked) -> None:
    assert f"{newspaper.address}/xay-dung-dang" in [one["url"] for one in newspaper.told["lists"]]


def test_next_page_of_a_list_is_tried(newspaper: Looked) -> None:
    assert "/api/getMoreArticle/" in newspaper.told["paging"]["address"]
    assert len(newspaper.told["paging"]["leads"]) >= 3


def test_order_of_day_and_month_is_proven_for_each_place(newspaper: Looked) -> None:
    orders = {one["where"]: one["order"] for one in newspaper.told["dates"]}
    assert orders[".sc-longform-header .block-sc-publish-time"] == "day first"
    assert orders["article:published_time"] == "month first"


def test_two_fetches_that_differ_only_in_noise(newspaper: Looked) -> None:
    stability = newspaper.told["stability"]
    assert (stability["same_bytes"], stability["same_text"]) == (False, True)
    assert stability["differing"] == ["<!-- token 1 -->", "<!-- token 2 -->"]


def test_samples_say_every_field_and_its_method(newspaper: Looked) -> None:
    article = newspaper.told["samples"][0]
    assert article["outcome"] == "article"
    assert set(article["methods"]) >= {"headline", "published", "author", "section", "body"}


def test_answer_to_a_missing_article(newspaper: Looked) -> None:
    assert newspaper.told["missing"] == "honestly: HTTP 404"


def test_what_cannot_be_told_is_said(newspaper: Looked) -> None:
    assert "The province: neither the host nor the name says it." in newspaper.told["untold"]


def test_list_of_an_unknown_system_is_told_from_its_headlines(portal: Looked) -> None:
    listing = {"item": ".item", "link": "a.title", "date": ".date", "more": ".paging a"}
    assert portal.told["listing"] == listing  # as a person wrote it for this site


def test_layout_of_an_unknown_system_is_told_from_its_articles(portal: Looked) -> None:
    (layout,) = portal.told["layouts"]
    assert (layout["body"], layout["headline"], layout["published"]) == (
        ".content-news",
        [".title-news"],
        [".date-news"],
    )


def test_addresses_of_articles_are_told_from_headlines(portal: Looked) -> None:
    assert portal.told["addresses"]["shape"] == "/…/…/<slug>.html"


def test_newsroom_marks_are_told_from_the_texts(portal: Looked) -> None:
    assert all(article["dateline"] in ("TPHT", None) for article in portal.told["samples"])
    assert any(article["dateline"] == "TPHT" for article in portal.told["samples"])


def test_guesses_are_called_guesses(portal: Looked) -> None:
    assert "The selectors of the lists are guesses." in portal.told["untold"]
    assert "The layout of the article pages is a guess: look at the samples." in portal.told["untold"]


def test_a_recording_answers_as_in_a_crawl(tmp_path: Path) -> None:
    url = "https://tpcaolanh.dongthap.gov.vn/web/tpcaolanh/tin-tuc"
    process = run_scrapy(tmp_path / "data", "checksource", url, REPLAY=FIRST_NIGHT)
    assert process.returncode == 0, process.stderr
    assert "platform    liferay, known here" in process.stdout
    assert "province Đồng Tháp" in process.stdout


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        ([], "Give one address that begins with http:// or https://."),
        (["baohaiphong.vn"], "'baohaiphong.vn' is no address."),
        (["ftp://baohaiphong.vn"], "is no address."),
        (["https://a.vn", "https://b.vn"], "is no address."),
    ],
)
def test_bad_input_is_told_in_one_sentence(tmp_path: Path, arguments: list[str], saying: str) -> None:
    process = run_scrapy(tmp_path / "data", "checksource", *arguments)
    assert process.returncode == 2
    assert saying in sentences(process.stderr)[-1]
    assert "Traceback" not in process.stderr


def test_a_private_address_is_refused(tmp_path: Path, site: Site) -> None:
    process = run_scrapy(tmp_path / "data", "checksource", site.address)
    assert process.returncode == 2
    assert "127.0.0.1 is not a public address" in sentences(process.stderr)[-1]
    assert site.paths == []


def test_redirects_count_among_the_requests(tmp_path: Path, site: Site) -> None:
    put_newspaper(site)
    for path in [path for path in site.answers if path.endswith(".html")]:
        site.put(f"{path}?3", site.next_answer(path))
        for before, after in (("?2", "?3"), ("?1", "?2"), ("", "?1")):
            site.put(path + before, Answer(status=302, headers=(("Location", path + after),)))
    looked = look(site, tmp_path, site.address)
    assert 32 <= len(looked.received) < 40
    assert any("requests are enough for one look" in sentence for sentence in looked.told["untold"])


TROUBLE = {
    "server error": (Answer(status=503), "answers HTTP 503"),
    "no HTML": (Answer(b"", headers=()), "is no page of HTML"),
    "reset": (Answer(resets=True), "Nothing could be read at"),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_site_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path, site: Site, trouble: str) -> None:
    answer, saying = TROUBLE[trouble]
    site.put("/", answer)
    process = run_scrapy(tmp_path / "data", "checksource", f"{site.address}/", ALLOW_PRIVATE_ADDRESSES=1)
    assert process.returncode == 2
    assert saying in sentences(process.stderr)[-1]


def test_robots_txt_that_fails_forbids_the_look(tmp_path: Path, site: Site) -> None:
    site.put("/robots.txt", Answer(status=500))
    process = run_scrapy(tmp_path / "data", "checksource", f"{site.address}/", ALLOW_PRIVATE_ADDRESSES=1)
    assert process.returncode == 2
    assert "robots.txt cannot be read, which forbids everything" in sentences(process.stderr)[-1]
    assert site.pages_asked == []
