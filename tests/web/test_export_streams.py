"""Downloads are whole, or visibly broken off, in bounded time and memory; slow readers do not keep others out."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from archive.web.asked import Selection
from archive.web.exports import answers, routes, streaming
from archive.web.exports.formats import FORMATS
from archive.web.exports.taking import CutOffError, Taking, interrupt_downloads
from tests.archive.running import Server
from tests.web.downloading import asked, own_site

SECONDS = 60  # that SQLite may take: more than any of this needs
LONG = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
select i, printf('%.*c', 3000, 'x') as body from n
"""
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.fixture(scope="module")
def public(library_folder: Path) -> Path:
    return library_folder / "public.db"


@pytest.fixture
def host(public: Path) -> Iterator[str]:
    with own_site(public) as host:
        yield host


def test_it_is_sent_in_chunks_so_that_a_break_is_seen(site: Server) -> None:
    assert site.get("/tai-ve/places.csv").headers["Transfer-Encoding"] == "chunked"


def test_fewer_rows_than_counted_break_the_download_off(public: Path) -> None:
    short = Selection("places", "select * from places limit 300", {}, "select 301")
    taking = Taking(public, lambda _: short, FORMATS["jsonl"], SECONDS)
    with closing(taking), pytest.raises(CutOffError, match="300 rows of 301"):
        list(taking.pieces())


@pytest.fixture
def instead_of_a_table(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Other rows than a table's own: instead_of_a_table(sql, count)."""

    def replace(rows: str, count: str = "") -> None:
        broken = Selection("places", rows, {}, count)
        monkeypatch.setattr(routes, "table_selection", lambda *_, **__: broken)

    return replace


@pytest.mark.parametrize(
    "rows",
    [
        "select * from places limit 300",
        f"select abs(iif(i = 250, -9223372036854775808, 1)) from ({LONG}) limit 301",
    ],
    ids=["a row is missing", "a row cannot be worked out"],
)
def test_what_goes_wrong_later_is_an_error_for_the_reader(
    host: str, instead_of_a_table: Callable[..., None], rows: str
) -> None:
    instead_of_a_table(rows, "select 301")
    with pytest.raises(http.client.IncompleteRead):
        asked(host, "/tai-ve/places.csv").read()


def test_what_goes_wrong_at_once_is_said_in_a_sentence(host: str, instead_of_a_table: Callable[..., None]) -> None:
    instead_of_a_table("select abs(-9223372036854775808) from places")
    answer = asked(host, "/tai-ve/places.csv")
    assert (answer.status, answer.read()) == (400, b"integer overflow\n")


def test_a_piece_that_takes_too_long_is_given_up(public: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        Taking(public, lambda _: Selection("n", ENDLESS, {}), FORMATS["csv"], 0.01)


def test_what_takes_too_long_is_said_in_a_sentence(
    host: str, instead_of_a_table: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "Taking", lambda public, choose, form, _: Taking(public, choose, form, 0.01))
    instead_of_a_table(ENDLESS)
    answer = asked(host, "/tai-ve/places.csv")
    assert (answer.status, "This takes too long" in answer.read().decode()) == (400, True)


def test_who_ends_the_server_need_not_wait_for_a_download(public: Path) -> None:
    started = threading.Event()

    def choose(connection: sqlite3.Connection) -> Selection:
        connection.create_function("started", 0, started.set)
        return Selection("n", ENDLESS.replace("select 1", "select coalesce(started(), 1)"), {})

    with ThreadPoolExecutor() as reader:
        taking = reader.submit(Taking, public, choose, FORMATS["csv"], SECONDS)
        started.wait()
        interrupt_downloads()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            taking.result()


def test_too_many_downloads_at_once_are_asked_to_wait(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MOST_AT_ONCE", 0)
    answer = asked(host, "/tai-ve/places.csv")
    assert (answer.status, answer.headers["retry-after"]) == (503, "30")


def left_alone() -> bool:
    """Whether the places of all downloads come free."""
    while streaming._running:
        threading.Event().wait(0.01)
    return True


def test_a_reader_who_leaves_leaves_room_for_others(host: str) -> None:
    for _ in range(3 * streaming.MOST_AT_ONCE):
        with closing(socket.create_connection(host.split(":"))) as leaving:  # type: ignore[arg-type]
            leaving.sendall(b"GET /tai-ve/places.json HTTP/1.1\r\nHost: archive.example\r\n\r\n")
            assert leaving.recv(1000).startswith(b"HTTP/1.1 200")
        assert left_alone()
    assert asked(host, "/tai-ve/runs.csv").status == 200


def test_a_reader_who_takes_nothing_more_leaves_room_for_others(
    host: str, instead_of_a_table: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "LONGEST_WAIT", 0.1)
    instead_of_a_table(LONG)
    answer = asked(host, "/tai-ve/places.csv")
    assert left_alone()
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        answer.read()


def test_a_reader_who_is_slow_for_long_leaves_room_for_others(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PATIENCE", 0)
    monkeypatch.setattr(streaming, "LOWEST_RATE", 10**18)
    with pytest.raises(http.client.IncompleteRead):
        asked(host, "/tai-ve/places.csv").read()


@pytest.mark.parametrize("length", [3_000, 3_000_000])
def test_much_takes_no_more_memory_than_a_few_pieces(public: Path, length: int) -> None:
    rows = LONG.replace("100000", str(90_000_000 // length)).replace("3000", str(length))
    tracemalloc.start()
    with closing(Taking(public, lambda _: Selection("n", rows, {}), FORMATS["csv"], SECONDS)) as taking:
        sent = sum(len(piece) for piece in taking.pieces())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 90_000_000  # bytes
    assert most < max(5_000_000, 10 * length)
