"""Two captures of one page: noise between them makes no version, an edit makes one and gets its class."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.history.edits import Edit, compare
from archive.model import Article, Page
from archive.store import fingerprint, wording_of
from sample.articles import FIRST, FOLDER, LATER, read
from sample.changes import PAIRS, page_of, pairs
from sample.listing import path_of
from scrapers.extraction import read_page
from scrapers.registry import layouts, sources
from tests.archive.small_archive import SmallArchive
from tests.scrapers.test_fixtures import ARTICLES, Fixture, name_of

RIGHT_CLASSES = 0.9  # of the edits; a newsroom would argue about the others too


@dataclass(frozen=True)
class Pair:
    """A folder with two pages."""

    folder: Path

    @property
    def meta(self) -> dict[str, Any]:
        meta: dict[str, Any] = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        return meta

    def article(self, which: int) -> Article:
        """What the page before (0) or after (1) says."""
        meta = self.meta
        body = gzip.decompress((self.folder / ("before.html.gz", "after.html.gz")[which]).read_bytes())
        page = Page(body, meta["url"], datetime.fromisoformat(meta["captured_at"][which]), "text/html")
        reading = read_page(page, sources()[meta["source"]])
        assert reading.article is not None, reading.refusal
        return reading.article


@cache
def edit_of(pair: Pair) -> Edit:
    return compare(wording_of(pair.article(0)), wording_of(pair.article(1)))


def pairs_in(kind: str) -> list[Pair]:
    return [Pair(meta.parent) for meta in sorted((PAIRS / kind).glob("*/meta.json"))]


def pair_name(pair: Pair) -> str:
    return pair.folder.name


NOISE, EDITS = pairs_in("noise"), pairs_in("edits")


def test_the_pages_are_those_that_the_sample_makes() -> None:
    made = {pair.folder: (pair.before, pair.after, pair.meta) for pair in pairs()}
    kept = {
        f"{kind}/{pair.folder.name}": (
            *(gzip.decompress((pair.folder / f"{which}.html.gz").read_bytes()) for which in ("before", "after")),
            pair.meta,
        )
        for kind, all_pairs in (("noise", NOISE), ("edits", EDITS))
        for pair in all_pairs
    }
    assert made.keys() == kept.keys(), "python -m sample.changes makes them anew"
    assert [folder for folder in made if made[folder] != kept[folder]] == []


@pytest.mark.parametrize("all_pairs", [NOISE, EDITS], ids=["noise", "edits"])
def test_there_are_twenty_pairs_over_all_four_sources(all_pairs: list[Pair]) -> None:
    assert len(all_pairs) >= 20
    assert {pair.meta["source"] for pair in all_pairs} == set(sources())


@pytest.mark.parametrize("all_pairs", [NOISE, EDITS], ids=["noise", "edits"])
def test_every_layout_of_baonghean_is_among_them(all_pairs: list[Pair]) -> None:
    of_source = [pair for pair in all_pairs if pair.meta["source"] == "baonghean"]
    layouts = {pair.article(0).methods["body"].split(":")[0] for pair in of_source}
    assert layouts == {layout.name for layout in sources()["baonghean"].all_layouts}


@pytest.mark.parametrize("pair", NOISE, ids=pair_name)
def test_noise_makes_no_version(pair: Pair) -> None:
    before, after = pair.article(0), pair.article(1)
    assert fingerprint(before) == fingerprint(after), edit_of(pair).as_json()


@pytest.mark.parametrize("pair", NOISE, ids=pair_name)
def test_noise_shows_no_difference(pair: Pair) -> None:
    assert edit_of(pair).as_json() == []


@pytest.mark.parametrize("pair", EDITS, ids=pair_name)
def test_an_edit_makes_a_version(pair: Pair) -> None:
    before, after = pair.article(0), pair.article(1)
    assert before.key == after.key
    assert fingerprint(before) != fingerprint(after)


def test_nine_classes_of_ten_are_right() -> None:
    wrong = {
        pair.folder.name: (str(edit_of(pair).kind), pair.meta["class"])
        for pair in EDITS
        if edit_of(pair).kind != pair.meta["class"]
    }
    assert len(wrong) <= (1 - RIGHT_CLASSES) * len(EDITS), wrong


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "thanhuy_hatinh/so-ket-chuong-trinh-phoi-hop-giua-ban-dan-van-thanh-uy-va-cong-an-thanh-pho",
            "names_or_numbers",
        ),
        ("baonghean/so-ket-chuong-trinh-phoi-hop-tuyen-truyen-bien-gioi-bien-dao", "paragraph_added"),
        ("thanhuy_ngabay/so-ket-hai-nam-phoi-hop-giua-ban-dan-van-va-cac-hoi", "headline"),
        (
            "tpcaolanh/thuong-truc-thanh-uy-lam-viec-voi-uy-ban-mttq-va-cac-to-chuc-chinh-tri-xa-hoi",
            "names_or_numbers",
        ),
    ],
)
def test_the_edits_of_the_sample_have_their_class(file: str, expected: str) -> None:
    wordings = []
    for night in (FIRST, LATER):
        written = read(FOLDER / f"{file}.md", night)
        page = Page(page_of(written), "https://example.org" + path_of(written), night.clock, "text/html")
        article = read_page(page, sources()[written.source]).article
        assert article
        wordings.append(wording_of(article))
    assert compare(*wordings).kind == expected


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[SmallArchive]:
    shutil.copy(empty_archive, tmp_path)
    small = SmallArchive(tmp_path)
    yield small
    small.db.close()


@pytest.mark.parametrize("fixture", ARTICLES, ids=name_of)
def test_two_fetches_of_an_unchanged_page_make_no_version(archive: SmallArchive, fixture: Fixture) -> None:
    page = fixture.page()
    for later in (timedelta(), timedelta(days=400)):
        fetched = replace(page, captured_at=page.captured_at + later)
        article = read_page(fetched, sources().get(fixture.source), layouts()).article
        assert article
        archive.keep(article)
    assert archive.db.execute("select count(*) from sightings").fetchone() == (2,)
    assert archive.db.execute("select count(*) from versions").fetchone() == (1,)
    assert archive.db.execute("select count(*) from edits").fetchone() == (0,)
