"""Answers requests from a recording instead of the network: `scrapy crawl NAME -s REPLAY=FILE`."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes
from w3lib.url import safe_url_string

from archive.frontier import PendingLead
from archive.model import Capture
from archive.warc.captures import NOT_MODIFIED
from archive.warc.exchange import Exchange
from archive.warc.recordings import exchange_at, exchanges

Place = tuple[str, int]  # WARC file in a WACZ, and byte


@dataclass
class _Answers:
    """When the newest answers to one address came, and where they lie."""

    whole: tuple[datetime, Place] | None = None
    unchanged: tuple[datetime, Place] | None = None  # a 304, or the same bytes again

    def add(self, exchange: Exchange) -> None:
        found = exchange.captured_at, (exchange.member, exchange.offset or 0)
        if exchange.is_revisit or exchange.status == NOT_MODIFIED:
            self.unchanged = max(found, self.unchanged or found)
        else:
            self.whole = max(found, self.whole or found)

    @property
    def newest(self) -> tuple[datetime, Place]:
        return max(found for found in (self.whole, self.unchanged) if found)


class Recording:
    """An index of a WARC or WACZ file by address. Holds where the records lie, not what they say."""

    def __init__(self, path: Path) -> None:
        """Raises RecordingError."""
        self.path = path
        self._answers: dict[str, _Answers] = {}
        for exchange in exchanges(path):
            if exchange.url is not None:
                self._answers.setdefault(safe_url_string(exchange.url), _Answers()).add(exchange)

    def __len__(self) -> int:
        return len(self._answers)

    def last_seen(self, url: str) -> datetime | None:
        """When the address answered last; None if it is not in the recording."""
        answers = self._answers.get(safe_url_string(url))
        return answers.newest[0] if answers else None

    def answer(self, url: str, *, conditional: bool = False) -> Exchange | None:
        """The newest recorded answer to this address.

        That nothing changed is only said to those who ask for it; others get the page as it was sent last.
        """
        answers = self._answers.get(safe_url_string(url))
        if answers is None:
            return None
        newest = exchange_at(self.path, *answers.newest[1])
        if answers.newest == answers.whole or (conditional and newest.status == NOT_MODIFIED):
            return newest
        whole = exchange_at(self.path, *answers.whole[1]) if answers.whole else None
        if newest.status == NOT_MODIFIED:
            return whole
        # The same bytes, sent again; where another file has them, the answer stays a revisit without payload.
        return replace(newest, payload=whole.payload, is_revisit=False) if whole else newest


OPENED: dict[Path, Recording] = {}


def opened(path: Path) -> Recording:
    """The recording, indexed once, or handed over by the process that did. Raises RecordingError."""
    if path not in OPENED:
        OPENED[path] = Recording(path)
    return OPENED[path]


def is_conditional(request: Request) -> bool:
    """Whether the answer may be that nothing changed."""
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def is_same_payload(exchange: Exchange, known: Capture) -> bool:
    """Whether the bytes of an answer, or those that a revisit stands for, are those of this capture."""
    if exchange.is_revisit:
        return exchange.digest == f"sha256:{known.sha256}"
    return hashlib.sha256(exchange.payload).hexdigest() == known.sha256


def _has_payload(exchange: Exchange, lead: PendingLead | None) -> bool:
    """False for a revisit whose bytes lie neither in this recording nor in the archive."""
    if not exchange.is_revisit or exchange.status == NOT_MODIFIED:
        return True
    return lead is not None and lead.whole is not None and is_same_payload(exchange, lead.whole)


class Replay:
    """Nearest to the network of all middlewares, so that everything else happens as it does live."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Replay":
        """Only where REPLAY names a file."""
        path = crawler.settings.get("REPLAY")
        if not path:
            raise NotConfigured
        return cls(opened(Path(path)))

    def process_request(self, request: Request) -> Response:
        """The recorded answer, or a 404 that says that there is none."""
        exchange = self.recording.answer(request.url, conditional=is_conditional(request))
        if exchange is None or not _has_payload(exchange, request.meta.get("lead")):
            request.meta["missing_from_recording"] = True
            text = f"{request.url} is not in the recording {self.recording.path.name}\n"
            return TextResponse(request.url, status=404, body=text.encode(), headers={"Content-Type": "text/plain"})
        request.meta["recorded"] = exchange
        headers: dict[str, list[str]] = {}
        for name, value in exchange.response_headers:
            headers.setdefault(name, []).append(value)
        kind = responsetypes.from_args(url=request.url, body=exchange.payload[:1024])
        return kind(
            request.url,
            status=exchange.status or 200,
            headers=headers,
            body=exchange.payload,
            protocol=exchange.protocol,
        )
