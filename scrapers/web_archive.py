"""A web archive on the network: its index and its captures, one request at a time.

Its robots.txt is not asked: it speaks to search engines about replayed pages (web.archive.org forbids them all),
and these two interfaces are what a web archive offers to programs. We keep to a delay, Retry-After and a contact.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime

import httpx

from archive import clock
from archive.warc.contents import CONNECTION_HEADERS, LARGEST_PAYLOAD, has_digest
from archive.warc.encodings import PayloadError, decoded_payload
from archive.warc.exchange import Exchange
from scrapers.addresses import NOT_PUBLIC
from scrapers.cdx import IndexPage, ListedCapture, read_index, replay_prefix
from scrapers.keeping import NotKeptError

TIMEOUT = 120  # seconds: a large index is made while one waits
ROWS_AT_A_TIME = 5000  # of an index: about a megabyte
LARGEST_INDEX = 64 * 1024 * 1024  # bytes of what pywb gives at once: about 200,000 rows
TRIES = 3
LONGER_WAIT = 10  # times the delay, after a failure that does not say how long to wait
ORIGINAL = "x-archive-orig-"  # Wayback's prefix of what the site itself sent
OWN_HEADERS = frozenset({"memento-datetime", "link", "content-location", "preference-applied"})
NOT_KEPT = CONNECTION_HEADERS | {"content-encoding", "content-length"}  # as it is stored is said anew


class WebArchiveError(Exception):
    """The web archive does not answer, or asks to be left alone; what was imported stays, and the rest can follow."""


@dataclass
class WebArchive:
    """Its interfaces, both found by the address of the CDX API. Use `captures`, then `fetch`."""

    cdx: str
    user_agent: str
    delay: float  # seconds between requests
    longest_wait: int  # seconds of a Retry-After that are waited for
    allow_private: bool = False
    _not_before: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        """Raises IndexFormatError for an address that is none of a CDX API."""
        self.replay = replay_prefix(self.cdx)
        self._client = httpx.Client(
            headers={"User-Agent": self.user_agent},
            timeout=TIMEOUT,
            trust_env=False,  # behind a proxy the check for private addresses would see only the proxy
            event_hooks={"request": [self._check_address]},
        )

    def captures(self, domain: str) -> Iterator[ListedCapture]:
        """All that it holds of a domain and the hosts below it. Raises WebArchiveError, IndexFormatError."""
        query = {"url": domain, "matchType": "domain", "output": "json", "collapse": "digest"}
        page = self._index(query | {"showResumeKey": "true", "limit": str(ROWS_AT_A_TIME)})
        if page.resume_key is None and page.listed >= ROWS_AT_A_TIME:
            page = self._index(query)  # pywb's index has no second page: all of it at once
        yield from page.rows
        while page.resume_key:
            resumed = {"showResumeKey": "true", "limit": str(ROWS_AT_A_TIME), "resumeKey": page.resume_key}
            page = self._index(query | resumed)
            yield from page.rows

    def fetch(self, listed: ListedCapture) -> Exchange:
        """The capture as it was recorded, with its own date and digest. Raises NotKeptError, WebArchiveError."""
        address = f"{self.replay}{listed.timestamp}id_/{listed.url}"
        response, body = self._get(address)
        moment = response.headers.get("Memento-Datetime")
        if moment is None or parsedate_to_datetime(moment) != listed.moment:
            raise NotKeptError(f"{address}: the web archive does not answer with this capture")
        if listed.status not in ("-", str(response.status_code)):
            raise NotKeptError(f"{address}: HTTP {response.status_code}, but its index says {listed.status}")
        exchange = Exchange(
            url=listed.url,
            captured_at=listed.moment,
            status=response.status_code,
            payload=body,
            response_headers=_original_headers(response),
            content_type=response.headers.get("Content-Type", ""),
            digest=listed.digest,
            origin=address,
        )
        return _as_stated(exchange, response.headers.get("Content-Encoding"))

    def _index(self, query: dict[str, str]) -> IndexPage:
        response, body = self._get(str(httpx.URL(self.cdx, params=query)), LARGEST_INDEX)
        if response.status_code == httpx.codes.NOT_FOUND:
            return IndexPage((), None, 0)  # pywb's word for an empty index
        if response.status_code != httpx.codes.OK:
            raise WebArchiveError(f"{self.cdx}: HTTP {response.status_code}")
        encodings = (("Content-Encoding", response.headers.get("Content-Encoding", "identity")),)
        payload = decoded_payload(Exchange(self.cdx, clock.now(), 200, body, encodings), limit=LARGEST_INDEX)
        return read_index(payload.decode("utf-8", "replace"))

    def _get(self, url: str, limit: int = LARGEST_PAYLOAD) -> tuple[httpx.Response, bytes]:
        """Ask, as often as is polite; returns the answer and its body as it was sent."""
        for attempt in range(1, TRIES + 1):
            time.sleep(max(0.0, self._not_before - time.monotonic()))
            try:
                with self._client.stream("GET", url) as response:
                    body = self._body(response, limit)
            except httpx.HTTPError as error:
                reason, wait = f"{type(error).__name__}: {error}", self.delay * LONGER_WAIT * attempt
            else:
                if response.status_code not in (429, *range(500, 600)):
                    self._wait(self.delay)
                    return response, body
                reason, wait = f"HTTP {response.status_code}", self._asked_to_wait(response, attempt)
            if wait > self.longest_wait:
                break
            self._wait(wait)
        raise WebArchiveError(f"{url}: {reason}. The same command goes on from here: give it again later.")

    def _wait(self, seconds: float) -> None:
        self._not_before = time.monotonic() + seconds

    def _asked_to_wait(self, response: httpx.Response, attempt: int) -> float:
        stated = response.headers.get("Retry-After", "")
        if stated.isdecimal():
            return float(stated)
        try:
            return (parsedate_to_datetime(stated) - clock.now()).total_seconds()
        except (ValueError, TypeError):
            return self.delay * LONGER_WAIT * attempt

    def _check_address(self, request: httpx.Request) -> None:
        """Refuse a host that is not public before anything is sent to it."""
        try:
            found = socket.getaddrinfo(request.url.host, request.url.port or 443, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpx.ConnectError(str(error), request=request) from error
        for *_, address in found:
            self._refuse_private(request.url.host, str(address[0]))

    def _body(self, response: httpx.Response, limit: int) -> bytes:
        """Raises NotKeptError for one that is too large, WebArchiveError where the name led elsewhere meanwhile."""
        stream = response.extensions.get("network_stream")
        address = stream.get_extra_info("server_addr") if stream else None
        if address:
            self._refuse_private(response.url.host, str(address[0]))
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > limit:
                raise NotKeptError(f"{response.url}: larger than {limit} bytes")
        return bytes(body)

    def _refuse_private(self, host: str, address: str) -> None:
        if not self.allow_private and not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise WebArchiveError(f"{host} leads to {address}, which {NOT_PUBLIC}")


def _original_headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    """What the site itself sent: under the archive's prefix, but for Content-Type, which has its own name."""
    sent = [(name, value) for name, value in response.headers.multi_items() if name not in OWN_HEADERS]
    prefixed = [(name.removeprefix(ORIGINAL), value) for name, value in sent if name.startswith(ORIGINAL)]
    original = [header for header in sent if header[0] == "content-type" or not prefixed] + prefixed
    return tuple((name, value) for name, value in original if name not in NOT_KEPT)


def _as_stated(exchange: Exchange, encoding: str | None) -> Exchange:
    """With the payload that has the stated digest: as it was sent, or decompressed, if only the wire compressed it.

    Raises NotKeptError where neither has it.
    """
    compressed = exchange
    if encoding:
        headers = (*exchange.response_headers, ("Content-Encoding", encoding))
        compressed = replace(exchange, response_headers=headers)
    if exchange.digest is None or has_digest(exchange.payload, exchange.digest) in (True, None):
        return compressed
    try:
        plain = replace(exchange, payload=decoded_payload(compressed))
    except PayloadError as error:
        raise NotKeptError(f"{exchange.origin}: {error}") from error
    if not has_digest(plain.payload, exchange.digest):
        raise NotKeptError(f"{exchange.origin}: its payload has not the digest that the index states")
    return plain
