"""The machine under the figures: cores, memory, versions."""

import os
import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("scrapy", "trafilatura", "lxml", "warcio", "sqlite-utils")


def description() -> str:
    """4 cores, Python 3.11.7, Scrapy 2.19, ...: what a figure means nothing without."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}"


def keep_to_core(number: int) -> None:
    """Stay on one core (the remainder, where there are fewer), so that contenders have the same; Linux only."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {number % (os.cpu_count() or 1)})


def resident_memory() -> tuple[float, float]:
    """Memory of this process in MB, now and at most so far. Linux only: (0, 0) elsewhere."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0, 0.0
    kilobytes = {name: value for name, _, value in (line.partition(":") for line in status.read_text().splitlines())}
    return (_megabytes(kilobytes["VmRSS"]), _megabytes(kilobytes["VmHWM"]))


def _megabytes(value: str) -> float:
    return int(value.split()[0]) / 1024
