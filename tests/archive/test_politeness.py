"""Requests, bytes and gaps of each host and night, and robots.txt as it stood: from real crawls of a real server."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.clock import tonight
from archive.nights import politeness
from archive.nights.politeness import Tally, Visits, keep_tally
from archive.store import transaction
from archive.warc.recordings import exchange_at
from tests.archive.small_archive import SmallArchive
from tests.conftest import Data
from tests.scrapers.small_site import LIST, SOURCE, crawl, path_of, put_list, put_pages
from tests.server import ROBOTS, Answer, Site, serving

PLAIN = ("Content-Type", "text/plain")


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that is crawled; beside these tests a site is one that serves the archive."""
    with serving() as running:
        yield running


def put_two(site: Site) -> None:
    put_list(site, "tin-19", "tin-20")
    put_pages(site, "tin-19", "tin-20")


def test_requests_bytes_and_gaps_are_those_of_the_server(data: Data, site: Site) -> None:
    put_two(site)
    crawl(data, site, 0, DOWNLOAD_DELAY=1)
    (row,) = data.table("host_nights")
    began = [received.began for received in site.received]
    assert (row["night"], row["host"]) == ("2025-06-20", urlsplit(site.address).netloc)
    assert (row["requests"], row["gaps"]) == (4, 3) == (len(began), len(began) - 1)
    assert row["bytes"] == sum(len(site.answers[path][0].body) for path in site.paths)
    # What leaves at once may arrive late, where the machine has much else to do.
    assert row["mean_gap"] == pytest.approx((began[-1] - began[0]) / 3, abs=0.4)
    assert 1 <= row["shortest_gap"] <= row["mean_gap"]


def test_a_second_crawl_of_the_night_adds_to_it(data: Data, site: Site) -> None:
    put_two(site)
    crawl(data, site, 0)
    crawl(data, site, 0)
    (row,) = data.table("host_nights")
    assert (row["requests"], row["gaps"]) == (6, 4)


def test_robots_txt_is_kept_as_it_stood_with_its_record(data: Data, site: Site) -> None:
    put_two(site)
    crawl(data, site, 0)
    (night,) = data.table("host_nights")
    (robots,) = data.table("robots_files")
    assert (night["robots_status"], night["robots_sha256"]) == (200, hashlib.sha256(ROBOTS).hexdigest())
    assert (robots["sha256"], robots["text"]) == (night["robots_sha256"], ROBOTS.decode())
    record = exchange_at(data.captures / robots["file"], "", robots["offset"])
    assert (record.record_id, record.payload) == (robots["record_id"], ROBOTS)


def test_a_robots_txt_that_changes_is_kept_twice(data: Data, site: Site) -> None:
    put_two(site)
    crawl(data, site, 0)
    changed = ROBOTS + b"Disallow: /tim-kiem/\n"
    site.put("/robots.txt", Answer(gzip.compress(changed), headers=(PLAIN, ("Content-Encoding", "gzip"))))
    crawl(data, site, 1)
    assert {row["text"] for row in data.table("robots_files")} == {ROBOTS.decode(), changed.decode()}


@pytest.mark.parametrize("status", [404, 503])
def test_a_site_without_robots_txt_is_noted_with_its_status(data: Data, site: Site, status: int) -> None:
    put_two(site)
    site.put("/robots.txt", Answer(b"", status, (PLAIN,)))
    crawl(data, site, 0)
    (row,) = data.table("host_nights")
    assert (row["robots_status"], row["robots_sha256"]) == (status, None)


def test_what_was_answered_is_counted_by_kind(data: Data, site: Site) -> None:
    put_list(site, "tin-19", "tin-20", "mat-20", "cam-20")
    put_pages(site, "tin-19", "tin-20")
    site.put(path_of("cam-20"), Answer(b"", 403))
    crawl(data, site, 0, RETRY_ENABLED=0)
    rows = {(row["kind"], row["answer"]): row["number"] for row in data.table("night_answers")}
    assert rows == {
        ("list", "leads"): 1,
        ("page", "article"): 2,
        ("page", "not_found"): 1,
        ("page", "HTTP 403"): 1,
    }


def test_known_articles_are_counted_apart(data: Data, site: Site) -> None:
    put_two(site)
    crawl(data, site, 0)
    crawl(data, site, 1)
    rows = data.query("select kind, answer, number from night_answers where night = '2025-06-21' order by kind")
    assert [tuple(row.values()) for row in rows] == [("known", "unchanged", 2), ("list", "leads", 1)]


CHALLENGE = b"<html><title>Just a moment...</title><body>" + b" " * 4000 + b"<script>cf-chl</script></body></html>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CHALLENGE, "stub"),
        ("<p>Tài khoản của website này đã bị tạm khóa</p>".encode(), "suspended"),
        (b"<div>" + b"<a href='/gioi-thieu'>.</a>" * 20 + b"<script src='recaptcha.js'></script></div>", "no_leads"),
    ],
    ids=["challenge", "suspended", "list-of-another-design"],
)
def test_a_list_that_shows_nothing_says_whether_a_door_was_closed(
    data: Data, site: Site, body: bytes, expected: str
) -> None:
    site.put(LIST, Answer(body))
    crawl(data, site, 0)
    assert data.table("night_answers") == [
        {"night": "2025-06-20", "source": SOURCE, "kind": "list", "answer": expected, "number": 1}
    ]


def test_gaps_of_several_writes_are_averaged_by_their_number(tmp_path: Path) -> None:
    archive = SmallArchive(tmp_path)
    for gaps in ([1.0, 2.0], [], [6.0]):
        with transaction(archive.db):
            keep_tally(archive.db, tonight(), "baovensong", Tally(hosts={"a.example": Visits(2, 10, gaps)}))
    (row,) = archive.db.query("select requests, bytes, gaps, mean_gap, shortest_gap from host_nights")
    assert tuple(row.values()) == (6, 30, 3, 3.0, 1.0)
    assert politeness.answers_of(archive.db, str(tonight()), "baovensong").total() == 0
    archive.db.close()
