"""`scrapy reextract`: what today's extraction would change, by any executor, and nothing lost for a dead worker."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from archive.publish import PUBLIC_TABLES
from archive.store import open_archive
from scrapers import workers
from scrapers.reextraction import Reextraction, reextract
from scrapers.workers import PAGES_A_TASK, Evidence, Workers, read_all
from tests.conftest import Data, run_scrapy, sentences
from tests.scrapers.deadly_page import KILLER, read_or_die
from tests.server import FIRST_NIGHT, LATER_NIGHT


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Both nights of the sample."""
    data = Data(tmp_path_factory.mktemp("imported") / "data")
    assert run_scrapy(data.folder, "importpages", str(FIRST_NIGHT), str(LATER_NIGHT)).returncode == 0
    return data


@pytest.fixture
def data(imported: Data, tmp_path: Path) -> Data:
    """A copy that a test may spoil."""
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(sqlite3.connect(imported.folder / "archive.db")) as db:
        db.execute("vacuum into ?", [str(folder / "archive.db")])
    (folder / "captures").symlink_to(imported.captures)
    return Data(folder)


def in_threads() -> Workers:
    return Workers(lambda: ThreadPoolExecutor(2), 2)


def read_again(data: Data, *, apply: bool = False, by: Workers | None = None) -> Reextraction:
    with closing(open_archive(data.folder / "archive.db")) as db:
        return reextract(db, data.captures, by or in_threads(), apply, lambda what, done, total: None)


def spoil(data: Data, sql: str, *parameters: object) -> None:
    """As an older extraction would have read it."""
    with closing(sqlite3.connect(data.folder / "archive.db")) as db, db:
        assert db.execute(sql, parameters).rowcount > 0, sql


def everything(data: Data) -> dict[str, list[dict[str, object]]]:
    return {table: data.query(f"select * from {table} order by 1, 2") for table in PUBLIC_TABLES}


AN_ARTICLE = "(select id from articles where source = 'baonghean' order by id limit 1)"
AN_EDITED_ONE = "(select article from edits order by article limit 1)"


# --- What would change -------------------------------------------------------------------------------------


def test_the_same_extraction_changes_nothing(data: Data) -> None:
    done = read_again(data, apply=True)
    assert (done.changed, dict(done.counts)) == (0, {})
    assert done.captures == data.column("select count(*) from sightings where answer = 'whole'")[0] + len(
        data.column("select id from refused where capture is not null")
    )


@pytest.mark.parametrize("field", ["headline", "author", "section", "published", "dateline", "body", "captions"])
def test_a_field_that_is_read_differently_is_counted_by_source_with_an_example(data: Data, field: str) -> None:
    spoil(data, f"update articles set {field} = 'xưa đọc sai' where id = {AN_ARTICLE}")
    done = read_again(data)
    assert dict(done.counts) == {("baonghean", field): 1}
    (example,) = done.examples["baonghean", field]
    assert "'xưa đọc sai' ->" in example


def test_nothing_is_kept_without_apply(data: Data) -> None:
    spoil(data, f"update articles set author = 'xưa đọc sai' where id = {AN_ARTICLE}")
    before = everything(data)
    read_again(data)
    assert everything(data) == before


@pytest.mark.parametrize(
    "sql",
    [
        f"update articles set author = 'xưa đọc sai', views = 7 where id = {AN_ARTICLE}",
        f"update versions set body = 'bản cũ', fingerprint = 'ff' where article = {AN_EDITED_ONE} and number = 1",
        f"update articles set headline = 'tít đọc sai' where id = {AN_ARTICLE}",
    ],
)
def test_applied_the_archive_says_what_it_would_have_said_at_once(imported: Data, data: Data, sql: str) -> None:
    spoil(data, sql)
    if "fingerprint" in sql:
        spoil(
            data,
            f"update sightings set fingerprint = 'ff' where article = {AN_EDITED_ONE}"
            f" and capture = (select capture from versions where article = {AN_EDITED_ONE} and number = 1)",
        )
    assert read_again(data, apply=True).changed == 1
    assert everything(data) == everything(imported)


def test_wordings_that_become_equal_are_one(imported: Data, data: Data) -> None:
    """An extractor that read a view count into the text made a version for each night."""
    article = imported.column("select article from versions group by article having count(*) = 1 order by 1")[0]
    captures = imported.column(
        "select capture from sightings where article = ? and answer = 'whole' order by seen_at", article
    )
    assert len(captures) == 2
    spoil(data, "update sightings set fingerprint = 'ff' where capture = ?", captures[1])
    spoil(
        data,
        "insert into versions select article, 2, seen_at, ?, 'ff', headline, captions, 'xem: 12' from versions"
        " where article = ?",
        captures[1],
        article,
    )
    read_again(data, apply=True)
    assert everything(data) == everything(imported)


def test_a_page_that_was_refused_and_is_an_article_today_goes_in(imported: Data, data: Data) -> None:
    (row,) = data.query("select * from captures where id = (select capture from articles order by id limit 1)")
    identity = data.column("select id from articles order by id limit 1")[0]
    with closing(sqlite3.connect(data.folder / "archive.db")) as db, db:
        db.execute("pragma foreign_keys = off")
        for table, column in (("edits", "article"), ("versions", "article"), ("sightings", "article")):
            db.execute(f"delete from {table} where {column} = ?", [identity])
        db.execute("delete from articles where id = ?", [identity])
        db.execute(
            "insert into refused (source, url, reason, capture, first_seen, last_seen)"
            " values (?, ?, 'unknown_layout', ?, ?, ?)",
            [row["source"], row["url"], row["id"], row["captured_at"], row["captured_at"]],
        )
    done = read_again(data, apply=True)
    assert done.counts[row["source"], "outcome"] == 1
    assert data.column("select count(*) from articles where id = ?", identity) == [1]
    assert data.column("select count(*) from refused where url = ?", row["url"]) == [0]


def test_what_is_no_article_today_is_told_and_stays(imported: Data, data: Data) -> None:
    capture = data.column("select capture from articles order by id limit 1")[0]
    spoil(data, "update captures set offset = 3 where id = ?", capture)
    before = everything(data)["articles"]
    done = read_again(data, apply=True)
    ((_, name),) = done.counts
    assert name == "outcome"
    assert everything(data)["articles"] == before


# --- The command -------------------------------------------------------------------------------------------


def test_the_command_says_what_it_found_and_what_to_do(data: Data) -> None:
    spoil(data, f"update articles set author = 'xưa đọc sai' where id = {AN_ARTICLE}")
    process = run_scrapy(data.folder, "reextract", "--processes", "2")
    assert (process.returncode, process.stderr) == (0, "")
    count, example, summary = process.stdout.splitlines()
    assert count == "baonghean, author: 1"
    assert "'xưa đọc sai' ->" in example
    assert summary.endswith("1 articles changed; nothing kept: add --apply")


def test_apply_keeps_it(data: Data, imported: Data) -> None:
    spoil(data, f"update articles set author = 'xưa đọc sai' where id = {AN_ARTICLE}")
    process = run_scrapy(data.folder, "reextract", "--processes", "1", "--apply")
    assert process.stdout.endswith("1 articles changed; kept\n"), process.stdout + process.stderr
    assert everything(data) == everything(imported)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--processes", "0"), 2, "at least one must read"),
        (("--processes", "2", "--scheduler", "tcp://127.0.0.1:1"), 2, "Either --processes or --scheduler."),
        (("--scheduler", "nowhere"), 2, "no Dask scheduler answers at nowhere"),
        (("--to", "moi.db"), 2, "--to goes with --from-captures."),
        (("tep.warc.gz",), 2, "scrapy importpages takes files"),
        ((), 1, "crawl first, or name the data folder"),
        (("--from-captures",), 2, "name the data folder in ARCHIVE_DIR"),
    ],
)
def test_bad_input_is_one_clear_sentence(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    process = run_scrapy(tmp_path, "reextract", *arguments)
    assert process.returncode == code
    assert said in process.stdout + process.stderr
    assert "Traceback" not in process.stderr


def test_an_archive_that_is_there_is_not_written_over(imported: Data) -> None:
    process = run_scrapy(imported.folder, "reextract", "--from-captures")
    assert process.returncode == 2
    assert "move it away, or name another file with --to" in "".join(sentences(process.stdout + process.stderr))


# --- Executors ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A real Dask cluster of two processes."""
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0")  # type: ignore[no-untyped-call]
    with cluster as running:
        yield running


def test_a_dask_cluster_reads_the_same(data: Data, imported: Data, cluster: LocalCluster) -> None:
    spoil(data, f"update articles set author = 'xưa đọc sai' where id = {AN_ARTICLE}")
    process = run_scrapy(data.folder, "reextract", "--scheduler", cluster.scheduler_address, "--apply")
    assert process.stdout.endswith("1 articles changed; kept\n"), process.stdout + process.stderr
    assert everything(data) == everything(imported)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "DASK_PATIENCE", "0.1s")
    with pytest.raises(workers.NoSchedulerError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        workers.dask_cluster("tcp://127.0.0.1:1")


def chunks(data: Data, number: int) -> list[list[Evidence]]:
    """So many chunks of one page each."""
    rows = data.query("select source, file, offset, length from captures order by id limit ?", number)
    found = []
    for row in rows:
        content = (data.captures / row["file"]).read_bytes()
        found.append([Evidence(row["source"], content[row["offset"] : row["offset"] + row["length"]])])
    return found


class Killing(Executor):
    """Real processes, of which one is killed in the middle of the work."""

    def __init__(self, after: int) -> None:
        pool = workers.processes(2).open()
        assert isinstance(pool, ProcessPoolExecutor)
        self.pool = pool
        self.after = after

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 (as its base)
        self.after -= 1
        if self.after == 0:
            os.kill(next(iter(self.pool._processes)), signal.SIGKILL)
        return self.pool.submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.pool.shutdown(wait, cancel_futures=cancel_futures)


def test_a_killed_worker_loses_no_page(imported: Data) -> None:
    pages = chunks(imported, 40)
    told = list(read_all(in_threads(), pages))
    opened: list[Killing] = []

    def opening() -> Executor:
        opened.append(Killing(after=0 if opened else 20))
        return opened[-1]

    assert list(read_all(Workers(opening, 2), pages)) == told
    assert len(opened) == 2


def test_a_page_that_kills_whoever_reads_it_is_found_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "read_chunk", read_or_die)
    pages = [Evidence("baonghean", b"") for _ in range(4)]
    pages[2] = Evidence("baonghean", KILLER)
    (told,) = read_all(workers.processes(1), [pages])
    assert told == ["đọc được", "đọc được", "the process that reads it dies", "đọc được"]


def test_few_tasks_wait_at_a_time() -> None:
    taken = 0

    def endless() -> Iterator[list[Evidence]]:
        nonlocal taken
        while True:
            taken += 1
            yield [Evidence("baonghean", b"")]

    next(read_all(in_threads(), endless()))
    assert taken <= 2 * workers.TASKS_A_WORKER + 1


def test_a_task_has_as_many_pages_as_is_said(imported: Data) -> None:
    sizes: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 (as its base)
            sizes.append(len(arguments[0]))
            return super().submit(function, *arguments, **named)

    read_again(imported, by=Workers(lambda: Counting(1), 1))
    assert set(sizes[:-1]) == {PAGES_A_TASK}
