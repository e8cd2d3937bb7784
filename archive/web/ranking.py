"""The best hits in order, by looking at what they say: phrases before scattered syllables, accents as typed first."""

import json
import sqlite3
from collections.abc import Sequence
from itertools import pairwise

from archive.web.passages import said
from archive.web.search_words import Spelling, Typed
from archive.web.spelling import accented, plain, tokens

IN_HEADLINE = 3.0  # a headline says what an article is about
WHOLE_PHRASE = 4.0
PAIRS = 4.0  # most Vietnamese words are two syllables: pairs that stand together tell more than single ones
SINGLE_WORDS = 2.0
AS_TYPED = 1.5  # the same again in the spelling that was typed, if it was typed with accents
STEP = 0.02  # what one place in the first order is worth

TEXTS = "select id, headline, body from articles where id in (select value from json_each(?))"


def ranked(connection: sqlite3.Connection, query: Typed, articles: Sequence[int]) -> list[int]:
    """The same articles, best first. The order in which they come decides between equals."""
    texts = {
        row["id"]: (row["headline"] or "", row["body"]) for row in connection.execute(TEXTS, [json.dumps(articles)])
    }
    scores = {
        article: score(query, *texts[article]) - STEP * place
        for place, article in enumerate(articles)
        if article in texts
    }
    return sorted(scores, key=lambda article: -scores[article])


def score(query: Typed, headline: str, body: str) -> float:
    """How well a text says what was typed."""
    spellings = [(plain, 1.0), *([(accented, AS_TYPED)] if query.has_accents else [])]
    return sum(
        weight * (IN_HEADLINE * _closeness(query, headline, spelling) + _closeness(query, body, spelling))
        for spelling, weight in spellings
    )


def _closeness(query: Typed, text: str, spelling: Spelling) -> float:
    """0 to the sum of the weights: single words, pairs of them side by side, all of them side by side."""
    wanted = tokens(spelling(" ".join(query.words)))
    if not wanted:
        return 0.0
    words = said(text, spelling)
    single = _share([f" {word} " for word in wanted], words)
    pairs = _share([f" {first} {second} " for first, second in pairwise(wanted)], words)
    return SINGLE_WORDS * single + PAIRS * pairs + WHOLE_PHRASE * (f" {' '.join(wanted)} " in words)


def _share(pieces: Sequence[str], words: str) -> float:
    return sum(piece in words for piece in pieces) / len(pieces) if pieces else 0.0
