"""The evidence held against the archive: is each record where its row says, whole, with the hash that it had?

Not every record has a row: lists, robots.txt, redirects and answers that are tried again (429, 5xx) stay in their
files alone. An orphan is a page that was captured whole and that no row, then or later, names.
"""

import fcntl
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord

from archive.proof.digests import Line, hashes_of_files, sha256_of
from archive.proof.findings import Finding
from archive.store import utc
from archive.warc.captures import UNFINISHED, length_of_whole_members

ANSWERS = ("response", "resource", "revisit")
CAPTURES = """
select record_id, url, captured_at, status, sha256, file, offset, length from captures order by file, offset
"""
# Pages that lists named, captured after none of which a row was stored.
ORPHANS = """
select unnamed.file, unnamed.offset, unnamed.url from unnamed
where exists (select 1 from leads where kind = 'page' and leads.url = unnamed.url)
    and not exists (
        select 1 from captures where captures.url = unnamed.url and captures.captured_at >= unnamed.captured_at
    )
order by file, offset
"""
# What warcio raises on bytes that are no record.
UNREADABLE = (ArchiveLoadFailed, ValueError, EOFError, AttributeError, TypeError)
CUT_SHORT = "cut short"
TELL_EVERY = 1000  # captures
RESTORE = "put the file back from a backup"


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


@dataclass
class Examined:
    """What was looked at."""

    files: int = 0
    records: int = 0
    captures: int = 0
    unnamed: Counter[str] = field(default_factory=Counter)  # kind of record without a row -> how many
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    def __str__(self) -> str:
        rate = self.captures / max((self.ended or time.monotonic()) - self.began, 1e-3)
        return f"{self.captures} captures in {self.files} WARC files checked, {rate:.0f} a second"


def check_captures(
    connection: sqlite3.Connection, folder: Path, examined: Examined, tell: Callable[[str], None]
) -> Iterator[Finding]:
    """Every file of the captures folder against every row. `connection` only reads; its rows go by name."""
    files = capture_files(folder)
    # Which files are being written is known before the rows are read: a row of tomorrow is missed by nobody.
    written_now = {name for name in files if _is_being_written(folder / (name + UNFINISHED))}
    tell("checking the captures")
    connection.execute("begin")
    connection.execute("create temp table unnamed (url text, captured_at text, file text, offset integer)")
    rows = connection.execute(CAPTURES)
    named = set()
    told = 0
    for name, group in groupby(rows, key=lambda row: str(row["file"])):
        yield from _check_file(connection, folder, name, [dict(row) for row in group], name in written_now, examined)
        named.add(name)
        if examined.captures - told >= TELL_EVERY:
            told = examined.captures
            tell(str(examined))
    for name in sorted(files - named):
        yield from _check_file(connection, folder, name, [], name in written_now, examined)
    for name, line in hashes_of_files(folder.parent).items():
        if name not in named or (folder / name).exists():  # else it has been missed already
            yield from _check_whole_file(folder / name, line)
    yield from _orphans(connection, folder)
    connection.execute("rollback")
    examined.ended = time.monotonic()


def capture_files(folder: Path) -> set[str]:
    """Final names of the WARC files, those that are still open too."""
    return {
        str(path.relative_to(folder)).removesuffix(UNFINISHED)
        for pattern in ("*.warc.gz", f"*.warc.gz{UNFINISHED}")
        for path in folder.rglob(pattern)
    }


def path_of(folder: Path, name: str) -> Path:
    """Where the WARC file of this final name lies just now: a crawl may be writing it, or a killed one left it open."""
    still_open = folder / (name + UNFINISHED)
    return still_open if still_open.exists() else folder / name


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


def _check_file(
    connection: sqlite3.Connection,
    folder: Path,
    name: str,
    rows: list[dict[str, Any]],
    is_being_written: bool,
    examined: Examined,
) -> Iterator[Finding]:
    examined.captures += len(rows)
    path = path_of(folder, name)
    if not path.exists():
        yield Finding(
            str(path),
            f"the file is gone, and with it the evidence of {len(rows)} captures",
            "their articles stand in the archive without proof",
            RESTORE,
        )
        return
    examined.files += 1
    whole = length_of_whole_members(path)
    expected = {row["offset"]: row for row in rows}
    for record in _readable(path, whole):
        examined.records += 1
        yield from _check_record(path, record)
        if record.kind not in ANSWERS:
            continue
        if row := expected.pop(record.offset, None):
            yield from _check_row(path, row, record)
        elif not is_being_written:
            _note_unnamed(connection, name, record, examined)
    if not is_being_written:
        yield from _check_end(path, whole, len(expected))
    for row in expected.values():
        yield from check_capture(folder, row)


def _readable(path: Path, whole: int) -> Iterator[Record]:
    """As far as the file can be read in one go; what lies behind is looked for row by row."""
    try:
        yield from read_records(path, end=whole) if whole else ()
    except UNREADABLE:
        return


def _check_record(path: Path, record: Record) -> Iterator[Finding]:
    for problem in record.problems:
        yield Finding(
            f"{path}, byte {record.offset}",
            f"the {record.kind} of {record.url} is not what its record says ({problem})",
            "it was changed or damaged after it was written and proves nothing now",
            RESTORE,
        )


def _check_row(path: Path, row: Mapping[str, Any], record: Record) -> Iterator[Finding]:
    stated = {
        name: (row[name], getattr(record, name))
        for name in ("record_id", "sha256", "length", "url", "captured_at", "status")
    }
    for name, (by_row, by_record) in stated.items():
        if by_row != by_record:
            yield Finding(
                f"{path}, byte {record.offset}",
                f"the archive says {name} {by_row}, the record {by_record}",
                "the row and its evidence do not belong together",
                "compare both with a backup; `scrapy reextract --from-captures` makes the rows again from the files",
            )


def _check_end(path: Path, whole: int, lost: int) -> Iterator[Finding]:
    size = path.stat().st_size
    if whole < size:
        yield Finding(
            f"{path}, byte {whole}",
            f"from here {size - whole} bytes are no whole record, and {lost} captures should begin here or later",
            "a killed process or the disk tore the file" if not lost else "each is looked for and named below if lost",
            "the next crawl cuts the torn end off" if path.suffix == UNFINISHED else RESTORE,
            concerns_readers=lost > 0,
        )


def check_capture(folder: Path, row: Mapping[str, Any]) -> Iterator[Finding]:
    """The one record that a row of `captures` names."""
    path = path_of(folder, row["file"])
    try:
        record = next(read_records(path, row["offset"], row["offset"] + row["length"]), None)
    except (*UNREADABLE, OSError):
        record = None
    if record is None or record.kind not in ANSWERS or CUT_SHORT in record.problems:
        yield Finding(
            f"{path}, byte {row['offset']}",
            f"no record can be read where the archive expects {row['url']} of {row['captured_at']}",
            f"this capture (SHA-256 {row['sha256']}) is lost",
            RESTORE,
        )
        return
    yield from _check_record(path, record)
    yield from _check_row(path, row, record)


def _check_whole_file(path: Path, line: Line) -> Iterator[Finding]:
    """Against the digest of its night, which vouches for headers, lists and all else that no row names."""
    found = sha256_of(path) if path.exists() else "missing"
    if found != line.sha256:
        what = f"the digest of its night says SHA-256 {line.sha256}, the disk {found}"
        yield Finding(str(path), what, "its bytes are no longer those that were captured then", RESTORE)


def _note_unnamed(connection: sqlite3.Connection, name: str, record: Record, examined: Examined) -> None:
    examined.unnamed[record.kind] += 1
    if record.status is None or 200 <= record.status < 300:
        connection.execute(
            "insert into unnamed values (?, ?, ?, ?)", [record.url, record.captured_at, name, record.offset]
        )


def _orphans(connection: sqlite3.Connection, folder: Path) -> Iterator[Finding]:
    for row in connection.execute(ORPHANS).fetchall():
        yield Finding(
            f"{folder / row['file']}, byte {row['offset']}",
            f"{row['url']} was captured here, and no row names it",
            "the crawl was killed or failed before it stored the page, which readers do not see",
            "the next crawl fetches it again, and `scrapy importpages` of the file stores it as it is",
            concerns_readers=False,
        )


def _is_being_written(path: Path) -> bool:
    """A living process holds the lock of a file that it writes: see archive/warc/captures.py."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
