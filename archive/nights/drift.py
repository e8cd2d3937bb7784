"""Whether fields read as they did: a changed design that still leaves something in every field is found."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlite_utils import Database

from archive.clock import night_in_sql
from archive.history.differences import SAME
from archive.nights.chance import is_change
from archive.nights.field_readings import FIELDS, Reading
from archive.nights.health_limits import (
    FEWEST_ARTICLES,
    GOOD_NIGHTS,
    LEAST_LIKELY,
    LEAST_LIKELY_AGAIN,
    NIGHTS_TOGETHER,
    SAME_CHANGE_ARTICLES,
    SHORTEST_SAME_CHANGE,
    WAVE_ARTICLES,
    WAVE_SHARE,
)

REPEATED_FIELDS = ("headline", "lead", "body", "published")


@dataclass(frozen=True)
class Change:
    """A field that no longer reads as it did: in so many of the articles, against so many of those before."""

    field: str
    measure: str  # missing, length, method, repeated or wave
    articles: int
    of: int
    usual: int = 0
    usual_of: int = 0
    detail: str = ""


@dataclass(frozen=True)
class NightRead:
    """The readings of a night, by field."""

    night: str
    is_good: bool
    fields: Mapping[str, Reading]


def changes(db: Database, day: str, source: str, known: frozenset[tuple[str, str]]) -> list[Change]:
    """What changed by this night; `known` are fields and measures that were found changed the night before."""
    nights = nights_read(db, day, source)
    found = wave(db, day, source)
    if nights and nights[0].night == day:
        found += [change for field in FIELDS for change in _of_field(field, nights, known)]
    return found


def nights_read(db: Database, day: str, source: str) -> list[NightRead]:
    """Up to this night, newest first, no further back than one that a person has accepted."""
    by_night: dict[str, NightRead] = {}
    for row in db.query(READ, {"day": day, "source": source}):
        is_good = row["verdict"] in (None, "ok", "quiet") or row["accepted_at"] is not None
        night = by_night.setdefault(row["night"], NightRead(row["night"], is_good, {}))
        night.fields[row["field"]] = _reading(row)  # type: ignore[index]
    return list(by_night.values())


READ = """
with judged as (
    select day, verdict, accepted_at from night_sources join nights on nights.id = night_sources.night
    where source = :source
)
select field_readings.*, verdict, accepted_at from field_readings left join judged on judged.day = night
where source = :source and night <= :day
    and night >= coalesce((select max(day) from judged where accepted_at is not null and day < :day), '')
order by night desc
"""


def _reading(row: Mapping[str, Any]) -> Reading:
    letters = Counter({int(power): number for power, number in json.loads(row["letters"]).items()})
    methods = Counter(json.loads(row["methods"]))
    return Reading(row["articles"], row["filled"], letters, methods, row["distinct_values"], row["repeated"])


def _of_field(field: str, nights: Sequence[NightRead], known: frozenset[tuple[str, str]]) -> Iterator[Change]:
    """At most one change a measure: found in this night alone, or with the good nights just before it."""
    by_measure: dict[str, Change] = {}
    for count in range(1, NIGHTS_TOGETHER + 1):
        window, before = nights[:count], nights[count:]
        if len(window) < count or not all(night.is_good for night in window[1:]):
            break
        tonight = reduce(add, (night.fields[field] for night in window))
        good = [night.fields[field] for night in before if night.is_good][:GOOD_NIGHTS]
        for change in _compare(field, tonight, reduce(add, good, Reading()), known if count == 1 else frozenset()):
            # What does not show in this night itself is over.
            if _shows(change, nights[0].fields[field]):
                by_measure.setdefault(change.measure, change)
    yield from by_measure.values()


def _shows(change: Change, tonight: Reading) -> bool:
    if change.measure == "missing":
        return tonight.filled < tonight.articles
    if change.measure == "method":
        return tonight.methods[change.detail] > 0
    return change.measure != "repeated" or tonight.repeated > 0


def _compare(field: str, tonight: Reading, usual: Reading, known: frozenset[tuple[str, str]]) -> Iterator[Change]:
    for measure, hits, of, usual_hits, usual_of, detail in _measures(field, tonight, usual):
        if measure == "repeated":
            usual_of = max(usual_of, FEWEST_ARTICLES)  # on the first night too, a headline of all pages is none
        if usual_of < FEWEST_ARTICLES:
            continue
        least_likely = LEAST_LIKELY_AGAIN if (field, measure) in known else LEAST_LIKELY
        if is_change(hits, of, usual_hits, usual_of, least_likely):
            yield Change(field, measure, hits, of, usual_hits, usual_of, detail)


Measure = tuple[str, int, int, int, int, str]


def _measures(field: str, tonight: Reading, usual: Reading) -> Iterator[Measure]:
    """Name, how many articles of how many, the same of the usual ones, detail."""
    yield (
        "missing",
        tonight.articles - tonight.filled,
        tonight.articles,
        usual.articles - usual.filled,
        usual.articles,
        "",
    )
    lengths = usual.letters
    if lengths and tonight.letters:
        lowest, highest = min(lengths) - 1, max(lengths) + 1  # twice as long as the longest may still be one
        beyond = sum(number for power, number in tonight.letters.items() if not lowest <= power <= highest)
        yield "length", beyond, tonight.letters.total(), 0, lengths.total(), ""
    for method, number in sorted(tonight.methods.items()):
        yield "method", number, tonight.methods.total(), usual.methods[method], usual.methods.total(), method
    if field in REPEATED_FIELDS:
        yield "repeated", tonight.repeated, tonight.articles, usual.repeated, usual.articles, ""


# --- Waves of edits ----------------------------------------------------------------------------------------


def wave(db: Database, day: str, source: str) -> list[Change]:
    """Edits of one kind in most pages that were looked at again: the design changed, and not the articles."""
    edits = list(db.query(EDITS, {"day": day, "source": source}))
    looked = db.execute(LOOKED_AGAIN, {"day": day, "source": source}).fetchone()[0]
    if not edits or len(edits) < WAVE_SHARE * looked:
        return []
    (kind, number), *_ = Counter(edit["class"] for edit in edits).most_common(1)
    alike = _same_change(edits)
    if alike < SAME_CHANGE_ARTICLES and (number < WAVE_ARTICLES or number < WAVE_SHARE * looked):
        return []
    return [Change("body", "wave", len(edits), looked, detail=kind)]


EDITS = f"""
select edits.article, class, changes from edits join articles on articles.id = edits.article
where source = :source and {night_in_sql("seen_at")} = :day and class <> 'boring'
"""  # noqa: S608
LOOKED_AGAIN = f"""
select count(distinct article) from sightings join articles on articles.id = sightings.article
where source = :source and night = :day and answer in ('whole', 'unchanged')
    and {night_in_sql("articles.first_seen")} < :day
"""  # noqa: S608


def _same_change(edits: Sequence[Mapping[str, Any]]) -> int:
    """Articles in which the most widespread words came or went."""
    found = Counter(text for edit in edits for text in set(_words_changed(edit["changes"])))
    return max(found.values(), default=0)


def _words_changed(changes: str) -> Iterator[tuple[str, str]]:
    for change in json.loads(changes):
        for how, text in change["pieces"]:
            if how != SAME and len(text) >= SHORTEST_SAME_CHANGE:
                yield how, text.strip()
