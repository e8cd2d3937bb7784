"""When an article is looked at again: a ladder by the age of its last change, counted in nights.

What is due is due from the beginning of a night: one that begins a few minutes earlier than the last still finds it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from archive.history.sightings import Answer, Sighting

# Nights after the last change (the first sight is one). News is corrected within days and taken down within months;
# what has stood for a year is asked for once a year, to know that it still stands.
LADDER = (1, 2, 3, 7, 14, 30, 90, 180, 365)
AFTER_THE_LADDER = 365  # nights

# What lists say of an article: the rest of its sightings are looks at its page.
BY_LISTS = frozenset({Answer.DELISTED, Answer.LISTED})


def next_visit(changed: date, looked: date) -> date:
    """The night of the next look at an article that changed and was looked at on these nights."""
    age = (looked - changed).days
    for nights in LADDER:
        if nights > age:
            return changed + timedelta(nights)
    return changed + timedelta(AFTER_THE_LADDER * (age // AFTER_THE_LADDER + 1))


def last_change(looks: Sequence[Sighting]) -> date:
    """The night since which every look found the same, be it a wording or its absence. `looks`: in order, not empty."""
    since = looks[-1]
    for look in reversed(looks):
        if look.fingerprint != since.fingerprint:
            break
        since = look
    return date.fromisoformat(since.night)


def looks_at_page(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Those that did not come from a list."""
    return [sighting for sighting in sightings if sighting.answer not in BY_LISTS]
