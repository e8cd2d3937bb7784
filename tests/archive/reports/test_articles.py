"""Articles of our own prose, annotated: what reading must make of each, group of fields by group of fields."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.model import Report
from archive.reports.reading import read

RECORDS: dict[str, dict[str, Any]] = {
    record["id"]: record
    for record in map(json.loads, Path(__file__).with_name("articles.jsonl").read_text(encoding="utf-8").splitlines())
}
REPORTS = [key for key, record in RECORDS.items() if record["gold"]["is_coordination"]]


@cache
def reading(key: str) -> Report:
    record = RECORDS[key]
    published = date.fromisoformat(record["published"]) if "published" in record else None
    return read(record["title"], record["text"], published, record.get("url"))


def gold(key: str) -> dict[str, Any]:
    return RECORDS[key]["gold"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", RECORDS)
def test_the_verdict_and_its_reasons(key: str) -> None:
    report = reading(key)
    reasons = "\n".join(f"{reason.weight:+} {reason.reason}" for reason in report.reasons)
    assert report.is_coordination == gold(key)["is_coordination"], reasons


@pytest.mark.parametrize("key", REPORTS)
def test_the_kind(key: str) -> None:
    assert reading(key).kind in {gold(key)["kind"], *gold(key).get("kinds_also", [])}


@pytest.mark.parametrize("key", REPORTS)
def test_the_day(key: str) -> None:
    report = reading(key)
    found = (report.event_date.isoformat() if report.event_date else None, report.time_of_day)
    assert found == (gold(key).get("event_date"), gold(key).get("time_of_day"))


@pytest.mark.parametrize("key", REPORTS)
def test_the_parties_as_written(key: str) -> None:
    assert [party.name for party in reading(key).parties] == gold(key)["parties"]


@pytest.mark.parametrize("key", REPORTS)
def test_the_people_and_their_posts(key: str) -> None:
    found = {person.name: person.role for person in reading(key).people}
    assert found == {person["name"]: person["role"] for person in gold(key)["people"]}


@pytest.mark.parametrize("key", REPORTS)
def test_the_documents(key: str) -> None:
    assert [document.symbol for document in reading(key).documents] == gold(key)["documents"]


@pytest.mark.parametrize("key", [key for key in REPORTS if gold(key).get("instrument")])
def test_the_agreement_and_its_years(key: str) -> None:
    found = reading(key).instrument
    assert found is not None
    assert {"type": found.type, "period_start": found.period_start, "period_end": found.period_end} == gold(key)[
        "instrument"
    ]


@pytest.mark.parametrize("key", REPORTS)
def test_the_province(key: str) -> None:
    assert reading(key).province == gold(key)["province"]


@pytest.mark.parametrize("key", RECORDS)
def test_every_span_stands_on_characters_of_the_text(key: str) -> None:
    text = RECORDS[key]["text"]
    spans = [span for found in reading(key).spans.values() for span in found]
    outside = [span for span in spans if not 0 <= span[0] < span[1] <= len(text)]
    assert not outside
