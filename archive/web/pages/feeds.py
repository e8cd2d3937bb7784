"""/feed.atom?<a search>: what is new of anything that can be searched for: words, a kind, a body, a place, a source."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from archive.web.asked import Asked, Document, Page
from archive.web.atom import CONTENT_TYPE, Entry, Feed, atom, tag
from archive.web.catalogue import Text, text_in
from archive.web.lines import Line, lines
from archive.web.rendering import address
from archive.web.search import DEEPEST, find
from archive.web.search_organization import with_organization
from archive.web.search_request import Search, asked_for

FEED_SIZE = 50  # entries; rel="next" leads to the next fifty
MOST_SHOWN = 600  # characters of an article
HEADERS = {"Cache-Control": "public, max-age=300"}
BEFORE_ALL = "1970-01-01T00:00:00Z"  # of an archive without a run

TOLD = """
select id, published, published_precision, coalesce(lead, body) as text, changed_at
from articles join site_changes on site_changes.article = articles.id
where id in (select value from json_each(?))
"""
NEWEST_RUN = "select max(started_at) from runs"
NAMES = """
select name from (
    select name, 1 as place from places where id = :province
    union all select iif(:language = 'vi', name, name_en), 2 from sources where id = :source
)
order by place
"""


def read(connection: sqlite3.Connection, asked: Asked) -> Document:
    """The articles that the search finds, those published last first; all articles where nothing is asked for."""
    search, organization = with_organization(connection, asked_for(asked.query))
    page = min(search.page, DEEPEST // FEED_SIZE)
    found = find(connection, replace(search, order="date"), FEED_SIZE, (page - 1) * FEED_SIZE)
    query = {name: value for name, value in search.address.items() if name != "xep"}
    here = asked.site + address("/feed.atom", asked.language, "/", {**query, "trang": page if page > 1 else ""})
    links = {
        "self": here,
        "alternate": asked.site + address("/tim-kiem", asked.language, "/", {**query, "xep": "ngay"}),
    }
    if page > 1:
        links["previous"] = asked.site + address("/feed.atom", asked.language, "/", {**query, "trang": page - 1})
    if page * FEED_SIZE < min(found.total, DEEPEST):
        links["next"] = asked.site + address("/feed.atom", asked.language, "/", {**query, "trang": page + 1})
    title = _title(connection, asked.language, search, organization.name if organization else "")
    identity = tag(asked.site, address("/feed.atom", asked.language, "/", query))
    return feed_document(
        connection, asked, Feed(identity, title, asked.language, "", links, _entries(connection, asked, found.articles))
    )


def feed_document(connection: sqlite3.Connection, asked: Asked, feed: Feed) -> Document:
    """The feed as an answer, as new as its newest entry."""
    updated = max((entry.updated for entry in feed.entries), default="")
    newest: str | None = None if updated else connection.execute(NEWEST_RUN).fetchone()[0]
    return Document(atom(replace(feed, updated=updated or newest or BEFORE_ALL)), CONTENT_TYPE, HEADERS)


def beginning(text: str) -> list[str]:
    """The first paragraphs of a text, at most MOST_SHOWN characters, cut between words."""
    whole = text[: MOST_SHOWN + 1]
    if len(whole) > MOST_SHOWN:
        whole = whole.rpartition(" ")[0] + " …"
    return [paragraph for paragraph in whole.split("\n\n") if paragraph.strip()]


def _title(connection: sqlite3.Connection, language: str, search: Search, organization: str) -> str:
    t = text_in(language)
    values = {"province": search.province, "source": search.source, "language": language}
    named = [row["name"] for row in connection.execute(NAMES, values)]
    kind = t(f"kind.{search.kind}") if search.kind else ""
    days = " – ".join((search.from_day, search.to_day)) if search.from_day or search.to_day else ""
    reports = t("search.reports_only") if search.reports_only else ""
    parts = [search.words, kind, organization, *named, search.period, days, reports]
    return " · ".join([*filter(None, parts), t("site.name")])


def _entries(connection: sqlite3.Connection, asked: Asked, articles: Sequence[int]) -> list[Entry]:
    told = {row["id"]: row for row in connection.execute(TOLD, [json.dumps(list(articles))])}
    t = text_in(asked.language)
    return [_entry(asked, t, line, told[line.id]) for line in lines(connection, articles)]


def _entry(asked: Asked, t: Text, line: Line, told: sqlite3.Row) -> Entry:
    source = line.source.name if asked.language == "vi" else line.source.name_en
    kind = [(line.kind, t(f"kind.{line.kind}"))] if line.kind else []
    place = [(line.province_now, line.province_now)] if line.province_now else []
    gone = [t("feed.withdrawn")] if line.withdrawn else []
    return Entry(
        id=tag(asked.site, f"/bai/{line.id}"),
        title=line.headline or t("article.no_headline"),
        link=asked.site + address(f"/bai/{line.id}", asked.language),
        updated=told["changed_at"],
        published=told["published"] if told["published_precision"] in ("minute", "day") else None,
        author=source,
        categories=[*kind, *place],
        paragraphs=[*gone, *beginning(told["text"])],
    )


PAGE = Page(r"/feed\.atom", read)
