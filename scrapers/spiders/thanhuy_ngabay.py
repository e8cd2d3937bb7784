"""Thành ủy Ngã Bảy, Hậu Giang: portal of the Party committee of Ngã Bảy City, WebForms and tables."""

from scrapers import urls
from scrapers.crawling import SourceSpider
from scrapers.source import Layout, Listing, Platform, Source

ITEMS = Listing(item=".tin", link="a", date="i", more=".trang a")

LAYOUT = Layout(
    name="thanhuy-ngabay",
    recognise="span.tieude",
    body=".noidung",
    headline=("span.tieude",),
    # [ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]
    published=("span.info",),
    views=("span.info",),
    section=("span.cat",),
)


def article_key(url: str) -> str | None:
    """/Default.aspx?tabid=79&ndid=10260007: the number of the article, whatever tab shows it."""
    return urls.query_value(url, "ndid")


class ThanhUyNgaBay(SourceSpider):
    """Every address is /Default.aspx: the query string is the identity."""

    name = "thanhuy_ngabay"
    source = Source(
        id="thanhuy_ngabay",
        name="Thành ủy Ngã Bảy",
        name_en="Party Committee of Ngã Bảy City",
        kind="party",
        province="Hậu Giang",
        home="https://thanhuyngabay.haugiang.dcs.vn",
        lists=("/Default.aspx?tabid=78",),
        platform=Platform("own portal (WebForms)", (LAYOUT,), ITEMS, article_key),
        verified=None,
    )
