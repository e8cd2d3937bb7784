"""Atom feeds (RFC 4287, in parts by RFC 5005), as bytes."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
TAGGED_IN = 2026  # a tag: URI names a year in which its host was ours; it never changes
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """An entry. Times are RFC 3339; `paragraphs` are plain text, whatever markup stands in them."""

    id: str
    title: str
    link: str
    updated: str
    published: str | None
    author: str
    categories: Sequence[tuple[str, str]]  # term and label
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Feed:
    """A feed, or one part of it. `links` are relation -> address; self and alternate must be among them."""

    id: str
    title: str
    language: str
    updated: str
    links: Mapping[str, str]
    entries: Sequence[Entry]


def tag(site: str, path: str) -> str:
    """An id that stays, whichever port or scheme the site has: tag:archive.example,2026:/bai/1."""
    return f"tag:{urlsplit(site).hostname or 'localhost'},{TAGGED_IN}:{path}"


def atom(feed: Feed) -> bytes:
    """The feed as XML."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    for relation, address in feed.links.items():
        content_type = "text/html" if relation == "alternate" else "application/atom+xml"
        SubElement(root, "link", {"rel": relation, "type": content_type, "href": address})
    for entry in feed.entries:
        _add(root, entry)
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def _add(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _text(element, "id", entry.id)
    _html(element, "title", html.escape(entry.title))
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
    _text(element, "updated", entry.updated)
    if entry.published:
        _text(element, "published", entry.published)
    _text(SubElement(element, "author"), "name", entry.author)
    for term, label in entry.categories:
        SubElement(element, "category", {"term": _clean(term), "label": _clean(label)})
    _html(element, "content", "".join(f"<p>{html.escape(text)}</p>" for text in entry.paragraphs))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _html(parent: Element, name: str, markup: str) -> None:
    """As HTML, since many readers take titles for HTML whatever their type says."""
    element = SubElement(parent, name, {"type": "html"})
    element.text = _clean(markup)


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)
