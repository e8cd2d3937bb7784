"""Servers that are slow, broken, hostile or closed to us, and machines without room: what a crawl makes of each."""

from __future__ import annotations

import gzip
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from archive.warc.captures import CaptureFile
from archive.warc.exchange import Exchange
from archive.warc.recordings import exchanges
from tests.conftest import Data, environment, run_scrapy, scrapy_command, sentences
from tests.empty_archive import put_empty_archive
from tests.processes import PROJECT, Process, run
from tests.server import FIRST_NIGHT, HTML, Answer, Received, Site, serving

SOURCE = "thanhuy_hatinh"
FOLDER = "/tin-tuc/thu-nghiem/"
PLAIN = ("Content-Type", "text/plain")
LARGEST = 200_000  # bytes


PAGE = "/ban-dan-van-thanh-uy-va-cong-an-thanh-pho-ky-ket-chuong-trinh-phoi-hop.html"
ARTICLE = next(Answer(one.payload) for one in exchanges(FIRST_NIGHT) if one.url and one.url.endswith(PAGE))
HEADLINE = "Ban Dân vận Thành ủy và Công an thành phố ký kết chương trình phối hợp giai đoạn 2021 - 2025"


def put_list(site: Site, *names: str) -> None:
    """The list of the source shows pages of these names."""
    links = (f'<a class="title" href="{FOLDER}{name}.html">Tin {name}</a>' for name in names)
    items = "".join(f'<div class="item">{link}</div>' for link in links)
    site.put("/tin-tuc", Answer(f"<html><body>{items}</body></html>".encode()))


def put_page(site: Site, name: str, *answers: Answer) -> None:
    site.put(f"{FOLDER}{name}.html", *answers)


def redirect(to: str) -> Answer:
    return Answer(status=302, headers=(("Location", to),))


def rules(text: str) -> Answer:
    return Answer(f"User-agent: *\n{text}\n".encode(), headers=(PLAIN,))


def crawl(data: Data, site: Site, **settings: object) -> subprocess.CompletedProcess[str]:
    put_empty_archive(data.folder)
    return run_scrapy(data.folder, "crawl", SOURCE, site=site, **settings)


# --- One crawl with every kind of bad page -----------------------------------------------------------------

BAD_PAGES: dict[str, list[Answer]] = {
    "slow": [replace(ARTICLE, delay=20)],
    "cut": [replace(ARTICLE, cut_at=300)],
    "reset": [replace(ARTICLE, resets=True)],
    "wrong-charset": [replace(ARTICLE, headers=(("Content-Type", "text/html; charset=iso-8859-1"),))],
    "huge": [replace(ARTICLE, body=ARTICLE.body + b" " * LARGEST)],
    "bomb": [Answer(gzip.compress(bytes(50_000_000)), headers=(HTML, ("Content-Encoding", "gzip")))],
    "no-gzip": [replace(ARTICLE, headers=(HTML, ("Content-Encoding", "gzip")))],
    "loop": [redirect(f"{FOLDER}loop.html")],
    "moved": [redirect(f"{FOLDER}landed.html")],
    "offsite": [redirect("http://bao-khac.example/tin.html")],
    "missing": [Answer(b"<p>404</p>", 404)],
    "gone": [Answer(b"<p>410</p>", 410)],
    "forbidden": [Answer(b"<p>403</p>", 403)],
    "once-500": [Answer(b"<p>500</p>", 500), ARTICLE],
    "always-503": [Answer(b"<p>503</p>", 503)],
    "empty": [Answer(b"")],
    "disallowed": [ARTICLE],
    "good": [ARTICLE],
}


@dataclass(frozen=True)
class Trouble:
    process: subprocess.CompletedProcess[str]
    data: Data
    asked: list[str]

    def lead(self, name: str) -> dict[str, Any]:
        return self.data.lead(f"/{name}.html")


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    data = Data(tmp_path_factory.mktemp("trouble") / "data")
    with serving(robots=rules(f"Disallow: {FOLDER}disallowed")) as site:
        put_list(site, *BAD_PAGES)
        put_page(site, "landed", ARTICLE)
        for name, answers in BAD_PAGES.items():
            put_page(site, name, *answers)
        process = crawl(data, site, DOWNLOAD_TIMEOUT=2, RETRY_TIMES=1, DOWNLOAD_MAXSIZE=LARGEST)
        yield Trouble(process, data, site.paths)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("slow", "unreachable"),
        ("reset", "unreachable"),
        ("cut", "broken"),
        ("no-gzip", "broken"),
        ("loop", "broken"),
        ("forbidden", "http_error"),
        ("always-503", "http_error"),
    ],
)
def test_what_may_be_better_tomorrow_is_tried_again_tomorrow(trouble: Trouble, name: str, reason: str) -> None:
    lead = trouble.lead(name)
    assert (lead["state"], lead["reason"], lead["attempts"]) == ("pending", reason, 1)
    assert lead["not_before"].endswith("T11:00:00Z")  # the next night begins
    assert datetime.fromisoformat(lead["not_before"]) - datetime.now(UTC) < timedelta(days=1)


@pytest.mark.parametrize("name", ["slow", "reset", "cut", "always-503"])
def test_it_was_tried_twice_tonight(trouble: Trouble, name: str) -> None:
    assert trouble.asked.count(f"{FOLDER}{name}.html") == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("huge", "too_large"),
        ("bomb", "too_large"),
        ("offsite", "offsite"),
        ("missing", "not_found"),
        ("gone", "not_found"),
        ("empty", "no_body"),
        ("disallowed", "robots"),
    ],
)
def test_what_will_not_change_is_refused_with_its_reason(trouble: Trouble, name: str, reason: str) -> None:
    assert (trouble.lead(name)["state"], trouble.lead(name)["reason"]) == ("refused", reason)
    assert trouble.data.column("select reason from refused where url like ?", f"%/{name}.html") == [reason]


@pytest.mark.parametrize("name", ["bomb", "offsite", "missing", "gone", "empty"])
def test_a_refusal_of_something_that_came_has_evidence(trouble: Trouble, name: str) -> None:
    (capture,) = trouble.data.column("select capture from refused where url like ?", f"%/{name}.html")
    assert trouble.data.column("select url from captures where id = ?", capture) == [trouble.lead(name)["url"]]


@pytest.mark.parametrize("name", ["good", "wrong-charset", "once-500", "moved"])
def test_an_article_is_read_all_the_same(trouble: Trouble, name: str) -> None:
    address = {"moved": "landed"}.get(name, name)
    assert trouble.lead(name)["state"] == "done"
    assert trouble.data.column("select headline from articles where url like ?", f"%/{address}.html") == [HEADLINE]


def test_what_robots_txt_forbids_is_not_asked_for(trouble: Trouble) -> None:
    assert f"{FOLDER}disallowed.html" not in trouble.asked


def test_pages_that_fail_do_not_end_the_crawl(trouble: Trouble) -> None:
    assert (trouble.process.returncode, trouble.data.last_outcome) == (0, "finished"), trouble.process.stderr


def test_every_page_is_counted(trouble: Trouble) -> None:
    (counts,) = trouble.data.query("select new_articles, refused, failed, leads from source_runs")
    assert counts == {"new_articles": 4, "refused": 7, "failed": 7, "leads": len(BAD_PAGES)}


# --- robots.txt --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=503), Answer(resets=True)])
def test_a_robots_txt_that_cannot_be_read_means_wait(data: Data, site: Site, answer: Answer) -> None:
    site.put("/robots.txt", answer)
    put_list(site, "mot")
    process = crawl(data, site, RETRY_TIMES=0)
    assert site.pages_asked == []
    assert (process.returncode, data.last_outcome) == (1, "robots_unreachable"), process.stderr
    leads = data.query("select state, attempts, not_before from leads")
    assert leads == [{"state": "pending", "attempts": 0, "not_before": None}]


def test_no_robots_txt_means_that_all_is_allowed(data: Data, site: Site) -> None:
    site.put("/robots.txt", Answer(b"<h1>404</h1>", 404))
    put_list(site, "mot")
    put_page(site, "mot", ARTICLE)
    assert crawl(data, site).returncode == 0
    assert site.pages_asked == ["/tin-tuc", f"{FOLDER}mot.html"]


def test_the_crawl_delay_of_robots_txt_is_kept(data: Data, site: Site) -> None:
    site.put("/robots.txt", rules("Crawl-delay: 1"))
    put_list(site, "mot", "hai")
    crawl(data, site)
    _, *pages = [received.began for received in site.received]
    assert len(pages) == 3
    # What left a second apart may arrive closer, where the machine has much else to do.
    assert min(later - earlier for earlier, later in pairwise(pages)) > 0.5


# --- Retry-After -------------------------------------------------------------------------------------------


def in_seconds(seconds: int) -> str:
    return str(seconds)


def as_date(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def arrivals(site: Site, name: str) -> list[float]:
    return [received.began for received in site.received if received.path.endswith(f"/{name}.html")]


def test_a_short_retry_after_in_seconds_is_waited_for(data: Data, site: Site) -> None:
    put_list(site, "mot")
    put_page(site, "mot", Answer(b"", 503, (("Retry-After", "1"),)), ARTICLE)
    assert crawl(data, site).returncode == 0
    first, second = arrivals(site, "mot")
    assert second - first > 0.95
    assert data.lead("/mot.html")["state"] == "done"


def test_a_near_retry_after_date_is_waited_for(data: Data, site: Site) -> None:
    put_list(site, "mot")
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    put_page(site, "mot", Answer(b"", 429, (("Retry-After", format_datetime(moment, usegmt=True)),)), ARTICLE)
    assert crawl(data, site).returncode == 0
    assert arrivals(site, "mot")[1] > moment.timestamp() - 0.05


@pytest.mark.parametrize("form", [in_seconds, as_date])
def test_a_long_retry_after_ends_the_crawl_and_pauses_the_source(
    data: Data, site: Site, form: Callable[[int], str]
) -> None:
    put_list(site, "mot", "hai")
    put_page(site, "mot", Answer(b"", 503, (("Retry-After", form(7200)),)))
    process = crawl(data, site)
    assert (process.returncode, data.last_outcome) == (1, "asked_to_wait"), process.stderr
    assert site.pages_asked == ["/tin-tuc", f"{FOLDER}mot.html"]
    for lead in (data.lead("/mot.html"), data.lead("/hai.html")):
        assert lead["state"] == "pending"
        wait = datetime.fromisoformat(lead["not_before"]) - datetime.now(UTC)
        assert timedelta(minutes=118) < wait <= timedelta(minutes=120)


# --- Addresses that are not public -------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_address_that_is_not_public_is_refused(data: Data, site: Site, host: str) -> None:
    put_list(site, "mot")
    address = site.address.replace("127.0.0.1", host)
    process = run_scrapy(data.folder, "crawl", SOURCE, "-a", f"home={address}", RETRY_TIMES=0)
    assert site.paths == []
    assert process.returncode == 1
    assert data.column("select reason from refused") == ["private_address"]


def test_a_redirect_to_an_address_that_is_not_public_is_refused(data: Data, site: Site, tmp_path: Path) -> None:
    listing = "https://thanhuy.hatinhcity.gov.vn/tin-tuc"
    moved = Exchange(listing, datetime.now(UTC), 302, b"", (("Location", f"{site.address}/tin-tuc"),))
    with CaptureFile(tmp_path, "redirects", "run", datetime.now(UTC)) as file:
        file.write(moved)
    (recording,) = tmp_path.rglob("*.warc.gz")
    run_scrapy(data.folder, "crawl", SOURCE, "-a", f"home={site.address}", "-a", f"lists={listing}", REPLAY=recording)
    assert site.paths == []
    assert data.column("select reason from refused") == ["private_address"]


# --- What a crawl does not start on ------------------------------------------------------------------------


def complaint(process: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that says why; Scrapy puts its usage lines in front."""
    assert "Traceback" not in process.stderr
    return sentences(process.stderr)[-1]


def test_a_live_crawl_needs_a_contact(data: Data) -> None:
    process = run_scrapy(data.folder, "crawl", SOURCE, ARCHIVE_CONTACT="")
    assert process.returncode == 2
    sentence = complaint(process)
    assert "ARCHIVE_CONTACT" in sentence


def test_a_source_that_does_not_exist_is_answered_with_those_that_do(data: Data) -> None:
    process = run_scrapy(data.folder, "crawl", "bao_khong_co")
    assert process.returncode == 2
    sentence = complaint(process)
    assert "bao_khong_co" in sentence
    assert SOURCE in sentence


def test_an_archive_that_is_no_database_is_one_clear_sentence(data: Data, site: Site) -> None:
    data.folder.mkdir()
    (data.folder / "archive.db").write_text("Đây là một tệp văn bản, không phải cơ sở dữ liệu.\n" * 50)
    process = crawl(data, site)
    assert process.returncode == 2
    sentence = complaint(process)
    assert str(data.folder / "archive.db") in sentence
    assert site.paths == []


def test_a_source_is_crawled_by_one_process_at_a_time(data: Data, site: Site) -> None:
    put_list(site, "mot")
    put_page(site, "mot", ARTICLE)
    arrived, go_on = Event(), Event()

    def hold(received: Received) -> None:
        arrived.set()
        go_on.wait(60)

    site.on_request = hold
    first = Process(scrapy_command("crawl", SOURCE, site=site), env=environment(data.folder), stderr=subprocess.PIPE)
    assert arrived.wait(60)
    second = crawl(data, site)
    go_on.set()
    first.communicate()
    assert first.returncode == 0
    assert second.returncode == 1
    sentence = complaint(second)
    assert "already" in sentence
    assert data.column("select outcome from runs") == ["finished"]


A_SITE_THAT_ENDED = """
from dataclasses import replace
from datetime import date
from scrapers.spiders import thanhuy_hatinh

found = thanhuy_hatinh.ThanhUyHaTinh
found.source = replace(found.source, ended=date(2025, 7, 1), ended_because="The city became wards.")

class Same(found):
    pass
"""


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_site_that_ended_is_not_crawled_except_where_a_copy_stands(
    data: Data, site: Site, tmp_path: Path, elsewhere: bool
) -> None:
    (tmp_path / "ended_spider.py").write_text(A_SITE_THAT_ENDED)
    put_list(site, "mot")
    put_page(site, "mot", ARTICLE)
    process = run(
        scrapy_command("crawl", SOURCE, site=site if elsewhere else None, SPIDER_MODULES="ended_spider"),
        env=environment(data.folder, PYTHONPATH=os.pathsep.join([str(tmp_path), str(PROJECT)])),
    )
    assert process.returncode == 0, process.stderr
    said = f"{SOURCE}: the site ended on 2025-07-01: The city became wards. Nothing is fetched or withdrawn.\n"
    assert process.stdout == ("" if elsewhere else said)
    assert len(data.table("runs")) == elsewhere


# --- Silence -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [Answer(b"<html><body></body></html>"), Answer(status=404), Answer(status=500)])
def test_a_list_without_leads_is_no_success(data: Data, site: Site, answer: Answer) -> None:
    site.put("/tin-tuc", answer)
    process = crawl(data, site, RETRY_TIMES=0)
    assert (process.returncode, data.last_outcome) == (1, "no_leads"), process.stderr


# --- Our own failures --------------------------------------------------------------------------------------

A_SPIDER_THAT_FAILS = """
from dataclasses import replace
from scrapers.spiders import thanhuy_hatinh

class Failing(thanhuy_hatinh.ThanhUyHaTinh):
    def read_page(self, response, lead):
        for item in super().read_page(response, lead):
            if "hong" in response.url:
                {failure}
            yield item
"""
FAILURES = {
    "while it is read": "raise ZeroDivisionError('một lỗi trong mã của chúng ta')",
    "while it is stored": "item = replace(item, capture=None)",
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_page_on_which_our_code_fails_is_kept_for_better_code(
    data: Data, site: Site, tmp_path: Path, failure: str
) -> None:
    (tmp_path / "failing_spider.py").write_text(A_SPIDER_THAT_FAILS.format(failure=failure))
    put_list(site, "hong", "lanh")
    put_page(site, "hong", ARTICLE)
    put_page(site, "lanh", ARTICLE)
    path = os.pathsep.join([str(tmp_path), str(PROJECT)])
    command = scrapy_command("crawl", SOURCE, site=site, SPIDER_MODULES="failing_spider")
    process = run(command, env=environment(data.folder, PYTHONPATH=path))
    assert "Error" in process.stderr
    lead = data.lead("/hong.html")
    assert (lead["state"], lead["reason"], lead["attempts"]) == ("pending", "broken", 1)
    assert data.lead("/lanh.html")["state"] == "done", process.stderr
    assert data.column("select failed from source_runs") == [1]


# --- No room -----------------------------------------------------------------------------------------------


def assert_nothing_is_kept_without_evidence(data: Data, process: subprocess.CompletedProcess[str]) -> None:
    assert (process.returncode, data.last_outcome) == (1, "captures_not_writable"), process.stderr
    said = [line for line in sentences(process.stderr) if "could not be written" in line]
    assert len(said) == 1, process.stderr
    assert "Traceback" not in process.stderr
    assert data.table("articles") == []
    assert data.table("captures") == []


def test_without_a_place_for_captures_nothing_is_stored(data: Data, site: Site) -> None:
    put_list(site, "mot")
    data.captures.mkdir(parents=True)
    # A file in the place of the year's folder stops even root, whom permissions do not stop.
    (data.captures / f"{datetime.now(UTC):%Y}").write_text("")
    process = crawl(data, site)
    assert_nothing_is_kept_without_evidence(data, process)
    assert data.lead("/tin-tuc")["state"] == "pending"


def test_a_disk_that_fills_up_in_the_middle_of_a_page_ends_the_crawl(data: Data, site: Site) -> None:
    put_list(site, "lon")
    put_page(site, "lon", replace(ARTICLE, body=ARTICLE.body + os.urandom(9_000_000)))
    put_empty_archive(data.folder)
    # No file may grow over 8 MB (ulimit counts blocks of 512 bytes): the archive stays below, the capture does not.
    limited = ["sh", "-c", 'ulimit -f 16384; exec "$@"', "sh", *scrapy_command("crawl", SOURCE, site=site)]
    process = subprocess.run(
        limited, env=environment(data.folder), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert_nothing_is_kept_without_evidence(data, process)
    lead = data.lead("/lon.html")
    assert (lead["state"], lead["attempts"]) == ("pending", 0)
    (file,) = data.capture_files
    kept = [exchange.url for exchange in exchanges(file)]
    assert kept == [f"{site.address}/robots.txt", f"{site.address}/tin-tuc"]


def test_an_archive_that_cannot_grow_ends_the_crawl_and_keeps_what_it_had(data: Data, site: Site) -> None:
    put_list(site, "mot", "hai")
    put_page(site, "mot", ARTICLE)
    # Compressed it is small, so its capture fits where the article does not.
    paragraphs = b"<p>" + b"Hai ben thong nhat noi dung phoi hop trong nam toi. " * 120_000 + b"</p>"
    put_page(site, "hai", replace(ARTICLE, body=ARTICLE.body.replace(b"</p>", b"</p>" + paragraphs, 1)))
    put_empty_archive(data.folder)
    limited = ["sh", "-c", 'ulimit -f 16384; exec "$@"', "sh", *scrapy_command("crawl", SOURCE, site=site)]
    process = subprocess.run(
        limited, env=environment(data.folder), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 1, process.stderr
    assert len([line for line in sentences(process.stderr) if "archive could not be written" in line]) == 1
    assert "Traceback" not in process.stderr
    assert [article["url"][-8:] for article in data.table("articles")] == ["mot.html"]
    assert data.lead("/hai.html")["state"] == "pending"
