"""Our pages as routes of Datasette: an address is taken apart, its page read and shown; no reader sees a traceback."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from archive.web.asked import Asked, Document, Page
from archive.web.page_json import error_as_json, page_as_json, page_of
from archive.web.pages import PAGES
from archive.web.policy import OWN_PAGES
from archive.web.rendering import render
from archive.web.validators import DATED, conditional

DATABASE = "public"
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
FRESH = {"Cache-Control": "public, max-age=60"}

View = Callable[[Datasette, Request], Awaitable[Response]]
Show = Callable[[str, Any, Asked, str, int], Response]  # template, what it shows, for whom, base of addresses, status


def routes() -> list[tuple[str, View]]:
    """What Datasette's register_routes hook takes: each page in both languages, as HTML and as JSON."""
    return [route for page in PAGES for route in _routes_of(page)]


def _routes_of(page: Page) -> Iterator[tuple[str, View]]:
    if page.template:
        yield rf"^(?:/(?P<language>en))?{page.route}\.json$", _view(page, _as_json)
    yield rf"^(?:/(?P<language>en))?{page.route}$", _view(page, _as_html)


def _view(page: Page, show: Show) -> View:
    async def view(datasette: Datasette, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response("405\n", status=405, headers={"Allow": "GET, HEAD"})
        answer = await _answer(page, show, datasette, asked_by(datasette, request))
        return conditional(answer, request.headers)

    return view


def asked_by(datasette: Datasette, request: Request) -> Asked:
    """What a request asks for."""
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


async def _answer(page: Page, show: Show, datasette: Datasette, asked: Asked) -> Response:
    base = datasette.setting("base_url")

    def read(connection: sqlite3.Connection) -> Any:  # noqa: ANN401 (each page has its own)
        with sqlite_timelimit(connection, datasette.setting("sql_time_limit_ms")):
            return page.read(connection, asked)

    try:
        found = await datasette.get_database(DATABASE).execute_fn(read)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return show("too_slow.html", None, asked, base, 503)
    if found is None:
        return show("not_found.html", None, asked, base, 404)
    if isinstance(found, Document):
        return Response(found.body, found.status, OWN_PAGES | DATED | dict(found.headers), found.content_type)
    return show(page.template, found, asked, base, 200)


def not_found(datasette: Datasette, request: Request) -> Response:
    """404 for an address that is nobody's, in the language that it begins with."""
    asked = Asked(path="/", language="en" if request.path.startswith("/en/") else "vi")
    return _as_html("not_found.html", None, asked, datasette.setting("base_url"), 404)


def not_understood(datasette: Datasette, request: Request, reason: str) -> Response:
    """400 with a kind sentence, on Datasette's own pages too; as JSON where JSON was asked for."""
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": reason, "status": 400}, status=400)
    base = datasette.setting("base_url")
    return _as_html("not_understood.html", reason, Asked(path="/"), base, 400)


def _as_html(template: str, found: Any, asked: Asked, base: str, status: int) -> Response:  # noqa: ANN401
    return Response(render(template, found, asked, base), status, _headers(status), HTML)


def _as_json(template: str, found: Any, asked: Asked, _base: str, status: int) -> Response:  # noqa: ANN401
    asked = replace(asked, path=page_of(asked.path))
    text = page_as_json(found, asked) if status == 200 else error_as_json(template.removesuffix(".html"), asked, status)
    return Response(text, status, _headers(status), JSON)


def _headers(status: int) -> dict[str, str]:
    return OWN_PAGES | (FRESH if status == 200 else {})
