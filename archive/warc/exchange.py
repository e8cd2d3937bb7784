"""What a recording holds: requests with their responses, where each lies, and what is broken."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

# Our own fields of a record that was imported: where it came from, and the digest that was stated there.
ORIGIN, ORIGIN_DIGEST = "Archive-Origin", "Archive-Origin-Digest"


class RecordingError(Exception):
    """The file is no WARC or WACZ, or is cut short; the message says which and where."""


@dataclass(frozen=True)
class Exchange:
    """One request and its response. The payload is as sent: still compressed where the server compressed it."""

    url: str | None
    captured_at: datetime  # with zone
    status: int | None  # None: a resource, which never came over HTTP
    payload: bytes
    response_headers: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()
    content_type: str = ""
    ip: str | None = None
    protocol: str | None = None
    record_id: str | None = None
    member: str = ""  # of a WACZ: the WARC file in it from which this was read
    offset: int | None = None  # where the record lies in its WARC file
    length: int | None = None
    refers_to: str | None = None  # a revisit: id of the record whose payload the server sent again, or did not need to
    digest: str | None = None  # of the payload, as the record states it: sha256:HEX or sha1:BASE32
    is_revisit: bool = False  # the payload, which is empty here, is that of another record
    refers_to_url: str | None = None  # a revisit: address of that record, and
    refers_to_date: datetime | None = None  # when it was captured
    origin: str | None = None  # imported: name of the file, or address of the web archive, that it came from

    def header(self, name: str) -> str | None:
        """The first response header of that name."""
        return next((value for key, value in self.response_headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Heading:
    """What the header of a response, resource or revisit says, and where the record lies."""

    url: str | None
    captured_at: datetime
    type: str
    member: str
    offset: int
    length: int


@dataclass(frozen=True)
class Damage:
    """A record that cannot be used, in words."""

    path: Path
    member: str
    offset: int
    reason: str
    url: str | None = None

    def __str__(self) -> str:
        where = f"{self.path} {self.member}".rstrip()
        return f"{where}, byte {self.offset}{f', {self.url}' if self.url else ''}: {self.reason}"


def request_target(url: str) -> str:
    """Path and query as a request line states them: `/Default.aspx?tabid=79&ndid=1026`."""
    after_host = url.split("://", 1)[-1].partition("/")[2].partition("#")[0]
    return quote("/" + after_host, safe="/?&=%:;,+~!*'()@$[]-._")
