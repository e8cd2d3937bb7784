"""What crawlers are told: every page in sitemaps of bounded size, and what they may open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib import robotparser
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import fromstring

import pytest

from archive.publish import open_to_read
from archive.store import ArchiveError
from archive.web.asked import Asked, Document
from archive.web.pages import robots, sitemap
from tests.archive.running import Server
from tests.web.library import ELSEWHERE_ID, OLD_PROVINCE_ID, SIGNING_ID, WITHDRAWN_ID

NAMES = {"s": sitemap.SITEMAPS}


def listed(text: str | bytes) -> dict[str, str | None]:
    """Address -> when it last changed."""
    root = fromstring(text)
    return {element.findtext("s:loc", "", NAMES): element.findtext("s:lastmod", None, NAMES) for element in root}


@pytest.fixture(scope="module")
def addresses(site: Server) -> dict[str, str | None]:
    """Everything in all parts."""
    parts = listed(site.get("/sitemap.xml").text)
    pages: dict[str, str | None] = {}
    for part in parts:
        pages |= listed(site.get(urlsplit(part).path).text)
    return pages


def test_every_address_opens(site: Server, addresses: dict[str, str | None]) -> None:
    wrong = {one: site.get(urlsplit(one).path).status for one in addresses}
    assert {one: status for one, status in wrong.items() if status != 200} == {}


@pytest.mark.parametrize("article", [SIGNING_ID, OLD_PROVINCE_ID, WITHDRAWN_ID])
def test_every_article_is_there_with_when_it_changed(
    site: Server, addresses: dict[str, str | None], article: int, library_folder: Path
) -> None:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        (seen_at,) = connection.execute("select max(seen_at) from versions where article = ?", [article]).fetchone()
    changed_at = addresses[f"{site.address}/bai/{article}"]
    assert changed_at is not None
    assert changed_at >= seen_at


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/tai-ve", "/hinh", "/nguoi", "/cung-tin", "/gioi-thieu"),
        *("/nguon/baonghean", "/dia-ban/q42", "/co-quan/p40/hnd", f"/cung-tin/{ELSEWHERE_ID}"),
    ],
)
def test_the_other_pages_are_there_too(site: Server, addresses: dict[str, str | None], path: str) -> None:
    assert site.address + path in {unquote(one) for one in addresses}


def test_the_index_says_when_each_part_changed(site: Server) -> None:
    parts = listed(site.get("/sitemap.xml").text)
    assert parts[f"{site.address}/sitemap/bai-0.xml"] == max(
        listed(site.get("/sitemap/bai-0.xml").text).values(), key=str
    )


@pytest.mark.parametrize(
    "path", ["/sitemap/bai-1.xml", "/sitemap/bai-999999.xml", "/sitemap/trang-1.xml", "/sitemap/x-0.xml"]
)
def test_a_part_that_is_not_there_is_not_found(site: Server, path: str) -> None:
    assert site.get(path).status == 404


@pytest.fixture
def large_archive() -> sqlite3.Connection:
    """The parts of 34,567 articles, as they are divided when the archive is published."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(
        """
        create table site_changes (article integer primary key, part integer, changed_at text);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 34567)
            insert into site_changes select i * 7, (i - 1) / 10000, '2026-01-01T00:00:00Z' from n;
        create table site_months (province_now text);
        create table organizations (id text, place text);
        create table people (id text); create table agreements (id text); create table documents (id text);
        create table sources (id text); create table site_stories (number integer primary key, id integer);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 20001)
            insert into people select 'p42/người ' || i from n;
        """
    )
    return connection


def test_a_large_archive_has_many_parts_and_nothing_is_left_out(large_archive: sqlite3.Connection) -> None:
    asked = Asked("/sitemap.xml", site="https://archive.example")
    index = listed(sitemap.read_index(large_archive, asked).body)
    sizes: dict[str, int] = {}
    for part in index:
        name, _, number = part.removeprefix("https://archive.example/sitemap/").removesuffix(".xml").rpartition("-")
        found = sitemap.read_part(large_archive, Asked("", site=asked.site, parts={"name": name, "part": number}))
        assert isinstance(found, Document)
        sizes[name] = sizes.get(name, 0) + len(listed(found.body))
        assert len(listed(found.body)) <= 50_000
    assert (sizes["bai"], sizes["nguoi"]) == (34_567, 20_001)


# robots.txt


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        (f"/bai/{SIGNING_ID}", True),
        ("/co-quan/p40/hnd", True),
        ("/tai-ve", True),
        ("/public/articles", False),
        ("/public/articles?_facet=source&_size=100", False),
        ("/tim-kiem?q=dang+uy", False),
    ],
)
def test_pages_may_be_crawled_and_what_is_endless_may_not(site: Server, path: str, allowed: bool) -> None:
    parser = robotparser.RobotFileParser()
    parser.parse(site.get("/robots.txt").text.splitlines())
    assert parser.can_fetch("AnyBot", path) == allowed


@pytest.mark.parametrize("rule", ["Disallow: /*?*&", "Disallow: /*/ban-luu", "Disallow: /tai-ve/*."])
def test_addresses_with_several_parameters_and_downloads_are_closed(site: Server, rule: str) -> None:
    assert rule in site.get("/robots.txt").text.splitlines()


def test_crawlers_learn_where_the_sitemap_is(site: Server) -> None:
    assert f"Sitemap: {site.address}/sitemap.xml" in site.get("/robots.txt").text


@pytest.mark.parametrize(("choice", "rule"), [("", "Disallow: /public"), ("all", "Disallow:"), ("none", "Disallow: /")])
def test_the_operator_chooses(choice: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_ROBOTS", choice)
    assert rule in robots.chosen_rules().splitlines()


def test_a_choice_that_is_none_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_ROBOTS", "nobody")
    with pytest.raises(ArchiveError, match="ARCHIVE_ROBOTS is 'nobody'; it can be pages, all, none"):
        robots.chosen_rules()
