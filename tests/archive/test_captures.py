"""WARC files as they are written, left open by a killed process, and recovered."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive.model import Capture
from archive.warc.captures import CaptureFile, recover, sole_crawl
from archive.warc.exchange import Exchange
from archive.warc.recordings import exchanges, head_of
from tests.conftest import warcio_check

STARTED = datetime(2025, 6, 20, 19, 0, tzinfo=UTC)
ADDRESS = "https://baovensong.example/Default.aspx?tabid=79&ndid=1026"
PAGE = Exchange(
    url=ADDRESS,
    captured_at=STARTED,
    status=200,
    payload=gzip.compress("<h1>Ký kết quy chế phối hợp</h1>".encode(), mtime=0),
    response_headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "mot=1; Path=/"),
        ("Set-Cookie", "hai=2; Path=/"),
    ),
    request_headers=(("Host", "baovensong.example"), ("User-Agent", "CoordinationArchive/0.1")),
    content_type="text/html; charset=utf-8",
    ip="192.0.2.7",
    protocol="HTTP/1.1",
)


def new_file(folder: Path, run: str = "run") -> CaptureFile:
    return CaptureFile(folder, "baovensong", run, STARTED)


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Type, WARC headers and payload as sent of each record."""
    with path.open("rb") as stream:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(stream)
        ]


def kill_while_writing(folder: Path, whole: int, torn_bytes: int) -> Path:
    """A file with so many whole exchanges and the beginning of another, as a killed process leaves it."""
    file = new_file(folder)
    for _ in range(whole):
        file.write(PAGE)
    path = folder / (file.name + ".open")
    size = path.stat().st_size
    file.write(PAGE)
    content = path.read_bytes()[: size + torn_bytes]
    del file  # lets go of the lock, as the end of a process does
    path.write_bytes(content)
    return path


# --- Writing -----------------------------------------------------------------------------------------------


def test_the_name_says_when_what_and_which_run(tmp_path: Path) -> None:
    with new_file(tmp_path, "20250620T190000Z-ab12") as file:
        file.write(PAGE)
    (path,) = tmp_path.rglob("*.warc.gz")
    assert str(path.relative_to(tmp_path)) == "2025/06/baovensong-20250620T190000Z-ab12.warc.gz"


def test_nothing_is_created_before_the_first_record(tmp_path: Path) -> None:
    with new_file(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_its_final_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
        assert [path.suffix for path in tmp_path.rglob("baovensong*")] == [".open"]
    assert [path.suffix for path in tmp_path.rglob("baovensong*")] == [".gz"]


def test_an_exchange_is_on_disk_when_write_returns(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
        (path,) = tmp_path.rglob("*.open")
        assert [kind for kind, _, _ in records(path)] == ["warcinfo", "response", "request"]


def test_the_capture_leads_back_to_its_record(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
        capture = file.write(PAGE)
    member = (tmp_path / capture.file).read_bytes()[capture.offset : capture.offset + capture.length]
    (record,) = list(ArchiveIterator(BytesIO(member)))
    assert record.rec_headers.get_header("WARC-Record-ID") == f"<urn:uuid:{capture.record_id}>"


def test_the_capture_identifies_the_payload_as_sent(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        capture = file.write(PAGE)
    assert (capture.sha256, capture.size) == (hashlib.sha256(PAGE.payload).hexdigest(), len(PAGE.payload))


def test_the_payload_is_kept_as_sent(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
    (payload,) = [payload for kind, _, payload in records(next(tmp_path.rglob("*.gz"))) if kind == "response"]
    assert payload == PAGE.payload


def test_the_request_has_its_query_string_and_belongs_to_its_response(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        capture = file.write(PAGE)
        content = next(tmp_path.rglob("*.open")).read_bytes()
    *_, request = ArchiveIterator(BytesIO(content))
    assert request.http_headers.statusline == "/Default.aspx?tabid=79&ndid=1026 HTTP/1.1"
    assert request.rec_headers.get_header("WARC-Concurrent-To") == f"<urn:uuid:{capture.record_id}>"


def test_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
    (read,) = exchanges(next(tmp_path.rglob("*.gz")))
    for name in ("url", "captured_at", "status", "payload", "response_headers", "content_type", "ip"):
        assert getattr(read, name) == getattr(PAGE, name), name


def test_a_file_that_never_came_over_http_is_a_resource_without_request(tmp_path: Path) -> None:
    text = Exchange(None, STARTED, None, "Đảng ủy ký kết".encode(), content_type="text/plain")
    with new_file(tmp_path) as file:
        file.write(text)
    (read,) = exchanges(next(tmp_path.rglob("*.gz")))
    assert (read.url, read.status, read.payload, read.content_type) == (None, None, text.payload, "text/plain")
    assert [kind for kind, _, _ in records(next(tmp_path.rglob("*.gz")))] == ["warcinfo", "resource"]


def test_its_head_says_what_its_run_has_to_say(tmp_path: Path) -> None:
    with CaptureFile(tmp_path, "baovensong", "run", STARTED, {"Archive-Lists": "https://baovensong.example/a"}) as file:
        file.write(PAGE)
    head = head_of(next(tmp_path.rglob("*.gz")))
    assert (head["isPartOf"], head["Archive-Lists"]) == ("baovensong", "https://baovensong.example/a")


SENT = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(headers=st.lists(st.tuples(SENT, SENT), max_size=3))
def test_whatever_headers_a_server_sends_its_payload_is_kept(
    tmp_path_factory: pytest.TempPathFactory, headers: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("headers")
    with new_file(folder) as file:
        file.write(replace(PAGE, response_headers=tuple(headers)))
    (read,) = exchanges(next(folder.rglob("*.gz")))
    assert (read.status, read.payload) == (PAGE.status, PAGE.payload)


@settings(max_examples=30)
@given(payloads=st.lists(st.binary(max_size=2000), min_size=1, max_size=4))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, payloads: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("any")
    with new_file(folder) as file:
        for payload in payloads:
            file.write(Exchange(ADDRESS, STARTED, 200, payload))
    assert [one.payload for one in exchanges(next(folder.rglob("*.gz")))] == payloads


def test_warcio_finds_it_valid(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
    assert warcio_check(next(tmp_path.rglob("*.gz"))) == (0, "")


# --- Revisits ----------------------------------------------------------------------------------------------

LATER = STARTED + timedelta(days=1)
NOT_MODIFIED = replace(
    PAGE, captured_at=LATER, status=304, payload=b"", response_headers=(("ETag", '"mot"'),), content_type=""
)
SAME_BYTES = replace(PAGE, captured_at=LATER)
REVISITS = pytest.mark.parametrize("again", [NOT_MODIFIED, SAME_BYTES], ids=["304", "the same bytes"])


def write_revisit(folder: Path, again: Exchange) -> tuple[Capture, Capture, Path]:
    """The capture of the page, that of the revisit, and the file."""
    with new_file(folder) as file:
        original = file.write(PAGE)
        capture = file.write(again, original)
    return original, capture, next(folder.rglob("*.gz"))


def revisit_record(path: Path) -> tuple[dict[str, str], ArcWarcRecord]:
    with path.open("rb") as stream:
        (found,) = [
            (dict(record.rec_headers.headers), record)
            for record in ArchiveIterator(stream)
            if record.rec_type == "revisit"
        ]
    return found


@REVISITS
def test_a_revisit_refers_to_the_record_that_has_the_payload(tmp_path: Path, again: Exchange) -> None:
    original, capture, path = write_revisit(tmp_path, again)
    headers, _ = revisit_record(path)
    assert headers["WARC-Record-ID"] == f"<urn:uuid:{capture.record_id}>"
    assert headers["WARC-Refers-To"] == f"<urn:uuid:{original.record_id}>"
    assert headers["WARC-Refers-To-Target-URI"] == ADDRESS
    assert headers["WARC-Refers-To-Date"] == "2025-06-20T19:00:00.000Z"
    assert headers["WARC-Payload-Digest"] == f"sha256:{original.sha256}"


@pytest.mark.parametrize(
    ("again", "profile"), [(NOT_MODIFIED, "server-not-modified"), (SAME_BYTES, "identical-payload-digest")]
)
def test_a_revisit_says_why_it_has_none(tmp_path: Path, again: Exchange, profile: str) -> None:
    *_, path = write_revisit(tmp_path, again)
    headers, _ = revisit_record(path)
    assert headers["WARC-Profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"


@REVISITS
def test_a_revisit_keeps_the_headers_of_the_answer_and_its_request(tmp_path: Path, again: Exchange) -> None:
    _, capture, path = write_revisit(tmp_path, again)
    _, record = revisit_record(path)
    assert tuple(record.http_headers.headers) == again.response_headers
    with path.open("rb") as stream:
        *_, request = ArchiveIterator(stream)
    assert request.rec_headers.get_header("WARC-Concurrent-To") == f"<urn:uuid:{capture.record_id}>"


@pytest.mark.parametrize(("again", "size"), [(NOT_MODIFIED, 0), (SAME_BYTES, len(PAGE.payload))])
def test_the_capture_of_a_revisit_stands_for_the_payload(tmp_path: Path, again: Exchange, size: int) -> None:
    original, capture, _ = write_revisit(tmp_path, again)
    assert (capture.status, capture.sha256, capture.size) == (again.status, original.sha256, size)


@REVISITS
def test_a_revisit_is_small(tmp_path: Path, again: Exchange) -> None:
    *_, path = write_revisit(tmp_path, replace(again, response_headers=()))
    assert [payload for kind, _, payload in records(path) if kind == "revisit"] == [b""]


@REVISITS
def test_warcio_finds_a_revisit_valid(tmp_path: Path, again: Exchange) -> None:
    *_, path = write_revisit(tmp_path, again)
    assert warcio_check(path) == (0, "")


@REVISITS
def test_a_revisit_is_read_back(tmp_path: Path, again: Exchange) -> None:
    original, _, path = write_revisit(tmp_path, again)
    *_, read = exchanges(path)
    assert (read.is_revisit, read.refers_to, read.status) == (True, original.record_id, again.status)
    assert (read.captured_at, read.digest) == (LATER, f"sha256:{original.sha256}")


# --- Recovering --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [0, 1, 3])
@pytest.mark.parametrize("torn_bytes", [0, 1, 200, 500])
def test_a_torn_end_is_cut_off_and_the_rest_kept(tmp_path: Path, whole: int, torn_bytes: int) -> None:
    if whole:
        kill_while_writing(tmp_path, whole, torn_bytes)
    else:
        (tmp_path / "a.warc.gz.open").write_bytes(gzip.compress(b"WARC/1.1\r\n")[: torn_bytes // 100])
    recovered = recover(tmp_path)
    assert [path.suffix for path in tmp_path.rglob("*.*") if path.is_file()] == [".gz"] * len(recovered)
    assert len(recovered) == (1 if whole else 0)
    for path in recovered:
        assert len(list(exchanges(path))) in (whole, whole + 1)  # 500 bytes may hold the response, not its request
        assert warcio_check(path) == (0, "")


def test_what_a_living_process_writes_is_left_alone(tmp_path: Path) -> None:
    with new_file(tmp_path) as file:
        file.write(PAGE)
        assert recover(tmp_path) == []
        file.write(PAGE)
    assert len(list(exchanges(next(tmp_path.rglob("*.gz"))))) == 2


def test_recovering_again_finds_nothing(tmp_path: Path) -> None:
    kill_while_writing(tmp_path, 1, 100)
    assert len(recover(tmp_path)) == 1
    assert recover(tmp_path) == []


# --- One crawl a source ------------------------------------------------------------------------------------


def test_the_lock_of_a_source_is_held_once(tmp_path: Path) -> None:
    with sole_crawl(tmp_path, "baovensong") as first, sole_crawl(tmp_path, "baovensong") as second:
        assert (first, second) == (True, False)


def test_another_source_may_be_crawled_at_the_same_time(tmp_path: Path) -> None:
    with sole_crawl(tmp_path, "baovensong") as first, sole_crawl(tmp_path, "thanhuyvensong") as second:
        assert (first, second) == (True, True)


def test_the_lock_ends_with_the_crawl(tmp_path: Path) -> None:
    with sole_crawl(tmp_path, "baovensong"):
        pass
    with sole_crawl(tmp_path, "baovensong") as again:
        assert again
