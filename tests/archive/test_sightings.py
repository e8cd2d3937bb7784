"""What an article's sightings make of its versions and edits, in whatever order they arrive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archive import store
from archive.schema import migrations
from archive.store import transaction
from tests.archive.history import Look, capture_of, history, life, live_through, note, rows, shuffled, worded
from tests.archive.small_archive import SmallArchive


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[SmallArchive]:
    shutil.copy(empty_archive, tmp_path)
    small = SmallArchive(tmp_path)
    yield small
    small.db.close()


def wordings(archive: SmallArchive) -> list[str]:
    """The letters of the versions, in the order of their numbers."""
    return [
        body.split("lần ")[1][0]
        for (body,) in archive.db.execute("select body from versions order by article, number").fetchall()
    ]


def edits(archive: SmallArchive) -> list[tuple[int, int, int]]:
    """Before, after and returns of each edit."""
    return archive.db.execute("select before, after, returns from edits order by seen_at").fetchall()


def article(archive: SmallArchive) -> dict[str, Any]:
    (row,) = archive.db.query("select * from articles")
    return row


# --- Sightings ---------------------------------------------------------------------------------------------


def test_each_look_is_a_sighting_of_its_night_in_vietnam(archive: SmallArchive) -> None:
    live_through(archive, life("A =A B not_found"))
    seen = archive.db.execute("select night, answer from sightings order by seen_at").fetchall()
    assert seen == [
        ("2025-06-02", "whole"),
        ("2025-06-03", "unchanged"),
        ("2025-06-04", "whole"),
        ("2025-06-05", "not_found"),
    ]


def test_a_look_that_is_stored_twice_is_one_sighting(archive: SmallArchive) -> None:
    live_through(archive, [*life("A =A"), *life("A =A")])
    assert len(rows(archive, "sightings")) == 2


def test_an_unchanged_page_has_the_wording_of_the_bytes_that_it_stands_for(archive: SmallArchive) -> None:
    live_through(archive, life("A B =A"))
    prints = [row[0] for row in archive.db.execute("select fingerprint from sightings order by seen_at").fetchall()]
    assert prints[2] == prints[0] != prints[1]
    assert "lần A" in article(archive)["body"]


def test_an_unchanged_page_moves_when_it_was_seen_and_makes_no_version(archive: SmallArchive) -> None:
    live_through(archive, life("A =A =A"))
    row = article(archive)
    assert (row["first_seen"], row["checked_at"], row["last_seen"]) == (
        "2025-06-01T19:00:00Z",
        "2025-06-03T19:00:00Z",
        "2025-06-03T19:00:00Z",
    )
    assert wordings(archive) == ["A"]


def test_nothing_of_an_absent_article_changes(archive: SmallArchive) -> None:
    live_through(archive, life("A"))
    before = (rows(archive, "articles"), rows(archive, "versions"))
    live_through(archive, life("- not_found empty stub home_page delisted"))
    assert (rows(archive, "articles"), rows(archive, "versions")) == before


def test_an_answer_that_is_no_absence_is_named(archive: SmallArchive) -> None:
    note(archive, Look(0, "A"))
    with pytest.raises(ValueError, match="HTTP 503 is no absence, but one of delisted, empty, "):
        store.keep_absence(
            archive.db, capture_of(Look(1, "not_found")), article(archive)["id"], "HTTP 503", "baovensong", archive.run
        )


# --- Versions and edits ------------------------------------------------------------------------------------


def test_versions_are_numbered_in_order_of_capture_not_of_import(archive: SmallArchive) -> None:
    first, second, third = life("A B C")
    live_through(archive, [third, second, first])
    assert wordings(archive) == ["A", "B", "C"]
    assert article(archive)["version"] == 3


def test_the_text_of_a_version_is_that_of_its_first_capture(archive: SmallArchive) -> None:
    live_through(archive, life("- A"))
    spelled_otherwise = worded("A", 1).__class__(**{**vars(worded("A", 1)), "headline": "Lễ ký  kết"})
    with transaction(archive.db):
        store.keep_article(archive.db, capture_of(Look(0, "A")), spelled_otherwise, "baovensong", archive.run)
    (version,) = rows(archive, "versions")
    assert (version["headline"], version["capture"]) == ("Lễ ký  kết", "00-00-1-A")
    assert article(archive)["headline"] == "Lễ ký kết"


def test_an_edit_names_its_class_and_evidence(archive: SmallArchive) -> None:
    live_through(archive, life("A =A B"))
    (edit,) = rows(archive, "edits")
    assert (edit["before"], edit["after"], edit["capture"]) == (1, 2, "02-00-1-B")
    assert (edit["seen_at"], edit["last_seen_at"]) == ("2025-06-03T19:00:00Z", "2025-06-03T19:00:00Z")
    assert (edit["class"], edit["returns"]) == ("names_or_numbers", 0)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("A A =A A", []),
        ("A B", [(1, 2, 0)]),
        ("A B A", [(1, 2, 1)]),
        ("A B A B A", [(1, 2, 3)]),
        ("A B =B A not_found A B", [(1, 2, 2)]),
        ("A B C", [(1, 2, 0), (2, 3, 0)]),
        ("A B C A", [(1, 2, 0), (2, 3, 0), (3, 1, 0)]),
        ("A B C B A", [(1, 2, 1), (2, 3, 1)]),
    ],
)
def test_a_page_that_flips_back_is_one_flip(
    archive: SmallArchive, told: str, expected: list[tuple[int, int, int]]
) -> None:
    live_through(archive, life(told))
    assert edits(archive) == expected


def test_a_capture_between_two_others_splits_their_edit(archive: SmallArchive) -> None:
    first, between, last = life("A C B")
    live_through(archive, [first, last])
    assert edits(archive) == [(1, 2, 0)]
    live_through(archive, [between])
    assert (wordings(archive), edits(archive)) == (["A", "C", "B"], [(1, 2, 0), (2, 3, 0)])


# --- Any order of arrival ----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_four_captures_in_any_order_make_one_history(
    archive: SmallArchive, tmp_path: Path, empty_archive: Path, order: tuple[int, ...]
) -> None:
    looks = life("A B A C")
    live_through(archive, [looks[place] for place in order])
    assert wordings(archive) == ["A", "B", "C"]
    assert edits(archive) == [(1, 2, 1), (1, 3, 0)]
    assert article(archive)["version"] == 3


LIVES = st.lists(
    st.sampled_from(["A", "B", "C", "=A", "=B", "not_found", "stub", "home_page", "delisted", "listed", "-"]),
    min_size=1,
    max_size=10,
)


@settings(max_examples=60)
@given(st.lists(LIVES, min_size=1, max_size=4), st.sets(st.integers(0, 10)), st.integers())
def test_history_is_the_same_for_every_order_of_arrival(
    empty_archive: Path, lives: list[list[str]], lists: set[int], seed: int
) -> None:
    looks = [look for number, told in enumerate(lives, start=1) for look in life(" ".join(["A", *told]), number)]
    in_order, as_it_comes = (history_of(empty_archive, some, lists) for some in (looks, shuffled(looks, seed)))
    assert as_it_comes == in_order


def history_of(empty_archive: Path, looks: list[Look], lists: set[int]) -> dict[str, list[dict[str, Any]]]:
    with TemporaryDirectory() as folder:
        shutil.copy(empty_archive, folder)
        archive = SmallArchive(Path(folder))
        live_through(archive, looks, lists)
        found = history(archive)
        assert list(archive.db.query("pragma foreign_key_check")) == []
        archive.db.close()
    return found


# --- Read again --------------------------------------------------------------------------------------------


def test_another_extraction_is_no_edit(archive: SmallArchive) -> None:
    live_through(archive, life("A B =B"))
    captures = dict(archive.db.execute("select record_id, id from captures").fetchall())
    readings = {captures[f"0{night}-00-1-{what}"]: worded(f"{what} mới", 1) for night, what in enumerate("AB")}
    with transaction(archive.db):
        store.keep_rereading(archive.db, article(archive)["id"], readings)
    assert edits(archive) == [(1, 2, 0)]
    assert ["mới" in row["body"] for row in rows(archive, "versions")] == [True, True]
    assert "lần B mới" in article(archive)["body"]


def test_wordings_that_become_equal_are_one_version(archive: SmallArchive) -> None:
    live_through(archive, life("A B C"))
    captures = dict(archive.db.execute("select record_id, id from captures").fetchall())
    with transaction(archive.db):
        store.keep_rereading(
            archive.db,
            article(archive)["id"],
            {captures["00-00-1-A"]: worded("B", 1), captures["01-00-1-B"]: worded("B", 1)},
        )
    assert (wordings(archive), edits(archive)) == (["B", "C"], [(1, 2, 0)])


# --- An archive of before ----------------------------------------------------------------------------------

BEFORE_SIGHTINGS = """
insert into sources values ('baovensong', 'Báo', 'Paper', 'newspaper', 'Ven Sông', 'https://baovensong.example/', '[]',
    'onecms', null, null, '2025-06-01', '2025-06-01');
insert into runs (id, command, started_at) values ('run', 'crawl', '2025-06-01');
insert into captures values
    (1, 'a', 'baovensong', 'run', null, '2025-06-03T19:00:00Z', 200, '', '', 0, '', 0, 0, null, null);
insert into captures values
    (2, 'b', 'baovensong', 'run', null, '2025-06-01T19:00:00Z', 200, '', '', 0, '', 0, 0, null, null);
insert into articles (id, source, key, captions, methods, capture, version, first_seen, last_seen, checked_at, body)
    values (1, 'baovensong', '1', '[]', '{}', 1, 1, '2025-06-01T19:00:00Z', '2025-06-03T19:00:00Z',
    '2025-06-03T19:00:00Z', 'Hai bên họp mỗi tháng.');
insert into versions values (1, 1, '2025-06-03T19:00:00Z', 1, 'aa', 'Ký kết', '[]', 'Hai bên họp mỗi tháng.');
insert into versions values (1, 2, '2025-06-01T19:00:00Z', 2, 'bb', 'Ký kết', '[]', 'Hai bên họp mỗi quý.');
"""


def test_an_archive_of_before_is_settled_when_it_is_opened(tmp_path: Path) -> None:
    earlier = Database(tmp_path / "archive.db")
    migrations.apply(earlier, stop_before="m005_history")
    earlier.executescript(BEFORE_SIGHTINGS)
    earlier.close()
    db = store.open_archive(tmp_path / "archive.db")
    assert db.execute("select number, body from versions order by number").fetchall() == [
        (1, "Hai bên họp mỗi quý."),
        (2, "Hai bên họp mỗi tháng."),
    ]
    assert db.execute("select before, after, class from edits").fetchall() == [(1, 2, "rewritten")]
    assert db.execute("select version from articles").fetchone() == (2,)
    assert list(db.query("pragma foreign_key_check")) == []
    db.close()
