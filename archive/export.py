"""The whole archive as files for other tools: each public table as CSV and as JSON lines, in an order that is stable.

Two archives that say the same give the same bytes, so captures are named by the id of their WARC record (a column
that refers to captures has it instead of the number of a row), and what only the night itself knew is left out.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.publish import ARCHIVE, PUBLIC_TABLES
from archive.store import ArchiveError
from archive.whole_files import written_whole

CSV, JSON_LINES = ".csv", ".jsonl"
# Table -> columns that stay behind. None of them is in a WARC record.
LEFT_OUT = {
    "runs": ("ended_at", "recording", "outcome"),  # how a night ended, and what answered instead of the network
    "sources": ("first_seen", "last_seen"),  # when a command met the source: its runs say when it was crawled
    "source_runs": (
        *("started_at", "ended_at", "lists", "leads", "new_leads", "fetched", "new_articles", "new_versions"),
        *("unchanged", "refused", "failed", "outcome", "revisited", "missing"),  # counts, failures that left no record
    ),
    "captures": ("id",),  # numbers of rows
    "refused": ("id",),
}
# Rows that no record proves: pages that robots.txt forbade, so that nothing was fetched, and runs that stored nothing.
WITHOUT_EVIDENCE = {
    "refused": "capture is null",
    "runs": "id not in (select run from captures)",
    "source_runs": "(run, source) not in (select run, source from captures)",
    # What the nights counted and judged themselves; public.db has it.
    **dict.fromkeys(("nights", "night_sources", "held_runs", "host_nights", "robots_files"), "true"),
    **dict.fromkeys(("night_answers", "not_archived", "completeness"), "true"),
}
EMPTY = ""  # of a CSV field that is null; JSON says null


def export(db: Database, folder: Path, tell: Callable[[str], None] = lambda step: None) -> list[Path]:
    """Write all public tables below `folder`; returns the files. Raises ArchiveError, OSError, sqlite3.Error."""
    if (folder / ARCHIVE).exists():
        raise ArchiveError(f"{folder} holds an archive ({ARCHIVE}): name a folder of its own for the export.")
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    db.execute("begin")  # all tables from one moment, whatever a crawl writes meanwhile
    try:
        for table in PUBLIC_TABLES:
            tell(f"exporting {table}")
            written += _export_table(db, table, folder)
    finally:
        db.rollback()
    return written


def _export_table(db: Database, table: str, folder: Path) -> list[Path]:
    columns = [column.name for column in db.table(table).columns if column.name not in LEFT_OUT.get(table, ())]
    paths = [folder / (table + ending) for ending in (CSV, JSON_LINES)]
    with (
        written_whole(paths[0]) as for_csv,
        written_whole(paths[1]) as for_json,
        for_csv.open("w", encoding="utf-8", newline="") as comma_separated,
        for_json.open("w", encoding="utf-8", newline="\n") as lines,
    ):
        rows = csv.writer(comma_separated, lineterminator="\n")
        rows.writerow(columns)
        for row in _rows(db, table, columns):
            rows.writerow([EMPTY if value is None else value for value in row.values()])
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return paths


def _rows(db: Database, table: str, columns: list[str]) -> Iterator[Mapping[str, Any]]:
    """Rows in the order of all that they say, their key first."""
    named_by_record = {key.column for key in db.table(table).foreign_keys if key.other_table == "captures"}
    said = [
        f"(select record_id from captures as named where named.id = {table}.{column}) as {column}"  # noqa: S608
        if column in named_by_record
        else column
        for column in columns
    ]
    condition = f"where not ({WITHOUT_EVIDENCE[table]})" if table in WITHOUT_EVIDENCE else ""
    order = ", ".join(str(number) for number in range(1, len(columns) + 1))
    return db.query(f"select {', '.join(said)} from {table} {condition} order by {order}")  # noqa: S608 (our own names)
