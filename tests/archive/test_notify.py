"""Messages as real receivers on 127.0.0.1 get them: one a night at most, only what changed, nothing twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import feedparser
import pytest

from archive.nights import notify
from archive.nights.editors_digest import DIGEST_LINES, digest_of
from archive.nights.night_news import watched_names
from tests.archive.seeded_nights import Nights, article

BLOCKED = {("list", "HTTP 403"): 1}
PARTS = (
    "Sáng 12/5, Đảng ủy Công an tỉnh Nghệ An và Hội Nông dân tỉnh Nghệ An ký kết chương trình phối hợp.",
    "Đồng chí Lê Thị Mận, Chủ tịch Hội Nông dân tỉnh Nghệ An dự lễ ký.",
)


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    lived = Nights.begun(tmp_path)
    yield lived
    lived.archive.db.close()


@dataclass
class Receiver:
    """Takes what is posted, and answers as told."""

    address: str = ""
    status: int = 200
    posted: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posted.append((self.path, json.loads(body)))
            self.send_response(receiver.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def tell(nights: Nights, **environment: str) -> list[str]:
    return notify.tell(nights.archive.db, nights.night + 1, environment)


# --- What is told ------------------------------------------------------------------------------------------


def changes(nights: Nights, receiver: Receiver) -> list[str]:
    """The ids of what tonight's message tells; none where nothing was sent."""
    before = len(receiver.posted)
    tell(nights, ARCHIVE_NOTIFY_WEBHOOK=receiver.address)
    return [change["id"] for _, body in receiver.posted[before:] for change in body["changes"]]


def test_a_night_on_which_nothing_changed_sends_nothing(nights: Nights, receiver: Receiver) -> None:
    nights.live()
    said = tell(nights, ARCHIVE_NOTIFY_WEBHOOK=receiver.address)
    assert (said, receiver.posted) == (["webhook: nothing changed, nothing was sent"], [])


def test_a_source_is_told_once_when_it_turns_red_and_once_when_it_is_well(nights: Nights, receiver: Receiver) -> None:
    told = []
    for answers in (BLOCKED, BLOCKED, None, None):
        nights.live(answers=answers)
        told.append(changes(nights, receiver))
    assert told == [["verdict/baovensong/blocked/2025-06-03"], [], ["verdict/baovensong/quiet/2025-06-05"], []]


def test_a_night_that_runs_again_tells_nothing_twice(nights: Nights, receiver: Receiver) -> None:
    nights.live(answers=BLOCKED)
    assert changes(nights, receiver)
    assert tell(nights, ARCHIVE_NOTIFY_WEBHOOK=receiver.address) == ["webhook: this night's message was sent already"]
    assert len(receiver.posted) == 1


def test_what_could_not_be_sent_is_said_and_told_on_the_next_night(nights: Nights, receiver: Receiver) -> None:
    nights.live(answers=BLOCKED)
    receiver.status = 500
    (said,) = tell(nights, ARCHIVE_NOTIFY_WEBHOOK=receiver.address)
    assert said.startswith("webhook: the message was not sent (HTTPError: HTTP Error 500")
    receiver.status = 200
    nights.live(answers=BLOCKED)
    assert changes(nights, receiver) == ["verdict/baovensong/blocked/2025-06-03"]


def test_one_channel_that_fails_keeps_no_other_from_telling(nights: Nights, receiver: Receiver) -> None:
    nights.live(answers=BLOCKED)
    said = tell(nights, ARCHIVE_NOTIFY_SLACK="http://127.0.0.1:9/none", ARCHIVE_NOTIFY_WEBHOOK=receiver.address)
    assert ["was not sent" in said[0], "one message was sent" in said[1]] == [True, True]


def test_a_withdrawal_is_told_when_it_is_confirmed(nights: Nights, receiver: Receiver) -> None:
    gone, told = article(0, 1), []
    for _ in range(4):
        nights.live(missing=[(gone, "not_found")])
        told.append([one.split("/")[0] for one in changes(nights, receiver)])
    assert told == [[], [], ["withdrawal"], []]


def test_the_first_report_of_a_watched_organization_is_told(nights: Nights, receiver: Receiver) -> None:
    (nights.archive.folder / "watched.txt").write_text("# của tôi\nHội Nông dân tỉnh Nghệ An\n", encoding="utf-8")
    night = nights.night + 1
    nights.live([replace(article(night, 0), body=PARTS)])
    assert [one.split("/")[0] for one in changes(nights, receiver)] == ["first"]
    nights.live([replace(article(night + 1, 1), body=PARTS)])
    assert changes(nights, receiver) == []


def test_watched_txt_may_hold_remarks_and_empty_lines(tmp_path: Path) -> None:
    (tmp_path / "watched.txt").write_text("\ufeff# một\n\nCông an tỉnh # hai\np40/tu\n", encoding="utf-8")
    assert watched_names(tmp_path) == ["Công an tỉnh", "p40/tu"]


def test_the_digest_has_ten_lines_at_most(nights: Nights) -> None:
    night = nights.night + 1
    made = [article(night, number) for number in range(14)]
    nights.live([replace(one, body=(f"{PARTS[0]} {one.key}", *one.body)) for one in made])
    lines = digest_of(nights.archive.db, nights.day)
    assert len(lines) == DIGEST_LINES
    assert lines[-1] == "… và 5 tin nữa / and 5 more"


# --- How it arrives ----------------------------------------------------------------------------------------


def test_slack_gets_a_text(nights: Nights, receiver: Receiver) -> None:
    nights.live(answers=BLOCKED)
    tell(nights, ARCHIVE_NOTIFY_SLACK=f"{receiver.address}/services/bi-mat")
    ((path, body),) = receiver.posted
    assert path == "/services/bi-mat"
    assert "từ chối chúng ta" in body["text"]


def test_telegram_gets_a_message_of_the_bot(nights: Nights, receiver: Receiver) -> None:
    nights.live(answers=BLOCKED)
    bot = {"ARCHIVE_NOTIFY_TELEGRAM_TOKEN": "1:ma", "ARCHIVE_NOTIFY_TELEGRAM_API": receiver.address}
    tell(nights, ARCHIVE_NOTIFY_TELEGRAM="-100", **bot)
    ((path, body),) = receiver.posted
    assert (path, body["chat_id"]) == ("/bot1:ma/sendMessage", "-100")
    assert len(body["text"]) <= 4096


def test_no_error_names_the_secret_of_an_address(nights: Nights, receiver: Receiver) -> None:
    nights.live(answers=BLOCKED)
    receiver.status = 404
    (said,) = tell(nights, ARCHIVE_NOTIFY_SLACK=f"{receiver.address}/services/bi-mat")
    assert "bi-mat" not in said


def test_the_feed_keeps_the_nights_newest_first(nights: Nights) -> None:
    for answers in (BLOCKED, None):
        nights.live(answers=answers)
        tell(nights, ARCHIVE_NOTIFY_FEED="van-hanh.atom")
    feed = feedparser.parse((nights.archive.folder / "van-hanh.atom").read_bytes())
    assert not feed.bozo
    assert [entry.id.rsplit(":", 1)[1] for entry in feed.entries] == ["2025-06-04", "2025-06-03"]
