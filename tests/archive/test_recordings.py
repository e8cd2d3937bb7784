"""Recordings of any tool are read: WARC 1.0 and 1.1, plain and gzip, WACZ; chunked, compressed, damaged."""

from __future__ import annotations

import gzip
import random
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import recordings
from archive.encodings import PayloadError, decoded_payload
from archive.recordings import Exchange, RecordingError, exchange_at, exchanges, is_recording, request_target

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


@pytest.mark.parametrize("url", ["urn:sha256:00ff", "file:///tin.html", "dns:baovensong.example"])
def test_what_is_no_place_on_the_web_has_no_address(tmp_path: Path, url: str) -> None:
    assert [one.url for one in exchanges(written(tmp_path, warc(BODY, url=url)))] == [None]


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


def test_a_record_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST_PAYLOAD", 1000)
    with pytest.raises(RecordingError, match="larger than 1000 bytes"):
        list(exchanges(written(tmp_path, warc(bytes(1001)))))


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
