"""A crawl that a recording answers instead of the network."""

from __future__ import annotations

import gzip
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from archive.warc.captures import CaptureFile
from archive.warc.exchange import Exchange
from archive.warc.recordings import exchanges
from scrapers.replay import Recording, Replay
from tests.conftest import Data, run_scrapy, sentences
from tests.scrapers import small_site
from tests.scrapers.small_site import article, path_of, put_list, put_pages
from tests.server import FIRST_NIGHT, LATER_NIGHT, Answer, Site

SOURCE = "baonghean"


def as_it_is(folder: Path) -> Path:
    return FIRST_NIGHT


def as_plain_warc(folder: Path) -> Path:
    plain = folder / "first-night.warc"
    with FIRST_NIGHT.open("rb") as stream, plain.open("wb") as out:
        writer = WARCWriter(out, gzip=False, warc_version="1.1")
        for record in ArchiveIterator(stream):
            writer.write_record(record)
    return plain


def as_wacz(folder: Path) -> Path:
    """Two WARC files in a package, with the other files that a package has."""
    package = folder / "first-night.wacz"
    with zipfile.ZipFile(package, "w") as out:
        out.writestr("datapackage.json", "{}")
        out.writestr("archive/data.warc.gz", FIRST_NIGHT.read_bytes())
        out.writestr("archive/more.warc", as_plain_warc(folder).read_bytes())
        out.writestr("pages/pages.jsonl", "{}")
    return package


FORMS: dict[str, Callable[[Path], Path]] = {"gzip WARC": as_it_is, "plain WARC": as_plain_warc, "WACZ": as_wacz}


def replay(data: Data, recording: Path) -> subprocess.CompletedProcess[str]:
    return run_scrapy(data.folder, "crawl", SOURCE, REPLAY=recording)


def kept(data: Data) -> dict[str, list[dict[str, Any]]]:
    return {
        "articles": data.table("articles", "capture", "last_seen"),
        "versions": data.table("versions", "capture"),
        "leads": data.table("leads", "first_seen", "last_seen"),
        "captures": data.query("select url, captured_at, status, content_type, sha256, size, ip from captures"),
    }


@pytest.fixture(scope="module", params=FORMS)
def replayed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("replay")
    data = Data(folder / "data")
    assert replay(data, FORMS[request.param](folder)).returncode == 0
    return data


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    data = Data(tmp_path_factory.mktemp("reference"))
    replay(data, FIRST_NIGHT)
    return kept(data)


@pytest.mark.parametrize("table", ["articles", "versions", "leads", "captures"])
def test_every_form_of_recording_gives_the_same_archive(
    replayed: Data, reference: dict[str, list[dict[str, Any]]], table: str
) -> None:
    assert reference[table]
    assert kept(replayed)[table] == reference[table]


def test_a_page_was_captured_when_the_recording_says(replayed: Data) -> None:
    assert set(replayed.column("select substr(captured_at, 1, 10) from captures")) == {"2025-06-20"}


def test_the_run_names_its_recording(replayed: Data) -> None:
    (recording,) = replayed.column("select recording from runs")
    assert Path(recording).name.startswith("first-night.w")


def test_robots_txt_is_obeyed_from_the_recording(data: Data, tmp_path: Path) -> None:
    home = "https://baonghean.vn"
    with CaptureFile(tmp_path, "forbidden", "run", datetime.now(UTC)) as file:
        for path, body in (("/robots.txt", b"User-agent: *\nDisallow: /"), ("/xay-dung-dang", b"<html></html>")):
            file.write(Exchange(home + path, datetime.now(UTC), 200, body, (("Content-Type", "text/plain"),)))
    (recording,) = tmp_path.rglob("*.warc.gz")
    replay(data, recording)
    assert data.column("select reason from refused") == ["robots"]


def test_an_address_that_the_recording_lacks_is_a_404_that_says_so() -> None:
    answer = Replay(Recording(FIRST_NIGHT)).process_request(Request("https://baonghean.vn/khong-co"))
    assert answer.status == 404
    assert answer.text == "https://baonghean.vn/khong-co is not in the recording first-night.warc.gz\n"


def test_such_a_404_is_no_evidence(data: Data) -> None:
    process = run_scrapy(data.folder, "crawl", SOURCE, "-a", "lists=/chuyen-muc-khong-co", REPLAY=FIRST_NIGHT)
    assert (process.returncode, data.last_outcome) == (1, "no_leads")
    kept_addresses = [exchange.url for file in data.capture_files for exchange in exchanges(file)]
    assert kept_addresses == ["https://baonghean.vn/robots.txt"]


def test_the_newest_of_several_answers_counts(tmp_path: Path) -> None:
    address = "https://baonghean.vn/tin.html"
    with CaptureFile(tmp_path, "twice", "run", datetime.now(UTC)) as file:
        for day, body in ((2, b"moi"), (1, b"cu")):
            file.write(Exchange(address, datetime(2025, 6, day, tzinfo=UTC), 200, body))
    recording = Recording(next(tmp_path.rglob("*.warc.gz")))
    answer = recording.answer(address)
    assert answer is not None
    assert answer.payload == b"moi"


# --- Recorded revisits -------------------------------------------------------------------------------------

ADDRESS = "https://baonghean.vn/tin.html"
WHOLE = Exchange(ADDRESS, datetime(2025, 6, 1, tzinfo=UTC), 200, b"<h1>Tin</h1>", (("ETag", '"mot"'),))
SAME_BYTES = replace(WHOLE, captured_at=datetime(2025, 6, 2, tzinfo=UTC), response_headers=(("Age", "7"),))
NOT_MODIFIED = Exchange(ADDRESS, datetime(2025, 6, 3, tzinfo=UTC), 304, b"", (("ETag", '"mot"'),))


def recorded(folder: Path, *revisits: Exchange) -> Recording:
    """A recording of the whole page and of later answers that refer to it."""
    with CaptureFile(folder, "again", "run", datetime.now(UTC)) as file:
        original = file.write(WHOLE)
        for revisit in revisits:
            file.write(revisit, original)
    return Recording(next(folder.rglob("*.warc.gz")))


def test_a_recorded_304_answers_those_who_ask_on_condition(tmp_path: Path) -> None:
    answer = recorded(tmp_path, NOT_MODIFIED).answer(ADDRESS, conditional=True)
    assert answer is not None
    assert (answer.status, answer.payload, answer.captured_at) == (304, b"", NOT_MODIFIED.captured_at)


def test_others_get_the_page_as_it_was_sent_last(tmp_path: Path) -> None:
    answer = recorded(tmp_path, NOT_MODIFIED).answer(ADDRESS)
    assert answer is not None
    assert (answer.status, answer.payload, answer.captured_at) == (200, WHOLE.payload, WHOLE.captured_at)


@pytest.mark.parametrize("conditional", [True, False])
def test_the_same_bytes_sent_again_are_sent_again(tmp_path: Path, conditional: bool) -> None:
    answer = recorded(tmp_path, SAME_BYTES).answer(ADDRESS, conditional=conditional)
    assert answer is not None
    assert (answer.status, answer.payload) == (200, WHOLE.payload)
    assert (answer.captured_at, answer.response_headers) == (SAME_BYTES.captured_at, SAME_BYTES.response_headers)


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_a_request_with_either_header_is_on_condition(tmp_path: Path, header: str) -> None:
    replayed = Replay(recorded(tmp_path, NOT_MODIFIED))
    asked = [Request(ADDRESS, headers={header: '"mot"'}), Request(ADDRESS)]
    assert [replayed.process_request(request).status for request in asked] == [304, 200]


def test_nights_replayed_one_after_the_other_are_what_they_were_live(tmp_path: Path, site: Site) -> None:
    live, again = Data(tmp_path / "live"), Data(tmp_path / "again")
    names = ["mot-19", "hai-18", "ba-17", "bon-16"]
    put_list(site, *names)
    put_pages(site, *names)
    site.put(path_of("mot-19"), article("mot-19", "", ("ETag", '"mot"')))
    small_site.crawl(live, site, 0)
    site.put(path_of("hai-18"), article("hai-18", ", đã sửa"))
    site.put(path_of("ba-17"), Answer(b"<p>404</p>", 404))
    put_list(site, *names[:3])
    small_site.crawl(live, site, 1)
    for recording in live.capture_files:
        process = run_scrapy(again.folder, "crawl", small_site.SOURCE, site=site, REPLAY=recording)
        assert process.returncode == 0, process.stderr
    for table in ("sightings", "versions", "withdrawals"):
        assert len(again.table(table)) == len(live.table(table)) > 0
    for name in names:
        assert small_site.answers(again, name) == small_site.answers(live, name)
    assert small_site.episodes(again) == small_site.episodes(live)


def test_the_same_recording_again_asks_for_no_article_again(data: Data) -> None:
    replay(data, FIRST_NIGHT)
    replay(data, FIRST_NIGHT)
    assert data.column("select fetched from source_runs order by rowid")[1:] == [0]


def test_a_recording_does_not_answer_what_it_does_not_hold() -> None:
    assert Recording(LATER_NIGHT).answer("https://baonghean.vn/khong-co") is None


# --- Recordings that are none ------------------------------------------------------------------------------


def not_there(folder: Path) -> Path:
    return folder / "khong-co.warc.gz"


def no_warc(folder: Path) -> Path:
    path = folder / "van-ban.warc"
    path.write_text("Đây không phải là một tệp WARC.\n")
    return path


def no_package(folder: Path) -> Path:
    path = folder / "van-ban.wacz"
    path.write_text("Đây không phải là một gói WACZ.\n")
    return path


def cut_short(folder: Path) -> Path:
    path = folder / "dut-doan.warc.gz"
    path.write_bytes(FIRST_NIGHT.read_bytes()[:20_000])
    return path


def damaged(folder: Path) -> Path:
    path = folder / "hong.warc.gz"
    content = bytearray(FIRST_NIGHT.read_bytes())
    content[9_000:9_400] = bytes(400)
    path.write_bytes(content)
    return path


def without_records(folder: Path) -> Path:
    path = folder / "rong.warc.gz"
    path.write_bytes(gzip.compress(b""))
    return path


@pytest.mark.parametrize("broken", [not_there, no_warc, no_package, cut_short, damaged, without_records])
def test_a_broken_recording_is_one_clear_sentence(data: Data, tmp_path: Path, broken: Callable[[Path], Path]) -> None:
    path = broken(tmp_path)
    process = replay(data, path)
    assert process.returncode == 2, process.stderr
    assert "Traceback" not in process.stderr
    assert str(path) in sentences(process.stderr)[-1]
    assert data.capture_files == []


def test_a_lead_that_the_recording_lacks_is_not_refused(data: Data, tmp_path: Path) -> None:
    listed = next(one for one in exchanges(FIRST_NIGHT) if one.url == "https://baonghean.vn/xay-dung-dang")
    with CaptureFile(tmp_path, "partial", "run", datetime.now(UTC)) as file:
        file.write(listed)
    (recording,) = tmp_path.rglob("*.warc.gz")
    replay(data, recording)
    assert data.table("refused") == []
    assert set(data.column("select state from leads where kind = 'page'")) == {"pending"}
