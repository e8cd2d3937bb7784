"""The digest of a night: the hashes of all that was captured, chained to the night before, to be timestamped elsewhere.

`runs/2026-11-22.sha256`, a header and sorted lines of four columns, of which the first is a SHA-256 in hex:

    # captures 2026-11-22
    # previous 2026-11-21.sha256 <of that file>
    <of the payload>  <record id>  <WARC file>  <offset>
    <of the file>  file  <WARC file>  <bytes>

A digest never changes once it is written: what comes later, an import of old captures too, stands in the next one.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from archive.proof.findings import Finding
from archive.store import ArchiveError
from archive.whole_files import written_whole

RUNS, CAPTURES = "runs", "captures"
FILE = "file"  # stands where a record id would: the line is of a whole WARC file
NO_DIGEST = "none"


@dataclass(frozen=True, order=True)
class Line:
    """One hash: of a record's payload, or of a whole WARC file, which vouches for addresses, dates and headers too."""

    sha256: str
    record_id: str  # or FILE
    file: str  # below the captures folder
    place: int  # byte at which the record starts; of a file its size

    def __str__(self) -> str:
        return f"{self.sha256}  {self.record_id}  {self.file}  {self.place}"

    @property
    def key(self) -> tuple[str, str]:
        """What it is the hash of."""
        return self.record_id, self.file if self.record_id == FILE else ""


@dataclass(frozen=True)
class Digest:
    """A digest as it lies on the disk."""

    path: Path
    night: str
    previous: str  # name and SHA-256 of the digest before, or NO_DIGEST
    lines: tuple[Line, ...]


def write_digest(db: Database, folder: Path, night: date) -> Path:
    """Write the digest of what no digest holds yet, unless this night has one. Raises ArchiveError, OSError."""
    path = folder / RUNS / f"{night}.sha256"
    if path.exists():
        return path
    known = digest_files(folder)
    if known and known[-1].stem > str(night):
        raise ArchiveError(
            f"{known[-1]} is of a later night than {night}: a digest cannot be put before it. Name a later night."
        )
    with _held(db, known):
        lines = [*_captures(db), *_files(db, folder / CAPTURES)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as unfinished:
        unfinished.write_text(_text(night, known[-1] if known else None, lines), encoding="utf-8")
    return path


def digest_files(folder: Path) -> list[Path]:
    """The digests of a data folder, oldest first."""
    return sorted((folder / RUNS).glob("*.sha256"))


def read_digest(path: Path) -> Digest:
    """A digest. Raises ArchiveError for a file that is none."""
    try:
        title, previous, *lines = path.read_text(encoding="utf-8").splitlines()
        night = title.removeprefix("# captures ")
        return Digest(path, night, previous.removeprefix("# previous "), tuple(map(_read_line, lines)))
    except ValueError as error:
        raise ArchiveError(f"{path} is no digest: {error}") from error


def check_digests(connection: sqlite3.Connection, folder: Path) -> Iterator[Finding]:
    """The chain, and that what each digest lists is what the archive still names.

    The hashes of whole files are checked where the files are read: see `hashes_of_files`.
    """
    before = None
    for path in digest_files(folder):
        try:
            digest = read_digest(path)
        except ArchiveError as error:
            yield _finding(path, str(error), "what was captured that night is no longer proved")
            before = path
            continue
        if digest.previous != _link(before):
            what = f"it follows {digest.previous!r}, but the digest before it is {_link(before)!r}"
            yield _finding(path, what, "one of the two is not the file that was written then, or one between is gone")
        yield from _check_lines(connection, digest)
        before = path


def hashes_of_files(folder: Path) -> dict[str, Line]:
    """WARC file -> its line in the digests. Files that are no digest are passed over: `check_digests` names them."""
    held: dict[str, Line] = {}
    for path in digest_files(folder):
        try:
            lines = read_digest(path).lines
        except ArchiveError:
            continue
        held |= {line.file: line for line in lines if line.record_id == FILE}
    return held


def _check_lines(connection: sqlite3.Connection, digest: Digest) -> Iterator[Finding]:
    for line in digest.lines:
        if line.record_id == FILE:
            continue
        row = connection.execute(
            "select sha256, file, offset from captures where record_id = ?", [line.record_id]
        ).fetchone()
        where = f"{digest.path}, record {line.record_id}"
        if row is None:
            yield Finding(
                where,
                f"the archive no longer names this capture, which lay in {line.file} at byte {line.place}",
                "it was captured that night, and nothing that readers see leads to it",
                "`scrapy importpages` of that file stores it again",
            )
        elif tuple(row) != (line.sha256, line.file, line.place):
            yield Finding(
                where,
                f"the digest says SHA-256 {line.sha256} at byte {line.place} of {line.file},"
                f" the archive {row['sha256']} at byte {row['offset']} of {row['file']}",
                "one of the two was changed since that night",
                "compare both with the WARC file and with a backup",
            )


@contextmanager
def _held(db: Database, known: Iterable[Path]) -> Iterator[None]:
    """What these digests list, as a table that lies on the disk: the captures of ten years fill 5 GB of memory."""
    db.execute("create temp table held (record_id text, file text, primary key (record_id, file)) without rowid")
    try:
        assert db.conn is not None
        for path in known:
            keys = (line.key for line in read_digest(path).lines)
            db.conn.executemany("insert or ignore into held values (?, ?)", keys)
        yield
    finally:
        db.execute("drop table held")


def _captures(db: Database) -> Iterator[Line]:
    for row in db.query(NOT_HELD):
        yield Line(row["sha256"], row["record_id"], row["file"], row["offset"])


NOT_HELD = """
select sha256, record_id, file, offset from captures
where not exists (select 1 from held where held.record_id = captures.record_id and held.file = '')
"""


def _files(db: Database, captures: Path) -> Iterator[Line]:
    """Files that have their final name; one that is still written is in the next digest."""
    held = {file for (file,) in db.execute("select file from held where record_id = ?", [FILE])}
    for path in captures.rglob("*.warc.gz"):
        name = str(path.relative_to(captures))
        if name not in held:
            yield Line(sha256_of(path), FILE, name, path.stat().st_size)


def sha256_of(path: Path) -> str:
    """Of a whole file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _text(night: date, previous: Path | None, lines: Iterable[Line]) -> str:
    header = [f"# captures {night}", f"# previous {_link(previous)}"]
    return "\n".join([*header, *map(str, sorted(lines))]) + "\n"


def _link(path: Path | None) -> str:
    return f"{path.name} {sha256_of(path)}" if path else NO_DIGEST


def _read_line(text: str) -> Line:
    sha256, record_id, file, place = text.split("  ")
    return Line(sha256, record_id, file, int(place))


def _finding(path: Path, what: str, meaning: str) -> Finding:
    return Finding(str(path), what, meaning, "put the file back from a backup, or compare it with its timestamp")
