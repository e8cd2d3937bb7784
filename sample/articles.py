"""The articles of the sample: text files with a TOML head, read as they stood on one of the two nights."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from archive.model import VIETNAM

FOLDER = Path(__file__).parent / "articles"
PICTURE = re.compile(r"!\[(?P<caption>.*)\]\((?P<file>\S+)\)")


@dataclass(frozen=True)
class Night:
    """One run of the crawler; `started` is in UTC."""

    name: str
    started: datetime

    @property
    def clock(self) -> datetime:
        """What the sites' own clocks show."""
        return self.started.astimezone(VIETNAM)


# Five days before the district level, and with it three of the four sites, came to its end on 1 July 2025.
FIRST = Night("first-night", datetime(2025, 6, 20, 19, 0, tzinfo=UTC))
LATER = Night("later-night", datetime(2025, 6, 26, 19, 0, tzinfo=UTC))


@dataclass(frozen=True)
class Picture:
    """A picture between two paragraphs; an empty caption prints none."""

    file: str
    caption: str


@dataclass(frozen=True)
class Article:
    """What an author wrote, and how the site prints it."""

    source: str
    slug: str
    headline: str
    published: datetime
    day_only: bool  # the page prints no time of day
    blocks: tuple[str | Picture, ...]  # paragraphs and pictures in reading order
    made: Night  # when the page's clock, counter and related list were last made
    number: int = 0  # the publisher's id; 0 where the slug is the identity
    author: str | None = None
    dateline: str | None = None
    views: int | None = None
    kind: str | None = None  # of coordination report; None: an article that is none
    layout: str = "article"  # Báo Nghệ An has older ones: 2016, 2018
    breaks: int = 0  # a body split by so many <br> in one element; 0: each paragraph in an element of its own
    charset: str = "utf-8"
    prints_file_names: bool = False
    later: str = "same"  # on the later night: same, edited, noise, new or withdrawn
    no_article: str | None = None  # printed in an article's layout without being one: the reason

    @property
    def paragraphs(self) -> list[str]:
        """Paragraphs without pictures."""
        return [block for block in self.blocks if isinstance(block, str)]

    @property
    def captions(self) -> list[str]:
        """Captions that the page prints."""
        return [block.caption for block in self.blocks if isinstance(block, Picture) and block.caption]


def articles(source: str, night: Night) -> list[Article]:
    """All of a source's files as they stand on that night, newest first; the withdrawn one is among them."""
    found = [read(path, night) for path in sorted((FOLDER / source).glob("*.md"))]
    there = [article for article in found if not (article.later == "new" and night == FIRST)]
    return sorted(there, key=lambda article: article.published, reverse=True)


def read(path: Path, night: Night) -> Article:
    """One file: a TOML head between lines of +++, then paragraphs and pictures with blank lines between them."""
    _, head, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    facts = tomllib.loads(head)
    headline, edits, later_views = facts.pop("headline"), facts.pop("edit", []), facts.pop("later_views", None)
    if night == LATER:
        headline, text = edited(headline, text, edits)
        facts["views"] = later_views or facts.get("views")
    published = facts.pop("published")
    return Article(
        source=path.parent.name,
        slug=path.stem,
        headline=headline,
        published=with_zone(published),
        day_only=not isinstance(published, datetime),
        blocks=tuple(block(part) for part in text.split("\n\n") if part.strip()),
        made=night if facts.get("later") in ("edited", "noise", "new") else FIRST,
        **facts,
    )


def edited(headline: str, text: str, edits: list[dict[str, str]]) -> tuple[str, str]:
    """Headline and text after the editor's corrections; ValueError where one has nothing to correct."""
    for edit in edits:
        if edit["old"] not in headline and edit["old"] not in text:
            raise ValueError(f"nothing to edit: {edit['old']!r}")
        headline = headline.replace(edit["old"], edit["new"])
        text = text.replace(edit["old"], edit["new"])
    return headline, text


def with_zone(printed: date | datetime) -> datetime:
    """A TOML date or local date-time as Vietnamese time; midnight where there is only a day."""
    moment = printed if isinstance(printed, datetime) else datetime.combine(printed, time())
    return moment.replace(tzinfo=VIETNAM)


def block(part: str) -> str | Picture:
    """A paragraph, or a picture written ![caption](file)."""
    picture = PICTURE.fullmatch(part.strip())
    return Picture(picture["file"], picture["caption"]) if picture else " ".join(part.split())


def expected(article: Article, url: str, night: Night) -> dict[str, Any]:
    """What a crawl of that night should store."""
    published = article.published.date() if article.day_only else article.published
    return {
        "night": night.name,
        "source": article.source,
        "url": url,
        "headline": article.headline,
        "body": article.paragraphs,
        "captions": article.captions,
        "author": article.author,
        "dateline": article.dateline,
        "published": published.isoformat(),
        "views": article.views,
        "kind": article.kind,
    }
