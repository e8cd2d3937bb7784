"""kill -9 in the middle of a crawl, then the crawl again: it must end as one that was never killed."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.warc.recordings import exchanges
from tests.conftest import Data, environment, run_scrapy, scrapy_command, warcio_check
from tests.processes import PROJECT, Process, run
from tests.server import Received, Site, put_sample, serving

SOURCE = "thanhuy_hatinh"
HOST = "thanhuy.hatinhcity.gov.vn"

# A spider module that is the source's own, and that kills the process when a function is called for the Nth time.
KILLS_ITSELF = """
import os, signal
from archive import frontier, store
from archive.warc import captures
from scrapers import pipelines
from scrapers.spiders import thanhuy_hatinh

class Same(thanhuy_hatinh.ThanhUyHaTinh):
    pass

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def kill_at_call(module, name, number):
    original, calls = getattr(module, name), []
    def counted(*arguments, **named):
        calls.append(1)
        if len(calls) == number:
            kill()
        return original(*arguments, **named)
    setattr(module, name, counted)

def tear_capture(number):
    original, calls = captures._append, []
    def torn(file, members):
        calls.append(1)
        if len(calls) == number:
            file.write(members[: len(members) // 2])
            kill()
        return original(file, members)
    captures._append = torn
"""


def facts(data: Data) -> dict[str, list[dict[str, Any]]]:
    """What must not depend on when and how often the crawl ran."""
    return {
        "articles": data.query("select id, key, headline, author, dateline, published, views, captions, body, version"
                               " from articles order by id"),
        "versions": data.query("select article, number, fingerprint, headline, body from versions order by article"),
        "refused": data.query("select reason from refused order by reason"),
        "leads": data.query("select kind, key, state, reason, attempts from leads order by kind, key"),
    }  # fmt: skip


@dataclass(frozen=True)
class Resumed:
    """A crawl that was killed, and the one after it."""

    data: Data
    done_when_killed: set[str]  # addresses of pages that were done or refused
    asked_after: list[str]  # addresses
    exit_code: int


def put_site(site: Site) -> None:
    put_sample(site, HOST)


def start_and_die(command: list[str], data: Data, **changes: str) -> None:
    ended = run(command, env=environment(data.folder, **changes))
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def crawl_again(data: Data, site: Site) -> Resumed:
    done: set[str] = set()
    if (data.folder / "archive.db").exists():
        done = set(data.column("select url from leads where kind = 'page' and state in ('done', 'refused')"))
    site.forget()
    process = run_scrapy(data.folder, "crawl", SOURCE, site=site)
    return Resumed(data, done, [site.address + path for path in site.paths], process.returncode)


def killed_at_request(number: int, data: Data, site: Site) -> Resumed:
    """The server kills the crawler when its Nth request has arrived, before it answers."""
    command = scrapy_command("crawl", SOURCE, site=site)
    process = Process(command, env=environment(data.folder), stderr=subprocess.DEVNULL)

    def kill(received: Received) -> None:
        if len(site.received) == number:
            process.kill()
            process.wait()

    site.on_request = kill
    process.wait()
    assert process.returncode == -signal.SIGKILL, f"it ended before request {number}: {site.paths}"
    return crawl_again(data, site)


def killed_in_our_code(how: str, data: Data, site: Site, folder: Path) -> Resumed:
    (folder / "killing_spider.py").write_text(f"{KILLS_ITSELF}\n{how}\n")
    command = scrapy_command("crawl", SOURCE, site=site, SPIDER_MODULES="killing_spider")
    start_and_die(command, data, PYTHONPATH=os.pathsep.join([str(folder), str(PROJECT)]))
    return crawl_again(data, site)


AT_REQUEST = {"at robots.txt": 1, "at the first list": 2, "at the second list": 3, "at the first page": 5,
              "between pages": 9, "at the last page": 16}  # fmt: skip
IN_OUR_CODE = {
    "before the first transaction of a list ends": "kill_at_call(frontier, 'finish', 1)",
    "while a capture is written": "tear_capture(8)",
    "between capture and transaction": "kill_at_call(store, 'keep_article', 3)",
    "inside a page's transaction": "kill_at_call(store, '_keep_reading', 4)",
    "at the end of a page's transaction": "kill_at_call(frontier, 'finish', 7)",
    "before the file has its final name": "kill_at_call(captures.os, 'fsync', 1)",
}  # fmt: skip


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """What a crawl that nobody kills leaves."""
    data = Data(tmp_path_factory.mktemp("unbroken"))
    with serving() as site:
        put_site(site)
        assert run_scrapy(data.folder, "crawl", SOURCE, site=site).returncode == 0
        assert len(site.paths) == AT_REQUEST["at the last page"]
    return data


def kill_and_crawl_again(point: str, folder: Path) -> Resumed:
    data = Data(folder / "data")
    with serving() as site:
        put_site(site)
        if point in AT_REQUEST:
            return killed_at_request(AT_REQUEST[point], data, site)
        return killed_in_our_code(IN_OUR_CODE[point], data, site, folder)


@pytest.fixture(scope="module")
def all_resumed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Resumed]]]:
    """All points side by side, since a crawl mostly waits for Python to start."""
    with ThreadPoolExecutor(4) as pool:
        yield {
            point: pool.submit(kill_and_crawl_again, point, tmp_path_factory.mktemp("killed"))
            for point in [*AT_REQUEST, *IN_OUR_CODE]
        }


@pytest.fixture(params=[*AT_REQUEST, *IN_OUR_CODE])
def resumed(request: pytest.FixtureRequest, all_resumed: dict[str, Future[Resumed]]) -> Resumed:
    return all_resumed[request.param].result()


def test_the_crawl_after_a_kill_ends_well(resumed: Resumed) -> None:
    assert resumed.exit_code == 0
    assert resumed.data.last_outcome == "finished"


@pytest.mark.parametrize("table", ["articles", "versions", "refused", "leads"])
def test_it_ends_as_an_unbroken_one(resumed: Resumed, unbroken: Data, table: str) -> None:
    assert facts(resumed.data)[table] == facts(unbroken)[table]


def test_what_was_done_is_not_fetched_again(resumed: Resumed) -> None:
    assert resumed.done_when_killed & set(resumed.asked_after) == set()


def test_nothing_is_fetched_twice_by_one_crawl(resumed: Resumed) -> None:
    assert [address for address, times in Counter(resumed.asked_after).items() if times > 1] == []


def test_the_torn_file_is_recovered_and_valid(resumed: Resumed) -> None:
    assert resumed.data.unfinished_files == []
    assert warcio_check(*resumed.data.capture_files) == (0, "")


def test_every_capture_that_the_archive_names_is_on_disk(resumed: Resumed) -> None:
    on_disk = {
        (str(file.relative_to(resumed.data.captures)), exchange.offset, exchange.record_id)
        for file in resumed.data.capture_files
        for exchange in exchanges(file)
    }
    named = {(row["file"], row["offset"], row["record_id"]) for row in resumed.data.table("captures")}
    assert named - on_disk == set()


def test_the_killed_run_has_no_end(resumed: Resumed) -> None:
    ends = resumed.data.column("select ended_at is not null from runs order by rowid")
    assert ends == [0, 1]
