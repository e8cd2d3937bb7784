"""`python -m tests.preloaded FD`: a process that has imported everything and forks for each command it is sent.

What a command costs otherwise is mostly its imports: a second, and two under coverage. The fork is a real process
with a pid, signals, an exit code, files, a folder and an environment of its own. tests/processes.py sends them.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import threading
import warnings
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from coverage import Coverage

PACKAGES = ("archive", "scrapers", "scrapy")
# What Datasette imports when it starts.
SERVER = ("datasette.app", "uvicorn.lifespan.off", "uvicorn.loops.auto", "uvicorn.protocols.http.h11_impl")
# Run as programs; read from the environment when imported; all that are imported are crawled.
OF_EACH_COMMAND = ("__main__", "settings", "spiders")


def preload() -> None:
    """Import whole packages, without the reactor: each crawl installs its own."""
    for package in map(importlib.import_module, PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not set(OF_EACH_COMMAND) & set(module.name.split(".")):
                with suppress(Exception):  # the command that needs it will tell; some of Scrapy's need more libraries
                    importlib.import_module(module.name)
    for name in SERVER:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules
    if measured := Coverage.current():
        measured.get_data()  # moves what the imports ran out of memory: each fork would write it again
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page of memory that it looks at


def serve(channel: socket.socket) -> list[str]:
    """Fork for each request until the channel closes; returns, in the fork, the arguments behind `python -m`."""
    asking: dict[int, socket.socket] = {}

    def report_ended(_number: int, _frame: FrameType | None) -> None:
        while asking and (ended := os.waitpid(-1, os.WNOHANG))[0]:
            with asking.pop(ended[0]) as asker, suppress(OSError):  # nobody waits for it any more
                asker.sendall(b"%d\n" % os.waitstatus_to_exitcode(ended[1]))

    signal.signal(signal.SIGCHLD, report_ended)
    while True:
        _, files, _, _ = socket.recv_fds(channel, 1, 4)
        if not files:
            raise SystemExit
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        asker = socket.socket(fileno=files.pop(0))
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            for other in (channel, *asking.values()):
                other.close()
            return become(asker, files)
        asking[pid] = asker
        for file in files:
            os.close(file)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def become(asker: socket.socket, files: list[int]) -> list[str]:
    """Take over the standard files, the folder and the environment of a request."""
    with asker, asker.makefile("r") as lines:
        asker.sendall(b"%d\n" % os.getpid())
        asked = json.loads(lines.readline())
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    more = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:1] = [asked["cwd"], *filter(None, more)]
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(line_buffering=stream.isatty(), write_through="PYTHONUNBUFFERED" in os.environ)
    return list(asked["arguments"])


def run_as_main(module: str) -> int:
    """The exit code of `python -m module`; what else it raises ends this process as it would end that one."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as leaving:
        if not isinstance(leaving.code, int | None):
            raise
        return leaving.code or 0
    return 0


def leave(exit_code: int) -> NoReturn:
    """End as Python does, but for freeing each object: in a fork that copies all memory first, which takes 0.1 s."""
    threading._shutdown()  # type: ignore[attr-defined] # waits for threads, as multiprocessing has it do too
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


if __name__ == "__main__":
    channel = socket.socket(fileno=int(sys.argv[1]))
    with warnings.catch_warnings(action="ignore"):  # Scrapy's deprecated modules are imported too
        preload()
    sys.argv[:] = serve(channel)
    leave(run_as_main(sys.argv[0]))
