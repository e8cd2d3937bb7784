"""python -m benchmarks.search: is the right article among the first three? Ours beside stock Datasette, same texts.

Stock Datasette searches as its table page does: all words, the default tokenizer of `sqlite-utils enable-fts`, newest
first, and again with its rows sorted by relevance, which it does not offer by itself.
"""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from datasette.utils import escape_fts
from rich.console import Console
from rich.table import Table

from archive.publish import open_to_read, publish
from archive.web.search import find
from archive.web.search_request import Search
from benchmarks.search_articles import QUERIES, TARGETS, Query, build

FIRST = 3
STOCK_TABLE = """
create virtual table stock using fts5(headline, captions, body, content="articles", content_rowid="id");
insert into stock (stock) values ('rebuild');
"""
STOCK_TABLE_PAGE = """
select id from articles where id in (select rowid from stock where stock match ?) order by published desc limit 3
"""
STOCK_BY_RANK = "select rowid from stock where stock match ? order by rank limit 3"
IDS = {text.name: text.id for text in TARGETS}


@dataclass(frozen=True)
class Answered:
    """Where the right article stood, from 1; None: not among the first three."""

    query: Query
    ours: int | None
    stock: int | None
    stock_by_rank: int | None


def compare(folder: Path, others: int = 300) -> list[Answered]:
    """Build the archive there, publish it, and ask both."""
    build(folder, others)
    public = publish(folder, lambda _step: None).path
    with closing(open_to_read(public)) as ours, closing(_stock(public)) as stock:
        return [
            Answered(
                query,
                _place(query, find(ours, Search(words=query.words), FIRST).articles),
                _place(query, [row[0] for row in stock.execute(STOCK_TABLE_PAGE, [escape_fts(query.words)])]),
                _place(query, [row[0] for row in stock.execute(STOCK_BY_RANK, [escape_fts(query.words)])]),
            )
            for query in QUERIES
        ]


def _stock(public: Path) -> sqlite3.Connection:
    """The same articles, indexed as a Datasette site is made that nobody tuned."""
    connection = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(public)) as source:
        source.backup(connection)
    connection.executescript(STOCK_TABLE)
    return connection


def _place(query: Query, articles: tuple[int, ...] | list[int]) -> int | None:
    target = IDS[query.target]
    return list(articles).index(target) + 1 if target in articles else None


def main() -> None:
    """Print each query and the counts."""
    with tempfile.TemporaryDirectory() as folder:
        answers = compare(Path(folder))
    table = Table(
        "query", "for", "ours", "stock", "stock by rank", title="Place of the right article, first three only"
    )
    for one in answers:
        places = (one.ours, one.stock, one.stock_by_rank)
        table.add_row(one.query.words, one.query.about, *(str(place or "-") for place in places))
    console = Console()
    console.print(table)
    for name in ("ours", "stock", "stock_by_rank"):
        found = [getattr(one, name) for one in answers]
        console.print(f"{name}: {sum(map(bool, found))} of {len(found)} among the first three, first: {found.count(1)}")


if __name__ == "__main__":
    main()
