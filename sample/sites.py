"""The four sites: every address that they answer on a night, and how their lists are paged."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from sample.articles import Night, articles
from sample.listing import PER_PAGE, Entry, list_pages, refused_pages, withdrawn
from sample.pages import Answer, article_answer, gone, refused_answer, render

ROBOTS = "User-agent: *\nCrawl-delay: 1\nDisallow: /admin/\n"


@dataclass(frozen=True)
class Site:
    """A source's site. Addresses of machines are from the range that RFC 5737 keeps for examples."""

    source: str
    host: str
    ip: str
    server: tuple[tuple[str, str], ...]
    compressed: bool
    lists: Callable[[Night], Iterator[Answer]]


# Listed, but a right crawl does not ask for them, so its recording lacks them: an advertisement, another edition.
NEVER_ASKED = frozenset({"sponsored", "foreign"})


def answers(site: Site, night: Night) -> Iterator[Answer]:
    """Everything that the site answers on that night: robots.txt, lists, articles, and pages that are none."""
    yield Answer("/robots.txt", ROBOTS.encode(), "text/plain")
    yield from site.lists(night)
    for article in articles(site.source, night):
        if article.no_article in NEVER_ASKED:
            continue
        yield gone(article, night) if withdrawn(article, night) else article_answer(article)
    for page in refused_pages(site.source):
        yield refused_answer(page, night)


def hatinh_lists(night: Night) -> Iterator[Answer]:
    """?page=N; the section's own address shows the first page."""
    pages = list_pages("thanhuy_hatinh", night)
    for number, shown in enumerate(pages, start=1):
        body = render("hatinh_list.html", entries=shown, number=number, last=len(pages), clock=night.clock).encode()
        yield Answer(f"/tin-tuc?page={number}", body)
        if number == 1:
            yield Answer("/tin-tuc", body)


def baonghean_lists(night: Night) -> Iterator[Answer]:
    """The first page as HTML, the others as JSON after the last id shown, then an empty list."""
    first, *others = list_pages("baonghean", night)
    more = f"/api/getMoreArticle/channel_empty_{first[-1].number}_434_0"
    body = render("baonghean_list.html", title="Xây dựng Đảng", entries=first, more=more, clock=night.clock)
    yield Answer("/xay-dung-dang", body.encode())
    for shown in [*others, []]:
        items = json.dumps([json_item(entry) for entry in shown], ensure_ascii=False)
        yield Answer(more, items.encode(), "application/json; charset=utf-8")
        if shown:
            more = f"/api/getMoreArticle/channel_empty_{shown[-1].number}_434_0"


def json_item(entry: Entry) -> dict[str, Any]:
    """An item of OneCMS's list; PublishedTime is in milliseconds, UTC."""
    return {
        "PublisherId": entry.number,
        "Title": entry.title,
        "Headlines": entry.summary,
        "LinktoMe2": entry.path,
        "Thumbnail": f"https://bna.1cdn.vn/thumbs/600x400/{entry.number}.jpg",
        "NameChannel": "Xây dựng Đảng",
        "LinkToChannel": "/xay-dung-dang",
        "Time_ddMMyyyyHHmm": entry.published.strftime("%d/%m/%Y %H:%M"),
        "Time_yyyyMMddHHmmss": entry.published.strftime("%Y-%m-%d %H:%M:%S"),
        "PublishedTime": f"/Date({int(entry.published.timestamp()) * 1000})/",
        "BlockedInstantArticleCreate": entry.sponsored,
        "CommentCount": 0,
    }


LIFERAY_LIST = "/web/tpcaolanh/tin-tuc"
LIFERAY_PORTLET = "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_Er0xsYJ4cdkn"


def tpcaolanh_lists(night: Night) -> Iterator[Answer]:
    """Pages by _cur. Each link to an article carries the address of its list, so each article answers there too."""
    pages = list_pages("tpcaolanh", night)
    links = [{"number": number, "path": liferay_page(number)} for number in range(1, len(pages) + 1)]
    for number, shown in enumerate(pages, start=1):
        here = LIFERAY_LIST if number == 1 else liferay_page(number)
        body = render(
            "tpcaolanh_list.html",
            path=LIFERAY_LIST,
            clock=night.clock,
            entries=shown,
            redirect=liferay_redirect(here),
            first=1 + sum(len(page) for page in pages[: number - 1]),
            total=sum(len(page) for page in pages),
            other_pages=[link for link in links if link["number"] != number],
        ).encode()
        yield from (Answer(path, body) for path in dict.fromkeys([here, liferay_page(number)]))
        yield from redirect_copies(shown, liferay_redirect(here), night)


def redirect_copies(shown: list[Entry], redirect: str, night: Night) -> Iterator[Answer]:
    """The pages behind a list's links: the same bytes under a longer address."""
    pages = [article_answer(article) for article in articles("tpcaolanh", night)]
    pages += [refused_answer(page, night) for page in refused_pages("tpcaolanh")]
    by_path = {page.path: page for page in pages}
    for entry in shown:
        yield replace(by_path[entry.path], path=entry.path + redirect)


def liferay_page(number: int) -> str:
    """The address of one page of Liferay's list."""
    return (
        f"{LIFERAY_LIST}?p_p_id={LIFERAY_PORTLET}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
        f"&_{LIFERAY_PORTLET}_delta={PER_PAGE}&_{LIFERAY_PORTLET}_cur={number}"
    )


def liferay_redirect(page: str) -> str:
    """What Liferay adds to each link on a list page."""
    return f"?redirect={quote(page, safe='')}&inheritRedirect=true"


def ngabay_lists(night: Night) -> Iterator[Answer]:
    """&page=N; the section's own address shows the first page."""
    pages = list_pages("thanhuy_ngabay", night)
    for number, shown in enumerate(pages, start=1):
        body = render("ngabay_list.html", entries=shown, last=len(pages)).encode()
        yield Answer(f"/Default.aspx?tabid=78&page={number}", body)
        if number == 1:
            yield Answer("/Default.aspx?tabid=78", body)


IIS = (("Server", "Microsoft-IIS/8.5"), ("X-AspNet-Version", "4.0.30319"), ("X-Powered-By", "ASP.NET"))
NGINX = (("Server", "nginx"), ("Cache-Control", "public, max-age=60"), ("X-Cache", "HIT"))
LIFERAY = (
    ("Liferay-Portal", "Liferay Community Edition Portal 7.0.6 GA7 (Wilberforce / Build 7006)"),
    ("Set-Cookie", "COOKIE_SUPPORT=true; Path=/; HttpOnly"),
    ("Set-Cookie", "GUEST_LANGUAGE_ID=vi_VN; Path=/; HttpOnly"),
)

SITES = (
    Site("thanhuy_hatinh", "thanhuy.hatinhcity.gov.vn", "192.0.2.11", IIS, compressed=False, lists=hatinh_lists),
    Site("baonghean", "baonghean.vn", "198.51.100.22", NGINX, compressed=True, lists=baonghean_lists),
    Site("tpcaolanh", "tpcaolanh.dongthap.gov.vn", "203.0.113.33", LIFERAY, compressed=True, lists=tpcaolanh_lists),
    Site("thanhuy_ngabay", "thanhuyngabay.haugiang.dcs.vn", "203.0.113.44", IIS, compressed=False, lists=ngabay_lists),
)
