"""The site on a real port, and a real browser to read it: what the tests of the pages share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from archive.publish import publish
from tests.archive.running import Server, serving
from tests.web import library

CHROMIUM = shutil.which("chromium") or ""
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
expect.set_options(timeout=30_000)  # milliseconds: five seconds are few on a machine with much else to do


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published archive and its captures: see library.py. For tests that only read."""
    folder = tmp_path_factory.mktemp("library")
    library.fill(folder)
    publish(folder, tell=lambda _: None)
    return folder


@pytest.fixture(scope="session")
def site(library_folder: Path) -> Iterator[Server]:
    """`python -m archive serve` on that folder."""
    with serving(library_folder) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    if not CHROMIUM:
        pytest.skip("Debian's chromium is not installed (.ci/run installs it)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, site: Server) -> Iterator[BrowserContext]:
    """A reader with an empty profile; addresses may be given as paths."""
    with browser.new_context(base_url=site.address) as context:
        yield context


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """One tab of that reader: tab.goto("/tim-kiem?q=dang+uy")."""
    return context.new_page()
