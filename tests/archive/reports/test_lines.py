"""JSON lines in and out: what `python -m archive read` reads and how it names what it cannot."""

import json

import pytest

from archive.reports.lines import BadLine, read_lines

TEXT = "Chiều 2/4, Huyện ủy Đầm Hà và Công an huyện ký quy chế phối hợp giai đoạn 2021 - 2025."


def one(**record: object) -> dict[str, object]:
    (found,) = read_lines([json.dumps(record)])
    assert isinstance(found, dict), found
    return found


FIELDS = """
id is_coordination score reasons kind kinds_also event_date event_date_precision time_of_day parties
province province_now district people instrument documents spans
"""


def test_the_id_comes_first_and_all_facts_follow() -> None:
    assert list(one(id="a1", text=TEXT, published="2021-04-03")) == FIELDS.split()


def test_the_object_is_json_again() -> None:
    assert json.loads(json.dumps(one(id="a1", text=TEXT)))["parties"] == ["Huyện ủy Đầm Hà", "Công an huyện"]


def test_a_span_points_to_the_words_that_say_it() -> None:
    (start, stop) = one(id="a1", text=TEXT, published="2021-04-03")["spans"]["event_date"][0]  # type: ignore[index]
    assert TEXT[start:stop] == "Chiều 2/4"


def test_an_articles_own_fields_are_read_like_a_text() -> None:
    article = one(
        key="k",
        headline="Ký kết",
        body=["Mở đầu.", TEXT],
        captions=[],
        published={"value": "2021-04-03T08:00:00+07:00"},
    )
    assert (article["id"], article["event_date"]) == ("k", "2021-04-02")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"text": "x"}', "no id"),
        ('{"id": 1}', "neither text nor body"),
        ('{"id": 1, "text": 5}', "text is no text"),
        ('{"id": 1, "body": "x"}', "body is no list"),
        ('{"id": 1, "text": "x", "published": "hôm nay"}', "published is no date"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_the_rest_is_read(line: str, reason: str) -> None:
    bad, good = read_lines(["", line, json.dumps({"id": 2, "text": TEXT})])
    assert isinstance(bad, BadLine)
    assert (bad.number, bad.reason.startswith(reason)) == (2, True), bad
    assert isinstance(good, dict)
