"""A real web archive on 127.0.0.1: pywb, with recordings in one collection."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.processes import PROJECT

PYWB = PROJECT / ".venv-pywb" / "bin"
COLLECTION = "kho"
PATIENCE = 60  # seconds: it starts in two, on a machine that does nothing else


@contextmanager
def pywb(folder: Path, *recordings: Path) -> Iterator[str]:
    """Serve these recordings; yields the address of the CDX API."""
    if not (PYWB / "wayback").exists():
        pytest.fail(f"no pywb in {PYWB}: make setup-dev")
    _manage(folder, "init", COLLECTION)
    _manage(folder, "add", COLLECTION, *map(str, recordings))
    port = _free_port()
    command = [str(PYWB / "wayback"), "--port", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    with (folder / "pywb.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}/{COLLECTION}/cdx"
        finally:
            server.terminate()
            server.wait()


def _manage(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [str(PYWB / "wb-manager"), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    """Below those that a system gives to whoever asks for any: nobody else gets it before pywb does."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    pytest.fail("no port is free")


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"pywb did not start: {server.poll()}")
