"""A web site on 127.0.0.1: pages of the sample as their servers sent them, and whatever trouble a test asks for."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from archive.warc.recordings import exchanges

FIRST_NIGHT = Path(__file__).parents[1] / "sample" / "first-night.warc.gz"
LATER_NIGHT = FIRST_NIGHT.with_name("later-night.warc.gz")
# The sample's robots.txt asks for a second between requests, which only the test of Crawl-delay waits for.
ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass(frozen=True)
class Answer:
    """What the server sends to a path, and how badly."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (HTML,)
    delay: float = 0  # seconds before anything is sent
    cut_at: int | None = None  # the connection closes after so many bytes of the body
    resets: bool = False  # the connection is reset without an answer

    def to(self, asked: dict[str, str]) -> Answer:
        """What is sent to a request with these headers: 304 where it knows the validators, ETag before date."""
        stated = dict(self.headers)
        known, now = ("If-None-Match", "ETag") if "If-None-Match" in asked else ("If-Modified-Since", "Last-Modified")
        if self.status != 200 or now not in stated or asked.get(known) != stated[now]:
            return self
        kept = tuple((name, value) for name, value in self.headers if name in ("ETag", "Last-Modified"))
        return Answer(b"", 304, kept, self.delay)


@dataclass
class Received:
    """A request as it came."""

    path: str  # with its query
    headers: dict[str, str]
    began: float  # seconds since 1970
    ended: float = float("inf")  # just before the answer is sent


@dataclass
class Site:
    """Answers by path. A list of answers is given one by one; the last one stays."""

    address: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    # Called with each request before it is answered: a test kills the crawler here.
    on_request: Callable[[Received], None] = lambda received: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, *answers: Answer) -> None:
        """Answer this path so from now on."""
        self.answers[path] = list(answers)

    def next_answer(self, path: str) -> Answer:
        """The answer to this request; 404 for a path that was never put."""
        with self.lock:
            prepared = self.answers.get(path, [Answer(b"Not found\n", 404, (("Content-Type", "text/plain"),))])
            return prepared.pop(0) if len(prepared) > 1 else prepared[0]

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [received.path for received in self.received]

    @property
    def pages_asked(self) -> list[str]:
        """The same without robots.txt."""
        return [path for path in self.paths if path != "/robots.txt"]

    def forget(self) -> None:
        """Start a new log."""
        self.received.clear()
        self.on_request = lambda received: None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes, the second of which would wait 40 ms
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        received = Received(self.path, dict(self.headers.items()), time.time())
        with site.lock:
            site.received.append(received)
        site.on_request(received)
        answer = site.next_answer(self.path).to(received.headers)
        time.sleep(answer.delay)
        received.ended = time.time()
        try:
            self._send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        if answer.resets:
            # Lingering for zero seconds makes the kernel send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut_at])
        if answer.cut_at is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the site keeps its own log."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the usual 5 a burst of connections waits a second for the kernel
    daemon_threads = True
    block_on_close = False
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent: crawlers that are killed or run out of patience break connections."""


@contextmanager
def serving(*, robots: Answer | None = None) -> Iterator[Site]:
    """An empty site on a free port, with a robots.txt."""
    server = _Server(("127.0.0.1", 0), _Handler)
    site = server.site = Site(f"http://127.0.0.1:{server.server_port}")
    site.put("/robots.txt", robots or Answer(ROBOTS, headers=(("Content-Type", "text/plain"),)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def refusing() -> Iterator[str]:
    """An address at which nobody answers: its port is kept from whoever else asks for one."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{kept.getsockname()[1]}"


def put_sample(site: Site, host: str, recording: Path = FIRST_NIGHT, delay: float = 0) -> None:
    """Answer as that host of the sample did, but for its robots.txt."""
    for exchange in exchanges(recording):
        assert exchange.url
        parts = urlsplit(exchange.url)
        if parts.hostname != host or parts.path == "/robots.txt":
            continue
        headers = tuple(header for header in exchange.response_headers if header[0] != "Content-Length")
        answer = Answer(exchange.payload, exchange.status or 200, headers, delay)
        site.put(f"{parts.path}?{parts.query}" if parts.query else parts.path, answer)
