"""Pairs of articles in similar words, kept in the archive: found by their sketches, judged by their facts.

Of those that tell the same event all are kept, of the others each article's most alike. What is kept follows from the
articles alone, whatever the order in which they came.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from struct import pack, unpack
from typing import Any

from sqlite_utils import Database

from archive.stories.same_event import DAYS_APART, Facts, Text, apart, facts_from, same_event, text_of
from archive.stories.sketches import MADE_WITH, Likeness, bands, likeness

Row = Mapping[str, Any]

RULES = 1  # add one when a rule of archive/stories/same_event.py or a number here changes: all articles are placed anew
MADE = f"{MADE_WITH}; rules {RULES}"

# A formula may have thousands of articles, and each pair of them would be a row. 5 bands: similarity of about .28.
MOST_ALIKE = 5
FORMULA_BANDS = 5

UNKNOWN_DAY = 0

SKETCH = "article, fingerprint, facts, made_with, day, bands"
PAIR = "article, other, shared, similarity, kept, same_event"

SHARING = f"""
select article, count(*) as shared, :day = {UNKNOWN_DAY} or day = {UNKNOWN_DAY}
    or day between :day - {DAYS_APART} and :day + {DAYS_APART} as near
from sketch_bands join json_each(:bands) as mine on hash = mine.value
where article <> :article
group by article
having near or shared >= {FORMULA_BANDS}
"""  # noqa: S608 (numbers of our own)

# Of a list (JSON) the articles that no other province or district tells apart: one in ten has to be looked at.
SAME_PLACE = """
select article from json_each(:near) join sketches on article = value
where coalesce(facts ->> 'province' = :province, 1) and coalesce(facts ->> 'district' = :district, 1)
"""

# Articles of a list (JSON, with shared bands) among whose most alike a new article belongs.
TAKERS = f"""
select candidates.value ->> 0 as article, candidates.value ->> 1 as shared from json_each(:candidates) as candidates
where (
    select count(*) from likenesses
    where article = candidates.value ->> 0 and same_event is not 1
    and (shared > candidates.value ->> 1 or (shared = candidates.value ->> 1 and other < :article))
) < {MOST_ALIKE}
"""  # noqa: S608

# A wording that another extractor gave has taken the place of the one that was sketched, until it is placed itself.
SKETCHED = """
select sketches.facts, sketches.day, sketches.bands, articles.source, coalesce(versions.body, articles.body) as body
from sketches join articles on articles.id = sketches.article
left join versions on versions.article = sketches.article and versions.fingerprint = sketches.fingerprint
where sketches.article = ?
"""

TRIM = f"""
delete from likenesses where article = :article and same_event is not 1 and other not in (
    select other from likenesses where article = :article and same_event is not 1
    order by shared desc, other limit {MOST_ALIKE}
)
"""  # noqa: S608


@dataclass(frozen=True)
class Placed:
    """An article with all that decides where it belongs."""

    facts: Facts
    body: str
    day: int
    bands: tuple[int, ...]

    @cached_property
    def text(self) -> Text:
        """The words, made ready when they are first compared: most articles are told apart by their facts."""
        return text_of(self.body)


@dataclass(frozen=True)
class Pair:
    """A row of `likenesses`: an article, another, and what they have in common."""

    article: int
    other: int
    shared: int  # bands
    alike: Likeness
    same_event: bool | None

    def reversed(self) -> "Pair":
        """The same, seen from the other article."""
        return Pair(self.other, self.article, self.shared, self.alike.reversed(), self.same_event)


def take_out(db: Database, article: int) -> tuple[list[int], list[int]]:
    """Forget where an article belonged. Returns those of its story, and those that had it among their most alike."""
    pairs = list(db.query("select article, same_event from likenesses where other = ?", [article]))
    db.execute("delete from likenesses where article = :id or other = :id", {"id": article})
    for row in db.query("select day, bands from sketches where article = ?", [article]):
        keys = ((band, row["day"], article) for band in _unpacked(row["bands"]))
        db.conn.executemany("delete from sketch_bands where hash = ? and day = ? and article = ?", keys)
    companions = [pair["article"] for pair in pairs if pair["same_event"] == 1]
    return companions, [pair["article"] for pair in pairs if pair["same_event"] != 1]


def store_sketch(db: Database, row: Row) -> Placed:
    """Sketch an article as it is now."""
    facts = facts_from(row["id"], row["source"], row["facts"])
    text = text_of(row["body"])
    placed = Placed(facts, row["body"], facts.day.toordinal() if facts.day else UNKNOWN_DAY, bands(text.pieces))
    stored = pack(f"<{len(placed.bands)}I", *placed.bands)
    values = (facts.id, row["fingerprint"], row["facts"], MADE, placed.day, stored)
    db.execute(f"insert or replace into sketches ({SKETCH}) values (?, ?, ?, ?, ?, ?)", values)  # noqa: S608
    keys = ((band, placed.day, facts.id) for band in placed.bands)
    db.conn.executemany("insert into sketch_bands (hash, day, article) values (?, ?, ?)", keys)
    return placed


def _load(db: Database, article: int) -> Placed:
    """An article as it was placed: what changed since then waits until it is placed anew."""
    row = next(db.query(SKETCHED, [article]))
    facts = facts_from(article, row["source"], row["facts"])
    return Placed(facts, row["body"], row["day"], _unpacked(row["bands"]))


def _unpacked(stored: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(stored) // 4}I", stored)


def link(db: Database, placed: Placed) -> None:
    """Find those that tell the same event and those most alike; be found by those that this is most alike to."""
    sharing = _sharing(db, placed)
    told = list(_same_story(db, placed, sharing))
    _store_pairs(db, (both for pair in told for both in (pair, pair.reversed())))
    elsewhere = _elsewhere(sharing, {pair.other for pair in told})
    _store_pairs(db, _most_alike(db, placed, elsewhere))
    candidates = {"candidates": json.dumps(list(elsewhere.items())), "article": placed.facts.id}
    for row in list(db.query(TAKERS, candidates)):
        _store_pairs(db, [_compared(placed, _load(db, row["article"]), row["shared"]).reversed()])
        db.execute(TRIM, {"article": row["article"]})


def refill(db: Database, article: int) -> None:
    """List an article's most alike anew, after one of them left."""
    placed = _load(db, article)
    known = db.query("select other from likenesses where article = ? and same_event = 1", [article])
    elsewhere = _elsewhere(_sharing(db, placed), {row["other"] for row in known})
    db.execute("delete from likenesses where article = ? and same_event is not 1", [article])
    _store_pairs(db, _most_alike(db, placed, elsewhere))


def _sharing(db: Database, placed: Placed) -> list[Row]:
    """Articles with bands in common: those of these days, and those written to the same formula at any time."""
    known = {"bands": json.dumps(placed.bands), "day": placed.day, "article": placed.facts.id}
    return list(db.query(SHARING, known))


def _elsewhere(sharing: Iterable[Row], told: set[int]) -> dict[int, int]:
    """Articles that may be written to the same formula -> bands in common."""
    enough = (row for row in sharing if row["shared"] >= FORMULA_BANDS)
    return {row["article"]: row["shared"] for row in enough if row["article"] not in told}


def _same_story(db: Database, placed: Placed, sharing: Iterable[Row]) -> Iterator[Pair]:
    """Pairs with the articles that tell the same event. Those that time or place tells apart are not compared."""
    near = {row["article"]: row["shared"] for row in sharing if row["near"]}
    here = {"province": placed.facts.province, "district": placed.facts.district, "near": json.dumps(list(near))}
    for row in list(db.query(SAME_PLACE, here)):
        candidate = _load(db, row["article"])
        if not apart(placed.facts, candidate.facts):
            pair = _compared(placed, candidate, near[candidate.facts.id])
            if pair.same_event:
                yield pair


def _most_alike(db: Database, placed: Placed, elsewhere: Mapping[int, int]) -> Iterator[Pair]:
    ranked = sorted(elsewhere.items(), key=lambda one: (-one[1], one[0]))
    for other, shared in ranked[:MOST_ALIKE]:
        yield _compared(placed, _load(db, other), shared)


def _compared(placed: Placed, other: Placed, shared: int) -> Pair:
    alike = likeness(placed.text.pieces, other.text.pieces)
    told = same_event(placed.facts, placed.text, other.facts, other.text, alike)
    return Pair(placed.facts.id, other.facts.id, shared, alike, told)


def _store_pairs(db: Database, pairs: Iterable[Pair]) -> None:
    rows = (
        (pair.article, pair.other, pair.shared, pair.alike.similarity, pair.alike.kept, pair.same_event)
        for pair in pairs
    )
    db.conn.executemany(f"insert into likenesses ({PAIR}) values (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
