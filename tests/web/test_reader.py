"""A reader at work, in a real browser: search, narrow, read, look at the evidence, change the language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.archive.running import Server
from tests.web.library import OLD_PROVINCE, OLD_PROVINCE_ID, SIGNING_ID


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_first_page_to_the_evidence(browser: Browser, site: Server, scripts: bool) -> None:
    with browser.new_context(base_url=site.address, java_script_enabled=scripts) as context:
        tab = context.new_page()
        tab.goto("/")
        tab.fill("input[name=q]", "thanh uy nga bay")
        tab.press("input[name=q]", "Enter")
        expect(tab.locator(".snippet mark").first).to_contain_text("Thành uỷ Ngã Bảy")
        tab.click(".headline a >> nth=0")
        expect(tab.locator("h1")).to_have_text(OLD_PROVINCE.headline or "")
        tab.click(f"a[href='/bai/{OLD_PROVINCE_ID}/ban-luu']")
        expect(tab.frame_locator("iframe").locator("body")).to_contain_text("Sáng 21/9")


def test_filters_narrow_and_the_address_can_be_sent_on(tab: Page) -> None:
    tab.goto("/tim-kiem?q=ph%E1%BB%91i+h%E1%BB%A3p")
    tab.click("summary >> nth=0")
    tab.select_option("#loai", "signing")
    tab.select_option("#tinh", "q40")
    tab.click(".filters button")
    expect(tab).to_have_url(re.compile("loai=signing"))
    expect(tab.locator(".headline")).to_have_count(2)
    colleague = tab.context.new_page()
    colleague.goto(tab.url)
    expect(colleague.locator(".headline")).to_have_text(tab.locator(".headline").all_inner_texts())


def test_the_language_changes_with_the_search_kept(tab: Page) -> None:
    tab.goto("/tim-kiem?q=nam+dan")
    tab.click("text=English")
    expect(tab.locator("#found")).to_have_text("3 articles")
    expect(tab.locator("input[name=q]")).to_have_value("nam dan")


def test_a_fact_leads_to_the_words_that_say_it(tab: Page) -> None:
    tab.goto(f"/bai/{OLD_PROVINCE_ID}")
    tab.click("a[href='#people-1']")
    expect(tab.locator(":target")).to_have_text("Lâm Thị Thoa")


def test_the_words_that_changed_can_be_seen(tab: Page) -> None:
    tab.goto(f"/bai/{SIGNING_ID}")
    expect(tab.locator("del")).to_have_text("Sáng")
    expect(tab.locator("ins")).to_have_text("Chiều")


def test_the_first_tab_key_leads_past_the_menu(tab: Page) -> None:
    tab.goto("/")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("#main")).to_be_focused()


def test_the_links_of_an_article_to_searches_copies_and_tables_open(tab: Page, site: Server) -> None:
    tab.goto(f"/bai/{SIGNING_ID}")
    paths = tab.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    own = {path for path in paths if path.startswith(("/bai/", "/tim-kiem", "/public", "/en/bai"))}
    assert {path: site.get(path).status for path in own} == dict.fromkeys(own, 200) != {}


@pytest.mark.parametrize("letters", ["ẰẲẴẶỄỆỘỠỢỮỰỲỴỶỸĐƠƯ", "ằẳẵặễệộỡợữựỳỵỷỹđơư"])
def test_the_typeface_that_we_serve_carries_every_letter(tab: Page, letters: str) -> None:
    tab.goto("/")
    for name in ("Archive Serif", "Archive Sans"):
        load = "([name, letters]) => document.fonts.load(`1em '${name}'`, letters).then(fonts => fonts.length)"
        assert tab.evaluate(load, [name, letters]) == 1
