"""Is everything there, whole, and what it says it is? The evidence, the tables, the digests, the published file."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archive import clock, publish
from archive.proof import last_read
from archive.proof.digests import CAPTURES, check_digests
from archive.proof.findings import Finding
from archive.proof.last_read import Reading
from archive.proof.verify_captures import Examined, check_captures
from archive.proof.verify_public import check_public
from archive.proof.verify_tables import FROM_CAPTURES, check_tables, settle_all
from archive.store import ArchiveError, open_archive

Tell = Callable[[str], None]
Show = Callable[[Finding], None]


@dataclass
class Verification:
    """What was looked at and what is wrong."""

    examined: Examined = field(default_factory=Examined)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong."""
        return not self.findings

    def __str__(self) -> str:
        unnamed = sum(self.examined.unnamed.values())
        kept = f"{unnamed} further records (lists, robots.txt, redirects, failures) are kept in the files alone"
        wrong = {0: "nothing is wrong", 1: "one thing is wrong"}.get(len(self.findings))
        verdict = wrong or f"{len(self.findings)} things are wrong"
        return f"{self.examined}; {kept}; {verdict}"


def verify(folder: Path, tell: Tell, show: Show) -> Verification:
    """Check all of a data folder; `show` is given each finding as it is made. Changes nothing. Raises ArchiveError."""
    done = Verification()
    _verify(folder, tell, show, done)
    return done


def verify_tonight(folder: Path, tell: Tell, show: Show) -> Verification:
    """As `verify`, but of the WARC files only those that are new or changed, and a share of the rest, are read.

    Notes which were: see archive/proof/last_read.py. Raises ArchiveError, OSError.
    """
    files, night = last_read.stamps(folder), clock.tonight()
    lately = last_read.read_lately(files, last_read.last_readings(folder))
    done = Verification(Examined(lately=lately))
    _verify(folder, tell, show, done)
    now = {name: Reading(night, stamp) for name, stamp in files.items() if name in done.examined.whole}
    last_read.note_readings(folder, {**lately, **now})
    return done


def repair(folder: Path, tell: Tell, show: Show) -> Verification:
    """Make again what can be made again, never evidence, and check once more. Raises ArchiveError."""
    archive = folder / publish.ARCHIVE
    with closing(open_archive(archive)) as db:
        tell("making the indexes again")
        db.execute("reindex")
        tell("making the history again")
        settle_all(db)
    if (folder / publish.PUBLIC).exists():
        publish.publish(folder, tell)
    return verify(folder, tell, show)


def _verify(folder: Path, tell: Tell, show: Show, done: Verification) -> None:
    for finding in _everything(folder, done.examined, tell):
        done.findings.append(finding)
        show(finding)


def _everything(folder: Path, examined: Examined, tell: Tell) -> Iterator[Finding]:
    archive = _archive(folder)
    with closing(publish.open_to_read(archive)) as connection:
        connection.isolation_level = None
        try:
            yield from check_captures(connection, folder / CAPTURES, examined, tell)
            yield from check_digests(connection, folder)
            yield from check_tables(connection, archive, tell)
        except sqlite3.DatabaseError as error:
            yield Finding(
                str(archive),
                f"it cannot be read to its end ({error})",
                "rows are lost; the evidence in the WARC files is not touched by that",
                FROM_CAPTURES,
            )
    yield from check_public(folder, tell)


def _archive(folder: Path) -> Path:
    """archive.db, with the newest tables where it can be written. Raises ArchiveError."""
    path = folder / publish.ARCHIVE
    if not path.exists():
        raise ArchiveError(f"no {path}: there is nothing to verify, or name the data folder in ARCHIVE_DIR.")
    if os.access(path, os.W_OK):
        try:
            open_archive(path).close()
        except ArchiveError as error:
            raise ArchiveError(f"{error}; {FROM_CAPTURES}.") from error
    return path
