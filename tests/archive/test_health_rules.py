"""What holds of every history of nights, whatever was answered: the rules by themselves, and on a real archive."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.nights.drift import Change
from archive.nights.field_readings import FIELDS
from archive.nights.health_evidence import Before, Tonight
from archive.nights.health_rules import OUR_FAULT, cause
from archive.nights.health_sentences import CHANGES, sentences
from archive.nights.verdicts import WELL, Cause, Expectation
from tests.archive.seeded_nights import Nights, article

KINDS = ("list", "page", "known")
ANSWERS = (
    *("leads", "no_leads", "article", "unchanged", "not_found", "listing", "stub", "login", "robots", "suspended"),
    *("unreachable", "broken", "offsite", "unknown_layout", "no_body", "no_headline", "error"),
    *("HTTP 403", "HTTP 404", "HTTP 429", "HTTP 500", "HTTP 503"),
)
OUTCOMES = (
    *(None, "finished", "budget_spent", "no_leads", "robots_unreachable", "asked_to_wait", "stopped", "shutdown"),
    *sorted(OUR_FAULT),
)
FEW = st.integers(0, 6)
DAYS = st.integers(1, 28).map("2025-06-{:02}".format)
ANSWERED = st.dictionaries(st.tuples(st.sampled_from(KINDS), st.sampled_from(ANSWERS)), st.integers(1, 6), max_size=6)
CHANGED = st.builds(
    Change,
    field=st.sampled_from(FIELDS),
    measure=st.sampled_from(sorted(CHANGES)),
    articles=FEW,
    of=FEW,
    detail=st.sampled_from(["", "boring", "vensong: h1"]),
)
COUNTED = ("leads", "new_leads", "new_articles", "new_versions", "revisited", "lists")


@st.composite
def a_night(draw: st.DrawFn) -> Tonight:
    """One that the archive could tell of, whatever was before it."""
    answers = Counter(draw(ANSWERED))
    return Tonight(
        source="baovensong",
        day=draw(DAYS),
        before=None,
        answers=answers,
        earlier_answers=tuple(Counter(one) for one in draw(st.lists(ANSWERED, max_size=2))),
        usual_answers=Counter(draw(ANSWERED)),
        counts={name: draw(FEW) for name in COUNTED},
        outcome=draw(st.sampled_from(OUTCOMES)),
        exit_code=draw(st.sampled_from([None, 0, 1, -9, -11])),
        seen=draw(FEW),
        gone=draw(FEW),
        shrunk_lists=tuple(draw(st.lists(st.tuples(st.just("https://a.example/tin"), FEW, st.just(20)), max_size=1))),
        last_news=draw(st.none() | DAYS),
        longest_silence=draw(FEW),
        changes=tuple(draw(st.lists(CHANGED, max_size=2))),
        wave_stands=False,
        captures=(),
    )


EXPECTED = st.builds(Expectation, quiet_days=st.integers(1, 60))


def judged(history: list[Tonight], expected: Expectation) -> list[tuple[Tonight, Cause]]:
    """Night after night, each with what was said of the one before, as it is read from the archive."""
    found: list[tuple[Tonight, Cause]] = []
    before: Before | None = None
    for one in history:
        waved = before is not None and any(change["measure"] == "wave" for change in before.facts.get("changes", []))
        tonight = Tonight(**{**vars_of(one), "before": before, "wave_stands": waved})
        why = cause(tonight, expected)
        found.append((tonight, why))
        before = Before(why.state, one.day, why.what, json.loads(json.dumps(dict(why.facts))), accepted=False)
    return found


def vars_of(one: Tonight) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Tonight.__dataclass_fields__}


HISTORIES = st.lists(a_night(), min_size=1, max_size=5)


@given(HISTORIES, EXPECTED)
def test_every_night_has_a_verdict_and_a_sentence_in_both_languages(
    history: list[Tonight], expected: Expectation
) -> None:
    for _, why in judged(history, expected):
        for sentence in sentences("Báo Ven Sông", why, "2025-06-01"):
            assert sentence.startswith("Báo Ven Sông: ")
            assert "{" not in sentence


@given(HISTORIES, EXPECTED)
def test_zero_is_never_well_unless_all_lists_were_read_and_held_nothing_new(
    history: list[Tonight], expected: Expectation
) -> None:
    for tonight, why in judged(history, expected):
        if why.state in WELL and not tonight.counts["new_articles"] + tonight.counts["new_versions"]:
            lists = {answer for kind, answer in tonight.answers if kind == "list"}
            assert "leads" in lists or (not lists and tonight.counts["leads"])
            assert lists <= {"leads", "no_leads"}
            assert tonight.outcome in ("finished", "budget_spent")


@given(HISTORIES, EXPECTED)
def test_a_crawl_that_failed_on_our_side_is_never_well(history: list[Tonight], expected: Expectation) -> None:
    assert not [why for tonight, why in judged(history, expected) if tonight.outcome in OUR_FAULT and why.state in WELL]


# --- On a real archive -------------------------------------------------------------------------------------

LIVED = st.fixed_dictionaries(
    {
        "news": st.integers(0, 4),
        "author": st.sampled_from(["Trần Bắc", None]),
        "answers": st.none() | ANSWERED,
        "outcome": st.sampled_from([one for one in OUTCOMES if one]),
        "shown": st.sampled_from([0, 3, 20]),
    }
)


def live(nights: Nights, lived: dict[str, Any]) -> None:
    news = [article(nights.night + 1, number, author=lived["author"]) for number in range(lived["news"])]
    nights.live(news, lived["answers"], lived["outcome"], lived["shown"])


@settings(max_examples=15)
@given(st.lists(LIVED, min_size=1, max_size=4))
def test_judging_twice_changes_nothing(history: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        nights = Nights.begun(Path(folder))
        for lived in history:
            live(nights, lived)
            once = judgements(nights)
            nights.judge()
            assert judgements(nights) == once
        nights.archive.db.close()


def judgements(nights: Nights) -> list[list[dict[str, Any]]]:
    """All that judging writes."""
    tables = ("night_sources", "field_readings", "night_answers")
    return [list(nights.archive.db.query(f"select * from {table}")) for table in tables]
