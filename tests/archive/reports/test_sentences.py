"""Single sentences as newspapers turn them, of our own writing: who coordinates, in what kind of event, or nobody."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.model import Report
from archive.reports.reading import read

LINES = Path(__file__).with_name("sentences.jsonl").read_text(encoding="utf-8").splitlines()
SENTENCES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
REPORTS = [sentence for sentence in SENTENCES if sentence["kind"]]
OTHERS = [sentence for sentence in SENTENCES if not sentence["kind"]]


def reading(sentence: dict[str, Any]) -> Report:
    return read(sentence.get("title"), sentence["text"], date(2022, 6, 6))


@pytest.mark.parametrize("sentence", REPORTS, ids=lambda sentence: sentence["text"][:50])
def test_a_sentence_names_its_parties_and_its_kind(sentence: dict[str, Any]) -> None:
    report = reading(sentence)
    found = (report.is_coordination, report.kind, [party.name for party in report.parties])
    assert found == (True, sentence["kind"], sentence["parties"])


@pytest.mark.parametrize("sentence", OTHERS, ids=lambda sentence: sentence["text"][:50])
def test_what_only_looks_like_coordination_is_none(sentence: dict[str, Any]) -> None:
    report = reading(sentence)
    reasons = "\n".join(f"{reason.weight:+} {reason.reason}" for reason in report.reasons)
    assert not report.is_coordination, reasons
