"""What a page that is no article says of the article that stood there."""

from __future__ import annotations

import pytest

from archive.history.sightings import Answer
from archive.model import Reason
from scrapers.absences import absence, closed_page, is_list
from scrapers.extraction import read_page
from scrapers.registry import sources
from tests.scrapers.pages import HATINH, hatinh, html, page, paragraphs

SOURCE = sources()["thanhuy_hatinh"]
HOME = "https://thanhuy.hatinhcity.gov.vn/"
LIST = "https://thanhuy.hatinhcity.gov.vn/tin-tuc"
ITEMS = "".join(
    f'<div class="item"><a class="title" href="/tin-tuc/a/{number}.html">Tin số {number} của thành phố</a></div>'
    for number in range(5)
)
NOTICE = html("<p>Bài viết không tồn tại</p>")
RELOADS = "<script>document.cookie='a=1';location.reload()</script>"


@pytest.mark.parametrize(
    ("body", "url", "status", "answer"),
    [
        ("<p>404</p>", HATINH, 404, Answer.NOT_FOUND),
        ("<p>410</p>", HATINH, 410, Answer.NOT_FOUND),
        (NOTICE, HATINH, 200, Answer.NOT_FOUND),
        ("", HATINH, 200, Answer.EMPTY),
        (" \n", HATINH, 200, Answer.EMPTY),
        (RELOADS, HATINH, 200, Answer.STUB),
        (hatinh("").body, HATINH, 200, Answer.STUB),
        (html(ITEMS), HATINH, 200, Answer.HOME_PAGE),
        (html(ITEMS), LIST, 200, Answer.HOME_PAGE),
        (html("<p>Trang chủ</p>"), HOME, 200, Answer.HOME_PAGE),
        (html("<p>Trang chủ</p>"), f"{HOME}trang-chu", 200, Answer.HOME_PAGE),
        (html(f"<main>{paragraphs(30)}</main>"), HATINH, 200, None),
        (html("<p>Vui lòng đăng nhập</p>"), HATINH, 200, None),
        (hatinh(paragraphs(5)).body, HATINH, 200, None),
    ],
    ids=[
        "404",
        "410",
        "a page that says so",
        "empty",
        "blank",
        "reloads",
        "a layout without text",
        "a list at the same address",
        "redirected to a list",
        "redirected to the home page",
        "redirected to another home page",
        "unknown layout",
        "login",
        "an article",
    ],
)
def test_what_is_said_of_the_article(body: str | bytes, url: str, status: int, answer: Answer | None) -> None:
    answered = page(body, url, status=status)
    assert absence(read_page(answered, SOURCE), HATINH, answered, SOURCE) == answer


def test_an_article_whose_address_changed_is_not_missing() -> None:
    answered = page(hatinh(paragraphs(5)).body, HATINH.replace("ky-ket", "ky-ket-moi"))
    assert absence(read_page(answered, SOURCE), HATINH, answered, SOURCE) is None


@pytest.mark.parametrize(
    ("url", "source", "is_one"),
    [
        ("https://thanhuy.hatinhcity.gov.vn", "thanhuy_hatinh", True),
        ("https://thanhuy.hatinhcity.gov.vn/index.html", "thanhuy_hatinh", True),
        ("https://thanhuy.hatinhcity.gov.vn/tin-tuc/", "thanhuy_hatinh", True),
        ("https://thanhuy.hatinhcity.gov.vn/tin-tuc/a/b.html", "thanhuy_hatinh", False),
        ("https://tpcaolanh.dongthap.gov.vn/web/tpcaolanh/home", "tpcaolanh", True),
        ("https://tpcaolanh.dongthap.gov.vn/web/tpcaolanh/gioi-thieu", "tpcaolanh", False),
        ("https://thanhuyngabay.haugiang.dcs.vn/Default.aspx", "thanhuy_ngabay", True),
        ("https://thanhuyngabay.haugiang.dcs.vn/Default.aspx?tabid=79&ndid=1026", "thanhuy_ngabay", False),
    ],
)
def test_home_pages_and_lists_are_known_by_their_address(url: str, source: str, is_one: bool) -> None:
    assert is_list(url, sources()[source]) == is_one


CHECK = "<title>Just a moment...</title><script>window.challenge=1;location.reload()</script>"
CAPTCHA = "<h3>Liên hệ</h3><div class=g-recaptcha></div>"


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        (html("<h1>Website đã bị tạm ngưng</h1>"), Reason.SUSPENDED),
        (CHECK, Reason.STUB),
        (html(f"{CHECK}<!-- {'.' * 9000} -->"), Reason.STUB),
        (html(f"<p>Nhập mã xác nhận để xem trang</p>{CAPTCHA}"), Reason.STUB),
        (html(f"<main>{paragraphs(30)}</main>{CAPTCHA}{'<a href=/tin-tuc>Tin</a>' * 20}"), None),
        (html(f"<p>Bài viết không tồn tại</p>{CAPTCHA}"), None),
        (RELOADS, None),
        (NOTICE, None),
        (hatinh(paragraphs(5) + CAPTCHA).body, None),
    ],
    ids=[
        "suspended",
        "a firewall",
        "a firewall whose page is long",
        "a captcha",
        "a new design with a captcha in its form for readers",
        "not found, with a captcha in its form for readers",
        "a cookie",
        "not found",
        "an article with a captcha below it",
    ],
)
def test_a_site_that_shows_nobody_its_pages_says_nothing_of_any(body: str | bytes, closed: Reason | None) -> None:
    answered = page(body, HATINH)
    assert closed_page(read_page(answered, SOURCE), answered) == closed
