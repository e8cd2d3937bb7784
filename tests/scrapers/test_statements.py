"""What a page states about itself for machines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import markup
from scrapers.statements import Statements, read_statements, without_site_name
from tests.scrapers.pages import HEADLINE

ARTICLE = {"@type": "NewsArticle", "headline": HEADLINE}


def read(head: str) -> Statements:
    tree = markup.parse(f"<html><head>{head}</head><body></body></html>")
    assert tree is not None
    return read_statements(tree)


def json_ld(stated: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(stated, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        (f"{HEADLINE} - Báo Vùng Biên điện tử", HEADLINE),
        (f"{HEADLINE} | Báo Vùng Biên", HEADLINE),
        (f"{HEADLINE} – Thành ủy", HEADLINE),
        (HEADLINE, HEADLINE),
        ("Tổng kết chương trình giai đoạn 2020 - 2023", "Tổng kết chương trình giai đoạn 2020 - 2023"),
        ("Cầu truyền hình Hà Nội-Vinh", "Cầu truyền hình Hà Nội-Vinh"),
        (" - Báo Vùng Biên", "- Báo Vùng Biên"),
        ("", ""),
    ],
)
def test_headline_without_the_name_of_the_site(title: str, headline: str) -> None:
    assert without_site_name(title) == headline


@pytest.mark.parametrize(
    "stated",
    [
        ARTICLE,
        [{"@type": "WebSite"}, ARTICLE],
        {"@graph": [{"@type": "BreadcrumbList"}, ARTICLE]},
        ARTICLE | {"@type": ["Article", "Thing"]},
        ARTICLE | {"@type": "ReportageNewsArticle"},
        ARTICLE | {"@type": "BlogPosting"},
    ],
)
def test_article_in_json_ld(stated: object) -> None:
    told = read(json_ld(stated))
    assert (told.headline, told.is_article) == ((("json-ld", HEADLINE),), True)


@pytest.mark.parametrize(
    "script",
    [
        "",
        json_ld({"@type": "WebPage", "headline": HEADLINE}),
        '<script type="application/ld+json">{damaged</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        json_ld([None, 1, "NewsArticle"]),
        f"<script>{json.dumps(ARTICLE)}</script>",
    ],
)
def test_no_article_in_json_ld(script: str) -> None:
    assert not read(script).is_article


def test_raw_line_break_inside_a_string() -> None:
    told = read('<script type="application/ld+json">{"@type": "Article", "headline": "Ký\nkết"}</script>')
    assert told.headline == (("json-ld", "Ký kết"),)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Lường Hạnh", "Lường Hạnh"),
        ({"@type": "Person", "name": "Lường Hạnh"}, "Lường Hạnh"),
        ([{"@type": "Person", "name": "Lường Hạnh"}, {"name": "Vi An"}], "Lường Hạnh, Vi An"),
        ({"@type": "Organization", "name": "Báo Vùng Biên"}, None),
        ({"@type": "Person"}, None),
        ("", None),
        (None, None),
    ],
)
def test_author(author: object, expected: str | None) -> None:
    assert [name for _, name in read(json_ld(ARTICLE | {"author": author})).author] == ([expected] if expected else [])


def test_statements_stand_in_order_of_trust() -> None:
    head = json_ld(ARTICLE | {"datePublished": "2024-08-03"}) + (
        '<title>Ba - Báo Vùng Biên</title><meta property="og:title" content="Hai">'
        '<meta name="article:published_time" content="2024-08-04"><meta itemprop="datePublished" content="2024-08-05">'
    )
    told = read(head)
    assert [where for where, _ in told.headline] == ["json-ld", "og:title", "title"]
    assert [when for _, when in told.published] == ["2024-08-03", "2024-08-04", "2024-08-05"]


def test_time_of_the_request_is_no_statement() -> None:
    assert read('<meta name="datetimenow" content="01/06/2026 17:53:32">').published == ()


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://a.vn/b">', "https://a.vn/b"),
        (
            '<link rel="canonical" href="https://a.vn/b"><meta property="og:url" content="https://a.vn/1">',
            "https://a.vn/b",
        ),
        ('<link rel="canonical" href="/b"><meta property="og:url" content="https://a.vn/b">', "https://a.vn/b"),
        ('<link rel="canonical" href="http://[damaged">', None),
        ("", None),
    ],
)
def test_address(head: str, url: str | None) -> None:
    assert read(head).url == url


def test_first_meta_of_a_kind_counts() -> None:
    told = read('<meta property="article:section" content="Một"><meta property="article:section" content="Hai">')
    assert told.section == (("article:section", "Một"),)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("NewsArticle"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@type", "@graph", "headline", "author", "name", "datePublished"]), inner)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_any_json_can_be_stated(stated: object) -> None:
    assert read(json_ld(stated)).section == ()
