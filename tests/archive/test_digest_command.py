"""`python -m archive digest`: what a night brought, for editors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.model import Article
from tests.archive.running import run
from tests.archive.seeded_nights import Nights, article

SIGNED = "Sáng 12/5, Đảng ủy Công an tỉnh Nghệ An và Hội Nông dân tỉnh Nghệ An ký kết chương trình phối hợp."


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """The last, 3 June 2025, brought two reports."""
    lived = Nights.begun(tmp_path)
    lived.live([report(lived.night + 1, number) for number in range(2)])
    yield lived
    lived.archive.db.close()


def report(night: int, number: int) -> Article:
    made = article(night, number)
    return replace(made, body=(f"{SIGNED} {made.key}", *made.body))


def said(nights: Nights, *options: str) -> str:
    ended = run(nights.archive.folder, "digest", *options)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_each_report_has_its_paper_headline_and_address(nights: Nights) -> None:
    assert sorted(said(nights).splitlines()) == [
        f"Báo Ven Sông: {one.headline} {one.url}" for one in (report(2, 0), report(2, 1))
    ]


def test_a_night_with_many_reports_takes_ten_lines(nights: Nights) -> None:
    nights.live([report(nights.night + 1, number) for number in range(14)])
    lines = said(nights).splitlines()
    assert (len(lines), lines[-1]) == (10, "… và 5 tin nữa / and 5 more")


def test_as_json_all_are_told(nights: Nights) -> None:
    nights.live([report(nights.night + 1, number) for number in range(14)])
    told = json.loads(said(nights, "--json"))
    assert (told["night"], len(told["reports"])) == ("2025-06-04", 14)
    assert list(told["reports"][0]) == ["article", "source", "source_en", "headline", "url", "kind", "published"]


def test_another_night_is_named_by_its_day(nights: Nights) -> None:
    nights.live()
    assert len(said(nights, "--night", "2025-06-03").splitlines()) == 2


def test_a_night_that_brought_nothing_says_so(nights: Nights) -> None:
    nights.live()
    assert said(nights) == (
        "Đêm 04/06/2025 không có tin phối hợp mới. / No new coordination reports on the night of 2025-06-04.\n"
    )


def test_a_night_that_was_none_says_so(nights: Nights) -> None:
    assert said(nights, "--night", "2025-07-01") == (
        "Đêm 01/07/2025 kho không thu thập tin. / Nothing was collected on the night of 2025-07-01.\n"
    )


def test_what_readers_are_not_shown_is_not_told(nights: Nights) -> None:
    row = [f"run-{nights.night}", "baovensong", nights.night + 1, "2025-06-03T02:00:00Z"]
    nights.archive.db.execute("insert into held_runs (run, source, night, held_at) values (?, ?, ?, ?)", row)
    assert said(nights).startswith("Đêm 03/06/2025 không có tin phối hợp mới.")


def test_without_an_archive_it_says_what_to_do(tmp_path: Path) -> None:
    ended = run(tmp_path, "digest")
    assert (ended.returncode, "crawl first" in ended.stderr) == (1, True)
