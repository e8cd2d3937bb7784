"""Lists that a crawl was given on the command line are known as lists when the archive is made again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.warc.recordings import head_of
from scrapers.registry import sources
from tests.conftest import Data, environment, run_scrapy, scrapy_command
from tests.empty_archive import put_empty_archive
from tests.processes import run
from tests.scrapers.small_site import LIST, SOURCE, answers, clock_of, episodes, put_list, put_pages
from tests.server import Site, serving

GIVEN = "/chuyen-de"
NAMES = [f"bai-{day}" for day in range(20, 8, -1)]
DROPPED = "bai-15"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def lived(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Five nights of a list that no form names: on the second it drops an article, whose page stays."""
    data = Data(tmp_path_factory.mktemp("data"))
    put_empty_archive(data.folder)
    put_pages(site, *NAMES)
    for night in range(5):
        put_list(site, *(name for name in NAMES if night == 0 or name != DROPPED), path=GIVEN)
        command = scrapy_command("crawl", SOURCE, "-a", f"lists={GIVEN}", site=site)
        process = run(command, env=environment(data.folder, **clock_of(night)))
        assert process.returncode == 0, process.stderr
    return data


def test_what_they_dropped_is_known(lived: Data, tmp_path: Path) -> None:
    assert "delisted" in answers(lived, DROPPED)
    assert [state for state, *_ in episodes(lived)[DROPPED]] == ["withdrawn"]
    again = Data(tmp_path / "lai")
    again.folder.mkdir()
    process = run_scrapy(lived.folder, "reextract", "--from-captures", "--to", str(again.folder / "archive.db"))
    assert (process.returncode, process.stderr) == (0, "")
    assert answers(again, DROPPED) == answers(lived, DROPPED)
    assert episodes(again) == episodes(lived)
    for table in ("list_nights", "listings", "list_pages"):
        assert again.table(table) == lived.table(table), table


def test_a_file_says_where_its_crawl_read(lived: Data, site: Site) -> None:
    for file in lived.capture_files:
        where = head_of(file)
        assert (where["Archive-Home"], where["Archive-Lists"]) == (site.address, site.address + GIVEN)


def test_a_source_is_read_where_a_file_says(lived: Data, site: Site) -> None:
    form = sources()[SOURCE]
    read = form.read_at(head_of(lived.capture_files[0]))
    assert [lead.url for lead in read.list_leads()] == [site.address + GIVEN]
    assert read.owns(form.home)
    assert read.owns(site.address)


def test_where_no_file_says_it_the_form_does() -> None:
    form = sources()[SOURCE]
    assert form.read_at({}) == form
    assert [lead.key for lead in form.list_leads()] == [LIST]
