"""The records of a WARC file as they lie there, each held against the digests that it states of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord

from archive.store import utc

ANSWERS = ("response", "resource", "revisit")
# What warcio raises on bytes that are no record.
UNREADABLE = (ArchiveLoadFailed, ValueError, EOFError, AttributeError, TypeError)
CUT_SHORT = "cut short"


@dataclass(frozen=True)
class Record:
    """One record as it lies in its file."""

    kind: str  # response, revisit, request ...
    record_id: str
    url: str | None
    captured_at: str
    status: int | None
    sha256: str | None  # of the payload, as the record states it
    offset: int
    length: int
    problems: tuple[str, ...]  # its own digests do not fit it


def read_records(path: Path, start: int = 0, end: int | None = None) -> Iterator[Record]:
    """Records from byte `start` up to `end`, their digests checked. Raises ArchiveLoadFailed, ValueError."""
    with path.open("rb") as file:
        file.seek(start)
        stream = LimitReader(file, (end or path.stat().st_size) - start)
        records = ArchiveIterator(stream, check_digests=True)
        for record in records:
            while record.content_stream().read(1 << 16):
                pass
            yield _record(record, start + records.get_record_offset(), records.get_record_length())


def _record(record: ArcWarcRecord, offset: int, length: int) -> Record:
    headers = record.rec_headers
    uri = headers.get_header("WARC-Target-URI") or ""
    return Record(
        kind=record.rec_type,
        record_id=(headers.get_header("WARC-Record-ID") or "").strip("<>").removeprefix("urn:uuid:"),
        url=uri if uri.startswith("http") else None,
        captured_at=utc(datetime.fromisoformat(headers.get_header("WARC-Date"))),
        status=int(record.http_headers.get_statuscode())
        if record.http_headers and record.rec_type != "request"
        else None,
        sha256=(headers.get_header("WARC-Payload-Digest") or "").removeprefix("sha256:") or None,
        offset=offset,
        length=length,
        problems=_problems(record),
    )


def _problems(record: ArcWarcRecord) -> tuple[str, ...]:
    """warcio compares a digest only when the last byte has come."""
    is_cut = getattr(record.raw_stream, "limit", 0) > 0
    return (*record.digest_checker.problems, *([CUT_SHORT] if is_cut else []))
