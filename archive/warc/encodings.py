"""Payloads as they were sent, decompressed, with a limit: nothing fetched is trusted, not even its size."""

import zlib
from collections.abc import Iterable

import brotli

from archive.warc.contents import LARGEST_PAYLOAD
from archive.warc.exchange import Exchange


class PayloadError(Exception):
    """The payload cannot be decompressed: damaged, too large or in an encoding that is not known."""


def decoded_payload(exchange: Exchange, limit: int = LARGEST_PAYLOAD) -> bytes:
    """The bytes of the page itself. Raises PayloadError."""
    payload = exchange.payload
    stated = (value for name, value in exchange.response_headers if name.lower() == "content-encoding")
    encodings = [one.strip().lower() for value in stated for one in value.split(",") if one.strip()]
    for encoding in reversed(encodings):
        payload = _decompress(payload, encoding, limit)
    return payload


def _decompress(payload: bytes, encoding: str, limit: int) -> bytes:
    try:
        if encoding in ("gzip", "x-gzip"):
            return _joined(_inflate(payload, 31, limit), limit)
        if encoding == "deflate":
            # Servers send it with the zlib header or without.
            wbits = 15 if payload[:1] == b"\x78" else -15
            return _joined(_inflate(payload, wbits, limit), limit)
        if encoding == "br":
            return _joined(_unbrotli(payload, limit), limit)
    except (zlib.error, brotli.error) as error:
        raise PayloadError(f"damaged {encoding}: {error}") from error
    if encoding == "identity":
        return payload
    raise PayloadError(f"unknown content encoding {encoding!r}")


def _inflate(payload: bytes, wbits: int, limit: int) -> Iterable[bytes]:
    decompressor = zlib.decompressobj(wbits)
    yield decompressor.decompress(payload, limit + 1)


def _unbrotli(payload: bytes, limit: int) -> Iterable[bytes]:
    decompressor = brotli.Decompressor()
    piece = decompressor.process(payload, output_buffer_limit=65536)
    while piece:
        yield piece
        piece = decompressor.process(b"", output_buffer_limit=65536)


def _joined(pieces: Iterable[bytes], limit: int) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > limit:
            raise PayloadError(f"larger than {limit} bytes when decompressed")
    return bytes(whole)
