"""The passage that is shown of a found article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web.passages import passage
from archive.web.search_words import typed

LONG = "Mở đầu bài. " * 60 + "Công tác hoà giải ở cơ sở được ghi nhận tại hội nghị. " + "Phần cuối bài. " * 60


def shown(text: str, words: str) -> str:
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in passage(text, typed(words)))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Đảng uỷ Khối họp.", "dang uy", "[Đảng uỷ] Khối họp."),
        ("Đang họp tại Đảng ủy.", "đảng", "Đang họp tại [Đảng] ủy."),  # as typed, where the text has it so
        ("Đang họp.", "đảng", "[Đang] họp."),
        ("Ủy ban nhân dân xã", "UBND", "[Ủy ban nhân dân] xã"),
        ("UBND xã", "ủy ban nhân dân", "[UBND] xã"),
        ("Phường Một", "phươ*", "[Phường] Một"),
        ("Phối\n\nhợp", "phối hợp", "[Phối]\n\n[hợp]"),  # no word goes on in the next paragraph
        ("Phối hợp, hợp tác", "phối hợp", "[Phối hợp], hợp tác"),  # the stray syllable is another word
        ("Ban Dân vận, dân", "dân vận ban", "[Ban Dân vận], dân"),
        ("<b>Đảng</b>", "dang", "<b>[Đảng]</b>"),
        ("Không có gì", "đảng", "Không có gì"),
        ("", "đảng", ""),
    ],
)
def test_the_words_are_marked_as_printed(text: str, words: str, marked: str) -> None:
    assert shown(text, words) == marked


def test_a_long_text_is_shown_where_it_says_what_was_typed() -> None:
    part = shown(LONG, "hòa giải")
    assert "[hoà giải]" in part
    assert part.startswith("… ")
    assert part.endswith(" …")
    assert len(part) < 300


@given(text=st.text(), words=st.text())
def test_a_passage_of_a_short_text_is_the_text(text: str, words: str) -> None:
    text = " ".join(text.split()[:5])
    assert "".join(piece.text for piece in passage(text, typed(words))) == text
