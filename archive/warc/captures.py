"""The evidence: WARC files in which each response lies as it came, written before anything is made of it."""

import fcntl
import hashlib
import os
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.model import Capture
from archive.warc.exchange import ORIGIN, ORIGIN_DIGEST, Exchange, request_target

UNFINISHED = ".open"
NOT_MODIFIED = 304
# Why a record holds no payload: the server said that nothing changed, or sent the same bytes again.
SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL_PAYLOAD = WARCWriter.REVISIT_PROFILE_1_1
SOFTWARE = {"software": "coordination-archive", "format": "WARC File Format 1.1"}


class CaptureFile:
    """One WARC file, `<year>/<month>/<source>-<run>.warc.gz`, which has `.open` behind its name until it is whole.

    Nothing is created before the first record. Each record is its own gzip member, handed to the
    operating system before `write` returns, so a killed process leaves whole members and at most one torn one,
    and a full disk leaves whole ones only.
    """

    def __init__(
        self, folder: Path, source: str, run: str, started_at: datetime, about: Mapping[str, str] | None = None
    ) -> None:
        """`about` is what its first record says of the run beside the usual: `head_of` reads it again."""
        self.folder = folder
        self.name = f"{started_at:%Y}/{started_at:%m}/{source}-{run}.warc.gz"
        self._head = {**SOFTWARE, "isPartOf": source, **(about or {})}
        self._path = folder / (self.name + UNFINISHED)
        self._file: FileIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, exchange: Exchange, original: Capture | None = None) -> Capture:
        """Write the response, then the request that asked for it. Raises OSError (a full disk).

        `original` holds the payload that the server did not need to send (304), or sent again: the record refers to it.
        """
        file = self._file or self._open()
        record_id = str(uuid.uuid4())
        members = BytesIO()
        writer = _writer_to(members)
        headers = _warc_headers(exchange, record_id, original)
        if original:
            writer.write_record(_revisit_record(writer, exchange, headers, original))
        else:
            writer.write_record(_response_record(writer, exchange, headers))
        length = members.tell()
        if exchange.status is not None:
            writer.write_record(_request_record(writer, exchange, record_id))
        offset = _append(file, members.getvalue())
        return capture_of(
            exchange, record_id=record_id, file=self.name, offset=offset, length=length, original=original
        )

    def close(self) -> None:
        """Give the file its final name, once all of it is on the disk."""
        if self._file is None:
            return
        os.fsync(self._file.fileno())
        self._path.rename(self.folder / self.name)
        self._file.close()
        self._file = None

    def _open(self) -> FileIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unlocked = self._path.with_name(self._path.name + ".new")
        file = unlocked.open("xb", buffering=0)
        # The lock says that a living process writes here: `recover` leaves such a file alone.
        # It is taken before the name appears that `recover` looks for.
        fcntl.flock(file, fcntl.LOCK_EX)
        unlocked.rename(self._path)
        member = BytesIO()
        writer = _writer_to(member)
        writer.write_record(_warcinfo_record(writer, self.name, self._head))
        _append(file, member.getvalue())
        self._file = file
        return file


def _writer_to(members: BytesIO) -> WARCWriter:
    return WARCWriter(members, gzip=True, warc_version="1.1")


def _append(file: FileIO, members: bytes) -> int:
    """Write all of it or nothing; returns where it begins."""
    offset = file.tell()
    rest = memoryview(members)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(offset)
        file.seek(offset)
        raise
    return offset


def capture_of(
    exchange: Exchange, *, record_id: str, file: str, offset: int, length: int, original: Capture | None = None
) -> Capture:
    """The row that leads from an article back to the record of this exchange; `original`: see CaptureFile.write."""
    size = len(exchange.payload)
    if original:
        size = 0 if exchange.status == NOT_MODIFIED else original.size
    return Capture(
        record_id=record_id,
        url=exchange.url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        content_type=exchange.content_type,
        sha256=_sha256(exchange, original),
        size=size,
        file=file,
        offset=offset,
        length=length,
        ip=exchange.ip,
        protocol=exchange.protocol,
    )


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _warcinfo_record(writer: WARCWriter, name: str, head: Mapping[str, str]) -> ArcWarcRecord:
    text = "".join(f"{field}: {value}\r\n" for field, value in head.items()).encode()
    return writer.create_warc_record(
        None,
        "warcinfo",
        payload=BytesIO(text),
        length=len(text),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Filename": Path(name).name},
    )


def _sha256(exchange: Exchange, original: Capture | None) -> str:
    return original.sha256 if original else hashlib.sha256(exchange.payload).hexdigest()


def _warc_headers(exchange: Exchange, record_id: str, original: Capture | None) -> dict[str, str]:
    headers = {
        "WARC-Record-ID": f"<urn:uuid:{record_id}>",
        "WARC-Date": _warc_date(exchange.captured_at),
        "WARC-Payload-Digest": f"sha256:{_sha256(exchange, original)}",
    }
    if exchange.ip:
        headers["WARC-IP-Address"] = exchange.ip
    if exchange.protocol:
        headers["WARC-Protocol"] = exchange.protocol.lower()
    if exchange.origin:
        headers[ORIGIN] = exchange.origin
        headers |= {ORIGIN_DIGEST: exchange.digest} if exchange.digest else {}
    return headers


def _response_record(writer: WARCWriter, exchange: Exchange, headers: dict[str, str]) -> ArcWarcRecord:
    http_headers = _http_headers(exchange)
    return writer.create_warc_record(
        exchange.url or f"urn:{headers['WARC-Payload-Digest']}",
        "response" if http_headers else "resource",
        payload=BytesIO(exchange.payload),
        length=len(exchange.payload),
        warc_content_type="" if http_headers else exchange.content_type,
        warc_headers_dict=headers,
        http_headers=http_headers,
    )


def _revisit_record(
    writer: WARCWriter, exchange: Exchange, headers: dict[str, str], original: Capture
) -> ArcWarcRecord:
    refers_to = {
        "WARC-Profile": SERVER_NOT_MODIFIED if exchange.status == NOT_MODIFIED else IDENTICAL_PAYLOAD,
        "WARC-Refers-To": f"<urn:uuid:{original.record_id}>",
        "WARC-Refers-To-Target-URI": original.url or "",
        "WARC-Refers-To-Date": _warc_date(original.captured_at),
    }
    return writer.create_warc_record(
        exchange.url, "revisit", warc_headers_dict=headers | refers_to, http_headers=_http_headers(exchange)
    )


def _http_headers(exchange: Exchange) -> StatusAndHeaders | None:
    if exchange.status is None:
        return None
    return _AsSent(str(exchange.status), list(exchange.response_headers), protocol="HTTP/1.1")


class _AsSent(StatusAndHeaders):  # type: ignore[misc]
    """Servers send addresses and names of files as they are; warcio would write percent signs, or fail at them."""

    def to_ascii_bytes(self, filter_func: Callable[..., Any] | None = None) -> bytes:
        return b"".join(map(_line_as_sent, self.to_str(filter_func).splitlines(keepends=True))) + b"\r\n"


def _line_as_sent(line: str) -> bytes:
    """Headers are read byte by byte (Latin-1) from servers, and as UTF-8 from the records of others."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()


def _request_record(writer: WARCWriter, exchange: Exchange, response_id: str) -> ArcWarcRecord:
    assert exchange.url is not None
    line = f"GET {request_target(exchange.url)} HTTP/1.1"
    return writer.create_warc_record(
        exchange.url,
        "request",
        warc_headers_dict={
            "WARC-Date": _warc_date(exchange.captured_at),
            "WARC-Concurrent-To": f"<urn:uuid:{response_id}>",
        },
        http_headers=_AsSent(line, list(exchange.request_headers), is_http_request=True),
    )


def recover(folder: Path) -> list[Path]:
    """Give their final names to files that killed processes left open, a torn last record cut off.

    Returns the files recovered. One that a living process writes is left alone.
    """
    recovered = []
    for path in sorted(folder.rglob(f"*.warc.gz{UNFINISHED}")):
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            length = length_of_whole_members(path)
            if length == 0:
                path.unlink()  # killed before its first record
                continue
            file.truncate(length)
            os.fsync(file.fileno())
            final = path.with_name(path.name.removesuffix(UNFINISHED))
            path.rename(final)
            recovered.append(final)
    return recovered


def length_of_whole_members(path: Path) -> int:
    """Bytes up to the end of the last gzip member that decompresses to its end."""
    end_of_member = position = 0
    member = zlib.decompressobj(wbits=31)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            while chunk:
                try:
                    member.decompress(chunk)
                except zlib.error:
                    return end_of_member
                position += len(chunk) - len(member.unused_data)
                if not member.eof:
                    break
                end_of_member = position
                chunk = member.unused_data
                member = zlib.decompressobj(wbits=31)
    return end_of_member


@contextmanager
def sole_crawl(folder: Path, source: str) -> Iterator[bool]:
    """Hold the lock of a source while it is crawled; yields False if another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{source}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
