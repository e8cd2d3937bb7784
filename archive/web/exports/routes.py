"""/tai-ve/<table>.csv, /tai-ve/tim-kiem.csv?q=..., /tai-ve/public.db: routes of Datasette that send what is large."""

import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive.web.exports.formats import FORMATS
from archive.web.exports.selections import Selection, SelectionError, search_selection, table_selection
from archive.web.exports.streaming import BusyError, Receive, Send, Taking, place_among_downloads, send_pieces, within
from archive.web.exports.whole_database import answer_to, bytes_of, whole_database
from archive.web.site import DATABASE

ENDINGS = "|".join(FORMATS)
PLAIN = "text/plain; charset=utf-8"
BUSY = "Đang có nhiều người cùng tải; xin thử lại sau nửa phút.\nToo many downloads are running; please try again.\n"

Choose = Callable[[sqlite3.Connection], Selection | None]
View = Callable[[Datasette, Request, Send, Receive], Awaitable[Response | None]]


def routes() -> list[tuple[str, View]]:
    """What Datasette's register_routes hook takes."""
    return [
        (r"^/tai-ve/public\.db$", send_database),
        (rf"^/tai-ve/tim-kiem\.(?P<ending>{ENDINGS})$", send_search),
        (rf"^/tai-ve/(?P<table>\w+)\.(?P<ending>{ENDINGS})$", send_table),
    ]


async def send_table(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """A table, or the rows of it that have the values in the query."""
    choose = partial(table_selection, table=request.url_vars["table"], query=_query(request))
    return await _answered(partial(_send_rows, datasette, request, send, receive, choose))


async def send_search(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """All that a search finds."""
    choose = partial(search_selection, query=_query(request))
    return await _answered(partial(_send_rows, datasette, request, send, receive, choose))


async def send_database(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """public.db, or a range of it."""
    return await _answered(partial(_send_file, datasette, request, send, receive))


async def _answered(sending: Callable[[], Awaitable[Response | None]]) -> Response | None:
    try:
        return await sending()
    except BusyError:
        return Response(BUSY, 503, {"Retry-After": "30"}, PLAIN)
    except SelectionError as error:
        return Response(f"{error}\n", 400, {}, PLAIN)


async def _send_rows(
    datasette: Datasette, request: Request, send: Send, receive: Receive, choose: Choose
) -> Response | None:
    form = FORMATS[request.url_vars["ending"]]
    async with place_among_downloads() as executor:
        taking = await within(executor, lambda: Taking(_public(datasette), choose, form))
        try:
            if taking.selection is None:
                return Response("404\n", 404, {}, PLAIN)
            name = f"{taking.selection.name}.{request.url_vars['ending']}"
            headers = {
                "Content-Type": form.content_type,
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Total-Rows": str(taking.total),
            }
            pieces = iter(()) if request.method == "HEAD" else taking.pieces()
            await send_pieces(200, headers, pieces, send, receive, executor)
        finally:
            await within(executor, taking.close)
    return None


async def _send_file(datasette: Datasette, request: Request, send: Send, receive: Receive) -> None:
    path = _public(datasette)
    async with place_among_downloads() as executor:
        file = await within(executor, lambda: whole_database(path))
        answer = answer_to(file, request.headers)
        has_body = answer.length and request.method != "HEAD"
        pieces = bytes_of(path, answer.first, answer.length) if has_body else iter(())
        await send_pieces(answer.status, answer.headers, pieces, send, receive, executor)


def _public(datasette: Datasette) -> Path:
    return Path(datasette.get_database(DATABASE).path)


def _query(request: Request) -> dict[str, str]:
    return {name: request.args[name] for name in request.args}
