"""A site on 127.0.0.1 that is no source: front page, feed, sitemap and the pages of the sample behind them."""

from __future__ import annotations

from tests.server import FIRST_NIGHT, Answer, Site, put_sample

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /noi-bo

User-agent: SomebodyElse
Disallow: /

Sitemap: {home}/sitemap.xml
"""
FRONT = """\
<html lang="vi"><head><meta charset="utf-8"><title>{name} - Trang chủ</title>
<link rel="alternate" type="application/rss+xml" href="/rss/home.rss"></head>
<body class="onecms__home"><nav><a href="/xay-dung-dang">Xây dựng Đảng</a> <a href="/noi-bo">Tin nội bộ</a>
<a href="/dang-nhap">Đăng nhập</a> <a href="/lien-he">Liên hệ</a></nav></body></html>
"""
FEED = """\
<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin mới</title>
<item><title>Một</title><link>{home}/mot-10298214.html</link><pubDate>Tue, 10 Jun 2025 17:02:00 +0700</pubDate></item>
<item><title>Hai</title><link>{home}/hai-10285940.html</link><pubDate>Wed, 19 Jun 2024 18:10:00 +0700</pubDate></item>
</channel></rss>
"""
SITEMAP = """\
<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{home}/mot-10298214.html</loc><lastmod>2025-06-10</lastmod></url>
<url><loc>{home}/hai-10285940.html</loc><lastmod>2024-06-19</lastmod></url>
<url><loc>{home}/ba-10281356.html</loc><lastmod>2024-03-21</lastmod></url></urlset>
"""
TEXT, XML = (("Content-Type", "text/plain"),), (("Content-Type", "application/xml"),)


def put_newspaper(site: Site, name: str = "Báo Trường Sơn") -> None:
    """A newspaper on OneCMS that the project has never seen."""
    put_sample(site, "baonghean.vn", FIRST_NIGHT)
    site.put("/robots.txt", Answer(ROBOTS.format(home=site.address).encode(), headers=TEXT))
    site.put("/", Answer(FRONT.format(name=name).encode()))
    site.put("/rss/home.rss", Answer(FEED.format(home=site.address).encode(), headers=XML))
    site.put("/sitemap.xml", Answer(SITEMAP.format(home=site.address).encode(), headers=XML))


def put_portal(site: Site) -> None:
    """A portal on a system of its own."""
    put_sample(site, "thanhuy.hatinhcity.gov.vn", FIRST_NIGHT)
