"""What a record of a WARC file says: its header, the answer in it, and the payload, held against its digest."""

import base64
import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from archive.warc.exchange import ORIGIN, ORIGIN_DIGEST, Damage, Exchange, Heading
from archive.warc.framing import BrokenRecord, Record

# The largest payload that is read from a recording: a page is under 1 MB, the largest seen under 5 MB.
LARGEST_PAYLOAD = 20 * 1024 * 1024
# Headers that tell how the connection carried the payload. The payload is stored as one piece, so they no longer hold.
CONNECTION_HEADERS = {"transfer-encoding", "connection", "keep-alive"}
RESPONSE, RESOURCE, REVISIT = "response", "resource", "revisit"
TYPES = (RESPONSE, RESOURCE, REVISIT)
OTHER_TYPES = ("warcinfo", "request", "metadata", "conversion", "continuation")  # tell about these, or are made of them
ADDRESS = re.compile(r"<?[a-z][a-z0-9+.-]*:[^\x00-\x1f\x7f\ufffd]+", re.IGNORECASE)
TARGET = re.compile(rb"^warc-target-uri:[ \t]*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
ON_THE_WEB = ("http://", "https://")
LOADER = ArcWarcRecordLoader(verify_http=False)
# It would say of each address with spaces that it mends it: what is wrong with a record we say ourselves.
logging.getLogger("warcio.recordloader").setLevel(logging.ERROR)
BASE32 = {"sha1": 32, "sha256": 52}  # letters of a digest, without padding
LONGEST_DIGEST = 140  # letters that are told of one, which may be damaged: sha512 in hex has 135


class _UnusableError(Exception):
    """A record whose header cannot be right, or whose payload is not what the server sent."""


def heading_in(path: Path, member: str, record: Record | BrokenRecord) -> Heading | Damage | None:
    """None for a record that is no page of any kind. Its header is enough."""
    return _read(path, member, record, _heading)


def exchange_in(path: Path, member: str, record: Record | BrokenRecord) -> Exchange | Damage | None:
    """None for a record that is no page of any kind."""
    return _read(path, member, record, _exchange)


Content = TypeVar("Content", Heading, Exchange)


def _read(
    path: Path,
    member: str,
    record: Record | BrokenRecord,
    read: Callable[[ArcWarcRecord, Record, str], Content],
) -> Content | Damage | None:
    if isinstance(record, BrokenRecord):
        return _damage(path, member, record)
    url = None
    try:
        parsed = _parsed(record)
        if parsed is None:
            return None
        url = _address(parsed.rec_headers.get_header("WARC-Target-URI"))
        return read(parsed, record, member)
    except _UnusableError as error:
        return Damage(path, member, record.offset, str(error), url)
    except Exception as error:  # warcio fails in many ways
        return Damage(path, member, record.offset, f"it cannot be read: {_first_line(error)}", url)


def fields_in(record: Record | BrokenRecord) -> dict[str, str]:
    """The fields of a warcinfo record; none for another one."""
    if isinstance(record, BrokenRecord):
        return {}
    header, _, block = record.data.decode("utf-8", "replace").partition("\r\n\r\n")
    if "WARC-Type: warcinfo" not in header.splitlines():
        return {}
    fields = (line.partition(":") for line in block.splitlines())
    return {name.strip(): value.strip() for name, colon, value in fields if colon}


def _damage(path: Path, member: str, record: BrokenRecord) -> Damage:
    found = TARGET.search(record.header)
    stated = found[1].decode("utf-8", "replace") if found else ""
    url = _address(stated) if ADDRESS.fullmatch(stated) else None
    return Damage(path, member, record.offset, record.reason, url)


def _parsed(record: Record) -> ArcWarcRecord | None:
    """None for a record that is no page. Raises _UnusableError for one that does not say what it is, or of what."""
    parsed = LOADER.parse_record_stream(BytesIO(record.data), known_format="warc", no_record_parse=True)
    kind, address = parsed.rec_type, parsed.rec_headers.get_header("WARC-Target-URI")
    if kind not in (*TYPES, *OTHER_TYPES):
        raise _UnusableError(f"its type, {kind}, is none that a WARC file knows")
    if kind in OTHER_TYPES:
        return None
    if not ADDRESS.fullmatch(address or ""):
        raise _UnusableError("it does not say of which address it is")
    return parsed if _is_page(kind, address) else None


def _heading(parsed: ArcWarcRecord, record: Record, member: str) -> Heading:
    url = _address(parsed.rec_headers.get_header("WARC-Target-URI"))
    return Heading(url, _moment(parsed, "WARC-Date"), parsed.rec_type, member, record.offset, record.length)


def _exchange(parsed: ArcWarcRecord, record: Record, member: str) -> Exchange:
    headers = parsed.rec_headers
    address = headers.get_header("WARC-Target-URI")
    answer = LOADER.load_http_headers(parsed.rec_type, address, parsed.raw_stream, parsed.length)
    is_revisit = parsed.rec_type == REVISIT
    digest = headers.get_header("WARC-Payload-Digest")
    payload = b"" if is_revisit else _payload(parsed, answer, record, digest)
    return Exchange(
        url=_address(address),
        captured_at=_moment(parsed, "WARC-Date"),
        status=int(answer.get_statuscode()) if answer else None,
        payload=payload,
        response_headers=_without_connection_headers(answer.headers) if answer else (),
        content_type=(answer.get_header("Content-Type") if answer else headers.get_header("Content-Type")) or "",
        ip=headers.get_header("WARC-IP-Address"),
        protocol=_as_spoken(headers.get_header("WARC-Protocol")) or (answer.protocol if answer else None),
        record_id=_record_id(headers.get_header("WARC-Record-ID")),
        member=member,
        offset=record.offset,
        length=record.length,
        refers_to=_record_id(headers.get_header("WARC-Refers-To")),
        digest=headers.get_header(ORIGIN_DIGEST) if headers.get_header(ORIGIN) else digest,
        is_revisit=is_revisit,
        refers_to_url=_address(headers.get_header("WARC-Refers-To-Target-URI")),
        refers_to_date=_moment(parsed, "WARC-Refers-To-Date") if headers.get_header("WARC-Refers-To-Date") else None,
        origin=headers.get_header(ORIGIN),
    )


def _moment(parsed: ArcWarcRecord, name: str) -> datetime:
    """Times in WARC files are UTC."""
    moment = datetime.fromisoformat(parsed.rec_headers.get_header(name))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_spoken(protocol: str | None) -> str | None:
    """HTTP/1.1 for http/1.1, which is how WARC-Protocol writes it; h2 is h2."""
    return protocol.upper() if protocol and protocol.startswith("http/") else protocol


def _record_id(stated: str | None) -> str | None:
    return (stated or "").strip("<>").removeprefix("urn:uuid:") or None


def _is_page(kind: str, uri: str) -> bool:
    """False for what tools tell about pages: dns:, urn:pageinfo:, urn:view:; a file without address may be a page."""
    return uri.strip("<>").startswith(ON_THE_WEB if kind != RESOURCE else (*ON_THE_WEB, "urn:sha256:", "file:"))


def _address(uri: str | None) -> str | None:
    """Old tools wrote <address>; a urn: or file: names no place on the web."""
    uri = (uri or "").strip().strip("<>")
    return uri if uri.startswith(ON_THE_WEB) else None


def _payload(parsed: ArcWarcRecord, answer: StatusAndHeaders | None, record: Record, digest: str | None) -> bytes:
    """Raises _UnusableError for one that is too large, was cut by who recorded it, or is not what its digest says."""
    if record.size > len(record.data):
        raise _UnusableError(f"larger than {LARGEST_PAYLOAD} bytes")
    headers = parsed.rec_headers
    if reason := headers.get_header("WARC-Truncated"):
        raise _UnusableError(f"cut short by who recorded it (WARC-Truncated: {reason})")
    if headers.get_header("WARC-Segment-Number"):
        raise _UnusableError("in several pieces (WARC-Segment-Number), which are not put together")
    sent: bytes = parsed.raw_stream.read()
    payload = sent
    if answer and (answer.get_header("Transfer-Encoding") or "").lower() == "chunked":
        payload = ChunkedDataReader(BytesIO(sent)).read()
    if len(payload) > LARGEST_PAYLOAD:
        raise _UnusableError(f"larger than {LARGEST_PAYLOAD} bytes")
    # Some tools state the digest of the payload with the marks of its chunks, some of what they carried.
    if digest and not any(has_digest(one, digest) in (True, None) for one in (payload, sent)):
        raise _UnusableError(f"its payload has not the digest that it states, {digest[:LONGEST_DIGEST]}")
    return payload


def _without_connection_headers(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers if name.lower() not in CONNECTION_HEADERS)


def _first_line(error: Exception) -> str:
    return f"{error or type(error).__name__}\n".splitlines()[0][:100]


def has_digest(payload: bytes, digest: str) -> bool | None:
    """Whether a payload has this digest (sha1:BASE32, sha256:HEX ...); None for an algorithm that is not known."""
    algorithm, _, stated = digest.strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in ("md5", *BASE32):
        return None
    actual = hashlib.new(algorithm, payload, usedforsecurity=False).digest()
    stated = stated.rstrip("=")
    if len(stated) == BASE32.get(algorithm):
        return base64.b32encode(actual).decode().rstrip("=") == stated.upper()
    return actual.hex() == stated.lower()
