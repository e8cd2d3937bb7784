"""public.db as one file: its size, its SHA-256, and any range of its bytes."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PIECE = 256 * 1024  # bytes
SQLITE = "application/vnd.sqlite3"
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class WholeDatabase:
    """The file that is served."""

    path: Path
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Answer:
    """What a request for the file gets: the bytes from `first` on, `length` of them."""

    status: int
    headers: Mapping[str, str]
    first: int = 0
    length: int = 0


def whole_database(path: Path) -> WholeDatabase:
    """Size and hash; the file is read once, as long as it stays the same. Raises OSError."""
    found = path.stat()
    return WholeDatabase(path, found.st_size, _sha256(path, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=8)
def _sha256(path: Path, _size: int, _changed_at: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def answer_to(file: WholeDatabase, headers: Mapping[str, str]) -> Answer:
    """All of it, or the range that is asked for (RFC 9110: one range; if-range by the hash)."""
    stated = {
        "Content-Type": SQLITE,
        "Content-Disposition": f'attachment; filename="{file.path.name}"',
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.sha256}"',
        "Repr-Digest": f"sha-256=:{_base64(file.sha256)}:",  # RFC 9530
    }
    if headers.get("if-none-match") == stated["ETag"]:
        return Answer(304, stated)
    wanted = RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
    if wanted is None or not any(wanted.groups()) or headers.get("if-range", stated["ETag"]) != stated["ETag"]:
        return Answer(200, {**stated, "Content-Length": str(file.size)}, 0, file.size)
    first, end = _bounds(wanted, file.size)
    if first >= end:
        return Answer(416, {**stated, "Content-Range": f"bytes */{file.size}", "Content-Length": "0"})
    place = {"Content-Range": f"bytes {first}-{end - 1}/{file.size}", "Content-Length": str(end - first)}
    return Answer(206, {**stated, **place}, first, end - first)


def _bounds(wanted: re.Match[str], size: int) -> tuple[int, int]:
    """The first byte and the one after the last; bytes=-500 are the last 500."""
    first, last = wanted.groups()
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _base64(hexadecimal: str) -> str:
    return b64encode(bytes.fromhex(hexadecimal)).decode()


def bytes_of(path: Path, first: int, length: int) -> Iterator[bytes]:
    """That part of the file. Raises OSError; EOFError for a file that has become shorter."""
    with path.open("rb") as file:
        file.seek(first)
        while length:
            piece = file.read(min(PIECE, length))
            if not piece:
                raise EOFError(f"{path.name} ended {length} bytes early")
            length -= len(piece)
            yield piece
