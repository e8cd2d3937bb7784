"""The table of places in the archive: a copy of data/places.csv and data/historic.csv that readers can join."""

import zlib

from sqlite_utils import Database

from archive import gazetteer
from archive.gazetteer import DATA, LEVELS, Place


def load_places(db: Database) -> None:
    """Bring the tables of places to the version of the files; nothing to do, and quickly said, if they are there.

    SQLite's user_version holds the version loaded. A place that the files no longer name stays: reports refer to it.
    """
    version = _version()
    if _loaded(db) == version:
        return
    db.execute("begin immediate")
    if _loaded(db) != version:  # another process may have loaded them while this one waited
        _write(db, gazetteer.places())
        db.execute(f"pragma user_version = {version}")
    db.execute("commit")


def _version() -> int:
    """31 bits, as user_version is signed."""
    return zlib.crc32(b"".join((DATA / name).read_bytes() for name in gazetteer.FILES)) & 0x7FFFFFFF


def _loaded(db: Database) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])


def _write(db: Database, places: list[Place]) -> None:
    wholes_first = sorted(places, key=lambda place: list(LEVELS).index(place.id[0]))
    db.execute("delete from place_successors")
    db.conn.executemany(
        """
        insert into places (id, name, kind, level, era, parent, valid_from, valid_to) values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set
            name = excluded.name, kind = excluded.kind, level = excluded.level, era = excluded.era,
            parent = excluded.parent, valid_from = excluded.valid_from, valid_to = excluded.valid_to
        """,
        map(_row, wholes_first),
    )
    db.conn.executemany(
        "insert into place_successors (place, successor, is_main) values (?, ?, ?)",
        [(place.id, successor, successor == place.successors[0]) for place in places for successor in place.successors],
    )


def _row(place: Place) -> tuple[str | None, ...]:
    return (
        place.id,
        place.name,
        place.kind,
        place.level,
        place.era,
        place.parent,
        place.valid_from.isoformat() if place.valid_from else None,
        place.valid_to.isoformat() if place.valid_to else None,
    )
