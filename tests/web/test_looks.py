"""How the site looks and is used: by keyboard, on a telephone, on paper, in every letter; Datasette's own pages too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from tests.archive.running import Server
from tests.web.library import OLD_PROVINCE, SIGNING_ID, TROUBLE_NAME

LETTERS = "ẰẲẴẶẤẦẨẪẬẾỄỆỐỖỘỚỜỞỠỢỨỪỬỮỰỲỶỸỴĐƠƯ ằẳẵặấầẩẫậếễệốỗộớờởỡợứừửữựỳỷỹỵđơư"
TABLES = ("/public", "/public/articles", f"/public/articles/{SIGNING_ID}", f"/public/evidence?article={SIGNING_ID}")
FOCUS = "getComputedStyle(document.activeElement).outlineWidth"


@pytest.fixture
def telephone(browser: Browser, site: Server) -> Iterator[Page]:
    """A tab 360 pixels wide, without scripts."""
    size = {"width": 360, "height": 740}
    with browser.new_context(base_url=site.address, viewport=size, java_script_enabled=False) as context:  # type: ignore[arg-type]
        yield context.new_page()


# By keyboard


def test_from_the_address_bar_to_the_first_result_without_a_mouse(tab: Page) -> None:
    tab.goto("/")
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    expect(tab.locator(".skip")).to_be_in_viewport()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    expect(tab.locator("main input[name=q]")).to_be_focused()
    tab.keyboard.type("thanh uy nga bay")
    tab.keyboard.press("Enter")
    expect(tab.locator("#found")).to_be_visible()
    for expected in (".skip", ".name a"):
        tab.keyboard.press("Tab")
        expect(tab.locator(expected)).to_be_focused()
    tab.locator(".skip").focus()
    tab.keyboard.press("Enter")
    for expected in ("input[name=q]", ".search-box button", "summary", ".headline a"):
        tab.keyboard.press("Tab")
        expect(tab.locator(f"main {expected}").first).to_be_focused()
        assert tab.evaluate(FOCUS) == "3px"
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text(OLD_PROVINCE.headline or "")


# On a telephone


def test_the_menu_opens_and_closes_by_keyboard_and_without_scripts(telephone: Page) -> None:
    telephone.goto("/hinh")
    menu, button = telephone.locator("#menu"), telephone.locator("button[popovertarget=menu]").first
    expect(menu).to_be_hidden()
    button.focus()
    telephone.keyboard.press("Enter")
    expect(menu).to_be_visible()
    telephone.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    telephone.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_the_open_menu_says_where_the_reader_is(telephone: Page) -> None:
    telephone.goto("/en/hinh/thang")
    telephone.click("button[popovertarget=menu]")
    expect(telephone.locator("#menu [aria-current]")).to_have_text("Pictures")


def test_the_head_of_a_page_leaves_the_screen_to_what_it_says(telephone: Page) -> None:
    telephone.goto(f"/bai/{SIGNING_ID}")
    headline = telephone.locator("h1").bounding_box()
    assert headline
    assert headline["y"] < 150


def test_where_there_is_room_the_menu_is_one_line(tab: Page) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto("/")
    expect(tab.locator("button[popovertarget]").first).to_be_hidden()
    menu = tab.locator("#menu").bounding_box()
    assert menu
    assert menu["height"] < 45


@pytest.mark.parametrize("path", ["/", "/tim-kiem?q=dang+uy&tin=phoi-hop", f"/bai/{SIGNING_ID}", *TABLES])
def test_a_page_magnified_four_times_scrolls_one_way(tab: Page, path: str) -> None:
    tab.set_viewport_size({"width": 320, "height": 256})
    tab.goto(path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_page_is_light(tab: Page) -> None:
    loaded: list[Response] = []
    tab.on("response", lambda answer: loaded.append(answer))
    tab.goto("/", wait_until="networkidle")
    weights = {re.sub(r".*//[^/]+|\?.*", "", answer.url): len(answer.body()) for answer in loaded}
    assert weights.keys() <= {"/", "/tep/site.css"} | {path for path in weights if path.endswith(".ttf")}
    assert weights["/"] + weights["/tep/site.css"] < 40_000


# In every letter


@pytest.mark.parametrize("spot", ["h1", ".reading p", ".byline", ".facts dd", "h2", ".menu a"])
def test_every_letter_of_a_text_is_of_one_typeface(tab: Page, spot: str) -> None:
    tab.goto(f"/bai/{SIGNING_ID}")
    place = tab.locator(spot).first
    place.evaluate("(place, letters) => { place.textContent = letters; place.id = 'letters' }", LETTERS)
    tab.evaluate("document.fonts.ready")
    tools = tab.context.new_cdp_session(tab)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": "#letters"})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["familyName"] for font in fonts] == [fonts[0]["familyName"]]


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_name_is_cited_letter_for_letter(tab: Page, language: str) -> None:
    tab.goto(f"{language}/co-quan/{quote(TROUBLE_NAME, safe='')}")
    expect(tab.locator(".own-data .cite")).to_contain_text(TROUBLE_NAME)


# On paper


@pytest.fixture
def paper(tab: Page) -> Page:
    tab.emulate_media(media="print")
    tab.goto(f"/bai/{SIGNING_ID}")
    return tab


@pytest.mark.parametrize("spot", ["h1", "article .byline", "article time", ".reading", "#evidence", ".cite >> nth=0"])
def test_a_clipping_has_its_source_its_day_and_its_proof(paper: Page, spot: str) -> None:
    expect(paper.locator(spot).first).to_be_visible()


@pytest.mark.parametrize("spot", ["#menu", "button", ".language", "form", ".footer", "summary", ".skip", "pre"])
def test_what_cannot_be_pressed_on_paper_is_not_there(paper: Page, spot: str) -> None:
    expect(paper.locator(spot).locator("visible=true")).to_have_count(0)


def test_links_to_the_proof_are_written_out(paper: Page) -> None:
    link = paper.locator("#evidence ~ p a").first
    written = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert str(link.get_attribute("href")) in written


def test_a_clipping_says_where_it_was_printed_from(paper: Page, site: Server) -> None:
    expect(paper.locator(".on-paper")).to_contain_text(f"{site.address}/bai/{SIGNING_ID}")


# Datasette's own pages

EDITOR = ".CodeMirror"  # for a reader's own SQL, which is off in public: it makes a field without a name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", TABLES)
def test_axe_finds_nothing_in_tables(tab: Page, path: str, scheme: str) -> None:
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.goto(path)
    found = Axe().run(tab, context={"exclude": [[EDITOR]]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", TABLES)
def test_the_way_home_stands_above_every_table(tab: Page, path: str) -> None:
    tab.goto(path)
    tab.click(".name a")
    expect(tab.locator("main input[name=q]")).to_be_visible()


def test_tables_have_the_typeface_of_the_site(tab: Page) -> None:
    tab.goto("/")
    ours = tab.locator("h1").evaluate("h1 => getComputedStyle(h1).fontFamily")
    tab.goto("/public/articles")
    assert tab.locator("h1").evaluate("h1 => getComputedStyle(h1).fontFamily") == ours


def test_what_a_column_means_stands_below_the_rows(tab: Page) -> None:
    tab.goto("/public/articles")
    rows, meanings = tab.locator(".rows-and-columns").bounding_box(), tab.locator("dl").bounding_box()
    assert rows
    assert meanings
    assert meanings["y"] > rows["y"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/khong-co-gi", "Không có trang này"),
        ("/en/nothing", "There is no such page"),
        ("/public/nothing", "Không có trang này"),
        ("/public/articles/1", "Không có trang này"),
    ],
)
def test_an_address_that_is_nobodys_gets_our_own_page(tab: Page, path: str, words: str) -> None:
    answer = tab.goto(path)
    assert answer
    assert answer.status == 404
    expect(tab.locator("h1")).to_have_text(words)
