"""What a crawl of a broken site read is kept from readers until somebody has looked.

`archive.db` holds all of it. Readers get the archive as it would be without the crawls in `held_runs`: the wordings,
edits and absences that only those saw are left out, and an article shows what it said before. A crawl is released by
`scrapy nightly --accept SOURCE`, or once its captures were read again (`scrapy reextract --apply`) and a good night
followed.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from archive import agreement_store
from archive.article_rows import show_present
from archive.history import versions, withdrawals
from archive.history.sightings import SEEN
from archive.nights import nights
from archive.nights.nights import Night
from archive.report_store import forget_report, keep_report
from archive.store import now, open_archive, transaction
from archive.stories import stories

# Verdicts. Nothing comes of a site that is down, and what came before it went down was read well.
HELD = frozenset({"broken", "blocked", "moved"})
WELL = frozenset({"ok", "quiet"})

# What the newest reading decided and no wording keeps.
FACTS = ("author", "dateline", "section", "published", "published_precision", "modified", "views", "methods")


def settle(db: Database, night: Night, verdicts: Mapping[str, str]) -> None:
    """Hold tonight's crawls of sources that stand badly; release what was read again of sources that read well."""
    with transaction(db):
        for source, verdict in verdicts.items():
            if verdict in HELD and not _is_accepted(db, night, source):
                for run in nights.runs_of(db, night, source):
                    db.execute(
                        "insert or ignore into held_runs (run, source, night, held_at) values (?, ?, ?, ?)",
                        [run, source, night.id, now()],
                    )
            elif verdict in WELL:
                _release(db, source, "reread_at is not null")


def accept(db: Database, source: str) -> int:
    """A person looked: what its held crawls read is good. Returns how many those are."""
    with transaction(db):
        db.execute(
            """
            update night_sources set accepted_at = ? where source = ? and accepted_at is null and night in (
                select night from held_runs where held_runs.source = night_sources.source and released_at is null
            )
            """,
            [now(), source],
        )
        return _release(db, source)


def note_rereading(db: Database) -> None:
    """All captures were read again, by an extraction that somebody had looked at."""
    db.execute("update held_runs set reread_at = ? where released_at is null", [now()])


def _is_accepted(db: Database, night: Night, source: str) -> bool:
    query = "select accepted_at from night_sources where night = ? and source = ?"
    return bool(db.execute(query, [night.id, source]).fetchone()[0])


def _release(db: Database, source: str, condition: str = "true") -> int:
    release = f"update held_runs set released_at = ? where source = ? and released_at is null and {condition}"  # noqa: S608
    return int(db.execute(release, [now(), source]).rowcount)


def is_holding(connection: sqlite3.Connection) -> bool:
    """Whether readers are shown less than the archive holds."""
    return connection.execute("select 1 from held_runs where released_at is null limit 1").fetchone() is not None


@contextmanager
def without_held(archive: Path, public: Path) -> Iterator[Path]:
    """The archive as readers may see it: archive.db itself, or a copy in which what is held was never read.

    `public`, the file that readers have, still knows what an article's newest good reading said.
    """
    with closing(open_archive(archive)) as db:
        assert db.conn is not None
        if not is_holding(db.conn):
            yield archive
            return
        with tempfile.TemporaryDirectory(prefix=".without-held-", dir=archive.parent) as folder:
            copy = Path(folder) / archive.name
            with closing(sqlite3.connect(copy)) as target:
                db.conn.backup(target)
            with closing(open_archive(copy)) as cleared:
                _clear(cleared, public)
            yield copy


HELD_SIGHTINGS = """
from sightings join captures on captures.id = sightings.capture
join held_runs on held_runs.run = captures.run and held_runs.source = captures.source and released_at is null
"""


FORGET_SIGHTINGS = f"""
delete from sightings where (article, capture) in (select article, sightings.capture {HELD_SIGHTINGS})
"""  # noqa: S608


def _clear(db: Database, public: Path) -> None:
    """Forget what the held crawls saw, and make anew what follows from what is left."""
    touched = [row[0] for row in db.execute(f"select distinct article {HELD_SIGHTINGS}").fetchall()]
    with transaction(db):
        before = {article: _capture_shown(db, article) for article in touched}
        db.execute(FORGET_SIGHTINGS)
        for article in touched:
            if _is_seen(db, article):
                versions.settle(db, article)
            else:
                _forget(db, article)
    kept = [article for article in touched if _is_seen(db, article)]
    _show_as_before(db, [article for article in kept if _is_read_in_held(db, before[article])], public)
    for (source,) in db.execute("select distinct source from held_runs where released_at is null").fetchall():
        with transaction(db):
            withdrawals.settle_nights(db, source)
    stories.place_all(db, lambda _: None)
    agreement_store.settle(db)


def _capture_shown(db: Database, article: int) -> int:
    return int(db.execute("select capture from articles where id = ?", [article]).fetchone()[0])


def _is_seen(db: Database, article: int) -> bool:
    marks = ", ".join(f"'{answer}'" for answer in SEEN)
    query = f"select 1 from sightings where article = ? and answer in ({marks}) and fingerprint is not null"  # noqa: S608
    return db.execute(query, [article]).fetchone() is not None


def _is_read_in_held(db: Database, capture: int) -> bool:
    query = """
    select 1 from captures join held_runs on held_runs.run = captures.run and held_runs.source = captures.source
    where captures.id = ? and released_at is null
    """
    return db.execute(query, [capture]).fetchone() is not None


def _forget(db: Database, article: int) -> None:
    """An article that no other crawl has seen."""
    stories.forget(db, article)
    forget_report(db, article)
    for table, column in (("sightings", "article"), ("edits", "article"), ("withdrawals", "article"),
                          ("versions", "article"), ("articles", "id")):  # fmt: skip
        db.execute(f"delete from {table} where {column} = ?", [article])  # noqa: S608 (names of our own tables)


def _show_as_before(db: Database, articles: Iterable[int], public: Path) -> None:
    """Put back what these articles said at their newest good reading."""
    for article, facts in _facts_shown(articles, public).items():
        with transaction(db):
            db.table("articles").update(article, dict(zip(FACTS, facts, strict=True)))
            show_present(db, article, versions.settle(db, article)[-1])
            keep_report(db, article)


def _facts_shown(articles: Iterable[int], public: Path) -> dict[int, Sequence[object]]:
    """What readers have not seen yet cannot be put back: unknown is better than what a broken page said."""
    known: dict[int, Sequence[object]] = dict.fromkeys(articles, UNKNOWN)
    if not public.exists():
        return known
    query = f"select id, {', '.join(FACTS)} from articles"  # noqa: S608 (names of columns)
    address = f"{public.resolve().as_uri()}?mode=ro"
    # A damaged file is about to be replaced.
    with closing(sqlite3.connect(address, uri=True)) as shown, suppress(sqlite3.DatabaseError):
        for article, *facts in shown.execute(query):
            if article in known:
                known[article] = facts
    return known


UNKNOWN = (*(None for _ in FACTS[:-1]), "{}")
