"""What a request for a download is answered with: the rows, or one sentence that says why not."""

import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive.web.asked import SelectionError
from archive.web.exports.formats import FORMATS
from archive.web.exports.streaming import BusyError, Receive, Send, place_among_downloads, send_pieces, within
from archive.web.exports.taking import Choose, Taking
from archive.web.site import DATABASE

BUSY = "Đang có nhiều người cùng tải; xin thử lại sau nửa phút.\nToo many downloads are running; please try again."
TOO_SLOW = (
    "Câu hỏi này mất quá nhiều thời gian; xin hỏi hẹp lại, hoặc tải /tai-ve/public.db về mà hỏi.\n"
    "This takes too long; ask for less, or take /tai-ve/public.db and ask that."
)

View = Callable[[Datasette, Request, Send, Receive], Awaitable[Response | None]]


async def send_rows(
    datasette: Datasette, request: Request, send: Send, receive: Receive, choose: Choose
) -> Response | None:
    """What is chosen, in the format that the address ends with; a Response where there is nothing to send."""
    ending = request.url_vars["ending"]
    seconds = datasette.setting("sql_time_limit_ms") / 1000

    async def taken(executor: Executor) -> Response | None:
        try:
            taking = await within(executor, lambda: Taking(public_file(datasette), choose, FORMATS[ending], seconds))
        except (SelectionError, sqlite3.Error) as error:
            return said(TOO_SLOW if str(error) == "interrupted" else str(error), 400)
        try:
            if taking.selection is None:
                return said("404", 404)
            pieces = iter(()) if request.method == "HEAD" else taking.pieces()
            await send_pieces(200, _headers(taking, ending), pieces, send, receive, executor)
        finally:
            await within(executor, taking.close)
        return None

    return await in_a_place(taken)


def _headers(taking: Taking, ending: str) -> dict[str, str]:
    name = f"{taking.selection.name}.{ending}" if taking.selection else ""
    headers = {
        "Content-Type": FORMATS[ending].content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return headers if taking.total is None else {**headers, "X-Total-Rows": str(taking.total)}


async def in_a_place(sending: Callable[[Executor], Awaitable[Response | None]]) -> Response | None:
    """Send in a place among the downloads; a Response where all are taken."""
    try:
        async with place_among_downloads() as executor:
            return await sending(executor)
    except BusyError:
        return said(BUSY, 503, {"Retry-After": "30"})


def said(sentence: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """An answer in words."""
    return Response(f"{sentence}\n", status, headers or {}, "text/plain; charset=utf-8")


def public_file(datasette: Datasette) -> Path:
    """The database that is served."""
    return Path(datasette.get_database(DATABASE).path)


def query_of(request: Request) -> dict[str, str]:
    """?name=value, the first of each name."""
    return {name: request.args[name] for name in request.args}
