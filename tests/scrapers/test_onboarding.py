"""The rules by which an unknown site is told: addresses, dates, robots, feeds, platforms, names."""

from __future__ import annotations

import gzip

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction import read_page
from scrapers.onboarding.addresses import ArticleAddresses, article_addresses, headlines
from scrapers.onboarding.date_order import date_grammars, date_order
from scrapers.onboarding.feeds import read_feed, read_sitemap, stated_feeds
from scrapers.onboarding.form import province_of, source_id
from scrapers.onboarding.layouts import guess_layout
from scrapers.onboarding.lists import next_page, paging_untold
from scrapers.onboarding.recognition import SIGNS, recognise
from scrapers.onboarding.robots import read_robots
from scrapers.onboarding.stability import charset_of, missing_address, missing_said
from scrapers.platforms.known import PLATFORMS
from tests.scrapers.pages import page

HOME = "https://baotruongson.vn"
AGENT = "CoordinationArchive/0.1 (+https://luutru.example; lienhe@luutru.example)"
TITLES = [
    "Ban Dân vận và Hội Nông dân ký kết chương trình phối hợp",
    "Huyện ủy và Bộ Chỉ huy Quân sự sơ kết quy chế phối hợp",
    "Đảng ủy Khối và Liên đoàn Lao động giao ban quý III",
    "Thành ủy tổng kết mười năm phối hợp với Mặt trận Tổ quốc",
]


def told(addresses: list[str]) -> ArticleAddresses | None:
    """What a page with these headlines tells."""
    links = "".join(f"<p><a href='{url}'>{title}</a></p>" for url, title in zip(addresses, TITLES, strict=False))
    tree = lxml.html.document_fromstring(f"<body>{links}</body>")
    return article_addresses(headlines(tree, f"{HOME}/", lambda url: url.startswith(HOME)))


@pytest.mark.parametrize(
    ("addresses", "shape", "key"),
    [
        (
            ["/ky-ket-10298214.html", "/so-ket-10298215.html", "/t-303800.html"],
            "/<slug>-<number>.html",
            "10298214",
        ),
        (
            ["/x/ky-ket-a196670.html", "/x/s-a19.html", "/x/g-a196671.html", "/x/t-a196672.html"],
            None,
            "196670",
        ),
        (["/t/ky-ket-post284211.html", "/t/so-ket-post284212.html", "/t/gb-post284213.html"], None, "284211"),
        (
            ["/a/b/ban-dan-van-ky-ket.html", "/a/c/huyen-uy-so-ket.html", "/a/b/dang-uy-giao-ban.html"],
            None,
            None,
        ),
        (
            ["/D.aspx?tabid=7&ndid=101", "/D.aspx?tabid=7&ndid=102", "/D.aspx?tabid=7&ndid=103"],
            None,
            "101",
        ),
        (["/tin/52353", "/tin/52354", "/tin/52355"], "/…/<number>", "52353"),
    ],
)
def test_form_of_article_addresses(addresses: list[str], shape: str | None, key: str | None) -> None:
    found = told(addresses)
    assert found is not None
    assert shape in (None, found.shape)
    assert found.key(HOME + addresses[0]) == (key or "ban-dan-van-ky-ket")


@pytest.mark.parametrize(
    "addresses",
    [
        ["/ky-ket-10298214.html", "/so-ket-10298215.html"],
        ["https://other.vn/a-1234.html", "https://other.vn/b-1235.html", "https://other.vn/c-1236.html"],
        ["/chinh-tri", "/kinh-te", "/xa-hoi"],
        [],
    ],
)
def test_no_form_is_told_from_too_few_headlines(addresses: list[str]) -> None:
    assert told(addresses) is None


@given(st.lists(st.from_regex(r"/[a-z0-9./?=&-]{0,40}", fullmatch=True), min_size=3, max_size=4, unique=True))
def test_a_form_that_is_told_keys_the_headlines_that_told_it(addresses: list[str]) -> None:
    found = told(addresses)
    keyed = [url for url in addresses if found and found.key(HOME + url)]
    assert found is None or len(keyed) >= found.examples - 1  # an address may be written in two ways


@pytest.mark.parametrize(
    ("printed", "order"),
    [
        (["05/03/2025 09:15", "17/06/2025 13:43"], "day first"),
        (["5/27/2026 2:51:01 PM", "3/5/2026 9:00:00 AM"], "month first"),
        (["2/11/2019 9:51:17 AM", "3/5/2019"], "untold"),
        (["17/06/2025", "6/17/2025"], "contradictory"),
        (["2025-06-17T13:43:02+0700"], "year first"),
        (["2 tháng mười một 2018"], "words"),
    ],
)
def test_order_of_day_and_month(printed: list[str], order: str) -> None:
    assert date_order(printed) == order


def test_a_date_after_the_fetch_is_counted() -> None:
    future = page("<html><head><meta property='article:published_time' content='01/12/2031 09:00'></head></html>", HOME)
    (grammar,) = date_grammars([(future, None)])
    assert (grammar.in_future, grammar.form) == (1, "99/99/9999 99:99")


ROBOTS = """\
User-agent: Googlebot
User-agent: CoordinationArchive
Disallow: /kho/
Crawl-delay: 7

User-agent: *
Disallow: /
Sitemap: https://baotruongson.vn/sitemap.xml
"""


def test_robots_group_that_names_us_wins() -> None:
    robots = read_robots(ROBOTS, f"{HOME}/tin", AGENT)
    assert (robots.rules, robots.crawl_delay, robots.allowed) == (("Disallow: /kho/", "Crawl-delay: 7"), 7.0, True)
    assert robots.sitemaps == (f"{HOME}/sitemap.xml",)


def test_robots_group_for_all_holds_else() -> None:
    robots = read_robots(ROBOTS, f"{HOME}/tin", "SomebodyElse/1.0")
    assert (robots.rules, robots.allowed) == (("Disallow: /",), False)


@given(st.text())
def test_any_robots_txt_is_read(text: str) -> None:
    assert isinstance(read_robots(text, f"{HOME}/", AGENT).allowed, bool)


ATOM = f"""\
<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{HOME}/a'/><updated>2025-06-10</updated></entry></feed>"""
INDEX = "".join(f"<sitemap><loc>{HOME}/{number}.xml</loc></sitemap>" for number in (1, 2))


def test_an_atom_feed_is_a_feed() -> None:
    feed = read_feed(page(ATOM, f"{HOME}/atom"))
    assert feed is not None
    assert (feed.addresses, str(feed.newest)) == ((f"{HOME}/a",), "2025-06-10 00:00:00+07:00")


def test_a_packed_index_of_sitemaps_is_read() -> None:
    index = read_sitemap(
        page(gzip.compress(f"<sitemapindex>{INDEX}</sitemapindex>".encode()), f"{HOME}/sitemap.xml.gz")
    )
    assert index is not None
    assert (index.kind, len(index.addresses)) == ("index", 2)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x1f\x8bdamaged", b"{}", "không phải bản đồ".encode()])
def test_what_is_no_sitemap_and_no_feed_is_none(body: bytes) -> None:
    assert read_sitemap(page(body, HOME)) is None
    assert read_feed(page(body, HOME)) is None


def test_feeds_are_named_in_the_head_and_in_links() -> None:
    head = "<link rel='alternate' type='application/rss+xml' href='/rss/home.rss'>"
    tree = lxml.html.document_fromstring(f"<head>{head}</head><a href='/rss/chinh-tri'>RSS</a><a href='/tin'>Tin</a>")
    assert stated_feeds(tree, HOME) == [f"{HOME}/rss/home.rss", f"{HOME}/rss/chinh-tri"]


def test_every_known_platform_has_signs() -> None:
    assert {platform.name for platform in PLATFORMS} <= set(SIGNS)


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<img src='//bna.1cdn.vn/a.jpg'><div class='b-grid'>", "onecms"),
        ("<a href='/-/asset_publisher/x/content/y'><div class='list asset-abstract'>", "liferay"),
        ("<meta name='generator' content='NukeViet v4.5'><div class='news_column panel'>", "nukeviet"),
        ("<a class='cms-link' href='/ky-ket-post284211.html'>", "zce"),
        ("<link href='/wp-content/themes/a.css'><link href='/wp-json/'>", "WordPress"),
        ("<form><input name='__VIEWSTATE'><a href=\"javascript:__doPostBack('a','')\">", "ASP.NET WebForms"),
        ("<a href='https://wordpress.org/wp-content/x'>", None),
        ("<p>Không có gì</p>", None),
    ],
)
def test_platform_is_recognised_by_two_signs(markup: str, name: str | None) -> None:
    assert recognise([markup]).name == name


@pytest.mark.parametrize(
    ("host", "name", "province"),
    [
        ("baohaiphong.vn", "", "Hải Phòng"),
        ("thanhuyngabay.haugiang.dcs.vn", "", "Hậu Giang"),
        ("thanhuy.donghoicity.gov.vn", "", "Quảng Bình"),
        ("quanglydonghanh.vn", "Tỉnh ủy Bình Phước", "Bình Phước"),
        ("tuoitre.vn", "Tuổi Trẻ", None),
    ],
)
def test_province_is_told_by_host_or_name(host: str, name: str, province: str | None) -> None:
    assert province_of(host, name) == province


@given(st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,10}){1,3}", fullmatch=True))
def test_any_host_gives_an_id_that_python_can_name(host: str) -> None:
    assert source_id(host).isidentifier()


@pytest.mark.parametrize(
    ("url", "missing"),
    [
        (f"{HOME}/ky-ket-10298214.html", f"{HOME}/ky-ket-99999999.html"),
        (f"{HOME}/tin/ban-dan-van-ky-ket.html", f"{HOME}/tin/ban-dan-van-ky-ket-khong-ton-tai.html"),
        (f"{HOME}/Default.aspx?tabid=79&ndid=10262748", f"{HOME}/Default.aspx?tabid=79&ndid=99999999"),
    ],
)
def test_address_of_no_article(url: str, missing: str) -> None:
    assert missing_address(url) == missing


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (404, "<p>Not found</p>", "honestly: HTTP 404"),
        (
            200,
            "<title>404 Not Found</title><p>Không tìm thấy trang</p>",
            "with HTTP 200 and words that say so",
        ),
        (200, "<html><body></body></html>", "with HTTP 200 and a page that is refused as no_body"),
    ],
)
def test_how_a_missing_article_is_answered(status: int, text: str, said: str) -> None:
    answer = page(text, HOME, status=status)
    assert missing_said(answer, read_page(answer)).startswith(said)


def test_charset_that_is_stated_wrongly() -> None:
    found = charset_of(page("<meta charset='windows-1258'><p>Đảng ủy</p>", HOME, "text/html; charset=utf-8"))
    assert (found.header, found.meta, found.is_utf8) == ("utf-8", "windows-1258", True)


@pytest.mark.parametrize(
    ("links", "found"),
    [
        (
            "<div class='paging'><a href='?page=1'>1</a><a href='?page=2'>2</a></div>",
            (f"{HOME}/tin?page=2", ".paging a"),
        ),
        ("<ul class='pagination'><li><a href='/tin/page-2/'>2</a></li></ul>", (f"{HOME}/tin/page-2/", ".pagination a")),
        ("<a href='?page=7'>Cuối</a>", None),
    ],
)
def test_next_page_is_the_one_with_the_next_number(links: str, found: tuple[str, str] | None) -> None:
    assert next_page(lxml.html.document_fromstring(links), f"{HOME}/tin") == found


@pytest.mark.parametrize(
    ("links", "why"),
    [
        ("<a href=\"javascript:__doPostBack('ctl00$pager$next','')\">2</a>", "pages of the list are posted forms"),
        ("<button>Xem thêm</button>", "there is a link or button that leads on"),
        ("<a href='/lien-he'>Liên hệ</a>", "no link to a next page"),
    ],
)
def test_why_no_next_page_was_found(links: str, why: str) -> None:
    assert paging_untold(lxml.html.document_fromstring(links)).startswith(why)


def test_no_layout_is_guessed_from_nothing() -> None:
    assert guess_layout("x", [(page("<p>Ngắn</p>", HOME), None)]) is None
