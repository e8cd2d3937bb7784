"""The seam between the two packages: plain frozen values that the crawler hands over and the archive keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

VIETNAM = timezone(timedelta(hours=7), "+07:00")  # no summer time since 1945, one zone since 1975


class Outcome(StrEnum):
    """What became of a page."""

    ARTICLE = "article"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a page is no article: a closed list, so that counts of one night can be compared with another's."""

    NOT_FOUND = "not_found"  # the site says that the page is gone, whatever the status
    HTTP_ERROR = "http_error"  # 4xx or 5xx with no other explanation
    NOT_HTML = "not_html"  # PDF, image, office document, archive
    FEED = "feed"  # RSS, Atom, sitemap, JSON list
    LISTING = "listing"  # a section page, a search result, the home page
    LANGUAGE_SWITCH = "language_switch"  # Liferay: an article address + /vi answers with its section
    STUB = "stub"  # a cookie or script check of a few hundred bytes
    SUSPENDED = "suspended"  # "Account suspended", domain parking
    LOGIN = "login"  # only for members
    UNKNOWN_LAYOUT = "unknown_layout"  # no layout of the source knows this page: the site may have a new design
    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"
    ROBOTS = "robots"  # robots.txt forbids it
    OFFSITE = "offsite"  # redirects to a host that is not the source's
    PRIVATE_ADDRESS = "private_address"  # the name leads to an address that is not public
    TOO_LARGE = "too_large"  # over the size limit, before or after decompression
    BROKEN = "broken"  # cut short, undecodable, no valid HTTP
    UNREACHABLE = "unreachable"  # no answer: name, connection or time-out


@dataclass(frozen=True)
class Page:
    """What extraction reads: bytes, address and capture time, nothing else."""

    body: bytes
    url: str | None  # None: a file that does not say where it came from
    captured_at: datetime  # with zone
    content_type: str = ""
    status: int = 200


@dataclass(frozen=True)
class PrintedTime:
    """A time as a page prints it. `value` always has a zone; `precision` is minute, day, month or year."""

    value: datetime
    precision: str

    def __str__(self) -> str:
        return self.value.isoformat()


@dataclass(frozen=True)
class Article:
    """What a page says. Text is as printed (NFC); `methods` names the candidate that won each field."""

    key: str  # the publisher's own identity of the article: stable raw facts, never cleaned text
    url: str | None
    headline: str | None
    body: tuple[str, ...]  # paragraphs, the lead first
    lead: str | None = None
    captions: tuple[str, ...] = ()
    author: str | None = None
    dateline: str | None = None
    published: PrintedTime | None = None
    modified: PrintedTime | None = None
    section: str | None = None
    views: int | None = None
    methods: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Capture:
    """One response as it came: where its record lies and what identifies its bytes."""

    record_id: str  # WARC-Record-ID without <urn:uuid:>
    url: str | None
    captured_at: datetime
    status: int | None  # None: a file that never came over HTTP
    content_type: str
    sha256: str  # of the payload as sent, still compressed where it came so
    size: int  # bytes of the payload
    file: str  # path below the captures folder
    offset: int  # of the record's gzip member
    length: int
    ip: str | None = None
    protocol: str | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Capture":
        """The capture that a row of the table `captures` holds."""
        values = {name.name: row[name.name] for name in fields(cls)}
        return cls(**{**values, "captured_at": datetime.fromisoformat(row["captured_at"])})


Span = tuple[int, int]  # first character (included) and last (excluded) of a text


@dataclass(frozen=True)
class Evidence:
    """One reason for or against calling an article a coordination report: below zero it speaks against."""

    weight: float
    reason: str
    span: Span | None = None  # in the text given


@dataclass(frozen=True)
class Party:
    """A body that coordinates, as the text writes it. `category`: party, state, court, armed_force, mass, press, ..."""

    name: str
    category: str


@dataclass(frozen=True)
class PersonInRole:
    """A person, the posts as the text lists them, and the body of the post that the person speaks from."""

    name: str
    role: str | None = None
    organization: str | None = None


@dataclass(frozen=True)
class Instrument:
    """The agreement that a report is about: what it calls itself, on what, and the years it covers."""

    type: str
    subject: str | None = None
    period_start: int | None = None
    period_end: int | None = None


@dataclass(frozen=True)
class DocumentReference:
    """A numbered document: "213-QĐ/TW" is the symbol, "Quy định" the type, "Bộ Chính trị" the issuer."""

    symbol: str
    type: str | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class Report:
    """The reading of an article: the verdict with its reasons, and the facts with the characters that say them.

    Facts are read whatever the verdict; they count as a coordination report only where `is_coordination` holds.
    """

    is_coordination: bool
    score: float  # sum of the weights of `reasons`; at or above zero it is a report
    reasons: tuple[Evidence, ...]
    kind: str  # signing, midterm_review, final_review, briefing, working_session, issuance, other
    kinds_also: tuple[str, ...] = ()
    event_date: date | None = None
    event_date_precision: str | None = None
    time_of_day: str | None = None
    parties: tuple[Party, ...] = ()
    province: str | None = None  # of the 63, as before July 2025
    province_now: str | None = None  # of the 34
    district: str | None = None
    people: tuple[PersonInRole, ...] = ()
    instrument: Instrument | None = None
    documents: tuple[DocumentReference, ...] = ()
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)  # field -> characters of the text given
