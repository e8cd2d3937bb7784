"""Where an article plays: its province then and now, and its district."""

import re
from dataclasses import dataclass
from datetime import date

from archive import places
from archive.gazetteer import Place, province_then
from archive.reports.addresses import province_in_slug, province_of_address, province_of_opening, slug
from archive.reports.events import Telling
from archive.reports.passage import Passage

PLACE_AHEAD = re.compile(r"\b(?:[Tt]ại|[Ởở])\s")
HELD_AT = re.compile(r"\b(?:tại|ở)\s+(?:\w+\s+){0,6}$")
TEXT_ASKED = 1000  # characters: what stands further down is seldom where it happened


@dataclass(frozen=True)
class Whereabouts:
    """Names of the province of the 63, of the 34 that holds it now, and of the district; None where unknown."""

    province: str | None
    province_now: str | None
    district: str | None


def whereabouts(
    passage: Passage, telling: Telling | None, url: str | None, source_province: str | None, day: date | None
) -> Whereabouts:
    """The province where the event is said to be held, else the one that the text and its source point to."""
    text = passage.text[:TEXT_ASKED]
    source = source_province or province_of_address(url) or province_of_opening(text)
    home = places.province_named(source, day) if source else None
    province = _held_in(passage, telling, home, day) or places.province_of(text, source, day)
    province = province or _in_slug(url, day)
    if province is None:
        return Whereabouts(None, None, None)
    district = places.district_of(text, province, day)
    return Whereabouts(province.name, places.province_now(province).name, district.name if district else None)


def _in_slug(url: str | None, day: date | None) -> Place | None:
    """The province that an aggregator's address spells: "...-bao-chi-tinh-dak-nong-c48997726"."""
    name = province_in_slug(slug(url))
    return places.province_named(name, day) if name else None


def _held_in(passage: Passage, telling: Telling | None, home: Place | None, day: date | None) -> Place | None:
    """The province of a place that follows "tại" in the telling itself."""
    if telling is None:
        return None
    sentence = passage.text[telling.marked.start : telling.marked.stop]
    if not PLACE_AHEAD.search(sentence):
        return None
    for mention in places.find(sentence, home, day):
        if HELD_AT.search(sentence[: mention.start].lower()):
            return province_then(mention.place)
    return None
