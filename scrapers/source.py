"""The forms that sources and platforms fill in: facts, where the lists are, and where a page keeps what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urljoin, urlsplit

from archive.frontier import Lead
from archive.model import Page
from archive.nights.health_limits import QUIET_DAYS
from scrapers import urls

# Our own fields of a WARC file's first record.
HOME, LISTS = "Archive-Home", "Archive-Lists"


@dataclass(frozen=True)
class Layout:
    """Where one design of article page keeps what a reader reads. All selectors are CSS, `::attr(name)` included.

    Selectors of a field stand in order of preference. `drop` and `captions` are looked for inside `body`.
    """

    name: str
    body: str
    recognise: str  # matches on pages of this design and on no other page of the site
    headline: tuple[str, ...]
    lead: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    published_american: tuple[str, ...] = ()  # month first: 5/27/2026 2:51:01 PM
    modified: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    valid_until: date | None = None  # a design that the site has left, kept for what was captured before


@dataclass(frozen=True)
class Listing:
    """Where a list shows its items (CSS). `link` and `date` are looked for inside the item."""

    item: str
    link: str  # the text of the link is the headline
    date: str | None = None
    more: str | None = None  # links to further pages of the list; those before this page are not followed


@dataclass(frozen=True)
class ListPage:
    """What a list says: leads to pages, and the lists that go on from it."""

    leads: tuple[Lead, ...]
    more: tuple[Lead, ...] = ()


@dataclass(frozen=True)
class Platform:
    """A content system: how it lists, how it addresses, how it lays out a page."""

    name: str
    layouts: tuple[Layout, ...]
    listing: Listing
    # The publisher's own identity of an article address; None for an address that is no article.
    key: Callable[[str], str | None]
    # Where lists go on in another form than pages of HTML; else `discovery.read_listing`.
    read_list: Callable[[Page, "Source"], ListPage] | None = None


@dataclass(frozen=True)
class Source:
    """A site that we read. `lists` are paths or addresses; everything after `platform` differs from it."""

    id: str
    name: str
    name_en: str
    kind: str  # party, newspaper or government
    province: str  # as named before July 2025
    home: str
    lists: tuple[str, ...]
    platform: Platform
    contact: str | None = None
    verified: date | None = None  # when it last read the live site; None: only recordings
    ended: date | None = None  # since when the site is gone for good: it is not crawled, and nothing of it is withdrawn
    ended_because: str = ""  # what became of it, with where that can be read: a sentence for readers
    quiet_days: int = QUIET_DAYS  # days without news after which it stands badly
    night_budget: int | None = None  # requests a night; None: NIGHT_BUDGET of the settings
    former_domains: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()  # tried before the platform's
    datelines: tuple[str, ...] = ()  # newsroom marks that open its texts: "Baonghean.vn", "TPHT"
    chrome: tuple[str, ...] = field(default=())  # regular expressions of its own lines that are no article

    @property
    def domains(self) -> tuple[str, ...]:
        """Host names that belong to this source, today's first."""
        return (urlsplit(self.home).hostname or "", *self.former_domains)

    def owns(self, url: str) -> bool:
        """True for an address on one of its hosts or below one (amp.baonghean.vn, www.baonghean.vn)."""
        return any(_is_below(url, domain) for domain in self.domains)

    def answers_at(self, url: str) -> bool:
        """True for an address on today's host or below it: a former one may belong to somebody else by now."""
        return self.ended is None and _is_below(url, self.domains[0])

    @property
    def all_layouts(self) -> tuple[Layout, ...]:
        """Its own layouts, then its platform's."""
        return (*self.layouts, *self.platform.layouts)

    def list_leads(self) -> tuple[Lead, ...]:
        """The lists with which every crawl begins."""
        addresses = [urls.canonical(urljoin(self.home, path)) for path in self.lists]
        return tuple(Lead(key=urls.path_and_query(address), url=address) for address in addresses)

    def elsewhere(self, home: str | None, lists: str | None) -> "Source":
        """The same source under another address, or with other lists (separated by commas)."""
        changed = self
        if home:
            changed = replace(changed, home=home, former_domains=(*self.domains, *self.former_domains), ended=None)
        if lists:
            changed = replace(changed, lists=tuple(path.strip() for path in lists.split(",") if path.strip()))
        return changed

    def where_read(self) -> dict[str, str]:
        """Where this crawl reads it, for the first record of its WARC file: forms change, evidence does not."""
        return {HOME: self.home, LISTS: " ".join(lead.url for lead in self.list_leads())}

    def read_at(self, where: Mapping[str, str]) -> "Source":
        """The source as the crawl of a WARC file read it; as the form has it where the file does not say."""
        home, lists = where.get(HOME, self.home), where.get(LISTS)
        found = self.elsewhere(home, None) if home != self.home else self
        return replace(found, lists=tuple(lists.split())) if lists is not None else found

    def facts(self) -> dict[str, object]:
        """The columns of the archive's table `sources`."""
        return {
            "id": self.id,
            "name": self.name,
            "name_en": self.name_en,
            "kind": self.kind,
            "province": self.province,
            "home": self.home,
            "former_domains": list(self.former_domains),
            "platform": self.platform.name,
            "contact": self.contact,
            "verified": self.verified.isoformat() if self.verified else None,
            "ended": self.ended.isoformat() if self.ended else None,
            "ended_because": self.ended_because if self.ended else None,
        }


def _is_below(url: str, domain: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")
