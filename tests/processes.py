"""Python commands as processes of their own, forked from one that has imported everything.

`run` and `Process` are called as `subprocess.run` and `subprocess.Popen` are with text=True. A test that needs a new
interpreter, or a shell around it, calls those.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

PROJECT = Path(__file__).parents[1]
PYTHON = [sys.executable, "-m"]
File = IO[bytes] | int
STARTING = threading.Lock()  # tests crawl in several threads


@cache
def preloaded() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The process that forks, started when it is first needed."""
    ours, its = socket.socketpair()
    without_path = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with its:
        command = [*PYTHON, "tests.preloaded", str(its.fileno())]
        process = subprocess.Popen(command, cwd=PROJECT, env=without_path, pass_fds=[its.fileno()])
    return ours, process


def end_preloaded() -> None:
    """End it, if it was started, and wait until its coverage is written."""
    if preloaded.cache_info().currsize:
        channel, process = preloaded()
        channel.close()
        process.wait()
        preloaded.cache_clear()


class Process:
    """A command that runs. `stdin`, `stdout` and `stderr` of subprocess.PIPE are files here, the others ours."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path = PROJECT,
        stdin: File = subprocess.DEVNULL,
        stdout: File = 1,
        stderr: File = 2,
    ) -> None:
        assert list(command[:2]) == PYTHON, f"not a Python module: {command}"
        self.args = list(command)
        self.returncode: int | None = None
        self._waiting = threading.Lock()
        self._status, its_end = socket.socketpair()
        with ExitStack() as its, its_end:
            _, given_in = _opened(stdin, its)
            self.stdout, given_out = _opened(stdout, its)
            self.stderr, given_err = _opened(stderr, its)
            with STARTING:
                channel, _ = preloaded()
            socket.send_fds(channel, [b"."], [its_end.fileno(), given_in, given_out, given_err])
        asked = {"arguments": self.args[2:], "env": dict(os.environ if env is None else env), "cwd": str(cwd)}
        self._status.sendall(json.dumps(asked).encode() + b"\n")
        self._told = self._status.makefile("r")
        self.pid = self._number_told()

    def wait(self) -> int:
        """The exit code; minus the signal that ended it."""
        with self._waiting:
            if self.returncode is None:
                self.returncode = self._number_told()
                self._told.close()
                self._status.close()
        return self.returncode

    def _number_told(self) -> int:
        line = self._told.readline()
        assert line, "the process that forks has ended: python -m tests.preloaded"
        return int(line)

    def communicate(self) -> tuple[str, str]:
        """What is still to be read from the pipes, until it ends; nothing the second time."""
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(_rest, (self.stdout, self.stderr)))
        self.wait()
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        """Nothing happens to a process that has ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


def _opened(file: File, its: ExitStack) -> tuple[IO[str] | None, int]:
    """Our end, of a pipe, and its end. What is opened here for the process closes with `its`."""
    if file == subprocess.PIPE:
        ours, its_end = os.pipe()
        its.callback(os.close, its_end)
        return open(ours), its_end  # noqa: PTH123 (a descriptor)
    if file == subprocess.DEVNULL:
        silence = os.open(os.devnull, os.O_RDWR)
        its.callback(os.close, silence)
        return None, silence
    return None, file if isinstance(file, int) else file.fileno()


def _rest(pipe: IO[str] | None) -> str:
    if pipe is None or pipe.closed:
        return ""
    with pipe:
        return pipe.read()


def run(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path = PROJECT, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run to the end; `typed` is its standard input."""
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(typed.encode())
        given.seek(0)
        exit_code = Process(command, env=env, cwd=cwd, stdin=given, stdout=out, stderr=err).wait()
        said = [_text(file) for file in (out, err)]
    return subprocess.CompletedProcess(list(command), exit_code, *said)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
