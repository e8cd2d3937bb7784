"""A night without trouble: every source is served as its site is, crawled, crawled again, and its archive looked at."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.history.versions import PARAGRAPH
from archive.store import article_id
from scrapers.registry import sources
from tests.conftest import CONTACT, SOURCES, Data, run_scrapy, warcio_check
from tests.server import FIRST_NIGHT, LATER_NIGHT, Answer, Received, put_sample, serving

Tables = dict[str, list[dict[str, Any]]]
TABLES = ("sources", "leads", "captures", "articles", "versions", "refused")
FIELDS = ("headline", "body", "captions", "author", "dateline", "published", "views")


@dataclass(frozen=True)
class Night:
    """One crawl: what the site was asked, and the archive afterwards."""

    process: subprocess.CompletedProcess[str]
    received: list[Received]
    tables: Tables

    @property
    def asked(self) -> list[str]:
        return [received.path for received in self.received]


@dataclass(frozen=True)
class Nights:
    """Three crawls of a source: the first, one when nothing has changed, one of the later night."""

    data: Data
    answers: dict[str, list[Answer]]  # of the first two
    first: Night
    same: Night
    later: Night


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def expected(source: str, night: str) -> dict[str, dict[str, Any]]:
    """Path of each article -> what a crawl of that night should store."""
    lines = (FIRST_NIGHT.parent / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return {path_of(one["url"]): one for one in records if (one["source"], one["night"]) == (source, night)}


def stored(tables: Tables) -> dict[str, dict[str, Any]]:
    """Path of each article -> its row, in the form of the expected records."""
    return {
        path_of(row["url"]): row
        | {"body": row["body"].split(PARAGRAPH), "captions": json.loads(row["captions"])}
        | ({"published": row["published"][:10]} if row["published_precision"] == "day" else {})
        for row in tables["articles"]
    }


def crawl_three_nights(source: str, folder: Path) -> Nights:
    data = Data(folder / source)
    host = urlsplit(sources()[source].home).hostname or ""

    with serving() as site:

        def crawl() -> Night:
            site.forget()
            process = run_scrapy(data.folder, "crawl", source, site=site)
            return Night(process, list(site.received), {name: data.table(name) for name in TABLES})

        # The delay makes requests that overlap visible.
        put_sample(site, host, FIRST_NIGHT, delay=0.01)
        answers = dict(site.answers)
        first, same = crawl(), crawl()
        put_sample(site, host, LATER_NIGHT)
        time.sleep(1)  # the archive keeps moments in seconds: what a list drops must be later than what it showed
        return Nights(data, answers, first, same, crawl())


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Nights]:
    folder = tmp_path_factory.mktemp("nights")
    with ThreadPoolExecutor() as pool:
        return dict(zip(SOURCES, pool.map(lambda source: crawl_three_nights(source, folder), SOURCES), strict=True))


every_source = pytest.mark.parametrize("source", SOURCES)


# --- What is found -----------------------------------------------------------------------------------------


def test_the_tests_know_every_source() -> None:
    assert tuple(sources()) == SOURCES


@every_source
def test_a_good_night_ends_well(nights: dict[str, Nights], source: str) -> None:
    night = nights[source].first
    assert night.process.returncode == 0, night.process.stderr


@every_source
def test_every_article_is_found_through_the_lists(nights: dict[str, Nights], source: str) -> None:
    assert set(stored(nights[source].first.tables)) == set(expected(source, "first-night"))


@every_source
def test_every_address_is_asked_for_once(nights: dict[str, Nights], source: str) -> None:
    asked = Counter(nights[source].first.asked)
    assert {path: times for path, times in asked.items() if times > 1} == {}


@every_source
@pytest.mark.parametrize("field", FIELDS)
def test_fields_are_stored_as_the_authors_wrote_them(nights: dict[str, Nights], source: str, field: str) -> None:
    wanted = {path: record[field] for path, record in expected(source, "first-night").items()}
    assert {path: row[field] for path, row in stored(nights[source].first.tables).items()} == wanted


@every_source
def test_ids_come_from_source_and_key(nights: dict[str, Nights], source: str) -> None:
    articles = nights[source].first.tables["articles"]
    assert [row["id"] for row in articles] == [article_id(source, row["key"]) for row in articles]


@every_source
def test_every_lead_comes_to_an_end(nights: dict[str, Nights], source: str) -> None:
    leads = nights[source].first.tables["leads"]
    open_ones = [row for row in leads if row["state"] not in ("done", "refused") and row["reason"] != "stub"]
    assert open_ones == [], nights[source].first.process.stderr


@every_source
def test_pages_that_are_no_article_are_kept_with_a_reason(nights: dict[str, Nights], source: str) -> None:
    tables = nights[source].first.tables
    refused_leads = {row["url"]: row["reason"] for row in tables["leads"] if row["reason"]}
    assert {row["url"]: row["reason"] for row in tables["refused"]} == refused_leads


def test_what_stands_behind_a_stub_is_asked_for_again(nights: dict[str, Nights]) -> None:
    leads = nights["thanhuy_ngabay"].first.tables["leads"]
    assert [row["reason"] for row in leads if row["state"] == "pending"] == ["stub"]


# --- Again, and later --------------------------------------------------------------------------------------


@every_source
def test_a_second_crawl_asks_for_the_first_list_only(nights: dict[str, Nights], source: str) -> None:
    first_list = path_of(sources()[source].list_leads()[0].url)
    assert nights[source].same.asked == ["/robots.txt", first_list]


@every_source
@pytest.mark.parametrize("table", TABLES)
def test_a_second_crawl_changes_only_last_seen(nights: dict[str, Nights], source: str, table: str) -> None:
    def without_last_seen(night: Night) -> list[dict[str, Any]]:
        return [{column: row[column] for column in row if column != "last_seen"} for row in night.tables[table]]

    assert without_last_seen(nights[source].same) == without_last_seen(nights[source].first)


@every_source
def test_a_list_that_changed_leads_to_what_is_new_and_what_it_dropped(nights: dict[str, Nights], source: str) -> None:
    known = {row["url"] for row in nights[source].same.tables["leads"]}
    new = [path_of(row["url"]) for row in nights[source].later.tables["leads"] if row["url"] not in known]
    lists = {path_of(row["url"]) for row in nights[source].later.tables["leads"] if row["kind"] == "list"}
    pages_asked = [path for path in nights[source].later.asked if path != "/robots.txt" and path not in lists]
    dropped = set(expected(source, "first-night")) - set(expected(source, "later-night"))
    assert [path for path in pages_asked if path not in dropped] == [path for path in new if path not in lists]
    assert set(pages_asked) & dropped == dropped
    added = set(expected(source, "later-night")) - set(expected(source, "first-night"))
    assert added <= set(pages_asked)


def test_the_later_night_has_new_articles(nights: dict[str, Nights]) -> None:
    new = {
        source: len(night.later.tables["articles"]) - len(night.same.tables["articles"])
        for source, night in nights.items()
    }
    assert new == {"baonghean": 1, "thanhuy_hatinh": 0, "thanhuy_ngabay": 0, "tpcaolanh": 1}


# --- Manners -----------------------------------------------------------------------------------------------


@every_source
def test_one_request_at_a_time(nights: dict[str, Nights], source: str) -> None:
    received = sorted(nights[source].first.received, key=lambda one: one.began)
    overlapping = [later.path for one, later in pairwise(received) if later.began < one.ended]
    assert overlapping == []


def header_values(night: Night, name: str) -> set[str | None]:
    return {received.headers.get(name) for received in night.received}


@every_source
def test_the_user_agent_says_who_crawls_and_how_to_reach_them(nights: dict[str, Nights], source: str) -> None:
    (agent,) = header_values(nights[source].first, "User-Agent")
    assert agent
    assert "+https://" in agent
    assert CONTACT in agent


@every_source
@pytest.mark.parametrize("header", ["Cookie", "Referer"])
def test_nothing_is_sent_that_follows_a_reader(nights: dict[str, Nights], source: str, header: str) -> None:
    assert header_values(nights[source].first, header) == {None}


# --- Evidence ----------------------------------------------------------------------------------------------


def captures(nights: Nights) -> list[dict[str, Any]]:
    return nights.first.tables["captures"]


def record_at(data: Data, capture: dict[str, Any]) -> tuple[Any, bytes]:
    """The WARC record in exactly the bytes that the capture names, and its payload as sent."""
    with (data.captures / capture["file"]).open("rb") as file:
        file.seek(capture["offset"])
        member = file.read(capture["length"])
    (record,) = [(one, one.raw_stream.read()) for one in ArchiveIterator(BytesIO(member))]
    return record


@every_source
def test_every_article_and_version_names_its_capture(nights: dict[str, Nights], source: str) -> None:
    captured = {row["id"]: row["url"] for row in captures(nights[source])}
    tables = nights[source].first.tables
    addresses = {row["id"]: row["url"] for row in tables["articles"]}
    assert {row["id"]: captured[row["capture"]] for row in tables["articles"]} == addresses
    assert {row["article"]: captured[row["capture"]] for row in tables["versions"]} == addresses


@every_source
def test_a_capture_leads_to_exactly_its_record(nights: dict[str, Nights], source: str) -> None:
    for capture in captures(nights[source]):
        record, _ = record_at(nights[source].data, capture)
        assert record.rec_type == "response"
        assert record.rec_headers.get_header("WARC-Record-ID") == f"<urn:uuid:{capture['record_id']}>"
        assert record.rec_headers.get_header("WARC-Target-URI") == capture["url"]


@every_source
def test_the_payload_is_kept_as_sent(nights: dict[str, Nights], source: str) -> None:
    for capture in captures(nights[source]):
        _, payload = record_at(nights[source].data, capture)
        (answer,) = nights[source].answers[path_of(capture["url"])]
        assert payload == answer.body, capture["url"]


@every_source
def test_size_and_sha256_are_those_of_the_payload(nights: dict[str, Nights], source: str) -> None:
    for capture in captures(nights[source]):
        _, payload = record_at(nights[source].data, capture)
        assert (capture["size"], capture["sha256"]) == (len(payload), hashlib.sha256(payload).hexdigest())


def test_what_came_compressed_is_kept_compressed(nights: dict[str, Nights]) -> None:
    openings = {record_at(nights["tpcaolanh"].data, capture)[1][:2] for capture in captures(nights["tpcaolanh"])}
    assert openings == {b"\x1f\x8b"}


def test_repeated_headers_are_all_kept(nights: dict[str, Nights]) -> None:
    record, _ = record_at(nights["tpcaolanh"].data, captures(nights["tpcaolanh"])[0])
    cookies = [value.split(";")[0] for name, value in record.http_headers.headers if name == "Set-Cookie"]
    assert cookies == ["COOKIE_SUPPORT=true", "GUEST_LANGUAGE_ID=vi_VN"]


@every_source
def test_the_address_and_protocol_that_answered_are_kept(nights: dict[str, Nights], source: str) -> None:
    assert {(row["ip"], row["protocol"]) for row in captures(nights[source])} == {("127.0.0.1", "HTTP/1.1")}
    record, _ = record_at(nights[source].data, captures(nights[source])[0])
    assert record.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    assert record.rec_headers.get_header("WARC-Protocol") == "http/1.1"


def records_of_first_night(nights: Nights) -> list[tuple[str, str, str]]:
    """Type, id of the record (or of the one it belongs to) and request or status line."""
    file = nights.data.captures / captures(nights)[0]["file"]
    with file.open("rb") as stream:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Concurrent-To") or record.rec_headers.get_header("WARC-Record-ID"),
                f"{record.http_headers.protocol} {record.http_headers.statusline}",
            )
            for record in ArchiveIterator(stream)
            if record.http_headers
        ]


@every_source
def test_every_answer_is_on_disk_with_its_request(nights: dict[str, Nights], source: str) -> None:
    records = records_of_first_night(nights[source])
    requests = [line.split()[1] for kind, _, line in records if kind == "request"]
    assert requests == nights[source].first.asked
    assert [one[1] for one in records if one[0] == "request"] == [one[1] for one in records if one[0] == "response"]


@every_source
def test_the_files_have_their_final_names(nights: dict[str, Nights], source: str) -> None:
    assert nights[source].data.unfinished_files == []
    assert len(nights[source].data.capture_files) == 3


@every_source
def test_warcio_finds_the_files_valid(nights: dict[str, Nights], source: str) -> None:
    assert warcio_check(*nights[source].data.capture_files) == (0, "")
