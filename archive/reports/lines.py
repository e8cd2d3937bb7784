"""JSON lines in, reports as JSON objects out: what `python -m archive read` does with its input."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from archive.dates import parse_printed
from archive.model import Report
from archive.reports.addresses import province_of_newsroom
from archive.reports.reading import read

FIELDS = tuple(field.name for field in fields(Report))  # in the order of the JSON object


@dataclass(frozen=True)
class BadLine:
    """A line that is no article: its number from 1 and why."""

    number: int
    reason: str


def read_lines(lines: Iterable[str]) -> Iterator[dict[str, Any] | BadLine]:
    """The report of each line as a JSON object, `id` first, or the line named as bad. Empty lines are passed over.

    A line is {id, url?, title?, text, published?} or an article's own fields (headline, body, captions, published).
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            key, given = _given(json.loads(line))
        except (ValueError, RecursionError) as error:
            yield BadLine(number, _explained(error))
        else:
            yield {"id": key, **as_json(read(**given))}


def _explained(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error.msg} at character {error.pos}"
    return str(error) or type(error).__name__


def _given(record: Any) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 (whatever a line of JSON holds)
    """The id of a record and what `read` takes of it; ValueError says what is wrong."""
    if not isinstance(record, dict):
        raise ValueError("no JSON object")
    key = record.get("id", record.get("key"))
    if key is None:
        raise ValueError("no id")
    text = _text(record, "text")
    return key, {
        "title": _text(record, "title") or _text(record, "headline"),
        "text": _body(record) if text is None else text,
        "published": _published(record),
        "url": _text(record, "url"),
        "source_province": _text(record, "source_province") or province_of_newsroom(_text(record, "dateline") or ""),
        "captions": tuple(_strings(record, "captions")) if text is None else (),
    }


def _text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value


def _strings(record: dict[str, Any], name: str) -> list[str]:
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{name} is no list of texts")
    return value


def _body(record: dict[str, Any]) -> str:
    if "body" not in record:
        raise ValueError("neither text nor body")
    return "\n\n".join(_strings(record, "body"))


def _published(record: dict[str, Any]) -> date | None:
    value = record.get("published")
    if isinstance(value, dict):  # an article's own PrintedTime
        value = value.get("value")
    if value is None or value == "":
        return None
    printed = parse_printed(value) if isinstance(value, str) else None
    if printed is None:
        raise ValueError(f"published is no date: {value!r}")
    return printed.value.date() if printed.precision in ("minute", "day") else None


def as_json(report: Report) -> dict[str, Any]:
    """A report as a JSON object: parties by name, dates in ISO form, spans as lists."""
    plain = {name: getattr(report, name) for name in FIELDS}
    return plain | {
        "reasons": [vars(reason) for reason in report.reasons],
        "event_date": report.event_date.isoformat() if report.event_date else None,
        "parties": [party.name for party in report.parties],
        "people": [vars(person) for person in report.people],
        "instrument": vars(report.instrument) if report.instrument else None,
        "documents": [vars(document) for document in report.documents],
    }
