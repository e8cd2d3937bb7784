"""What goes wrong under a crawl: a full disk, a folder that cannot be written, a lock, a torn file, a second crawl.

Each is real: small and read-only file systems are mounted in a namespace of their own. Afterwards `verify` is clean or
names exactly what was lost, and running the crawl again completes the work.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from archive.proof.backup import backup
from archive.proof.findings import Finding
from archive.proof.verify import verify
from archive.warc.exchange import Exchange
from archive.warc.recordings import salvaged
from tests.conftest import Data, environment, run_scrapy, scrapy_command, warcio_check
from tests.processes import PROJECT, run
from tests.scrapers.test_kill import KILLS_ITSELF, SOURCE, facts, put_site, start_and_die
from tests.server import Received, Site, put_sample, serving

# The file system lasts as long as the namespace, so what is on it is copied to where there is room. 99: no mount.
SMALL_DISK = """
mount -t tmpfs -o size="$1"k tmpfs "$2" && cp -a "$3/." "$2" || exit 99
disk=$2 after=$4; shift 4; "$@"; code=$?; cp -a "$disk/." "$after"; exit $code
"""
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 99; shift; "$@"'

# A spider module that is the source's own, and waits a tenth of a second for a locked archive instead of a minute.
IMPATIENT = """
import sqlite3
from scrapers.spiders import thanhuy_hatinh

class Same(thanhuy_hatinh.ThanhUyHaTinh):
    pass

connect = sqlite3.connect
sqlite3.connect = lambda *arguments, **named: connect(*arguments, **{**named, "timeout": 0.1})
"""

Ended = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Crawled:
    """A crawl that met a fault, what was found after it, and the crawl after that."""

    data: Data
    ended: Ended
    unstored: set[str | None]  # addresses of pages that are in the WARC files and in no row
    found: list[str]  # by verify, after the fault
    again: Ended
    found_again: list[str]


def namespace(script: str, *arguments: object, folder: Path, **changes: str) -> Ended:
    """Run a shell script that may mount. Skips where this machine lets nobody do so."""
    command = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", *map(str, arguments)]
    ended = subprocess.run(
        command, env=environment(folder, **changes), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if ended.returncode == 99 or ended.stderr.startswith("unshare:"):
        pytest.skip(f"no file system can be mounted here: {ended.stderr.strip()}")
    return ended


def crawl_on_small_disk(folder: Path, before: Path, site: Site, room: int) -> tuple[Data, Ended]:
    """Crawl where archive.db and its captures have so many kilobytes more than archive.db takes."""
    disk, data = folder / "disk", Data(folder / "data")
    disk.mkdir()
    data.folder.mkdir()
    size = (before / "archive.db").stat().st_size // 1024 + room
    command = scrapy_command("crawl", SOURCE, site=site)
    return data, namespace(SMALL_DISK, size, disk, before, data.folder, *command, folder=disk)


def crawl_with_small_captures(folder: Path, before: Path, site: Site, room: int) -> tuple[Data, Ended]:
    """Crawl where the captures alone have so many kilobytes."""
    data, after = Data(folder / "data"), folder / "captures"
    shutil.copytree(before, data.folder)
    data.captures.mkdir()
    after.mkdir()
    command = scrapy_command("crawl", SOURCE, site=site)
    ended = namespace(SMALL_DISK, room, data.captures, after, after, *command, folder=data.folder)
    shutil.copytree(after, data.captures, dirs_exist_ok=True)
    return data, ended


def crawl_read_only(folder: Path, before: Path, site: Site, what: str) -> tuple[Data, Ended]:
    data = Data(folder / "data")
    shutil.copytree(before, data.folder)
    data.captures.mkdir()
    return data, namespace(
        READ_ONLY, data.folder / what, *scrapy_command("crawl", SOURCE, site=site), folder=data.folder
    )


def crawl_locked(folder: Path, before: Path, site: Site, request: int) -> tuple[Data, Ended]:
    """From that request on somebody else holds the archive, longer than the crawl waits."""
    data = Data(folder / "data")
    shutil.copytree(before, data.folder)
    (folder / "impatient_spider.py").write_text(IMPATIENT)
    with closing(sqlite3.connect(data.folder / "archive.db", isolation_level=None, check_same_thread=False)) as other:

        def lock(received: Received) -> None:
            if len(site.received) == request:
                other.execute("begin immediate")

        site.on_request = lock
        command = scrapy_command("crawl", SOURCE, site=site, SPIDER_MODULES="impatient_spider")
        path = os.pathsep.join([str(folder), str(PROJECT)])
        ended = run(command, env=environment(data.folder, PYTHONPATH=path))
    return data, ended


def crawl_killed(folder: Path, before: Path, site: Site, how: str) -> tuple[Data, Ended]:
    data = Data(folder / "data")
    shutil.copytree(before, data.folder)
    (folder / "killing_spider.py").write_text(f"{KILLS_ITSELF}\n{how}\n")
    command = scrapy_command("crawl", SOURCE, site=site, SPIDER_MODULES="killing_spider")
    start_and_die(command, data, PYTHONPATH=os.pathsep.join([str(folder), str(PROJECT)]))
    return data, subprocess.CompletedProcess(command, -9, "", "")


HINDERED = {
    "disk full at once": partial(crawl_on_small_disk, room=16),
    "disk full at the first list": partial(crawl_on_small_disk, room=260),
    "disk full at the first pages": partial(crawl_on_small_disk, room=800),
    "disk full at later pages": partial(crawl_on_small_disk, room=2000),
    "no room for any capture": partial(crawl_with_small_captures, room=4),
    "no room for all captures": partial(crawl_with_small_captures, room=36),
    "data folder read-only": partial(crawl_read_only, what="."),
    "captures folder read-only": partial(crawl_read_only, what="captures"),
    "archive locked at a list": partial(crawl_locked, request=3),
    "archive locked at a page": partial(crawl_locked, request=9),
}
KILLED = {
    "killed while it writes a capture": partial(crawl_killed, how="tear_capture(8)"),
    "killed before it stores a page": partial(crawl_killed, how="kill_at_call(store, 'keep_article', 3)"),
    "killed before its file has its name": partial(crawl_killed, how="kill_at_call(captures.os, 'fsync', 1)"),
}
Fault = Callable[[Path, Path, Site], tuple[Data, Ended]]
FAULTS: Mapping[str, Fault] = HINDERED | KILLED


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """What a crawl leaves that nothing happens to."""
    data = Data(tmp_path_factory.mktemp("unbroken"))
    with serving() as site:
        put_site(site)
        assert run_scrapy(data.folder, "crawl", SOURCE, site=site).returncode == 0
    return data


def found(data: Data) -> list[str]:
    """What verify says, address by address where it names one."""
    if not (data.folder / "archive.db").exists():
        return []
    return [str(one) for one in verify(data.folder, lambda step: None, lambda finding: None).findings]


def unstored(data: Data) -> set[str | None]:
    """Pages of leads that have a whole record and no row."""
    if not (data.folder / "archive.db").exists():
        return set()
    files = [*data.capture_files, *data.unfinished_files]
    recorded = [one for file in files for one in salvaged(file) if isinstance(one, Exchange)]
    named = data.column("select record_id from captures")
    pages = data.column("select url from leads where kind = 'page'")
    return {one.url for one in recorded if one.url in pages and one.record_id not in named}


def crawl_after(fault: Fault, folder: Path, before: Path) -> Crawled:
    with serving() as site:
        put_site(site)
        data, ended = fault(folder, before, site)
        lost, said = unstored(data), found(data)
        site.forget()
        again = run_scrapy(data.folder, "crawl", SOURCE, site=site)
    return Crawled(data, ended, lost, said, again, found(data))


@pytest.fixture(scope="module")
def all_crawled(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path) -> Iterator[dict[str, Future[Crawled]]]:
    """All faults side by side, since a crawl mostly waits for Python to start."""
    before = empty_archive.parent
    with ThreadPoolExecutor(4) as pool:
        yield {
            name: pool.submit(crawl_after, fault, tmp_path_factory.mktemp("fault"), before)
            for name, fault in FAULTS.items()
        }


@pytest.fixture(params=FAULTS)
def crawled(request: pytest.FixtureRequest, all_crawled: dict[str, Future[Crawled]]) -> Crawled:
    return all_crawled[request.param].result()


@pytest.fixture(params=HINDERED)
def hindered(request: pytest.FixtureRequest, all_crawled: dict[str, Future[Crawled]]) -> Crawled:
    """Not killed: it lived to say what happened."""
    return all_crawled[request.param].result()


def test_the_fault_is_said_in_a_sentence(hindered: Crawled) -> None:
    assert "Traceback" not in hindered.ended.stderr
    assert re.search(
        r"The archive could not be written|The capture of \S+ could not be written|not an archive that can be opened",
        hindered.ended.stderr,
    ), hindered.ended.stderr


def test_the_crawl_does_not_call_itself_well(crawled: Crawled) -> None:
    assert crawled.ended.returncode != 0


def test_verify_names_exactly_what_was_not_stored(crawled: Crawled) -> None:
    named = {address for sentence in crawled.found for address in re.findall(r"(http\S+) was captured here", sentence)}
    torn = [sentence for sentence in crawled.found if "are no whole record" in sentence]
    assert (named, len(crawled.found)) == (crawled.unstored, len(crawled.unstored) + len(torn)), crawled.found


def test_running_again_completes_the_work(crawled: Crawled, unbroken: Data) -> None:
    assert crawled.again.returncode == 0, crawled.again.stderr
    assert facts(crawled.data) == facts(unbroken)


def test_after_that_verify_is_clean(crawled: Crawled) -> None:
    assert crawled.found_again == []


def test_after_that_all_files_are_whole(crawled: Crawled) -> None:
    assert crawled.data.unfinished_files == []
    assert warcio_check(*crawled.data.capture_files) == (0, "")


@pytest.fixture
def crawled_well(unbroken: Data, tmp_path: Path) -> Data:
    """Nothing has happened to it yet."""
    return Data(Path(shutil.copytree(unbroken.folder, tmp_path / "data")))


def test_a_lock_that_is_let_go_in_time_is_waited_for(
    data: Data, site: Site, unbroken: Data, empty_archive: Path
) -> None:
    put_site(site)
    shutil.copytree(empty_archive.parent, data.folder)
    with closing(sqlite3.connect(data.folder / "archive.db", isolation_level=None, check_same_thread=False)) as other:

        def lock_for_a_moment(received: Received) -> None:
            if len(site.received) == 9:
                other.execute("begin immediate")
                threading.Timer(0.5, other.rollback).start()

        site.on_request = lock_for_a_moment
        ended = run_scrapy(data.folder, "crawl", SOURCE, site=site)
    assert (ended.returncode, facts(data)) == (0, facts(unbroken))


def test_a_second_crawl_of_a_source_says_that_the_first_is_at_it(data: Data, site: Site, unbroken: Data) -> None:
    put_site(site)
    seconds: list[Ended] = []

    def crawl_too(received: Received) -> None:
        if len(site.received) == 5:
            seconds.append(run_scrapy(data.folder, "crawl", SOURCE, site=site))

    site.on_request = crawl_too
    first = run_scrapy(data.folder, "crawl", SOURCE, site=site)
    assert (first.returncode, seconds[0].returncode) == (0, 1)
    assert f"Another process is crawling {SOURCE} already." in seconds[0].stderr
    assert (facts(data), found(data)) == (facts(unbroken), [])


def test_an_archive_is_made_once_however_many_processes_make_it(data: Data) -> None:
    making = (
        "import sys; from pathlib import Path; from archive.store import open_archive; open_archive(Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", making, str(data.folder / "archive.db")]
    makers = [subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [(maker.communicate()[1], maker.returncode) for maker in makers] == [("", 0)] * 4


def test_two_sources_are_crawled_at_once(data: Data, site: Site) -> None:
    with serving() as elsewhere, ThreadPoolExecutor(2) as pool:
        put_site(site)
        put_sample(elsewhere, "thanhuyngabay.haugiang.dcs.vn")
        crawls = [
            pool.submit(run_scrapy, data.folder, "crawl", SOURCE, site=site),
            pool.submit(run_scrapy, data.folder, "crawl", "thanhuy_ngabay", site=elsewhere),
        ]
        assert [crawl.result().returncode for crawl in crawls] == [0, 0]
    assert found(data) == []


def test_verify_and_backup_in_the_middle_of_a_crawl_find_nothing_wrong(data: Data, site: Site, tmp_path: Path) -> None:
    put_site(site)
    done: list[tuple[list[str], tuple[Finding, ...]]] = []

    def look(received: Received) -> None:
        if len(site.received) == 9:
            done.append((found(data), backup(data.folder, tmp_path / "backup", lambda step: None).findings))

    site.on_request = look
    assert run_scrapy(data.folder, "crawl", SOURCE, site=site).returncode == 0
    assert done == [([], ())]


def test_a_finished_file_with_a_torn_tail_is_named_with_each_capture_that_it_lost(crawled_well: Data) -> None:
    (file,) = crawled_well.capture_files
    cut = file.stat().st_size * 2 // 3
    os.truncate(file, cut)
    lost = crawled_well.column("select url from captures where offset + length > ?", cut)
    sentences = [sentence for sentence in found(crawled_well) if "is lost" in sentence]
    assert [next(url for url in lost if url in sentence) for sentence in sentences] == lost


def test_a_crawl_goes_on_beside_a_torn_file(data: Data, site: Site) -> None:
    put_site(site)
    run_scrapy(data.folder, "crawl", SOURCE, site=site)
    (file,) = data.capture_files
    os.truncate(file, file.stat().st_size - 100)
    before = found(data)
    assert run_scrapy(data.folder, "crawl", SOURCE, site=site).returncode == 0
    assert found(data) == before


def archive_command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "archive", *map(str, arguments)]


@pytest.mark.parametrize("arguments", [["publish"], ["digest"], ["stories"], ["reread", "--apply"]])
def test_commands_that_write_say_that_they_cannot(crawled_well: Data, arguments: list[str]) -> None:
    ended = namespace(READ_ONLY, crawled_well.folder, *archive_command(*arguments), folder=crawled_well.folder)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "archive.db" in ended.stderr


@pytest.mark.parametrize("arguments", [["verify"], ["status"], ["backup"], ["evidence"]])
def test_commands_that_only_read_need_no_right_to_write(
    crawled_well: Data, tmp_path: Path, arguments: list[str]
) -> None:
    more: dict[str, list[object]] = {
        "backup": [tmp_path / "backup"],
        "evidence": [crawled_well.column("select id from articles")[0], "--to", tmp_path / "evidence"],
    }
    command = archive_command(*arguments, *more.get(arguments[0], []))
    ended = namespace(READ_ONLY, crawled_well.folder, *command, folder=crawled_well.folder)
    assert ended.returncode == 0, ended.stderr


def test_a_full_disk_leaves_no_half_published_file(crawled_well: Data, tmp_path: Path) -> None:
    after, disk = tmp_path / "after", tmp_path / "disk"
    after.mkdir()
    disk.mkdir()
    size = sum(path.stat().st_size for path in crawled_well.folder.rglob("*") if path.is_file()) // 4096 * 4 + 64
    command = archive_command("publish")
    ended = namespace(SMALL_DISK, size, disk, crawled_well.folder, after, *command, folder=disk)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert sorted(after.glob("public.db*")) == []


@pytest.mark.parametrize("what", ["backup", "evidence"])
def test_a_full_disk_elsewhere_harms_nothing(crawled_well: Data, tmp_path: Path, what: str) -> None:
    disk, after, nothing = tmp_path / "disk", tmp_path / "after", tmp_path / "nothing"
    for folder in (disk, after, nothing):
        folder.mkdir()
    arguments = {"backup": [disk], "evidence": [crawled_well.column("select id from articles")[0], "--to", disk / "e"]}
    command = archive_command(what, *arguments[what])
    ended = namespace(SMALL_DISK, 16, disk, nothing, after, *command, folder=crawled_well.folder)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert found(crawled_well) == []
    assert [path.name for path in after.iterdir()] in ([], ["backup.json"])
