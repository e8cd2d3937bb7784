"""A night: each source in a process of its own, what one does touches no other, and what readers see in the morning."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.processes import Process
from tests.scrapers.drill import Drill, Ended, put_news
from tests.scrapers.small_site import LIST, path_of
from tests.scrapers.test_faults import SMALL_DISK, namespace
from tests.server import Received, Site, refusing, serving

# Seconds that a machine with much else to do needs for three pages: a hanging crawl is waited for so long.
FAST = {"NIGHT_TIME_LIMIT": 30, "NIGHT_TIME_TO_STOP": 1, "NIGHT_MEMORY_LIMIT": 250}
FAST |= {"MEMUSAGE_CHECK_INTERVAL_SECONDS": 1}
BAD = ("crashing", "hanging", "leaking", "keeping")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Drill, Ended, dict[str, Site]]]:
    """One night over good sources and bad ones; two good ones share a host."""
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving()) for name in ("well", "shared", *BAD)}
        for name, site in sites.items():
            put_news(site, *(f"so-{number}" for number in range(1, 9)) if name == "keeping" else ("mot-1", "hai-2"))
        (page,) = sites["shared"].answers[path_of("mot-1")]
        sites["shared"].put(path_of("mot-1"), replace(page, delay=0.3))
        homes = {name: site.address for name, site in sites.items()} | {"also_shared": sites["shared"].address}
        faults = dict(zip(BAD, ("crash", "hang", "leak", "keep"), strict=True))
        drill = Drill(tmp_path_factory.mktemp("mixed"), homes | {"down": stack.enter_context(refusing())}, faults)
        yield drill, drill.night("--at-once", "8", **FAST), sites


@pytest.mark.parametrize(
    ("source", "outcome"),
    [("well", "finished"), ("shared", "finished"), ("also_shared", "finished"), ("crashing", "crashed"),
     ("hanging", "timed_out"), ("keeping", "memusage_exceeded"), ("down", "robots_unreachable")],
)  # fmt: skip
def test_each_source_ends_in_its_own_way(
    mixed: tuple[Drill, Ended, dict[str, Site]], source: str, outcome: str
) -> None:
    assert mixed[1].sources[source]["outcome"] == outcome, mixed[1].stderr


@pytest.mark.parametrize("source", ["well", "shared", "also_shared"])
def test_what_breaks_touches_no_other_source(mixed: tuple[Drill, Ended, dict[str, Site]], source: str) -> None:
    assert (mixed[1].sources[source]["new"], mixed[1].sources[source]["requests"]) == (2, 3)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("crashing", "our own crawl failed since {night}: its process died (exit: SIGSEGV)"),
        ("hanging", "our own crawl failed since {night}: it was stopped at its time limit"),
        ("keeping", "our own crawl failed since {night}: it was stopped because it took more memory than allowed"),
        ("leaking", "our own code fails on 2 of 2 pages since {night}"),
        ("down", "robots.txt does not answer since {night}"),
    ],
)
def test_a_person_is_told_what_happened(
    mixed: tuple[Drill, Ended, dict[str, Site]], source: str, sentence: str
) -> None:
    row = mixed[1].sources[source]
    assert sentence.format(night=night_of(mixed[1])) in row["sentence_en"]
    assert row["verdict"] == ("down" if source == "down" else "broken")


@pytest.mark.parametrize("source", BAD)
def test_the_log_that_it_names_is_there(mixed: tuple[Drill, Ended, dict[str, Site]], source: str) -> None:
    (evidence,) = mixed[0].data.column("select evidence from night_sources where source = ?", source)
    assert (mixed[0].data.folder / json.loads(evidence)["facts"]["log"]).exists()


def test_a_leak_ends_before_the_memory_does(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    assert "MemoryError" in (mixed[0].data.folder / "runs" / f"{night_of(mixed[1])}" / "leaking.log").read_text()


def night_of(ended: Ended) -> str:
    return str(json.loads(ended.stdout)["night"])


def test_one_host_is_never_asked_by_two_crawls_at_once(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    received = [one for one in mixed[2]["shared"].received if one.path != "/robots.txt"]
    assert len(received) == 6
    assert all(one.ended <= other.began for one, other in pairwise(received))


def test_what_was_read_well_is_published(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    rows = mixed[0].public("select source, count(*) as number from articles group by source")
    assert {row["source"]: row["number"] for row in rows}.items() >= {"well": 2, "shared": 2, "also_shared": 2}.items()


def test_a_night_with_red_sources_says_so(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    red = {name for name, row in mixed[1].sources.items() if row["verdict"] not in ("ok", "quiet")}
    assert mixed[1].exit_code == 1
    assert red == {"down", *BAD}


def test_evidence_of_killed_crawls_is_closed(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    assert mixed[0].data.unfinished_files == []


def test_every_run_has_an_end(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    assert mixed[0].data.column("select count(*) from runs where ended_at is null") == [0]


def test_the_night_has_a_digest(mixed: tuple[Drill, Ended, dict[str, Site]]) -> None:
    (name,) = mixed[0].data.column("select digest from nights")
    assert (mixed[0].data.folder / "runs" / name).exists()


# --- Options -----------------------------------------------------------------------------------------------


@pytest.fixture
def drill(tmp_path: Path, site: Site) -> Drill:
    put_news(site, "mot-1", "hai-2", "ba-3")
    return Drill(tmp_path / "drill", {"one": site.address, "two": site.address})


def test_only_the_sources_named_are_crawled(drill: Drill) -> None:
    assert list(drill.night("--only", "two").sources) == ["two"]


def test_a_dry_run_asks_nobody_and_writes_nothing(drill: Drill, site: Site) -> None:
    ended = drill.night("--dry-run")
    assert ended.sources["one"] == {
        "source": "one", "budget": 500, "waiting": {"lists": 1, "new": 0, "due": 0, "backfill": 0}
    }  # fmt: skip
    assert (site.paths, drill.data.folder.exists()) == ([], False)


def test_a_dry_run_counts_what_is_due(drill: Drill) -> None:
    drill.night("--only", "one", "--budget", "2", night=0)
    waiting = drill.night("--dry-run", night=1).sources["one"]["waiting"]
    assert waiting == {"lists": 1, "new": 0, "due": 1, "backfill": 2}


def test_a_spent_budget_ends_the_crawl_and_keeps_its_leads(drill: Drill, site: Site) -> None:
    ended = drill.night("--only", "one", "--budget", "2")
    assert (ended.sources["one"]["outcome"], len(site.pages_asked)) == ("budget_spent", 2)
    assert sorted(drill.data.column("select state from leads where kind = 'page'")) == ["done", "pending", "pending"]


def test_the_same_night_does_not_ask_a_source_twice(drill: Drill, site: Site) -> None:
    drill.night("--only", "one")
    site.forget()
    ended = drill.night("--only", "one")
    assert (site.paths, ended.sources["one"]["new"], drill.data.table("nights", "id")[1:]) == ([], 3, [])


def test_but_it_does_when_told_to(drill: Drill, site: Site) -> None:
    drill.night("--only", "one")
    site.forget()
    drill.night("--only", "one", "--again")
    assert site.pages_asked == [LIST]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--only", "three"], "There is no source 'three'. Name one of: one, two."),
        (["--budget", "0"], "--budget 0: at least one request."),
        (["--at-once", "0"], "--at-once 0: at least one must crawl."),
        (["one"], "'one': sources are named with --only."),
        (["-s", "NIGHT_TIME_LIMIT=soon"], "NIGHT_TIME_LIMIT is 'soon': a whole number from 1 on is needed."),
        (["-s", "REPLAY=nothing.warc.gz"], "REPLAY: nothing.warc.gz"),
        (["--accept", "one"], "crawl first, or name the data folder in ARCHIVE_DIR."),
    ],
)
def test_what_is_misconfigured_is_said_in_a_sentence(tmp_path: Path, options: list[str], sentence: str) -> None:
    drill = Drill(tmp_path, {"one": "http://127.0.0.1:9", "two": "http://127.0.0.1:9"})
    ended = drill.night(*options)
    assert ended.exit_code == 2
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


# --- Two nights, and one that is stopped -------------------------------------------------------------------


@dataclass(frozen=True)
class Halted:
    """A night of one source that waits for an answer of its site."""

    process: Process
    answer: threading.Event  # set: the site answers

    def ended(self) -> str:
        """What it said, once it is answered."""
        self.answer.set()
        return self.process.communicate()[1]


def halted(drill: Drill, site: Site, request: int) -> Halted:
    """Halted when the site has got so many requests."""
    reached, answer = threading.Event(), threading.Event()

    def wait(received: Received) -> None:
        if len(site.received) == request:
            reached.set()
            answer.wait(60)

    site.on_request = wait
    process = drill.start("--only", "one")
    assert reached.wait(60)
    return Halted(process, answer)


def test_a_second_night_says_who_holds_the_lock(drill: Drill, site: Site) -> None:
    first = halted(drill, site, 2)
    second = drill.night("--only", "two")
    first.ended()
    assert second.exit_code == 4
    assert f"process {first.process.pid} on " in second.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_night_that_is_told_to_stop_ends_cleanly(drill: Drill, site: Site, number: signal.Signals) -> None:
    night = halted(drill, site, 3)
    night.process.send_signal(number)
    time.sleep(3)  # the night tells its crawl within a quarter of a second, if it is given one
    said = night.ended()
    assert (night.process.returncode, drill.data.unfinished_files, "Traceback" in said) == (5, [], False), said
    assert drill.data.column("select outcome from night_sources") == ["stopped"]
    assert drill.data.column("select count(*) from articles") == [1]  # the page that was asked for was finished


def test_run_again_it_completes_the_same_night(drill: Drill, site: Site) -> None:
    night = halted(drill, site, 3)
    night.process.send_signal(signal.SIGTERM)
    night.ended()
    site.forget()
    ended = drill.night("--only", "one")
    assert (ended.sources["one"]["outcome"], ended.sources["one"]["new"]) == ("finished", 3)
    assert len(drill.data.table("nights")) == 1


# --- A bad night -----------------------------------------------------------------------------------------


def test_a_box_that_came_into_every_body_is_no_edit_to_readers(drill: Drill, site: Site) -> None:
    drill.night("--only", "one", night=0)
    before = drill.public("select headline, body, version from articles")
    box = b"<p>Doc nhieu nhat trong tuan qua</p><p>Thi truong vang hom nay</p></div></body>"
    for path, (page,) in site.answers.items():
        site.put(path, replace(page, body=page.body.replace(b"</div></body>", box)))
    ended = drill.night("--only", "one", night=1)
    row = ended.sources["one"]
    assert (ended.exit_code, row["changed"], row["verdict"], row["held"]) == (1, 3, "broken", True), ended.stderr
    assert drill.public("select headline, body, version from articles") == before
    assert drill.public("select * from edits") == []


def test_what_somebody_accepts_is_published_on_the_next_night(drill: Drill, site: Site) -> None:
    test_a_box_that_came_into_every_body_is_no_edit_to_readers(drill, site)
    accepted = drill.night("--accept", "one")
    assert (accepted.exit_code, "one: 1 crawls released" in accepted.stdout) == (0, True), accepted.stderr
    drill.night("--only", "one", night=2)
    assert len(drill.public("select * from edits")) == 3


def test_what_does_not_verify_is_not_published(drill: Drill) -> None:
    drill.night("--only", "one", night=0)
    before = (drill.data.folder / "public.db").read_bytes()
    file = drill.data.capture_files[0]
    whole = file.read_bytes()
    file.write_bytes(whole[:-40] + b"\0" * 40)
    ended = drill.night("--only", "one", night=1)
    assert (ended.exit_code, (drill.data.folder / "public.db").read_bytes() == before) == (3, True), ended.stderr
    assert "Nothing was published" in ended.stderr


def test_a_damaged_public_file_is_made_anew(drill: Drill) -> None:
    drill.night("--only", "one", night=0)
    public = drill.data.folder / "public.db"
    public.write_bytes(public.read_bytes()[:40_000])
    ended = drill.night("--only", "one", night=1)
    assert (ended.exit_code, len(drill.public("select * from articles"))) == (0, 3), ended.stderr


def test_a_full_disk_leaves_readers_what_they_had(drill: Drill, tmp_path: Path) -> None:
    drill.night("--only", "one", night=0)
    before = (drill.data.folder / "public.db").read_bytes()
    disk, after = tmp_path / "disk", tmp_path / "after"
    for folder in (disk, after):
        folder.mkdir()
    room = 2000  # kilobytes: enough for a crawl, not for another public.db
    size = sum(path.stat().st_size for path in drill.data.folder.rglob("*") if path.is_file()) // 1024 + room
    changes = {name: value for name, value in drill.environment(night=1).items() if name != "ARCHIVE_DIR"}
    ended = namespace(SMALL_DISK, size, disk, drill.data.folder, after, *drill.command(), folder=disk, **changes)
    assert (ended.returncode, "Traceback" in ended.stderr) == (3, False), ended.stderr
    assert "Nothing was published" in ended.stderr
    assert (after / "public.db").read_bytes() == before
    assert list(after.glob("public.db.*")) == []
