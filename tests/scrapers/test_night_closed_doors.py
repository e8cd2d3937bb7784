"""A site that hides its pages behind a check for some nights: nothing of it is lost, and somebody is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.frontier import LONGEST_TRIAL
from tests.scrapers.drill import Drill, put_news
from tests.scrapers.small_site import path_of, put_list
from tests.server import Answer, Site, serving

NEW = ("hai-2", "ba-3", "bon-4")
DOORS = {
    "a short check": b"<html><title>Just a moment...</title><script>challenge()</script>Checking your browser</html>",
    "a long check": b"<html><title>Attention</title><body><div class=g-recaptcha></div>" + b" " * 9000 + b"</html>",
    "a cookie": b"<html><script>document.cookie='D1N=1';location.reload()</script></html>",
}

SOURCES = {"one": "a short check", "two": "a long check", "three": "a cookie"}
WAITING = "select distinct state, reason from leads where source = ? and kind = 'page' and state <> 'done'"
ARCHIVED = "select key from articles where source = ? order by first_seen, key"


def read_well(folder: Path, site: Site) -> Drill:
    """A source that was read well on night 0."""
    put_news(site, "mot-1")
    drill = Drill(folder, {"one": site.address})
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


@pytest.fixture(scope="module")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Episode]:
    """Door -> what became of a site that hid its pages behind it."""
    with serving() as first, serving() as second, serving() as third:
        sites = dict(zip(SOURCES, (first, second, third), strict=True))
        drill = Drill(tmp_path_factory.mktemp("drill"), {source: site.address for source, site in sites.items()})
        for site in sites.values():
            put_news(site, "mot-1")
        drill.night(night=0)
        for source, site in sites.items():
            close(site, DOORS[SOURCES[source]])
        closed = drill.night(night=1).sources
        waiting = {source: drill.data.query(WAITING, source) for source in sites}
        for site in sites.values():
            put_news(site, "mot-1", *NEW)
        opened = drill.night(night=2).sources
        archived = {source: drill.data.column(ARCHIVED, source) for source in sites}
    return {
        door: Episode(
            closed[source],
            [(row["state"], row["reason"]) for row in waiting[source]],
            opened[source],
            archived[source],
        )
        for source, door in SOURCES.items()
    }


@pytest.fixture(params=DOORS)
def episode(request: pytest.FixtureRequest, episodes: dict[str, Episode]) -> Episode:
    return episodes[request.param]


def test_a_hidden_page_stays_to_be_fetched_and_is_archived_once_it_is_shown(episode: Episode) -> None:
    assert episode.state_then == [("pending", "stub")]
    assert sorted(episode.archived) == sorted(f"thu-nghiem/{name}" for name in ("mot-1", *NEW))


def test_the_source_is_called_blocked_and_then_well(episode: Episode) -> None:
    assert (episode.closed["verdict"], episode.opened["verdict"]) == ("blocked", "ok"), episode.closed["sentence_en"]


def test_a_page_that_stays_hidden_is_given_up_after_so_many_nights(tmp_path: Path, site: Site) -> None:
    drill = read_well(tmp_path / "drill", site)
    close(site, DOORS["a short check"])
    asked = []
    for night in (1, 2, 3, 4, 7, 11, 16):
        site.forget()
        drill.night(night=night)
        asked += [night] * (path_of(NEW[0]) in site.paths)
    assert (len(asked), asked) == (LONGEST_TRIAL, [1, 2, 4, 7, 11])
    lead = drill.data.lead(path_of(NEW[0]))
    assert (lead["state"], lead["reason"]) == ("failed", "stub")
