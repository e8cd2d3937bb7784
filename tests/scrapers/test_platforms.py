"""Platforms that no source uses yet: which addresses are articles, and what their lists show."""

from __future__ import annotations

import pytest

from scrapers.discovery import read_list
from scrapers.platforms.fckeditor import FCKEDITOR
from scrapers.platforms.nukeviet import NUKEVIET
from scrapers.platforms.zce import ZCE
from scrapers.source import Platform, Source
from tests.scrapers.pages import page

HOME = "https://truongson.example"


def source(platform: Platform) -> Source:
    return Source("truongson", "Trường Sơn", "Truong Son", "party", "Nghệ An", HOME, ("/tin-tuc",), platform)


@pytest.mark.parametrize(
    ("platform", "path", "key"),
    [
        (NUKEVIET, "/tin-tuc/xay-dung-dang/so-ket-quy-che-1024.html", "1024"),
        (NUKEVIET, "/vi/news/Xay-dung-Dang/so-ket-quy-che-58/", "58"),
        (NUKEVIET, "/index.php?language=vi&nv=news&op=xay-dung-dang/so-ket-quy-che-58", "58"),
        (NUKEVIET, "/index.php?language=vi&nv=news&op=xay-dung-dang", None),
        (NUKEVIET, "/tin-tuc/xay-dung-dang/page-2/", None),
        (NUKEVIET, "/tin-tuc/print/xay-dung-dang/so-ket-quy-che-1024.html", None),
        (NUKEVIET, "/tin-tuc/savefile/xay-dung-dang/so-ket-quy-che-1024.html", None),
        (NUKEVIET, "/tin-tuc/tag/dan-van-2024/", None),
        (NUKEVIET, "/tin-tuc/", None),
        (ZCE, "/so-ket-quy-che-post284211.html", "284211"),
        (ZCE, "/so-ket-quy-che-post284211.tpo", "284211"),
        (ZCE, "/video/so-ket-quy-che-post284211.html", None),
        (ZCE, "/tu-khoa/dan-van-tag1024.html", None),
        (ZCE, "/xay-dung-dang/", None),
        (FCKEDITOR, "/so-ket-quy-che-a196670.html", "196670"),
        (FCKEDITOR, "/so-ket-quy-che-08112024-a138038.html", "138038"),
        (FCKEDITOR, "/print/so-ket-quy-che-a196670.html", None),
        (FCKEDITOR, "/thoi-su/", None),
        (FCKEDITOR, "/thoi-su?p=2", None),
    ],
)
def test_identity_of_an_article(platform: Platform, path: str, key: str | None) -> None:
    assert platform.key(HOME + path) == key


NUKEVIET_LIST = """\
<div class="news_column"><div class="panel panel-default"><div class="panel-body">
<a href="/tin-tuc/dan-van/ky-ket-chuong-trinh-101.html"><img src="a.jpg"></a>
<h3><a href="/tin-tuc/dan-van/ky-ket-chuong-trinh-101.html">Ký kết chương trình phối hợp</a></h3>
<div class="text-muted"><ul><li><em class="fa fa-clock-o"></em> 09/03/2017 21:41</li><li>Đã xem: 35</li></ul></div>
</div></div></div>
<div class="text-center"><ul class="pagination"><li class="active"><a href="#">1</a></li>
<li><a href="/tin-tuc/dan-van/page-2/">2</a></li></ul></div>"""
ZCE_LIST = """\
<article class="story" data-id="284211"><figure><a href="/ky-ket-post284211.html"><img></a></figure>
<h2 class="story__heading"><a class="cms-link" href="/ky-ket-post284211.html">Ký kết chương trình phối hợp</a></h2>
<time>09/03/2017 21:41</time></article>"""


FCKEDITOR_LIST = """\
<ul><li class="news-img-left news-img">
<a class="b-title" href="/ky-ket-a196670.html"><h3>Ký kết chương trình phối hợp</h3></a>
<a class="b-img" href="/ky-ket-a196670.html"><img></a><span class="date">09/03/2017 21:41</span></li></ul>
<ul><li><a href="/thoi-su?p=2">2</a></li><li><a href="/thoi-su?p=5">»</a></li></ul>"""


@pytest.mark.parametrize(
    ("platform", "listed", "key"),
    [(NUKEVIET, NUKEVIET_LIST, "101"), (ZCE, ZCE_LIST, "284211"), (FCKEDITOR, FCKEDITOR_LIST, "196670")],
)
def test_list_shows_headline_and_time(platform: Platform, listed: str, key: str) -> None:
    (lead,) = read_list(page(listed, f"{HOME}/tin-tuc/dan-van/"), source(platform)).leads
    assert (lead.key, lead.title, lead.date) == (key, "Ký kết chương trình phối hợp", "09/03/2017 21:41")


def test_fckeditor_lists_go_on_to_the_next_pages() -> None:
    more = read_list(page(FCKEDITOR_LIST, f"{HOME}/thoi-su"), source(FCKEDITOR)).more
    assert [one.url for one in more] == [f"{HOME}/thoi-su?p=2", f"{HOME}/thoi-su?p=5"]


def test_nukeviet_lists_go_on_to_the_next_page() -> None:
    (more,) = read_list(page(NUKEVIET_LIST, f"{HOME}/tin-tuc/dan-van/"), source(NUKEVIET)).more
    assert more.url == f"{HOME}/tin-tuc/dan-van/page-2/"
