"""Sites that are no more: what the archive knows of their end, and how it learns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.nights.health import Expectation
from archive.runs import register_source
from archive.schema import migrations
from archive.store import open_archive
from tests.archive.seeded_nights import SOURCE, Nights
from tests.archive.small_archive import SmallArchive

BECAUSE = "Thành phố thôi là một cấp từ ngày 1/7/2025, xem thông báo trên trang chủ."
ENDS = "select ended, ended_because from sources where id = ?"
BEFORE_ENDS = """
insert into runs (id, command, started_at) values ('run', 'crawl', '2025-06-01T19:00:00Z');
insert into sources values ('baovensong', 'Báo Ven Sông', '', '', '', '', '[]', '', null, null, '2025-05', '2025-06');
insert into source_runs (run, source, started_at) values ('run', 'baovensong', '2025-06-01T19:00:00Z');
insert into captures values
    (1, 'a', 'baovensong', 'run', null, '2025-06-01T19:00:00Z', 200, '', '', 0, '', 0, 0, null, null);
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SmallArchive]:
    made = SmallArchive(tmp_path)
    yield made
    made.db.close()


def facts(archive: SmallArchive, **changed: str | None) -> dict[str, object]:
    """Those of SOURCE, as its form would state them."""
    (known,) = archive.db.query("select * from sources where id = ?", [SOURCE])
    kept = {name: value for name, value in known.items() if name not in ("first_seen", "last_seen")}
    return {**kept, "former_domains": [], **changed}


def test_a_source_that_is_read_has_no_end(archive: SmallArchive) -> None:
    assert archive.db.execute(ENDS, [SOURCE]).fetchone() == (None, None)


def test_an_end_is_stored_with_its_reason(archive: SmallArchive) -> None:
    register_source(archive.db, facts(archive, ended="2025-07-01", ended_because=BECAUSE))
    assert archive.db.execute(ENDS, [SOURCE]).fetchone() == ("2025-07-01", BECAUSE)


def test_a_site_that_came_back_has_no_end(archive: SmallArchive) -> None:
    register_source(archive.db, facts(archive, ended="2025-07-01", ended_because=BECAUSE))
    register_source(archive.db, facts(archive, ended=None, ended_because=None))
    assert archive.db.execute(ENDS, [SOURCE]).fetchone() == (None, None)


def test_a_night_notes_the_end_of_a_source_that_is_not_crawled_any_more(tmp_path: Path) -> None:
    nights = Nights.begun(tmp_path)
    nights.expected = {SOURCE: Expectation(ended=date(2025, 3, 1), ended_because=BECAUSE)}
    nights.live(answers={})
    with closing(nights.archive.db):
        assert nights.archive.db.execute(ENDS, [SOURCE]).fetchone() == ("2025-03-01", BECAUSE)


def test_an_archive_of_before_keeps_its_sources_and_all_that_refers_to_them(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(Database(path)) as earlier:
        migrations.apply(earlier, stop_before="m008_ends_of_sources")
        earlier.executescript(BEFORE_ENDS)
    with closing(open_archive(path)) as db:
        (kept,) = db.query("select id, name, first_seen, last_seen, ended from sources")
        assert kept == {
            "id": "baovensong",
            "name": "Báo Ven Sông",
            "first_seen": "2025-05",
            "last_seen": "2025-06",
            "ended": None,
        }
        assert db.execute("select source from captures").fetchall() == [("baovensong",)]
        assert list(db.query("pragma foreign_key_check")) == []
