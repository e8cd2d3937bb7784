"""What readers ask of reports: the canned queries on the published file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from archive.publish import open_to_read, publish
from archive.web.metadata import canned_query
from tests.archive.city_archive import CityArchive


@pytest.fixture
def public(archive: CityArchive) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(publish(archive.folder, lambda _step: None).path)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("query", "filled_in", "column", "values"),
    [
        ("coordination", {"from_day": "2023-01-01"}, "kind", ["final_review", "midterm_review"]),
        ("coordination", {"to_day": "2022-12-31", "province": "Nghệ An"}, "day", ["2022-03-09"]),
        ("coordination", {"kind": "signing"}, "province", ["Nghệ An", "Hà Tĩnh"]),
        ("agreements_today", {}, "state", ["closed", "lapsed"]),
        ("agreements_today", {"party": "Công an"}, "reports", [3]),
        ("agreements_today", {"state": "renewed"}, "agreement", []),
        ("partners", {"organization": "Ban Dân vận Thành uỷ"}, "partner", ["Công an thành phố Hà Tĩnh"]),
        ("partners", {"organization": "d430/tu"}, "partner_id", ["p40/hnd"]),
        ("partners", {}, "reports", [3, 3, 1, 1]),
        ("posts_held", {"person": "Trịnh Thị Mận"}, "first_seen", ["2021-04-15", "2022-03-09"]),
        ("posts_held", {"organization": "Thành ủy Hà Tĩnh"}, "last_seen", ["2023-06-28"]),
    ],
)
def test_a_canned_query_answers(
    public: sqlite3.Connection, query: str, filled_in: dict[str, str], column: str, values: list[Any]
) -> None:
    sql = canned_query(query)
    parameters = dict.fromkeys(re.findall(r":(\w+)", sql), "") | filled_in
    assert [row[column] for row in public.execute(sql, parameters)] == values
