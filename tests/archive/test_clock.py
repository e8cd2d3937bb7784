"""Which night a moment belongs to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import beginning_of, night_in_sql, night_of
from archive.store import utc

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        ("2025-06-19T17:59:59+07:00", date(2025, 6, 19)),
        ("2025-06-19T18:00:00+07:00", date(2025, 6, 20)),
        ("2025-06-19T23:30:00+07:00", date(2025, 6, 20)),
        ("2025-06-20T00:30:00+07:00", date(2025, 6, 20)),
        ("2025-06-20T17:59:59+07:00", date(2025, 6, 20)),
        ("2025-06-20T10:59:59+00:00", date(2025, 6, 20)),
        ("2025-06-20T11:00:00+00:00", date(2025, 6, 21)),
    ],
)
def test_a_night_lasts_from_evening_to_evening_in_vietnam(moment: str, night: date) -> None:
    assert night_of(datetime.fromisoformat(moment)) == night


@given(MOMENTS)
def test_each_moment_lies_between_the_beginnings_of_its_night_and_the_next(moment: datetime) -> None:
    night = night_of(moment)
    assert beginning_of(night) <= moment < beginning_of(night + timedelta(1))


@given(MOMENTS)
def test_the_database_reckons_alike(moment: datetime) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        (night,) = db.execute(f"select {night_in_sql('?')}", [utc(moment)]).fetchone()
    assert night == str(night_of(moment))
