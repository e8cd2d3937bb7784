"""What one crawl of one source holds open: the archive, the run, the evidence file."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from archive import frontier, store
from archive.captures import CaptureFile
from scrapers.source import Source


@dataclass
class CrawlSession:
    """Lives from the opening of a spider to its end; the middlewares and the pipeline work through it."""

    db: Database
    run: str
    source: Source
    captures: CaptureFile
    tried: set[int] = field(default_factory=set)  # leads taken tonight: none is fetched twice in a night
    counts: dict[str, int] = field(default_factory=dict)
    outcome: str | None = None

    def next_leads(self, limit: int) -> list[frontier.PendingLead]:
        """Leads not yet taken tonight."""
        leads = frontier.next_leads(self.db, self.source.id, limit)
        fresh = [lead for lead in leads if lead.id not in self.tried]
        self.tried.update(lead.id for lead in fresh)
        return fresh

    def count(self, **counts: int) -> None:
        """Add to the counts of this crawl, in the archive too. Call inside the transaction that they are about."""
        store.count(self.db, self.run, self.source.id, **counts)
        for name, number in counts.items():
            self.counts[name] = self.counts.get(name, 0) + number


def archive_path(folder: Path) -> Path:
    """archive.db in the data folder."""
    return folder / "archive.db"


def captures_folder(folder: Path) -> Path:
    """The folder of the WARC files."""
    return folder / "captures"
