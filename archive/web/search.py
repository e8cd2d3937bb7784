"""Words as readers type them -> FTS5 queries, and the SQL functions that queries call.

`articles_fts` holds folded text: `đảng ủy`, `Đảng uỷ` and `dang uy` find the same articles.
`articles_wording` keeps the accents: articles that spell the words as typed come first.
"""

import re
import sqlite3

from archive.vietnamese import fold, normalize, unify_tones

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\0": " "})
PHRASE_OR_WORD = re.compile(r'"([^"]*)"?|([^\s"]+)')
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
NOTHING = '""'  # a phrase without words: FTS5 finds nothing and reports no error


def folded_query(words: str | None) -> str:
    """FTS5 query for `articles_fts`: all words in any order, "quoted words" side by side."""
    return _all_of(_terms(fold((words or "").translate(QUOTES))))


def wording_query(words: str | None) -> str:
    """FTS5 query for `articles_wording`: all words with the accents as typed, uỷ and ủy being one spelling."""
    return _all_of(_terms(unify_tones(normalize((words or "").translate(QUOTES)))))


def _terms(words: str) -> list[str]:
    terms = [phrase or word for phrase, word in PHRASE_OR_WORD.findall(words)]
    return [term for term in terms if LETTER_OR_DIGIT.search(term)]


def _all_of(terms: list[str]) -> str:
    every = " AND ".join(f'"{term}"' for term in terms)
    if len(terms) < 2:
        return every or NOTHING
    # Most Vietnamese words are two syllables or more. The phrase adds no articles, but bm25 counts it, so those
    # in which the syllables stand side by side rank before those in which they are scattered.
    return f'"{" ".join(terms)}" OR ({every})'


def register_functions(connection: sqlite3.Connection) -> None:
    """Teach a connection what the queries in datasette_metadata.json call.

    `escape_fts` is what Datasette's own table page calls for `?_search=`.
    """
    connection.create_function("escape_fts", 1, folded_query, deterministic=True)
    connection.create_function("as_typed", 1, wording_query, deterministic=True)
