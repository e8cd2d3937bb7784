"""The words in which a source is judged: see archive/nights/health.py for how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from archive.nights.health_limits import QUIET_DAYS


class State(StrEnum):
    """What a verdict says: a closed list."""

    OK = "ok"
    QUIET = "quiet"  # read well, nothing new
    BROKEN = "broken"  # pages come, fields do not; or our own crawl failed
    BLOCKED = "blocked"  # challenge, 403, captcha, robots.txt
    DOWN = "down"  # no answer
    MOVED = "moved"  # redirects elsewhere
    RETIRED = "retired"  # gone for good, as its form says


WELL = frozenset({State.OK, State.QUIET})
RED = frozenset({State.BROKEN, State.BLOCKED, State.DOWN, State.MOVED})


@dataclass(frozen=True)
class Expectation:
    """What a source's form states of it."""

    quiet_days: int = QUIET_DAYS  # days without news that are normal
    ended: date | None = None  # since when the site is gone for good
    ended_because: str = ""


@dataclass(frozen=True)
class Cause:
    """Why a source stands so: `what` is a key of health_sentences.SAID, `facts` fill its gaps and can be JSON."""

    state: State
    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """How a source stands. `evidence` can be written as JSON: its cause, counts, captures (rows)."""

    source: str
    verdict: State
    since: str  # first night of it, a day in Vietnam; ok and quiet count as one
    evidence: Mapping[str, Any]
    sentence_vi: str
    sentence_en: str

    @property
    def is_red(self) -> bool:
        """Somebody has to look."""
        return self.verdict in RED
