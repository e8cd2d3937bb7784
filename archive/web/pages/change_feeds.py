"""/sua-doi/feed.atom and /go-bo/feed.atom: what was changed after publication, what vanished, what came back."""

import sqlite3

from archive.web.asked import Asked, Document, Page
from archive.web.atom import Entry, Feed, tag
from archive.web.catalogue import Text, day_in, text_in
from archive.web.pages.feeds import FEED_SIZE, feed_document
from archive.web.rendering import address

EDITS = """
select edits.article, before, after, edits.seen_at, edits.class, headline, source, name, name_en
from edits
cross join articles on articles.id = edits.article
join sources on sources.id = source
where class <> 'boring' and (:source = '' or source = :source)
order by edits.seen_at desc, edits.article, after
limit :limit
"""
WITHDRAWALS = """
select withdrawals.article, number, state, answer, last_whole_at, nights, withdrawn_at, restored_at,
    coalesce(restored_at, withdrawn_at) as seen_at, headline, source, name, name_en
from withdrawals
join articles on articles.id = withdrawals.article
join sources on sources.id = source
where withdrawn_at is not null and (:source = '' or source = :source)
order by seen_at desc, withdrawals.article, number
limit :limit
"""


def read_edits(connection: sqlite3.Connection, asked: Asked) -> Document:
    """Edits, those of spelling and punctuation left out; ?nguon= for one source."""
    t = text_in(asked.language)
    rows = connection.execute(EDITS, _values(asked)).fetchall()
    entries = [
        _entry(asked, t, row, f"/sua-doi/{row['article']}/{row['before']}-{row['after']}", "edited", _edit(t, row))
        for row in rows
    ]
    return _document(connection, asked, "/sua-doi", t("feed.edits"), entries)


def read_withdrawals(connection: sqlite3.Connection, asked: Asked) -> Document:
    """Articles that were gone on three nights, and those of them that came back; ?nguon= for one source."""
    t = text_in(asked.language)
    rows = connection.execute(WITHDRAWALS, _values(asked)).fetchall()
    entries = [
        _entry(asked, t, row, f"/go-bo/{row['article']}/{row['number']}", _what(row), _absence(t, row, asked.language))
        for row in rows
    ]
    return _document(connection, asked, "/go-bo", t("feed.withdrawals"), entries)


def _values(asked: Asked) -> dict[str, str | int]:
    return {"source": asked.entry("nguon"), "limit": FEED_SIZE}


def _edit(t: Text, row: sqlite3.Row) -> str:
    return t("feed.edit", before=row["before"], after=row["after"], what=t(f"edit.{row['class']}"))


def _what(row: sqlite3.Row) -> str:
    return "restored" if row["restored_at"] else "withdrawn"


def _absence(t: Text, row: sqlite3.Row, language: str) -> str:
    days = {name: day_in(row[name], language) for name in ("withdrawn_at", "restored_at", "last_whole_at")}
    gone = t("article.gone", nights=row["nights"], day=days["withdrawn_at"], last=days["last_whole_at"])
    return f"{gone} {t('withdrawal.restored_on', day=days['restored_at'])}" if row["restored_at"] else gone


def _entry(asked: Asked, t: Text, row: sqlite3.Row, path: str, what: str, told: str) -> Entry:
    source = row["name"] if asked.language == "vi" else row["name_en"]
    change = t(f"change.{what}")
    return Entry(
        id=tag(asked.site, path),
        title=f"{change}: {row['headline'] or t('article.no_headline')}",
        link=asked.site + address(f"/bai/{row['article']}", asked.language),
        updated=row["seen_at"],
        published=None,
        author=source,
        categories=[(what, change)],
        paragraphs=[told],
    )


def _document(connection: sqlite3.Connection, asked: Asked, page: str, title: str, entries: list[Entry]) -> Document:
    query = {"nguon": asked.entry("nguon")}
    path = address(f"{page}/feed.atom", asked.language, "/", query)
    links = {"self": asked.site + path, "alternate": asked.site + address(page, asked.language)}
    title = " · ".join(filter(None, (title, query["nguon"], text_in(asked.language)("site.name"))))
    return feed_document(connection, asked, Feed(tag(asked.site, path), title, asked.language, "", links, entries))


PAGES = (Page(r"/sua-doi/feed\.atom", read_edits), Page(r"/go-bo/feed\.atom", read_withdrawals))
