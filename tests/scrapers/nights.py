"""Several nights of the sample's Thành ủy Hà Tĩnh and Báo Nghệ An: an article goes, is missed, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sample.articles import FIRST, LATER, Night, articles
from sample.build import responses
from sample.listing import path_of
from sample.recording import Response, write
from tests.conftest import Data, environment, scrapy_command
from tests.processes import run

CRAWLED = ("thanhuy_hatinh", "baonghean")


def withdrawn_path() -> str:
    """The one article of the sample that is gone on the later night."""
    return next(path_of(one) for one in articles("thanhuy_hatinh", LATER) if one.later == "withdrawn")


def answers(night: Night, restored: bool = False) -> Iterator[Response]:
    """What the sites answer; `restored`: the article is back as it was."""
    before = {response.url: response for response in responses(FIRST)}
    for response in responses(night):
        if restored and urlsplit(response.url).path == withdrawn_path():
            yield replace(before[response.url], content_type=response.content_type)
        else:
            yield response


def record_nights(folder: Path) -> list[tuple[datetime, Path]]:
    """Six nights: as they were, edited with one article gone, the same three times, and the article back."""
    nights = [(FIRST.started, FIRST, False), (LATER.started, LATER, False)]
    nights += [(LATER.started + timedelta(days), LATER, False) for days in (1, 2, 3)]
    nights.append((LATER.started + timedelta(5), LATER, True))
    recorded = []
    for number, (started, night, restored) in enumerate(nights):
        path = folder / f"dem-{number}.warc.gz"
        write(path, started, answers(night, restored))
        recorded.append((started, path))
    return recorded


def run_at(moment: datetime, data: Data, command: str, *arguments: str, replay: Path | None = None) -> None:
    """A command on that night. Fails with what it said."""
    night = environment(data.folder, ARCHIVE_CLOCK=moment.isoformat())
    process = run(scrapy_command(command, *arguments, REPLAY=replay or ""), env=night)
    assert process.returncode == 0, process.stderr


def live_through(data: Data, recordings: list[tuple[datetime, Path]]) -> None:
    """Crawl both sites each night."""
    for started, path in recordings:
        for source in CRAWLED:
            run_at(started + timedelta(hours=1), data, "crawl", source, replay=path)
