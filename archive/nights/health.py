"""How each source stands after a night: a verdict with its reasons, from what was seen and never from an exit code."""

import json
from collections.abc import Mapping

from sqlite_utils import Database

from archive.nights.field_readings import collect
from archive.nights.health_evidence import Tonight, tonight_of
from archive.nights.health_rules import cause
from archive.nights.health_sentences import sentences
from archive.nights.verdicts import RED, WELL, Cause, Expectation, State, Verdict
from archive.store import transaction

__all__ = ["RED", "WELL", "Expectation", "State", "Verdict", "judge", "judge_night"]


def judge_night(db: Database, night: int, expected: Mapping[str, Expectation] | None = None) -> list[Verdict]:
    """Judge every source that has a row in `night_sources` of this night, and write the verdicts there.

    `expected` is by source; those that it says have ended get a row if the archive knows them, and their end is noted:
    no crawl will do so. Judging again gives the same.
    """
    expected = expected or {}
    day = db.execute("select day from nights where id = ?", [night]).fetchone()[0]
    with transaction(db):
        for source, stated in expected.items():
            if stated.ended:
                db.execute(ADD, {"night": night, "source": source})
                db.execute(END, [str(stated.ended), stated.ended_because, source])
        rows = db.execute("select source from night_sources where night = ? order by source", [night]).fetchall()
        verdicts = []
        for (source,) in rows:
            collect(db, day, source)
            verdicts.append(judge(db, night, source, expected.get(source, Expectation())))
            _store(db, night, verdicts[-1])
    return verdicts


ADD = """
insert or ignore into night_sources (night, source) select :night, id from sources where id = :source
"""
END = "update sources set ended = ?, ended_because = ? where id = ?"


def judge(db: Database, night: int, source: str, expected: Expectation = Expectation()) -> Verdict:  # noqa: B008
    """How a source stands after a night of which `field_readings` are collected. Writes nothing."""
    day, name = db.execute(
        "select day, name from nights, sources where nights.id = ? and sources.id = ?", [night, source]
    ).fetchone()
    tonight = tonight_of(db, night, day, source)
    why = cause(tonight, expected)
    since = _since(tonight, why)
    in_vietnamese, in_english = sentences(name, why, since)
    return Verdict(source, why.state, since, _evidence(tonight, why), in_vietnamese, in_english)


def _since(tonight: Tonight, why: Cause) -> str:
    before = tonight.before
    if why.what == "retired":
        return str(why.facts["day"])
    if before and (before.verdict == why.state or {before.verdict, why.state} <= WELL):
        return before.since
    return tonight.day


def _evidence(tonight: Tonight, why: Cause) -> dict[str, object]:
    answers: dict[str, dict[str, int]] = {}
    for (kind, answer), number in sorted(tonight.answers.items()):
        answers.setdefault(kind, {})[answer] = number
    return {
        "cause": why.what,
        "facts": dict(why.facts),
        "answers": answers,
        "counts": dict(tonight.counts),
        "outcome": tonight.outcome,
        "captures": list(tonight.captures),
    }


def _store(db: Database, night: int, verdict: Verdict) -> None:
    db.execute(
        """
        update night_sources set verdict = ?, since = ?, evidence = ?, sentence_vi = ?, sentence_en = ?
        where night = ? and source = ?
        """,
        [
            *(verdict.verdict, verdict.since, json.dumps(verdict.evidence, ensure_ascii=False)),
            *(verdict.sentence_vi, verdict.sentence_en, night, verdict.source),
        ],
    )
