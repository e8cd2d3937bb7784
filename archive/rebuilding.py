"""What an archive that is made again from its WARC files knows of its runs and leads."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from sqlite_utils import Database

from archive.frontier import LIST, PAGE
from archive.store import utc

CRAWL, IMPORT = "crawl", "importpages"
FILE_NAME = re.compile(r"(?P<source>\w+)-(?P<run>(?P<began>\d{8}T\d{6}Z)-[0-9a-f]{4})\.warc\.gz")


@dataclass(frozen=True)
class FileOfRun:
    """What the name of one of our WARC files tells: baonghean-20261122T010203Z-3f9a.warc.gz."""

    source: str
    run: str
    began: datetime

    @classmethod
    def named(cls, name: str) -> "FileOfRun | None":
        """None for a file of another origin."""
        found = FILE_NAME.fullmatch(PurePath(name).name)
        if found is None:
            return None
        began = datetime.strptime(found["began"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return cls(found["source"], found["run"], began)


def restore_run(db: Database, file: FileOfRun) -> None:
    """The run that wrote a file; when it ended, and what it counted, is not in its records."""
    row = {"id": file.run, "command": CRAWL, "started_at": utc(file.began)}
    db.table("runs").insert(row, pk="id", ignore=True)
    row = {"run": file.run, "source": file.source, "started_at": utc(file.began)}
    db.table("source_runs").insert(row, pk=("run", "source"), ignore=True)


def note_import(db: Database, run: str) -> None:
    """Only imports write records that say where they came from."""
    db.execute("update runs set command = ? where id = ?", [IMPORT, run])


def is_list(db: Database, source: str, key: str) -> bool:
    """Whether this is the address of a list, or of a page with which one went on."""
    found = db.execute("select 1 from leads where source = ? and kind = ? and key = ?", [source, LIST, key])
    return found.fetchone() is not None


def refuse_lead(db: Database, source: str, url: str) -> None:
    """The page of this lead was fetched, and is no article."""
    db.execute(
        """
        update leads set state = 'refused', reason = refused.reason from refused
        where leads.source = ? and kind = ? and leads.url = ? and state = 'pending'
            and refused.source = leads.source and refused.url = leads.url
        """,
        [source, PAGE, url],
    )
