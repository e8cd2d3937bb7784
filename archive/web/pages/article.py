"""/bai/<id>: an article to read, with what it reports, its evidence, its wordings, and how to cite it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.proof import citation
from archive.web.asked import Asked, Page
from archive.web.lines import Line, Source, lines
from archive.web.links import web_address
from archive.web.marked_text import Stretch, paragraphs, spans_of
from archive.web.pages.reading import Reading, reading

MOST_ALIKE = 5
MOST_EDITS = 50
LARGEST_ID = 2**63 - 1

ARTICLE = """
select articles.*, sources.name, sources.name_en, sources.home, sources.ended as source_ended
from articles join sources on sources.id = articles.source
where articles.id = ?
"""
CAPTURE = "select * from captures where id = ?"
SEEN = """
select count(*) as times, sum(answer in ('whole', 'unchanged')) as whole, count(distinct night) as nights,
    max(seen_at) filter (where answer not in ('delisted', 'listed')) as last -- those are lists, not its page
from sightings where article = ?
"""
EDITS = "select * from edits where article = ? order by seen_at desc, after desc limit ?"
WITHDRAWALS = "select * from withdrawals where article = ? order by number desc"
SAME_STORY = """
select others.article
from story_articles as own
join story_articles as others on others.story = own.story and others.article <> own.article
join articles on articles.id = others.article
where own.article = ?
order by articles.published, articles.id
limit ?
"""
STORY = "select story from story_articles where article = ?"
SAME_FORMULA = "select other from same_formulas where article = ? order by similarity desc, other limit ?"


@dataclass(frozen=True)
class Change:
    """A paragraph before and after, as (how, text): same, went, came."""

    where: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Edit:
    """A wording that took the place of another."""

    before: int
    after: int
    seen_at: str
    kind: str
    returns: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Cite:
    """The article, cited in three styles."""

    vietnamese: str
    apa: str
    bibtex: str


@dataclass(frozen=True)
class ArticlePage:
    """All that the page of an article shows."""

    id: int
    headline: str | None
    source: Source
    source_ended: str | None  # day since when its site is gone for good
    url: str | None  # at the publisher, if it can be linked
    author: str | None
    dateline: str | None
    section: str | None
    published: str | None
    modified: str | None
    views: int | None
    has_lead: bool
    paragraphs: tuple[tuple[Stretch, ...], ...]
    captions: tuple[str, ...]
    methods: Mapping[str, str]
    first_seen: str
    last_seen: str
    checked_at: str  # when its page was last asked for, whether it was there or not
    wordings: int
    seen: Mapping[str, int]
    capture: Mapping[str, Any]
    reading: Reading | None
    edits: tuple[Edit, ...]
    withdrawals: tuple[Mapping[str, Any], ...]
    story: int | None  # where several articles tell the same
    same_story: tuple[Line, ...]
    same_formula: tuple[Line, ...]
    cite: Cite
    linked_data: Mapping[str, Any]  # schema.org


def read(connection: sqlite3.Connection, asked: Asked) -> ArticlePage | None:
    """The article of that id."""
    article = int(asked.parts["article"])
    row = connection.execute(ARTICLE, [article]).fetchone() if article <= LARGEST_ID else None
    if row is None:
        return None
    report = reading(connection, article)
    spans = spans_of(report.spans) if report and report.is_coordination else ()
    text = paragraphs(row["body"], spans)
    edits = tuple(_edit(one) for one in connection.execute(EDITS, [article, MOST_EDITS]))
    seen = connection.execute(SEEN, [article]).fetchone()
    cited = citation.Cited.of(connection.execute(citation.CITED, [article]).fetchone())
    return ArticlePage(
        id=article,
        headline=row["headline"],
        source=Source(row["source"], row["name"], row["name_en"]),
        source_ended=row["source_ended"],
        url=web_address(row["url"]),
        author=row["author"],
        dateline=row["dateline"],
        section=row["section"],
        published=_cut(row),
        modified=row["modified"],
        views=row["views"],
        has_lead=bool(row["lead"]) and row["body"].startswith(row["lead"]),
        paragraphs=text,
        captions=tuple(json.loads(row["captions"])),
        methods=json.loads(row["methods"]),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        checked_at=max(row["checked_at"], seen["last"] or ""),
        wordings=connection.execute("select count(*) from versions where article = ?", [article]).fetchone()[0],
        seen={name: seen[name] for name in ("times", "whole", "nights")},
        capture=dict(connection.execute(CAPTURE, [row["capture"]]).fetchone()),
        reading=report,
        edits=edits,
        withdrawals=tuple(dict(one) for one in connection.execute(WITHDRAWALS, [article])),
        story=next((story for (story,) in connection.execute(STORY, [article])), None),
        same_story=_lines(connection, SAME_STORY, article),
        same_formula=_lines(connection, SAME_FORMULA, article),
        cite=Cite(citation.vietnamese(cited), citation.apa(cited), citation.bibtex(cited)),
        linked_data=_linked_data(row),
    )


def _cut(row: sqlite3.Row) -> str | None:
    """The printed time, as far as it is known."""
    letters = {"year": 4, "month": 7, "day": 10}.get(row["published_precision"])
    return (row["published"] or "")[:letters] or None


def _edit(row: sqlite3.Row) -> Edit:
    return Edit(
        before=row["before"],
        after=row["after"],
        seen_at=row["seen_at"],
        kind=row["class"],
        returns=row["returns"],
        changes=tuple(
            Change(change["where"], tuple((how, text) for how, text in change["pieces"]))
            for change in json.loads(row["changes"])
        ),
    )


def _lines(connection: sqlite3.Connection, sql: str, article: int) -> tuple[Line, ...]:
    return lines(connection, [other for (other,) in connection.execute(sql, [article, MOST_ALIKE])])


def _linked_data(row: sqlite3.Row) -> dict[str, Any]:
    """https://schema.org/NewsArticle: the publisher's, of which we hold a copy."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": row["headline"],
        "inLanguage": "vi",
        "datePublished": _cut(row),
        "dateModified": row["modified"],
        "articleSection": row["section"],
        "author": {"@type": "Person", "name": row["author"]} if row["author"] else None,
        "publisher": {"@type": "Organization", "name": row["name"], "url": web_address(row["home"])},
        "isBasedOn": web_address(row["url"]),
    }
    return {name: value for name, value in facts.items() if value}


PAGE = Page(r"/bai/(?P<article>[0-9]{1,20})", read, "article.html")
