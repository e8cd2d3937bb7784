"""What a night will do: which sources, at which hosts, with how many requests."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import frontier
from scrapers.source import Source


@dataclass(frozen=True)
class Job:
    """One source to be crawled."""

    source: Source
    budget: int  # requests

    @property
    def host(self) -> str:
        """Name and port: two sources that share it wait for each other."""
        return urlsplit(self.source.home).netloc


@dataclass(frozen=True)
class Due:
    """What one source would get, for `--dry-run`: leads that wait, by phase of the frontier."""

    source: str
    budget: int
    waiting: dict[str, int]


def jobs(sources: Iterable[Source], only: Collection[str], budget: int | None, usual: int) -> list[Job]:
    """Those sources that are not gone for good. `budget` is the operator's and goes before that of the source."""
    return [
        Job(source, budget if budget is not None else source.night_budget or usual)
        for source in sources
        if source.ended is None and (not only or source.id in only)
    ]


def due(db: Database | None, planned: Iterable[Job]) -> list[Due]:
    """Without an archive only the sources' own lists are known."""
    return [Due(job.source.id, job.budget, _waiting(db, job.source)) for job in planned]


def _waiting(db: Database | None, source: Source) -> dict[str, int]:
    known = frontier.waiting(db, source.id) if db else dict.fromkeys(frontier.PHASES, 0)
    return known | {"lists": len(source.lists)}
