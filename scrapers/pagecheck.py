"""Is this the page that was asked for? A 200 may be a cookie stub, a list, a feed or a polite "not found"."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive import vietnamese
from archive.model import Page, Reason
from scrapers.selectors import first, select, text_of

MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "zip or office document",
    b"\xd0\xcf\x11\xe0": "old office document",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"RIFF": "WebP or video",
    b"Rar!": "RAR",
    b"\x1f\x8b": "gzip",
}
FEED = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL)
JSON = re.compile(rb"^\s*[\[{]")
# A state portal was seen to answer 177 bytes that set a cookie and reload.
LARGEST_STUB = 2000
RELOADS = re.compile(rb"document\.cookie|location\.(href|reload|replace)|http-equiv=.?refresh|challenge", re.IGNORECASE)
SUSPENDED = re.compile(
    r"account (has been )?suspended|domain (is )?(for sale|parked|expired)|website (is )?suspended|"
    r"(tài khoản|website|trang web|tên miền)[^.]{0,40}(bị|đã|đang) (tạm ngưng|tạm ngừng|tạm khóa|hết hạn|bị khóa)",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"không tìm thấy|không tồn tại|đã bị (xóa|gỡ)|đường dẫn (này )?không đúng|"
    r"page not found|404 not found|^\W*(lỗi\s*)?404\b",
    re.IGNORECASE,
)
NOT_FOUND_ELEMENTS = ".page-404, .error-404, .title-404, #error404, .not-found, .notfound"
LOGIN = re.compile(r"(vui lòng|bạn (cần|phải)|mời bạn) đăng nhập", re.IGNORECASE)
# The longest page that says "not found" and nothing else; a list of other news may follow.
LONGEST_NOTICE = 300
TEASERS = (
    "h2 a[href], h3 a[href], h4 a[href], li a[href], "
    ".title a[href], a.title[href], a[class*=title][href], [class*=title] > a[href], .tin a[href], .news a[href]"
)
SHORTEST_TEASER = 25  # letters: a menu entry is shorter, a headline is longer
FEWEST_TEASERS = 5
LANGUAGE_SWITCH = re.compile(r"(^|/)(vi|en)(\.html)?/?$")


@dataclass(frozen=True)
class Refusal:
    """Why a page is no article, with what was seen."""

    reason: Reason
    detail: str | None = None


def refuse_answer(page: Page) -> Refusal | None:
    """What the status, the headers and the first bytes say, before anything is parsed."""
    if page.status in (404, 410):
        return Refusal(Reason.NOT_FOUND, f"HTTP {page.status}")
    if page.status >= 400:
        return Refusal(Reason.HTTP_ERROR, f"HTTP {page.status}")
    start = page.body[:2000]
    for magic, name in MAGIC.items():
        if start.startswith(magic):
            return Refusal(Reason.NOT_HTML, name)
    if FEED.match(start.removeprefix(b"\xef\xbb\xbf")):
        return Refusal(Reason.FEED, "RSS, Atom or sitemap")
    if "json" in page.content_type or JSON.match(start):
        return Refusal(Reason.FEED, "JSON")
    if not page.body.strip():
        return Refusal(Reason.NO_BODY, "empty answer")
    if len(page.body) <= LARGEST_STUB and RELOADS.search(page.body):
        return Refusal(Reason.STUB, f"{len(page.body)} bytes that set a cookie or reload")
    return None


def refuse_page(tree: HtmlElement, headline: str | None) -> Refusal | None:
    """What the page says of itself, asked when no body of an article was found. None: nothing speaks against it."""
    title = text_of(found) if (found := first(tree, "title")) is not None else ""
    words = visible_text(tree)
    notice = " ".join([headline or "", *(text_of(h) for h in select(tree, "h1, h2, strong")[:6])])
    if SUSPENDED.search(title) or (len(words) < LONGEST_NOTICE and SUSPENDED.search(words)):
        return Refusal(Reason.SUSPENDED, title or words[:80])
    if (found := first(tree, NOT_FOUND_ELEMENTS)) is not None:
        return Refusal(Reason.NOT_FOUND, text_of(found)[:80])
    if NOT_FOUND.search(f"{title} {notice}") or (len(words) < LONGEST_NOTICE and NOT_FOUND.search(words)):
        return Refusal(Reason.NOT_FOUND, "the page says so")
    if len(words) < LONGEST_NOTICE and LOGIN.search(words):
        return Refusal(Reason.LOGIN, words[:80])
    return None


def refuse_list(page: Page, tree: HtmlElement) -> Refusal | None:
    """A page of many headlines with links is a list. Asked when nothing states that the page is an article."""
    teasers = {text for link in select(tree, TEASERS) if len(text := text_of(link)) >= SHORTEST_TEASER}
    if len(teasers) < FEWEST_TEASERS:
        return None
    if _is_language_switch(page, tree):
        return Refusal(Reason.LANGUAGE_SWITCH, f"a section of {len(teasers)} headlines at the address of a translation")
    return Refusal(Reason.LISTING, f"{len(teasers)} headlines with links")


def _is_language_switch(page: Page, tree: HtmlElement) -> bool:
    """Liferay answers an article's address + /vi or /en with the section, and names that as canonical."""
    stated = first(tree, "link[rel=canonical]")
    addresses = [page.url or "", stated.get("href") or "" if stated is not None else ""]
    return any(LANGUAGE_SWITCH.search(urlsplit(address).path) for address in addresses)


def visible_text(tree: HtmlElement) -> str:
    """All text of the body without scripts and forms, on one line."""
    body = tree.find("body")
    if body is None:
        return ""
    pieces = (
        text
        for element in body.iter()
        if isinstance(element.tag, str)
        for text in ((element.text if element.tag not in ("script", "style", "noscript") else ""), element.tail)
        if text
    )
    return " ".join(vietnamese.normalize(" ".join(pieces)).split())
