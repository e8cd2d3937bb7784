"""The sources are what the spiders say: found by import, told by address."""

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

import scrapers.spiders
from scrapers.registry import layouts, named_source, source_of, sources

PROJECT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in Path(scrapers.spiders.__file__).parent.glob("*.py") if path.stem != "__init__")


def test_every_module_is_a_source_and_every_source_a_module() -> None:
    assert sorted(sources()) == MODULES


def test_scrapy_list_shows_exactly_the_sources() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == MODULES


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://baonghean.vn/ky-ket-10260007.html", "baonghean"),
        ("https://amp.baonghean.vn/ky-ket-10260007.html", "baonghean"),
        ("http://www.baonghean.vn", "baonghean"),
        ("https://thanhuy.hatinhcity.gov.vn/tin-tuc", "thanhuy_hatinh"),
        ("https://tpcaolanh.dongthap.gov.vn/", "tpcaolanh"),
        ("https://thanhuyngabay.haugiang.dcs.vn/Default.aspx?ndid=1", "thanhuy_ngabay"),
        ("https://xbaonghean.vn/", None),
        ("https://baonghean.vn.example.org/", None),
        ("https://example.org/baonghean.vn", None),
        ("", None),
        (None, None),
    ],
)
def test_source_of_an_address(url: str | None, source: str | None) -> None:
    found = source_of(url)
    assert (found.id if found else None) == source


def test_source_by_name() -> None:
    assert named_source("baonghean") is sources()["baonghean"]
    assert named_source(None) is None


def test_name_of_no_source_says_which_there_are() -> None:
    with pytest.raises(UsageError, match=rf"There is no source 'x'\. Name one of: {', '.join(MODULES)}\."):
        named_source("x")


def test_names_of_layouts_are_their_own() -> None:
    names = [layout.name for layout in layouts()]
    assert len(names) == len(set(names))


def test_layouts_of_sources_are_tried_before_those_of_platforms() -> None:
    names = [layout.name for layout in layouts()]
    assert names.index("baonghean-2018") < names.index("onecms")
