"""`scrapy importpages --cdx`: the indexes of Wayback and pywb, and a walk through a real pywb."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.contents import has_digest
from archive.warc.recordings import exchanges
from scrapers.cdx import IndexFormatError, ListedCapture, collapsed, read_index, replay_prefix
from scrapers.registry import sources
from tests.conftest import Data, run_scrapy, sentences
from tests.scrapers.pywb_collection import pywb
from tests.server import FIRST_NIGHT, LATER_NIGHT, Answer, Site

PAGE = "https://baonghean.vn/tin-10299085.html"
DIGEST = "MCTUNVAX4NM6O22RKTJLPVLKFDIALQ2N"
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["vn,baonghean)/tin-10299085.html", "20210305101213", PAGE, "text/html", "200", DIGEST, "4321"]
LINE = {"urlkey": ROW[0], "timestamp": ROW[1], "url": PAGE, "mime": "text/html", "status": "200", "digest": DIGEST}
LISTED = ListedCapture(PAGE, "20210305101213", "200", f"sha1:{DIGEST}")


# --- Indexes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows", "resume_key"),
    [
        (json.dumps([HEADER, ROW]), (LISTED,), None),
        (json.dumps([HEADER, ROW, [], ["vn,baonghean)/x 2021"]]), (LISTED,), "vn,baonghean)/x 2021"),
        (json.dumps([[HEADER[1], HEADER[2]], [ROW[1], PAGE]]), (ListedCapture(PAGE, ROW[1], "-", None),), None),
        ("[]", (), None),
        (json.dumps(LINE) + "\n" + json.dumps(LINE) + "\n", (LISTED, LISTED), None),
        ("", (), None),
    ],
)
def test_both_forms_of_an_index_are_read(text: str, rows: tuple[ListedCapture, ...], resume_key: str | None) -> None:
    page = read_index(text)
    assert (page.rows, page.resume_key) == (rows, resume_key)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "301"},
        {"status": "503"},
        {"timestamp": "2021"},
        {"timestamp": "20211399000000"},
        {"url": "dns:baonghean.vn"},
        {"url": "urn:pageinfo:https://baonghean.vn/"},
    ],
)
def test_rows_that_tell_nothing_of_a_page_are_left_out(change: dict[str, str]) -> None:
    assert read_index(json.dumps(LINE | change)).rows == ()


@pytest.mark.parametrize(
    ("change", "status", "digest"),
    [
        ({"mime": "warc/revisit", "status": "-"}, "-", f"sha1:{DIGEST}"),
        ({"status": "404"}, "404", f"sha1:{DIGEST}"),
        ({"digest": "sha256:" + "0f" * 32}, "200", "sha256:" + "0f" * 32),
        ({"digest": "-"}, "200", None),
    ],
)
def test_a_row_says_what_it_answered_and_its_digest(change: dict[str, str], status: str, digest: str | None) -> None:
    (row,) = read_index(json.dumps(LINE | change)).rows
    assert (row.status, row.digest) == (status, digest)


@pytest.mark.parametrize("text", ["<html>Too many requests</html>", '[["a"], ["b"]]', "1", '"x"'])
def test_an_answer_that_is_no_index_says_so(text: str) -> None:
    with pytest.raises(IndexFormatError):
        read_index(text)


@given(st.text(max_size=200) | st.recursive(st.none() | st.text(max_size=5), st.lists, max_leaves=9).map(json.dumps))
def test_any_text_is_an_index_or_says_that_it_is_none(text: str) -> None:
    try:
        rows = read_index(text).rows
    except IndexFormatError:
        return
    assert all(isinstance(row, ListedCapture) for row in rows)


def test_of_equal_digests_in_a_row_the_first_is_asked_for() -> None:
    other = ListedCapture(PAGE, "20210401000000", "200", "sha1:" + "A" * 32)
    again = [ListedCapture(PAGE, f"2021040{day}000000", "200", LISTED.digest) for day in (2, 3)]
    assert list(collapsed([LISTED, LISTED, other, *again])) == [LISTED, other, again[0]]


@pytest.mark.parametrize(
    ("cdx", "replay"),
    [
        ("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/"),
        ("https://web.archive.org/cdx/search/cdx?output=json", "https://web.archive.org/web/"),
        ("http://127.0.0.1:8080/kho/cdx", "http://127.0.0.1:8080/kho/"),
        ("http://127.0.0.1:8080/kho/cdx/", "http://127.0.0.1:8080/kho/"),
    ],
)
def test_the_address_of_the_index_tells_where_captures_are(cdx: str, replay: str) -> None:
    assert replay_prefix(cdx) == replay


# --- A real pywb -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def web_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pywb(tmp_path_factory.mktemp("pywb"), FIRST_NIGHT, LATER_NIGHT) as cdx:
        yield cdx


@pytest.fixture(scope="module")
def walked(web_archive: str, tmp_path_factory: pytest.TempPathFactory) -> Data:
    data = Data(tmp_path_factory.mktemp("walked") / "data")
    process = walk(data, web_archive)
    assert (process.returncode, process.stderr) == (0, ""), process.stderr
    return data


def walk(data: Data, cdx: str, *arguments: str, allow_private: int = 1) -> subprocess.CompletedProcess[str]:
    return run_scrapy(data.folder, "importpages", "--cdx", cdx, *arguments, ALLOW_PRIVATE_ADDRESSES=allow_private)


def imported_from_files(folder: Path) -> Data:
    data = Data(folder / "files")
    process = run_scrapy(data.folder, "importpages", str(FIRST_NIGHT), str(LATER_NIGHT))
    assert process.returncode == 0, process.stderr
    return data


# Not when it was last seen: of equal captures in a row only the first is fetched.
SAID = "select id, headline, body, version, first_seen from articles order by id"


def test_a_web_archive_tells_what_its_recordings_tell(walked: Data, tmp_path: Path) -> None:
    assert walked.query(SAID) == imported_from_files(tmp_path).query(SAID)


def test_each_capture_has_its_own_date_and_digest(walked: Data) -> None:
    stated = {
        (one.url, f"{one.captured_at:%Y-%m-%dT%H:%M:%SZ}"): one.payload
        for recording in (FIRST_NIGHT, LATER_NIGHT)
        for one in exchanges(recording)
    }
    rows = walked.query("select url, captured_at, digest from captures join capture_origins on capture = id")
    assert rows
    for row in rows:
        assert has_digest(stated[row["url"], row["captured_at"]], row["digest"])


def test_each_capture_says_where_it_came_from(walked: Data, web_archive: str) -> None:
    prefix = re.escape(web_archive.removesuffix("cdx"))
    for origin in walked.column("select origin from capture_origins"):
        assert re.fullmatch(rf"{prefix}2025\d{{10}}id_/https://.+", origin)


def test_a_second_walk_asks_for_no_capture_and_adds_nothing(walked: Data, web_archive: str) -> None:
    before = walked.table("captures")
    process = walk(walked, web_archive)
    assert process.stdout.startswith("0 new articles, 0 changed, 0 unchanged, 0 missing, 0 refused"), process.stdout
    assert walked.table("captures") == before


def test_one_source_can_be_named(web_archive: str, data: Data) -> None:
    walk(data, web_archive, "--source", "thanhuy_hatinh")
    assert data.column("select distinct source from articles") == ["thanhuy_hatinh"]


def test_former_domains_are_walked_too(web_archive: str, data: Data) -> None:
    source = sources()["thanhuy_ngabay"]
    assert source.domains
    walk(data, web_archive, "--source", source.id)
    assert data.column("select count(*) > 0 from articles") == [1]


# --- A web archive that makes trouble ----------------------------------------------------------------------


def json_answer(*rows: dict[str, str]) -> Answer:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    return Answer(text.encode(), headers=(("Content-Type", "text/x-ndjson"),))


class Walk:
    """A walk of Báo Nghệ An through a site that answers whatever a test put there."""

    def __init__(self, site: Site, data: Data, *rows: dict[str, str]) -> None:
        self.index = _index_paths(site, data)[0]
        site.put(self.index, json_answer(*rows))
        self.site = site
        self.data = data

    def run(self) -> tuple[int, list[str]]:
        process = walk(self.data, f"{self.site.address}/kho/cdx", "--source", "baonghean")
        assert "Traceback" not in process.stderr
        return process.returncode, sentences(process.stderr)


def _index_paths(site: Site, data: Data) -> list[str]:
    """What is asked first; the site answers it with 404, an empty index."""
    walk(data, f"{site.address}/kho/cdx", "--source", "baonghean")
    paths = [path for path in site.paths if path.startswith("/kho/cdx")]
    site.forget()
    return paths


def test_a_capture_whose_payload_has_another_digest_is_named_and_skipped(site: Site, data: Data) -> None:
    walked = Walk(site, data, LINE)
    memento = ("Memento-Datetime", "Fri, 05 Mar 2021 10:12:13 GMT")
    site.put(f"/kho/20210305101213id_/{PAGE}", Answer(b"<p>khac</p>", headers=(memento,)))
    code, said = walked.run()
    assert code == 1
    assert "its payload has not the digest that the index states" in said[0]
    assert data.table("captures") == []


def test_another_capture_than_the_one_asked_for_is_not_taken_for_it(site: Site, data: Data) -> None:
    walked = Walk(site, data, LINE)
    memento = ("Memento-Datetime", "Sat, 06 Mar 2021 10:12:13 GMT")
    site.put(f"/kho/20210305101213id_/{PAGE}", Answer(b"<p>khac</p>", headers=(memento,)))
    code, said = walked.run()
    assert (code, "does not answer with this capture" in said[0]) == (1, True)


def test_an_archive_that_asks_to_be_left_alone_is(site: Site, data: Data) -> None:
    walked = Walk(site, data, LINE)
    site.put(walked.index, Answer(b"", 429, (("Retry-After", "3600"),)))
    code, said = walked.run()
    assert code == 1
    assert "HTTP 429. The same command goes on from here: give it again later." in said[0]
    assert len(site.paths) == 1


def test_a_short_retry_after_is_waited_for(site: Site, data: Data) -> None:
    walked = Walk(site, data)
    site.put(walked.index, Answer(b"", 503, (("Retry-After", "1"),)), json_answer())
    assert walked.run() == (0, [])
    first, second = site.received
    assert second.began - first.ended >= 1


def test_requests_say_who_asks(site: Site, data: Data) -> None:
    Walk(site, data).run()
    assert "lienhe@luutru.example" in site.received[0].headers["User-Agent"]


def test_a_private_address_is_refused(site: Site, data: Data) -> None:
    process = walk(data, f"{site.address}/kho/cdx", allow_private=0)
    assert process.returncode == 1
    assert sentences(process.stderr) == ["127.0.0.1 leads to 127.0.0.1, which is not a public address"]
    assert site.paths == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cdx", "web.archive.org"), "is no address; it begins with https://"),
        (("--cdx", "https://web.archive.org/"), "is no address of a CDX API"),
        (("--cdx", "https://web.archive.org/cdx", "tep.warc.gz"), "Name at least one file or folder, or a web archive"),
        ((), "Name at least one file or folder, or a web archive"),
    ],
)
def test_bad_input_is_one_clear_sentence(data: Data, arguments: tuple[str, ...], said: str) -> None:
    process = run_scrapy(data.folder, "importpages", *arguments)
    assert process.returncode == 2
    assert said in process.stdout + process.stderr
    assert "Traceback" not in process.stderr
