"""A site that hides its pages behind a check for some nights: nothing of it is lost, and somebody is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.frontier import LONGEST_TRIAL
from tests.scrapers.drill import Drill, put_news
from tests.scrapers.small_site import path_of, put_list
from tests.server import Answer, Site

NEW = ("hai-2", "ba-3", "bon-4")
DOORS = {
    "a short check": b"<html><title>Just a moment...</title><script>challenge()</script>Checking your browser</html>",
    "a long check": b"<html><title>Attention</title><body><div class=g-recaptcha></div>" + b" " * 9000 + b"</html>",
    "a cookie": b"<html><script>document.cookie='D1N=1';location.reload()</script></html>",
}


@pytest.fixture
def drill(tmp_path: Path, site: Site) -> Drill:
    """A source that was read well on night 0."""
    put_news(site, "mot-1")
    drill = Drill(tmp_path / "drill", {"one": site.address})
    assert drill.night(night=0).sources["one"]["verdict"] == "ok"
    return drill


def close(site: Site, door: bytes) -> None:
    """News come, and each of their pages is this."""
    put_list(site, "mot-1", *NEW)
    for name in NEW:
        site.put(path_of(name), Answer(door))


@dataclass(frozen=True)
class Episode:
    """A night on which the pages were hidden, and the one after it, on which they were not."""

    closed: dict[str, Any]
    state_then: list[tuple[str, str]]
    opened: dict[str, Any]
    archived: list[str]


@pytest.fixture(params=DOORS)
def episode(request: pytest.FixtureRequest, drill: Drill, site: Site) -> Episode:
    close(site, DOORS[request.param])
    closed = drill.night(night=1).sources["one"]
    rows = drill.data.query("select distinct state, reason from leads where kind = 'page' and state <> 'done'")
    put_news(site, "mot-1", *NEW)
    opened = drill.night(night=2).sources["one"]
    archived = drill.data.column("select key from articles order by first_seen, key")
    return Episode(closed, [(row["state"], row["reason"]) for row in rows], opened, archived)


def test_a_hidden_page_stays_to_be_fetched_and_is_archived_once_it_is_shown(episode: Episode) -> None:
    assert episode.state_then == [("pending", "stub")]
    assert sorted(episode.archived) == sorted(f"thu-nghiem/{name}" for name in ("mot-1", *NEW))


def test_the_source_is_called_blocked_and_then_well(episode: Episode) -> None:
    assert (episode.closed["verdict"], episode.opened["verdict"]) == ("blocked", "ok"), episode.closed["sentence_en"]


def test_a_page_that_stays_hidden_is_given_up_after_so_many_nights(drill: Drill, site: Site) -> None:
    close(site, DOORS["a short check"])
    asked = []
    for night in (1, 2, 3, 4, 7, 11, 16):
        site.forget()
        drill.night(night=night)
        asked += [night] * (path_of(NEW[0]) in site.paths)
    assert (len(asked), asked) == (LONGEST_TRIAL, [1, 2, 4, 7, 11])
    lead = drill.data.lead(path_of(NEW[0]))
    assert (lead["state"], lead["reason"]) == ("failed", "stub")
