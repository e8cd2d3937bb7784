"""Báo Nghệ An, the newspaper of the Party committee of Nghệ An."""

from datetime import date

from scrapers.crawling import SourceSpider
from scrapers.platforms.onecms import ONECMS
from scrapers.source import Layout, Source

LAYOUT_2018 = Layout(
    name="baonghean-2018",
    recognise="h1.article__title:not(.cms-title)",  # the systems of other newspapers have both classes
    body=".article__content > .content",
    headline=("h1.article__title",),
    lead=(".article__summary",),
    published=(".article__meta time", ".article__meta"),
    author=(".article__content p.article__author", "p.article__author"),
    captions=("figcaption", "span.fig", ".article__avatar .text-center"),
    drop=(".article__related", ".article__related-inline", ".article__author", ".article__tags", ".qc"),
    valid_until=date(2020, 12, 31),  # the newspaper had left it by the pages of 2021; the day is not known
)
LAYOUT_2016 = Layout(
    name="baonghean-2016",
    recognise=".article h1.title",
    body=".article #content",
    headline=(".article h1.title",),
    lead=("#content > p:first-child > strong",),
    published=(".article .date", ".article .time", ".article time"),
    author=(".article .author",),
    captions=("figcaption", "td.caption", "p.caption"),
    drop=("div > table.rl", "#tags_list", ".author"),
    valid_until=date(2017, 12, 31),
)


class BaoNgheAn(SourceSpider):
    """Sections are read from their page and then by the JSON call behind its button."""

    name = "baonghean"
    source = Source(
        id="baonghean",
        name="Báo Nghệ An",
        name_en="Nghệ An Newspaper",
        kind="newspaper",
        province="Nghệ An",
        home="https://baonghean.vn",
        lists=("/xay-dung-dang",),
        platform=ONECMS,
        verified=None,
        layouts=(LAYOUT_2018, LAYOUT_2016),
        datelines=("Baonghean.vn", "Baonghean"),
    )
