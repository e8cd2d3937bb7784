"""Reads what crawls recorded, ours or another's: WARC files, plain or gzip, and WACZ packages of them."""

import base64
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import quote

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from archive.warc import framing
from archive.warc.framing import BrokenRecord, Record
from archive.warc.packages import warc_files

# The largest payload that is read from a recording: a page is under 1 MB, the largest seen under 5 MB.
LARGEST_PAYLOAD = 20 * 1024 * 1024
# Headers that tell how the connection carried the payload. The payload is stored as one piece, so they no longer hold.
CONNECTION_HEADERS = {"transfer-encoding", "connection", "keep-alive"}
RESPONSE, RESOURCE, REVISIT = "response", "resource", "revisit"
TYPES = (RESPONSE, RESOURCE, REVISIT)  # the others tell about these, or are made from them
ON_THE_WEB = ("http://", "https://")
# Our own fields of a record that was imported: where it came from, and the digest that was stated there.
ORIGIN, ORIGIN_DIGEST = "Archive-Origin", "Archive-Origin-Digest"
BASE32 = {"sha1": 32, "sha256": 52}  # letters of a digest, without padding


class RecordingError(Exception):
    """The file is no WARC or WACZ, or is cut short; the message says which and where."""


@dataclass(frozen=True)
class Exchange:
    """One request and its response. The payload is as sent: still compressed where the server compressed it."""

    url: str | None
    captured_at: datetime  # with zone
    status: int | None  # None: a resource, which never came over HTTP
    payload: bytes
    response_headers: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()
    content_type: str = ""
    ip: str | None = None
    protocol: str | None = None
    record_id: str | None = None
    member: str = ""  # of a WACZ: the WARC file in it from which this was read
    offset: int | None = None  # where the record lies in its WARC file
    length: int | None = None
    refers_to: str | None = None  # a revisit: id of the record whose payload the server sent again, or did not need to
    digest: str | None = None  # of the payload, as the record states it: sha256:HEX or sha1:BASE32
    is_revisit: bool = False  # the payload, which is empty here, is that of another record
    refers_to_url: str | None = None  # a revisit: address of that record, and
    refers_to_date: datetime | None = None  # when it was captured
    origin: str | None = None  # imported: name of the file, or address of the web archive, that it came from

    def header(self, name: str) -> str | None:
        """The first response header of that name."""
        return next((value for key, value in self.response_headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Heading:
    """What the header of a response, resource or revisit says, and where the record lies."""

    url: str | None
    captured_at: datetime
    type: str
    member: str
    offset: int
    length: int


@dataclass(frozen=True)
class Damage:
    """A record that cannot be used, in words."""

    path: Path
    member: str
    offset: int
    reason: str
    url: str | None = None

    def __str__(self) -> str:
        where = f"{self.path} {self.member}".rstrip()
        return f"{where}, byte {self.offset}{f', {self.url}' if self.url else ''}: {self.reason}"


def is_recording(path: Path) -> bool:
    """By name, as the tools that write these files name them."""
    return path.name.lower().endswith((".warc", ".warc.gz", ".wacz"))


def exchanges(path: Path) -> Iterator[Exchange]:
    """Each response, resource or revisit of the file, in its order. Raises RecordingError at the first damage."""
    for found in salvaged(path):
        if isinstance(found, Damage):
            raise RecordingError(f"not a whole WARC file: {found}")
        yield found


def salvaged(path: Path) -> Iterator[Exchange | Damage]:
    """The same from a file that may be damaged: each broken record is named and passed. Raises RecordingError."""
    for member, record in _records(path, keep=_largest_record()):
        found = _exchange(path, member, record)
        if found is not None:
            yield found


def headings(path: Path) -> Iterator[Heading | Damage]:
    """What lies where, without payloads: memory does not grow with the file. Raises RecordingError."""
    for member, record in _records(path, keep=framing.LONGEST_HEADER):
        if isinstance(record, BrokenRecord):
            yield _damage(path, member, record)
        elif (found := _heading(path, member, record)) is not None:
            yield found


def exchange_at(path: Path, member: str, offset: int) -> Exchange:
    """The one record that lies there. Raises RecordingError."""
    for _, record in _records(path, keep=_largest_record(), only=member, offset=offset):
        found = _exchange(path, member, record)
        if isinstance(found, Exchange):
            return found
        raise RecordingError(str(found or f"{path}: no response at byte {offset} {member}".rstrip()))
    raise RecordingError(f"{path}: no record at byte {offset} {member}".rstrip())


def record_of(member: bytes) -> Exchange:
    """The exchange in the bytes of one record, as they lie in a WARC file. Raises RecordingError."""
    for record in framing.records(BytesIO(member), keep=_largest_record()):
        found = _exchange(Path("record"), "", record)
        if isinstance(found, Exchange):
            return found
        raise RecordingError(str(found))
    raise RecordingError("no record")


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


def _largest_record() -> int:
    return LARGEST_PAYLOAD + framing.LONGEST_HEADER


# --- Files and packages ------------------------------------------------------------------------------------


def _records(
    path: Path, *, keep: int, only: str | None = None, offset: int = 0
) -> Iterator[tuple[str, Record | BrokenRecord]]:
    """The records of a file with the name of the WARC file in which they lie (empty outside of packages)."""
    with _opened(path) as file:
        try:
            for warc, member in warc_files(path, file, only):
                for record in framing.records(warc, offset, keep):
                    yield member, record
        except (OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
            raise RecordingError(f"{path}: not a whole package: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror or error}") from error
    with stream:
        yield stream


# --- Records -----------------------------------------------------------------------------------------------


def _heading(path: Path, member: str, record: Record) -> Heading | Damage | None:
    """None for a record that is no page of any kind."""
    try:
        parsed = _parsed(record, with_http=False)
        if parsed is None:
            return None
        url = _address(parsed.rec_headers.get_header("WARC-Target-URI"))
        return Heading(url, _moment(parsed, "WARC-Date"), parsed.rec_type, member, record.offset, record.length)
    except Exception as error:  # warcio fails in many ways
        return Damage(path, member, record.offset, f"its header cannot be read: {_first_line(error)}")


def _exchange(path: Path, member: str, record: Record | BrokenRecord) -> Exchange | Damage | None:
    """None for a record that is no page of any kind."""
    if isinstance(record, BrokenRecord):
        return _damage(path, member, record)
    url = None
    try:
        parsed = _parsed(record, with_http=True)
        if parsed is None:
            return None
        url = _address(parsed.rec_headers.get_header("WARC-Target-URI"))
        return _read(parsed, record, member)
    except _UnusableError as error:
        return Damage(path, member, record.offset, str(error), url)
    except Exception as error:  # warcio fails in many ways
        return Damage(path, member, record.offset, f"it cannot be read: {_first_line(error)}", url)


class _UnusableError(Exception):
    """A whole record whose payload is not what the server sent."""


def _damage(path: Path, member: str, record: BrokenRecord) -> Damage:
    found = framing.TARGET.search(record.data[: framing.LONGEST_HEADER])
    url = _address(found[1].decode("utf-8", "replace")) if found else None
    return Damage(path, member, record.offset, record.reason, url)


def _parsed(record: Record, *, with_http: bool) -> ArcWarcRecord | None:
    loader = ArcWarcRecordLoader(verify_http=False)
    parsed = loader.parse_record_stream(BytesIO(record.data), known_format="warc", no_record_parse=not with_http)
    address = parsed.rec_headers.get_header("WARC-Target-URI") or ""
    return parsed if parsed.rec_type in TYPES and _is_page(parsed.rec_type, address) else None


def _read(parsed: ArcWarcRecord, record: Record, member: str) -> Exchange:
    headers, answer = parsed.rec_headers, parsed.http_headers
    is_revisit = parsed.rec_type == REVISIT
    digest = headers.get_header("WARC-Payload-Digest")
    payload = b"" if is_revisit else _payload(parsed, record, digest)
    return Exchange(
        url=_address(headers.get_header("WARC-Target-URI")),
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


def _payload(parsed: ArcWarcRecord, record: Record, digest: str | None) -> bytes:
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
    if parsed.http_headers and (parsed.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        payload = ChunkedDataReader(BytesIO(sent)).read()
    if len(payload) > LARGEST_PAYLOAD:
        raise _UnusableError(f"larger than {LARGEST_PAYLOAD} bytes")
    # Some tools state the digest of the payload with the marks of its chunks, some of what they carried.
    if digest and not any(has_digest(one, digest) in (True, None) for one in (payload, sent)):
        raise _UnusableError(f"its payload has not the digest that it states, {digest}")
    return payload


def _without_connection_headers(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers if name.lower() not in CONNECTION_HEADERS)


def _first_line(error: Exception) -> str:
    return f"{error or type(error).__name__}\n".splitlines()[0][:100]


def request_target(url: str) -> str:
    """Path and query as a request line states them: `/Default.aspx?tabid=79&ndid=1026`."""
    after_host = url.split("://", 1)[-1].partition("/")[2].partition("#")[0]
    return quote("/" + after_host, safe="/?&=%:;,+~!*'()@$[]-._")
