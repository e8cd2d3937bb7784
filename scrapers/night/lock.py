"""One night at a time on a data folder; the second is told who runs the first."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.store import now

LOCK = "night.lock"


class LockedError(Exception):
    """Another night runs; the message says which process, since when, on which machine."""


@contextmanager
def sole_night(folder: Path) -> Iterator[None]:
    """Hold the lock, which the system frees however this process ends. Raises LockedError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(_holder(folder / LOCK)) from error
        lock.truncate(0)
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": now()}, lock)
        lock.flush()
        yield


def _holder(path: Path) -> str:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {held['pid']} on {held['host']}, since {held['since']}"
    except (ValueError, KeyError):
        who = "a process that has just started"
    return f"Another night runs on {path.parent}: {who}. Wait for it, or end it with SIGTERM."
