"""Answers requests from a recording instead of the network: `scrapy crawl NAME -s REPLAY=FILE`."""

from functools import cache
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes
from w3lib.url import safe_url_string

from archive.recordings import Exchange, exchange_at, exchanges


class Recording:
    """An index of a WARC or WACZ file by address. Holds where the records lie, not what they say."""

    def __init__(self, path: Path) -> None:
        """Raises RecordingError."""
        self.path = path
        self._places: dict[str, tuple[str, int]] = {}
        newest: dict[str, float] = {}
        for exchange in exchanges(path):
            if exchange.url is None or exchange.offset is None:
                continue
            address = safe_url_string(exchange.url)
            moment = exchange.captured_at.timestamp()
            if moment >= newest.get(address, moment):
                newest[address] = moment
                self._places[address] = (exchange.member, exchange.offset)

    def __len__(self) -> int:
        return len(self._places)

    def answer(self, url: str) -> Exchange | None:
        """The newest recorded answer to this address."""
        place = self._places.get(safe_url_string(url))
        return exchange_at(self.path, *place) if place else None


@cache
def opened(path: Path) -> Recording:
    """The recording, indexed once. Raises RecordingError."""
    return Recording(path)


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
        exchange = self.recording.answer(request.url)
        if exchange is None:
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
