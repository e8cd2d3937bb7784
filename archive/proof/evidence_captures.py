"""The captures of one article, copied member by member into a WARC file of their own: not a byte of them is changed."""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.proof.findings import Finding
from archive.proof.records import ANSWERS, UNREADABLE, read_records
from archive.proof.verify_captures import check_capture, path_of

Row = Mapping[str, Any]

# Everything that a row about the article calls its evidence.
CAPTURES_OF_ARTICLE = """
select captures.*, articles.url as article_url from captures join articles on articles.id = :article
where captures.id in (
    select capture from articles where id = :article
    union select capture from sightings where article = :article
    union select capture from versions where article = :article
    union select capture from edits where article = :article
    union select last_whole_capture from withdrawals where article = :article
    union select missing_capture from withdrawals where article = :article
    union select restored_capture from withdrawals where article = :article
)
"""
BY_RECORD_ID = "select *, null as article_url from captures where record_id = ?"


def write_captures(
    connection: sqlite3.Connection, folder: Path, article: int, to: Path
) -> tuple[list[Row], tuple[Finding, ...]]:
    """Write them; returns their rows, originals of revisits among them, and what is damaged or gone."""
    rows: list[Row] = [dict(row) for row in connection.execute(CAPTURES_OF_ARTICLE, {"article": article})]
    rows += _originals(connection, folder, rows)
    rows.sort(key=lambda row: (row["captured_at"], row["record_id"]))
    findings = {row["record_id"]: list(check_capture(folder, row)) for row in rows}
    with to.open("wb") as file:
        file.write(_warcinfo(to.name, article, rows))
        for row in rows:
            if not findings[row["record_id"]]:
                file.write(_members(path_of(folder, row["file"]), row))
    return rows, tuple(finding for found in findings.values() for finding in found)


def _originals(connection: sqlite3.Connection, folder: Path, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows of the payloads that revisits refer to, where they are not evidence of this article already."""
    held = {row["record_id"] for row in rows}
    for row in list(rows):
        headers = _headers(path_of(folder, row["file"]), row)
        refers_to = (headers.get_header("WARC-Refers-To") or "") if headers else ""
        record_id = refers_to.strip("<>").removeprefix("urn:uuid:")
        if record_id and record_id not in held:
            held.add(record_id)
            yield from (dict(row) for row in connection.execute(BY_RECORD_ID, [record_id]))


def _headers(path: Path, row: Row) -> StatusAndHeaders | None:
    """The WARC headers of the record; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(row["offset"])
            return next(ArchiveIterator(BytesIO(file.read(row["length"])))).rec_headers
    except (*UNREADABLE, OSError, StopIteration):
        return None


def _members(path: Path, row: Row) -> bytes:
    """The record, the request that follows it, and the redirects of the article's address that led to it."""
    start, end = _first_redirect(path, row), row["offset"] + row["length"]
    with path.open("rb") as file:
        try:
            request = next(read_records(path, end), None)
        except UNREADABLE:
            request = None
        if request and request.kind == "request":
            end += request.length
        file.seek(start)
        return file.read(end - start)


def _first_redirect(path: Path, row: Row) -> int:
    """Where it begins: redirects lie in the file just before the answer that they led to."""
    if row["url"] == row["article_url"] or not row["article_url"]:
        return int(row["offset"])
    start = None
    for record in read_records(path, end=row["offset"]):
        if record.kind not in ANSWERS:
            continue
        is_redirect = record.status is not None and 300 <= record.status < 400 and record.kind == "response"
        if not is_redirect:
            start = None
        elif start is None and record.url == row["article_url"]:
            start = record.offset
    return int(row["offset"]) if start is None else start


def _warcinfo(name: str, article: int, rows: Sequence[Row]) -> bytes:
    """The same bytes for the same captures: made again, the evidence has the same hash."""
    member = BytesIO()
    writer = WARCWriter(member, gzip=True, warc_version="1.1")
    text = (
        "software: coordination-archive\r\nformat: WARC File Format 1.1\r\n"
        f"description: all captures of article {article}, copied unchanged\r\n"
    ).encode()
    identity = uuid.uuid5(uuid.NAMESPACE_URL, " ".join(row["record_id"] for row in rows))
    headers = {
        "WARC-Filename": name,
        "WARC-Record-ID": f"<urn:uuid:{identity}>",
        "WARC-Date": rows[-1]["captured_at"],
    }
    record = writer.create_warc_record(
        None,
        "warcinfo",
        payload=BytesIO(text),
        length=len(text),
        warc_content_type="application/warc-fields",
        warc_headers_dict=headers,
    )
    writer.write_record(record)
    return member.getvalue()
