"""A copy of the archive that is whole at any moment, made while crawls write, and checked as if it were restored.

A backup is a data folder itself (archive.db, captures/, runs/): `ARCHIVE_DIR=BACKUP python -m archive serve` reads it,
and copying it back restores it. public.db is not in it: `publish` makes it again. Files are copied, never linked:
a linked copy would be damaged with the original.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive import publish
from archive.proof.digests import CAPTURES, RUNS
from archive.proof.findings import Finding
from archive.proof.last_read import LAST_READ
from archive.proof.verify_captures import capture_files, check_capture, path_of
from archive.proof.verify_tables import check_integrity
from archive.store import ArchiveError, now
from archive.warc.captures import UNFINISHED, length_of_whole_members
from archive.whole_files import written_whole

MARK = "backup.json"  # says that a folder is a backup, and what the last one put there

TELL_EVERY = 100  # files

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    """What a backup holds, and what is wrong with it."""

    folder: Path
    articles: int
    files: int  # WARC files
    copied: int  # of these, copied this time
    checked: int  # captures whose records were read again in the copy: those in the files copied
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        wrong = f"{len(self.findings)} wrong" if self.findings else "nothing wrong"
        return (
            f"{self.folder}: {self.articles} articles and {self.files} WARC files, {self.copied} of them copied now; "
            f"{self.checked} captures read again in the copy, {wrong}"
        )


def backup(folder: Path, to: Path, tell: Tell) -> Backup:
    """Bring the backup in `to` up to date and check it. Raises ArchiveError; the backup of before then stands."""
    archive = folder / publish.ARCHIVE
    if not archive.exists():
        raise ArchiveError(f"no {archive}: there is nothing to back up, or name the data folder in ARCHIVE_DIR.")
    try:
        _take_folder(folder, to)
        notes = _notes(folder)  # of before: they name no file that is not copied whole
        with written_whole(to / publish.ARCHIVE) as unfinished:
            # The rows first: the captures that they name are in their files already, and more do no harm.
            tell(f"copying {archive.name}")
            _copy_database(archive, unfinished)
            copied, findings = _copy_captures(folder / CAPTURES, to / CAPTURES, tell)
        for note in notes:
            _copy(note, to / note.relative_to(folder))
        done = _checked(to, copied, findings, tell)
        _mark(to, str(done))
    except (OSError, sqlite3.DatabaseError) as error:
        raise ArchiveError(f"{to} could not be brought up to date: {error}. What was there before stands.") from error
    return done


def _take_folder(folder: Path, to: Path) -> None:
    """Raises ArchiveError for a folder that holds anything but a backup."""
    if to.resolve().is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(to.resolve()):
        raise ArchiveError(f"{to} and {folder} lie in each other: name a folder elsewhere, best on another disk.")
    if to.exists() and not to.is_dir():
        raise ArchiveError(f"{to} is a file: name a folder.")
    if to.exists() and any(to.iterdir()) and not (to / MARK).exists():
        raise ArchiveError(f"{to} holds files and is no backup (it has no {MARK}): name an empty folder or a backup.")
    to.mkdir(parents=True, exist_ok=True)
    if not (to / MARK).exists():
        _mark(to, "not whole yet")


def _mark(to: Path, state: str) -> None:
    with written_whole(to / MARK) as unfinished:
        unfinished.write_text(json.dumps({"at": now(), "state": state}, ensure_ascii=False) + "\n", encoding="utf-8")


def _copy_database(archive: Path, to: Path) -> None:
    """One moment of it, by SQLite's own backup, as one file without a -wal beside it. Raises DatabaseError."""
    with closing(publish.open_to_read(archive)) as source, closing(sqlite3.connect(to)) as target:
        source.execute("begin")
        rows = _row_counts(source)
        target.execute("pragma journal_mode = off")  # on a full disk a journal would be left beside what goes away
        source.backup(target)
        target.execute("pragma journal_mode = delete")
        target.row_factory = sqlite3.Row
        for finding in check_integrity(target, str(archive)):
            raise sqlite3.DatabaseError(str(finding))
        if _row_counts(target) != rows:
            raise sqlite3.DatabaseError("the copy of archive.db has other rows than archive.db")


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
    return {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for (name,) in tables}  # noqa: S608


def _copy_captures(captures: Path, to: Path, tell: Tell) -> tuple[set[str], list[Finding]]:
    """Copy what is new or was still open; returns the final names of the files copied, and what was changed."""
    copied, findings = set(), []
    for name in sorted(capture_files(captures)):
        kept = to / name
        if not kept.exists():
            _copy_capture(captures, name, to)
            copied.add(name)
            if len(copied) % TELL_EVERY == 0:
                tell(f"{len(copied)} WARC files copied")
        elif not _is_same(captures / name, kept):
            findings.append(_changed(captures / name, kept))
    return copied, findings


def _notes(folder: Path) -> list[Path]:
    """Digests, their timestamps, what each crawl said. When our own files were read last says nothing of the copy's."""
    return sorted(path for path in (folder / RUNS).rglob("*") if path.is_file() and path.name != LAST_READ)


def _copy_capture(captures: Path, name: str, to: Path) -> None:
    """A file that is still written keeps the name that says so, and its whole records."""
    try:
        source = path_of(captures, name)
        _copy(source, to / source.relative_to(captures))
    except FileNotFoundError:  # it got its final name this moment
        source = captures / name
        _copy(source, to / name)
    still_open = to / (name + UNFINISHED)
    if source.suffix != UNFINISHED:
        still_open.unlink(missing_ok=True)
        return
    with still_open.open("r+b") as file:
        file.truncate(length_of_whole_members(still_open))


def _copy(source: Path, to: Path) -> None:
    """With its time, under its name only once it is whole; what is the same already stays."""
    if to.exists() and _is_same(source, to):
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, written_whole(to) as unfinished:
        _write(file, unfinished)
        shutil.copystat(source, unfinished)


def _write(file: BinaryIO, to: Path) -> None:
    with to.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)


def _is_same(one: Path, other: Path) -> bool:
    first, second = one.stat(), other.stat()
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)


def _changed(source: Path, kept: Path) -> Finding:
    return Finding(
        str(source),
        f"it is no longer the file that was copied to {kept}",
        "a WARC file never changes once it has its name, so this one was damaged or replaced",
        "the copy is left as it was; `python -m archive verify` tells which of the two is whole",
    )


def _checked(to: Path, copied: set[str], findings: list[Finding], tell: Tell) -> Backup:
    """As if it were restored: every capture that the copied rows name is read in the copied files."""
    checked = 0
    with closing(publish.open_to_read(to / publish.ARCHIVE)) as connection:
        for row in connection.execute("select * from captures order by file, offset"):
            path = path_of(to / CAPTURES, row["file"])
            if row["file"] in copied:
                checked += 1
                findings += check_capture(to / CAPTURES, dict(row))
            elif not path.exists():
                what, meaning = f"the file of capture {row['record_id']} is not there", "the backup lacks its evidence"
                findings.append(Finding(str(path), what, meaning, "look for it with `python -m archive verify`"))
        articles = connection.execute("select count(*) from articles").fetchone()[0]
    tell(f"{checked} captures read again in the copy")
    return Backup(to, articles, len(capture_files(to / CAPTURES)), len(copied), checked, tuple(findings))
