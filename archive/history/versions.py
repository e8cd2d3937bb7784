"""The wordings of an article and the edits between them, numbered in the order in which they were captured."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from archive.history import edits
from archive.history.edits import Wording
from archive.history.sightings import SEEN, Answer, Sighting, note, of_article

PARAGRAPH = "\n\n"  # between the paragraphs of a body, in `versions` and `articles`

Row = dict[str, Any]


def keep_wording(db: Database, article: int, capture: int, fingerprint: str, wording: Wording) -> bool:
    """Store what this capture says. True for a wording never seen before. `settle` gives it its number."""
    text = _text(wording)
    known = next(iter(db.query(KNOWN, [capture, article, fingerprint])), None)
    if known is None:
        row = {"article": article, "capture": capture, "fingerprint": fingerprint, **text}
        db.execute(NEW, row)
        return True
    if known["is_first"]:  # of two spellings of one wording the one that was there first is kept
        db.execute(
            "update versions set headline = :headline, captions = :captions, body = :body"
            " where article = :article and fingerprint = :fingerprint",
            {"article": article, "fingerprint": fingerprint, **text},
        )
    return False


NEW = """
insert into versions (article, number, seen_at, capture, fingerprint, headline, captions, body)
select :article, 1 + (select coalesce(max(number), 0) from versions where article = :article),
    captured_at, id, :fingerprint, :headline, :captions, :body
from captures where id = :capture
"""

KNOWN = """
select (this.captured_at, this.record_id) <= (first.captured_at, first.record_id) as is_first
from versions join captures as first on first.id = versions.capture, captures as this
where this.id = ? and versions.article = ? and versions.fingerprint = ?
"""


def rewrite(db: Database, article: int, readings: Mapping[int, tuple[str, Wording]]) -> None:
    """Capture (row) -> fingerprint and wording, in place of those that it had; then `settle`."""
    stored = {
        row["fingerprint"]: wording(row) for row in db.query("select * from versions where article = ?", [article])
    }
    whole = [sighting for sighting in of_article(db, article) if sighting.answer is Answer.WHOLE]
    db.execute("delete from edits where article = ?", [article])
    db.execute("delete from versions where article = ?", [article])
    for sighting in whole:
        assert sighting.fingerprint
        mark, text = readings.get(sighting.capture) or (sighting.fingerprint, stored[sighting.fingerprint])
        note(db, article, sighting.capture, sighting.seen_at, Answer.WHOLE, mark)
        keep_wording(db, article, sighting.capture, mark, text)


def settle(db: Database, article: int) -> list[Sighting]:
    """Make versions and edits what the sightings say; returns those that saw the article. Call inside a transaction."""
    seen = [sighting for sighting in of_article(db, article) if sighting.answer in SEEN]
    _note_wordings(db, article, seen)
    worded = [sighting for sighting in seen if sighting.fingerprint]
    numbers = _number(db, article, worded)
    if len(numbers) > 1:
        _store_edits(db, article, _transitions(worded, numbers))
    if seen:
        current = numbers[worded[-1].fingerprint] if worded else 1
        db.execute(
            """
            update articles set version = ?, first_seen = ?, checked_at = ?, last_seen = max(last_seen, ?) where id = ?
            """,
            [current, seen[0].seen_at, seen[-1].seen_at, seen[-1].seen_at, article],
        )
    return seen


def wording(row: Row) -> Wording:
    """The wording that a row of `versions` or `articles` holds."""
    body = tuple(row["body"].split(PARAGRAPH)) if row["body"] else ()
    return Wording(row["headline"] or "", body, tuple(json.loads(row["captions"])))


def _text(wording: Wording) -> Row:
    """Columns of `versions`."""
    return {
        "headline": wording.headline or None,
        "captions": json.dumps(wording.captions, ensure_ascii=False),
        "body": PARAGRAPH.join(wording.body),
    }


def _note_wordings(db: Database, article: int, seen: Iterable[Sighting]) -> None:
    """What an unchanged page stands for may have come in only now."""
    for sighting in seen:
        db.execute(
            "update sightings set fingerprint = ? where article = ? and capture = ? and fingerprint is not ?",
            [sighting.fingerprint, article, sighting.capture, sighting.fingerprint],
        )


def _number(db: Database, article: int, worded: Sequence[Sighting]) -> dict[str | None, int]:
    """Fingerprint -> number; the table agrees afterwards."""
    first: dict[str | None, Sighting] = {}
    first_read: dict[str | None, int] = {}  # an unchanged page has no payload of its own to show
    for sighting in worded:
        first.setdefault(sighting.fingerprint, sighting)
        if sighting.answer is Answer.WHOLE:
            first_read.setdefault(sighting.fingerprint, sighting.capture)
    wanted = [
        (number, fingerprint, sighting.seen_at, first_read[fingerprint])
        for number, (fingerprint, sighting) in enumerate(first.items(), start=1)
    ]
    stored = db.execute(
        "select number, fingerprint, seen_at, capture from versions where article = ? order by number", [article]
    ).fetchall()
    if stored != wanted:
        _renumber(db, article, wanted)
    return {fingerprint: number for number, fingerprint, _, _ in wanted}


def _renumber(db: Database, article: int, wanted: Sequence[tuple[int, str | None, str, int]]) -> None:
    db.execute("delete from edits where article = ?", [article])  # they name versions by their number
    db.execute("update versions set number = -number where article = ?", [article])
    for number, fingerprint, seen_at, capture in wanted:
        db.execute(
            "update versions set number = ?, seen_at = ?, capture = ? where article = ? and fingerprint = ?",
            [number, seen_at, capture, article, fingerprint],
        )
    db.execute("delete from versions where article = ? and number < 0", [article])


def _transitions(worded: Sequence[Sighting], numbers: dict[str | None, int]) -> list[Row]:
    """One row for each pair of wordings that followed each other; a flip back, and forth again, is counted in it."""
    rows: dict[frozenset[int], Row] = {}
    for one, other in pairwise(worded):
        before, after = numbers[one.fingerprint], numbers[other.fingerprint]
        if before == after:
            continue
        pair = frozenset((before, after))
        if pair in rows:
            rows[pair]["returns"] += 1
            rows[pair]["last_seen_at"] = other.seen_at
        else:
            rows[pair] = {
                "article": other.article,
                "before": before,
                "after": after,
                "seen_at": other.seen_at,
                "returns": 0,
                "last_seen_at": other.seen_at,
                "capture": other.capture,
            }
    return list(rows.values())


def _store_edits(db: Database, article: int, transitions: Iterable[Row]) -> None:
    """Compare the wordings anew: a few milliseconds, and nothing can be out of date."""
    wordings = {row["number"]: wording(row) for row in db.query("select * from versions where article = ?", [article])}
    db.execute("delete from edits where article = ?", [article])
    for row in transitions:
        edit = edits.compare(wordings[row["before"]], wordings[row["after"]])
        db.execute(
            """
            insert into edits (article, before, after, seen_at, class, changes, returns, last_seen_at, capture)
            values (:article, :before, :after, :seen_at, :class, :changes, :returns, :last_seen_at, :capture)
            """,
            {**row, "class": edit.kind, "changes": json.dumps(edit.as_json(), ensure_ascii=False)},
        )
