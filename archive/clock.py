"""What time it is: one place, so that tests and drills can live through thirty nights in a minute."""

import os
from datetime import UTC, datetime, timedelta
from functools import cache

CLOCK = "ARCHIVE_CLOCK"  # environment variable: the time, in ISO 8601 with zone, at which this process began


def now() -> datetime:
    """This moment, in UTC. Raises ValueError where ARCHIVE_CLOCK is no time with a zone."""
    return datetime.now(UTC) + _shift(os.environ.get(CLOCK, ""))


@cache
def _shift(clock: str) -> timedelta:
    """How far the clock is from the machine's, from the first time that it is asked for."""
    return datetime.fromisoformat(clock) - datetime.now(UTC) if clock else timedelta()
