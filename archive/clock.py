"""What time it is, and which night: one place, so that tests and drills can live through thirty nights in a minute.

A night lasts from 18:00 to 18:00 in Vietnam and is called by the day on which it ends, the day of its morning. One that
is begun at 23:30 is the same night after midnight, and is completed under its own name when it is run again by 18:00.
Which night a capture belongs to is told by its moment alone, so that an archive made again from its captures agrees.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from archive.model import VIETNAM

CLOCK = "ARCHIVE_CLOCK"  # environment variable: the time, in ISO 8601 with zone, at which this process began
# Between office hours and the evening: no night that is meant to be over by the morning runs then.
BEFORE_MIDNIGHT = timedelta(hours=6)


def now() -> datetime:
    """This moment, in UTC. Raises ValueError where ARCHIVE_CLOCK is no time with a zone."""
    return datetime.now(UTC) + _shift(os.environ.get(CLOCK, ""))


def night_of(moment: datetime) -> date:
    """The night that a moment belongs to."""
    return (moment.astimezone(VIETNAM) + BEFORE_MIDNIGHT).date()


def tonight() -> date:
    """The night that it is."""
    return night_of(now())


def beginning_of(night: date) -> datetime:
    """From which moment on what is due that night may be fetched."""
    return datetime.combine(night, time(), VIETNAM) - BEFORE_MIDNIGHT


def night_in_sql(moment: str) -> str:
    """An SQL expression for the night of a column that holds moments."""
    return f"date({moment}, '+13 hours')"


@cache
def _shift(clock: str) -> timedelta:
    """How far the clock is from the machine's, from the first time that it is asked for."""
    return datetime.fromisoformat(clock) - datetime.now(UTC) if clock else timedelta()
