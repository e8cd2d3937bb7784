"""Datasette on public.db, run inside this process: pages of bounded size, downloads that are whole."""

import re
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.inspect import inspect_tables
from datasette.plugins import pm

from archive.store import ArchiveError
from archive.web import plugin
from archive.web.exports.whole_database import whole_database
from archive.web.files import STOCK_TEMPLATES
from archive.web.metadata import read_metadata
from archive.web.pages.robots import chosen_rules

PAGES: dict[str, Any] = {
    "default_allow_sql": True,  # on one's own machine
    "suggest_facets": False,  # at 100,000 articles a search page took 1.9 s with them, 0.25 s without
    "default_page_size": 50,
    "truncate_cells_html": 200,  # whole bodies made pages of 400 kB; an article's own page shows it all
    "sql_time_limit_ms": 2_000,
    "facet_time_limit_ms": 500,
    "num_sql_threads": 3,
}

# Datasette cuts JSON at 1,000 rows and answers 200 all the same. CSV and JSON lines are ours: exports/stock.py.
MORE_THAN_ALL = 2_000_000_000  # rows: SQLite's fetchmany takes no more than 2**31
DOWNLOADS: dict[str, Any] = PAGES | {
    "default_page_size": MORE_THAN_ALL,
    "max_returned_rows": MORE_THAN_ALL,
    "sql_time_limit_ms": 60_000,
}
DOWNLOAD = re.compile(r"/(?:public|tai-ve)(?:/.+)?\.(?:csv|jsonl?)")

# For everybody: no SQL but ours, no facets of a reader's choice (each costs up to its time limit), and nothing that
# grows with the archive. JSON of a table comes in pages that name the next; what is sent row by row is whole.
IN_PUBLIC: dict[str, Any] = {
    "default_allow_sql": False,
    "allow_facet": False,
    "facet_time_limit_ms": 200,
}
PUBLIC_DOWNLOADS: dict[str, Any] = PAGES | IN_PUBLIC | {"max_returned_rows": 5_000, "sql_time_limit_ms": 10_000}
NOWHERE = "/-/nowhere"


def application(public: Path, for_everybody: bool = False) -> plugin.Application:
    """The ASGI application: tables, queries and lists as files have more time than pages."""
    if not pm.is_registered(plugin):
        pm.register(plugin)
    # Where rich is installed, Datasette prints a traceback of 200 lines for each address that does not exist.
    pm.get_plugin("datasette.handle_exception").rich = None
    inspected = {public.stem: _inspect(public)}
    settings = (PAGES | IN_PUBLIC, PUBLIC_DOWNLOADS) if for_everybody else (PAGES, DOWNLOADS)
    pages, downloads = (_datasette(public, inspected, one) for one in settings)

    async def by_path(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: plugin.Send) -> None:
        chosen = downloads if DOWNLOAD.fullmatch(scope["path"]) else pages
        await chosen(_for_strangers(scope) if for_everybody else scope, receive, send)

    return by_path


def _for_strangers(scope: dict[str, Any]) -> dict[str, Any]:
    """The request as strangers may make it: what tells of the machine is not there."""
    path: str = scope["path"]
    if path.startswith("/-/") and not path.startswith("/-/static/"):  # paths of files, threads, settings
        return {**scope, "path": NOWHERE, "raw_path": NOWHERE.encode(), "query_string": b""}
    return scope


def _datasette(public: Path, inspected: dict[str, Any], settings: dict[str, Any]) -> plugin.Application:
    datasette = Datasette(
        immutables=[str(public)],
        inspect_data=inspected,
        metadata=read_metadata(),
        settings=settings,
        template_dir=str(STOCK_TEMPLATES),
    )
    app: plugin.Application = datasette.app()
    return app


def _inspect(public: Path) -> dict[str, Any]:
    """What `datasette inspect` would say: row counts and hash of a file that does not change while it is served."""
    with closing(sqlite3.connect(f"{public.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tables = inspect_tables(connection, {})
    file = whole_database(public)
    return {"hash": file.sha256, "size": file.size, "file": public.name, "tables": tables}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises ArchiveError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (while attempting")[0]
        raise ArchiveError(
            f"cannot listen on {host}, port {port}: {reason}. Choose another with --port or --host."
        ) from error


def serve(public: Path, listener: socket.socket, for_everybody: bool = False) -> None:
    """Answer on that socket until Ctrl-C or SIGTERM; what is not answered a second later is cut off.

    `for_everybody`: strangers may ask, so there is no SQL but ours, and every answer is bounded in time and memory.
    Raises ArchiveError for a choice of robots.txt that is none.
    """
    chosen_rules()  # a wrong choice is said now, not to the first crawler
    # Datasette reports its errors itself; uvicorn would add a traceback for each request that Ctrl-C cuts off.
    config = uvicorn.Config(
        application(public, for_everybody), log_level="critical", lifespan="off", timeout_graceful_shutdown=1
    )
    try:
        with suppress(KeyboardInterrupt):  # uvicorn stops in good order, then raises it for whoever else waits
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        plugin.interrupt_queries()
