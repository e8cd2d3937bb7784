"""`scrapy reextract --from-captures`: from the WARC files alone an archive that says the same, byte for byte."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.export import export
from archive.publish import PUBLIC_TABLES
from archive.store import open_archive
from tests.conftest import Data, run_scrapy
from tests.scrapers.nights import live_through, record_nights, run_at
from tests.server import FIRST_NIGHT


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Six nights of two sites, and a recording of all four that was imported in between."""
    folder = tmp_path_factory.mktemp("lived")
    data = Data(folder / "data")
    nights = record_nights(folder)
    live_through(data, nights[:3])
    run_at(nights[2][0] + timedelta(hours=3), data, "importpages", str(FIRST_NIGHT))
    live_through(data, nights[3:])
    return data


@pytest.fixture(scope="module")
def exports(lived: Data) -> tuple[Path, Path]:
    """Of the archive that lived, and of the one made from its captures."""
    rebuilt = lived.folder / "lai.db"
    process = run_scrapy(lived.folder, "reextract", "--from-captures", "--to", str(rebuilt))
    assert (process.returncode, process.stderr) == (0, "")
    folders = (lived.folder / "truoc", lived.folder / "sau")
    for path, folder in zip((lived.folder / "archive.db", rebuilt), folders, strict=True):
        with closing(open_archive(path)) as db:
            export(db, folder)
    return folders


def test_the_nights_hold_all_that_can_happen(lived: Data) -> None:
    assert set(lived.column("select distinct answer from sightings")) >= {"whole", "unchanged", "not_found"}
    assert lived.column("select state from withdrawals") == ["restored"]
    assert lived.column("select count(*) from edits")[0] > 0
    assert lived.column("select count(*) from capture_origins")[0] > 0


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("table", PUBLIC_TABLES)
def test_an_archive_made_from_its_captures_exports_the_same_bytes(
    exports: tuple[Path, Path], table: str, ending: str
) -> None:
    before, after = ((folder / f"{table}.{ending}").read_text(encoding="utf-8").splitlines() for folder in exports)
    assert sorted(set(after) ^ set(before)) == []
    assert after == before
