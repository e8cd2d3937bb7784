"""How well stories are told from look-alikes, and what placing one article costs: `python -m benchmarks.stories`.

The news is made up (benchmarks/story_texts.py) and read as the crawler's is; for the cost it is put into the tables
directly, with the facts that reading finds, since reading 100,000 articles takes longer than placing them.
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlite_utils import Database

from archive.history.versions import PARAGRAPH
from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.runs import register_source, start_run
from archive.store import article_id, fingerprint, keep_article, open_archive, transaction
from archive.stories.stories import place, place_all
from benchmarks.machine import description
from benchmarks.story_texts import COPIES, LOOK_ALIKES, News, news, ordinary_news

FIRST_PAPER, OTHER_PAPER = "bao_mot", "bao_hai"
MEASURED = 200  # articles placed one by one at each size

# Of the articles for the cost: copies of another, and those written to one formula (a similarity of .26 on average).
COPIED, FORMULAIC = 0.1, 0.1


@dataclass(frozen=True)
class Judged:
    """What became of the pairs of one kind, as shares."""

    kind: str
    pairs: int
    one_story: float
    same_formula: float


@dataclass(frozen=True)
class Cost:
    """What one more article costs in an archive of `articles`. Times in milliseconds."""

    articles: int
    median: float
    slowest_of_20: float
    index: int  # bytes of sketches, bands and pairs


def quality(folder: Path, originals: int, names_people: bool, seed: int = 1) -> Iterator[Judged]:
    """Copies and look-alikes of so many articles, all in one archive."""
    choice = random.Random(seed)
    db = _archive(folder)
    pairs: dict[str, list[tuple[int, int]]] = {}
    for number in range(originals):
        original = replace(news(choice), names_people=names_people)
        first = _keep(db, FIRST_PAPER, f"{number}", original, original.day)
        for change in (*COPIES, *LOOK_ALIKES):
            copy = change(original, choice)
            printed = copy.day + timedelta(choice.randint(0, 2))
            pairs.setdefault(change.__name__, []).append(
                (first, _keep(db, OTHER_PAPER, f"{number}-{change.__name__}", copy, printed))
            )
    place_all(db, lambda _: None)
    story = {row["article"]: row["story"] for row in db.query("select article, story from story_articles")}
    formulas = {(row["article"], row["other"]) for row in db.query("select article, other from same_formulas")}
    for kind, found in pairs.items():
        together = sum(one in story and story[one] == story.get(other) for one, other in found)
        formula = sum((one, other) in formulas or (other, one) in formulas for one, other in found)
        yield Judged(kind, len(found), together / len(found), formula / len(found))
    strangers = sum(len({_family(db, one) for one in members}) > 1 for members in _members(story))
    yield Judged("stories that join unrelated news", len(set(story.values())), strangers / len(set(story.values())), 0)
    db.close()


def precision_and_recall(judged: Sequence[Judged]) -> tuple[float, float]:
    """Of the pairs of copies and of look-alikes."""
    copies = {copy.__name__ for copy in COPIES}
    look_alikes = {change.__name__ for change in LOOK_ALIKES}
    right = sum(one.one_story * one.pairs for one in judged if one.kind in copies)
    wrong = sum(one.one_story * one.pairs for one in judged if one.kind in look_alikes)
    return right / (right + wrong), right / sum(one.pairs for one in judged if one.kind in copies)


def _members(story: dict[int, int]) -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for article, first in story.items():
        members.setdefault(first, []).append(article)
    return list(members.values())


def _family(db: Database, article: int) -> str:
    key: str = next(db.query("select key from articles where id = ?", [article]))["key"]
    return key.split("-")[0]


def cost(folder: Path, sizes: Sequence[int], seed: int = 1) -> Iterator[Cost]:
    """Archives of these sizes, one growing into the next."""
    choice = random.Random(seed)
    db = _archive(folder)
    filled = 0
    for size in sizes:
        _fill(db, choice, range(filled, size))
        place_all(db, lambda _: None)
        times = [_timed(db, article) for article in _fill(db, choice, range(size, size + MEASURED))]
        filled = size + MEASURED
        yield Cost(size, statistics.median(times), statistics.quantiles(times, n=20)[-1], _index_size(db))
    db.close()


def _timed(db: Database, article: int) -> float:
    started = time.perf_counter()
    with transaction(db):
        place(db, article)
    return (time.perf_counter() - started) * 1000


def _index_size(db: Database) -> int:
    tables = ("sketches", "sketch_bands", "likenesses", "likenesses_by_other")
    query = f"select sum(pgsize) from dbstat where aggregate = 1 and name in ({', '.join('?' * len(tables))})"
    return int(db.execute(query, tables).fetchone()[0])


def _archive(folder: Path) -> Database:
    db = open_archive(folder / "archive.db")
    for source in (FIRST_PAPER, OTHER_PAPER):
        facts = {"id": source, "name": source, "name_en": source, "kind": "newspaper", "province": "Nghệ An"}
        register_source(db, {**facts, "home": "", "former_domains": [], "platform": "", "contact": None})
    return db


def _keep(db: Database, source: str, key: str, told: News, printed: date) -> int:
    hour = 9 if source == FIRST_PAPER else 16
    moment = datetime(printed.year, printed.month, printed.day, hour, 30, tzinfo=VIETNAM)
    url = f"https://{source}.example/{key}"
    article = Article(key, url, told.headline, told.body, published=PrintedTime(moment, "minute"))
    captured = moment.astimezone(UTC)
    capture = Capture(f"{source}-{key}", url, captured, 200, "text/html", "ab" * 32, 1, "a.warc.gz", 0, 1)
    with transaction(db):
        run = next((row["id"] for row in db.query("select id from runs")), None) or start_run(db, "crawl")
        return keep_article(db, capture, article, source, run).article


def _fill(db: Database, choice: random.Random, numbers: range) -> list[int]:
    """Articles with their versions and the facts of their reports."""
    with transaction(db):
        return [_insert(db, f"{number}", told) for number, told in zip(numbers, _stream(choice), strict=False)]


def _stream(choice: random.Random) -> Iterator[News]:
    original = news(choice)
    while True:
        if choice.random() < COPIED:
            yield choice.choice(COPIES)(original, choice)
        else:
            original = news(choice) if choice.random() < FORMULAIC else ordinary_news(choice)
            yield original


def _insert(db: Database, key: str, told: News) -> int:
    article = article_id(FIRST_PAPER, key)
    run = next((row["id"] for row in db.query("select id from runs")), None) or start_run(db, "crawl")
    seen = {"seen_at": f"{told.day}T09:30:00Z", "headline": told.headline, "captions": "[]"}
    seen["body"] = PARAGRAPH.join(told.body)
    values: dict[str, Any] = {
        **seen,
        "id": article,
        "source": FIRST_PAPER,
        "key": key,
        "published": f"{told.day}T16:30:00+07:00",
        "run": run,
        "fingerprint": fingerprint(Article(key, None, told.headline, told.body)),
        "event_date": told.day.isoformat(),
        "province": f"{told.province}",
        "district": told.district.removeprefix("huyện "),
    }
    for statement in INSERTS:
        db.execute(statement, values)
    for number, name in enumerate(told.people, start=1):
        db.execute("insert or ignore into people (id, name) values (?, ?)", [name, name])
        row = [article, number, name, name]
        db.execute("insert into report_people (article, number, name, person) values (?, ?, ?, ?)", row)
    return article


PLACE = "(select id from places where name = :{0} and level = '{0}' and era = '63' limit 1)"
INSERTS = (
    """
    insert into captures (record_id, source, run, captured_at, content_type, sha256, size, file, offset, length)
    values (:key, :source, :run, :seen_at, 'text/html', '', 0, '', 0, 0)
    """,
    """
    insert into articles (id, source, key, headline, published, published_precision, captions, methods, capture,
        version, first_seen, last_seen, checked_at, body)
    values (:id, :source, :key, :headline, :published, 'minute', :captions, '{}', last_insert_rowid(),
        1, :seen_at, :seen_at, :seen_at, :body)
    """,
    """
    insert into versions (article, number, seen_at, capture, fingerprint, headline, captions, body)
    select id, 1, :seen_at, capture, :fingerprint, :headline, :captions, :body from articles where id = :id
    """,
    f"""
    insert into reports (article, is_coordination, score, reasons, kind, kinds_also, event_date,
        event_date_precision, province, district, spans)
    values (:id, 1, 1, '[]', 'midterm_review', '[]', :event_date,
        'day', {PLACE.format("province")}, {PLACE.format("district")}, '{{}}')
    """,
)


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    parser.add_argument("--originals", type=int, default=250, help="articles of which copies are made")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="articles of an archive")
    options = parser.parse_args(arguments)
    console = Console(highlight=False)
    console.print(f"{datetime.now(UTC):%Y-%m-%d}, {description()}\n")
    for names_people in (True, False):
        with TemporaryDirectory() as folder:
            console.print(f"articles that name {'people' if names_people else 'nobody'}")
            _show_quality(console, list(quality(Path(folder), options.originals, names_people)))
    with TemporaryDirectory() as folder:
        _show_cost(console, cost(Path(folder), options.sizes))


def _show_quality(console: Console, judged: Sequence[Judged]) -> None:
    table = Table("kind", "pairs", "one story", "same formula")
    for one in judged:
        table.add_row(one.kind, str(one.pairs), f"{one.one_story:.2f}", f"{one.same_formula:.2f}")
    console.print(table)
    precision, recall = precision_and_recall(judged)
    harmonic = 2 * precision * recall / (precision + recall)
    console.print(f"one story: precision {precision:.3f}, recall {recall:.3f}, F {harmonic:.3f}\n")


def _show_cost(console: Console, costs: Iterator[Cost]) -> None:
    for one in costs:
        console.print(
            f"{one.articles} articles: {one.median:.1f} ms to place one more, {one.slowest_of_20:.1f} ms the slowest "
            f"of twenty; index {one.index / 1e6:.1f} MB, {one.index / one.articles / 1000:.2f} kB an article"
        )


if __name__ == "__main__":
    main()
