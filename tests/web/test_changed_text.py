"""Changed paragraphs as lists show them."""

from __future__ import annotations

from archive.web.changed_text import shown_change

LONG = " ".join(f"chữ{number}" for number in range(100))


def pieces(*stored: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return shown_change({"where": "body", "pieces": stored}).pieces


def test_words_that_went_and_came_are_shown_as_they_are() -> None:
    changed = (("same", "Sáng 15/4 có "), ("went", "47 "), ("came", "41 "), ("same", "mô hình."))
    assert pieces(*changed) == changed


def test_of_a_long_stretch_before_a_change_its_end_is_kept() -> None:
    (_, text), _ = pieces(("same", LONG), ("came", "41"))
    assert text.startswith(" … ")
    assert text.endswith("chữ98 chữ99")


def test_of_a_long_stretch_after_a_change_its_beginning_is_kept() -> None:
    _, (_, text) = pieces(("went", "47"), ("same", LONG))
    assert text.startswith("chữ0 chữ1")
    assert text.endswith(" … ")


def test_of_a_long_stretch_between_two_changes_both_ends_are_kept() -> None:
    _, (_, text), _ = pieces(("went", "47"), ("same", LONG), ("came", "41"))
    assert (text[:4], text[-5:]) == ("chữ0", "chữ99")


def test_a_long_paragraph_that_came_is_cut_at_a_word() -> None:
    ((_, text),) = pieces(("came", LONG))
    assert text.removesuffix(" … ") == LONG[: len(text) - 3]
    assert LONG[len(text) - 3] == " "
