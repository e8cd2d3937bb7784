"""What follows the crawls: joining, judging, proving, publishing, telling."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlite_utils import Database

from archive import agreement_store
from archive.history import withdrawals
from archive.nights import completeness, health, notify, quarantine
from archive.nights import nights as nights_of_archive
from archive.nights.nights import Night
from archive.nights.verdicts import Expectation
from archive.proof import digests
from archive.proof.digests import CAPTURES
from archive.proof.findings import Finding
from archive.proof.verify import verify_tonight
from archive.publish import PUBLIC, publish
from archive.store import ArchiveError, now, transaction
from archive.stories import stories
from archive.warc.captures import recover
from scrapers.source import Source

# Steps are told to whoever waits, and may raise NightStoppedError; events are said for good.
Tell = Callable[[str], None]
UNFINISHED = "unfinished"  # why a source stands badly: our crawl failed, and what it read before was read well
MOST_FINDINGS = 10  # said one by one; `python -m archive verify` says all


def settle(db: Database, folder: Path, night: Night, tell: Tell) -> None:
    """What crawls that were killed left undone, and what follows from all crawls together."""
    tell("settling the night")
    for path in recover(folder / CAPTURES):
        tell(f"recovered {path}, which a killed crawl left open")
    for source in sorted(nights_of_archive.sources_of(db, night)):
        with transaction(db):
            withdrawals.settle_nights(db, source)
    agreement_store.settle(db)
    tell("finding stories")
    stories.place_all(db, tell)
    completeness.settle(db)


def judge(db: Database, night: Night, sources: Iterable[Source], tell: Tell) -> bool:
    """How each source stands; what a broken one brought is held. True if one is red."""
    tell("judging the sources")
    verdicts = health.judge_night(db, night.id, {source.id: _expectation(source) for source in sources})
    quarantine.settle(db, night, {one.source: one.verdict for one in verdicts if one.evidence["cause"] != UNFINISHED})
    return any(verdict.is_red for verdict in verdicts)


def _expectation(source: Source) -> Expectation:
    return Expectation(source.quiet_days, source.ended, source.ended_because)


def prove_and_publish(db: Database, folder: Path, night: Night, tell: Tell, say: Tell) -> str | None:
    """When public.db was replaced; None where readers keep the one they have, which was said then."""
    try:
        path = digests.write_digest(db, folder, night.day)
        nights_of_archive.note_digest(db, night, path.name)
        if not _verifies(folder, tell, say):
            return None
        tell("publishing")
        say(str(publish(folder, tell)))
    except (ArchiveError, sqlite3.Error, OSError) as error:
        say(f"Nothing was published: {error}")
        return None
    return now()


def _verifies(folder: Path, tell: Tell, say: Tell) -> bool:
    """False where the archive is damaged. A damaged public.db is no reason against a new one."""
    found: list[Finding] = []
    say(str(verify_tonight(folder, tell, found.append)))
    for finding in found[:MOST_FINDINGS]:
        say(str(finding))
    against = [finding for finding in found if finding.concerns_readers and finding.where != str(folder / PUBLIC)]
    if against:
        say(f"Nothing was published: {len(against)} things are wrong with the archive; `python -m archive verify`.")
    return not against


def tell_somebody(db: Database, night: Night, say: Tell) -> None:
    """One message, or none; that it could not be sent is said and is no failure of the night."""
    try:
        for sentence in notify.tell(db, night.id, os.environ):
            say(sentence)
    except (OSError, sqlite3.Error) as error:
        say(f"No message was sent: {error}")
