"""What holds of every page for a reader without JavaScript, and of what the server sends."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.archive.running import Server
from tests.web.test_every_page import BOTH, PATHS


@pytest.fixture(scope="module")
def plain_tab(browser: Browser, site: Server) -> Iterator[Page]:
    """A reader without JavaScript."""
    with browser.new_context(base_url=site.address, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", BOTH)
def test_it_reads_without_javascript(plain_tab: Page, path: str) -> None:
    plain_tab.goto(path)
    expect(plain_tab.locator("h1")).not_to_be_empty()


@pytest.mark.parametrize("path", PATHS)
def test_the_other_language_is_one_click_away_and_back(plain_tab: Page, path: str) -> None:
    plain_tab.goto(path)
    there = plain_tab.url
    plain_tab.click("a.language")
    expect(plain_tab.locator("html")).to_have_attribute("lang", "en")
    plain_tab.click("a.language")
    expect(plain_tab.locator("html")).to_have_attribute("lang", "vi")
    assert unquote(plain_tab.url) == unquote(there)


@pytest.mark.parametrize("path", PATHS)
def test_no_markup_of_others_becomes_ours(site: Server, path: str) -> None:
    path, _, query = path.partition("?")
    text = site.get(f"{path}?{query}" if query else path).text
    assert "<script>alert" not in text
    assert "onerror=alert(1)>" not in text


@pytest.mark.parametrize("path", BOTH)
def test_no_page_sets_a_cookie(site: Server, path: str) -> None:
    assert "set-cookie" not in {name.lower() for name in site.get(path).headers}
