"""Lists of an unknown site: which links lead to sections, what an item looks like, how the next page is made. Pure."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.printed_time import parse_printed
from archive.vietnamese import fold
from scrapers import urls
from scrapers.discovery import page_number
from scrapers.onboarding.addresses import Headline
from scrapers.onboarding.marks import commonest, first_mark, own_marks
from scrapers.selectors import select, text_of
from scrapers.source import Listing, Source

# What sections are called that report on coordination, best first. Folded: accents and case do not count.
SECTION_WORDS = {
    **dict.fromkeys(("xay dung dang", "xay-dung-dang", "cong tac dang"), 6),
    **dict.fromkeys(("tin tuc", "tin-tuc", "tin hoat dong", "hoat dong", "dan van", "ban tin"), 5),
    **dict.fromkeys(("chinh tri", "thoi su", "su kien", "tin trong tinh", "tin dia phuong", "tin noi bat"), 4),
    **dict.fromkeys(("noi chinh", "tuyen giao", "to chuc", "kiem tra", "quoc phong", "an ninh", "mat tran"), 3),
    **dict.fromkeys(("dang", "tin", "xa hoi"), 1),
}
NO_SECTION = re.compile(r"\b(?:dang nhap|dang ky|dang xuat|lien he|gioi thieu|tuyen dung|hoi dap)\b|login|signin")
LONGEST_ENTRY = 45  # letters of a menu's entry
NEXT = re.compile(r"\s*(?:trang (?:sau|tiếp|kế)|tiếp(?: theo)?|sau|next|xem thêm|[»›>→]+|2)\s*", re.IGNORECASE)
POSTED_FORM = re.compile(r"__doPostBack\('[^']{0,200}(?:pag|trang|next|lnk)", re.IGNORECASE)
LONGEST_DATE = 60  # letters of an element that holds a date and nothing else


def sections(tree: HtmlElement, url: str, source: Source) -> list[str]:
    """Addresses of what look like sections, the likeliest first."""
    scored: dict[str, int] = {}
    for link in select(tree, "a[href]"):
        address, text = urls.joined(url, link.get("href") or ""), text_of(link)
        if (
            not address
            or not source.owns(address)
            or source.platform.key(address)
            or not 2 < len(text) <= LONGEST_ENTRY
        ):
            continue
        if (score := _score(text, address)) and page_number(address) == 1:
            scored[address] = max(score, scored.get(address, 0))
    return sorted(scored, key=lambda address: -scored[address])


def _score(text: str, address: str) -> int:
    said = f"{fold(text)} {urlsplit(address).path.lower()}"
    if NO_SECTION.search(said.replace("-", " ")):
        return 0
    return max((score for words, score in SECTION_WORDS.items() if re.search(rf"\b{words}\b", said)), default=0)


def guess_listing(articles: Sequence[Headline], more: str | None) -> Listing | None:
    """The selectors of a list from the links in it that are articles; None where the items have no name."""
    items = [_item(headline, articles) for headline in articles]
    item = commonest(first_mark(one) for one in items)
    if item is None:
        return None
    inside = [one for one in items if item in own_marks(one)]
    links = commonest(f"a{first_mark(one.link) or ''}" for one in articles)
    return Listing(item=item, link=links or "a", date=commonest(map(_date_mark, inside)), more=more)


def _item(headline: Headline, articles: Sequence[Headline]) -> HtmlElement:
    """The largest element around a headline that holds no other, or the nearest named one in it."""
    others = {one.link for one in articles if one.url != headline.url}
    item = headline.link
    for above in headline.link.iterancestors():
        if any(link in others for link in above.iter("a")) or above.tag in ("body", "html"):
            break
        if first_mark(above):
            item = above
    return item


def _date_mark(item: HtmlElement) -> str | None:
    for element in reversed(list(item.iter())):
        if isinstance(element.tag, str) and len(text := text_of(element)) <= LONGEST_DATE and parse_printed(text):
            return first_mark(element) or str(element.tag)
    return None


def next_page(tree: HtmlElement, url: str) -> tuple[str, str | None] | None:
    """Address of the page after this one and the selector of the pager's links; None where no link leads on."""
    for link in select(tree, "a[href]"):
        address = urls.joined(url, link.get("href") or "")
        if address and page_number(address) == page_number(url) + 1 and urls.canonical(url) != address:
            named = next((mark for above in link.iterancestors() if (mark := first_mark(above))), None)
            return address, f"{named} a" if named else None
    return None


def paging_untold(tree: HtmlElement) -> str:
    """Why no next page was found, as far as the page tells."""
    if any(POSTED_FORM.search(link.get("href") or "") for link in select(tree, "a[href]")):
        return "pages of the list are posted forms (__doPostBack), which lists here do not follow"
    if any(NEXT.fullmatch(text_of(link)) for link in select(tree, "a, button")):
        return "there is a link or button that leads on, but its address has no number of a page: a script may make it"
    return "no link to a next page"
