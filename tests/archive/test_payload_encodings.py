"""Payloads as they were sent are decompressed, within limits."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.encodings import PayloadError, decoded_payload
from archive.warc.exchange import Exchange
from tests.archive.foreign_records import ADDRESS, BODY


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
