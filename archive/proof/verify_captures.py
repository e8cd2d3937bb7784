"""The evidence held against the archive: is each record where its row says, whole, with the hash that it had?

Not every record has a row: lists, robots.txt, redirects and answers that are tried again (429, 5xx) stay in their
files alone. An orphan is a page that was captured whole and that no row, then or later, names.
"""

import fcntl
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.proof.digests import Line, hashes_of_files, sha256_of
from archive.proof.findings import Finding
from archive.proof.last_read import Reading
from archive.proof.records import ANSWERS, CUT_SHORT, UNREADABLE, Record, read_records
from archive.warc.captures import UNFINISHED, length_of_whole_members

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
TELL_EVERY = 1000  # captures
RESTORE = "put the file back from a backup"


@dataclass
class Examined:
    """What was looked at."""

    files: int = 0
    records: int = 0
    captures: int = 0
    whole: set[str] = field(default_factory=set)  # files read to their end, with nothing wrong in them
    lately: Mapping[str, Reading] = field(default_factory=dict)  # files that were not read again: their last reading
    unnamed: Counter[str] = field(default_factory=Counter)  # kind of record without a row -> how many
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    def __str__(self) -> str:
        rate = self.captures / max((self.ended or time.monotonic()) - self.began, 1e-3)
        checked = f"{self.captures} captures in {self.files} WARC files checked, {rate:.0f} a second"
        if not self.lately:
            return checked
        oldest = min(reading.night for reading in self.lately.values())
        return f"{checked}; {len(self.lately)} of the files were read whole on {oldest} or later and not again now"


@dataclass(frozen=True)
class Evidence:
    """What the files are held against, and what of it was looked at. `connection` only reads; its rows go by name."""

    connection: sqlite3.Connection
    folder: Path  # of the captures
    written_now: Set[str]
    hashes: Mapping[str, Line]  # file -> its line in the digests
    examined: Examined


def check_captures(
    connection: sqlite3.Connection, folder: Path, examined: Examined, tell: Callable[[str], None]
) -> Iterator[Finding]:
    """Every file of the captures folder against every row; of the files in `examined.lately` the outside alone."""
    files = capture_files(folder)
    # Which files are being written is known before the rows are read: a row of tomorrow is missed by nobody.
    written_now = {name for name in files if _is_being_written(folder / (name + UNFINISHED))}
    evidence = Evidence(connection, folder, written_now, hashes_of_files(folder.parent), examined)
    tell("checking the captures")
    connection.execute("begin")
    connection.execute("create temp table unnamed (url text, captured_at text, file text, offset integer)")
    rows = connection.execute(CAPTURES)
    named = set()
    told = 0
    for name, group in groupby(rows, key=lambda row: str(row["file"])):
        yield from _check_file(evidence, name, [dict(row) for row in group])
        named.add(name)
        if examined.captures - told >= TELL_EVERY:
            told = examined.captures
            tell(str(examined))
    for name in sorted((files | evidence.hashes.keys()) - named):
        yield from _check_file(evidence, name, [])
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


def _check_file(evidence: Evidence, name: str, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    path = path_of(evidence.folder, name)
    evidence.examined.captures += len(rows)
    if not path.exists():
        yield from _missing(path, rows, evidence.hashes.get(name))
        return
    evidence.examined.files += 1
    if name in evidence.examined.lately:
        yield from _check_places(path, rows)
        return
    is_well = True
    for finding in _check_whole(evidence, path, name, rows):
        is_well = False
        yield finding
    if is_well:
        evidence.examined.whole.add(name)


def _missing(path: Path, rows: list[dict[str, Any]], line: Line | None) -> Iterator[Finding]:
    if rows:
        what = f"the file is gone, and with it the evidence of {len(rows)} captures"
        yield Finding(str(path), what, "their articles stand in the archive without proof", RESTORE)
    elif line:
        what = f"the file is gone, which the digest of its night names with SHA-256 {line.sha256}"
        yield Finding(str(path), what, "lists or failures that were captured then are lost", RESTORE)


def _check_places(path: Path, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Of a file that is not read: each row names bytes of it that no other row names."""
    size, end = path.stat().st_size, 0
    for row in rows:
        if row["offset"] < end or row["offset"] + row["length"] > size:
            yield Finding(
                f"{path}, byte {row['offset']}",
                f"the archive expects {row['url']} of {row['captured_at']} here, where no record can be",
                "the row was changed since it was stored",
                "`scrapy reextract --from-captures` makes the rows again from the files",
            )
        end = row["offset"] + row["length"]


def _check_whole(evidence: Evidence, path: Path, name: str, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    is_being_written = name in evidence.written_now
    whole = length_of_whole_members(path)
    expected = {row["offset"]: row for row in rows}
    for record in _readable(path, whole):
        evidence.examined.records += 1
        yield from _check_record(path, record)
        if record.kind not in ANSWERS:
            continue
        if row := expected.pop(record.offset, None):
            yield from _check_row(path, row, record)
        elif not is_being_written:
            _note_unnamed(evidence, name, record)
    if not is_being_written:
        yield from _check_end(path, whole, len(expected))
    for row in expected.values():
        yield from check_capture(evidence.folder, row)
    if line := evidence.hashes.get(name):
        yield from _check_hash(path, line)


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


def _check_hash(path: Path, line: Line) -> Iterator[Finding]:
    """Against the digest of its night, which vouches for headers, lists and all else that no row names."""
    found = sha256_of(path)
    if found != line.sha256:
        what = f"the digest of its night says SHA-256 {line.sha256}, the disk {found}"
        yield Finding(str(path), what, "its bytes are no longer those that were captured then", RESTORE)


def _note_unnamed(evidence: Evidence, name: str, record: Record) -> None:
    evidence.examined.unnamed[record.kind] += 1
    if record.status is None or 200 <= record.status < 300:
        row = [record.url, record.captured_at, name, record.offset]
        evidence.connection.execute("insert into unnamed values (?, ?, ?, ?)", row)


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
