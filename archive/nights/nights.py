"""The night in the archive: which it is, whose crawl is done, what each crawl brought. Verdicts are in health.py."""

import json
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from archive import runs
from archive.clock import tonight
from archive.store import now, transaction

# Outcomes that a night gives where the crawl could not give its own.
TIMED_OUT, CRASHED, STOPPED, NOT_STARTED = "timed_out", "crashed", "stopped", "not_started"
TO_BE_REPEATED = (TIMED_OUT, CRASHED, STOPPED, NOT_STARTED)


@dataclass(frozen=True)
class Night:
    """One row of `nights`."""

    id: int
    day: date  # see archive/clock.py
    started_at: str


@dataclass(frozen=True)
class SourceNight:
    """What a night brought from one source, and how the source stood: one row of `night_sources`."""

    source: str
    outcome: str | None
    requests: int
    new: int
    changed: int
    missing: int
    refused: dict[str, int]  # reason -> pages
    seconds: float
    verdict: str | None
    since: str | None
    sentence_vi: str | None
    sentence_en: str | None
    held: bool  # readers are not shown what it read


def begin(db: Database) -> Night:
    """Tonight: a new one, or the one of this day that was begun before."""
    with transaction(db):
        db.execute(
            "insert into nights (day, started_at) values (?, ?) on conflict do update set ended_at = null",
            [str(tonight()), now()],
        )
    number, started_at = db.execute("select id, started_at from nights where day = ?", [str(tonight())]).fetchone()
    return Night(number, tonight(), started_at)


def end(db: Database, night: Night, exit_code: int, published: str | None) -> None:
    """It ended; `published` is when, and None where the public.db of before still stands."""
    db.execute(
        "update nights set ended_at = ?, exit_code = ?, published = coalesce(?, published) where id = ?",
        [now(), exit_code, published, night.id],
    )


def note_digest(db: Database, night: Night, name: str) -> None:
    """The digest that proves when tonight's captures were made."""
    db.execute("update nights set digest = ? where id = ?", [name, night.id])


def sources_done(db: Database, night: Night) -> set[str]:
    """Those whose crawl of this night ended by itself."""
    rows = db.execute("select source, outcome from night_sources where night = ?", [night.id])
    return {source for source, outcome in rows if outcome and outcome not in TO_BE_REPEATED}


def sources_of(db: Database, night: Night) -> list[str]:
    """Those of which a crawl was started."""
    return [row["source"] for row in db.query("select source from night_sources where night = ?", [night.id])]


def requests_so_far(db: Database, night: Night, source: str) -> int:
    """What a killed run of this night has used of the source's budget already."""
    return int(_counts(db, night, source)["requests"])


def begin_source(db: Database, night: Night, source: str) -> None:
    """Its crawl starts. The source is registered already."""
    with transaction(db):
        db.execute(
            """
            insert into night_sources (night, source, started_at) values (?, ?, ?)
            on conflict do update set started_at = excluded.started_at, ended_at = null, outcome = null,
                exit_code = null, accepted_at = null
            """,
            [night.id, source, now()],
        )


def end_source(db: Database, night: Night, source: str, exit_code: int, killed_as: str | None) -> str:
    """Its crawl's process ended, `killed_as` if the night ended it. Returns the outcome."""
    begun = _newest_run(db, night, source)
    run, ended_as = begun or (None, None)
    outcome = killed_as or ended_as or (CRASHED if run else NOT_STARTED)
    if run and ended_as is None:
        runs.end_run(db, run, outcome)
    row = {**_counts(db, night, source), "refused": json.dumps(_refused(db, night, source)), "run": run}
    row |= {"night": night.id, "source": source, "ended_at": now(), "outcome": outcome, "exit_code": exit_code}
    with transaction(db):
        db.execute(f"update night_sources set {SETTLED} where night = :night and source = :source", row)  # noqa: S608
    return outcome


SETTLED = ", ".join(
    f"{column} = :{column}"
    for column in (
        *("run", "ended_at", "outcome", "exit_code", "requests", "new", "changed", "missing", "refused", "seconds"),
    )
)

# Of a night that was killed and run again all crawls count, those by hand in between too.
RUNS = "source_runs where source = :source and started_at >= :started_at"
COUNTS = f"""
select coalesce(sum(lists + fetched + failed), 0) as requests, coalesce(sum(new_articles), 0) as new,
    coalesce(sum(new_versions), 0) as changed, coalesce(sum(missing), 0) as missing,
    coalesce(sum((julianday(coalesce(ended_at, started_at)) - julianday(started_at)) * 86400), 0) as seconds
from {RUNS}
"""  # noqa: S608
REFUSED = "select reason, count(*) from refused where source = ? and last_seen >= ? group by reason order by reason"


def runs_of(db: Database, night: Night, source: str) -> list[str]:
    """The crawls of a source since the night began."""
    return [row["run"] for row in db.query(f"select run from {RUNS}", _of(night, source))]  # noqa: S608


def _newest_run(db: Database, night: Night, source: str) -> tuple[str, str | None] | None:
    """Run and outcome of the crawl that began when the night says, or later."""
    return db.execute(  # type: ignore[no-any-return]
        """
        select source_runs.run, source_runs.outcome from source_runs join night_sources using (source)
        where source = ? and night = ? and source_runs.started_at >= night_sources.started_at
        order by source_runs.started_at desc, source_runs.rowid desc limit 1
        """,
        [source, night.id],
    ).fetchone()


def _counts(db: Database, night: Night, source: str) -> dict[str, float]:
    return next(db.query(COUNTS, _of(night, source)))


def _refused(db: Database, night: Night, source: str) -> dict[str, int]:
    return dict(db.execute(REFUSED, [source, night.started_at]).fetchall())


def _of(night: Night, source: str) -> dict[str, str]:
    return {"source": source, "started_at": night.started_at}


def source_nights(db: Database, night: Night) -> list[SourceNight]:
    """What the night brought, source by source."""
    return [_source_night(row) for row in db.query(SOURCE_NIGHTS, [night.id])]


SOURCE_NIGHTS = """
select source, outcome, coalesce(requests, 0) as requests, coalesce(new, 0) as new, coalesce(changed, 0) as changed,
    coalesce(missing, 0) as missing, refused, coalesce(seconds, 0) as seconds, verdict, since, sentence_vi,
    sentence_en, exists (
        select 1 from held_runs where held_runs.source = night_sources.source and released_at is null
    ) as held
from night_sources where night = ? order by source
"""


def _source_night(row: dict[str, object]) -> SourceNight:
    refused = json.loads(str(row["refused"] or "{}"))
    return SourceNight(**{**row, "refused": refused, "held": bool(row["held"])})
