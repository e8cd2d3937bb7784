"""What one look at a site that is no source yet tells."""

from dataclasses import dataclass
from datetime import datetime

from archive.frontier import Lead
from archive.model import Page
from scrapers.extraction import Reading
from scrapers.onboarding.addresses import ArticleAddresses
from scrapers.onboarding.date_order import DateGrammar
from scrapers.onboarding.feeds import Listed
from scrapers.onboarding.form import Facts
from scrapers.onboarding.recognition import Recognised
from scrapers.onboarding.robots import Robots
from scrapers.onboarding.stability import Charset, Stability
from scrapers.source import Source


class SurveyError(Exception):
    """The site could not be looked at; the message says why and what to do."""


@dataclass(frozen=True)
class ListSeen:
    """A list that was read, and its leads."""

    page: Page
    leads: tuple[Lead, ...]


@dataclass(frozen=True)
class Paging:
    """How a list goes on: the address of the next page and the leads that it adds, or why there is none."""

    address: str | None
    leads: tuple[Lead, ...]
    why: str = ""


@dataclass(frozen=True)
class Sample:
    """A page and what was read from it."""

    page: Page
    reading: Reading


@dataclass(frozen=True)
class Survey:
    """All of it. `source` is the form as far as it could be filled in; `unanswered` names what did not come."""

    looked_at: datetime
    requests: int
    robots: Robots
    charset: Charset
    feeds: tuple[Listed, ...]
    sitemaps: tuple[Listed, ...]
    recognised: Recognised
    facts: Facts
    source: Source
    addresses: ArticleAddresses | None  # None where the platform knows its own
    listing_guessed: bool
    layout_guessed: bool
    lists: tuple[ListSeen, ...]
    paging: Paging | None
    samples: tuple[Sample, ...]
    dates: tuple[DateGrammar, ...]
    stability: Stability | None
    missing: Sample | None  # the answer to an address of no article
    unanswered: tuple[str, ...]
