"""kill -9 on a night on which pages are looked at again, then the crawl again: nothing is lost or done twice."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.warc.recordings import exchanges
from tests.conftest import Data, environment, scrapy_command, warcio_check
from tests.processes import PROJECT, Process
from tests.scrapers.small_site import (
    SOURCE,
    article,
    clock_of,
    crawl,
    episodes,
    names_asked,
    path_of,
    put_list,
    put_pages,
)
from tests.scrapers.test_kill import KILLS_ITSELF, start_and_die
from tests.server import Answer, Received, Site, serving

TAGGED = [f"the-{day}" for day in (29, 28, 27)]
PLAIN = [f"thuong-{day}" for day in (26, 25)]
CHANGED, GONE, DROPPED = "sua-24", "mat-23", "bo-22"
LAST = "cuoi-20"
NAMES = [*TAGGED, *PLAIN, CHANGED, GONE, DROPPED, LAST]
NIGHT = 1

AT_REQUEST = {"at the list": 2, "at a 304": 4, "at the same bytes": 7, "at a page that is gone": 9, "at the last": 11}
IN_OUR_CODE = {
    "while a revisit is written": "tear_capture(6)",
    "between capture and transaction": "kill_at_call(store, 'keep_unchanged', 2)",
    "before the next look is set": "kill_at_call(frontier, 'follow', 3)",
    "before an absence is stored": "kill_at_call(store, 'keep_absence', 1)",
    "after an absence is stored": "kill_at_call(frontier, 'look_now', 1)",
    "before the night is settled": "kill_at_call(withdrawals, 'settle_nights', 1)",
}


def first_night(site: Site, data: Data) -> None:
    put_list(site, *NAMES)
    put_pages(site, *NAMES)
    for name in TAGGED:
        site.put(path_of(name), article(name, "", ("ETag", f'"{name}"')))
    assert crawl(data, site, 0).returncode == 0


def change_the_site(site: Site) -> None:
    put_list(site, *[name for name in NAMES if name != DROPPED])
    site.put(path_of(CHANGED), article(CHANGED, ", đã sửa"))
    site.put(path_of(GONE), Answer(b"<p>404</p>", 404))


@dataclass(frozen=True)
class Resumed:
    """A night that was killed, and the crawl after it in the same night."""

    data: Data
    looked_when_killed: set[str]
    asked_after: list[str]
    exit_code: int


def looks(data: Data) -> dict[str, list[str]]:
    """Article -> what was found at each look at its page, and by its lists, in no order between the two."""
    rows = data.query(
        "select key, answer from sightings join articles on articles.id = article order by key, seen_at, answer"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["key"], []).append(row["answer"])
    return found


def facts(data: Data) -> dict[str, Any]:
    """What must not depend on when and how often the crawl ran."""
    return {
        "articles": data.query("select id, key, headline, body, version from articles order by id"),
        "versions": data.query("select article, number, fingerprint from versions order by article, number"),
        "edits": data.query("select article, before, after, class, returns from edits order by article"),
        "withdrawals": episodes(data),
        "leads": data.query("select kind, key, state, revisit_at, attempts, etag from leads order by kind, key"),
        "pages seen": {key: [one for one in found if one != "delisted"] for key, found in looks(data).items()},
    }


def killed(point: str, data: Data, site: Site, folder: Path) -> Resumed:
    first_night(site, data)
    change_the_site(site)
    site.forget()
    changes = clock_of(NIGHT)
    if point in AT_REQUEST:
        kill_at_request(AT_REQUEST[point], data, site, changes)
    else:
        (folder / "killing_spider.py").write_text(
            f"{KILLS_ITSELF}\nfrom archive.history import withdrawals\n{IN_OUR_CODE[point]}\n"
        )
        command = scrapy_command("crawl", SOURCE, site=site, SPIDER_MODULES="killing_spider")
        start_and_die(command, data, PYTHONPATH=os.pathsep.join([str(folder), str(PROJECT)]), **changes)
    looked = {key.removeprefix("thu-nghiem/") for key, found in looks(data).items() if found[-1:] != found[:1]}
    process = crawl(data, site, NIGHT)
    return Resumed(data, looked, names_asked(site), process.returncode)


def kill_at_request(number: int, data: Data, site: Site, changes: dict[str, str]) -> None:
    command = scrapy_command("crawl", SOURCE, site=site)
    process = Process(command, env=environment(data.folder, **changes), stderr=subprocess.DEVNULL)

    def kill(received: Received) -> None:
        if len(site.received) == number:
            process.kill()
            process.wait()

    site.on_request = kill
    process.wait()
    assert len(site.received) >= number, site.paths


def kill_and_crawl_again(point: str, folder: Path) -> Resumed:
    with serving() as site:
        return killed(point, Data(folder / "data"), site, folder)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """What two nights that nobody kills leave."""
    data = Data(tmp_path_factory.mktemp("unbroken"))
    with serving() as site:
        first_night(site, data)
        change_the_site(site)
        assert crawl(data, site, NIGHT).returncode == 0
        assert len(site.paths) == AT_REQUEST["at the last"]
    return data


@pytest.fixture(scope="module")
def all_resumed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Resumed]]]:
    with ThreadPoolExecutor(4) as pool:
        yield {
            point: pool.submit(kill_and_crawl_again, point, tmp_path_factory.mktemp("killed"))
            for point in [*AT_REQUEST, *IN_OUR_CODE]
        }


@pytest.fixture(params=[*AT_REQUEST, *IN_OUR_CODE])
def resumed(request: pytest.FixtureRequest, all_resumed: dict[str, Future[Resumed]]) -> Resumed:
    return all_resumed[request.param].result()


def test_the_crawl_after_a_kill_ends_well(resumed: Resumed) -> None:
    assert (resumed.exit_code, resumed.data.last_outcome) == (0, "finished")


@pytest.mark.parametrize("table", ["articles", "versions", "edits", "withdrawals", "leads", "pages seen"])
def test_it_ends_as_an_unbroken_one(resumed: Resumed, unbroken: Data, table: str) -> None:
    assert facts(resumed.data)[table] == facts(unbroken)[table]


def test_what_was_looked_at_is_not_asked_for_again(resumed: Resumed) -> None:
    assert (resumed.looked_when_killed - {DROPPED}) & set(resumed.asked_after) == set()


def test_every_record_is_whole_and_every_capture_is_on_disk(resumed: Resumed) -> None:
    assert resumed.data.unfinished_files == []
    assert warcio_check(*resumed.data.capture_files) == (0, "")
    on_disk = {
        (str(file.relative_to(resumed.data.captures)), exchange.offset, exchange.record_id)
        for file in resumed.data.capture_files
        for exchange in exchanges(file)
    }
    named = {(row["file"], row["offset"], row["record_id"]) for row in resumed.data.table("captures")}
    assert named - on_disk == set()
