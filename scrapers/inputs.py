"""Files that people name on the command line: saved pages, folders and globs of them."""

import glob
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

LARGEST_FILE = 20 * 1024 * 1024  # bytes, decompressed: a page, not an archive of pages
PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".html.gz", ".htm.gz", ".warc", ".warc.gz", ".wacz")


class InputError(Exception):
    """A file that cannot be read; the message says which, why, and what to do."""


def expand(names: list[str]) -> Iterator[Path]:
    """Files as named, the pages and recordings of folders, and what globs match, each once, in order."""
    seen: set[Path] = set()
    for name in names:
        for path in _paths(name):
            if path not in seen:
                seen.add(path)
                yield path


def _paths(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        return sorted(found for found in path.rglob("*") if found.is_file() and found.name.endswith(PAGE_SUFFIXES))
    if path.exists() or not glob.has_magic(name):
        return [path]
    # A pattern may be absolute, which Path.glob refuses.
    return [Path(found) for found in sorted(glob.glob(name, recursive=True))] or [path]  # noqa: PTH207


def read_file(path: Path) -> bytes:
    """The bytes of a page; gzip is taken off whatever the name says. Raises InputError."""
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST_FILE + 1)
        if body.startswith(b"\x1f\x8b"):
            body = zlib.decompressobj(wbits=31).decompress(body, LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except zlib.error as error:
        raise InputError(f"{path}: damaged gzip: {error}") from error
    if len(body) > LARGEST_FILE:
        raise InputError(
            f"{path}: larger than {LARGEST_FILE // 1024 // 1024} MB; a recording must be named .warc or .wacz"
        )
    if not body.strip():
        raise InputError(f"{path}: empty")
    return body


def saved_at(path: Path) -> datetime:
    """When the file was last written: the nearest thing to a capture time that a plain file has."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
