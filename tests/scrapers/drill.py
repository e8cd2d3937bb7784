"""Nights over sources of our own making: real processes, real servers on 127.0.0.1, a clock that moves."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.clock import CLOCK
from tests.conftest import Data, environment
from tests.processes import PROJECT, PYTHON, Process, run
from tests.scrapers.small_site import clock_of, path_of, put_list
from tests.server import Answer, Site

# Loaded by the night and by each of its crawls: sources, and faults of our own code where an environment asks for them.
SPIDERS = """
import importlib, os, signal, time
from dataclasses import replace
from scrapers.spiders.thanhuy_hatinh import ThanhUyHaTinh
from scrapers.crawling import SourceSpider

KEPT = []

def read_page(self, response, lead):
    {faults}.get(self.name, lambda: None)()
    return SourceSpider.read_page(self, response, lead)

def hang():
    while True:
        pass

def leak():
    kept = []
    while True:
        kept.append(bytearray(10_000_000))

def keep():
    KEPT.append(bytearray(60_000_000))
    time.sleep(2)

def crash():
    os.kill(os.getpid(), signal.SIGSEGV)

for name, home in {homes}.items():
    source = replace(ThanhUyHaTinh.source, id=name, home=home)
    members = {{"name": name, "source": source, "read_page": read_page, "__module__": __name__}}
    globals()[name] = type(name, (SourceSpider,), members)

def kill_at_call(path, number):
    module, name = path.rsplit(".", 1)
    module = importlib.import_module(module)
    original, calls = getattr(module, name), []
    def counted(*arguments, **named):
        calls.append(1)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)
    setattr(module, name, counted)

if os.environ.get("DRILL_KILL_AT"):
    path, number = os.environ["DRILL_KILL_AT"].split(":")
    kill_at_call(path, int(number))
"""


NEWS = """<div class="title-news">{name}: hai cơ quan họp bàn</div>
<div class="date-news">{day:02}/06/2025 08:3{day}</div>
<div class="content-news"><p>Sáng {day}/6, hội nghị ở xã {name} bàn về việc làm đường và nước sạch cho dân.</p>
<p>Ông Lê Văn {name} cho biết {day} phần mười số hộ của xã {name} đã có nước.</p></div>"""


def put_news(site: Site, *names: str) -> None:
    """A list of articles whose texts differ, as a site has that stands well. A name ends in a day of June 2025."""
    for name in names:
        page = NEWS.format(name=name, day=int(name[-1]))
        site.put(path_of(name), Answer(f"<html><body>{page}</body></html>".encode()))
    put_list(site, *names)


@dataclass(frozen=True)
class Drill:
    """A data folder and the sources that its nights read: name -> address of the server."""

    folder: Path
    homes: Mapping[str, str]
    # Source -> crash, hang, leak (on a page) or keep (something of each page), in our own code.
    faults: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        faults = "{" + ", ".join(f"{name!r}: {fault}" for name, fault in self.faults.items()) + "}"
        (self.folder / "drill_spiders.py").write_text(SPIDERS.format(homes=dict(self.homes), faults=faults))

    @property
    def data(self) -> Data:
        return Data(self.folder / "data")

    def command(self, *options: str, **settings: object) -> list[str]:
        stated = {"SPIDER_MODULES": "drill_spiders", "ALLOW_PRIVATE_ADDRESSES": 1, "DOWNLOAD_DELAY": 0}
        stated |= {"LOG_LEVEL": "ERROR", "RETRY_TIMES": 0} | settings
        named = [part for name, value in stated.items() for part in ("-s", f"{name}={value}")]
        return [*PYTHON, "scrapy", "nightly", *options, *named]

    def environment(self, night: int | datetime | None = None) -> dict[str, str]:
        """That of a night by its number, or of one that begins at this moment."""
        clock = {CLOCK: night.isoformat()} if isinstance(night, datetime) else {}
        clock = clock_of(night) if isinstance(night, int) else clock
        path = os.pathsep.join([str(self.folder), str(PROJECT)])
        return environment(self.data.folder, PYTHONPATH=path, **clock)

    def night(self, *options: str, night: int | datetime | None = None, **settings: object) -> Ended:
        """A night from its beginning to its end."""
        ended = run(self.command("--json", *options, **settings), env=self.environment(night))
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def start(self, *options: str, night: int | datetime | None = None, **changes: str) -> Process:
        """A night that is not waited for."""
        pipe = subprocess.PIPE
        return Process(self.command(*options), env=self.environment(night) | changes, stdout=pipe, stderr=pipe)

    def killed_at(self, call: str, number: int = 1) -> None:
        """A night that is killed when it calls a function for the Nth time."""
        process = self.start(DRILL_KILL_AT=f"{call}:{number}")
        _, said = process.communicate()
        assert process.returncode == -signal.SIGKILL, said

    def public(self, sql: str) -> list[dict[str, Any]]:
        """What readers see."""
        with closing(sqlite3.connect(self.data.folder / "public.db")) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(sql)]


@dataclass(frozen=True)
class Ended:
    """A night that ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Source -> its row of the table."""
        assert self.stdout, self.stderr
        return {row["source"]: row for row in json.loads(self.stdout)["sources"]}
