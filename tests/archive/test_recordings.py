"""Recordings of any tool are read: WARC 1.0 and 1.1, plain and gzip, WACZ; chunked, compressed, damaged."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.warc import recordings
from archive.warc.encodings import PayloadError, decoded_payload
from archive.warc.recordings import (
    Damage,
    Exchange,
    Heading,
    RecordingError,
    exchange_at,
    exchanges,
    headings,
    is_recording,
    request_target,
    salvaged,
)

ADDRESS = "https://baovensong.example/tin-101.html"
BODY = "<h1>Sơ kết quy chế phối hợp</h1>".encode()
HTML = [("Content-Type", "text/html")]


def warc(
    *payloads: bytes,
    headers: list[tuple[str, str]] = HTML,
    url: str = ADDRESS,
    is_gzip: bool = True,
    version: str = "1.0",
) -> bytes:
    """A WARC file as another tool writes it: request first, then response, metadata last."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=is_gzip, warc_version=version)
    for payload in payloads:
        request = StatusAndHeaders("GET /tin-101.html HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=BytesIO(payload), http_headers=answer,
                warc_headers_dict={"WARC-Date": "2025-06-20T19:00:00Z"},
            )
        )  # fmt: skip
        writer.write_record(writer.create_warc_record(url, "metadata", payload=BytesIO(b"via: danh-sach")))
    return out.getvalue()


def written(folder: Path, content: bytes, name: str = "nguoi-khac.warc.gz") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def chunked(payload: bytes, size: int = 10) -> bytes:
    pieces = [payload[start : start + size] for start in range(0, len(payload), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


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


def record(kind: str = "response", *, is_gzip: bool = True, body: bytes = BODY, **headers: str) -> bytes:
    """One record with these WARC headers, `_` standing for `-`."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=is_gzip)
    answer = StatusAndHeaders("200 OK", HTML, protocol="HTTP/1.1")
    stated = {"WARC-Date": "2025-06-20T19:00:00Z"} | {name.replace("_", "-"): text for name, text in headers.items()}
    writer.write_record(
        writer.create_warc_record(
            ADDRESS, kind, payload=BytesIO(body), length=len(body), http_headers=answer, warc_headers_dict=stated
        )
    )  # fmt: skip
    return out.getvalue()


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


# --- Damage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"Day khong phai la WARC.\n", "a.warc"),
        (b"Mot tep khac.\n", "a.warc"),
        (b"Day khong phai la WARC.\n", "a.warc.gz"),
        (b"PK\x03\x04 hong", "a.wacz"),
        (gzip.compress(b"Day khong phai la WARC.\n", mtime=0), "a.warc.gz"),
    ],
)
def test_a_file_that_is_none_is_said_to_be_none(tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises(RecordingError, match=name):
        list(exchanges(written(tmp_path, content, name)))


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No such file"):
        list(exchanges(tmp_path / "khong-co.warc"))


@pytest.mark.parametrize(("is_gzip", "name"), [(True, "a.warc.gz"), (False, "a.warc")])
def test_a_record_that_is_cut_short_is_never_taken_for_a_whole_one(tmp_path: Path, is_gzip: bool, name: str) -> None:
    content = warc(BODY * 20, is_gzip=is_gzip)
    for length in range(len(content)):
        read = []
        try:
            read = [one.payload for one in exchanges(written(tmp_path, content[:length], name))]
        except RecordingError:
            continue
        assert read in ([], [BODY * 20]), f"cut after {length} of {len(content)} bytes"


def test_what_lies_before_the_damage_is_read(tmp_path: Path) -> None:
    content = warc(b"mot", random.Random(1).randbytes(5000))
    read = exchanges(written(tmp_path, content[:-2000]))
    assert next(read).payload == b"mot"
    with pytest.raises(RecordingError, match="cut short"):
        next(read)


PAYLOADS = [random.Random(seed).randbytes(3000).hex().encode() for seed in "abc"]  # do not compress to nothing


def pieces(is_gzip: bool) -> tuple[bytes, bytes, bytes]:
    """Three records of different pages, that do not compress to nothing."""
    one, two, three = (
        record(is_gzip=is_gzip, body=random.Random(seed).randbytes(3000).hex().encode()) for seed in "abc"
    )
    return one, two, three


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "bytes overwritten": lambda two: two[: len(two) // 2] + b"\0" * 200 + two[len(two) // 2 + 200 :],
    "its end missing": lambda two: two[:-700],
    "its beginning missing": lambda two: two[700:],
    "only its beginning there": lambda two: two[:40],
    "its length stated too large": lambda two: two.replace(b"Content-Length: 60", b"Content-Length: 90"),
    "its length stated too small": lambda two: two.replace(b"Content-Length: 60", b"Content-Length: 20"),
    "no length": lambda two: two.replace(b"Content-Length: 60", b"Content-Lost: 60"),
    "zeros in its place": lambda two: b"\0" * len(two),
    "text in its place": lambda two: b"WARC/1.0 la mot dang tep\r\n" * 90,
}


@pytest.mark.parametrize(("is_gzip", "name"), [(True, "a.warc.gz"), (False, "a.warc")])
@pytest.mark.parametrize("damage", DAMAGES)
def test_behind_a_broken_record_the_next_whole_one_is_read(
    tmp_path: Path, damage: str, is_gzip: bool, name: str
) -> None:
    one, two, three = pieces(is_gzip)
    broken = DAMAGES[damage](two)
    if broken == two:
        pytest.skip("gzip hides that header")
    found = list(salvaged(written(tmp_path, one + broken + three, name)))
    whole = [each.payload for each in found if isinstance(each, Exchange)]
    named = [each for each in found if isinstance(each, Damage)]
    if damage == "bytes overwritten" and not is_gzip:  # its digest tells
        assert named[0].offset == len(one)
    assert [payload in whole for payload in PAYLOADS] == [True, False, True]
    assert named
    assert str(tmp_path / name) in str(named[0])


@given(
    place=st.integers(min_value=0),
    length=st.integers(min_value=1, max_value=400),
    is_gzip=st.booleans(),
    filling=st.sampled_from([b"", b"\0", b"\xff"]),
)
@example(place=379, length=379, is_gzip=False, filling=b"")  # the first then ends at the blank line within the second
@settings(deadline=None)
def test_damage_anywhere_loses_only_what_it_touches(
    tmp_path_factory: pytest.TempPathFactory, place: int, length: int, is_gzip: bool, filling: bytes
) -> None:
    three = pieces(is_gzip)
    content = b"".join(three)
    start = place % len(content)
    end = min(start + length, len(content))
    path = written(
        tmp_path_factory.mktemp("hong"), content[:start] + filling * (end - start) + content[end:], "a.warc.gz"
    )
    begins = [0, len(three[0]), len(three[0]) + len(three[1])]
    untouched = [
        payload
        for payload, begin, each in zip(PAYLOADS, begins, three, strict=True)
        if end <= begin or start >= begin + len(each)
    ]
    whole = [one.payload for one in salvaged(path) if isinstance(one, Exchange)]
    assert [payload for payload in untouched if payload not in whole] == []


@given(st.binary(max_size=2000), st.sampled_from(["a.warc", "a.warc.gz", "a.wacz"]))
@settings(deadline=None)
def test_any_bytes_are_read_or_said_to_be_broken(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    try:
        found = list(salvaged(written(tmp_path_factory.mktemp("bat-ky"), content, name)))
    except RecordingError as error:
        assert name in str(error)  # noqa: PT017 (any bytes may also be read)
        return
    assert all(isinstance(one, Damage) for one in found)


def test_a_record_that_is_too_large_is_named_and_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST_PAYLOAD", 1000)
    large, small = salvaged(written(tmp_path, record(body=bytes(100_000)) + record(body=b"nho")))
    assert isinstance(large, Damage)
    assert large.reason == "larger than 1000 bytes"
    assert isinstance(small, Exchange)
    assert small.payload == b"nho"


@pytest.mark.parametrize("is_gzip", [True, False])
def test_a_bomb_is_passed_in_little_memory(tmp_path: Path, is_gzip: bool) -> None:
    """Half a gigabyte of zeros; what a hostile site hides in it, a record of another site, is not found."""
    half = 1 << 29
    header = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {ADDRESS}\r\nContent-Length: {half}\r\n\r\n"
    hidden = record(is_gzip=False, body=b"gia mao")
    path = tmp_path / "bom.warc"
    with gzip.GzipFile(path, "wb", mtime=0) if is_gzip else path.open("wb") as out:
        out.write(header.encode() + hidden)
        for _ in range(511):
            out.write(bytes(1 << 20))
        out.write(bytes((1 << 20) - len(hidden)) + b"\r\n\r\n")
    with path.open("ab") as out:
        out.write(record(is_gzip=is_gzip, body=b"that"))
    tracemalloc.start()
    found = list(salvaged(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.payload for one in found if isinstance(one, Exchange)] == [b"that"]
    assert [one.reason for one in found if isinstance(one, Damage)] == ["larger than 20971520 bytes"]
    assert peak < 100_000_000


def test_a_whole_file_in_one_gzip_piece_is_said_to_be_one(tmp_path: Path) -> None:
    (one,) = salvaged(written(tmp_path, gzip.compress(warc(BODY, BODY, is_gzip=False), mtime=0)))
    assert isinstance(one, Damage)
    assert "unpack that with gunzip first" in one.reason


# --- Encodings ---------------------------------------------------------------------------------------------


def exchange(payload: bytes, *encodings: str) -> Exchange:
    headers = tuple(("Content-Encoding", encoding) for encoding in encodings)
    return Exchange(ADDRESS, datetime.now(UTC), 200, payload, headers)


def raw_deflate(payload: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(payload) + compressor.flush()


ENCODED = {
    "gzip": gzip.compress(BODY, mtime=0),
    "x-gzip": gzip.compress(BODY, mtime=0),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "identity": BODY,
    "GZIP": gzip.compress(BODY, mtime=0),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_payloads_are_decompressed(encoding: str) -> None:
    assert decoded_payload(exchange(ENCODED[encoding], encoding)) == BODY


def test_deflate_comes_with_the_zlib_header_or_without() -> None:
    assert decoded_payload(exchange(raw_deflate(BODY), "deflate")) == BODY


@pytest.mark.parametrize("headers", [("br, gzip",), ("br", "gzip")])
def test_several_encodings_are_undone_in_reverse(headers: tuple[str, ...]) -> None:
    assert decoded_payload(exchange(gzip.compress(brotli.compress(BODY)), *headers)) == BODY


@pytest.mark.parametrize(
    ("payload", "encoding", "reason"),
    [
        (b"khong phai gzip", "gzip", "damaged gzip"),
        (b"\xff\xff\xff", "br", "damaged br"),
        (BODY, "zstd", "unknown content encoding 'zstd'"),
        (gzip.compress(bytes(5_000), mtime=0), "gzip", "larger than 4000 bytes"),
        (brotli.compress(bytes(5_000)), "br", "larger than 4000 bytes"),
        (zlib.compress(bytes(5_000)), "deflate", "larger than 4000 bytes"),
    ],
)
def test_what_cannot_be_decompressed_says_why(payload: bytes, encoding: str, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        decoded_payload(exchange(payload, encoding), limit=4000)


@given(st.binary(max_size=5000))
def test_any_payload_survives_every_encoding(payload: bytes) -> None:
    for encoding, encode in (("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)):
        assert decoded_payload(exchange(encode(payload), encoding)) == payload


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br"]))
def test_any_bytes_decompress_or_say_why(payload: bytes, encoding: str) -> None:
    try:
        decoded = decoded_payload(exchange(payload, encoding), limit=10_000)
    except PayloadError:
        return
    assert len(decoded) <= 10_000


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
