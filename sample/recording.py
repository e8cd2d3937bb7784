"""Answers of a site -> a WARC file: the same bytes each time it is written."""

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

REASONS = {200: "OK", 404: "Not Found"}
# An address of the example.org kind: the sample is no real crawl, and its user agent says so.
USER_AGENT = "coordination-archive-sample/1.0 (+https://example.org/sample)"
BETWEEN_REQUESTS = timedelta(seconds=2)  # robots.txt asks for at least one


@dataclass(frozen=True)
class Response:
    """One answer with everything that a record needs. `body` is as the server made it, before compression."""

    url: str
    body: bytes
    content_type: str
    status: int
    server: tuple[tuple[str, str], ...]  # headers of the site's server
    ip: str
    compressed: bool


def write(path: Path, started: datetime, responses: Iterable[Response]) -> None:
    """A gzip WARC 1.1 file: warcinfo, then a response and its request for each answer, two seconds apart."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(warcinfo(writer, path.name, started))
        for index, response in enumerate(responses):
            moment = started + index * BETWEEN_REQUESTS
            for record in (response_record(writer, response, moment), request_record(writer, response, moment)):
                writer.write_record(record)


def warcinfo(writer: WARCWriter, name: str, started: datetime) -> ArcWarcRecord:
    """What the file is."""
    payload = b"software: python -m sample.build\r\ndescription: invented pages on the layouts of four real sites\r\n"
    headers = headers_of("warcinfo", name, started) | {"WARC-Filename": name}
    return writer.create_warc_record(
        "", "warcinfo", io.BytesIO(payload), warc_headers_dict=headers, warc_content_type="application/warc-fields"
    )


def response_record(writer: WARCWriter, response: Response, moment: datetime) -> ArcWarcRecord:
    """The answer: status line, headers and payload exactly as sent."""
    payload = gzip.compress(response.body, mtime=0) if response.compressed else response.body
    headers = [("Content-Type", response.content_type), *response.server]
    if response.compressed:
        headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    headers += [("Date", format_datetime(moment, usegmt=True)), ("Content-Length", str(len(payload)))]
    return writer.create_warc_record(
        response.url,
        "response",
        io.BytesIO(payload),
        http_headers=StatusAndHeaders(f"{response.status} {REASONS[response.status]}", headers, protocol="HTTP/1.1"),
        warc_headers_dict=headers_of("response", response.url, moment) | {"WARC-IP-Address": response.ip},
    )


def request_record(writer: WARCWriter, response: Response, moment: datetime) -> ArcWarcRecord:
    """What was asked, tied to its answer."""
    address = urlsplit(response.url)
    line = f"GET {address.path}{'?' if address.query else ''}{address.query} HTTP/1.1"
    headers = [("Host", address.netloc), ("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Accept-Encoding", "gzip")]
    answer = headers_of("response", response.url, moment)["WARC-Record-ID"]
    return writer.create_warc_record(
        response.url,
        "request",
        http_headers=StatusAndHeaders(line, headers, is_http_request=True),
        warc_headers_dict=headers_of("request", response.url, moment) | {"WARC-Concurrent-To": answer},
    )


def headers_of(kind: str, name: str, moment: datetime) -> dict[str, str]:
    """Date and id of a record. The id comes from what the record is, so that a rebuild gives the same."""
    date = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"WARC-Date": date, "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {date} {name}')}>"}
