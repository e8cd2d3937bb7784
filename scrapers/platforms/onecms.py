"""OneCMS (pictures on *.1cdn.vn): Báo Nghệ An, Báo Hải Phòng, Hànộimới and others.

Sections go on by a JSON call, `/api/getMoreArticle/channel_empty_<id of the last article>_<channel>_0`,
that answers a list of objects, an empty one at the end. Seen in public crawlers of hanoimoi.vn and others.
"""

import re
from urllib.parse import urljoin, urlsplit

from archive.frontier import Lead
from archive.model import Page
from scrapers import urls
from scrapers.discovery import lead_to, read_json_list, read_listing
from scrapers.markup import decode
from scrapers.source import Layout, Listing, ListPage, Platform, Source

# https://baonghean.vn/<slug>-10260007.html; six digits for what the old system published. An event page,
# `-event<id>.html`, and a tag, `-ptag.html`, are lists.
ARTICLE = re.compile(r"-(\d{6,})\.html$")
OTHER_EDITIONS = re.compile(r"^/(en|fr|ru|cn|lao|video|short-video|photo|podcast|emagazine|an-pham)(/|$)")
MORE_CALL = re.compile(r"data-api-url=[\"'](/api/getMoreArticle/[a-z0-9]+_[^\"']+)[\"']", re.IGNORECASE)
MORE_ADDRESS = re.compile(r"(?P<before>.*/api/getMoreArticle/[^_/]+_[^_/]+)_(?P<last>\d+)_(?P<after>\d+_\d+)$")

ITEMS = Listing(item="li[pid], .b-grid", link=".b-grid__title a, .b-grid__img a", date=".b-grid__time")

ARTICLE_LAYOUT = Layout(
    name="onecms",
    recognise="article.entry .sc-longform-header",
    body="article.entry",
    headline=(".sc-longform-header .block-sc-title",),
    lead=(".sc-longform-header .block-sc-sapo",),
    published=(".sc-longform-header .block-sc-publish-time",),
    # US order, and under name= instead of property=. `datetimenow` beside it is the time of the request.
    published_american=('meta[name="article:published_time"]::attr(content)',),
    author=(".sc-longform-header .block-sc-author",),
    section=(".breadcrumb-item:last-child a",),
    captions=("figcaption",),
    # The header stands inside the body: without this, headline, lead, author and date would be repeated in it.
    drop=(".sc-longform-header", ".sc-related-articles", ".sc-empty-layer", ".sc-hightlight-box", ".c-box"),
)


def article_key(url: str) -> str | None:
    """The article's number: the AMP host, old slugs and new ones all carry the same."""
    path = urlsplit(url).path
    found = ARTICLE.search(path)
    return found[1] if found and not OTHER_EDITIONS.match(path) else None


def read_list(page: Page, source: Source) -> ListPage:
    """A section page, or the JSON answer that continues one."""
    if page.body.lstrip()[:1] in (b"[", b"{"):
        return _read_more(page, source)
    listed = read_listing(page, source)
    call = MORE_CALL.search(decode(page.body, page.content_type))
    return ListPage(listed.leads, (_list_lead(urljoin(page.url or source.home, call[1])),) if call else ())


def _read_more(page: Page, source: Source) -> ListPage:
    numbers: list[str] = []

    def entry(item: dict[str, object]) -> Lead | None:
        if number := item.get("PublisherId"):
            numbers.append(str(number))
        if item.get("BlockedInstantArticleCreate") is True:
            return None  # "Tin tài trợ": paid for
        title, link = item.get("Title"), item.get("LinktoMe2")
        date = item.get("Time_ddMMyyyyHHmm") or item.get("PublishedTime")
        url = urls.joined(source.home, str(link or ""))
        return lead_to(url, source, str(title or ""), str(date) if date else None) if url else None

    leads = read_json_list(page, source, entry)
    call = MORE_ADDRESS.match(page.url or "")
    if not numbers or call is None or numbers[-1] == call["last"]:
        return ListPage(leads)
    return ListPage(leads, (_list_lead(f"{call['before']}_{numbers[-1]}_{call['after']}"),))


def _list_lead(url: str) -> Lead:
    return Lead(key=urls.path_and_query(url), url=urls.canonical(url))


ONECMS = Platform(name="onecms", layouts=(ARTICLE_LAYOUT,), listing=ITEMS, key=article_key, read_list=read_list)
