"""kill -9 at twenty points of a night, then the night again: it must end as one that was never killed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.proof.verify import verify
from tests.conftest import warcio_check
from tests.scrapers.drill import Drill, Ended, put_news
from tests.server import Received, Site, serving

NAMES = ("mot-1", "hai-2", "ba-3")
AT_REQUEST = {"at robots.txt": 1, "at the list": 2, "at the first page": 3, "at the last page": 5}
IN_THE_NIGHT = {
    "once it holds the lock": "scrapers.night.night.open_archive:1",
    "before its row is written": "archive.nights.nights.begin:1",
    "before the first crawl": "archive.nights.nights.begin_source:1",
    "between two crawls": "archive.nights.nights.begin_source:2",
    "before the end of a crawl is noted": "archive.nights.nights.end_source:1",
    "before the end of the last crawl is noted": "archive.nights.nights.end_source:2",
    "before it is settled": "archive.history.withdrawals.settle_nights:1",
    "before stories": "archive.stories.stories.place_all:1",
    "while stories are found": "archive.stories.stories.place:2",
    "before it is judged": "scrapers.night.afterwards.judge:1",
    "before what is broken is held": "archive.nights.quarantine.settle:1",
    "before the digest": "archive.proof.digests.write_digest:1",
    "before the digest has its name": "archive.proof.digests._text:1",
    "before it is verified": "scrapers.night.afterwards.verify_tonight:1",
    "before it is published": "scrapers.night.afterwards.publish:1",
    "while it is published": "archive.publish._index:1",
    "before public.db has its name": "archive.publish._sync:1",
    "before the message": "scrapers.night.afterwards.tell_somebody:1",
    "before the end is noted": "archive.nights.nights.end:1",
}
POINTS = (*AT_REQUEST, *IN_THE_NIGHT)


@dataclass(frozen=True)
class Again:
    """A night that was killed, and the one after it."""

    drill: Drill
    ended: Ended
    done_when_killed: int  # leads


def facts(drill: Drill) -> dict[str, list[dict[str, Any]]]:
    """What must not depend on when and how often the night ran."""
    return {
        "articles": drill.public("select source, key, headline, body, version from articles order by source, key"),
        "versions": drill.public("select article, number, fingerprint from versions order by article"),
        "nights": drill.data.query("select exit_code, published is not null as published, digest from nights"),
        "night_sources": drill.data.query("select source, outcome, new, changed, missing, refused from night_sources"),
        "leads": drill.data.query("select source, kind, key, state, attempts from leads order by source, kind, key"),
        "held_runs": drill.data.query("select * from held_runs"),
    }  # fmt: skip


def made(folder: Path, sites: tuple[Site, Site]) -> Drill:
    for site in sites:
        put_news(site, *NAMES)
    return Drill(folder, {"one": sites[0].address, "two": sites[1].address})


def killed(drill: Drill, site: Site, point: str) -> None:
    if point in IN_THE_NIGHT:
        call, number = IN_THE_NIGHT[point].split(":")
        drill.killed_at(call, int(number))
        return
    process = drill.start()

    def kill(received: Received) -> None:
        if len(site.received) == AT_REQUEST[point]:
            process.kill()
            process.wait()

    site.on_request = kill
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def kill_and_run_again(point: str, folder: Path) -> Again:
    with serving() as one, serving() as two:
        drill = made(folder, (one, two))
        killed(drill, one, point)
        done = leads_done(drill)
        one.forget()
        return Again(drill, drill.night(), done)


def leads_done(drill: Drill) -> int:
    if not (drill.data.folder / "archive.db").exists():
        return 0
    return int(drill.data.column("select count(*) from leads where kind = 'page' and state = 'done'")[0])


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    with serving() as one, serving() as two:
        drill = made(tmp_path_factory.mktemp("unbroken"), (one, two))
        assert drill.night().exit_code == 0
    return drill


@pytest.fixture(scope="module")
def all_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Again]]]:
    """All points side by side, since a night mostly waits for Python to start."""
    with ThreadPoolExecutor(6) as pool:
        yield {point: pool.submit(kill_and_run_again, point, tmp_path_factory.mktemp("killed")) for point in POINTS}


@pytest.mark.parametrize("point", POINTS)
def test_run_again_it_ends_as_one_that_nobody_killed(
    point: str, all_again: dict[str, Future[Again]], unbroken: Drill
) -> None:
    again = all_again[point].result()
    assert again.ended.exit_code == 0, again.ended.stderr
    assert facts(again.drill) == facts(unbroken)


@pytest.mark.parametrize("point", POINTS)
def test_evidence_and_archive_are_whole(point: str, all_again: dict[str, Future[Again]]) -> None:
    data = all_again[point].result().drill.data
    assert data.unfinished_files == []
    assert warcio_check(*data.capture_files) == (0, "")
    found = verify(data.folder, lambda _: None, lambda _: None).findings
    assert [str(finding) for finding in found if finding.concerns_readers] == []


@pytest.mark.parametrize("point", POINTS)
def test_no_page_is_stored_twice(point: str, all_again: dict[str, Future[Again]]) -> None:
    data = all_again[point].result().drill.data
    assert data.column("select count(*) from sightings") == data.column("select count(*) from articles") == [6]


@pytest.mark.parametrize("point", POINTS)
def test_nothing_unfinished_is_left_in_the_folder(point: str, all_again: dict[str, Future[Again]]) -> None:
    folder = all_again[point].result().drill.data.folder
    assert [path.name for path in folder.rglob("*") if "unfinished" in path.name or "without-held" in path.name] == []
