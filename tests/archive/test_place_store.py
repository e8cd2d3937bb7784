"""The table of places in the archive."""

from __future__ import annotations

from archive.store import open_archive
from tests.archive.city_archive import CityArchive, ask


def test_readers_ask_by_either_map(archive: CityArchive) -> None:
    became = """
        select provinces.name from place_successors
        join places as communes on communes.id = successor
        join places as provinces on provinces.id = communes.parent
        where place = 'd931' and is_main
    """
    assert ask(archive, became) == [("Cần Thơ",)]


def test_places_are_those_of_the_table_in_both_eras(archive: CityArchive) -> None:
    counted = (
        "select era, level, count(*) from places where era in ('63', '34') group by era, level order by era, level"
    )
    assert ask(archive, counted) == [
        *(("34", "commune", 3321), ("34", "province", 34)),
        *(("63", "commune", 10035), ("63", "district", 696), ("63", "province", 63)),
    ]


def reopened_name_of_a_place(archive: CityArchive, version: str) -> str:
    """What an archive calls d436 when it is opened, after the name was changed in it."""
    archive.db.execute("update places set name = 'Nơi khác' where id = 'd436'")
    archive.db.execute(f"pragma user_version = {version}")
    reopened = open_archive(archive.folder / "archive.db")
    name: str = reopened.execute("select name from places where id = 'd436'").fetchone()[0]
    reopened.close()
    return name


def test_another_version_of_the_table_of_places_is_loaded_when_the_archive_is_opened(archive: CityArchive) -> None:
    assert reopened_name_of_a_place(archive, version="1") == "Hà Tĩnh"


def test_the_version_that_is_there_is_not_loaded_again(archive: CityArchive) -> None:
    ((version,),) = ask(archive, "pragma user_version")
    assert reopened_name_of_a_place(archive, version) == "Nơi khác"
