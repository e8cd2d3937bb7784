"""Where the time of a night goes: by the clock and of all cores, stage by stage, and how much of it is waiting."""

import os
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

from rich.table import Table

from scrapers.night.exit_codes import ExitCode
from tests.processes import PROJECT

# What the night says when a stage begins -> the stage.
BEGINNINGS = {
    " the night of ": "opening the archive",
    ": started": "crawling",
    " settling the night": "settling",
    " finding stories": "stories",
    " judging the sources": "judging",
    " checking the captures": "verifying",
    " publishing": "publishing",
}
TICKS = os.sysconf("SC_CLK_TCK")  # a second


@dataclass(frozen=True)
class Stage:
    """What one took: seconds by the clock, and of all cores."""

    name: str
    seconds: float
    cpu: float


@dataclass(frozen=True)
class Cost:
    """What a night took, and MB of all its processes together at most."""

    stages: Sequence[Stage]
    memory: float

    @property
    def seconds(self) -> float:
        """By the clock."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def cpu(self) -> float:
        """Of all cores."""
        return sum(stage.cpu for stage in self.stages)

    def table(self, at_once: Mapping[str, int]) -> Table:
        """A line a stage. `at_once`: how many cores a stage could use; 1 where it is not named."""
        table = Table("stage", "seconds", "of all cores", "share of it waiting")
        for stage in (*self.stages, Stage("all", self.seconds, self.cpu)):
            could = stage.seconds * at_once.get(stage.name, 1)
            waiting = f"{max(0.0, 1 - stage.cpu / could):.0%}" if stage.name != "all" else ""
            table.add_row(stage.name, f"{stage.seconds:.1f}", f"{stage.cpu:.1f}", waiting)
        return table


def measured(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a night, and look at its processes while it runs. Linux only. Raises CalledProcessError if it fails."""
    night = subprocess.Popen(
        command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert night.stderr
    marks = [("starting", time.monotonic(), 0.0)]
    memory: list[float] = [0]
    watcher = threading.Thread(target=_watch, args=(night, memory))
    watcher.start()
    _listen(night.stderr, night.pid, marks)
    watcher.join()
    if night.returncode not in (ExitCode.ALL_WELL, ExitCode.SOME_RED):
        raise subprocess.CalledProcessError(night.returncode, command)
    return Cost([_stage(*pair) for pair in pairwise(marks)], max(memory))


Mark = tuple[str, float, float]  # stage, moment and CPU seconds so far when it began


def _stage(mark: Mark, following: Mark) -> Stage:
    return Stage(mark[0], following[1] - mark[1], following[2] - mark[2])


def _listen(said: IO[str], pid: int, marks: list[Mark]) -> None:
    """Note when each stage begins."""
    cpu = 0.0
    for line in said:
        cpu = max(cpu, sum(map(_cpu_seconds, _family(pid))))
        name = next((stage for beginning, stage in BEGINNINGS.items() if beginning in line), None)
        if name and name not in {mark[0] for mark in marks}:
            marks.append((name, time.monotonic(), cpu))
    marks.append(("ended", time.monotonic(), cpu))


def _watch(night: subprocess.Popen[str], memory: list[float]) -> None:
    while night.poll() is None:
        memory.append(sum(map(_megabytes, _family(night.pid))))
        time.sleep(0.2)


def _family(pid: int) -> Iterator[int]:
    """The process and all that descend from it."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            children[int(_fields(stat)[1])].append(int(stat.parent.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children[one]


def _fields(stat: Path) -> list[str]:
    """Those behind the name: state, parent and so on, as in proc(5), which counts from 3."""
    return stat.read_text().rpartition(")")[2].split()


def _cpu_seconds(pid: int) -> float:
    """Of the process, and of its children that have ended."""
    with suppress(OSError):
        return sum(int(ticks) for ticks in _fields(Path(f"/proc/{pid}/stat"))[11:15]) / TICKS
    return 0.0


def _megabytes(pid: int) -> float:
    """Memory of a process; what it shares with others counts once among all of them."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
