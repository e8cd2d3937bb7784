"""A page as an article: which candidate wins a field, and that nothing is lost or raises."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Article, Outcome, Page, Reason
from scrapers.extraction import Reading, read_page
from scrapers.registry import layouts, source_of, sources
from tests.scrapers.pages import HATINH, HEADLINE, SENTENCE, hatinh, html, page, paragraphs

BAONGHEAN = "https://baonghean.vn/ky-ket-quy-che-10260007.html"
CAOLANH = "https://tpcaolanh.dongthap.gov.vn/web/t/-/asset_publisher/E/content/ky-ket"
NGABAY = "https://thanhuyngabay.haugiang.dcs.vn/Default.aspx?tabid=79&ndid=7"


def read(page: Page) -> Reading:
    return read_page(page, source_of(page.url), layouts())


def article(page: Page) -> Article:
    reading = read(page)
    assert reading.article is not None, reading.refusal
    return reading.article


def reason(page: Page) -> Reason:
    reading = read(page)
    assert reading.refusal is not None, reading.article
    return reading.refusal.reason


def generic(body: str, head: str = f"<title>{HEADLINE}</title>") -> Page:
    return page(html(body, head))


# Where the four layouts keep headline and body.
FRAMES = {
    HATINH: '<div class="title-news">{headline}</div><div class="content-news">{body}</div>',
    BAONGHEAN: '<article class="entry"><div class="sc-longform-header"><h1 class="block-sc-title">{headline}</h1></div>{body}</article>',  # noqa: E501
    CAOLANH: '<div class="asset-full-content"><div class="journal-content-article"><h3 class="title">{headline}</h3>{body}</div></div>',  # noqa: E501
    NGABAY: '<span class="tieude">{headline}</span><div class="noidung">{body}</div>',
}


def framed(url: str, body: str, headline: str = HEADLINE) -> Page:
    return page(html(FRAMES[url].format(headline=headline, body=body)), url)


@pytest.mark.parametrize("url", FRAMES)
def test_headline_and_body_of_each_layout(url: str) -> None:
    read = article(framed(url, paragraphs(3)))
    assert (read.headline, len(read.body)) == (HEADLINE, 3)


@pytest.mark.parametrize("url", FRAMES)
def test_layout_without_text_is_no_article(url: str) -> None:
    assert reason(framed(url, "<p>&nbsp;</p>")) == Reason.NO_BODY


@pytest.mark.parametrize("url", FRAMES)
def test_layout_with_a_notice_is_gone(url: str) -> None:
    assert reason(framed(url, "<p>Bài viết này đã bị gỡ bỏ.</p>")) == Reason.NOT_FOUND


def test_other_design_of_a_known_site_is_refused() -> None:
    assert reason(page(html(f"<h1>{HEADLINE}</h1><div>{paragraphs(9)}</div>"), HATINH)) == Reason.UNKNOWN_LAYOUT


def test_headline_with_a_line_break() -> None:
    assert article(hatinh(paragraphs(3), "Ký kết<br>quy chế")).headline == "Ký kết quy chế"


def test_headline_of_a_layout_beats_the_title_of_the_page() -> None:
    assert article(hatinh(paragraphs(3), "Ký kết quy chế")).methods["headline"] == "thanhuy-hatinh: .title-news"


def test_first_h1_that_the_title_repeats_is_the_headline() -> None:
    read = article(generic(f"<h1>THỜI SỰ</h1><h1>{HEADLINE}</h1>{paragraphs(9)}"))
    assert (read.headline, read.methods["headline"]) == (HEADLINE, "h1")


def test_title_loses_the_name_of_the_site() -> None:
    read = article(generic(paragraphs(9), f"<title>{HEADLINE} - Báo Vùng Biên điện tử</title>"))
    assert (read.headline, read.methods["headline"]) == (HEADLINE, "title")


def test_page_without_any_headline_is_refused() -> None:
    assert reason(generic(f"<div>{paragraphs(9)}</div>", "")) == Reason.NO_HEADLINE


@pytest.mark.parametrize(
    ("printed", "published", "precision"),
    [
        ("14/03/2023 10:25", "2023-03-14T10:25:00+07:00", "minute"),
        ("Thứ Ba, 14/3/2023", "2023-03-14T00:00:00+07:00", "day"),
        ("14/03/2023 | 12:00 AM", "2023-03-14T00:00:00+07:00", "day"),
    ],
)
def test_printed_date(printed: str, published: str, precision: str) -> None:
    found = article(hatinh(paragraphs(3), date=printed)).published
    assert found is not None
    assert (str(found), found.precision) == (published, precision)


@pytest.mark.parametrize("printed", ["", "Hôm qua", "31/02/2023", "00/00/0000"])
def test_impossible_date_is_none(printed: str) -> None:
    assert article(hatinh(paragraphs(3), date=printed)).published is None


def test_date_in_the_text_is_no_date_of_publication() -> None:
    assert article(hatinh(f"<p>Sáng 14/3/2023, {SENTENCE}</p>{paragraphs(2)}", date="")).published is None


@pytest.mark.parametrize(
    ("printed", "views"),
    [
        ("[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]", 464),
        ("[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 1.205 ]", 1205),
        ("[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: ]", None),
        ("Lượt xem 7", 7),
        ("1,108 lượt", 1108),
        ("", None),
    ],
)
def test_printed_view_count(printed: str, views: int | None) -> None:
    frame = FRAMES[NGABAY].format(headline=HEADLINE, body=paragraphs(3))
    assert article(page(html(f'{frame}<span class="info">{printed}</span>'), NGABAY)).views == views


def test_lead_that_the_body_repeats_stands_once() -> None:
    header = f'<h1 class="block-sc-title">{HEADLINE}</h1><p class="block-sc-sapo">(Baonghean.vn) - {SENTENCE}</p>'
    body = f'<div class="sc-longform-header">{header}</div><p>{SENTENCE}</p>{paragraphs(2)}'
    read = article(page(html(f'<article class="entry">{body}</article>'), BAONGHEAN))
    assert (read.lead, read.body[0], len(read.body)) == (SENTENCE, SENTENCE, 3)


def test_captions_are_the_body_of_a_photo_essay() -> None:
    figures = "".join(f"<figure><figcaption>Ảnh {count}: {SENTENCE}</figcaption></figure>" for count in range(5))
    read = article(hatinh(figures))
    assert (len(read.body), read.captions) == (5, ())


def test_trafilatura_is_the_referee() -> None:
    read = article(hatinh(paragraphs(5)))
    assert read.methods["body"] == "thanhuy-hatinh: trafilatura"


def test_same_address_gives_the_same_key_with_and_without_where_the_reader_came_from() -> None:
    saved = framed(CAOLANH, paragraphs(3))
    copy = replace(saved, url=f"{CAOLANH}?redirect=%2Fx&inheritRedirect=true")
    assert (article(copy).key, article(copy).url) == (article(saved).key, CAOLANH)


def test_stated_address_counts_where_none_is_given() -> None:
    read = article(generic(paragraphs(9), f'<title>{HEADLINE}</title><link rel="canonical" href="https://a.vn/b?c=1">'))
    assert (read.url, read.key) == ("https://a.vn/b?c=1", "/b?c=1")


def test_page_that_does_not_say_where_it_came_from_is_known_by_its_bytes() -> None:
    assert article(generic(paragraphs(9))).key.startswith("sha256:")


def test_plain_text_takes_the_datelines_of_its_source() -> None:
    text = f"{HEADLINE}\nTPHT- {SENTENCE}\n{SENTENCE}"
    found = read_page(page(text), sources()["thanhuy_hatinh"]).article
    assert found is not None
    assert (found.dateline, found.body) == ("TPHT", (SENTENCE, SENTENCE))


def test_reading_again_gives_the_same() -> None:
    assert read(hatinh(paragraphs(3))) == read(hatinh(paragraphs(3)))


WORD = st.sampled_from(
    "Đảng ủy ký kết quy chế phối hợp công tác năm 2024 36 “dân vận khéo” (Lạng Quê) 18/NQ; TP.Vinh".split()
)
PARAGRAPH = st.lists(WORD, min_size=8, max_size=20).map(" ".join).map("Ngày {}.".format)
SHELL = st.sampled_from(["<p>{}</p>", "<div>{}</div><br/>", "{}<br><br>", "<p><span><span>{}</span></span></p>", "<P CLASS=MsoNormal>{}"])  # fmt: skip # noqa: E501


@given(st.sampled_from(sorted(FRAMES)), st.lists(st.tuples(SHELL, PARAGRAPH), min_size=3, max_size=8))
def test_no_word_of_a_body_is_lost(url: str, body: list[tuple[str, str]]) -> None:
    read = article(framed(url, "\n".join(shell.format(text) for shell, text in body)))
    assert Counter(" ".join(read.body).split()) == Counter(" ".join(text for _, text in body).split())


TAGS = """
    <html>,<body>,<p>,</p>,<table>,<td>,</table>,<div class=content-news>,<div class=title-news>,<h1>,<title>,<br>,
    <svg>,<article class=entry>,<ul><li>,<a href='http://['>,<meta charset=utf-7>,<script>,
    <!--,-->,<![CDATA[,<?x?>,&#0;,&#xD800;
"""
PIECES = [tag.strip() for tag in TAGS.split(",")] + ["\0", SENTENCE, "x" * 30]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(st.binary() | MARKUP.map(str.encode), st.sampled_from([None, HATINH, BAONGHEAN, CAOLANH, NGABAY]))
def test_any_bytes_are_an_article_or_refused(body: bytes, url: str | None) -> None:
    reading = read(page(body, url))
    assert (reading.outcome == Outcome.ARTICLE) == (reading.article is not None) == (reading.refusal is None)


@pytest.mark.parametrize("tag", ["<div>", "<span><font>", "<ul><li>", "<table><tr><td>"])
def test_deep_nesting(tag: str) -> None:
    assert read(page(html(tag * 5000 + SENTENCE), HATINH)).refusal is not None
