"""Where the records of a WARC file begin and end, plain or gzip, behind damage too: warcio reads what they say.

warcio stops at the first damage, prints to stderr and takes a gzip member of any size into memory; this names
the broken record and goes on with the next whole one.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

LONGEST_HEADER = 64 * 1024  # bytes of a record's own header; the longest seen, with a certificate chain, has 6 KB
CHUNK = 16 * 1024  # a page's record has about 14 KB
STEP = 64  # bytes that are inflated at a time on the way to a damage
WINDOW = 1024 * 1024  # bytes that are searched at a time
GZIP = b"\x1f\x8b\x08"
GZIP_MAGIC = re.compile(re.escape(GZIP))
RECORD = re.compile(rb"WARC/(?:0\.17|0\.18|1\.0|1\.1)\r?\n(?=[A-Za-z-]+:)")
END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
CONTENT_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
ONE_OF_EACH = re.compile(
    rb"^(warc-type|warc-record-id|warc-date|warc-target-uri|content-length):", re.IGNORECASE | re.MULTILINE
)
BLANK = b"\r\n"
END_OF_RECORD = b"\r\n\r\n"
# Common Crawl's August 2018 states lengths that are 2 bytes short; a second record has more than its blank lines.
LONGEST_REST = 16


@dataclass(frozen=True)
class Record:
    """A whole record. `data` is header and block, decompressed, up to as many bytes as were asked for."""

    offset: int  # of its gzip member, or of its header
    length: int  # bytes that it takes in the file, blank lines behind a plain record not counted
    size: int  # bytes of header and block
    data: bytes


@dataclass(frozen=True)
class BrokenRecord:
    """What is no whole record; `header` is empty where that is not whole either."""

    offset: int
    reason: str
    header: bytes = b""


class _BrokenError(Exception):
    """`end` is where the next record begins, if that is known."""

    def __init__(self, reason: str, data: bytes = b"", end: int | None = None) -> None:
        super().__init__(reason)
        self.data = data
        self.end = end


def records(file: IO[bytes], offset: int = 0, keep: int = LONGEST_HEADER) -> Iterator[Record | BrokenRecord]:
    """The records from `offset` on, with the first `keep` bytes of each: memory does not grow with their size.

    A file that holds nothing is broken: whoever made it meant it to hold something.
    """
    is_gzip = _is_gzip(file, offset)
    read = _gzip_record if is_gzip else _plain_record
    next_offset: int | None = offset
    while next_offset is not None:
        next_offset = next_offset if is_gzip else _behind_blank_lines(file, next_offset)
        try:
            record = read(file, next_offset, keep)
        except _BrokenError as error:
            yield BrokenRecord(next_offset, str(error), _own_header(error.data))
            next_offset = error.end or _next_record(file, next_offset + 1, is_gzip)
            continue
        if record is None:
            if next_offset == offset:
                yield BrokenRecord(offset, "nothing is there")
            return
        yield record
        next_offset = record.offset + record.length


def _is_gzip(file: IO[bytes], offset: int) -> bool:
    """Told by the first record, or, where that is broken, by whether there is one in gzip at all."""
    file.seek(offset)
    start = file.read(LONGEST_HEADER)
    if start.startswith(GZIP):
        return True
    try:
        _stated_size(start.lstrip(BLANK), None)
    except _BrokenError:
        return _next_record(file, offset, is_gzip=True) is not None
    return False


def _gzip_record(file: IO[bytes], offset: int, keep: int) -> Record | None:
    """The member there; None at the end of the file. Inflates a bomb to its end, in constant memory, to pass it."""
    file.seek(offset)
    inflater = zlib.decompressobj(wbits=31)
    data = bytearray()
    size = 0
    while not inflater.eof:
        chunk = inflater.unconsumed_tail or file.read(CHUNK)
        if not chunk and file.tell() == offset:
            return None
        try:
            piece = inflater.decompress(chunk, WINDOW)
        except zlib.error as error:
            raise _BrokenError(f"damaged gzip: {error}", bytes(data) or _beginning(file, offset)) from error
        if not chunk and not piece:
            raise _BrokenError("cut short", bytes(data))
        size += len(piece)
        data += piece[: max(0, keep - len(data))]
    end = file.tell() - len(inflater.unused_data)
    stated = _stated_size(bytes(data[:LONGEST_HEADER]), end)
    if size < stated:
        raise _BrokenError(f"cut short: {size} of {stated} bytes", bytes(data), end)
    if size > stated + LONGEST_REST:
        reason = "longer than it says; if it is a whole file in one piece, unpack that with gunzip first"
        raise _BrokenError(reason, bytes(data), end)
    return Record(offset, end - offset, stated, bytes(data[:stated]))


def _beginning(file: IO[bytes], offset: int) -> bytes:
    """What comes out of a damaged member before the damage: enough to name the page."""
    file.seek(offset)
    inflater = zlib.decompressobj(wbits=31)
    data = bytearray()
    with suppress(zlib.error):
        while len(data) < LONGEST_HEADER and (piece := file.read(STEP)):
            data += inflater.decompress(piece, LONGEST_HEADER)
    return bytes(data)


def _plain_record(file: IO[bytes], offset: int, keep: int) -> Record | None:
    file.seek(offset)
    start = file.read(LONGEST_HEADER)
    if not start:
        return None
    size = _stated_size(start, None)
    file.seek(offset + size - 1)
    behind = file.read(1 + LONGEST_REST)
    if not behind:
        raise _BrokenError("cut short", start)
    following = behind[1:].lstrip(BLANK)
    if following and not following.startswith(b"WARC/") and not _ends(file, offset, size, behind[1:]):
        raise _BrokenError("its length does not lead to the next record", start)
    file.seek(offset)
    return Record(offset, size, size, file.read(min(size, keep)))


def _ends(file: IO[bytes], offset: int, size: int, behind: bytes) -> bool:
    """Whether a record ends there, where what follows is broken: the blank line may also be one within the next."""
    following = _next_record(file, offset + 1, is_gzip=False)
    return behind.startswith(END_OF_RECORD) and (following is None or following >= offset + size)


def _behind_blank_lines(file: IO[bytes], offset: int) -> int:
    file.seek(offset)
    while (piece := file.read(CHUNK)) and not piece.strip(BLANK):
        offset += len(piece)
    return offset + len(piece) - len(piece.lstrip(BLANK))


def _stated_size(start: bytes, end: int | None) -> int:
    """Bytes of header and block, as the header says."""
    if not RECORD.match(start):
        raise _BrokenError("no WARC record", start, end)
    end_of_header = END_OF_HEADER.search(start)
    length = CONTENT_LENGTH.search(start, 0, end_of_header.end()) if end_of_header else None
    if end_of_header is None or length is None:
        raise _BrokenError("a WARC header without an end or a length", start, end)
    if start.find(b"\0", 0, end_of_header.end()) >= 0:
        raise _BrokenError("zeros in its header", b"", end)
    if RECORD.search(start, 1, end_of_header.end()) or _is_joined(start[: end_of_header.end()]):
        raise _BrokenError("cut short: another record begins in its header", b"", end)
    return end_of_header.end() + int(length[1])


def _is_joined(header: bytes) -> bool:
    """Whether two headers became one, where what lay between them was lost: the address of one, the page of another."""
    fields = ONE_OF_EACH.findall(header)
    return len(fields) > len({field.lower() for field in fields})


def _own_header(data: bytes) -> bytes:
    """Its header where that is whole: what is left of a damaged one may name another page."""
    end = END_OF_HEADER.search(data, 0, LONGEST_HEADER)
    header = data[: end.end()] if end else b""
    return header if CONTENT_LENGTH.search(header) and not RECORD.search(header, 1) else b""


def _next_record(file: IO[bytes], offset: int, is_gzip: bool) -> int | None:
    """Where the next record begins, from `offset` on; None if there is none."""
    pattern = GZIP_MAGIC if is_gzip else RECORD
    while True:
        file.seek(offset)
        window = file.read(WINDOW)
        for found in pattern.finditer(window):
            if not is_gzip or _begins_record(file, offset + found.start()):
                return offset + found.start()
        if len(window) < WINDOW:
            return None
        offset += WINDOW - LONGEST_REST - 32  # a mark may lie across the border


def _begins_record(file: IO[bytes], offset: int) -> bool:
    """Whether a record comes out of a gzip member there: any three bytes may look like the start of one."""
    file.seek(offset)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(CHUNK), 64).startswith(b"WARC/")
    except zlib.error:
        return False
