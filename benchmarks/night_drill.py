"""python -m benchmarks.night_drill: thirty nights with seeded faults, and one night over a hundred sources.

The sites are servers on 127.0.0.1, the crawls processes of their own, the clock moves a day a night.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from archive.warc.captures import CaptureFile
from archive.warc.exchange import Exchange
from benchmarks import machine
from benchmarks.night_sites import FAULTS, GOOD_NIGHTS, USUAL, WELL, Drilled, put_site, written
from benchmarks.night_stages import Cost, measured
from tests.scrapers.drill import Drill
from tests.server import ROBOTS, Answer, Site, serving

NIGHTS = 30


def drill_faults(folder: Path, nights: int, console: Console) -> dict[str, dict[int, str]]:
    """Source -> night -> verdict."""
    verdicts: dict[str, dict[int, str]] = defaultdict(dict)
    with ExitStack() as stack:
        drilled = [Drilled(name, stack.enter_context(serving())) for name in (*FAULTS, *WELL)]
        ids = {one.name: one.name.replace(" ", "_") for one in drilled}
        drill = Drill(folder, {ids[one.name]: one.site.address for one in drilled})
        for night in range(nights):
            for one in drilled:
                one.lay_out(night)
            ended = drill.night(night=night, DOWNLOAD_TIMEOUT=1)
            for one in drilled:
                verdicts[one.name][night] = ended.sources[ids[one.name]]["verdict"] or "none"
            red = [name for name in verdicts if verdicts[name][night] not in ("ok", "quiet", "none")]
            console.print(f"night {night + 1}: exit code {ended.exit_code}; red: {', '.join(red) or 'none'}")
    return verdicts


def show_faults(verdicts: Mapping[str, Mapping[int, str]], console: Console) -> None:
    """What was flagged rightly, after how many nights, and the false alarms."""
    table = Table("site", "expected", "flagged after nights", "verdicts since", "false alarms before")
    for name, by_night in verdicts.items():
        expected = FAULTS[name][1] if name in FAULTS else "ok or quiet"
        begins = GOOD_NIGHTS if name in FAULTS else len(by_night)
        right = [night - begins + 1 for night, verdict in by_night.items() if night >= begins and verdict == expected]
        since = dict.fromkeys(verdict for night, verdict in by_night.items() if night >= begins)
        alarms = [night for night, verdict in by_night.items() if night < begins and verdict not in ("ok", "quiet")]
        table.add_row(name, expected, str(right[0]) if right else "-", ", ".join(since), str(len(alarms)))
    console.print(table)


def night_over(sources: int, folder: Path) -> Cost:
    """One night over so many sources that answer at once, from a recording of three articles each."""
    hosts = {f"nguon_{number:03}": f"https://nguon{number:03}.example" for number in range(sources)}
    drill = Drill(folder, hosts)
    recording = _recorded(folder, list(hosts.values()))
    return measured(drill.command("--json", REPLAY=recording), drill.environment())


def _recorded(folder: Path, homes: list[str]) -> Path:
    day = datetime.now(UTC).date()
    with CaptureFile(folder, "drill", "recording", datetime.now(UTC)) as file:
        for place, home in enumerate(homes):
            articles = [written(10 * place + number, day) for number in range(3)]
            answers = Site(home)
            put_site(answers, articles, USUAL)
            answers.put("/robots.txt", Answer(ROBOTS, headers=(("Content-Type", "text/plain"),)))
            for path, (answer,) in answers.answers.items():
                file.write(Exchange(home + path, datetime.now(UTC), 200, answer.body, answer.headers))
    return next(folder.rglob("drill-recording.warc.gz"))


def main() -> None:
    """Drill, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.night_drill", description=__doc__)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--sources", type=int, default=100)
    options = parser.parse_args()
    console = Console(highlight=False, width=120)
    console.print(machine.description())
    with TemporaryDirectory() as folder:
        load = os.getloadavg()[0]
        cost = night_over(options.sources, Path(folder) / "many")
        console.print(
            f"a night over {options.sources} sources that answer at once: {cost.seconds:.0f} s, of all cores "
            f"{cost.cpu:.0f} s ({cost.cpu / options.sources:.2f} s a source); at most {cost.memory:.0f} MB in all its "
            f"processes. Load of the machine when it began: {load:.1f}"
        )
        console.print(cost.table({"crawling": os.cpu_count() or 1}))
        if options.nights:
            show_faults(drill_faults(Path(folder) / "faults", options.nights, console), console)


if __name__ == "__main__":
    main()
