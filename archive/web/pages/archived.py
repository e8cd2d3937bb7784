"""/bai/<id>/ban-luu: the page as it was captured, cleaned of all that runs or loads, in a frame; or as a download."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import nh3
from bs4.dammit import UnicodeDammit

from archive.warc.captures import UNFINISHED
from archive.warc.encodings import PayloadError, decoded_payload
from archive.warc.exchange import Exchange, RecordingError
from archive.warc.recordings import exchange_at
from archive.web.asked import Asked, Document, Page
from archive.web.files import address_of
from archive.web.pages.article import LARGEST_ID
from archive.web.policy import ARCHIVED_PAGES

LARGEST_SHOWN = 3_000_000  # bytes; what is larger can be downloaded

# All captures in which the article was seen, or its absence.
CAPTURES = """
select captures.*, articles.headline
from captures cross join articles
where articles.id = :article and captures.id = :capture and (
    captures.id = articles.capture
    or captures.id in (select capture from versions where article = :article)
    or captures.id in (select capture from sightings where article = :article)
)
"""
CURRENT = "select capture from articles where id = ?"
RECORD = "select * from captures where record_id = ?"

TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td blockquote pre figure figcaption"
    " b strong i em u s sub sup br hr div span article section main header footer nav aside time address".split()
)
GONE_WITH_CONTENT = {"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math", "select"}
FRAME = '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{style}</head><body>'


@dataclass(frozen=True)
class Archived:
    """A capture of an article, and what can be done with it."""

    article: int
    capture: int
    headline: str | None
    url: str | None
    captured_at: str
    status: int | None
    sha256: str
    file: str
    offset: int
    length: int
    record_id: str
    is_here: bool  # whether the record can be read on this machine


def read(connection: sqlite3.Connection, asked: Asked) -> Archived | None:
    """The page around the frame."""
    row = _capture(connection, asked)
    if row is None:
        return None
    return Archived(
        article=int(asked.parts["article"]),
        capture=row["id"],
        is_here=_exchange(connection, row, asked.captures) is not None,
        **{
            name: row[name]
            for name in ("headline", "url", "captured_at", "status", "sha256", "file", "offset", "length", "record_id")
        },
    )


def read_copy(connection: sqlite3.Connection, asked: Asked) -> Document | None:
    """What stands in the frame: the page's words and tables, nothing that runs, loads or leads away."""
    row = _capture(connection, asked)
    exchange = row and _exchange(connection, row, asked.captures)
    if not row or not exchange:
        return None
    try:
        payload = decoded_payload(exchange, LARGEST_SHOWN)
    except PayloadError:
        return None
    charset = re.search(r"charset=[\"']?([\w-]+)", row["content_type"])
    text = UnicodeDammit(payload, [charset[1]] if charset else [], is_html=True).unicode_markup or ""
    style = f'<link rel="stylesheet" href="{address_of("archived.css")}">'
    body = nh3.clean(text, tags=set(TAGS), clean_content_tags=GONE_WITH_CONTENT, attributes={}, link_rel=None)
    return Document(FRAME.format(title=row["id"], style=style) + body, "text/html; charset=utf-8", ARCHIVED_PAGES)


def read_original(connection: sqlite3.Connection, asked: Asked) -> Document | None:
    """The bytes as they were sent, decompressed: to keep, never to open here."""
    row = _capture(connection, asked)
    exchange = row and _exchange(connection, row, asked.captures)
    if not row or not exchange:
        return None
    try:
        payload = decoded_payload(exchange)
    except PayloadError:
        payload = exchange.payload
    name = f"bai-{asked.parts['article']}-{row['id']}.html"
    headers = {**ARCHIVED_PAGES, "Content-Disposition": f'attachment; filename="{name}"'}
    return Document(payload, "application/octet-stream", headers)


def _capture(connection: sqlite3.Connection, asked: Asked) -> sqlite3.Row | None:
    """The capture that is asked for (?ban=), if it is one of the article's; its newest where none is."""
    article, number = int(asked.parts["article"]), asked.entry("ban")
    if article > LARGEST_ID or not re.fullmatch(r"[0-9]{0,18}", number):
        return None
    if not number:
        newest = connection.execute(CURRENT, [article]).fetchone()
        number = str(newest["capture"]) if newest else "0"
    row: sqlite3.Row | None = connection.execute(CAPTURES, {"article": article, "capture": int(number)}).fetchone()
    return row


def _exchange(connection: sqlite3.Connection, row: sqlite3.Row, folder: Path) -> Exchange | None:
    """The record with the payload: of a revisit, which has none of its own, the one that it refers to."""
    exchange = _record(row, folder)
    if exchange and exchange.is_revisit:
        original = connection.execute(RECORD, [exchange.refers_to]).fetchone()
        exchange = _record(original, folder) if original else None
    return exchange if exchange and not exchange.is_revisit else None


def _record(row: sqlite3.Row, folder: Path) -> Exchange | None:
    """The record, if its file lies in the captures folder; one that is still written to has .open behind its name."""
    for name in (row["file"], row["file"] + UNFINISHED):
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            try:
                return exchange_at(path, "", row["offset"])
            except RecordingError:
                return None
    return None


ARTICLE = r"/bai/(?P<article>[0-9]{1,20})"
PAGES = (
    Page(rf"{ARTICLE}/ban-luu", read, "archived.html"),
    Page(rf"{ARTICLE}/ban-luu/trang", read_copy),
    Page(rf"{ARTICLE}/ban-luu/goc", read_original),
)
