"""The benchmarks measure what they say: right pages, read right, by a command that runs. Nothing here is timed."""

import re
import sys
from html import unescape
from pathlib import Path

import pytest
from lxml.etree import XPath
from parsel.csstranslator import HTMLTranslator

from archive.model import Page
from benchmarks import peer_crawls, peers
from benchmarks.__main__ import main
from benchmarks.crawl import one_crawl, throughput
from benchmarks.extraction import compare, saved_page, shares
from benchmarks.one_crawl import DEFAULT, OURS, WITH_REPORTS
from benchmarks.pages import SOURCES, article_page, list_page, list_paths
from benchmarks.server import serving, sitemap
from sample.articles import FIRST
from scrapers.discovery import read_list
from scrapers.extraction import Reading, read_page
from scrapers.markup import parse
from scrapers.registry import layouts, sources
from scrapers.selectors import compiled

NUMBERS = (0, 7, 1299)
COST = {"seconds": 2.0, "cpu": 1.0, "articles": 16, "peak": 9.0}
OTHER_SELECTORS = (
    ".box-item .when",
    "li.box-item > .thumb",
    ".sub-menu li:not(.none) a",
    "h4 + .when",
    ".box-item:last-child .when",
    ".box-item:first-child:last-child",
    "ul > .box-item:not(:last-child)",
)


def reading(source: str, number: int) -> Reading:
    return read_page(saved_page(source, number), sources()[source])


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("source", SOURCES)
class TestAGeneratedPage:
    def test_is_as_large_as_a_portal_s(self, source: str, number: int) -> None:
        assert 40 <= len(article_page(source, number).body) / 1024 <= 90

    def test_is_the_same_each_time(self, source: str, number: int) -> None:
        assert article_page(source, number).body == article_page(source, number).body

    def test_says_what_its_author_wrote(self, source: str, number: int) -> None:
        written = article_page(source, number).article
        read = reading(source, number).article
        assert read
        assert (read.headline, list(read.body), list(read.captions), read.author, read.dateline) == (
            written.headline,
            written.paragraphs,
            written.captions,
            written.author,
            written.dateline,
        )


@pytest.mark.parametrize("source", SOURCES)
def test_no_two_pages_have_the_same_address_or_headline(source: str) -> None:
    pages = [article_page(source, number) for number in range(50)]
    assert len({page.path for page in pages}) == len({page.article.headline for page in pages}) == 50


@pytest.mark.parametrize("source", SOURCES)
def test_the_lists_lead_to_every_page_once(source: str) -> None:
    form = sources()[source]
    found = [
        lead.url.removeprefix(form.home)
        for number, path in enumerate(list_paths(source, 250))
        for lead in read_list(Page(list_page(source, number, 250), form.home + path, FIRST.started), form).leads
    ]
    assert found == [article_page(source, number).path for number in range(250)]


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("source", SOURCES)
def test_selectors_made_fast_find_what_plain_ones_find_in_the_same_order(source: str, inside: bool) -> None:
    tree = parse(article_page(source, 0).body.decode())
    assert tree is not None
    prefix = "descendant::" if inside else "descendant-or-self::"
    asked = [
        css
        for layout in layouts()
        for css in (layout.recognise, layout.body, *layout.headline, *layout.published, *layout.drop, *layout.captions)
    ]
    for css in (*asked, *OTHER_SELECTORS):
        plain = XPath(HTMLTranslator().css_to_xpath(css, prefix=prefix))
        assert compiled(css, inside=inside)(tree) == plain(tree), css


@pytest.mark.parametrize("contender", [OURS, WITH_REPORTS, DEFAULT])
def test_a_contender_stores_every_page_that_is_served(contender: str) -> None:
    with serving(SOURCES, 3, core=0) as sites:
        assert one_crawl(contender, sites, 3)["articles"] == 3 * len(SOURCES)


def test_a_comparison_has_a_row_for_each_layout_and_one_for_all() -> None:
    assert [row.source for row in compare(pages=1, rounds=1)] == [*SOURCES, "all four"]


def test_the_shares_of_the_stages_are_the_whole() -> None:
    found = shares(pages=1)
    assert list(found) == ["parse", "blocks", "referee", "fields"]
    assert sum(found.values()) == pytest.approx(1)


def test_the_sitemap_leads_to_every_page_once() -> None:
    found = re.findall(r"<loc>(.*?)</loc>", sitemap("thanhuy_ngabay", 3, "http://127.0.0.1").decode())
    pages = [article_page("thanhuy_ngabay", number) for number in range(3)]
    assert [unescape(address) for address in found] == [f"http://127.0.0.1{page.path}" for page in pages]


@pytest.mark.parametrize(
    ("found", "share"),
    [("một hai hai ba", 1), ("ba hai một hai", 1), ("một hai ba", 0.75), ("một hai hai ba bốn", 1), ("", 0)],
)
def test_the_share_of_words_found_counts_each_word_as_often_as_it_was_written(found: str, share: float) -> None:
    assert peers.share_of_words("một hai hai ba", found) == share


def test_our_reading_finds_every_word_written() -> None:
    assert peers.words_kept_by_us(3) == 1


def test_pages_are_saved_for_the_peers_with_what_their_authors_wrote(tmp_path: Path) -> None:
    written = peers.save_pages(tmp_path, 1)
    assert {path.stem for path in tmp_path.glob("*.html")} == set(written) == {f"{source}-0000" for source in SOURCES}
    assert written["baonghean-0000"].split() == " ".join(article_page("baonghean", 0).article.paragraphs).split()


def test_a_peer_that_does_not_run_is_named_with_the_last_line_that_it_said() -> None:
    with pytest.raises(peers.PeerError, match=r"fundus_reader.py did not run: ModuleNotFoundError: No module"):
        peers.run(Path(sys.executable), "fundus_reader.py")


def test_contenders_that_crawled_more_or_fewer_pages_are_compared_by_the_page() -> None:
    slower = {**COST, "seconds": 8.0, "cpu": 6.0, "articles": 32}
    row = throughput("faster", [COST], [slower])
    assert (row.times, row.cpu_times, row.pages_a_second, row.cpu) == (2.0, 3.0, 8.0, 62.5)


def test_without_peers_our_crawl_is_compared_with_itself() -> None:
    (row,) = peer_crawls.compare({}, pages=1, rounds=1)
    assert (row.contender, row.times) == (OURS, 1.0)


def test_help_measures_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--quick", "--help"])
    assert "--peers" in capsys.readouterr().out
