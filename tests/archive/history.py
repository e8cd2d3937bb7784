"""An article's life in a few words: what was there on which night, put into a small archive in any order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from archive import store
from archive.history import withdrawals
from archive.history.sightings import ABSENT, Answer
from archive.model import Article, Capture
from archive.store import article_id, transaction
from tests.archive.small_archive import SmallArchive

SOURCE = "baovensong"
FIRST_NIGHT = datetime(2025, 6, 1, 19, tzinfo=UTC)  # 02:00 of 2 June in Vietnam
TABLES = ("sightings", "versions", "edits", "withdrawals", "articles")


@dataclass(frozen=True)
class Look:
    """What was there: a wording (a capital letter), = (unchanged since the wording named), or an answer."""

    night: int
    what: str
    article: int = 1
    hour: int = 0

    @property
    def moment(self) -> datetime:
        return FIRST_NIGHT + timedelta(days=self.night, hours=self.hour)


def life(told: str, article: int = 1) -> list[Look]:
    """One look a night, told in words: "A A not_found - B"; - is a night without a look."""
    return [Look(night, what, article) for night, what in enumerate(told.split()) if what != "-"]


def worded(what: str, article: int) -> Article:
    """An article whose wording is A, B, C ..."""
    body = (f"Sáng 12/5, hai bên ký chương trình phối hợp lần {what}.", "Đồng chí Lê Thị Mận dự lễ ký.")
    url = f"https://baovensong.example/{article}.html"
    return Article(key=str(article), url=url, headline="Lễ ký kết", body=body)


def capture_of(look: Look) -> Capture:
    """Its evidence: one record a look, the same bytes for the same wording."""
    wording = look.what.removeprefix("=")
    name = f"{look.night:02}-{look.hour:02}-{look.article}-{look.what}"
    digest = sha256(f"{look.article} {wording}".encode()).hexdigest()
    url = f"https://baovensong.example/{look.article}.html"
    status = {"not_found": 404}.get(look.what, 304 if look.what.startswith("=") else 200)
    return Capture(name, url, look.moment, status, "text/html", digest, 2048, "a.warc.gz", 0, 900)


def note(archive: SmallArchive, look: Look) -> None:
    """Store it, as a crawl or an import does."""
    capture, article = capture_of(look), article_id(SOURCE, str(look.article))
    with transaction(archive.db):
        if look.what in ABSENT:
            store.keep_absence(archive.db, capture, article, look.what, SOURCE, archive.run)
        elif look.what == Answer.LISTED:
            store.keep_listed(archive.db, capture, article, SOURCE, archive.run)
        elif look.what.startswith("="):
            store.keep_unchanged(archive.db, capture, article, SOURCE, archive.run)
        else:
            store.keep_article(archive.db, capture, worded(look.what, look.article), SOURCE, archive.run)


def live_through(archive: SmallArchive, looks: Iterable[Look], lists: Iterable[int] = ()) -> None:
    """Store looks as they come, and `lists`: the nights on which a list showed ten articles; then settle."""
    for look in looks:
        note(archive, look)
    with transaction(archive.db):
        for night in lists:
            moment = store.utc(FIRST_NIGHT + timedelta(days=night))
            withdrawals.note_list(archive.db, SOURCE, "https://baovensong.example/tin", moment, 10)
        withdrawals.settle_nights(archive.db, SOURCE)


def rows(archive: SmallArchive, table: str) -> list[dict[str, Any]]:
    """All of a table, captures by the name of their record."""
    records = dict(archive.db.execute("select id, record_id from captures").fetchall())
    found = [dict(row) for row in archive.db.query(f"select * from {table}")]
    for row in found:
        for column in row:
            if column.endswith("capture"):
                row[column] = records.get(row[column])
    return sorted(found, key=repr)


def history(archive: SmallArchive) -> dict[str, list[dict[str, Any]]]:
    """Everything that must not depend on the order of arrival."""
    return {table: rows(archive, table) for table in TABLES}


def shuffled(looks: list[Look], seed: int) -> list[Look]:
    """Another order of arrival: absences and unchanged pages come after the first whole page of their article."""
    order = list(looks)
    random.Random(seed).shuffle(order)
    return sorted(order, key=lambda look: len(look.what) > 1)
