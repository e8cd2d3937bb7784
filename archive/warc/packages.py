"""WACZ packages: the WARC files in them, read where they lie."""

import struct
import zipfile
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import IO, cast


def warc_files(path: Path, stream: IO[bytes], only: str | None = None) -> Iterator[tuple[IO[bytes], str]]:
    """The WARC files in a package (all of them, or `only` one) with their names in it; a WARC file itself, with "".

    Raises zipfile.BadZipFile, and KeyError where `only` is not in it.
    """
    if not path.name.lower().endswith(".wacz"):
        yield stream, ""
        return
    package = zipfile.ZipFile(stream)
    for name in sorted(package.namelist()) if only is None else [only]:
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            info = package.getinfo(name)
            if info.compress_type == zipfile.ZIP_STORED:
                yield cast(IO[bytes], _Window(stream, _start_of(stream, info), info.file_size)), name
            else:  # against the standard, and slow: going back in it begins at its start
                with package.open(name) as member:
                    yield member, name


def _start_of(stream: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Where the bytes of a member begin: behind its own header, whose name and extra field have these lengths."""
    stream.seek(info.header_offset + 26)
    name, extra = struct.unpack("<HH", stream.read(4))
    return info.header_offset + 30 + int(name) + int(extra)


class _Window(RawIOBase):
    """A part of a file as a file: zipfile of Python 3.11 reads all that lies before the place that is sought."""

    def __init__(self, stream: IO[bytes], start: int, size: int) -> None:
        self._stream, self._start, self._size, self._position = stream, start, size, 0

    def read(self, size: int = -1, /) -> bytes:
        rest = max(0, self._size - self._position)
        self._stream.seek(self._start + self._position)
        found = self._stream.read(rest if size < 0 else min(size, rest))
        self._position += len(found)
        return found

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._position = offset
        return offset

    def tell(self) -> int:
        return self._position
