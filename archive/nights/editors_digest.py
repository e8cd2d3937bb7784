"""The digest for editors: what a night brought, in ten lines. Part of the night's message, and a command of its own."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from archive.clock import night_in_sql, tonight

DIGEST_LINES = 10


@dataclass(frozen=True)
class NewReport:
    """A report of coordination that a night brought."""

    article: int
    source: str
    source_en: str
    headline: str | None
    url: str | None
    kind: str
    published: str | None

    def __str__(self) -> str:
        return f"{self.source}: {self.headline} {self.url or ''}".rstrip()


def new_reports(db: Database, day: str) -> list[NewReport]:
    """Those of a night that readers may see, the surest first."""
    return [NewReport(**row) for row in db.query(NEW_REPORTS, [day])]


def digest_of(db: Database, day: str) -> list[str]:
    """For editors: the new reports of a night in at most ten lines, the last of which counts the rest."""
    reports = [str(report) for report in new_reports(db, day)]
    if len(reports) <= DIGEST_LINES:
        return reports
    rest = len(reports) - DIGEST_LINES + 1
    return [*reports[: DIGEST_LINES - 1], f"… và {rest} tin nữa / and {rest} more"]


def without_reports(db: Database, day: str) -> str:
    """What to say where a night brought none."""
    in_vietnamese = f"{date.fromisoformat(day):%d/%m/%Y}"
    if db.execute("select 1 from nights where day = ?", [day]).fetchone():
        return f"Đêm {in_vietnamese} không có tin phối hợp mới. / No new coordination reports on the night of {day}."
    return f"Đêm {in_vietnamese} kho không thu thập tin. / Nothing was collected on the night of {day}."


def last_night(db: Database) -> str:
    """The day of the newest night; tonight's where there was none yet."""
    return str(db.execute("select max(day) from nights").fetchone()[0] or tonight())


NEW_REPORTS = f"""
select articles.id as article, name as source, name_en as source_en, headline, url, reports.kind,
    published
from reports join articles on articles.id = reports.article join sources on sources.id = articles.source
where is_coordination = 1 and {night_in_sql("articles.first_seen")} = ? and not exists (
    select 1 from captures join held_runs on held_runs.run = captures.run
    where captures.id = articles.capture and released_at is null
)
order by score desc, articles.published desc, articles.id
"""  # noqa: S608
