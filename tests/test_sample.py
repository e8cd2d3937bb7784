"""The sample recording: built again from its sources, it is what is committed, and it holds what its README says."""

import json
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import html
from warcio.archiveiterator import ArchiveIterator

from archive.model import Reason
from sample import build
from sample.articles import FIRST, LATER, Article, Night, articles, expected, read
from sample.listing import path_of, refused_pages, withdrawn
from sample.pages import encode
from sample.sites import NEVER_ASKED, SITES, Site

COMMITTED = Path(build.__file__).parent
HEAD = '+++\nheadline = "H"\npublished = 2024-01-02\n'  # of an article of a test's own
NIGHTS = {night.name: night for night in (FIRST, LATER)}

# Where each layout prints headline and body.
LAYOUTS = {
    ("thanhuy_hatinh", "article"): ("//div[@class='title-news']", "//div[@class='content-news']"),
    ("baonghean", "article"): ("//h1[contains(@class, 'block-sc-title')]", "//article[contains(@class, 'entry')]"),
    ("baonghean", "2018"): ("//h1[@class='article__title']", "//article[contains(@class, 'article-wrap')]"),
    ("baonghean", "2016"): ("//h1[@class='title']", "//div[@id='content']"),
    ("tpcaolanh", "article"): ("//h3[@class='title']", "//div[@class='journal-content-article']"),
    ("thanhuy_ngabay", "article"): ("//span[@class='tieude']", "//div[@class='noidung']"),
}
LINKS_ON_LISTS = {
    "thanhuy_hatinh": "//div[@class='item']/a[@class='title']/@href",
    "baonghean": "//h3[@class='b-grid__title']/a/@href",
    "tpcaolanh": "//h3[@class='asset-title']/a/@href",
    "thanhuy_ngabay": "//div[@class='tin']/a/@href",
}
ARTICLES = [
    pytest.param(site, article, night, id=f"{night.name}:{article.source}:{article.slug[:40]}")
    for night in NIGHTS.values()
    for site in SITES
    for article in articles(site.source, night)
    if article.no_article not in NEVER_ASKED
    if not withdrawn(article, night)
]


@dataclass(frozen=True)
class Record:
    """A response of the recording, or its request."""

    kind: str
    url: str
    facts: dict[str, str]  # WARC headers that do not depend on the compressor
    status: str
    headers: list[tuple[str, str]]
    body: bytes  # decompressed


def records(path: Path) -> Iterator[Record]:
    """All records of a WARC file that have HTTP in them."""
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.http_headers is None:
                continue
            names = ("WARC-Date", "WARC-Record-ID", "WARC-IP-Address", "WARC-Concurrent-To")
            yield Record(
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                {name: value for name, value in record.rec_headers.headers if name in names},
                record.http_headers.statusline,
                [header for header in record.http_headers.headers if header[0] != "Content-Length"],
                record.content_stream().read(),
            )


@pytest.fixture(scope="module")
def recordings() -> dict[str, dict[str, Record]]:
    """Night -> address -> response, as committed."""
    return {
        name: {record.url: record for record in records(COMMITTED / f"{name}.warc.gz") if record.kind == "response"}
        for name in NIGHTS
    }


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build.main(folder)
    return folder


def text_of(record: Record) -> str:
    """The page as text: charset from the header, NFC."""
    charset = dict(record.headers)["Content-Type"].partition("charset=")[2]
    return unicodedata.normalize("NFC", record.body.decode(charset))


def at(record: Record, xpath: str) -> Any:  # noqa: ANN401 - what an XPath gives depends on it
    """What stands at an XPath of a page."""
    return html.fromstring(text_of(record)).xpath(xpath)


# The script and the files


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng compresses the same records to other bytes")
@pytest.mark.parametrize("name", [*(f"{night}.warc.gz" for night in NIGHTS), "expected.jsonl"])
def test_a_rebuild_gives_the_committed_bytes(rebuilt: Path, name: str) -> None:
    assert (rebuilt / name).read_bytes() == (COMMITTED / name).read_bytes(), "run python -m sample.build and commit"


@pytest.mark.parametrize("night", NIGHTS)
def test_a_rebuild_gives_the_committed_records_with_any_compressor(rebuilt: Path, night: str) -> None:
    name = f"{night}.warc.gz"
    built, committed = [
        [(r.kind, r.url, r.facts, r.status, r.headers, r.body) for r in records(folder / name)]
        for folder in (rebuilt, COMMITTED)
    ]
    assert built == committed, "run python -m sample.build and commit"


@pytest.mark.parametrize("night", NIGHTS)
def test_warcio_finds_every_digest_right(night: str) -> None:
    with (COMMITTED / f"{night}.warc.gz").open("rb") as file:
        wrong = []
        for record in ArchiveIterator(file, check_digests=True):
            record.content_stream().read()
            if record.digest_checker.passed is not True:
                wrong.append((record.rec_headers.get_header("WARC-Target-URI"), record.digest_checker.problems))
    assert wrong == []


@pytest.mark.parametrize("night", NIGHTS)
def test_each_response_is_followed_by_its_request(night: str) -> None:
    found = list(records(COMMITTED / f"{night}.warc.gz"))
    answers = [("response", record.facts["WARC-Record-ID"]) for record in found[::2]]
    assert answers == [("response", record.facts["WARC-Concurrent-To"]) for record in found[1::2]]
    assert {record.kind for record in found[1::2]} == {"request"}


@pytest.mark.parametrize("night", NIGHTS)
def test_each_response_says_when_and_from_where(night: str, recordings: dict[str, dict[str, Record]]) -> None:
    day = NIGHTS[night].started.strftime("%Y-%m-%d")
    for record in recordings[night].values():
        assert record.facts["WARC-Date"].startswith(day)
        assert record.facts["WARC-IP-Address"]
        assert {"Content-Type", "Date"} <= {name for name, _ in record.headers}


@pytest.mark.parametrize(("source", "compressed"), [(site.source, site.compressed) for site in SITES])
def test_two_sites_send_gzip(source: str, compressed: bool, recordings: dict[str, dict[str, Record]]) -> None:
    host = next(site.host for site in SITES if site.source == source)
    encodings = {dict(r.headers).get("Content-Encoding") for r in recordings["first-night"].values() if host in r.url}
    assert encodings == ({"gzip"} if compressed else {None})


# The pages


@pytest.mark.parametrize(("site", "article", "night"), ARTICLES)
def test_a_page_prints_what_its_author_wrote(
    site: Site, article: Article, night: Night, recordings: dict[str, dict[str, Record]]
) -> None:
    page = recordings[night.name][f"https://{site.host}{path_of(article)}"]
    headline, printed = [at(page, f"normalize-space({path})") for path in LAYOUTS[article.source, article.layout]]
    written = [*article.paragraphs, *article.captions, article.author or ""]
    assert headline == article.headline
    assert [part for part in written if part not in printed] == []


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.source)
def test_every_link_on_a_list_has_an_answer(site: Site, night: str, recordings: dict[str, dict[str, Record]]) -> None:
    answered = recordings[night]
    never_asked = {f"https://{site.host}{path_of(a)}" for a in everything(site) if a.no_article in NEVER_ASKED}
    missing = [link for link in listed(site, answered) if link not in answered and link not in never_asked]
    assert not missing


def everything(site: Site) -> list[Article]:
    return [article for night in (FIRST, LATER) for article in articles(site.source, night)]


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.source)
def test_the_lists_lead_to_every_article(site: Site, night: str, recordings: dict[str, dict[str, Record]]) -> None:
    links = {link.split("?redirect=")[0] for link in listed(site, recordings[night])}
    there = [a for a in articles(site.source, NIGHTS[night]) if not withdrawn(a, NIGHTS[night])]
    assert {f"https://{site.host}{path_of(article)}" for article in there} <= links


def listed(site: Site, answered: dict[str, Record]) -> list[str]:
    """All links to articles on the lists of a site, HTML and JSON."""
    links = []
    for url, record in answered.items():
        if f"https://{site.host}/" not in url or record.status.startswith("404"):
            continue
        kind = dict(record.headers)["Content-Type"]
        if kind.startswith("application/json"):
            links += [urljoin(url, item["LinktoMe2"]) for item in json.loads(record.body)]
        elif kind.startswith("text/html"):
            links += [urljoin(url, link) for link in at(record, LINKS_ON_LISTS[site.source])]
    return links


def test_the_json_list_of_onecms_ends_with_an_empty_one(recordings: dict[str, dict[str, Record]]) -> None:
    for night in NIGHTS:
        lists = [json.loads(r.body) for url, r in recordings[night].items() if "/api/getMoreArticle/" in url]
        assert lists[-1] == []
        assert [item["Title"] for items in lists for item in items if item["BlockedInstantArticleCreate"]] == [
            "Khu đô thị sinh thái ven sông Lam mở bán đợt cuối với nhiều ưu đãi"
        ]


def test_article_pages_are_of_real_size(recordings: dict[str, dict[str, Record]]) -> None:
    urls = [record["url"] for record in build.records(FIRST)]
    sizes = {url: len(recordings["first-night"][url].body) for url in urls}
    assert {url: size for url, size in sizes.items() if not 6_000 <= size <= 30_000} == {}


def test_one_page_is_in_windows_1258() -> None:
    found = [a.slug for site in SITES for a in articles(site.source, FIRST) if a.charset != "utf-8"]
    assert found == ["ban-dan-van-thi-uy-va-ban-chi-huy-quan-su-thi-xa-ky-ket"]


@pytest.mark.parametrize("letters", ["ếệềểễ", "Ữựừửữ", "Đđăắặ", "ƠợỠ", "ỷỵỳỹý", "nghĩa vụ quân sự – “Dân vận khéo”"])
def test_windows_1258_comes_back_whole(letters: str) -> None:
    assert unicodedata.normalize("NFC", encode(letters, "windows-1258").decode("cp1258")) == letters


# Pages that are no articles


@pytest.mark.parametrize("page", [page for site in SITES for page in refused_pages(site.source)], ids=lambda p: p.title)
def test_a_refused_page_has_a_reason_of_the_closed_list(page: Any) -> None:  # noqa: ANN401
    assert page.reason in set(Reason)


def test_the_recording_holds_every_kind_of_page_that_is_no_article() -> None:
    reasons = Counter(page.reason for site in SITES for page in refused_pages(site.source))
    assert reasons == {"not_found": 2, "listing": 2, "language_switch": 1, "not_html": 1, "stub": 1}
    no_article = [a.no_article for site in SITES for a in articles(site.source, FIRST) if a.no_article]
    assert sorted(no_article) == ["foreign", "no_body", "sponsored"]


def test_the_cookie_stub_has_177_bytes(recordings: dict[str, dict[str, Record]]) -> None:
    assert [len(r.body) for r in recordings["first-night"].values() if b"document.cookie" in r.body] == [177]


# The two nights


@pytest.mark.parametrize(("later", "number"), [("edited", 4), ("noise", 3), ("new", 2), ("withdrawn", 1)], ids=str)
def test_so_many_articles_change(later: str, number: int) -> None:
    changed = [a.slug for site in SITES for a in articles(site.source, LATER) if a.later == later]
    assert len(changed) == number, changed


def test_only_edited_and_noisy_pages_have_other_bytes(recordings: dict[str, dict[str, Record]]) -> None:
    for site in SITES:
        for article in articles(site.source, FIRST):
            url = f"https://{site.host}{path_of(article)}"
            if article.no_article in NEVER_ASKED:
                assert url not in recordings["first-night"]
                continue
            same = recordings["first-night"][url].body == recordings["later-night"][url].body
            assert same == (article.later == "same"), url


def test_only_edited_articles_have_other_words() -> None:
    for site in SITES:
        for path in sorted((COMMITTED / "articles" / site.source).glob("*.md")):
            first, later = read(path, FIRST), read(path, LATER)
            same = (first.headline, first.blocks) == (later.headline, later.blocks)
            assert same == (first.later != "edited"), path


def test_the_withdrawn_article_answers_404_and_is_off_the_lists(recordings: dict[str, dict[str, Record]]) -> None:
    [(site, article)] = [(s, a) for s in SITES for a in articles(s.source, LATER) if withdrawn(a, LATER)]
    url = f"https://{site.host}{path_of(article)}"
    assert recordings["first-night"][url].status.startswith("200")
    assert recordings["later-night"][url].status.startswith("404")
    assert url not in listed(site, recordings["later-night"])


# What the articles say


def test_the_first_night_has_39_articles_and_26_reports() -> None:
    kinds = [record["kind"] for record in build.records(FIRST)]
    assert (len(kinds), sum(kind is not None for kind in kinds)) == (39, 26)


def test_every_article_has_three_to_seven_paragraphs() -> None:
    lengths = {record["url"]: len(record["body"]) for night in NIGHTS.values() for record in build.records(night)}
    assert {url: length for url, length in lengths.items() if not 3 <= length <= 7} == {}


def test_every_file_is_in_nfc() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.rglob("*.[mthj]*") if path.is_file()}
    assert [name for name, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []


def test_an_edit_that_finds_nothing_is_an_error(tmp_path: Path) -> None:
    article = tmp_path / "a.md"
    article.write_text(HEAD + '[[edit]]\nold = "x y"\nnew = "z"\n+++\nText.\n', "utf-8")
    with pytest.raises(ValueError, match="x y"):
        read(article, LATER)


def test_a_date_without_a_time_stays_a_day(tmp_path: Path) -> None:
    article = tmp_path / "a.md"
    article.write_text(HEAD + "+++\nText.\n", "utf-8")
    assert expected(read(article, FIRST), "https://example.org/a", FIRST)["published"] == "2024-01-02"
