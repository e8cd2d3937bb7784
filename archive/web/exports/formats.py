"""Rows as text, piece by piece: CSV that Excel opens, JSON, and JSON lines.

In CSV, text that a spreadsheet would take for a formula gets an apostrophe before it. To undo that, take one
apostrophe from each cell that matches GUARDED; nothing else was changed. Bytes are written in base 64.
"""

import csv
import io
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

Row = Sequence[object]
Rows = Iterator[Row]

BYTE_ORDER_MARK = "\ufeff"  # without it Excel on Windows takes UTF-8 for the code page of the machine
ROWS_A_PIECE = 100  # of articles: some 400 kB
FULL_PIECE = 1_000_000  # characters: fewer rows where they are long, so that a piece fits into memory
# What Excel, LibreOffice and Google Sheets compute: OWASP's list of first letters, the full-width ones too.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True)
class Format:
    """A way to write rows. `written(name, columns, rows)` gives the text in pieces."""

    content_type: str
    written: Callable[[str, Sequence[str], Rows], Iterator[str]]


def guarded(value: object) -> object:
    """The value as a cell that no spreadsheet computes; numbers as they are, "" for null."""
    if isinstance(value, bytes):
        value = _base64(value)
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return "" if value is None else value


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if GUARDED.match(cell) else cell


def _csv(_name: str, columns: Sequence[str], rows: Rows) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    for some in _pieces(chain([columns], rows)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([guarded(value) for value in row] for row in some)
        yield text.getvalue()


def _json(name: str, columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """One object. It ends with the number of its rows, so that what was cut off is no JSON."""
    yield f'{{"name": {json.dumps(name)}, "rows": [\n'
    count = 0
    for some in _pieces(rows):
        yield (",\n" if count else "") + ",\n".join(_object(columns, row) for row in some)
        count += len(some)
    yield f'\n], "total": {count}}}\n'


def _json_lines(_name: str, columns: Sequence[str], rows: Rows) -> Iterator[str]:
    for some in _pieces(rows):
        yield "".join(_object(columns, row) + "\n" for row in some)


def _object(columns: Sequence[str], row: Row) -> str:
    return json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_base64)


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def _pieces(rows: Iterator[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    size = 0
    for row in rows:
        some.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(some) == ROWS_A_PIECE or size >= FULL_PIECE:
            yield some
            some, size = [], 0
    if some:
        yield some


FORMATS = {
    "csv": Format("text/csv; charset=utf-8; header=present", _csv),
    "json": Format("application/json; charset=utf-8", _json),
    "jsonl": Format("application/jsonl; charset=utf-8", _json_lines),
}
