"""What a night verifies: new and changed WARC files whole, and a share of the others, so that none waits for long."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import clock
from archive.proof import digests, last_read
from archive.proof.last_read import NIGHTS, Reading, Stamp, last_readings, read_lately
from archive.proof.verify import Verification, verify, verify_tonight
from archive.store import open_archive
from tests.archive import proven_archive
from tests.archive.proven_archive import EDITED, night

FIRST = date(2025, 7, 1)
LivedNight = Callable[[Path, int], Verification]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of five WARC files, with a digest."""
    folder = tmp_path_factory.mktemp("whole")
    proven_archive.fill(folder)
    with closing(open_archive(folder / "archive.db")) as db:
        digests.write_digest(db, folder, FIRST)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "data"))


@pytest.fixture
def on_night(monkeypatch: pytest.MonkeyPatch) -> LivedNight:
    """What the Nth night after the first says."""

    def verified(folder: Path, number: int) -> Verification:
        moment = clock.beginning_of(FIRST + timedelta(number)) + timedelta(hours=8)
        monkeypatch.setenv(clock.CLOCK, moment.isoformat())
        return verify_tonight(folder, lambda step: None, lambda finding: None)

    return verified


def files_by_age(folder: Path) -> list[Path]:
    return sorted((folder / "captures").rglob("*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)


def rot(path: Path) -> None:
    """A byte turns over on the disk: nobody wrote to the file, so its size and time stay."""
    stat = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def names_of_read(done: Verification) -> set[str]:
    return set(done.examined.whole)


def test_the_first_night_reads_everything(folder: Path, on_night: LivedNight) -> None:
    done = on_night(folder, 0)
    assert (len(names_of_read(done)), done.is_clean) == (5, True)


def test_the_night_after_reads_its_share(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    done = on_night(folder, 1)
    assert (len(names_of_read(done)), len(done.examined.lately), done.is_clean) == (1, 4, True)


def test_all_captures_are_held_against_their_digests_each_night(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    assert on_night(folder, 1).examined.captures == 10


def test_what_was_captured_since_is_read(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    with night(folder, 30) as crawl:
        crawl.page(EDITED)
    assert "2025/07/" in "".join(names_of_read(on_night(folder, 1)))


@pytest.mark.parametrize("number", range(5))
def test_rot_in_an_old_file_is_found_within_its_nights(folder: Path, on_night: LivedNight, number: int) -> None:
    on_night(folder, 0)
    rot(files_by_age(folder)[number])
    assert any(not on_night(folder, passed).is_clean for passed in range(1, NIGHTS + 1))


def test_rot_in_an_old_file_is_found_at_once_by_hand(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    for path in files_by_age(folder):
        rot(path)
    done = verify(folder, lambda step: None, lambda finding: None)
    damaged = {path for path in files_by_age(folder) if any(str(path) in one.where for one in done.findings)}
    assert len(damaged) == 5


def test_what_was_written_to_is_found_on_the_same_night(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    for path in files_by_age(folder):
        path.write_bytes(path.read_bytes()[:-20])
    found = on_night(folder, 1).findings
    assert sum("the digest of its night says SHA-256" in finding.what for finding in found) == 5


def test_a_file_that_is_gone_is_missed_on_the_same_night(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    for path in files_by_age(folder):
        path.unlink()
    assert sum("the file is gone" in finding.what for finding in on_night(folder, 1).findings) == 5


def test_a_row_that_points_elsewhere_is_found_on_the_same_night(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    with closing(open_archive(folder / "archive.db")) as db:
        db.execute("update captures set length = length + 1000000")
    assert sum("no record can be" in finding.what for finding in on_night(folder, 1).findings) >= 4


def test_damage_is_named_again_each_night(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    path = files_by_age(folder)[0]
    path.write_bytes(path.read_bytes()[:-20])
    assert [on_night(folder, passed).is_clean for passed in (1, 2, 3)] == [False] * 3


def test_without_the_list_everything_is_read(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    (folder / "runs" / last_read.LAST_READ).write_text("không phải danh sách\n")
    assert len(names_of_read(on_night(folder, 1))) == 5


def test_the_list_says_when_each_file_was_read(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    on_night(folder, 1)
    nights = sorted(str(reading.night) for reading in last_readings(folder).values())
    assert nights == ["2025-07-01"] * 4 + ["2025-07-02"]


def test_a_night_says_what_it_did_not_read(folder: Path, on_night: LivedNight) -> None:
    on_night(folder, 0)
    assert "; 4 of the files were read whole on 2025-07-01 or later and not again now; " in str(on_night(folder, 1))


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=50),
    st.lists(st.lists(st.integers(1, 10**9), max_size=3), min_size=NIGHTS, max_size=NIGHTS),
)
def test_every_file_is_read_whole_within_its_nights(old: list[int], new: list[list[int]]) -> None:
    files = {f"old-{number}": Stamp(size, 0) for number, size in enumerate(old)}
    readings = {name: Reading(FIRST, stamp) for name, stamp in files.items()}
    for passed, sizes in enumerate(new, start=1):
        files |= {f"new-{passed}-{number}": Stamp(size, 0) for number, size in enumerate(sizes)}
        lately = read_lately(files, readings)
        readings = {name: lately.get(name, Reading(FIRST + timedelta(passed), stamp)) for name, stamp in files.items()}
    assert [name for name, reading in readings.items() if reading.night == FIRST] == []


@given(st.lists(st.integers(1, 10**6), min_size=1))
def test_a_night_reads_no_more_than_its_share_and_one_file(sizes: list[int]) -> None:
    files = {str(number): Stamp(size, 0) for number, size in enumerate(sizes)}
    lately = read_lately(files, {name: Reading(FIRST, stamp) for name, stamp in files.items()})
    read = sum(stamp.size for name, stamp in files.items() if name not in lately)
    assert read <= sum(sizes) / NIGHTS + max(sizes)
