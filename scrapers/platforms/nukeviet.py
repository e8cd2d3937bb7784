"""NukeViet 4: communes, districts and some provincial committees, such as Tỉnh ủy Bình Phước and Thái Nguyên.

Read from its public source code (default theme of modules/news); no live site has been read yet. Lists print the
time beside a clock icon, pages of lists are `/page-2/`, and print, savefile and sendmail addresses are copies.
"""

import re
from urllib.parse import urlsplit

from scrapers import urls
from scrapers.source import Layout, Listing, Platform

# /tin-tuc/xay-dung-dang/<slug>-1024.html, /vi/news/<Section>/<slug>-58.html
ARTICLE = re.compile(r"-(?P<key>\d+)(?:\.html|/)?$")
COPIES = re.compile(r"/(?:print|savefile|sendmail|tag|topic|rss|search|author|groups)/", re.IGNORECASE)
LIST_PAGE = re.compile(r"/page-\d+/?$")
OPERATION = re.compile(r"[\w-]+/[\w-]+-(?P<key>\d+)")  # index.php?nv=news&op=<section>/<slug>-<id>

ITEMS = Listing(
    item=".news_column .panel-body, .news_column .featured, .news_column.panel, .list-group a.show",
    link="h2 a, h3 a, a.show, a:first-child",
    date=".text-muted li:first-child",
    more=".pagination a",
)

ARTICLE_LAYOUT = Layout(
    name="nukeviet",
    recognise="#news-bodyhtml",
    body="#news-bodyhtml",
    headline=(".news_column h1.title", "h1[itemprop=headline]", ".news_column h1"),
    lead=(".news_column .hometext", "[itemprop=description].hometext"),
    # The <meta> has seconds, in PHP's own form: "2017-03-09+0721:41:33"; printed is "Thứ năm - 09/03/2017 21:41".
    published=("meta[property='article:published_time']::attr(content)", ".news_column .h5:not(.text-right)"),
    # Set to the right, behind the body; the source, "Nguồn tin: …", stands below in the same dress.
    author=(".news_column .text-right:contains('Tác giả')::text",),
    captions=("figcaption", ".image-caption"),
)


def article_key(url: str) -> str | None:
    """The number at the end of the address, or of `op` where addresses are not rewritten."""
    operation = urls.query_value(url, "op")
    if operation:
        found = OPERATION.fullmatch(operation)
        return found["key"] if found else None
    path = urlsplit(url).path
    found = ARTICLE.search(path)
    return found["key"] if found and not COPIES.search(path) and not LIST_PAGE.search(path) else None


NUKEVIET = Platform(name="nukeviet", layouts=(ARTICLE_LAYOUT,), listing=ITEMS, key=article_key)
