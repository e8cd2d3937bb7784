"""The form of every source is filled in completely, and one source can be moved to another address."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest

from archive.gazetteer import places
from archive.vietnamese import normalize
from scrapers.registry import sources
from scrapers.selectors import compiled
from scrapers.source import Layout, Source

ALL = list(sources().values())
EVERY_SOURCE = pytest.mark.parametrize("source", ALL, ids=lambda source: source.id)
LAYOUTS = {layout.name: layout for source in ALL for layout in source.all_layouts}
EVERY_LAYOUT = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
PROVINCES = {place.name for place in places() if place.level == "province" and place.era == "63"}
KINDS = {"party", "newspaper", "government"}
SELECTORS = "headline lead published published_american modified author section views captions drop".split()


@EVERY_SOURCE
def test_names_in_both_languages(source: Source) -> None:
    assert source.name == normalize(source.name).strip() != ""
    assert source.name_en.strip()
    assert source.name != source.name_en


@EVERY_SOURCE
def test_kind_is_in_the_closed_list(source: Source) -> None:
    assert source.kind in KINDS


def test_there_are_63_provinces() -> None:
    assert len(PROVINCES) == 63


@EVERY_SOURCE
def test_province_is_one_of_the_63(source: Source) -> None:
    assert source.province in PROVINCES


@EVERY_SOURCE
def test_id_names_spider_and_tables(source: Source) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]+", source.id)


@EVERY_SOURCE
def test_home_is_an_https_address_without_a_path(source: Source) -> None:
    home = urlsplit(source.home)
    assert (home.scheme, home.path) == ("https", "")
    assert home.hostname


@EVERY_SOURCE
def test_verified_is_a_day_or_none(source: Source) -> None:
    assert source.verified is None or source.verified <= date.today()


@EVERY_SOURCE
def test_there_are_lists_on_its_own_hosts(source: Source) -> None:
    leads = source.list_leads()
    assert leads
    assert all(source.owns(lead.url) for lead in leads)


@EVERY_SOURCE
def test_a_list_is_no_article(source: Source) -> None:
    assert [source.platform.key(lead.url) for lead in source.list_leads()] == [None] * len(source.lists)


@EVERY_SOURCE
def test_facts_are_the_columns_of_the_archive(source: Source) -> None:
    facts = source.facts()
    assert facts["id"] == source.id
    assert facts["verified"] == (source.verified.isoformat() if source.verified else None)
    assert facts["platform"] == source.platform.name


@EVERY_SOURCE
def test_own_lines_of_chrome_are_regular_expressions(source: Source) -> None:
    assert all(re.compile(pattern) for pattern in source.chrome)


@EVERY_SOURCE
def test_lists_have_items_and_links(source: Source) -> None:
    listing = source.platform.listing
    selectors = [css for css in (listing.item, listing.link, listing.date, listing.more) if css]
    assert all(callable(compiled(css)) for css in selectors)


@EVERY_LAYOUT
def test_layout_says_where_headline_and_body_are(layout: Layout) -> None:
    assert layout.headline
    assert callable(compiled(layout.body))
    assert callable(compiled(layout.recognise))


@EVERY_LAYOUT
def test_selectors_of_a_layout_can_be_read(layout: Layout) -> None:
    assert all(callable(compiled(css)) for field in SELECTORS for css in getattr(layout, field))


def test_another_address_and_other_lists_from_the_command_line() -> None:
    moved = sources()["baonghean"].elsewhere("http://127.0.0.1:8000", "/a, /b,")
    assert [lead.url for lead in moved.list_leads()] == ["http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b"]
    assert moved.domains == ("127.0.0.1", "baonghean.vn")
    assert moved.owns("https://baonghean.vn/x")


@EVERY_SOURCE
def test_a_source_that_ended_says_why(source: Source) -> None:
    assert (source.ended is None) == (source.ended_because == "")
    assert source.ended is None or source.ended <= date.today()


ENDED = replace(sources()["tpcaolanh"], ended=date(2025, 7, 1), ended_because="The city is no longer.")


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        ("https://tpcaolanh.dongthap.gov.vn/tin", True),
        ("https://www.tpcaolanh.dongthap.gov.vn/tin", True),
        ("https://caolanh.example/tin", False),
    ],
)
def test_only_the_present_host_can_be_asked(url: str, answers: bool) -> None:
    source = replace(sources()["tpcaolanh"], former_domains=("caolanh.example",))
    assert source.answers_at(url) == answers


def test_a_site_that_ended_cannot_be_asked() -> None:
    assert not ENDED.answers_at("https://tpcaolanh.dongthap.gov.vn/tin")


def test_a_copy_of_it_elsewhere_can() -> None:
    assert ENDED.elsewhere("http://127.0.0.1:8000", None).ended is None


def test_nothing_given_is_the_same_source() -> None:
    source = sources()["baonghean"]
    assert source.elsewhere(None, None) == source
