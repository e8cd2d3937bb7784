"""Datasette started by hand with our plugin folder, as the documentation says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.running import Server
from tests.processes import PROJECT


@pytest.fixture(scope="module")
def by_hand(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    command = [
        *(sys.executable, "-m", "datasette", "serve", str(library_folder / "public.db"), "--port", "0"),
        *("--plugins-dir", str(PROJECT / "archive/web/by_hand"), "-m", str(PROJECT / "datasette_metadata.json")),
    ]
    elsewhere = tmp_path_factory.mktemp("elsewhere")  # the project need not be where one stands
    process = subprocess.Popen(command, cwd=elsewhere, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    try:
        said = next((line for line in process.stderr if "running on" in line), "")
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        yield Server(address.group(), process)
    finally:
        process.terminate()
        process.communicate()


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/tim-kiem?q=dang+uy", "/tep/site.css", "/public/articles?_search=dang+uy"]
)
def test_the_site_is_there(by_hand: Server, path: str) -> None:
    assert by_hand.get(path).status == 200


def test_it_carries_the_policy(by_hand: Server) -> None:
    assert by_hand.get("/").headers["Content-Security-Policy"].startswith("default-src 'none'")
