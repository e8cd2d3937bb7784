"""Saved pages and what they say: one test a field for every folder below tests/fixtures.

`fixtures/<source>/<case>/` (`generic` for pages of no source) holds the page, `meta.json` (where and when it was
captured, and what is special about it) and `expected.json`. A folder without `expected.json` gets one written from
what is read today, and the run fails until a person has looked at it.
"""

import gzip
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.model import Outcome, Page
from scrapers.extraction import Reading, read_page
from scrapers.registry import layouts, sources
from scrapers.source import Layout

FIXTURES = Path(__file__).parent.parent / "fixtures"
GENERIC = "generic"  # the folder of pages of no source
REFUSED = "refused_"  # how folders of pages that must be refused are named
FIELDS = (
    *("outcome", "reason", "key", "url", "headline", "lead", "body", "captions", "author", "dateline"),
    *("published", "precision", "modified", "section", "views", "methods"),
)
META = {"url", "captured_at", "content_type", "status", "what"}


@dataclass(frozen=True)
class Fixture:
    """A folder with a page, its circumstances and what it says."""

    folder: Path

    @property
    def source(self) -> str:
        return self.folder.parent.name

    @property
    def meta(self) -> dict[str, Any]:
        return load(self.folder / "meta.json")

    @property
    def expected(self) -> dict[str, Any]:
        """What the page says. Written, for a person to look at, where it is missing."""
        path = self.folder / "expected.json"
        if not path.exists():
            record = json.dumps(as_expected(self.reading()), ensure_ascii=False, indent=2)
            path.write_text(record + "\n", encoding="utf-8")
            pytest.fail(f"{path} was missing and is written now: look at it, then run again.")
        return load(path)

    def page(self) -> Page:
        packed = self.folder / "page.html.gz"
        body = gzip.decompress(packed.read_bytes()) if packed.exists() else (self.folder / "page.txt").read_bytes()
        return Page(
            body,
            self.meta["url"],
            datetime.fromisoformat(self.meta["captured_at"]),
            self.meta.get("content_type", "text/html; charset=utf-8"),
            self.meta.get("status", 200),
        )

    def reading(self) -> Reading:
        return read_page(self.page(), sources().get(self.source), layouts())


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def as_expected(reading: Reading) -> dict[str, Any]:
    """A reading as `expected.json` has it: a refusal is outcome and reason alone."""
    if reading.refusal:
        return {"outcome": str(reading.outcome), "reason": str(reading.refusal.reason)}
    article = reading.article
    assert article is not None
    return {
        "outcome": str(reading.outcome),
        "reason": None,
        "key": article.key,
        "url": article.url,
        "headline": article.headline,
        "lead": article.lead,
        "body": list(article.body),
        "captions": list(article.captions),
        "author": article.author,
        "dateline": article.dateline,
        "published": str(article.published) if article.published else None,
        "precision": article.published.precision if article.published else None,
        "modified": str(article.modified) if article.modified else None,
        "section": article.section,
        "views": article.views,
        "methods": article.methods,
    }


def fixtures_in(root: Path) -> list[Fixture]:
    return [Fixture(path.parent) for path in sorted(root.glob("*/*/meta.json"))]


def missing_in(root: Path) -> list[str]:
    """What this folder lacks: a page of each layout, and of each source an article and a page that must be refused.

    A platform's layouts are shared: a page of one source shows how it is read.
    """
    read = [(fixture.source, fixture.expected) for fixture in fixtures_in(root)]
    articles = {(source, layout_of(expected)) for source, expected in read if expected["outcome"] == Outcome.ARTICLE}
    refused = {source for source, expected in read if expected["outcome"] == Outcome.REFUSED}
    needed = {(source.id, layout.name) for source in sources().values() for layout in source.layouts}
    needed |= {(GENERIC, layout.name) for layout in foreign_layouts()}
    shown = {layout for _, layout in articles}
    no_page = [
        f"{source.id}: no page of layout {layout.name}"
        for source in sources().values()
        for layout in source.platform.layouts
        if layout.name not in shown
    ]
    no_page += [f"{source}: no page of layout {layout}" for source, layout in sorted(needed - articles)]
    no_article = [f"{one}: no article" for one in sources() if one not in {source for source, _ in articles}]
    no_refusal = [f"{one}: no page that must be refused" for one in (*sources(), GENERIC) if one not in refused]
    return no_page + no_article + no_refusal


def foreign_layouts() -> list[Layout]:
    """The layouts that no source has."""
    own = {layout for source in sources().values() for layout in source.all_layouts}
    return [layout for layout in layouts() if layout not in own]


def layout_of(expected: dict[str, Any]) -> str:
    """The layout that found the body: `methods` names it before a colon."""
    return str(expected["methods"]["body"].split(":")[0])


@cache
def read_once(fixture: Fixture) -> dict[str, Any]:
    return as_expected(fixture.reading())


def name_of(fixture: Fixture) -> str:
    return f"{fixture.source}/{fixture.folder.name}"


ALL = fixtures_in(FIXTURES)
ARTICLES = [fixture for fixture in ALL if not fixture.folder.name.startswith(REFUSED)]


@pytest.fixture(params=ALL, ids=name_of)
def fixture(request: pytest.FixtureRequest) -> Fixture:
    found: Fixture = request.param
    return found


@pytest.mark.parametrize("field", FIELDS)
def test_page_says(fixture: Fixture, field: str) -> None:
    assert read_once(fixture).get(field) == fixture.expected.get(field), fixture.meta["what"]


def test_nothing_else_is_expected(fixture: Fixture) -> None:
    refused = fixture.expected["outcome"] == Outcome.REFUSED
    assert set(fixture.expected) == ({"outcome", "reason"} if refused else set(FIELDS))


def test_folder_name_tells_whether_the_page_is_refused(fixture: Fixture) -> None:
    assert fixture.folder.name.startswith(REFUSED) == (fixture.expected["outcome"] == Outcome.REFUSED)


def test_meta_says_where_when_and_what(fixture: Fixture) -> None:
    assert set(fixture.meta) <= META
    assert datetime.fromisoformat(fixture.meta["captured_at"]).tzinfo
    assert fixture.meta["what"]


@pytest.mark.parametrize("fixture", ARTICLES, ids=name_of)
def test_layout_is_recognised_without_the_source(fixture: Fixture) -> None:
    reading = read_page(fixture.page(), None, layouts())
    assert reading.article is not None, reading.refusal
    assert layout_of(as_expected(reading)) == layout_of(fixture.expected)


def test_every_source_has_a_page_per_layout_and_one_refused_page() -> None:
    assert missing_in(FIXTURES) == []


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    for folder in (tmp_path / "baonghean").glob("layout_2016*"):
        shutil.rmtree(folder)
    for folder in (tmp_path / "tpcaolanh").glob("refused_*"):
        shutil.rmtree(folder)
    assert missing_in(tmp_path) == [
        "baonghean: no page of layout baonghean-2016",
        "tpcaolanh: no page that must be refused",
    ]


def new_fixture(root: Path) -> Fixture:
    """A copy without expected.json."""
    folder = root / "thanhuy_hatinh" / "plain"
    shutil.copytree(FIXTURES / "thanhuy_hatinh" / "plain", folder, ignore=shutil.ignore_patterns("expected.json"))
    return Fixture(folder)


def test_missing_expectation_fails_the_run_until_somebody_has_looked(tmp_path: Path) -> None:
    fixture = new_fixture(tmp_path)
    with pytest.raises(pytest.fail.Exception, match="look at it, then run again"):
        fixture.expected  # noqa: B018


def test_missing_expectation_is_written_from_what_is_read(tmp_path: Path) -> None:
    fixture = new_fixture(tmp_path)
    with pytest.raises(pytest.fail.Exception):
        fixture.expected  # noqa: B018
    assert fixture.expected == load(FIXTURES / "thanhuy_hatinh" / "plain" / "expected.json")
