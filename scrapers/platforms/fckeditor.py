"""The newspaper system with addresses `-a<id>.html`: Báo Cần Thơ, Bình Dương, Đồng Tháp, Tây Ninh, Đồng Khởi.

Its pictures lie below /image/fckeditor/. Built from saved pages and from what public crawlers select; no live site has
been read yet. Lists go on at `?p=2`, and `/print/<slug>-a<id>.html` is a copy of the article.
"""

import re
from urllib.parse import urlsplit

from scrapers.source import Layout, Listing, Platform

ARTICLE = re.compile(r"-a(?P<key>\d+)\.html$")  # /<slug>-a196670.html, on baodongkhoi.vn /<slug>-08112024-a138038.html
COPY = re.compile(r"^/(?:print|amp)/")

ITEMS = Listing(
    item=".news-img-left, .article-item, .news-item, .boxtopcate .top3",
    link="a.b-title, a.news-title, a.title, h2 a, h3 a, a.b-content",
    date=".pubdate, .date, .time",
    more="a[href*='?p=']",
)

# Two <h1>: the first is the breadcrumb.
ARTICLE_LAYOUT = Layout(
    name="fckeditor",
    recognise="#newscontents .content-fck, #contentNews .singular-content",
    body="#newscontents .content-fck, #contentNews .singular-content",
    headline=("h1.fw700", "h1.margintopbot10"),
    published=(".pubdate",),
    section=(".titlecate h1 a",),
    captions=("figcaption",),
)


def article_key(url: str) -> str | None:
    """The number behind `-a`."""
    path = urlsplit(url).path
    found = ARTICLE.search(path)
    return found["key"] if found and not COPY.match(path) else None


FCKEDITOR = Platform(name="fckeditor", layouts=(ARTICLE_LAYOUT,), listing=ITEMS, key=article_key)
