"""How politely each host was asked, and what it answered: counted while a crawl runs, kept night by night."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlite_utils import Database

from archive.model import Capture
from archive.store import utc

# RFC 9309, 2.5: crawlers read at least the first 500 KiB of a robots.txt. What is longer is no rule for anybody.
LONGEST_ROBOTS = 500 * 1024  # characters


@dataclass
class Visits:
    """Requests to one host that have not been written yet."""

    requests: int = 0
    bytes: int = 0
    gaps: list[float] = field(default_factory=list)  # seconds from the start of one request to that of the next


@dataclass(frozen=True)
class Robots:
    """A robots.txt as it answered."""

    host: str
    capture: Capture  # the evidence
    text: str | None  # decompressed; None where the host has none, or says none


@dataclass
class Tally:
    """What a crawl has counted since it was written last."""

    hosts: dict[str, Visits] = field(default_factory=dict)
    robots: list[Robots] = field(default_factory=list)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind of lead and answer: see night_answers

    def visits(self, host: str) -> Visits:
        """Those of a host, to be counted on."""
        return self.hosts.setdefault(host, Visits())


def keep_tally(db: Database, night: date, source: str, tally: Tally) -> None:
    """Add what was counted to the night's rows. Call inside a transaction."""
    for host, visits in tally.hosts.items():
        _add_visits(db, night, source, host, visits)
    for robots in tally.robots:
        _keep_robots(db, night, source, robots)
    rows = [[str(night), source, kind, answer, number] for (kind, answer), number in tally.answers.items()]
    _execute_all(db, ADD_ANSWERS, rows)


ADD_ANSWERS = """
insert into night_answers (night, source, kind, answer, number) values (?, ?, ?, ?, ?)
on conflict do update set number = number + excluded.number
"""


def answers_of(db: Database, night: str, source: str) -> Counter[tuple[str, str]]:
    """(kind, answer) -> how often, of one night; what was never counted is 0."""
    rows = db.execute("select kind, answer, number from night_answers where night = ? and source = ?", [night, source])
    return Counter({(kind, answer): number for kind, answer, number in rows})


def _add_visits(db: Database, night: date, source: str, host: str, visits: Visits) -> None:
    gaps = visits.gaps
    db.execute(
        ADD_VISITS,
        {
            "night": str(night),
            "source": source,
            "host": host,
            "requests": visits.requests,
            "bytes": visits.bytes,
            "gaps": len(gaps),
            "mean": sum(gaps) / len(gaps) if gaps else None,
            "shortest": min(gaps, default=None),
        },
    )


# min() and max() of SQLite are null where one of their values is.
ADD_VISITS = """
insert into host_nights (night, source, host, requests, bytes, gaps, mean_gap, shortest_gap)
values (:night, :source, :host, :requests, :bytes, :gaps, :mean, :shortest)
on conflict do update set
    requests = requests + excluded.requests,
    bytes = bytes + excluded.bytes,
    gaps = gaps + excluded.gaps,
    mean_gap = (coalesce(mean_gap * gaps, 0) + coalesce(:mean * :gaps, 0)) / nullif(gaps + :gaps, 0),
    shortest_gap = min(coalesce(shortest_gap, :shortest), coalesce(:shortest, shortest_gap))
"""


def _keep_robots(db: Database, night: date, source: str, robots: Robots) -> None:
    capture, digest = robots.capture, None
    if robots.text is not None:
        digest = hashlib.sha256(robots.text.encode()).hexdigest()
        row = [robots.host, digest, robots.text[:LONGEST_ROBOTS], capture.record_id, capture.file, capture.offset]
        moment = utc(capture.captured_at)
        db.execute(SEE_ROBOTS, [*row, moment, moment])
    _add_visits(db, night, source, robots.host, Visits())
    db.execute(
        "update host_nights set robots_status = ?, robots_sha256 = ? where night = ? and source = ? and host = ?",
        [capture.status, digest, str(night), source, robots.host],
    )


SEE_ROBOTS = """
insert into robots_files (host, sha256, text, record_id, file, offset, first_seen, last_seen)
values (?, ?, ?, ?, ?, ?, ?, ?)
on conflict do update set last_seen = max(last_seen, excluded.last_seen)
"""


def _execute_all(db: Database, sql: str, rows: Iterable[list[object]]) -> None:
    for row in rows:
        db.execute(sql, row)
