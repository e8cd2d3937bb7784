"""Pages that people saved: what a browser or the Wayback Machine wrote into them on the way, and what it tells."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from scrapers.urls import is_http

# Chrome and Internet Explorer: <!-- saved from url=(0042)https://baonghean.vn/... -->, the number being its length.
SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{1,5}\)(\S+)\s*-->", re.IGNORECASE)
# The first lines of a page that a browser saved; it stands before or behind <!DOCTYPE>.
HEAD = 4096
# https://web.archive.org/web/20210305101213id_/https://baonghean.vn/..., and the same in a pywb collection
REPLAYED = re.compile(r"^https?://[^/]+/(?:[\w.-]+/)?(?P<moment>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}.+)$")
TOOLBAR, END_OF_TOOLBAR = b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"
# FILE ARCHIVED ON 10:12:13 Mar 05, 2021 AND RETRIEVED FROM THE INTERNET ARCHIVE ON ...
ARCHIVED_ON = re.compile(
    rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}) AND RETRIEVED FROM THE\s+INTERNET ARCHIVE"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Provenance:
    """What a saved page tells of where and when it was captured; None where it does not."""

    url: str | None
    captured_at: datetime | None


def provenance(body: bytes) -> Provenance:
    """Read from what was written into the page when it was saved."""
    stated = SAVED_FROM.search(body[:HEAD])
    address = stated[1].decode("utf-8", "replace") if stated else ""
    url, moment = as_published(address)
    if moment is None and (archived := ARCHIVED_ON.search(body)):
        moment = _wayback_time(archived[1].decode())
    return Provenance(url if is_http(url) else None, moment)


def as_published(address: str) -> tuple[str, datetime | None]:
    """The publisher's address behind one of a web archive's, and the moment of capture that it names."""
    found = REPLAYED.match(address)
    if found is None:
        return address, None
    url = re.sub(r"^(https?):/+", r"\1://", found["url"])
    return url, timestamp(found["moment"])


def timestamp(digits: str) -> datetime | None:
    """20210305101213, in UTC, as web archives write it; None for digits that are no time."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def without_toolbar(body: bytes) -> bytes:
    """The page without the Wayback Machine's toolbar, which is none of the publisher's text."""
    before, _, toolbar = body.partition(TOOLBAR)
    _, end, after = toolbar.partition(END_OF_TOOLBAR)
    return before + after if end else body


def _wayback_time(text: str) -> datetime | None:
    """10:12:13 Mar 05, 2021, in UTC. Not strptime's %b, which goes by the locale."""
    time, month, day, year = text.replace(",", "").split()
    if month not in MONTHS:
        return None
    return timestamp(f"{year}{MONTHS.index(month) + 1:02}{day}{time.replace(':', '')}")
