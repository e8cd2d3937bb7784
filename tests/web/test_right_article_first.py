"""Forty queries as people type them, each with the article that is meant: see benchmarks/search_articles.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from archive.publish import open_to_read, publish
from archive.web.search import find
from archive.web.search_request import Search
from benchmarks.search_articles import QUERIES, TARGETS, Query, build


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("search")
    build(folder, 200)
    with closing(open_to_read(publish(folder, lambda _step: None).path)) as connection:
        yield connection


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.words)
def test_the_right_article_is_among_the_first_three(public: sqlite3.Connection, query: Query) -> None:
    (target,) = [text for text in TARGETS if text.name == query.target]
    found = find(public, Search(words=query.words), 3).articles
    headlines = [public.execute("select headline from articles where id = ?", [one]).fetchone()[0] for one in found]
    assert target.headline in headlines


def test_there_are_forty_of_them() -> None:
    assert len({query.words for query in QUERIES}) == 40
