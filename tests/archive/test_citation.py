"""Citations in three styles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.model import VIETNAM
from archive.proof.citation import Cited, apa, bibtex, vietnamese

SHA256 = "ab" * 32
SIGNED = Cited(
    id=42,
    headline="Ký kết chương trình phối hợp",
    author="Trần Bắc",
    source="Báo Ven Sông",
    source_en="Riverside Newspaper",
    url="https://baovensong.example/101.html",
    published=datetime(2023, 5, 12, 9, 30, tzinfo=VIETNAM),
    precision="minute",
    captured_at=datetime(2025, 6, 20, 19, 2, tzinfo=UTC),
    sha256=SHA256,
)


def test_vietnamese_style() -> None:
    assert vietnamese(SIGNED) == (
        "Trần Bắc (2023), “Ký kết chương trình phối hợp”, Báo Ven Sông, ngày 12/5/2023, "
        "<https://baovensong.example/101.html>. "
        f"Bản lưu ngày 21/6/2025, Kho tin phối hợp công tác, bài số 42, SHA-256 {SHA256}."
    )


def test_apa_style() -> None:
    assert apa(SIGNED) == (
        "Trần Bắc. (2023, May 12). Ký kết chương trình phối hợp. Báo Ven Sông. https://baovensong.example/101.html "
        f"[Archived June 21, 2025, Archive of Party coordination news, article 42, SHA-256 {SHA256}]"
    )


def test_bibtex() -> None:
    assert bibtex(SIGNED) == (
        "@misc{article42,\n"
        "  author = {{Trần Bắc}},\n"
        "  title = {{Ký kết chương trình phối hợp}},\n"
        "  howpublished = {Báo Ven Sông, \\url{https://baovensong.example/101.html}},\n"
        "  year = {2023},\n"
        "  month = {5},\n"
        "  day = {12},\n"
        f"  note = {{Archive of Party coordination news, article 42, captured 2025-06-21, SHA-256 {SHA256}}},\n"
        "  langid = {vietnamese},\n"
        "}\n"
    )


def test_without_a_byline_the_publisher_is_the_author_and_named_once() -> None:
    unsigned = replace(SIGNED, author=None)
    assert vietnamese(unsigned).startswith("Báo Ven Sông (2023), “Ký kết chương trình phối hợp”, ngày 12/5/2023")
    assert apa(unsigned).startswith("Báo Ven Sông. (2023, May 12). Ký kết chương trình phối hợp. https://")


@pytest.mark.parametrize(
    ("precision", "in_vietnamese", "in_apa", "fields"),
    [
        ("minute", "ngày 12/5/2023", "(2023, May 12)", ["year", "month", "day"]),
        ("day", "ngày 12/5/2023", "(2023, May 12)", ["year", "month", "day"]),
        ("month", "tháng 5/2023", "(2023, May)", ["year", "month"]),
        ("year", "năm 2023", "(2023)", ["year"]),
    ],
)
def test_no_more_of_the_date_is_told_than_was_printed(
    precision: str, in_vietnamese: str, in_apa: str, fields: list[str]
) -> None:
    cited = replace(SIGNED, precision=precision)
    assert f", {in_vietnamese}, <" in vietnamese(cited)
    assert f" {in_apa}. " in apa(cited)
    assert [name for name in ("year", "month", "day") if f"  {name} = " in bibtex(cited)] == fields


def test_an_unknown_date_is_said_to_be_unknown() -> None:
    undated = replace(SIGNED, published=None, precision=None)
    assert "không rõ ngày đăng" in vietnamese(undated)
    assert "(n.d.)" in apa(undated)
    assert "year" not in bibtex(undated)


def test_a_day_is_that_of_vietnam() -> None:
    late = replace(SIGNED, published=datetime(2023, 5, 11, 18, tzinfo=UTC))
    assert "ngày 12/5/2023" in vietnamese(late)


def test_a_headline_that_ends_in_a_question_has_no_full_stop_behind_it() -> None:
    assert " Phối hợp thế nào? Báo Ven Sông." in apa(replace(SIGNED, headline="Phối hợp thế nào?"))


def test_an_article_without_a_headline_says_so() -> None:
    untitled = replace(SIGNED, headline=None)
    assert "[Không có tiêu đề]" in vietnamese(untitled)
    assert "[Untitled]" in apa(untitled)


def test_an_article_without_an_address_leaves_it_out() -> None:
    nowhere = replace(SIGNED, url=None)
    assert "<" not in vietnamese(nowhere)
    assert "url" not in bibtex(nowhere)


def test_what_tex_would_obey_is_escaped() -> None:
    entry = bibtex(replace(SIGNED, headline=r"100% {Đảng & Đoàn} \input{x} $1_2^3~#"))
    assert (
        r"{{100\% \{Đảng \& Đoàn\} \textbackslash{}input\{x\} \$1\_2\textasciicircum{}3\textasciitilde{}\#}}" in entry
    )


def test_an_address_cannot_end_its_braces() -> None:
    assert r"\url{https://baovensong.example/a%7Db\%20c}" in bibtex(
        replace(SIGNED, url="https://baovensong.example/a}b%20c")
    )


def test_line_breaks_in_a_headline_become_spaces() -> None:
    assert "“Ký kết chương trình”" in vietnamese(replace(SIGNED, headline="Ký kết\n chương trình"))
