"""Search: what was asked for -> the articles, best or newest first, in bounded time at a million of them.

Counting stops at 10,000. Few hits are ranked by bm25; of many, those are taken that hold the words as one phrase, in
the headline and as typed, newest first. Those on top are then looked at themselves: see ranking.py.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.passages import passage
from archive.web.ranking import ranked
from archive.web.search_request import Search
from archive.web.search_words import (
    FACTS,
    Typed,
    accented_query,
    fact,
    phrase_query,
    plain_query,
    typed,
)
from archive.web.spelling import accented, plain

MOST_COUNTED = 10_000  # counting 480,000 hits took 430 ms, 10,000 of them 3 ms
MOST_RANKED = 2_000  # bm25 of all of 480,000 hits took 1.8 s
MOST_LOOKED_AT = 60  # articles whose text is read to put them in order: 10 ms
DEEPEST = 1_000  # nobody reads on beyond: a search is narrowed instead
MONTH = len("2025-07")  # letters of a day
HEADLINE, ANYWHERE = "headline", "{headline captions body}"

PLAIN, WORDING = "articles_fts", "articles_wording"

DAYS = "(:from_day = '' or articles.published >= :from_day) and (:to_day = '' or articles.published < :to_day || '~')"
WITHOUT_WORDS = "select id from articles where {days} order by published desc, id desc limit :limit offset :offset"
COUNT = "select count(*) from (select 1 from {table} where {table} match :match limit :most)"
COUNT_OF_DAYS = """
select count(*) from (
    select 1 from {table} cross join articles on articles.id = {table}.rowid
    where {table} match :match and {days} limit :most
)
"""
# Few hits: all are fetched and sorted.
NEWEST_OF_FEW = """
select articles.id
from {table} cross join articles on articles.id = {table}.rowid
where {table} match :match and {days}
order by articles.published desc, articles.id desc
limit :limit offset :offset
"""
# Many hits: month by month, so that each step is one of few.
LAST_DAY_BEFORE = "select max(published) from articles where published < ?"
AFTER_ALL_DAYS = "~"
EVERY = """
select articles.id
from articles_fts cross join articles on articles.id = articles_fts.rowid
where articles_fts match :match and {days}
"""
EVERY_WITHOUT_WORDS = "select id from articles where {days}"
BEST_OF_FEW = """
with hits as materialized (
    select articles_fts.rowid as id, bm25(articles_fts, 10, 2, 1, 0.2) as score
    from articles_fts cross join articles on articles.id = articles_fts.rowid
    where articles_fts match :match and {days}
),
as_typed as materialized (
    select rowid from articles_wording where articles_wording match :accented limit :most
)
select id from hits order by id in as_typed desc, score, id limit :limit
"""


@dataclass(frozen=True)
class Found:
    """The articles of one page of a search. `total` is the count of all, at most MOST_COUNTED."""

    total: int
    has_more: bool  # than `total`
    articles: tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """A search as SQL: what the index must match, and the days that articles must be from."""

    words: Typed
    facts: str
    from_day: str
    to_day: str

    def query(self, text: str) -> str:
        """A query for the words together with the facts."""
        return " AND ".join(f"({part})" for part in (text, self.facts) if part)

    @property
    def everything(self) -> str:
        """All that is asked for; "" where any article will do."""
        return self.query(plain_query(self.words) if self.words.groups else "")


def find(connection: sqlite3.Connection, search: Search, limit: int, offset: int = 0) -> Found:
    """The articles from `offset` on. Raises sqlite3.OperationalError when the time limit of the connection is over."""
    match = _match(search)
    if search.words and not match.words.groups:
        return Found(0, False, ())
    total = _count(connection, PLAIN, match, match.everything)
    wanted = min(limit, DEEPEST - offset)
    if wanted <= 0 or not total:
        articles: list[int] = []
    elif search.order == "date" or not match.words.words:
        articles = _newest(connection, PLAIN, match, match.everything, total, wanted, offset)
    else:
        articles = _best(connection, match, total, offset + wanted)[offset : offset + wanted]
    return Found(min(total, MOST_COUNTED), total > MOST_COUNTED, tuple(articles))


def every_article(search: Search) -> tuple[str, dict[str, str | int]]:
    """SQL for the ids of all articles that fit, however many, in no order, and its values: for downloads."""
    match = _match(search)
    if search.words and not match.words.groups:
        return "select id from articles where false", {}
    sql = EVERY if match.everything else EVERY_WITHOUT_WORDS
    return sql.format(days=DAYS), _values(match, match.everything)


def _match(search: Search) -> Match:
    return Match(typed(search.words), _facts(search), search.from_day, search.to_day)


def _facts(search: Search) -> str:
    single = {
        "source": search.source,
        "kind": search.kind,
        "place": search.province,
        "organization": search.organization,
    }
    wanted = [fact(name, value) for name, value in single.items() if value]
    wanted += ["coordination"] if search.reports_only else []
    several = [[fact("period", year) for year in search.period_years], [fact("year", year) for year in search.years]]
    return " AND ".join([*(_any([one]) for one in wanted), *(_any(ones) for ones in several if ones)])


def _any(facts: list[str]) -> str:
    return "facts : (" + " OR ".join(f'"{one}"' for one in facts) + ")"


def _values(match: Match, query: str) -> dict[str, str | int]:
    return {"match": query, "from_day": match.from_day, "to_day": match.to_day, "most": MOST_COUNTED + 1}


def _count(connection: sqlite3.Connection, table: str, match: Match, query: str) -> int:
    """How many, MOST_COUNTED + 1 for more."""
    values = _values(match, query)
    if not query:
        sql = f"select count(*) from (select 1 from articles where {DAYS} limit :most)"  # noqa: S608 (our own words)
    elif match.from_day or match.to_day:
        sql = COUNT_OF_DAYS.format(table=table, days=DAYS)
    else:
        sql = COUNT.format(table=table)
    return int(connection.execute(sql, values).fetchone()[0])


def _newest(
    connection: sqlite3.Connection, table: str, match: Match, query: str, total: int, limit: int, offset: int = 0
) -> list[int]:
    """Newest first; `total` is what `_count` says."""
    if query and total > MOST_COUNTED:
        return _newest_of_many(connection, table, match, query, limit + offset)[offset:]
    sql = NEWEST_OF_FEW.format(table=table, days=DAYS) if query else WITHOUT_WORDS.format(days=DAYS)
    values = {**_values(match, query), "limit": limit, "offset": offset}
    return [row[0] for row in connection.execute(sql, values)]


def _newest_of_many(connection: sqlite3.Connection, table: str, match: Match, query: str, limit: int) -> list[int]:
    """To ask the index about one article after the other took 2 s where the newest say few of the words."""
    found: list[int] = []
    sql = NEWEST_OF_FEW.format(table=table, days=DAYS)
    for month in _months(connection, match):
        of_month = f"({query}) AND {FACTS}{fact('month', month)}"
        values = {**_values(match, of_month), "limit": limit - len(found), "offset": 0}
        found += [row[0] for row in connection.execute(sql, values)]
        if len(found) >= limit:
            break
    return found


def _months(connection: sqlite3.Connection, match: Match) -> Iterator[str]:
    """The months in which articles were published, newest first; "" at the end for those without a day."""
    before = f"{match.to_day}{AFTER_ALL_DAYS}"
    while (last := connection.execute(LAST_DAY_BEFORE, [before]).fetchone()[0]) and last >= match.from_day:
        before = last[:MONTH]
        yield before
    if not (match.from_day or match.to_day):
        yield ""


def _best(connection: sqlite3.Connection, match: Match, total: int, needed: int) -> list[int]:
    """Best first."""
    needed = max(needed, MOST_LOOKED_AT)
    if total <= MOST_RANKED:
        exact = accented_query(match.words) if match.words.has_accents else '""'
        values = {**_values(match, match.everything), "accented": exact, "limit": needed}
        articles = [row[0] for row in connection.execute(BEST_OF_FEW.format(days=DAYS), values)]
    else:
        articles = _best_of_many(connection, match, needed)
    return ranked(connection, match.words, articles[:MOST_LOOKED_AT]) + articles[MOST_LOOKED_AT:]


def _best_of_many(connection: sqlite3.Connection, match: Match, needed: int) -> list[int]:
    """Phrase before scattered words, headline before text, accents as typed before others; each newest first."""
    found: dict[int, None] = {}
    for table, text in _tiers(connection, match):
        query = match.query(text)
        total = _count(connection, table, match, query)
        found |= dict.fromkeys(_newest(connection, table, match, query, total, needed) if total else ())
        if len(found) >= needed:
            break
    return list(found)[:needed]


def _tiers(connection: sqlite3.Connection, match: Match) -> Iterator[tuple[str, str]]:
    """Table and query, the best first. What must not occur is left to the last two."""
    words = match.words
    spellings = [(WORDING, accented, accented_query)] if words.has_accents else []
    spellings.append((PLAIN, plain, plain_query))
    if not words.unwanted and _is_said(connection, match, phrase_query(words, plain, ANYWHERE)):
        yield from ((table, phrase_query(words, spelling, HEADLINE)) for table, spelling, _ in spellings)
        yield from ((table, phrase_query(words, spelling, ANYWHERE)) for table, spelling, _ in spellings)
    yield from ((table, query(words)) for table, _, query in spellings)


def _is_said(connection: sqlite3.Connection, match: Match, text: str) -> bool:
    """Whether any article says it: to look for a phrase in all of a million that hold its words takes 200 ms."""
    return bool(connection.execute(COUNT.format(table=PLAIN), {"match": match.query(text), "most": 1}).fetchone()[0])


def register_functions(connection: sqlite3.Connection) -> None:
    """Teach a connection what the queries in datasette_metadata.json call.

    `escape_fts` is what Datasette's own table page calls for `?_search=`.
    """
    connection.create_function("escape_fts", 1, lambda words: plain_query(typed(words)), deterministic=True)
    connection.create_function("as_typed", 1, lambda words: accented_query(typed(words)), deterministic=True)
    connection.create_function("passage", 2, _bracketed, deterministic=True)


def _bracketed(text: str | None, words: str | None) -> str:
    pieces = passage(text or "", typed(words))
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)
