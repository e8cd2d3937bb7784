"""What the spiders hand to the pipeline: the three ways in which a lead can end tonight."""

from dataclasses import dataclass
from datetime import timedelta

from archive.frontier import PendingLead
from archive.model import Capture, Reason
from scrapers.extraction import Reading
from scrapers.source import ListPage


@dataclass(frozen=True)
class ListRead:
    """A list was read."""

    lead: PendingLead
    page: ListPage


@dataclass(frozen=True)
class PageRead:
    """A page was read: an article, or refused."""

    lead: PendingLead
    reading: Reading
    capture: Capture | None  # None only where nothing was fetched


@dataclass(frozen=True)
class FetchFailed:
    """Nothing that could be judged came back; the lead is tried again on another night."""

    lead: PendingLead
    reason: Reason
    detail: str
    pause: timedelta | None = None  # the site asked to be left alone for so long
