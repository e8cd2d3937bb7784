"""Lists to leads: what the list pages and JSON calls of the platforms lead to."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Page
from scrapers.discovery import as_shown, page_number, read_list
from scrapers.registry import sources
from scrapers.source import ListPage
from tests.scrapers.pages import html, page

HATINH = sources()["thanhuy_hatinh"]
BAONGHEAN = sources()["baonghean"]
LIST = "https://thanhuy.hatinhcity.gov.vn/tin-tuc"
CALL = "https://baonghean.vn/api/getMoreArticle/channel_empty_10260009_434_0"
FOLDER = "https://thanhuy.hatinhcity.gov.vn/tin-tuc/xay-dung-dang/"


def item(href: str, title: str = "Ký kết quy chế", date: str = "14/03/2023 10:25") -> str:
    return f'<div class="item"><a class="title" href="{href}">{title}</a><span class="date">{date}</span></div>'


def read(body: str, url: str = LIST, head: str = "") -> ListPage:
    return read_list(page(html(body, head), url), HATINH)


def addresses(listed: ListPage) -> list[str]:
    return [lead.url for lead in listed.leads]


def test_lead_has_address_key_title_and_date() -> None:
    (lead,) = read(item("/tin-tuc/xay-dung-dang/ky-ket.html")).leads
    assert (lead.url, lead.key) == (f"{FOLDER}ky-ket.html", "xay-dung-dang/ky-ket")
    assert (lead.title, lead.date) == ("Ký kết quy chế", "14/03/2023 10:25")


@pytest.mark.parametrize(
    "href",
    [
        *("/tin-tuc/xay-dung-dang/ky-ket.html", "tin-tuc/xay-dung-dang/ky-ket.html", f"{FOLDER}ky-ket.html"),
        *(
            " /tin-tuc/xay-dung-dang/ky-ket.html#binh-luan ",
            "//thanhuy.hatinhcity.gov.vn/tin-tuc/xay-dung-dang/ky-ket.html",
        ),
    ],
)
def test_forms_of_a_link(href: str) -> None:
    assert addresses(read(item(href))) == [f"{FOLDER}ky-ket.html"]


@pytest.mark.parametrize(
    "href",
    [
        *(
            "",
            "#",
            "javascript:void(0)",
            "mailto:a@example.vn",
            "http://[damaged",
            "http://a.vn:99999/",
            "/tin-tuc?page=2",
        ),
        *("/van-ban/quy-che.pdf", "https://example.org/tin-tuc/xay-dung-dang/ky-ket.html"),
    ],
)
def test_links_that_are_no_leads(href: str) -> None:
    listed = read(item(href) + item("/tin-tuc/xay-dung-dang/ky-ket.html"))
    assert addresses(listed) == [f"{FOLDER}ky-ket.html"]


def test_address_that_is_listed_twice_is_one_lead() -> None:
    assert len(read(item("/tin-tuc/a/b.html") + item("/tin-tuc/a/b.html?utm_source=zalo")).leads) == 1


def test_base_of_the_page() -> None:
    listed = read(item("a/b.html"), head='<base href="https://thanhuy.hatinhcity.gov.vn/tin-tuc/">')
    assert addresses(listed) == ["https://thanhuy.hatinhcity.gov.vn/tin-tuc/a/b.html"]


def test_damaged_base_of_the_page() -> None:
    assert len(read(item("/tin-tuc/a/b.html"), head='<base href="http://[damaged">').leads) == 1


def test_picture_that_links_first_gives_no_title() -> None:
    body = '<li class="b-grid" pid="1"><div class="b-grid__img"><a href="/a-10260007.html"><img></a></div><h3 class="b-grid__title"><a href="/a-10260007.html">Ký kết</a></h3></li>'  # fmt: skip # noqa: E501
    (lead,) = read_list(page(html(body), "https://baonghean.vn/xay-dung-dang"), BAONGHEAN).leads
    assert lead.title == "Ký kết"


@pytest.mark.parametrize(
    ("here", "expected"),
    [(LIST, ["2", "3"]), (f"{LIST}?page=2", ["3"]), (f"{LIST}?page=3", [])],
)
def test_pages_that_follow(here: str, expected: list[str]) -> None:
    paging = "".join(f'<a href="/tin-tuc?page={number}">{number}</a>' for number in (1, 2, 3))
    listed = read(f'<div class="paging">{paging}<a href="http://[damaged">4</a></div>', here)
    assert [lead.url for lead in listed.more] == [f"{LIST}?page={number}" for number in expected]


@pytest.mark.parametrize(
    ("url", "number"),
    [
        *(("https://a.vn/tin", 1), ("https://a.vn/tin?page=7", 7), ("https://a.vn/tin/page-8", 8), ("/trang-63", 63)),
        *(("https://a.vn/tin?_101_INSTANCE_x_delta=20&_101_INSTANCE_x_cur=3", 3), ("https://a.vn/?tabid=78&Page=2", 2)),
    ],
)
def test_page_number(url: str, number: int) -> None:
    assert page_number(url) == number


@pytest.mark.parametrize("body", ["", "<html></html>", "<ul></ul>", "văn bản"])
def test_page_without_a_list(body: str) -> None:
    assert read_list(page(body, LIST), HATINH) == ListPage(())


def entry(number: int = 10260007, **more: object) -> dict[str, Any]:
    link = f"/ky-ket-{number}.html"
    return {"PublisherId": number, "Title": "Ký kết", "LinktoMe2": link, "Time_ddMMyyyyHHmm": "14/03/2023 10:25"} | more


def more_page(*entries: object, url: str = CALL) -> Page:
    return page(json.dumps(entries), url, "application/json")


def pager(*numbers: int) -> str:
    return f'<div class="paging">{"".join(f"<a href=?page={number}>{number}</a>" for number in numbers)}</div>'


def test_pages_that_follow_are_read_in_their_order() -> None:
    listed = read(pager(30, 3, 2))
    assert [lead.key for lead in listed.more] == ["/tin-tuc?page=2", "/tin-tuc?page=3", "/tin-tuc?page=30"]


@pytest.mark.parametrize(
    ("url", "numbers", "further", "is_first"),
    [
        (LIST, (2, 3, 30), "/tin-tuc?page=2", True),
        (f"{LIST}/", (2,), "/tin-tuc?page=2", True),
        (f"{LIST}?page=2", (1, 3, 30), "/tin-tuc?page=3", False),
        (f"{LIST}?page=2", (30,), None, False),
        (f"{LIST}?page=30", (1, 29), None, False),
        ("https://thanhuy.hatinhcity.gov.vn/", (2,), "/?page=2", False),
    ],
    ids=["the first", "written otherwise", "the second", "a gap behind it", "the last", "redirected to the home page"],
)
def test_place_of_a_page_among_those_of_its_list(
    url: str, numbers: tuple[int, ...], further: str | None, is_first: bool
) -> None:
    shown = as_shown(read(pager(*numbers), url), url, HATINH)
    assert (shown.further, shown.is_first) == (further, is_first)


def test_a_list_of_json_goes_on_with_its_only_call() -> None:
    listed = read_list(more_page(entry(10260008), entry(10260007)), BAONGHEAN)
    assert as_shown(listed, CALL, BAONGHEAN).further == "/api/getMoreArticle/channel_empty_10260007_434_0"


def test_json_list() -> None:
    (lead,) = read_list(more_page(entry()), BAONGHEAN).leads
    assert (lead.url, lead.key, lead.date) == (
        "https://baonghean.vn/ky-ket-10260007.html",
        "10260007",
        "14/03/2023 10:25",
    )


def test_json_list_goes_on_after_its_last_article() -> None:
    (more,) = read_list(more_page(entry(10260008), entry(10260007)), BAONGHEAN).more
    assert more.url == "https://baonghean.vn/api/getMoreArticle/channel_empty_10260007_434_0"


def test_section_page_goes_on_with_the_call_behind_its_button() -> None:
    body = '<button data-api-url="/api/static-page-content"></button><button data-api-url="/api/getMoreArticle/channel_empty_10260009_434_0">'  # noqa: E501
    assert [lead.url for lead in read_list(page(html(body), "https://baonghean.vn/x"), BAONGHEAN).more] == [CALL]


@pytest.mark.parametrize("last", [(), (entry(10260009),)])
def test_json_list_ends(last: tuple[object, ...]) -> None:
    assert read_list(more_page(*last), BAONGHEAN).more == ()


def test_paid_entries_are_no_leads() -> None:
    assert read_list(more_page(entry(BlockedInstantArticleCreate=True)), BAONGHEAN).leads == ()


@pytest.mark.parametrize(
    "odd", [None, 7, "a", [], {}, entry(LinktoMe2=None), entry(LinktoMe2="http://[damaged"), entry(LinktoMe2=7)]
)
def test_odd_entries_are_passed_over(odd: object) -> None:
    assert len(read_list(more_page(odd, entry()), BAONGHEAN).leads) == 1


@pytest.mark.parametrize("body", ["{}", "[", '{"status": 0}', "[[]]", "null"])
def test_json_that_is_no_list(body: str) -> None:
    assert read_list(page(body, CALL, "application/json"), BAONGHEAN) == ListPage(())


def test_leads_of_liferay_lose_where_the_reader_came_from() -> None:
    body = '<div class="asset-abstract"><h3 class="asset-title"><a href="/web/t/-/asset_publisher/E/content/a?redirect=%2Fx&inheritRedirect=true">Ký kết</a></h3></div>'  # noqa: E501
    (lead,) = read_list(page(html(body), "https://tpcaolanh.dongthap.gov.vn/web/t"), sources()["tpcaolanh"]).leads
    assert lead.url == "https://tpcaolanh.dongthap.gov.vn/web/t/-/asset_publisher/E/content/a"


@given(st.lists(st.text(max_size=15) | st.sampled_from(["http://[", "//", "?page=9", "http://a:b/"]), max_size=4))
def test_any_links_can_be_read(links: list[str]) -> None:
    shown = "".join(item(href) + f'<div class="paging"><a href="{href}">1</a></div>' for href in links)
    assert all(HATINH.owns(url) for url in addresses(read(shown)))


@given(st.binary())
def test_any_bytes_can_be_read_as_a_list(body: bytes) -> None:
    assert all(isinstance(read_list(page(body, source.home), source), ListPage) for source in sources().values())
