"""The newsroom system with "cms-body" pages: Báo Hà Tĩnh, Báo Lào Cai, Báo Gia Lai, Sài Gòn Giải Phóng and others.

Built from what public crawlers and the vendor's templates show; no live site has been read yet. Further items of a
list come by a script whose address is not known, so a list has one page; the sitemaps reach further back.
"""

import re
from urllib.parse import urlsplit

from scrapers.source import Layout, Listing, Platform

ARTICLE = re.compile(
    r"-post(?P<key>\d+)\.(?:html|tpo|vnp)$"
)  # tienphong.vn and vietnamplus.vn have endings of their own
NOT_TEXT = re.compile(r"^/(?:video|podcast|epaper|short-video|multimedia)(?:/|$)")

ITEMS = Listing(item="article.story", link=".story__heading a, a.cms-link", date=".story__time, time")

ARTICLE_LAYOUT = Layout(
    name="zce",
    recognise=".zce-content-body, .article__body.cms-body",
    body=".zce-content-body, .article__body.cms-body",
    headline=("h1.article__title", ".article__header h1", ".cms-title"),
    lead=(".article__sapo", ".cms-desc"),
    # The attribute has seconds and a zone: 2025-06-17T13:43:02+0700.
    published=(".article__meta time::attr(datetime)", "meta.cms-date::attr(content)", ".article__meta time"),
    author=(".article__author .name", ".article__meta .author"),
    section=("h2.main a", "h2.main"),
    captions=("figcaption", "td.caption"),
    drop=(
        *(".sda_middle", ".ads_middle", "[id^=adsWeb_]", "[id^=sdaWeb_]", ".rennab"),
        *(".article-relate", ".related-news", "a.cms-relate", ".article__author"),
    ),
)


def article_key(url: str) -> str | None:
    """The number behind `-post`."""
    path = urlsplit(url).path
    found = ARTICLE.search(path)
    return found["key"] if found and not NOT_TEXT.match(path) else None


ZCE = Platform(name="zce", layouts=(ARTICLE_LAYOUT,), listing=ITEMS, key=article_key)
