"""Which sources there are, which commands ran, and what each run did to each source."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from archive import clock
from archive.store import now, transaction, utc


def register_source(db: Database, facts: Mapping[str, Any]) -> None:
    """Write a source's facts (the columns of `sources`, without first_seen and last_seen)."""
    moment = now()
    row = {**facts, "former_domains": json.dumps(facts["former_domains"], ensure_ascii=False)}
    with transaction(db):
        known = next(iter(db.query("select first_seen from sources where id = ?", [facts["id"]])), None)
        row |= {"first_seen": known["first_seen"] if known else moment, "last_seen": moment}
        db.table("sources").upsert(row, pk="id")


def start_run(db: Database, command: str, recording: str | None = None) -> str:
    """Open a run and return its id."""
    moment = clock.now()
    run = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    row = {"id": run, "command": command, "started_at": utc(moment), "recording": recording}
    db.table("runs").insert(row, pk="id")
    return run


def start_source_run(db: Database, run: str, source: str) -> None:
    """Open the row that counts what the run does to one source."""
    row = {"run": run, "source": source, "started_at": now()}
    db.table("source_runs").insert(row, pk=("run", "source"), ignore=True)


def count(db: Database, run: str, source: str, **counts: int) -> None:
    """Add to the counts of a source's run: `count(db, run, source, fetched=1)`."""
    changes = ", ".join(f"{column} = {column} + :{column}" for column in counts)
    db.execute(
        f"update source_runs set {changes} where run = :run and source = :source",  # noqa: S608 (names of columns)
        {**counts, "run": run, "source": source},
    )


def end_run(db: Database, run: str, outcome: str) -> None:
    """Close the run and what it left open."""
    moment = now()
    with transaction(db):
        for table, column in (("runs", "id"), ("source_runs", "run")):
            db.execute(
                f"update {table} set ended_at = ?, outcome = ? where {column} = ? and ended_at is null",  # noqa: S608
                [moment, outcome, run],
            )
