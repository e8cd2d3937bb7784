"""The Datasette plugin: our pages, search functions and limits on every connection, safety headers on every answer."""

import sqlite3
from collections.abc import Awaitable, Callable
from json import JSONDecodeError
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from archive.web import site
from archive.web.connections import prepare
from archive.web.exports import routes as exports
from archive.web.exports import stock
from archive.web.exports.taking import interrupt_downloads
from archive.web.files import address_of
from archive.web.named_fields import named_fields
from archive.web.policy import EVERY_ANSWER

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]

MOST_READ = 256_000_000  # bytes of all rows that one query returns: whoever wants more takes the file

_connections: list[sqlite3.Connection] = []  # Datasette opens one for each thread and file, and keeps it


class Allowance:
    """Makes the rows of a connection, as Datasette wants them, until a query has returned MOST_READ."""

    def __init__(self) -> None:
        self._cursor: sqlite3.Cursor | None = None
        self._left = MOST_READ

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        """Raises sqlite3.OperationalError."""
        if cursor is not self._cursor:
            self._cursor, self._left = cursor, MOST_READ
        self._left -= sum(len(value) for value in values if isinstance(value, str | bytes)) + 8 * len(values)
        if self._left < 0:
            raise sqlite3.OperationalError(f"the answer is larger than {MOST_READ // 1_000_000} MB")
        return sqlite3.Row(cursor, values)


# Datasette registers an escape_fts of its own; the last one counts.
@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Called by Datasette for each new connection."""
    prepare(conn)
    conn.row_factory = Allowance()
    _connections.append(conn)


def interrupt_queries() -> None:
    """Stop what runs in the threads: Python waits for them before it ends, for a minute at worst."""
    for connection in _connections:
        connection.interrupt()
    interrupt_downloads()


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response | None]]]]:
    """Called by Datasette once: our pages come before its own."""
    return [*exports.routes(), *stock.routes(), *site.routes()]


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Called by Datasette for each page of its own: they look like ours."""
    return [datasette.urls.path(address_of(name)) for name in ("site.css", "stock.css")]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Called by Datasette once: what stock_templates/ calls."""
    env.filters["named_fields"] = named_fields


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Response | None:
    """Called by Datasette for what went wrong: a question that cannot be answered is no fault of ours, nor a 500."""
    status = getattr(exception, "status", None)
    if status == 404 and not request.path.endswith((".json", ".jsonl", ".csv")):
        return site.not_found(datasette, request)
    is_unknown_column = status == 500  # ?_sort=nowhere
    if is_unknown_column or isinstance(exception, sqlite3.Error | QueryInterrupted | JSONDecodeError):
        return site.not_understood(datasette, request, str(exception))
    return None


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Application], Application]:
    """Called by Datasette once: every answer, errors and downloads too, carries the safety headers."""
    return with_safety_headers


def with_safety_headers(application: Application) -> Application:
    """The same ASGI application, whose answers carry EVERY_ANSWER where they do not say something else themselves."""

    async def wrapped(scope: dict[str, Any], receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                stated = list(message.get("headers", []))
                names = {name.lower() for name, _ in stated}
                missing = [pair for pair in EVERY_ANSWER.items() if pair[0] not in names]
                message = {**message, "headers": [*stated, *missing]}
            await send(message)

        await application(scope, receive, send_with_headers)

    return wrapped
