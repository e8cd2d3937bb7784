"""Two fetches of one page compared, the encoding of a page, and what a site says of a page that is not there. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from archive.model import Article, Outcome, Page, Reason
from archive.store import fingerprint
from archive.vietnamese import normalize
from scrapers import markup
from scrapers.extraction import Reading

PIECE = re.compile(r"(?<=>)")  # a page may be one line
MOST_SHOWN = 5  # pieces that differ
LONGEST_SHOWN = 100  # letters of one
STATED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Stability:
    """What two fetches of one article have in common. `differing`: pieces of markup of one that the other lacks."""

    url: str
    same_bytes: bool
    same_text: bool  # the fingerprint, by which a new version is told
    differing: tuple[str, ...]


@dataclass(frozen=True)
class Charset:
    """What is stated of the encoding, in the header and in the page, and what was found."""

    header: str | None
    meta: str | None
    is_utf8: bool
    is_legacy: bool  # letters of an old font, or encoded twice, had to be restored
    is_nfc: bool


def compare(first: Page, second: Page, readings: tuple[Reading, Reading]) -> Stability:
    """Compare two fetches of the address of an article."""
    return Stability(
        url=first.url or "",
        same_bytes=first.body == second.body,
        same_text=_mark(readings[0].article) == _mark(readings[1].article),
        differing=tuple(_differing(first, second))[:MOST_SHOWN],
    )


def _mark(article: Article | None) -> str | None:
    return fingerprint(article) if article else None


def _differing(first: Page, second: Page) -> Iterator[str]:
    one, other = (
        Counter(map(str.strip, PIECE.split(markup.decode(page.body, page.content_type)))) for page in (first, second)
    )
    yield from (piece[:LONGEST_SHOWN] for piece in ((one - other) + (other - one)))


def charset_of(page: Page) -> Charset:
    """What a page states of its encoding, and whether that holds."""
    header = markup.CHARSET.search(page.content_type)
    meta = STATED.search(page.body[:5000])
    decoded = markup.decode(page.body, page.content_type)
    text = markup.read_text(page.body, page.content_type)
    return Charset(
        header=header[1].lower() if header else None,
        meta=meta[1].decode("ascii").lower() if meta else None,
        is_utf8=_is_utf8(page.body),
        is_legacy=text != decoded,
        is_nfc=normalize(text) == text or not re.search(r"[\u0300-\u036f]", text),
    )


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def missing_address(url: str) -> str:
    """An address like that of an article, of an article that is not there."""
    parts = urlsplit(url)
    if re.search(r"\d{3,}", parts.query):
        query = re.sub(r"\d{3,}(?=\D*$)", lambda found: "9" * len(found[0]), parts.query)
        return urlunsplit(parts._replace(query=query))
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    stem, dot, ending = last.partition(".")
    changed = re.sub(r"\d{3,}$", lambda found: "9" * len(found[0]), stem)
    changed = changed if changed != stem else f"{stem}-khong-ton-tai"
    return urlunsplit(parts._replace(path=f"{folder}/{changed}{dot}{ending}", query=""))


def missing_said(page: Page, reading: Reading) -> str:
    """How a site answers where there is no page, in words."""
    if page.status in (404, 410):
        return f"honestly: HTTP {page.status}"
    if reading.outcome is Outcome.ARTICLE:
        return f"with an article (HTTP {page.status}): only part of an address counts, so one page may have many"
    reason = reading.refusal.reason if reading.refusal else None
    if reason is Reason.NOT_FOUND:
        return f"with HTTP {page.status} and words that say so"
    return f"with HTTP {page.status} and a page that is refused as {reason}: a withdrawal will look like that"
