"""Nights that begin before midnight: one night each, with one budget, one ladder and one name."""

from __future__ import annotations

import signal
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.model import VIETNAM
from tests.scrapers.drill import Drill, put_news
from tests.scrapers.small_site import LIST, names_asked
from tests.server import Received, Site

LATE = datetime(2025, 6, 19, 23, 40, tzinfo=VIETNAM)
AFTER_MIDNIGHT = datetime(2025, 6, 20, 0, 20, tzinfo=VIETNAM)
NAME = "2025-06-20"  # the day of its morning
NEWS = ("mot-1", "hai-2", "ba-3")


@pytest.fixture
def drill(tmp_path: Path, site: Site) -> Drill:
    put_news(site, *NEWS)
    return Drill(tmp_path / "drill", {"one": site.address})


def killed(drill: Drill, site: Site, request: int, *options: str) -> None:
    """A night that begins late, and is killed when the site gets so many requests; its crawl finishes that page."""
    process = drill.start(*options, night=LATE)

    def kill(received: Received) -> None:
        if len(site.received) == request:
            process.kill()
            process.wait()

    site.on_request = kill
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    site.forget()


def test_a_night_over_midnight_is_one_night(drill: Drill, site: Site) -> None:
    (shown,) = site.answers[LIST]
    site.put(LIST, replace(shown, delay=2.5))  # seconds, of which two are left of the day
    ended = drill.night(night=datetime(2025, 6, 19, 23, 59, 58, tzinfo=VIETNAM))
    assert (ended.sources["one"]["new"], ended.sources["one"]["verdict"]) == (3, "ok"), ended.stderr
    seen = drill.data.column("select distinct date(seen_at, '+7 hours') from sightings")
    assert seen == [NAME]
    tables = {"nights": "day", "sightings": "night", "host_nights": "night", "night_answers": "night"}
    named = {table: drill.data.column(f"select distinct {column} from {table}") for table, column in tables.items()}
    assert named == {table: [NAME] for table in tables}


def test_killed_before_midnight_and_run_again_after_it_it_completes_itself(drill: Drill, site: Site) -> None:
    killed(drill, site, 4)
    ended = drill.night(night=AFTER_MIDNIGHT)
    assert (ended.exit_code, ended.sources["one"]["new"]) == (0, 3), ended.stderr
    again = set(names_asked(site)) - {"ba-3"}  # which the crawl may also have fetched before it saw that it was alone
    assert not again, "what was stored before midnight was asked for again"
    assert drill.data.column("select day from nights") == [NAME]


def test_so_it_does_in_the_afternoon(drill: Drill, site: Site) -> None:
    killed(drill, site, 4)
    drill.night(night=datetime(2025, 6, 20, 16, tzinfo=VIETNAM))
    assert drill.data.column("select day from nights") == [NAME]


def test_its_budget_is_that_of_one_night(drill: Drill, site: Site) -> None:
    killed(drill, site, 4, "--budget", "4")  # robots.txt, the list and two pages
    drill.night("--budget", "4", night=AFTER_MIDNIGHT)
    assert site.pages_asked == [LIST]


def test_what_is_done_before_midnight_is_not_done_again_after_it(drill: Drill, site: Site) -> None:
    drill.night(night=LATE)
    site.forget()
    drill.night(night=AFTER_MIDNIGHT)
    assert site.paths == []


def test_revisits_keep_to_the_ladder_on_whichever_side_of_midnight_a_night_begins(drill: Drill, site: Site) -> None:
    asked = []
    for night, late in enumerate((-30, 20, -1, 1, 30)):
        site.forget()
        drill.night(night=datetime(2025, 6, 20, tzinfo=VIETNAM) + timedelta(days=night, minutes=late))
        asked.append(len(names_asked(site)))
    assert asked == [3, 3, 3, 3, 0]  # the first look, and those after one, two and three nights
