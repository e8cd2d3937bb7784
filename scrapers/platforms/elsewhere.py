"""Layouts of newspapers that are no source yet: their pages come with imports and by way of `scrapy extract`."""

from scrapers.source import Layout

# Related links are a plain <ul> inside the body, which `blocks` leaves out by itself.
VNEXPRESS = Layout(
    name="vnexpress",
    recognise="article.fck_detail",
    body="article.fck_detail",
    headline=("h1.title-detail",),
    lead=("p.description",),
    # To the second; the printed date stops at the minute.
    published=("meta[itemprop=datePublished]::attr(content)", ".header-content .date"),
    author=("p.author_mail strong",),
    section=(".breadcrumb li:last-of-type a",),
    captions=("figcaption", "p.Image"),
    drop=("p.author_mail", ".footer-content", "#_detail_topic"),
)
# Related stories and an advertisement of a book shelf stand inside the body.
ZNEWS = Layout(
    name="znews",
    recognise="article.the-article .the-article-body",
    body=".the-article-body",
    headline=("h1.the-article-title",),
    lead=("p.the-article-summary",),
    published=("meta[property='article:published_time']::attr(content)", ".the-article-publish"),
    author=("p.author",),
    section=(".the-article-category a",),
    captions=(".pCaption", "td.caption"),
    drop=("table.article", ".inner-article", ".notebox"),
)

LAYOUTS = (VNEXPRESS, ZNEWS)
