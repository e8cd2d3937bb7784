"""When each WARC file was last read whole, so that a night reads what is new and a share of the rest, not everything.

`runs/last-read.txt` is written by nights alone. One line a file: the night (a day in Vietnam), its bytes, when it was
changed last (nanoseconds since 1970), its name below captures/. A file that was found damaged is not noted, so it is
read again, and named again, each night. Without the list everything is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

from archive.proof.digests import CAPTURES, RUNS
from archive.whole_files import written_whole

LAST_READ = "last-read.txt"
# In so many nights every file is read whole. 100 GB take 20 to 50 minutes of one core, so a night takes one or two.
NIGHTS = 30


@dataclass(frozen=True)
class Stamp:
    """What shows from outside that somebody wrote to a file."""

    size: int  # bytes
    changed: int  # nanoseconds since 1970


@dataclass(frozen=True)
class Reading:
    """A file was read whole on that night and found as it should be."""

    night: date
    stamp: Stamp


def stamps(folder: Path) -> dict[str, Stamp]:
    """WARC file -> its stamp, of all that have their final name in this data folder."""
    captures = folder / CAPTURES
    found = {str(path.relative_to(captures)): path.stat() for path in captures.rglob("*.warc.gz")}
    return {name: Stamp(stat.st_size, stat.st_mtime_ns) for name, stat in found.items()}


def last_readings(folder: Path) -> dict[str, Reading]:
    """WARC file -> when it was read last; nothing where the list is missing or is not ours."""
    path = folder / RUNS / LAST_READ
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return dict(map(_read_line, lines))
    except ValueError:
        return {}


def read_lately(files: Mapping[str, Stamp], readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Files that a night need not read: they are as they were, and it is not their turn.

    It is the turn of those that were read longest ago, up to one part in NIGHTS of all bytes.
    """
    unchanged = [(name, reading) for name, reading in readings.items() if files.get(name) == reading.stamp]
    unchanged.sort(key=lambda one: (one[1].night, one[0]))
    share = sum(stamp.size for stamp in files.values()) / NIGHTS
    bytes_before = accumulate((reading.stamp.size for _, reading in unchanged), initial=0)
    return {name: reading for (name, reading), before in zip(unchanged, bytes_before, strict=False) if before >= share}


def note_readings(folder: Path, readings: Mapping[str, Reading]) -> None:
    """Replace the list. Raises OSError."""
    path = folder / RUNS / LAST_READ
    path.parent.mkdir(exist_ok=True)
    with written_whole(path) as unfinished:
        unfinished.write_text("".join(_lines(readings)), encoding="utf-8")


def _lines(readings: Mapping[str, Reading]) -> Iterable[str]:
    for name, reading in sorted(readings.items()):
        yield f"{reading.night}  {reading.stamp.size}  {reading.stamp.changed}  {name}\n"


def _read_line(line: str) -> tuple[str, Reading]:
    night, size, changed, name = line.split("  ", 3)
    return name, Reading(date.fromisoformat(night), Stamp(int(size), int(changed)))
