"""The archive as files: every public table as CSV and JSON lines, the same bytes for archives that say the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from archive.export import LEFT_OUT, export
from archive.model import Reason
from archive.publish import PUBLIC_TABLES
from archive.store import ArchiveError, keep_refused, transaction
from tests.archive.small_archive import FAIR, REVIEW, SIGNING, SIGNING_ID, SmallArchive


def exported(archive: SmallArchive, name: str = "ra") -> Path:
    folder = archive.folder / name
    export(archive.db, folder)
    return folder


def csv_rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def json_rows(folder: Path, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_are_two_files_for_each_public_table_and_no_others(small_archive: SmallArchive) -> None:
    files = sorted(path.name for path in exported(small_archive).iterdir())
    assert files == sorted(f"{table}{ending}" for table in PUBLIC_TABLES for ending in (".csv", ".jsonl"))


def test_a_data_folder_is_no_place_for_an_export(small_archive: SmallArchive) -> None:
    before = sorted(small_archive.folder.iterdir())
    with pytest.raises(ArchiveError, match=r"holds an archive \(archive\.db\): name a folder of its own"):
        export(small_archive.db, small_archive.folder)
    assert sorted(small_archive.folder.iterdir()) == before


@pytest.mark.parametrize("table", ["articles", "versions", "edits", "sightings", "captures"])
def test_both_forms_hold_every_row(small_archive: SmallArchive, table: str) -> None:
    folder = exported(small_archive)
    number = small_archive.db.table(table).count
    assert number > 0
    assert len(csv_rows(folder, table)) == len(json_rows(folder, table)) == number


def test_text_is_as_it_was_printed(small_archive: SmallArchive) -> None:
    folder = exported(small_archive)
    headlines = {FAIR.headline, REVIEW.headline, SIGNING.headline}
    assert {row["headline"] for row in csv_rows(folder, "articles")} == headlines
    assert {row["headline"] for row in json_rows(folder, "articles")} == headlines


def test_json_keeps_what_is_no_text(small_archive: SmallArchive) -> None:
    (row,) = [row for row in json_rows(exported(small_archive), "articles") if row["id"] == SIGNING_ID]
    assert (row["version"], row["views"]) == (2, None)


def test_captures_are_named_by_their_record_wherever_they_are_referred_to(small_archive: SmallArchive) -> None:
    folder = exported(small_archive)
    records = {row["record_id"] for row in csv_rows(folder, "captures")}
    for table in ("articles", "versions", "sightings", "edits", "refused"):
        named = {row["capture"] for row in csv_rows(folder, table)}
        assert named
        assert named <= records, table


@pytest.mark.parametrize("table", LEFT_OUT)
def test_what_only_the_night_itself_knew_is_left_out(small_archive: SmallArchive, table: str) -> None:
    (header, *_) = (exported(small_archive) / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    assert not set(LEFT_OUT[table]) & set(header.split(","))
    assert set(LEFT_OUT[table]) <= {column.name for column in small_archive.db.table(table).columns}


def test_a_page_that_was_never_fetched_is_left_out(small_archive: SmallArchive) -> None:
    with transaction(small_archive.db):
        keep_refused(small_archive.db, "baovensong", "https://cam.example/", Reason.ROBOTS, None, "", None)
    assert "https://cam.example/" not in {row["url"] for row in csv_rows(exported(small_archive), "refused")}


def test_the_same_articles_stored_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name, order in (("xuoi", (SIGNING, REVIEW, FAIR)), ("nguoc", (FAIR, REVIEW, SIGNING))):
        archive = SmallArchive(tmp_path / name)
        moment = archive.clock
        for article in order:
            archive.clock = moment.replace(minute=10 * int(article.key[-1]))
            archive.keep(article)
        folders.append(exported(archive))
    for table in ("articles", "versions", "sightings", "reports", "organizations", "people"):
        before, after = ((folder / f"{table}.jsonl").read_text(encoding="utf-8") for folder in folders)
        assert after == before, table


def test_a_second_export_replaces_the_first(small_archive: SmallArchive) -> None:
    before = {path.name: path.read_bytes() for path in exported(small_archive).iterdir()}
    assert {path.name: path.read_bytes() for path in exported(small_archive).iterdir()} == before
