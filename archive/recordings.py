"""Reads what crawls recorded, ours or another's: WARC files, plain or gzip, and WACZ packages of them."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

# The largest payload that is read from a recording: a page is under 1 MB, the largest seen under 5 MB.
LARGEST_PAYLOAD = 20 * 1024 * 1024
# Headers that tell how the connection carried the payload. The payload is stored as one piece, so they no longer hold.
CONNECTION_HEADERS = {"transfer-encoding", "connection", "keep-alive"}


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


def is_recording(path: Path) -> bool:
    """By name, as the tools that write these files name them."""
    return path.name.lower().endswith((".warc", ".warc.gz", ".wacz"))


def exchanges(path: Path) -> Iterator[Exchange]:
    """Each response or resource of the file, in its order. Raises RecordingError."""
    with _opened(path) as stream:
        for warc, member in _warc_files(path, stream):
            yield from _read(warc, path, member)


def exchange_at(path: Path, member: str, offset: int) -> Exchange:
    """The one record that lies there. Raises RecordingError."""
    with _opened(path) as stream:
        for warc, name in _warc_files(path, stream, member):
            warc.seek(offset)
            if found := next(_read(warc, path, name), None):
                return found
    raise RecordingError(f"{path}: no record at byte {offset} {member}".rstrip())


def _read(warc: IO[bytes], path: Path, member: str) -> Iterator[Exchange]:
    try:
        records = ArchiveIterator(warc)
        for record in records:
            if record.format != "warc":
                # Any line of five words is a header to warcio, of an ARC file of 1996.
                raise ArchiveLoadFailed("no WARC record")
            if record.rec_type in ("response", "resource"):
                exchange = _exchange(record, member)
                # The length of a record is known only once its last byte has been read.
                yield replace(exchange, offset=records.get_record_offset(), length=records.get_record_length())
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        where = f"{path} {member}".rstrip()
        reason = f"{error}\n".splitlines()[0][:100]  # warcio goes on with pages of what it found
        raise RecordingError(f"{where}: not a whole WARC file: {reason}") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror or error}") from error
    with stream:
        yield stream


def _warc_files(path: Path, stream: IO[bytes], only: str = "") -> Iterator[tuple[IO[bytes], str]]:
    """The file itself, or the WARC files in a WACZ package (all of them, or `only` one), with their names in it."""
    if not path.name.lower().endswith(".wacz"):
        yield stream, ""
        return
    try:
        package = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise RecordingError(f"{path}: not a WACZ package: {error}") from error
    for name in [only] if only else sorted(package.namelist()):
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            with package.open(name) as member:
                yield member, name


def _exchange(record: ArcWarcRecord, member: str) -> Exchange:
    headers = record.rec_headers
    answer = record.http_headers
    return Exchange(
        url=_address(headers.get_header("WARC-Target-URI")),
        captured_at=datetime.fromisoformat(headers.get_header("WARC-Date")),
        status=int(answer.get_statuscode()) if answer else None,
        payload=_payload(record),
        response_headers=_without_connection_headers(answer.headers) if answer else (),
        content_type=(answer.get_header("Content-Type") if answer else headers.get_header("Content-Type")) or "",
        ip=headers.get_header("WARC-IP-Address"),
        protocol=headers.get_header("WARC-Protocol") or (answer.protocol if answer else None),
        member=member,
        record_id=(headers.get_header("WARC-Record-ID") or "").strip("<>").removeprefix("urn:uuid:") or None,
    )


def _address(uri: str | None) -> str | None:
    """Old tools wrote <address>; a urn: or file: names no place on the web."""
    uri = (uri or "").strip("<>")
    return uri if uri.startswith(("http://", "https://")) else None


def _payload(record: ArcWarcRecord) -> bytes:
    stream = record.raw_stream
    if record.http_headers and (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    pieces = BytesIO()
    while piece := stream.read(65536):
        if pieces.tell() + len(piece) > LARGEST_PAYLOAD:
            raise ArchiveLoadFailed(f"a record is larger than {LARGEST_PAYLOAD} bytes")
        pieces.write(piece)
    stated = record.rec_headers.get_header("Content-Length") or ""
    if not stated.isdecimal() or (stream is record.raw_stream and stream.limit):
        raise ArchiveLoadFailed("the last record is cut short")
    return pieces.getvalue()


def _without_connection_headers(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers if name.lower() not in CONNECTION_HEADERS)


def request_target(url: str) -> str:
    """Path and query as a request line states them: `/Default.aspx?tabid=79&ndid=1026`."""
    after_host = url.split("://", 1)[-1].partition("/")[2].partition("#")[0]
    return quote("/" + after_host, safe="/?&=%:;,+~!*'()@$[]-._")
