"""Reads what crawls recorded, ours or another's: WARC files, plain or gzip, and WACZ packages of them."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from archive.warc import contents, framing
from archive.warc.contents import exchange_in, fields_in, heading_in
from archive.warc.exchange import Damage, Exchange, Heading, RecordingError
from archive.warc.framing import BrokenRecord, Record
from archive.warc.packages import warc_files


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
        found = exchange_in(path, member, record)
        if found is not None:
            yield found


def headings(path: Path) -> Iterator[Heading | Damage]:
    """What lies where, without payloads: memory does not grow with the file. Raises RecordingError."""
    for member, record in _records(path, keep=framing.LONGEST_HEADER):
        found = heading_in(path, member, record)
        if found is not None:
            yield found


def head_of(path: Path) -> dict[str, str]:
    """What the first record of a WARC file says of the file; {} where it is broken, or says nothing."""
    return next((fields_in(record) for _, record in _records(path, keep=framing.LONGEST_HEADER)), {})


def exchange_at(path: Path, member: str, offset: int) -> Exchange:
    """The one record that lies there. Raises RecordingError."""
    for _, record in _records(path, keep=_largest_record(), only=member, offset=offset):
        found = exchange_in(path, member, record)
        if isinstance(found, Exchange):
            return found
        raise RecordingError(str(found or f"{path}: no response at byte {offset} {member}".rstrip()))
    raise RecordingError(f"{path}: no record at byte {offset} {member}".rstrip())


def record_of(member: bytes) -> Exchange:
    """The exchange in the bytes of one record, as they lie in a WARC file. Raises RecordingError."""
    for record in framing.records(BytesIO(member), keep=_largest_record()):
        found = exchange_in(Path("record"), "", record)
        if isinstance(found, Exchange):
            return found
        raise RecordingError(str(found))
    raise RecordingError("no record")


def _largest_record() -> int:
    return contents.LARGEST_PAYLOAD + framing.LONGEST_HEADER


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
