"""Liferay 6.2 and 7: party and government portals of many provinces, the vendor's "VNPT Portal" among them.

The asset publisher lists; `_cur` numbers its pages. Each list link carries `?redirect=…&inheritRedirect=true`,
another one each time, so the path alone is the identity, except where a page address takes `?id=`.
"""

import re
from urllib.parse import urlsplit

from scrapers.source import Layout, Listing, Platform

# /-/asset_publisher/<instance>/content/<slug> (capital Content on some), /-/view_content/<id>-<slug>,
# /-/view-article/1/<category>/<id>
ARTICLE = re.compile(
    r"/-/(asset_publisher/[^/]+/content|view_content|view-article|details)/(?P<rest>.+)", re.IGNORECASE
)
LANGUAGE = re.compile(r"/(vi|en)$")  # appended to an article's address it answers with the section

ITEMS = Listing(
    item=".asset-abstract",
    link=".asset-title a, h3 a",
    date=".assetPublishDate",
    more=".pagination a[href*=_cur], .taglib-page-iterator a[href*=_cur], a[href*='_101_cur=']",
)

ARTICLE_7 = Layout(
    name="liferay-7",
    recognise=".asset-full-content .journal-content-article",
    body=".asset-full-content .journal-content-article",
    # The <h1> is a hidden "Chi tiết bài viết"; the asset's title has the back link "null" in front.
    headline=(
        ".journal-content-article h3.title",
        ".journal-content-article .title",
        ".component-title > span:last-child",
    ),
    published=(".journal-content-article .publish-date", ".publish-date", ".asset-full-content .metadata-publish-date"),
    views=(".view-count",),
    drop=("h3.title", ".title", ".publish-date", ".portlet-title", ".ratings", ".taglib-ratings", ".share"),
    captions=("figcaption",),
)
WEB_CONTENT_62 = Layout(
    name="liferay-6.2",
    recognise="body:not(:has(.asset-abstract)) .portlet-journal-content .journal-content-article",
    body=".portlet-column-first .journal-content-article, .journal-content-article",
    headline=(".asset-title", ".dd_chuyenmuc .tintuc"),
    published=(".assetPublishDate",),
    drop=(".asset-title", ".assetPublishDate"),
    captions=("figcaption",),
)


def article_key(url: str) -> str | None:
    """`asset_publisher/<instance>/content/<slug>`: what follows `/-/`, wherever in the site it is shown."""
    path = urlsplit(url).path.rstrip("/")
    found = ARTICLE.search(path)
    if found is None or LANGUAGE.search(path):
        return None
    return f"{found[1].lower()}/{found['rest']}"


LIFERAY = Platform(name="liferay", layouts=(ARTICLE_7, WEB_CONTENT_62), listing=ITEMS, key=article_key)
