"""The Datasette plugin: search functions and a limit on every connection, safety headers on every answer."""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from archive.web.search import register_functions

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]

# One `select zeroblob(900000000) || 'x'` took 1.8 GB of memory; the longest article is far below a megabyte.
LONGEST_VALUE = 20_000_000  # bytes

# Datasette's own pages have scripts and styles in the page, so those must be allowed; nothing comes from elsewhere.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFETY_HEADERS = {
    b"content-security-policy": CONTENT_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
}


_connections: list[sqlite3.Connection] = []  # Datasette opens one for each thread and file, and keeps it


# Datasette registers an escape_fts of its own; the last one counts.
@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Called by Datasette for each new connection."""
    register_functions(conn)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    _connections.append(conn)


def interrupt_queries() -> None:
    """Stop what runs in Datasette's threads: Python waits for them before it ends, for a minute at worst."""
    for connection in _connections:
        connection.interrupt()


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Application], Application]:
    """Called by Datasette once: every answer, errors and downloads too, carries the safety headers."""
    return with_safety_headers


def with_safety_headers(application: Application) -> Application:
    """The same ASGI application, whose answers carry SAFETY_HEADERS in place of any of the same name."""

    async def wrapped(scope: dict[str, Any], receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in SAFETY_HEADERS]
                message = {**message, "headers": [*kept, *SAFETY_HEADERS.items()]}
            await send(message)

        await application(scope, receive, send_with_headers)

    return wrapped
