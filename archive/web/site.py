"""Our pages as routes of Datasette: an address is taken apart, its page read and shown; no reader sees a traceback."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from archive.web.asked import Asked, Document, Page
from archive.web.pages import PAGES
from archive.web.policy import OWN_PAGES
from archive.web.rendering import render

DATABASE = "public"
HTML = "text/html; charset=utf-8"
FRESH = {"Cache-Control": "public, max-age=60"}

View = Callable[[Datasette, Request], Awaitable[Response]]


def routes() -> list[tuple[str, View]]:
    """What Datasette's register_routes hook takes: each page in both languages."""
    return [(rf"^(?:/(?P<language>en))?{page.route}$", _view(page)) for page in PAGES]


def _view(page: Page) -> View:
    async def view(datasette: Datasette, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response("405\n", status=405, headers={"Allow": "GET, HEAD"})
        return await _answer(page, datasette, _asked(datasette, request))

    return view


def _asked(datasette: Datasette, request: Request) -> Asked:
    parts = {name: unquote(value) for name, value in request.url_vars.items() if value is not None}
    language = parts.pop("language", "vi")
    path = request.scope.get("route_path") or request.path
    path = unquote(path) if language == "vi" else unquote(path).removeprefix(f"/{language}")
    return Asked(
        path=path or "/",
        language=language,
        parts=parts,
        query={name: request.args[name] for name in request.args},
        site=datasette.absolute_url(request, datasette.setting("base_url")).rstrip("/"),
        captures=Path(datasette.get_database(DATABASE).path).with_name("captures"),
    )


async def _answer(page: Page, datasette: Datasette, asked: Asked) -> Response:
    base = datasette.setting("base_url")

    def read(connection: sqlite3.Connection) -> Any:  # noqa: ANN401 (each page has its own)
        with sqlite_timelimit(connection, datasette.setting("sql_time_limit_ms")):
            return page.read(connection, asked)

    try:
        found = await datasette.get_database(DATABASE).execute_fn(read)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return _shown("too_slow.html", None, asked, base, 503)
    if found is None:
        return _shown("not_found.html", None, asked, base, 404)
    if isinstance(found, Document):
        return Response(found.body, found.status, OWN_PAGES | dict(found.headers), found.content_type)
    return _shown(page.template, found, asked, base, 200)


def not_understood(datasette: Datasette, request: Request, reason: str) -> Response:
    """400 with a kind sentence, on Datasette's own pages too; as JSON where JSON was asked for."""
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": reason, "status": 400}, status=400)
    base = datasette.setting("base_url")
    return _shown("not_understood.html", reason, Asked(path="/"), base, 400)


def _shown(template: str, found: Any, asked: Asked, base: str, status: int) -> Response:  # noqa: ANN401
    return Response(render(template, found, asked, base), status, OWN_PAGES | (FRESH if status == 200 else {}), HTML)
