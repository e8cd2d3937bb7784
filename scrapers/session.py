"""What one crawl of one source holds open: the archive, the run, the evidence file."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from archive import frontier, runs
from archive.warc.captures import CaptureFile
from scrapers.replay import Recording
from scrapers.source import Source


@dataclass
class CrawlSession:
    """Lives from the opening of a spider to its end; the middlewares and the pipeline work through it."""

    db: Database
    run: str
    source: Source
    captures: CaptureFile
    recording: Recording | None = None  # answers instead of the network
    tried: set[int] = field(default_factory=set)  # leads taken tonight: none is fetched twice in a night
    counts: dict[str, int] = field(default_factory=dict)
    outcome: str | None = None

    def next_leads(self, limit: int) -> list[frontier.PendingLead]:
        """Leads not yet taken tonight."""
        while leads := frontier.next_leads(self.db, self.source.id, limit, but_not=self.tried):
            self.tried.update(lead.id for lead in leads)
            if told := [lead for lead in leads if self._is_told_of(lead)]:
                return told
        return []

    def _is_told_of(self, lead: frontier.PendingLead) -> bool:
        """A recording says something of a known article only where it saw its page later than the archive."""
        if self.recording is None or lead.whole is None:
            return True
        seen_at = self.recording.last_seen(lead.url)
        return seen_at is not None and seen_at > lead.whole.captured_at

    def count(self, **counts: int) -> None:
        """Add to the counts of this crawl, in the archive too. Call inside the transaction that they are about."""
        runs.count(self.db, self.run, self.source.id, **counts)
        for name, number in counts.items():
            self.counts[name] = self.counts.get(name, 0) + number


def archive_path(folder: Path) -> Path:
    """archive.db in the data folder."""
    return folder / "archive.db"


def captures_folder(folder: Path) -> Path:
    """The folder of the WARC files."""
    return folder / "captures"
