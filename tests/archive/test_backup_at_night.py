"""`python -m archive backup` while a real night crawls two real sites; each copy is then taken as the data folder."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.proof.verify import verify
from tests.archive.running import run
from tests.scrapers.drill import Drill, put_news
from tests.server import Received, serving

NAMES = ("mot-1", "hai-2", "ba-3")
POINTS = {"at the list": 2, "at the first page": 3, "at the last page": 5}  # requests to one site
RESTORED = "at the first page"
ARTICLES = "select source, key, headline, body from articles order by source, key"


@dataclass(frozen=True)
class Copies:
    """What was copied while a night ran, and what that night came to."""

    drill: Drill
    ended: int  # exit code of the night
    made: dict[str, subprocess.CompletedProcess[str]]
    after: subprocess.CompletedProcess[str]  # the copy made once the night was over
    restored: Drill  # from one of these copies, after the night was run again there

    def folder(self, point: str) -> Path:
        return self.drill.folder / "copies" / point


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    folder = tmp_path_factory.mktemp("night")
    made = {}
    with serving() as one, serving() as two:
        for site in (one, two):
            put_news(site, *NAMES)
        drill = Drill(folder, {"one": one.address, "two": two.address})

        def back_up(received: Received) -> None:
            for point, number in POINTS.items():
                if len(one.received) == number:
                    made[point] = run(drill.data.folder, "backup", str(folder / "copies" / point))

        one.on_request = back_up
        ended = drill.night().exit_code
        after = run(drill.data.folder, "backup", str(folder / "copies" / "after"))
        one.forget()
        return Copies(drill, ended, made, after, restored(drill, RESTORED))


def restored(drill: Drill, point: str) -> Drill:
    """A copy taken as the data folder, and the night of the same sites run again there."""
    again = Drill(drill.folder / "restored" / point, drill.homes)
    shutil.copytree(drill.folder / "copies" / point, again.data.folder)
    ended = again.night()
    assert ended.exit_code == 0, ended.stderr
    return again


def test_the_night_takes_no_notice(copies: Copies) -> None:
    assert copies.ended == 0
    assert copies.drill.data.column("select count(*) from articles") == [6]


@pytest.mark.parametrize("point", POINTS)
def test_a_copy_is_made_while_the_night_crawls(copies: Copies, point: str) -> None:
    assert copies.made[point].returncode == 0, copies.made[point].stderr


def test_a_copy_is_made_after_the_night(copies: Copies) -> None:
    assert copies.after.returncode == 0, copies.after.stderr


@pytest.mark.parametrize("point", [*POINTS, "after"])
def test_a_copy_verifies(copies: Copies, point: str) -> None:
    found = verify(copies.folder(point), lambda step: None, lambda finding: None).findings
    # A page that came between the rows and the files of the copy is an orphan there, and fetched again.
    assert [str(finding) for finding in found if finding.concerns_readers] == []


def test_restored_it_completes_the_night(copies: Copies) -> None:
    assert copies.restored.public(ARTICLES) == copies.drill.public(ARTICLES)


def test_the_night_notes_which_files_it_read(copies: Copies) -> None:
    noted = (copies.drill.data.folder / "runs" / "last-read.txt").read_text().splitlines()
    assert len(noted) == len(copies.drill.data.capture_files) == 2


def test_what_the_crawls_said_is_copied(copies: Copies) -> None:
    logs = sorted(path.name for path in (copies.folder("after") / "runs").glob("*/*.log"))
    assert logs == ["one.log", "two.log"]


def test_the_copy_has_never_been_read_by_a_night(copies: Copies) -> None:
    assert not (copies.folder("after") / "runs" / "last-read.txt").exists()
