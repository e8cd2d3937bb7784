"""/gioi-thieu: the figures are those of the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import about
from tests.archive.running import Server

PROJECT = Path(__file__).parents[2]
ROWS_OF_READING = {
    "coordination": "coordination report or not",
    "kind": "kind",
    "day": "day of the event",
    "parties": "parties",
    "people": "people",
    "agreement": "type of agreement",
    "years": "its years",
    "documents": "documents",
    "province": "province",
}


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


@pytest.mark.parametrize("table", about.TABLES)
def test_it_counts_the_rows_of_each_table(connection: sqlite3.Connection, table: str) -> None:
    counted = connection.execute(f"select count(*) from {table}").fetchone()[0]
    assert about.read(connection, Asked("/gioi-thieu")).rows[table] == counted


def test_it_counts_reports_by_kind(connection: sqlite3.Connection) -> None:
    page = about.read(connection, Asked("/gioi-thieu"))
    assert (page.reports, dict(page.kinds)["midterm_review"]) == (7, 2)


def test_it_counts_edits_and_withdrawals(connection: sqlite3.Connection) -> None:
    page = about.read(connection, Asked("/gioi-thieu"))
    assert (page.edited, page.withdrawn) == (1, 1)


@pytest.mark.parametrize(("name", "share"), about.MEASURED)
def test_how_often_the_reading_is_right_is_what_its_page_says(name: str, share: float) -> None:
    lines = (PROJECT / "docs" / "reading.md").read_text(encoding="utf-8").splitlines()
    table = next(number for number, line in enumerate(lines) if line.startswith("| | asked | D, blind |"))
    rows = [[cell.strip(" *") for cell in line.split("|")] for line in lines[table:]]
    row = next(row for row in rows if ROWS_OF_READING[name] in row)
    assert f"{share:.2f}" == row[5]


@pytest.mark.parametrize(("path", "word"), [("/gioi-thieu", "0,95"), ("/en/gioi-thieu", "0.95")])
def test_decimals_are_written_as_the_language_does(site: Server, path: str, word: str) -> None:
    assert word in site.get(path).text
