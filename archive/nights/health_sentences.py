"""Verdicts in words, Vietnamese and English: what happened, since when, and what to do."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from signal import Signals
from typing import Any

from archive.nights.verdicts import Cause

SENTENCES = Path(__file__).with_name("verdict_sentences.toml")


@cache
def said() -> dict[str, dict[str, str]]:
    """Cause -> its sentence by language. {name}, {since} and the facts of the cause fill the gaps."""
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))


FIELD_NAMES = {
    "headline": "tiêu đề",
    "lead": "sapo",
    "body": "nội dung",
    "author": "tác giả",
    "dateline": "ghi danh tòa soạn",
    "section": "chuyên mục",
    "published": "ngày đăng",
    "captions": "chú thích ảnh",
}
CHANGES = {
    "missing": ("{field} trống ở {articles}/{of} bài", "{field} empty in {articles} of {of}"),
    "length": ("{field} dài ngắn khác hẳn ở {articles}/{of} bài", "{field} of another length in {articles} of {of}"),
    "method": (
        "{field} đọc bằng cách khác ({detail}) ở {articles}/{of} bài",
        "{field} read by another method ({detail}) in {articles} of {of}",
    ),
    "repeated": (
        "{field} lặp lại giữa các bài, hoặc là giờ tải trang, ở {articles}/{of} bài",
        "{field} the same across articles, or that of the request, in {articles} of {of}",
    ),
    "wave": (
        "{articles}/{of} bài xem lại cùng đổi một kiểu ({detail})",
        "{articles} of {of} pages looked at again changed in one way ({detail})",
    ),
}


SIGNALS: dict[object, str] = {-number: number.name for number in Signals}  # by the exit code of what it has ended


def sentences(name: str, cause: Cause, since: str) -> tuple[str, str]:
    """In Vietnamese and in English."""
    facts: dict[str, Any] = {key: value if value is not None else "-" for key, value in cause.facts.items()}
    facts |= {"name": name, "since": since}
    if "answers" in facts:
        facts["answers"] = ", ".join(f"{answer} ×{number}" for answer, number in facts["answers"].items())
    return (
        said()[cause.what]["vi"].format(**_in_words(facts, 0)),
        said()[cause.what]["en"].format(**_in_words(facts, 1)),
    )


def _in_words(facts: Mapping[str, Any], language: int) -> dict[str, Any]:
    said_so = dict(facts)
    if "changes" in facts:
        said_so["changes"] = "; ".join(_change(change, language) for change in facts["changes"])
    if "outcome" in facts:
        said_so["outcome"] = _outcome(facts["outcome"], facts.get("exit_code"), language)
    return said_so


def _outcome(outcome: str, exit_code: object, language: int) -> str:
    """How a crawl ended: in words where it failed on our side, else by its name."""
    phrases = said().get(f"ended_{outcome}")
    if phrases is None:
        return outcome
    return phrases[("vi", "en")[language]].format(exit=SIGNALS.get(exit_code, exit_code))


def _change(change: Mapping[str, Any], language: int) -> str:
    field = change["field"] if language else FIELD_NAMES[change["field"]]
    return CHANGES[change["measure"]][language].format(**{**change, "field": field})
