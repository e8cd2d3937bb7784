"""`scrapy reextract --from-captures`: from the WARC files alone an archive that says the same, byte for byte."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest

from archive.export import export
from archive.publish import PUBLIC_TABLES
from archive.store import open_archive
from archive.stories import stories
from sample.articles import FIRST, Article, Picture, articles
from sample.pages import article_answer
from sample.recording import Response, write
from scrapers.registry import sources
from tests.conftest import Data, run_scrapy
from tests.scrapers.nights import CRAWLED, live_through, record_nights, run_at
from tests.server import FIRST_NIGHT

# What finds stories, and is not published.
SKETCHES = ("sketches", "sketch_bands")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Six nights of two sites, with two recordings that were imported in between: of all four, and of reprints.

    The last of them is a whole `scrapy nightly`.
    """
    folder = tmp_path_factory.mktemp("lived")
    data = Data(folder / "data")
    nights = record_nights(folder)
    reprinted = folder / "in-lai.warc.gz"
    write(reprinted, nights[0][0] + timedelta(minutes=5), reprints())
    live_through(data, nights[:3])
    find_stories(data)
    run_at(nights[2][0] + timedelta(hours=3), data, "importpages", str(FIRST_NIGHT))
    live_through(data, nights[3:5])
    find_stories(data)
    run_at(nights[4][0] + timedelta(hours=3), data, "importpages", str(reprinted))
    last, recording = nights[5]
    run_at(last + timedelta(hours=1), data, "nightly", "--only", ",".join(CRAWLED), replay=recording)
    return data


def reprints() -> Iterator[Response]:
    """Other papers print what Báo Nghệ An wrote: one in short, another with the people and places of its own."""
    for number, told in enumerate(articles("baonghean", FIRST)):
        shortened = replace(told, source="thanhuy_hatinh", blocks=told.blocks[:-1], layout="article")
        elsewhere = replace(told, source="thanhuy_ngabay", number=900 + number, layout="article")
        yield from (printed(copy) for copy in (shortened, replace(elsewhere, blocks=tuple(in_hau_giang(told)))))


def in_hau_giang(told: Article) -> Iterator[str | Picture]:
    for block in told.blocks:
        yield block.replace("Nghệ An", "Hậu Giang").replace("Nguyễn", "Trần") if isinstance(block, str) else block


def printed(article: Article) -> Response:
    answer = article_answer(article)
    url = urljoin(sources()[article.source].home, answer.path)
    return Response(url, answer.body, answer.content_type, 200, (), "192.0.2.1", compressed=False)


def find_stories(data: Data) -> None:
    """As `scrapy nightly` does at its end."""
    with closing(open_archive(data.folder / "archive.db")) as db:
        stories.place_all(db, lambda _: None)


@pytest.fixture(scope="module")
def again(lived: Data) -> Data:
    return made_again(lived, lived.folder / "lai")


def made_again(data: Data, folder: Path) -> Data:
    folder.mkdir()
    process = run_scrapy(data.folder, "reextract", "--from-captures", "--to", str(folder / "archive.db"))
    assert (process.returncode, process.stderr) == (0, "")
    return Data(folder)


@pytest.fixture(scope="module")
def exports(lived: Data, again: Data) -> tuple[Path, Path]:
    """Of the archive that lived, and of the one made from its captures."""
    return exported(lived), exported(again)


def exported(data: Data) -> Path:
    with closing(open_archive(data.folder / "archive.db")) as db:
        export(db, data.folder / "bang")
    return data.folder / "bang"


def test_the_nights_hold_all_that_can_happen(lived: Data) -> None:
    assert set(lived.column("select distinct answer from sightings")) >= {"whole", "unchanged", "not_found"}
    assert lived.column("select state from withdrawals") == ["restored"]
    assert lived.column("select count(*) from edits")[0] > 0
    assert lived.column("select count(*) from capture_origins")[0] > 0
    assert lived.column("select max(sources) from stories")[0] > 1
    assert lived.column("select count(*) from same_formulas")[0] > 0
    assert lived.column("select count(*) from night_sources") == [len(CRAWLED)]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("table", PUBLIC_TABLES)
def test_an_archive_made_from_its_captures_exports_the_same_bytes(
    exports: tuple[Path, Path], table: str, ending: str
) -> None:
    before, after = ((folder / f"{table}.{ending}").read_text(encoding="utf-8").splitlines() for folder in exports)
    assert sorted(set(after) ^ set(before)) == []
    assert after == before


@pytest.mark.parametrize("table", SKETCHES)
def test_stories_to_come_are_found_by_the_same_sketches(lived: Data, again: Data, table: str) -> None:
    assert lived.table(table) == again.table(table)
    assert again.table(table)


def test_files_of_before_that_do_not_say_where_they_were_read_give_the_same(
    lived: Data, exports: tuple[Path, Path], tmp_path: Path
) -> None:
    before = Data(tmp_path / "data")
    shutil.copytree(lived.captures, before.captures)
    for file in before.capture_files:
        forget_where_it_was_read(file)
    folder = exported(made_again(before, tmp_path / "lai"))
    tables = [f"{table}.jsonl" for table in PUBLIC_TABLES if table != "captures"]  # the offsets are others now
    assert [name for name in tables if (folder / name).read_bytes() != (exports[0] / name).read_bytes()] == []


def forget_where_it_was_read(file: Path) -> None:
    head = zlib.decompressobj(wbits=31)
    text = head.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(text.replace(b"Archive-", b"Unknown-"), mtime=0) + head.unused_data)
