"""The index of a web archive: which captures it holds of a domain. Wayback's JSON list and pywb's JSON lines. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapers.saved_pages import timestamp
from scrapers.urls import is_http

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")  # Wayback's, by default
PYWB_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
REVISIT = "warc/revisit"
# What an article may have answered. A redirect is replayed as one within the web archive, and tells nothing certain.
WANTED = frozenset({"200", "404", "410"})


class IndexFormatError(Exception):
    """An answer that is no index; the message says what it is."""


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """One row of the index."""

    url: str
    timestamp: str  # 14 digits, UTC
    status: str  # "-" where it repeats an earlier capture
    digest: str | None  # sha1:BASE32 or sha256:HEX

    @property
    def moment(self) -> datetime:
        """When it was captured."""
        found = timestamp(self.timestamp)
        assert found, "rows without a time are left out"
        return found


@dataclass(frozen=True)
class IndexPage:
    """Rows, and the key with which Wayback's index goes on; None at its end and in pywb's."""

    rows: tuple[ListedCapture, ...]
    resume_key: str | None
    listed: int  # rows of the index, those that tell nothing included


def read_index(text: str) -> IndexPage:
    """Either form, known by its first character. Raises IndexFormatError."""
    text = text.strip()
    try:
        if text.startswith("["):
            return _wayback_page(json.loads(text))
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise IndexFormatError(f"no CDX index in JSON: {text[:80]!r}") from error
    if not all(isinstance(row, dict) for row in rows):
        raise IndexFormatError(f"no CDX index in JSON: {text[:80]!r}")
    renamed = ({PYWB_NAMES.get(name, name): value for name, value in row.items()} for row in rows)
    return IndexPage(tuple(_captures(renamed)), None, len(rows))


def _wayback_page(rows: Any) -> IndexPage:  # noqa: ANN401 (whatever the JSON holds)
    """[["urlkey", ...], [...], ..., [], ["resume key"]]: a header, rows, and what it goes on with."""
    lists = [row for row in rows if isinstance(row, list)]
    resume_key = None
    if len(lists) > 1 and not lists[-2] and len(lists[-1]) == 1:
        resume_key = str(lists[-1][0])
        lists = lists[:-2]
    header, *body = lists or [list(FIELDS)]
    if "timestamp" not in header or "original" not in header:
        raise IndexFormatError(f"a CDX index without the fields timestamp and original: {header}")
    return IndexPage(tuple(_captures(dict(zip(header, row, strict=False)) for row in body)), resume_key, len(body))


def _captures(rows: Iterable[dict[str, Any]]) -> Iterator[ListedCapture]:
    for row in rows:
        url, moment = str(row.get("original", "")), str(row.get("timestamp", ""))
        status = "-" if row.get("mimetype") == REVISIT else str(row.get("statuscode", "-"))
        if is_http(url) and timestamp(moment) and (status in WANTED or status == "-"):
            yield ListedCapture(url, moment, status, _digest(str(row.get("digest", ""))))


def _digest(stated: str) -> str | None:
    """With its algorithm, which indexes leave out for SHA-1."""
    if re.fullmatch(r"[A-Z2-7]{32}", stated):
        return f"sha1:{stated}"
    return stated if re.fullmatch(r"(sha1|sha256|md5):\w{32,64}=*", stated) else None


def collapsed(rows: Iterable[ListedCapture]) -> Iterator[ListedCapture]:
    """Without captures that hold the same bytes as the one before of the same address."""
    before: dict[str, str] = {}
    for row in rows:
        if row.digest is None or before.get(row.url) != row.digest:
            yield row
        if row.digest:
            before[row.url] = row.digest


def replay_prefix(cdx: str) -> str:
    """Where captures are replayed; the address of the CDX API tells: Wayback's .../cdx/search/cdx, pywb's .../NAME/cdx.

    Raises IndexFormatError.
    """
    base = cdx.partition("?")[0].rstrip("/")
    for ending, replay in (("/cdx/search/cdx", "/web/"), ("/cdx/search", "/web/"), ("/cdx", "/")):
        if base.endswith(ending):
            return base.removesuffix(ending) + replay
    raise IndexFormatError(
        f"{cdx} is no address of a CDX API: such a one ends with /cdx, as https://web.archive.org/cdx/search/cdx"
    )
