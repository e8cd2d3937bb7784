"""Feeds: what a feed reader gets, of any search, and of edits and withdrawals."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from archive.web.atom import Entry, Feed, atom, tag
from archive.web.pages.feeds import MOST_SHOWN, beginning
from tests.archive.running import Server
from tests.web.library import CLOSING_ID, OLD_PROVINCE_ID, REPRINT_ID, SIGNING_ID, TROUBLE_ID, WITHDRAWN_ID

FEEDS = (
    "/feed.atom",
    "/feed.atom?q=dang+uy&tin=phoi-hop",
    "/feed.atom?nguon=baonghean",
    "/feed.atom?tinh=q92",
    "/feed.atom?loai=signing",
    "/feed.atom?co-quan=nobody",
    "/feed.atom?q=%3Cscript%3E%26%22",
    "/feed.atom?trang=2",
    "/go-bo/feed.atom",
    "/sua-doi/feed.atom",
    "/sua-doi/feed.atom?nguon=baonghean",
)
BOTH = [language + path for language in ("", "/en") for path in FEEDS]


def parsed(site: Server, path: str) -> feedparser.FeedParserDict:
    path, _, query = path.partition("?")
    answer = site.get(f"{path}?{query}" if query else path)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    return feedparser.parse(answer.text.encode(), sanitize_html=False)


def articles_in(feed: feedparser.FeedParserDict) -> list[int]:
    return [int(entry.id.rpartition("/")[2]) for entry in feed.entries]


@pytest.mark.parametrize("path", BOTH)
def test_a_feed_is_well_formed_and_says_what_feeds_must(site: Server, path: str) -> None:
    feed = parsed(site, path)
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert all((feed.feed.id, feed.feed.title, feed.feed.updated_parsed))
    assert all(entry.id and entry.title and entry.link and entry.updated_parsed for entry in feed.entries)


@pytest.mark.parametrize("path", BOTH)
def test_ids_are_tags_and_no_two_are_the_same(site: Server, path: str) -> None:
    feed = parsed(site, path)
    ids = [feed.feed.id, *(entry.id for entry in feed.entries)]
    assert all(one.startswith("tag:127.0.0.1,2026:/") for one in ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("path", BOTH)
def test_a_feed_names_its_own_address(site: Server, path: str) -> None:
    (own,) = [link.href for link in parsed(site, path).feed.links if link.rel == "self"]
    if "nobody" not in path:  # an organization that nobody knows is left out
        assert urlsplit(own).path == urlsplit(path).path
        assert urlsplit(own).query == urlsplit(path).query


@pytest.mark.parametrize("path", BOTH)
def test_a_feed_is_as_new_as_its_newest_entry(site: Server, path: str) -> None:
    feed = parsed(site, path)
    if feed.entries:
        assert feed.feed.updated == max(entry.updated for entry in feed.entries)


@pytest.mark.parametrize(
    ("path", "articles"),
    [
        ("/feed.atom?nguon=thanhuy_ngabay", [OLD_PROVINCE_ID]),
        ("/feed.atom?tinh=q92", [OLD_PROVINCE_ID]),
        ("/feed.atom?q=dang+uy+khoi", [WITHDRAWN_ID]),
        ("/feed.atom?loai=final_review", [CLOSING_ID]),
        ("/feed.atom?q=kh%C3%B4ng-c%C3%B3-ch%E1%BB%AF-n%C3%A0y", []),
    ],
)
def test_a_feed_holds_what_the_search_finds(site: Server, path: str, articles: list[int]) -> None:
    assert articles_in(parsed(site, path)) == articles


def test_an_organization_can_be_followed(site: Server, library_folder: object) -> None:
    articles = articles_in(parsed(site, "/feed.atom?co-quan=p40%2Fhnd"))
    assert REPRINT_ID in articles


def test_those_published_last_come_first(site: Server) -> None:
    days = [entry.published for entry in parsed(site, "/feed.atom").entries]
    assert days == sorted(days, reverse=True)


def test_an_edited_article_is_updated_when_its_new_wording_was_seen(site: Server) -> None:
    edited = next(entry for entry in parsed(site, "/feed.atom").entries if entry.id.endswith(f"/{SIGNING_ID}"))
    (edit,) = parsed(site, "/sua-doi/feed.atom").entries
    assert edited.updated == edit.updated > "2026"


def test_a_withdrawn_article_says_so(site: Server) -> None:
    (entry,) = parsed(site, "/feed.atom?q=dang+uy+khoi").entries
    assert entry.content[0].value.startswith("<p>Nơi đăng đã gỡ bài này.</p>")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/go-bo/feed.atom", "Bị gỡ: Đảng ủy Khối Các cơ quan"),
        ("/en/go-bo/feed.atom", "Withdrawn: Đảng ủy Khối Các cơ quan"),
        ("/sua-doi/feed.atom", "Bị sửa: Ban Dân vận Thành ủy"),
    ],
)
def test_changes_have_feeds_of_their_own(site: Server, path: str, title: str) -> None:
    (entry,) = parsed(site, path).entries
    assert entry.title.startswith(title)


def test_markup_of_others_stays_text(site: Server) -> None:
    entry = next(entry for entry in parsed(site, "/feed.atom").entries if entry.id.endswith(f"/{TROUBLE_ID}"))
    shown = (entry.title, entry.content[0].value)
    assert not [text for text in shown if "<script" in text or "<img" in text]
    assert "<script>alert" in html.unescape(entry.title)


def test_the_title_says_what_is_followed(site: Server) -> None:
    title = parsed(site, "/feed.atom?q=dang+uy&tinh=q92&loai=signing").feed.title
    assert title == "dang uy · Ký kết · Cần Thơ · Kho tin phối hợp công tác"


def test_the_page_of_a_search_leads_to_its_feed(tab: Page, site: Server) -> None:
    tab.goto("/tim-kiem?q=dang+uy&loai=signing")
    path = tab.get_attribute("link[type='application/atom+xml']", "href")
    assert path == tab.get_attribute("a[href^='/feed.atom']", "href") == "/feed.atom?q=dang+uy&loai=signing"
    assert parsed(site, path).entries


@pytest.mark.parametrize("path", ["/", "/bai/1", "/tai-ve"])
def test_every_page_leads_to_a_feed(tab: Page, path: str) -> None:
    tab.goto(path)
    assert tab.get_attribute("link[type='application/atom+xml']", "href") == "/feed.atom"


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("https://archive.example/", "tag:archive.example,2026:/bai/1"),
        ("http://archive.example:8001/base", "tag:archive.example,2026:/bai/1"),
        ("", "tag:localhost,2026:/bai/1"),
    ],
)
def test_an_id_does_not_depend_on_scheme_or_port(site: str, expected: str) -> None:
    assert tag(site, "/bai/1") == expected


@given(st.text(), st.text())
def test_any_text_makes_a_feed_that_can_be_read(title: str, paragraph: str) -> None:
    entry = Entry(
        "tag:x,2026:/1", title, "https://x/", "2026-01-01T00:00:00Z", None, title, [(title, title)], [paragraph]
    )
    links = {"self": "https://x/f", "alternate": "https://x/"}
    feed = feedparser.parse(atom(Feed("tag:x,2026:/", title, "vi", "2026-01-01T00:00:00Z", links, [entry])))
    assert feed.bozo == 0
    assert len(feed.entries) == 1


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("Một đoạn.\n\nHai đoạn.", ["Một đoạn.", "Hai đoạn."]),
        ("chữ " * 200, [("chữ " * 150).strip() + " …"]),
    ],
    ids=["empty", "short", "long"],
)
def test_a_long_text_is_cut_between_words(text: str, paragraphs: list[str]) -> None:
    assert beginning(text) == paragraphs
    assert all(len(paragraph) <= MOST_SHOWN + 2 for paragraph in paragraphs)
