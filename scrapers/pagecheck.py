"""Is this the page that was asked for? A 200 may be a cookie stub, a list, a feed or a polite "not found"."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.model import Page, Reason
from scrapers import markup
from scrapers.blocks import BLOCK_TAGS, UNSEEN_TAGS, blocks_of
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
    b"{\\rtf": "RTF",
}
FEED = re.compile(rb"^\s*(<\?[^>]*>\s*|<!--.*?-->\s*)*<(rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL)
JSON = re.compile(rb"^\s*(\{\s*[\"}]|\[\s*[\[\]{\"])")  # a text may begin with "[ Cập nhật vào ngày"
# A state portal was seen to answer 177 bytes that set a cookie and reload.
LARGEST_STUB = 2000
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
RELOADS = re.compile(rb"document\.cookie|location\.(href|reload|replace)|http-equiv=.?refresh|challenge", re.IGNORECASE)
SUSPENDED = re.compile(
    r"account (has been )?suspended|domain (is )?(for sale|parked|expired)|website (is )?suspended|"
    r"(tài khoản|website|trang web|tên miền)[^.]{0,40}(bị|đã|đang) (tạm ngưng|tạm ngừng|tạm khóa|hết hạn|bị khóa)",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"^\W*(lỗi|error)\s*404\b|^\W*404\W*$|404 not found|page not found|"
    r"(không tìm thấy|không có|không tồn tại)\s+(trang|nội dung|bài viết|đường dẫn|dữ liệu|tin bài|địa chỉ)|"
    r"(trang|nội dung|bài viết|đường dẫn|địa chỉ)[^.]{0,40}(không tồn tại|không tìm thấy|đã bị (xóa|gỡ))|"
    r"(đường dẫn|địa chỉ)[^.]{0,40}không đúng",
    re.IGNORECASE,
)
NOT_FOUND_ELEMENTS = ".page-404, .error-404, .title-404, #error404, .not-found, .notfound"
LOGIN = re.compile(r"(vui lòng|bạn (cần|phải)|mời bạn) đăng nhập", re.IGNORECASE)
LONGEST_NOTICE = 200  # letters of a block that says "not found" or "log in", and nothing else
TEASERS = (
    "h2 a[href], h3 a[href], h4 a[href], li a[href], "
    ".title a[href], a.title[href], a[class*=title][href], [class*=title] > a[href], .tin a[href], .news a[href]"
)
SHORTEST_TEASER = 25  # letters: a menu entry is shorter, a headline is longer
FEWEST_TEASERS = 3
# Letters of paragraphs that stand side by side in one element. Of a list each summary stands in an item of its
# own: saved lists reach 260, the shortest saved article 1,700.
LEAST_RUNNING_TEXT = 500
SHORTEST_PARAGRAPH = 60
POPUP = re.compile(r"popup|modal|dialog|overlay", re.IGNORECASE)  # tuoitre.vn advertises its subscription in one
NOTICES = ((SUSPENDED, Reason.SUSPENDED), (NOT_FOUND, Reason.NOT_FOUND), (LOGIN, Reason.LOGIN))
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
    if b"\0" in start and not start.startswith(UTF_16):
        return Refusal(Reason.NOT_HTML, "binary")
    if start.startswith((codecs.BOM_UTF8, *UTF_16)):  # a newspaper sends its feed in UTF-16
        start = markup.decode(start).encode()
    if FEED.match(start):
        return Refusal(Reason.FEED, "RSS, Atom or sitemap")
    if "json" in page.content_type or JSON.match(start):
        return Refusal(Reason.FEED, "JSON")
    if not page.body or page.body.isspace():
        return Refusal(Reason.NO_BODY, "empty answer")
    if len(page.body) <= LARGEST_STUB and RELOADS.search(page.body):
        return Refusal(Reason.STUB, f"{len(page.body)} bytes that set a cookie or reload")
    return None


def refuse_page(tree: HtmlElement, headline: str | None) -> Refusal | None:
    """What the page says of itself, asked when no body of an article was found. None: nothing speaks against it."""
    title = text_of(found) if (found := first(tree, "title")) is not None else ""
    if (found := first(tree, NOT_FOUND_ELEMENTS)) is not None:
        return Refusal(Reason.NOT_FOUND, text_of(found)[:80])
    for said in (title, headline or ""):
        if notice := _notice(said):
            return notice
    body = tree.find("body")
    blocks = blocks_of(body) if body is not None else []
    notice = next((found for block in blocks if (found := _notice(block.text))), None)
    # "Log in to comment" below an article is not the page's word on itself.
    return notice if notice and running_text(tree) < LEAST_RUNNING_TEXT else None


def _notice(said: str) -> Refusal | None:
    if len(said) > LONGEST_NOTICE:
        return None
    return next((Refusal(reason, said[:80]) for pattern, reason in NOTICES if pattern.search(said)), None)


def refuse_list(page: Page, tree: HtmlElement, items: str | None) -> Refusal | None:
    """A page of headlines with links and no running text is a list; `items` selects those of the source's lists."""
    if items and (found := select(tree, items)):
        return _list(page, tree, len(found))
    teasers = {text for link in select(tree, TEASERS) if len(text := text_of(link)) >= SHORTEST_TEASER}
    if len(teasers) < FEWEST_TEASERS or running_text(tree) >= LEAST_RUNNING_TEXT:
        return None
    return _list(page, tree, len(teasers))


def _list(page: Page, tree: HtmlElement, headlines: int) -> Refusal:
    if _is_language_switch(page, tree):
        return Refusal(Reason.LANGUAGE_SWITCH, f"a section of {headlines} headlines at the address of a translation")
    return Refusal(Reason.LISTING, f"{headlines} headlines with links")


def _is_language_switch(page: Page, tree: HtmlElement) -> bool:
    """Liferay answers an article's address + /vi or /en with the section, and names that as canonical."""
    stated = first(tree, "link[rel=canonical]")
    addresses = [page.url or "", stated.get("href") or "" if stated is not None else ""]
    return any(LANGUAGE_SWITCH.search(urlsplit(address).path) for address in addresses)


def running_text(tree: HtmlElement) -> int:
    """Letters of the longest run of paragraphs in one element; links and pop-ups are not counted."""
    runs: Counter[HtmlElement] = Counter()
    for element in tree.iter("p", "div", "span", "font", "td"):
        parent = element.getparent()
        links = [len(link.text_content()) for link in element.iter("a")]
        is_whole = not any(child.tag in BLOCK_TAGS for child in element)
        letters = len(" ".join(_own_text(element).split())) - sum(links)
        if letters >= SHORTEST_PARAGRAPH and not any(_stands_apart(above) for above in element.iterancestors()):
            # Text between blocks, or behind a headline with a link (an item of a list), runs in its own element.
            is_alone = parent is None or not is_whole or max(links, default=0) >= SHORTEST_TEASER
            runs[element if is_alone else parent] += letters
    return max(runs.values(), default=0)


def _own_text(element: HtmlElement) -> str:
    """The text of an element without that of the blocks in it."""
    pieces = [element.text or ""]
    for child in element:
        # A comment has a function for a tag.
        if isinstance(child.tag, str) and child.tag not in BLOCK_TAGS | UNSEEN_TAGS:
            pieces.append(child.text_content())
        pieces.append(child.tail or "")
    return " ".join(pieces)


def _stands_apart(element: HtmlElement) -> bool:
    return element.tag == "a" or bool(POPUP.search(f"{element.get('class', '')} {element.get('id', '')}"))
