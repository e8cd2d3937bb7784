"""A reader at work on the sample that `make run` crawls, imports and serves: from recordings to a browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Page, expect

from tests.archive.running import Server, serving
from tests.conftest import SOURCES, run_scrapy
from tests.empty_archive import put_empty_archive
from tests.server import FIRST_NIGHT, LATER_NIGHT

REVIEW = "Sơ kết chương trình phối hợp giữa Ban Dân vận Thành ủy và Công an thành phố"  # its figures changed later
GONE = "Thành ủy Hà Tĩnh và Trường Chính trị tỉnh ký kết chương trình phối hợp đào tạo, bồi dưỡng cán bộ"
HA_TINH = "Hà Tĩnh"


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first night of all sources, crawled from its recording, and the later one imported."""
    folder = put_empty_archive(tmp_path_factory.mktemp("sample")).parent
    with ThreadPoolExecutor(len(SOURCES)) as pool:
        crawls = list(pool.map(lambda source: run_scrapy(folder, "crawl", source, REPLAY=FIRST_NIGHT), SOURCES))
    done = [*crawls, run_scrapy(folder, "importpages", str(LATER_NIGHT))]
    assert [process.stderr for process in done if process.returncode] == []
    return folder


@pytest.fixture(scope="module")
def site(sample_folder: Path) -> Iterator[Server]:
    """Published and served on that folder; `tab` of conftest.py opens its pages."""
    with serving(sample_folder) as server:
        yield server


def figure(tab: Page, row: str, last: str = "td >> nth=-1") -> int:
    """The number at the end of the row of a table."""
    return int(tab.locator("tbody tr", has_text=row).first.locator(last).inner_text())


def test_the_home_page_shows_what_was_read_and_leads_to_a_search(tab: Page) -> None:
    tab.goto("/")
    expect(tab.locator("main")).to_contain_text("28 tin phối hợp trong 41 bài viết, từ 4 nguồn")
    tab.fill("main input[name=q]", "so ket dan van cong an")
    tab.press("main input[name=q]", "Enter")
    expect(tab.locator("main .headline").first).to_have_text(REVIEW)
    expect(tab.locator(".snippet mark").first).to_be_visible()


def test_filters_narrow_a_search(tab: Page) -> None:
    tab.goto("/tim-kiem?q=ph%E1%BB%91i+h%E1%BB%A3p")
    tab.click("summary >> nth=0")
    tab.select_option("#loai", "signing")
    tab.select_option("#nguon", "baonghean")
    tab.click(".filters button")
    expect(tab).to_have_url(re.compile("loai=signing.*nguon=baonghean"))
    kickers, sources = tab.locator("main .kicker"), tab.locator("main .byline a")
    expect(kickers).not_to_have_count(0)
    expect(tab.locator("main .kicker", has_text="Ký kết")).to_have_count(kickers.count())
    expect(tab.locator("main .byline a", has_text="Báo Nghệ An")).to_have_count(sources.count())


def test_an_article_stands_beside_what_it_reports_and_its_evidence(tab: Page) -> None:
    tab.goto("/tim-kiem?q=so+ket+dan+van+cong+an")
    tab.click("main .headline a >> nth=0")
    expect(tab.locator("h1")).to_have_text(REVIEW)
    report = tab.locator("section[aria-labelledby=report]")
    expect(report).to_contain_text("28/6/2023 (sáng)")
    expect(report.locator("a[href='/co-quan/d436/tu%23bdv']")).to_have_text("Ban Dân vận Thành ủy")
    expect(tab.locator("section[aria-labelledby=evidence] code").first).to_have_text(re.compile("[0-9a-f]{64}"))
    tab.click("text=Bản lưu của trang")
    expect(tab.frame_locator("iframe").locator("body")).to_contain_text("Sáng ngày 28/6, Ban Dân vận Thành ủy")


def test_words_that_changed_are_struck_out_and_underlined(tab: Page) -> None:
    tab.goto("/sua-doi")
    tab.click(f"text={REVIEW}")
    changes = tab.locator("section[aria-labelledby=edits]")
    expect(changes.locator("del")).to_have_text("47 ")
    expect(changes.locator("ins")).to_have_text("41 ")


def test_an_article_that_is_gone_is_still_there_to_read(tab: Page) -> None:
    tab.goto("/go-bo?tinh-trang=missing")
    tab.click(f"text={GONE}")
    expect(tab.locator(".notice")).to_contain_text("Từ ngày 27/6/2025 không thấy bài này ở nơi đăng nữa")
    tab.click("section[aria-labelledby=absences] a")
    expect(tab.frame_locator("iframe").locator("body")).to_contain_text("Thành ủy Hà Tĩnh và Trường Chính trị tỉnh")


def test_an_article_that_is_gone_was_looked_at_when_it_was_missing(tab: Page) -> None:
    tab.goto("/tim-kiem?q=truong+chinh+tri+boi+duong")
    tab.click(f"text={GONE}")
    expect(tab.locator("dt:has-text('Xem lại lần cuối') + dd")).to_have_text("2:00 27/6/2025")


def test_the_page_reads_in_english_and_back(tab: Page) -> None:
    tab.goto("/co-quan/d436/tu%23bdv")
    tab.click("a.language")
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    expect(tab.locator("#partners")).to_have_text("With whom")
    tab.click("a.language")
    expect(tab.locator("#partners")).to_have_text("Phối hợp với ai")


def test_a_search_can_be_followed(tab: Page, site: Server) -> None:
    tab.goto("/tim-kiem?q=dan+van&loai=midterm_review")
    path = tab.get_attribute("main a[href^='/feed.atom']", "href")
    assert path
    feed = feedparser.parse(site.address + path)
    assert (feed.status, feed.bozo) == (200, 0)
    assert REVIEW in [entry.title for entry in feed.entries]
    assert feedparser.parse(site.address + path, etag=feed.etag).status == 304


def test_all_that_a_search_finds_can_be_downloaded(tab: Page) -> None:
    tab.goto("/tim-kiem?q=ph%E1%BB%91i+h%E1%BB%A3p&tin=phoi-hop")
    found = int(re.findall(r"\d+", tab.inner_text("#found"))[0])
    with tab.expect_download() as downloading:
        tab.click("main a[href$='.csv'], main a[href*='.csv?'] >> nth=0")
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == found
    assert {row["is_coordination"] for row in rows} == {"1"}


def test_the_map_is_drawn_and_its_table_counts_what_a_search_finds(tab: Page) -> None:
    tab.goto("/hinh/ban-do")
    assert tab.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    reports = figure(tab, HA_TINH)
    tab.click(f"tbody a:text-is('{HA_TINH}')")
    expect(tab.locator("h1")).to_contain_text(HA_TINH)
    expect(tab.locator("main")).to_contain_text(f"Tất cả {reports} tin phối hợp")


def test_the_network_is_drawn_and_its_table_leads_to_a_pair(tab: Page) -> None:
    tab.goto("/hinh/mang-luoi")
    assert tab.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    reports = figure(tab, "Ban Dân vận Thành ủy Hà Tĩnh")
    tab.click("tbody a:text-is('Ban Dân vận Thành ủy Hà Tĩnh') >> nth=0")
    expect(tab.locator("section[aria-labelledby=partners] tbody tr").first).to_contain_text("Công an thành phố Hà Tĩnh")
    assert figure(tab, "Công an thành phố Hà Tĩnh", "td >> nth=0") == reports


def test_somebody_is_found_by_name_and_leads_to_a_report(tab: Page) -> None:
    tab.goto("/nguoi")
    tab.fill("main input[name=ten]", "dieu ngan")
    tab.press("main input[name=ten]", "Enter")
    expect(tab.locator("tbody tr")).to_have_count(1)
    tab.click("tbody th a")
    expect(tab.locator("h1")).to_have_text("Lê Thị Diệu Ngân")
    expect(tab.locator("section[aria-labelledby=reports]")).to_contain_text(REVIEW)
