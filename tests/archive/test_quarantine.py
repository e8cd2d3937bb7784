"""What a broken night brought: in the archive, and not before readers until somebody has looked."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive import runs, store
from archive.history import withdrawals
from archive.history.sightings import Answer
from archive.model import Article
from archive.nights import nights, quarantine
from archive.nights.nights import Night
from archive.proof.verify import verify
from archive.publish import publish
from tests.archive.small_archive import FAIR, FAIR_ID, REVIEW, SIGNING, SIGNING_ID, SmallArchive

SOURCE = "baovensong"
# A related box that came into the body, and a headline that is the name of the site.
BROKEN = replace(SIGNING, headline="Báo Ven Sông", body=("Tin đọc nhiều", "Tin mới nhận"), published=None)


def read(archive: SmallArchive, *articles: Article) -> None:
    """A crawl of its own that reads these."""
    archive.run = runs.start_run(archive.db, "crawl")
    runs.start_source_run(archive.db, archive.run, SOURCE)
    for article in articles:
        archive.keep(article)
    runs.end_run(archive.db, archive.run, "finished")


def judged(archive: SmallArchive, night: Night, verdict: str) -> None:
    quarantine.settle(archive.db, night, {SOURCE: verdict})


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[SmallArchive]:
    """Readers have seen a good night; tonight SIGNING and REVIEW are read by a crawl that broke, FAIR for the first."""
    shutil.copy(empty_archive, tmp_path)
    small = SmallArchive(tmp_path)
    runs.end_run(small.db, small.run, "finished")
    read(small, SIGNING, REVIEW)
    publish(tmp_path, lambda _: None)
    yield small
    small.db.close()


@pytest.fixture
def night(archive: SmallArchive) -> Night:
    # The good crawl may have begun in this very second.
    archive.db.execute("update source_runs set started_at = '2025-01-01T00:00:00Z'")
    night = nights.begin(archive.db)
    nights.begin_source(archive.db, night, SOURCE)
    read(archive, BROKEN, replace(FAIR, headline="Báo Ven Sông"))
    return night


def shown(archive: SmallArchive, sql: str) -> list[dict[str, Any]]:
    """What readers see, published anew."""
    publish(archive.folder, lambda _: None)
    with closing(sqlite3.connect(archive.folder / "public.db")) as public:
        public.row_factory = sqlite3.Row
        return [dict(row) for row in public.execute(sql)]


def headlines(archive: SmallArchive) -> set[str]:
    return {row["headline"] for row in shown(archive, "select headline from articles")}


def test_a_good_night_is_shown(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "ok")
    assert headlines(archive) == {REVIEW.headline, "Báo Ven Sông"}


@pytest.mark.parametrize("verdict", ["broken", "blocked", "moved"])
def test_a_bad_night_is_not(archive: SmallArchive, night: Night, verdict: str) -> None:
    judged(archive, night, verdict)
    assert headlines(archive) == {SIGNING.headline, REVIEW.headline}


def test_a_site_that_is_down_brought_nothing_bad(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "down")
    assert "Báo Ven Sông" in headlines(archive)


def test_the_archive_itself_keeps_everything(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    shown(archive, "select 1")
    assert archive.db.execute("select count(*) from versions where article = ?", [SIGNING_ID]).fetchone() == (2,)


@pytest.mark.parametrize("column", ["headline", "body", "published", "published_precision", "methods", "version"])
def test_an_article_shows_what_it_said_before(archive: SmallArchive, night: Night, column: str) -> None:
    query = f"select {column} from articles where id = {SIGNING_ID}"
    with closing(sqlite3.connect(archive.folder / "public.db")) as public:
        (before,) = public.execute(query).fetchone()
    judged(archive, night, "broken")
    assert shown(archive, query) == [{column: before}]


def test_what_was_never_shown_is_unknown_and_not_what_the_broken_page_said(archive: SmallArchive, night: Night) -> None:
    (archive.folder / "public.db").unlink()
    judged(archive, night, "broken")
    query = f"select headline, author, published from articles where id = {SIGNING_ID}"
    assert shown(archive, query) == [{"headline": SIGNING.headline, "author": None, "published": None}]


@pytest.mark.parametrize("table", ["edits", "withdrawals"])
def test_edits_and_withdrawals_of_a_broken_night_are_not_shown(archive: SmallArchive, night: Night, table: str) -> None:
    with store.transaction(archive.db):
        gone = archive.capture(REVIEW.url)
        article = store.article_id(SOURCE, REVIEW.key)
        store.keep_absence(archive.db, gone, article, Answer.STUB, SOURCE, archive.run)
        withdrawals.settle_nights(archive.db, SOURCE)
    assert archive.db.table(table).count == 1
    judged(archive, night, "broken")
    assert shown(archive, f"select * from {table}") == []


def test_its_reports_are_those_of_before(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    told = {row["article"] for row in shown(archive, "select article from reports where is_coordination")}
    assert SIGNING_ID in told
    assert FAIR_ID not in told


def test_the_published_file_of_a_bad_night_verifies(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    shown(archive, "select 1")
    found = verify(archive.folder, lambda _: None, lambda _: None).findings
    assert [finding for finding in found if finding.where.endswith("public.db")] == []


def test_no_copy_is_left_behind(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    shown(archive, "select 1")
    names = {path.name.removesuffix("-wal").removesuffix("-shm") for path in archive.folder.iterdir()}
    assert names == {"archive.db", "public.db", "public.lock"}


# --- Released ----------------------------------------------------------------------------------------------


def test_what_a_person_accepts_is_shown(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    assert quarantine.accept(archive.db, SOURCE) == 1
    assert "Báo Ven Sông" in headlines(archive)


def test_what_was_accepted_is_not_held_by_judging_the_night_again(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    quarantine.accept(archive.db, SOURCE)
    judged(archive, night, "broken")
    assert "Báo Ven Sông" in headlines(archive)


def test_a_good_night_alone_does_not_release_what_a_bad_one_brought(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    judged(archive, night, "ok")
    assert "Báo Ven Sông" not in headlines(archive)


def test_reading_the_captures_again_and_a_good_night_release_it(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    quarantine.note_rereading(archive.db)
    assert "Báo Ven Sông" not in headlines(archive)
    judged(archive, night, "ok")
    assert "Báo Ven Sông" in headlines(archive)


# --- Freshness ---------------------------------------------------------------------------------------------


def test_readers_see_since_when_a_source_is_held(archive: SmallArchive, night: Night) -> None:
    judged(archive, night, "broken")
    rows = {row["source"]: row for row in shown(archive, "select * from source_freshness")}
    assert rows[SOURCE]["held_since"] is not None
    assert rows[SOURCE]["night"] == str(night.day)


def test_a_source_that_had_no_night_is_there_too(archive: SmallArchive) -> None:
    rows = {row["source"]: row for row in shown(archive, "select * from source_freshness")}
    assert (rows["thanhuyvensong"]["night"], rows["thanhuyvensong"]["held_since"]) == (None, None)
