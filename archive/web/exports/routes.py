"""/tai-ve/<table>.csv, /tai-ve/<page>.csv for a whole list, /tai-ve/public.db: downloads as routes of Datasette."""

import sqlite3
from concurrent.futures import Executor
from functools import partial

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive.web.asked import Asked, Page, Selection, SelectionError
from archive.web.exports.answers import View, in_a_place, public_file, query_of, send_rows
from archive.web.exports.formats import FORMATS
from archive.web.exports.selections import table_selection
from archive.web.exports.streaming import Receive, Send, send_pieces, within
from archive.web.exports.whole_database import answer_to, bytes_of, whole_database
from archive.web.pages import PAGES
from archive.web.site import asked_by

ONLY_OF_A_PART = ("trang", "xep")  # which part of a list, and in which order
ENDING = rf"\.(?P<ending>{'|'.join(FORMATS)})$"


def routes() -> list[tuple[str, View]]:
    """What Datasette's register_routes hook takes."""
    return [
        (r"^/tai-ve/public\.db$", send_database),
        *((rf"^/tai-ve{page.route}{ENDING}", _list_of(page)) for page in PAGES if page.whole_list),
        (rf"^/tai-ve/(?P<table>\w+){ENDING}", send_table),
    ]


async def send_table(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """A table, or the rows of it that have the values in the query."""
    choose = partial(table_selection, table=request.url_vars["table"], query=query_of(request))
    return await send_rows(datasette, request, send, receive, choose)


def _list_of(page: Page) -> View:
    async def send_list(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
        choose = partial(whole_list, page=page, asked=asked_by(datasette, request))
        return await send_rows(datasette, request, send, receive, choose)

    return send_list


def whole_list(connection: sqlite3.Connection, page: Page, asked: Asked) -> Selection | None:
    """All rows of the list that the page shows a part of; None where there is no such page.

    Raises SelectionError for what is not understood: the file would hold more than was asked for.
    """
    found = page.read(connection, asked)
    if found is None or page.whole_list is None:
        return None
    selection = page.whole_list(found)
    known = {*selection.filters, *ONLY_OF_A_PART}
    if wrong := [name for name in asked.query if name not in known and asked.entry(name)]:
        raise SelectionError(f"not understood: {', '.join(f'{name}={asked.entry(name)[:80]}' for name in wrong)}")
    return selection


async def send_database(datasette: Datasette, request: Request, send: Send, receive: Receive) -> Response | None:
    """public.db, or a range of it."""
    path = public_file(datasette)

    async def sending(executor: Executor) -> None:
        file = await within(executor, lambda: whole_database(path))
        answer = answer_to(file, request.headers)
        has_body = answer.length and request.method != "HEAD"
        pieces = bytes_of(path, answer.first, answer.length) if has_body else iter(())
        await send_pieces(answer.status, answer.headers, pieces, send, receive, executor)

    return await in_a_place(sending)
