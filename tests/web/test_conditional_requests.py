"""Conditional requests: who asks again for what has not changed gets 304 and no body."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass

import feedparser
import pytest
from datasette.utils.asgi import Response
from hypothesis import example, given
from hypothesis import strategies as st

from archive.web.validators import DATED, conditional
from tests.archive.running import Server
from tests.web.library import SIGNING_ID

FEEDS = ("/feed.atom", "/en/feed.atom", "/feed.atom?q=dang+uy&loai=signing", "/sua-doi/feed.atom", "/go-bo/feed.atom")
DOCUMENTS = (
    *("/sitemap.xml", "/sitemap/bai-0.xml", "/robots.txt", "/tep/site.css"),
    *("/hinh/thang.svg", "/hinh/mang-luoi.svg", "/hinh/ban-do.svg", "/hinh/thang.csv"),
)
PAGES = ("/", "/en/", f"/bai/{SIGNING_ID}", "/co-quan", "/nguoi", "/tim-kiem?q=dang+uy")
LONG_AGO, NEXT_CENTURY = "Sun, 06 Nov 1994 08:49:37 GMT", "Tue, 01 Jan 2120 00:00:00 GMT"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


def get(site: Server, path: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(site.address + path, headers=named)
    try:
        with urllib.request.urlopen(request) as response:
            return Answer(
                response.status, {name.lower(): value for name, value in response.headers.items()}, response.read()
            )
    except urllib.error.HTTPError as error:
        return Answer(error.code, {name.lower(): value for name, value in error.headers.items()}, error.read())


@pytest.mark.parametrize("path", [*FEEDS, *DOCUMENTS, *PAGES])
def test_what_has_not_changed_is_not_sent_again(site: Server, path: str) -> None:
    first = get(site, path)
    again = get(site, path, If_None_Match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")


@pytest.mark.parametrize("path", [*FEEDS, *DOCUMENTS])
def test_who_keeps_only_the_date_is_understood_too(site: Server, path: str) -> None:
    first = get(site, path)
    again = get(site, path, If_Modified_Since=first.headers["last-modified"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_pages_that_say_what_day_it_is_have_no_date(site: Server, path: str) -> None:
    assert "last-modified" not in get(site, path).headers
    assert get(site, path, If_Modified_Since=NEXT_CENTURY).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": '"something-else"'},
        {"If_None_Match": "no tag at all"},
        {"If_None_Match": ""},
        {"If_Modified_Since": LONG_AGO},
        {"If_Modified_Since": "hôm qua".encode().decode("latin-1")},
        {"If_None_Match": '"something-else"', "If_Modified_Since": NEXT_CENTURY},
    ],
    ids=["another tag", "no tag", "empty", "an old date", "no date", "the tag goes before the date"],
)
def test_what_is_not_known_is_sent_whole(site: Server, headers: dict[str, str]) -> None:
    answer = get(site, "/feed.atom", **headers)
    assert (answer.status, answer.body[:5]) == (200, b"<?xml")


@given(st.sampled_from(["if-none-match", "if-modified-since"]), st.text() | st.datetimes().map(str))
@example("if-modified-since", "Fri, 31 Dec 99999 23:59:59 +9999")
@example("if-modified-since", "Mon, 01 Jan 0001 00:00:00 +2300")
def test_headers_of_any_letters_are_answered(name: str, value: str) -> None:
    answer = conditional(Response("Thành ủy", 200, dict(DATED)), {name: value})
    assert (answer.status, answer.body) in ((200, "Thành ủy".encode()), (304, b""))


@pytest.mark.parametrize("written", ["{tag}", "W/{tag}", '"other", {tag}', '"other" , W/{tag}', "*"])
def test_tags_may_be_weak_or_one_of_several(site: Server, written: str) -> None:
    tag = get(site, "/feed.atom").headers["etag"]
    assert get(site, "/feed.atom", If_None_Match=written.format(tag=tag)).status == 304


def test_different_feeds_have_different_tags(site: Server) -> None:
    tags = {path: get(site, path).headers["etag"] for path in FEEDS}
    assert len(set(tags.values())) == len(tags)


@pytest.mark.parametrize("name", ["content-security-policy", "cache-control", "x-content-type-options", "etag"])
def test_an_answer_without_body_carries_the_same_headers(site: Server, name: str) -> None:
    first = get(site, "/")
    assert get(site, "/", If_None_Match=first.headers["etag"]).headers[name] == first.headers[name]


def test_what_is_not_there_is_not_called_unchanged(site: Server) -> None:
    assert get(site, "/bai/1", If_None_Match="*").status == 404


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_reader_that_asks_again_is_told_that_nothing_is_new(site: Server, path: str) -> None:
    first = feedparser.parse(site.address + path)
    assert (first.status, bool(first.etag), bool(first.modified)) == (200, True, True)
    assert feedparser.parse(site.address + path, etag=first.etag).status == 304
    assert feedparser.parse(site.address + path, modified=first.modified).status == 304
