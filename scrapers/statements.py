"""What a page states about itself for machines: JSON-LD, OpenGraph and other <meta>, <title>, canonical address."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from scrapers.selectors import text_of
from scrapers.urls import is_http

ARTICLE_TYPES = re.compile(r"\w*NewsArticle|Article|BlogPosting")  # schema.org: ReportageNewsArticle and others
# The site's name behind the headline: "… - Báo Cần Thơ Online", "… | Znews.vn"; never "… giai đoạn 2020 - 2023".
SITE_NAME = re.compile(r"\s+[-–|]\s+(?![\d\s])[^|]{2,60}$")


@dataclass(frozen=True)
class Statements:
    """Each field: the statements in order of trust, as (where it is stated, text)."""

    headline: tuple[tuple[str, str], ...]
    published: tuple[tuple[str, str], ...]
    modified: tuple[tuple[str, str], ...]
    author: tuple[tuple[str, str], ...]
    section: tuple[tuple[str, str], ...]
    url: str | None
    is_article: bool


def read_statements(tree: HtmlElement) -> Statements:
    """Read them all; what is missing is ()."""
    article = next(_json_ld_articles(tree), {})
    meta = _meta(tree)
    title = text_of(found) if (found := next(tree.iter("title"), None)) is not None else ""
    # znews.vn states a short address in og:url and the full one as canonical.
    canonical = [link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"]
    addresses = [*canonical, meta.get("og:url", "")]
    return Statements(
        headline=_stated(
            ("json-ld", article.get("headline")),
            ("og:title", without_site_name(meta.get("og:title", ""))),
            ("title", without_site_name(title)),
        ),
        published=_stated(
            ("json-ld", article.get("datePublished")),
            ("article:published_time", meta.get("article:published_time")),
            ("datePublished", meta.get("datepublished") or meta.get("pubdate")),
        ),
        modified=_stated(
            ("json-ld", article.get("dateModified")),
            ("article:modified_time", meta.get("article:modified_time")),
        ),
        author=_stated(("json-ld", _person(article.get("author")))),
        section=_stated(("json-ld", article.get("articleSection")), ("article:section", meta.get("article:section"))),
        url=next((url for url in addresses if is_http(url)), None),
        is_article=bool(article) or meta.get("og:type") == "article",
    )


def without_site_name(title: str) -> str:
    """The headline part of a page title."""
    return SITE_NAME.sub("", title.strip()) or title.strip()


def _stated(*pairs: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((where, text_of(value)) for where, value in pairs if isinstance(value, str) and value.strip())


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Name, property or itemprop in lower case -> content; the first of a kind counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := element.get("content"):
            found.setdefault(name.lower(), content)
    return found


def _json_ld_articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            # strict=False: newspapers leave raw line breaks inside strings.
            stated = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles_in(stated)


def _articles_in(stated: object) -> Iterator[dict[str, Any]]:
    if isinstance(stated, list):
        for item in stated:
            yield from _articles_in(item)
    elif isinstance(stated, dict):
        kinds = stated.get("@type", "")
        if any(isinstance(kind, str) and ARTICLE_TYPES.fullmatch(kind) for kind in _as_list(kinds)):
            yield stated
        yield from _articles_in(stated.get("@graph", []))


def _person(author: object) -> str | None:
    names = [
        item.get("name") if isinstance(item, dict) and item.get("@type") != "Organization" else item
        for item in _as_list(author)
    ]
    return ", ".join(name for name in names if isinstance(name, str) and name.strip()) or None


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
