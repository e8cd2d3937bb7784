"""`python -m archive` as a process of its own, and what it answers over HTTP."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests import processes
from tests.processes import PROJECT, PYTHON, Process


def command(*arguments: str) -> list[str]:
    return [*PYTHON, "archive", *arguments]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"ARCHIVE_DIR": str(folder), "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}


def run(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return processes.run(command(*arguments), env=environment(folder), typed=typed)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401 (whatever JSON holds)
        return json.loads(self.text)

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text)))


@dataclass(frozen=True)
class Server:
    address: str
    process: Process | subprocess.Popen[str]

    def get(self, path: str, **query: str) -> Answer:
        url = f"{self.address}{path}?{urlencode(query)}" if query else f"{self.address}{path}"
        try:
            with urllib.request.urlopen(url) as response:
                return Answer(response.status, dict(response.headers.items()), response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers.items()), error.read().decode())


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """`python -m archive serve` on a free port, ended by Ctrl-C."""
    process = Process(
        command("serve", "--port", "0"),
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said or process.communicate()[1]
        yield Server(address.group(), process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
