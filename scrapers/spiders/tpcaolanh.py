"""Thành phố Cao Lãnh, Đồng Tháp: portal of the city's Party committee and government until July 2025."""

from scrapers.crawling import SourceSpider
from scrapers.platforms.liferay import LIFERAY
from scrapers.source import Source


class CaoLanh(SourceSpider):
    """The news list of the portal's asset publisher."""

    name = "tpcaolanh"
    source = Source(
        id="tpcaolanh",
        name="Cổng thông tin điện tử thành phố Cao Lãnh",
        name_en="Cao Lãnh City Portal",
        kind="government",
        province="Đồng Tháp",
        home="https://tpcaolanh.dongthap.gov.vn",
        lists=("/web/tpcaolanh/tin-tuc",),
        platform=LIFERAY,
        verified=None,
    )
