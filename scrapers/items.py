"""What the spiders hand to the pipeline: the ways in which a lead can end tonight."""

from dataclasses import dataclass
from datetime import timedelta

from archive.frontier import PendingLead
from archive.history.listings import ListShown
from archive.history.sightings import Answer
from archive.model import Capture, Reason
from scrapers.extraction import Reading
from scrapers.source import ListPage


@dataclass(frozen=True)
class ListRead:
    """A list was read."""

    lead: PendingLead
    page: ListPage
    shown: ListShown
    capture: Capture


@dataclass(frozen=True)
class Validators:
    """What a server states with a page, to be asked later whether it changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class PageRead:
    """A page was read: an article, or refused. `absence` says how a known article was missing from it."""

    lead: PendingLead
    reading: Reading
    capture: Capture | None  # None only where nothing was fetched
    validators: Validators = Validators()
    absence: Answer | None = None


@dataclass(frozen=True)
class PageUnchanged:
    """A known article's page is what it was: the server said so, or sent the same bytes."""

    lead: PendingLead
    capture: Capture
    validators: Validators | None  # None: the server sent no page


@dataclass(frozen=True)
class FetchFailed:
    """Nothing that could be judged came back; the lead is tried again on another night."""

    lead: PendingLead
    reason: Reason
    detail: str
    pause: timedelta | None = None  # the site asked to be left alone for so long


Item = ListRead | PageRead | PageUnchanged | FetchFailed
