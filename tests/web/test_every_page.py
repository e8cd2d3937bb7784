"""What holds of every page, in a real browser: add the paths of a new page to PATHS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, expect

from tests.archive.running import Server
from tests.web.library import (
    BADGES_ID,
    ELSEWHERE_ID,
    OLD_PROVINCE_ID,
    SIGNING_ID,
    TROUBLE_AGREEMENT,
    TROUBLE_ID,
    TROUBLE_NAME,
    WITHDRAWN_ID,
)

TROUBLE_PATH = quote(TROUBLE_NAME, safe="")
SHEETS = (
    *("/co-quan", "/co-quan?cap=district&ten=thanh+uy", "/co-quan/d436/tu%23bdv", f"/co-quan/{TROUBLE_PATH}"),
    *(
        "/nguoi",
        "/nguoi?ten=trinh+thi",
        "/nguoi?ten=%3Cb%3E",
        "/nguoi/ha-tinh/tr%E1%BB%8Bnh%20th%E1%BB%8B%20m%E1%BA%ADn",
        f"/nguoi/{TROUBLE_PATH}",
    ),
    *(
        "/thoa-thuan",
        "/thoa-thuan?trang-thai=closed",
        "/thoa-thuan/9b7bb40924a8472b",
        f"/thoa-thuan/{TROUBLE_AGREEMENT}",
    ),
    *("/dia-ban", "/dia-ban/p93", "/dia-ban/q92", "/dia-ban/d436"),
    *("/nguon", "/nguon/thanhuy_hatinh", "/nguon/thanhuyvensong", "/nguon/thanhuy_ngabay"),
    *("/van-ban", "/van-ban/quy-dinh-213-qd/tw", f"/van-ban/{TROUBLE_PATH}"),
    *("/cung-tin", f"/cung-tin/{ELSEWHERE_ID}"),
    *("/go-bo", "/go-bo?tinh-trang=missing", "/sua-doi", "/sua-doi?loai=tat-ca", "/gioi-thieu"),
)

PATHS = (
    "/",
    "/tim-kiem",
    "/tim-kiem?q=dang+uy&tin=phoi-hop&tinh=q42&trang=1",
    "/tim-kiem?q=kh%C3%B4ng-c%C3%B3-ch%E1%BB%AF-n%C3%A0y&tu=31%2F2%2F2023",
    "/tim-kiem?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    *(
        f"/bai/{identity}"
        for identity in (SIGNING_ID, BADGES_ID, ELSEWHERE_ID, OLD_PROVINCE_ID, WITHDRAWN_ID, TROUBLE_ID)
    ),
    f"/bai/{OLD_PROVINCE_ID}/ban-luu",
    "/bai/1",
    *SHEETS,
    *("/hinh", "/hinh/thang", "/hinh/mang-luoi", "/hinh/ban-do?ban-do=63", "/tai-ve", "/tai-ve/tu-dien"),
)
BOTH = [language + path for language in ("", "/en") for path in PATHS]
# Datasette's own pages: tables and queries.
TABLES = (
    ("/public/articles?_search=dang+uy", "Đảng ủy"),
    ("/public/search?words=dang+uy", "Tìm theo từ"),
    ("/public/agreements_today", "Các thỏa thuận và hiện trạng"),
)
WIDTHS = (360, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Targets of 24 pixels, or as much air around them, are not among the rules that it takes of itself.
AXE = {"iframes": False, "resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@dataclass(frozen=True)
class Visit:
    """What a reader met on a page: in Vietnamese by day on a telephone, in English at night at a desk."""

    wrong: list[str]  # what the console said, dialogs, requests to other hosts
    drawn: dict[int, int]  # width of the window -> width of what was drawn, in pixels
    violations: str  # what axe found, in words
    levels: list[int]  # of its headings


@pytest.fixture(scope="module")
def visit(browser: Browser, site: Server) -> Iterator[Callable[[str], Visit]]:
    """Visit a path, in one tab for all of them; each is visited once."""
    with browser.new_context(base_url=site.address) as context:
        yield cache(partial(visited, context.new_page()))


def visited(tab: Page, path: str) -> Visit:
    with watched(tab) as wrong:
        drawn: dict[int, int] = {}
        tab.set_viewport_size({"width": WIDTHS[0], "height": 800})
        tab.goto(path)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            drawn[width] = tab.evaluate("document.fonts.ready.then(() => document.documentElement.scrollWidth)")
        is_night = path.startswith("/en/")  # one template serves both languages
        tab.emulate_media(color_scheme=SCHEMES[is_night])
        tab.set_viewport_size({"width": WIDTHS[is_night], "height": 800})
        found = Axe().run(tab, options=AXE)
        violations = found.generate_report() if found.violations_count else ""
        names = tab.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "all => all.map(h => h.tagName)")
    return Visit(wrong, drawn, violations, [int(name[1]) for name in names])


@contextmanager
def watched(tab: Page) -> Iterator[list[str]]:
    """What goes wrong meanwhile: what the console says, dialogs, requests to other hosts."""
    wrong: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if "status of 404" not in message.text:
            wrong.append(message.text)

    def on_dialog(dialog: Dialog) -> None:
        wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if not request.url.startswith("http://127.0.0.1:"):
            wrong.append(request.url)

    tab.on("console", on_console)
    tab.on("dialog", on_dialog)
    tab.on("request", on_request)
    yield wrong
    tab.remove_listener("console", on_console)
    tab.remove_listener("dialog", on_dialog)
    tab.remove_listener("request", on_request)


@pytest.mark.parametrize("path", BOTH)
def test_nothing_is_held_back_runs_or_comes_from_elsewhere(visit: Callable[[str], Visit], path: str) -> None:
    assert visit(path).wrong == []


@pytest.mark.parametrize(("path", "shown"), TABLES)
def test_nothing_is_held_back_on_pages_of_tables(tab: Page, path: str, shown: str) -> None:
    with watched(tab) as wrong:
        tab.goto(path)
        expect(tab.locator("body")).to_contain_text(shown)
    assert wrong == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", BOTH)
def test_nothing_has_to_be_scrolled_sideways(visit: Callable[[str], Visit], path: str, width: int) -> None:
    assert visit(path).drawn[width] <= width


@pytest.mark.parametrize("path", BOTH)
def test_axe_finds_nothing(visit: Callable[[str], Visit], path: str) -> None:
    assert visit(path).violations == ""


@pytest.mark.parametrize("path", BOTH)
def test_headings_go_down_one_step_at_a_time(visit: Callable[[str], Visit], path: str) -> None:
    levels = visit(path).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
