"""What the lists of a site show: articles and the pages that are none, newest first, in pages of a few."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sample.articles import LATER, Article, Night, articles, with_zone

PER_PAGE = 5
REFUSED = Path(__file__).parent / "refused.toml"

LIFERAY_PATH = "/web/tpcaolanh/tin-tuc/-/asset_publisher/Er0xsYJ4cdkn/content/"


@dataclass(frozen=True)
class Entry:
    """A line of a list."""

    title: str
    path: str
    published: datetime
    summary: str = ""
    number: int = 0
    sponsored: bool = False


@dataclass(frozen=True)
class Refused:
    """A page that a list leads to and that is no article: one [[page]] of refused.toml."""

    source: str
    path: str
    title: str
    published: datetime
    layout: str
    reason: str
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    number: int = 0


def refused_pages(source: str) -> list[Refused]:
    """The pages of refused.toml that belong to a source."""
    pages = tomllib.loads(REFUSED.read_text(encoding="utf-8"))["page"]
    return [
        Refused(**(page | {"published": with_zone(page["published"])})) for page in pages if page["source"] == source
    ]


def path_of(article: Article) -> str:
    """The address of an article on its site, without the host."""
    match article.source:
        case "thanhuy_hatinh":
            return f"/tin-tuc/xay-dung-dang/{article.slug}.html"
        case "baonghean":
            return f"{'/en' if article.no_article == 'foreign' else ''}/{article.slug}-{article.number}.html"
        case "tpcaolanh":
            return LIFERAY_PATH + article.slug
        case "thanhuy_ngabay":
            return f"/Default.aspx?tabid=79&ndid={article.number}"
    raise ValueError(f"no such source: {article.source}")


def entries(source: str, night: Night) -> list[Entry]:
    """Everything that the lists of a source show on that night, newest first."""
    shown = [entry_of(article) for article in articles(source, night) if not withdrawn(article, night)]
    shown += [Entry(page.title, page.path, page.published, number=page.number) for page in refused_pages(source)]
    return sorted(shown, key=lambda entry: entry.published, reverse=True)


def withdrawn(article: Article, night: Night) -> bool:
    """Whether the publisher has taken the article down by that night."""
    return article.later == "withdrawn" and night == LATER


def entry_of(article: Article) -> Entry:
    """How a list shows an article: the summary is the opening, cut at 120 characters."""
    opening = article.paragraphs[0] if article.paragraphs else ""
    summary = opening[:120] + "..." if len(opening) > 120 else opening
    sponsored = article.no_article == "sponsored"
    return Entry(article.headline, path_of(article), article.published, summary, article.number, sponsored)


def list_pages(source: str, night: Night) -> list[list[Entry]]:
    """The entries, page by page."""
    everything = entries(source, night)
    return [everything[start : start + PER_PAGE] for start in range(0, len(everything), PER_PAGE)]


def related(article: Article) -> list[Entry]:
    """Three other articles for the box under an article; on a later night three others where only noise changes."""
    others = [other for other in articles(article.source, article.made) if other.no_article is None]
    slugs = [other.slug for other in others]
    position = slugs.index(article.slug) if article.slug in slugs else 0
    following = [entry_of(other) for other in others[position + 1 :] + others[:position]]
    return following[3:6] if article.later == "noise" and article.made == LATER else following[:3]
