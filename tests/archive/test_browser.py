"""What a reader's browser makes of the site: the pages draw, and nothing in them is held back by our own rules."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.archive.running import Server

CHROMIUM = shutil.which("chromium") or ""
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Debian's chromium is not installed (.ci/run installs it)")

QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def opened(address: str, profile: Path) -> tuple[str, str]:
    """The page as the browser has it once it is drawn, and what its console said."""
    command = [CHROMIUM, *QUIET, f"--user-data-dir={profile}", "--enable-logging=stderr", "--dump-dom", address]
    process = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    console = [line for line in process.stderr.splitlines() if ":CONSOLE" in line]
    return process.stdout, "\n".join(console)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "Kho tin phối hợp công tác"),
        ("/public/articles?_search=dang+uy", "Đảng ủy"),
        ("/public/search?words=dang+uy", "Tìm theo từ"),
        ("/public/agreements_today", "Các thỏa thuận và hiện trạng"),
    ],
)
def test_a_page_draws_with_nothing_held_back(site: Server, tmp_path: Path, path: str, shown: str) -> None:
    page, console = opened(site.address + path, tmp_path)
    assert shown in page
    assert console == ""
