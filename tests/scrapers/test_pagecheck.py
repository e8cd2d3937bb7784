"""Pages that are no articles, each with its reason, and articles that only look like one of them."""

import pytest

from archive.model import Reason
from scrapers import markup
from scrapers.pagecheck import Refusal, refuse_answer, refuse_list, refuse_page, running_text
from tests.scrapers.pages import HEADLINE, SENTENCE, html, page, paragraphs

TITLES = (
    "Xã Nà Lốc ra mắt mô hình camera an ninh",
    "Hơn 300 đoàn viên tham gia chiến dịch hè",
    "Khai giảng lớp bồi dưỡng kết nạp Đảng",
)
LINKS = "".join(f'<h3><a href="/{title[:2]}.html">{title}</a></h3>' for title in TITLES)


def reason(refusal: Refusal | None) -> Reason | None:
    return refusal.reason if refusal else None


def said(body: str, headline: str | None = None, head: str = "<title>Tin tức</title>") -> Reason | None:
    tree = markup.parse(html(body, head))
    assert tree is not None
    return reason(refuse_page(tree, headline))


def listed(body: str, url: str | None = None, items: str | None = None, head: str = "") -> Reason | None:
    tree = markup.parse(html(body, head))
    assert tree is not None
    return reason(refuse_list(page("", url), tree, items))


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, None), (404, Reason.NOT_FOUND), (410, Reason.NOT_FOUND), (403, Reason.HTTP_ERROR), (503, Reason.HTTP_ERROR)],
)
def test_status(status: int, expected: Reason | None) -> None:
    assert reason(refuse_answer(page(html("<p>x</p>"), status=status))) == expected


@pytest.mark.parametrize(
    "body",
    [
        *(b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"GIF89a", b"Rar!\x1a"),
        *(b"\x1f\x8b\x08", b"{\\rtf1\\ansi", b"ID3\x04\0\0\0", b"\0\0\0\x20ftypisom"),
    ],
)
def test_files_that_are_no_html(body: bytes) -> None:
    assert reason(refuse_answer(page(body))) == Reason.NOT_HTML


@pytest.mark.parametrize(
    "body",
    [
        *("<rss version='2.0'>", "<?xml version='1.0'?>\n<feed xmlns='x'>", "<urlset>", "<sitemapindex>", "<rdf:RDF>"),
        *("<?xml version='1.0'?><rss>", "<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><!-- a --><urlset>"),
        *("[]", "{}", '[{"Title": "a"}]', ' {"status": 1}', "[[1]]"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_feeds(body: str, encoding: str) -> None:
    assert reason(refuse_answer(page(body.encode(encoding)))) == Reason.FEED


def test_json_by_content_type() -> None:
    assert reason(refuse_answer(page("null", content_type="application/json"))) == Reason.FEED


@pytest.mark.parametrize(
    "body", [html("<p>x</p>"), "<?xml version='1.0'?><html>", "[ Cập nhật vào ngày (02/01/2022) ]", "{x"]
)
def test_pages_are_no_feeds(body: str) -> None:
    assert refuse_answer(page(body)) is None


@pytest.mark.parametrize("body", ["", " \n"])
def test_empty_answer(body: str) -> None:
    assert reason(refuse_answer(page(body))) == Reason.NO_BODY


@pytest.mark.parametrize(
    "script",
    [
        '<script>document.cookie="D1N=1";location.reload();</script>',
        '<meta http-equiv="refresh" content="0; url=/kiem-tra">',
        "<script>window.location.href='/x'</script>",
    ],
)
def test_stub(script: str) -> None:
    assert reason(refuse_answer(page(html("", script)))) == Reason.STUB


def test_a_whole_page_that_sets_a_cookie_is_no_stub() -> None:
    assert refuse_answer(page(html(paragraphs(20), "<script>document.cookie='a'</script>"))) is None


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("Không tìm thấy nội dung bạn yêu cầu.", Reason.NOT_FOUND),
        ("Trang bạn yêu cầu không tồn tại", Reason.NOT_FOUND),
        ("Bài viết này đã bị gỡ", Reason.NOT_FOUND),
        ("Đường dẫn bạn nhập không đúng", Reason.NOT_FOUND),
        ("404", Reason.NOT_FOUND),
        ("Lỗi 404", Reason.NOT_FOUND),
        ("404 Not Found", Reason.NOT_FOUND),
        ("Account Suspended", Reason.SUSPENDED),
        ("Website đã hết hạn sử dụng", Reason.SUSPENDED),
        ("This domain is for sale", Reason.SUSPENDED),
        ("Vui lòng đăng nhập để xem nội dung", Reason.LOGIN),
        ("Bạn cần đăng nhập", Reason.LOGIN),
    ],
)
@pytest.mark.parametrize("where", ["block", "title", "headline"])
def test_notices(notice: str, expected: Reason, where: str) -> None:
    block = f"<div>{notice}</div>" if where == "block" else ""
    head = f"<title>{notice}</title>" if where == "title" else ""
    assert said(block, notice if where == "headline" else None, head) == expected


def test_element_of_an_error_page() -> None:
    assert said('<div class="error-404">Rất tiếc</div>') == Reason.NOT_FOUND


@pytest.mark.parametrize(
    "headline",
    [
        HEADLINE,
        "404 đảng viên nhận Huy hiệu Đảng dịp 3/2",
        "Xử lý trang mạng đăng nội dung không đúng sự thật",
        "Tài khoản ngân hàng của Quỹ Vì người nghèo",
    ],
)
def test_headlines_that_are_no_notices(headline: str) -> None:
    assert said(f"<h1>{headline}</h1>{paragraphs(6)}", headline) is None


def test_log_in_to_comment_below_an_article_is_no_login_wall() -> None:
    assert said(f"{paragraphs(6)}<p>Vui lòng đăng nhập để gửi bình luận</p>", HEADLINE) is None


def test_long_paragraph_is_no_notice() -> None:
    assert said(f"<p>{SENTENCE} Nếu không có nội dung mới thì bạn cần đăng nhập. {SENTENCE}</p>") is None


@pytest.mark.parametrize(
    "body",
    [
        LINKS,
        f"<ul>{LINKS.replace('h3', 'li')}</ul>",
        "".join(f"<div><h3><a href='/{t}'>{t}</a></h3>{SENTENCE}</div>" for t in TITLES * 5),
        "".join(f"<div class=title><a href='/{t}'>{t}</a><br>{SENTENCE}</div>" for t in TITLES * 5),
        "".join(f"<div class=tin><a href='/{t}'>{t}</a><p>{SENTENCE}</p></div>" for t in TITLES * 5),
        LINKS + f"<div class='popup'>{paragraphs(9)}</div>",
    ],
)
def test_lists(body: str) -> None:
    assert listed(body) == Reason.LISTING


@pytest.mark.parametrize(
    "body",
    [
        "",
        paragraphs(2),
        LINKS * 9 + paragraphs(9),
        LINKS * 9 + f"<div>{paragraphs(9).replace('<p>', '').replace('</p>', '<br><br>')}</div>",
        LINKS * 9 + f"<table><tr><td>{paragraphs(9).replace('<p>', '').replace('</p>', '<br>')}</td></tr></table>",
        LINKS * 9 + f"<div>{SENTENCE * 3}<table><tr><td>36</td></tr></table>{SENTENCE * 3}</div>",
        LINKS * 9 + f"<div>{paragraphs(9, 'div')}</div>",
        "<h3><a href='/1'>Trang chủ</a></h3><h3><a href='/2'>Tin tức</a></h3><h3><a href='/3'>Văn bản</a></h3>",
    ],
)
def test_no_lists(body: str) -> None:
    assert listed(body) is None


def test_items_of_the_source_make_a_list() -> None:
    assert listed(f"<div class=muc>{paragraphs(9)}</div>", items=".muc") == Reason.LISTING


@pytest.mark.parametrize("url", ["https://a.vn/content/ky-ket/vi", "https://a.vn/ky-ket/en", "https://a.vn/x/vi.html"])
def test_list_at_the_address_of_a_translation(url: str) -> None:
    assert listed(LINKS, url) == Reason.LANGUAGE_SWITCH


def test_list_that_names_a_translation_as_its_address() -> None:
    assert listed(LINKS, None, head='<link rel="canonical" href="https://a.vn/ky-ket/vi">') == Reason.LANGUAGE_SWITCH


def test_running_text_counts_no_links_comments_and_scripts() -> None:
    tree = markup.parse(html(f"<div><!-- {SENTENCE} --><script>{SENTENCE}</script><a href='/'>{SENTENCE}</a></div>"))
    assert tree is not None
    assert running_text(tree) == 0
