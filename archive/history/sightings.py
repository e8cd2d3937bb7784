"""Each time that an article was looked for, and what was there: what its versions and withdrawals are made of.

Everything here is in the order of capture (moment, then WARC-Record-ID), never of arrival: an old capture that is
imported later, or an archive that is rebuilt from its captures, gives the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlite_utils import Database

from archive.clock import night_in_sql


class Answer(StrEnum):
    """What a look at an article found: a closed list, kept in `sightings`."""

    WHOLE = "whole"  # the page, read as an article
    UNCHANGED = "unchanged"  # 304, or the same bytes as an earlier capture
    NOT_FOUND = "not_found"  # 404, 410, or a page that says so
    EMPTY = "empty"  # an answer without a body
    STUB = "stub"  # a layout without its text, a script check
    HOME_PAGE = "home_page"  # a redirect to the home page or to a list
    DELISTED = "delisted"  # its list has dropped it
    LISTED = "listed"  # its list shows it again


SEEN = frozenset({Answer.WHOLE, Answer.UNCHANGED})
PAGE_GONE = frozenset({Answer.NOT_FOUND, Answer.EMPTY, Answer.STUB, Answer.HOME_PAGE})
ABSENT = PAGE_GONE | {Answer.DELISTED}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One row of `sightings`, with what its capture says."""

    article: int
    capture: int  # row of captures
    seen_at: str
    night: str  # see archive/clock.py
    answer: Answer
    fingerprint: str | None = None  # of the wording that was there
    sha256: str = ""  # of the payload; of the one that it stands for where the answer was 304
    status: int | None = None  # HTTP
    reading: int | None = None  # the capture that was read for this wording: an unchanged one stands for an earlier


SIGHTINGS = """
select sightings.article, sightings.capture, seen_at, night, answer, fingerprint, sha256, status
from sightings join captures on captures.id = sightings.capture
"""
IN_ORDER = "order by seen_at, record_id"


def note(
    db: Database, article: int, capture: int, seen_at: str, answer: Answer, fingerprint: str | None = None
) -> None:
    """Note what was there. Noted again, the same look changes nothing but its reading. Call inside a transaction."""
    db.execute(
        f"""
        insert into sightings (article, capture, seen_at, night, answer, fingerprint)
        values (:article, :capture, :seen_at, {night_in_sql(":seen_at")}, :answer, :fingerprint)
        on conflict (article, capture) do update set answer = excluded.answer, fingerprint = excluded.fingerprint
        """,  # noqa: S608
        {"article": article, "capture": capture, "seen_at": seen_at, "answer": answer, "fingerprint": fingerprint},
    )


def of_article(db: Database, article: int) -> list[Sighting]:
    """All of an article's, in order of capture; unchanged ones know their wording."""
    return resolved(list(read_sightings(db, "where sightings.article = ?", [article])))


def read_sightings(db: Database, where: str, parameters: Sequence[object]) -> Iterator[Sighting]:
    """Those of this condition, in order of capture."""
    for article, capture, seen_at, night, answer, *found in db.execute(f"{SIGHTINGS} {where} {IN_ORDER}", parameters):
        yield Sighting(article, capture, seen_at, night, Answer(answer), *found)


def resolved(sightings: Sequence[Sighting]) -> list[Sighting]:
    """One article's, each with the wording that was there and the capture that was read for it."""
    return [_resolved(sighting, sightings[:index], sightings[index:]) for index, sighting in enumerate(sightings)]


def _resolved(sighting: Sighting, before: Sequence[Sighting], after: Sequence[Sighting]) -> Sighting:
    if sighting.answer is Answer.WHOLE:
        return replace(sighting, reading=sighting.capture)
    if sighting.answer is not Answer.UNCHANGED:
        return sighting
    earlier = [other for other in reversed(before) if other.answer is Answer.WHOLE]
    later = [other for other in after if other.answer is Answer.WHOLE]
    same_bytes = [other for other in earlier + later if other.sha256 == sighting.sha256]
    # A 304 whose original the archive lacks stands for what was there last.
    original = next(iter(same_bytes or earlier), None)
    if original is None:
        return replace(sighting, fingerprint=None)
    return replace(sighting, fingerprint=original.fingerprint, reading=original.capture)
