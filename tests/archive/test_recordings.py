"""Recordings of any tool are read: WARC 1.0 and 1.1, plain and gzip, WACZ; chunked, repeated, with digests."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.warc.exchange import Damage, Heading, request_target
from archive.warc.recordings import exchange_at, exchanges, headings, is_recording, salvaged
from tests.archive.foreign_records import ADDRESS, BODY, HTML, chunked, record, warc, written


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(("is_gzip", "name"), [(True, "a.warc.gz"), (False, "a.warc")])
def test_responses_are_read_whoever_wrote_them(tmp_path: Path, version: str, is_gzip: bool, name: str) -> None:
    (one,) = exchanges(written(tmp_path, warc(BODY, is_gzip=is_gzip, version=version), name))
    assert (one.url, one.status, one.payload, one.content_type) == (ADDRESS, 200, BODY, "text/html")
    assert one.captured_at == datetime(2025, 6, 20, 19, tzinfo=UTC)


def test_an_address_in_angle_brackets_is_an_address(tmp_path: Path) -> None:
    (one,) = exchanges(written(tmp_path, warc(BODY, url=f"<{ADDRESS}>")))
    assert one.url == ADDRESS


def resource(url: str, payload: bytes = BODY) -> bytes:
    """A record of what never came over HTTP."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(
        writer.create_warc_record(url, "resource", payload=BytesIO(payload), warc_content_type="text/html")
    )
    return out.getvalue()


@pytest.mark.parametrize("url", ["urn:sha256:00ff", "file:///tin.html"])
def test_a_saved_file_has_no_address(tmp_path: Path, url: str) -> None:
    assert [one.url for one in exchanges(written(tmp_path, resource(url)))] == [None]


@pytest.mark.parametrize("url", [f"urn:pageinfo:{ADDRESS}", f"urn:text:{ADDRESS}", "dns:baovensong.example"])
def test_what_a_tool_tells_about_a_page_is_no_page(tmp_path: Path, url: str) -> None:
    assert list(exchanges(written(tmp_path, resource(url)))) == []


def test_a_chunked_payload_is_put_together(tmp_path: Path) -> None:
    headers = [*HTML, ("Transfer-Encoding", "chunked")]
    (one,) = exchanges(written(tmp_path, warc(chunked(BODY), headers=headers)))
    assert one.payload == BODY
    assert one.response_headers == tuple(HTML)


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_a_record_is_found_again_by_its_place(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, warc(b"mot", b"hai", b"ba", is_gzip=name.endswith("gz")), name)
    for one in exchanges(path):
        assert one.offset is not None
        assert exchange_at(path, one.member, one.offset).payload == one.payload


def test_the_files_of_a_package_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "goi.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/2.warc", warc(b"hai", is_gzip=False))
        package.writestr("archive/1.warc.gz", warc(b"mot"))
        package.writestr("indexes/index.cdx", "")
    read = list(exchanges(path))
    assert [(one.member, one.payload) for one in read] == [("archive/1.warc.gz", b"mot"), ("archive/2.warc", b"hai")]
    for one in read:
        assert one.offset is not None
        assert exchange_at(path, one.member, one.offset).payload == one.payload


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.warc", True), ("a.WARC.GZ", True), ("a.wacz", True), ("a.html", False), ("warc", False), ("a.gz", False)],
)
def test_recordings_are_known_by_their_names(name: str, expected: bool) -> None:
    assert is_recording(Path(name)) is expected


# --- Repeated captures, other tools ------------------------------------------------------------------------


def test_a_revisit_says_what_it_refers_to(tmp_path: Path) -> None:
    content = record(
        "revisit",
        body=b"",
        WARC_Refers_To="<urn:uuid:11111111-2222-4333-8444-555555555555>",
        WARC_Refers_To_Target_URI=ADDRESS,
        WARC_Refers_To_Date="2025-06-19T19:00:00Z",
        WARC_Payload_Digest="sha1:MCTUNVAX4NM6O22RKTJLPVLKFDIALQ2N",
    )
    (one,) = exchanges(written(tmp_path, content))
    assert (one.is_revisit, one.payload, one.refers_to) == (True, b"", "11111111-2222-4333-8444-555555555555")
    assert (one.refers_to_url, one.refers_to_date) == (ADDRESS, datetime(2025, 6, 19, 19, tzinfo=UTC))
    assert one.digest == "sha1:MCTUNVAX4NM6O22RKTJLPVLKFDIALQ2N"


def digest(algorithm: str, form: str, payload: bytes = BODY) -> str:
    value = hashlib.new(algorithm, payload).digest()
    return f"{algorithm}:{base64.b32encode(value).decode() if form == 'base32' else value.hex()}"


@pytest.mark.parametrize("form", ["base32", "hex"])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_digest_is_checked_however_it_is_written(tmp_path: Path, algorithm: str, form: str) -> None:
    stated = digest(algorithm, form)
    (one,) = exchanges(written(tmp_path, record(WARC_Payload_Digest=stated)))
    assert one.digest == stated
    (other,) = salvaged(written(tmp_path, record(WARC_Payload_Digest=digest(algorithm, form, b"khac"))))
    assert isinstance(other, Damage)
    assert "has not the digest that it states" in other.reason


def test_a_digest_of_an_algorithm_that_nobody_knows_is_kept_as_it_is(tmp_path: Path) -> None:
    (one,) = exchanges(written(tmp_path, record(WARC_Payload_Digest="blake9:zz")))
    assert one.digest == "blake9:zz"


def test_some_tools_state_the_digest_of_the_chunks(tmp_path: Path) -> None:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)  # warcio does
    answer = StatusAndHeaders("200 OK", [*HTML, ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(ADDRESS, "response", payload=BytesIO(chunked(BODY)), http_headers=answer)
    )
    (one,) = exchanges(written(tmp_path, out.getvalue()))
    assert one.payload == BODY


@pytest.mark.parametrize(
    ("header", "reason"),
    [("WARC_Truncated", "cut short by who recorded it"), ("WARC_Segment_Number", "in several pieces")],
)
def test_a_payload_that_is_not_whole_is_named(tmp_path: Path, header: str, reason: str) -> None:
    stated: dict[str, Any] = {header: "1"}
    (one,) = salvaged(written(tmp_path, record(**stated)))
    assert isinstance(one, Damage)
    assert reason in one.reason
    assert one.url == ADDRESS


def test_headings_say_what_lies_where_without_payloads(tmp_path: Path) -> None:
    path = written(tmp_path, warc(BODY) + record("revisit", body=b""))
    assert [(one.type, one.url) for one in headings(path) if isinstance(one, Heading)] == [
        ("response", ADDRESS),
        ("revisit", ADDRESS),
    ]
    for one in headings(path):
        assert isinstance(one, Heading)
        assert exchange_at(path, one.member, one.offset).url == one.url


# --- Request lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://baovensong.example", "/"),
        ("https://baovensong.example/", "/"),
        ("https://baovensong.example/Default.aspx?tabid=79&ndid=1026", "/Default.aspx?tabid=79&ndid=1026"),
        ("https://baovensong.example/tin#binh-luan", "/tin"),
        ("https://baovensong.example/a%20b?q=%C4%91", "/a%20b?q=%C4%91"),
        ("https://baovensong.example/tin tức", "/tin%20t%E1%BB%A9c"),
    ],
)
def test_a_request_line_has_path_and_query(url: str, target: str) -> None:
    assert request_target(url) == target
