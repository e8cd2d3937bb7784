"""The row of an article: what its newest capture says, or what it said when an unchanged page stands for it."""

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from archive.history.sightings import Sighting
from archive.history.versions import PARAGRAPH
from archive.model import Article


def article_row(article: Article, identity: int, source: str, capture: int, seen_at: str) -> dict[str, Any]:
    """The columns of `articles`, as on the day on which it is first stored."""
    return {
        "id": identity,
        "source": source,
        "key": article.key,
        "url": article.url,
        "headline": article.headline,
        "lead": article.lead,
        "author": article.author,
        "dateline": article.dateline,
        "section": article.section,
        "published": str(article.published) if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "modified": str(article.modified) if article.modified else None,
        "views": article.views,
        "captions": json.dumps(article.captions, ensure_ascii=False),
        "methods": json.dumps(article.methods, ensure_ascii=False),
        "capture": capture,
        "version": 1,
        "first_seen": seen_at,
        "last_seen": seen_at,
        "checked_at": seen_at,
        "body": PARAGRAPH.join(article.body),
    }


def show_reading(db: Database, known: Mapping[str, Any], article: Article, capture: int) -> None:
    """The newest capture says what the article is now; an older one, imported later, only adds to its history."""
    row = article_row(article, known["id"], known["source"], capture, "")
    settled = ("version", "first_seen", "last_seen", "checked_at")
    db.table("articles").update(known["id"], {name: value for name, value in row.items() if name not in settled})


def show_present(db: Database, identity: int, newest: Sighting) -> None:
    """A page that is unchanged again may stand for an earlier wording than the one that was read last."""
    db.execute(
        """
        update articles set capture = :reading, headline = versions.headline, captions = versions.captions,
            body = versions.body, lead = iif(instr(versions.body, lead) = 1, lead, null)
        from versions
        where articles.id = :article and articles.capture <> :reading
            and versions.article = articles.id and versions.number = articles.version
        """,
        {"article": identity, "reading": newest.reading},
    )
