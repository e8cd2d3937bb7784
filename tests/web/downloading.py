"""Downloads as tests take them: from the site in this process, where a test can make something go wrong."""

from __future__ import annotations

import csv
import http.client
import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from archive.web import plugin, server
from archive.web.exports.formats import BYTE_ORDER_MARK


@contextmanager
def own_site(public: Path, for_everybody: bool = True) -> Iterator[str]:
    """Host and port of the site, in a thread of this process."""
    listener = socket.create_server(("127.0.0.1", 0))
    application = server.application(public, for_everybody)
    running = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        plugin.interrupt_queries()
        thread.join()


def asked(host: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """The answer, of which nothing but its headers has been read."""
    connection = http.client.HTTPConnection(host)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file, which begins as Excel wants it."""
    assert text.startswith(BYTE_ORDER_MARK), text[:100]
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
