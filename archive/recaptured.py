"""What of the archive is made from captures alone: which record every wording was read from, to be read again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.article_rows import article_row
from archive.model import Article, Capture
from archive.store import article_id, fingerprint

ARTICLES_AT_A_TIME = 200
# Facts of an article that a reading decides; the rest is settled from its sightings.
READ = (
    *("url", "headline", "lead", "author", "dateline", "section", "published", "published_precision", "modified"),
    *("views", "captions", "methods", "body"),
)


@dataclass(frozen=True)
class Recapture:
    """A capture to be read again; `article` is None for one that was refused."""

    row: int  # of captures
    source: str
    article: int | None
    capture: Capture
    run: str

    def record(self, captures: Path) -> bytes:
        """The bytes of its record. Raises OSError."""
        with (captures / self.capture.file).open("rb") as file:
            file.seek(self.capture.offset)
            return file.read(self.capture.length)


@dataclass(frozen=True)
class Difference:
    """A field that today's extraction reads differently. `field` begins with `version` for an earlier wording."""

    field: str
    before: str | None
    after: str | None


def how_many(db: Database) -> int:
    """Captures that `recaptures` gives."""
    whole = "select count(*) from sightings where answer = 'whole'"
    return int(db.execute(f"select ({whole}) + (select count(*) from refused where {READABLE})").fetchone()[0])  # noqa: S608


def recaptures(db: Database) -> Iterator[list[Recapture]]:
    """The captures that were read, article by article, each one's in order; then those that were refused."""
    last = -1
    while ids := [row[0] for row in db.execute(NEXT_ARTICLES, [last, ARTICLES_AT_A_TIME]).fetchall()]:
        for identity in ids:
            yield [_recapture(row) for row in db.query(OF_ARTICLE, [identity])]
        last = ids[-1]
    for row in list(db.query(REFUSED)):
        yield [_recapture(row)]


NEXT_ARTICLES = "select id from articles where id > ? order by id limit ?"
OF_ARTICLE = """
select captures.*, sightings.article from sightings join captures on captures.id = sightings.capture
where sightings.article = ? and answer = 'whole' order by seen_at, record_id
"""
READABLE = "capture is not null"
REFUSED = f"""
select captures.*, null as article from refused join captures on captures.id = refused.capture
where {READABLE} order by captures.id
"""  # noqa: S608


def _recapture(row: Mapping[str, Any]) -> Recapture:
    return Recapture(row["id"], row["source"], row["article"], Capture.from_row(row), row["run"])


def is_same_article(source: str, identity: int, article: Article) -> bool:
    """False where its key is read differently today: it would be another article."""
    return article_id(source, article.key) == identity


def differences(db: Database, identity: int, readings: Mapping[int, Article]) -> Iterator[Difference]:
    """What these readings (by row of captures) change in an article and in its earlier wordings."""
    stored = next(db.query("select * from articles where id = ?", [identity]))
    if stored["capture"] in readings:
        now = article_row(readings[stored["capture"]], identity, stored["source"], stored["capture"], "")
        yield from _differences("", {name: stored[name] for name in READ}, now)
    for version in db.query("select * from versions where article = ? order by number", [identity]):
        article = readings.get(version["capture"])
        if article is not None and version["number"] != stored["version"]:
            now = article_row(article, identity, stored["source"], version["capture"], "")
            yield from _differences("version ", {name: version[name] for name in ("headline", "captions", "body")}, now)

    firsts = {stored["capture"], *(row[0] for row in db.execute(FIRSTS, [identity]).fetchall())}
    for row, mark in db.execute(MARKS, [identity]).fetchall():
        if row in readings and row not in firsts and fingerprint(readings[row]) != mark:
            yield Difference("wording of a later capture", mark, fingerprint(readings[row]))


FIRSTS = "select capture from versions where article = ?"
MARKS = "select capture, fingerprint from sightings where article = ? and answer = 'whole'"


def _differences(prefix: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name, value in before.items():
        if value != after[name]:
            yield Difference(prefix + name, _shown(value), _shown(after[name]))


def _shown(value: Any) -> str | None:  # noqa: ANN401 (whatever a column holds)
    return None if value is None else str(value)
