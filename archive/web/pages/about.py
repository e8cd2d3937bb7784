"""/gioi-thieu: what this is, how it is made, how far to trust it; the figures are those of the archive as it stands."""

import sqlite3
from dataclasses import dataclass

from archive.web.asked import Asked, Page

TABLES = ("sources", "captures", "articles", "versions", "organizations", "people", "agreements", "documents")
COUNT = "select count(*) from {table}"
KINDS = """
select kind, count(*) as reports from reports where is_coordination = 1 group by kind order by reports desc, kind
"""
OLDEST_AND_NEWEST = """
select (select min(published) from articles) as oldest, (select max(published) from articles) as newest,
    (select max(started_at) from runs) as last_run
"""
WITHDRAWN = "select count(*) from withdrawals where state = 'withdrawn'"
EDITED = "select count(*) from edits where class <> 'boring'"

# Of 100 articles (50 reports), annotated before their writer had read the rules: docs/reading.md, "D and E together".
MEASURED = (
    ("coordination", 0.95),
    ("kind", 1.00),
    ("day", 0.98),
    ("parties", 0.92),
    ("people", 0.99),
    ("agreement", 1.00),
    ("years", 0.91),
    ("documents", 1.00),
    ("province", 1.00),
)


@dataclass(frozen=True)
class About:
    """Figures: table -> rows; reports by kind; how often the reading was right."""

    rows: dict[str, int]
    kinds: tuple[tuple[str, int], ...]
    withdrawn: int
    edited: int
    oldest: str | None
    newest: str | None
    last_run: str | None
    measured: tuple[tuple[str, float], ...] = MEASURED

    @property
    def reports(self) -> int:
        """All kinds together."""
        return sum(reports for _, reports in self.kinds)


def read(connection: sqlite3.Connection, _asked: Asked) -> About:
    """The figures as of now."""
    span = connection.execute(OLDEST_AND_NEWEST).fetchone()
    return About(
        rows={table: connection.execute(COUNT.format(table=table)).fetchone()[0] for table in TABLES},
        kinds=tuple((row["kind"], row["reports"]) for row in connection.execute(KINDS)),
        withdrawn=connection.execute(WITHDRAWN).fetchone()[0],
        edited=connection.execute(EDITED).fetchone()[0],
        oldest=(span["oldest"] or "")[:10] or None,
        newest=(span["newest"] or "")[:10] or None,
        last_run=span["last_run"],
    )


PAGE = Page(r"/gioi-thieu", read, "about.html")
