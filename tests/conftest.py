"""A crawl as a process of its own, and the archive that it leaves."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from warcio.checker import Checker

from tests.empty_archive import put_empty_archive
from tests.processes import PYTHON, end_preloaded, run
from tests.server import Site, serving

CONTACT = "lienhe@luutru.example"
SOURCES = ("baonghean", "thanhuy_hatinh", "thanhuy_ngabay", "tpcaolanh")

# Modules that take longest, in that order: started last, one of them would leave the other processes waiting.
LONGEST = (
    "web/test_every_page.py",
    "scrapers/test_night.py",
    "scrapers/test_faults.py",
    "scrapers/test_night_kill.py",
    "scrapers/test_night_closed_doors.py",
    "scrapers/test_withdrawals.py",
    "scrapers/test_night_midnight.py",
    "web/test_every_page_without_scripts.py",
    "web/test_looks.py",
    "scrapers/test_reextract.py",
    "scrapers/test_newsource.py",
    "scrapers/test_cdx.py",
    "test_benchmarks.py",
    "scrapers/test_rebuild.py",
    "scrapers/test_kill_revisits.py",
    "scrapers/test_kill.py",
    "scrapers/test_crawl_trouble.py",
    "scrapers/test_checksource.py",
    "web/test_pictures.py",
    "web/test_sample_site.py",
)

# Hypothesis has a profile of its own where the environment says CI: each run tries the same examples. Elsewhere they
# are new ones each time. A slow machine is no fault in either.
if settings.get_current_profile_name() == "default":
    settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
    settings.load_profile("exploring")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first, the others as they were."""
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@dataclass(frozen=True)
class Data:
    """A data folder: archive.db and captures/."""

    folder: Path

    @property
    def captures(self) -> Path:
        return self.folder / "captures"

    @property
    def capture_files(self) -> list[Path]:
        return sorted(self.captures.rglob("*.warc.gz"))

    @property
    def unfinished_files(self) -> list[Path]:
        return sorted(self.captures.rglob("*.open"))

    def query(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.folder / "archive.db")) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(sql, parameters)]

    def column(self, sql: str, *parameters: object) -> list[Any]:
        return [next(iter(row.values())) for row in self.query(sql, *parameters)]

    def table(self, name: str, *without: str) -> list[dict[str, Any]]:
        """All rows in the order of their keys; `without` these columns."""
        rows = self.query(f"select * from {name} order by 1, 2")
        return [{column: value for column, value in row.items() if column not in without} for row in rows]

    def lead(self, ending: str) -> dict[str, Any]:
        """The lead whose address ends so."""
        (found,) = self.query("select * from leads where url like ?", f"%{ending}")
        return found

    @property
    def last_outcome(self) -> str | None:
        return str(self.column("select outcome from runs order by rowid desc limit 1")[0])


def scrapy_command(command: str, *arguments: str, site: Site | None = None, **settings: object) -> list[str]:
    """`scrapy crawl NAME ...` as it is called; at `site` where one is given, without delays."""
    stated: dict[str, object] = {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR"}
    if site:
        arguments += ("-a", f"home={site.address}")
        stated["ALLOW_PRIVATE_ADDRESSES"] = 1
    options = [part for name, value in (stated | settings).items() for part in ("-s", f"{name}={value}")]
    return [*PYTHON, "scrapy", command, *arguments, *options]


def environment(folder: Path, **changes: str) -> dict[str, str]:
    return os.environ | {"ARCHIVE_DIR": str(folder), "ARCHIVE_CONTACT": CONTACT} | changes


def run_scrapy(
    folder: Path, command: str, *arguments: str, site: Site | None = None, **settings: object
) -> subprocess.CompletedProcess[str]:
    return run(scrapy_command(command, *arguments, site=site, **settings), env=environment(folder))


def sentences(stderr: str) -> list[str]:
    """What was said, without empty lines."""
    return [line for line in stderr.splitlines() if line.strip()]


def warcio_check(*files: Path) -> tuple[int, str]:
    """What `warcio check` finds wrong with these files; (0, "") is nothing."""
    output = StringIO()
    with redirect_stdout(output):
        exit_code = Checker(SimpleNamespace(inputs=[str(file) for file in files], verbose=False)).process_all()
    return exit_code, output.getvalue()


@pytest.fixture(scope="session", autouse=True)
def processes() -> Iterator[None]:
    yield
    end_preloaded()


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive.db without sources, to be copied."""
    return put_empty_archive(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path / "data")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running
