"""How alike two texts are, and whether their sketches would have found each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.stories.sketches import BANDS, FEWEST_PIECES, MADE_WITH, bands, likeness, pieces, plain

SYLLABLES = st.lists(st.sampled_from("đảng ủy phối hợp công an xã phường dân vận tỉnh ký kết".split()), max_size=60)
LONG = " ".join(f"câu {number} nói việc" for number in range(40))


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("Đảng uỷ, Đảng ủy!", " dang uy dang uy "),
        ("Ngày 2/4: “hoà giải”", " ngay 2 4 hoa giai "),
        ("ÐHÐND\u00a0xã", " dhdnd xa "),
        ("", "  "),
    ],
)
def test_texts_are_compared_without_accents_signs_and_capitals(printed: str, compared: str) -> None:
    assert plain(printed) == compared


def test_pieces_are_runs_of_three_syllables() -> None:
    assert pieces(plain("Ký kết quy chế")) == {"ky ket quy", "ket quy che"}


def test_a_text_of_two_syllables_has_no_pieces() -> None:
    assert pieces(plain("Ký kết")) == frozenset()


def test_likeness_tells_what_each_keeps_of_the_other() -> None:
    short, long = frozenset("ab"), frozenset("abcdefgh")
    found = likeness(short, long)
    assert (found.similarity, found.kept, found.kept_by_other, found.contained) == (0.25, 0.25, 1.0, 1.0)


@given(SYLLABLES, SYLLABLES)
def test_likeness_seen_from_the_other_is_the_likeness_reversed(one: list[str], other: list[str]) -> None:
    here, there = (pieces(plain(" ".join(syllables))) for syllables in (one, other))
    if here and there:
        assert likeness(there, here) == likeness(here, there).reversed()


def test_a_text_too_short_to_tell_has_no_bands() -> None:
    assert bands(frozenset(map(str, range(FEWEST_PIECES - 1)))) == ()


def test_equal_texts_share_all_bands() -> None:
    assert len(bands(pieces(plain(LONG)))) == BANDS
    assert bands(pieces(plain(LONG))) == bands(pieces(plain(LONG.upper())))


def test_texts_with_nothing_in_common_share_no_band() -> None:
    other = " ".join(f"bài {number} kể chuyện" for number in range(100, 140))
    assert not set(bands(pieces(plain(LONG)))) & set(bands(pieces(plain(other))))


def test_a_hash_tells_bands_apart() -> None:
    assert len(set(bands(pieces(plain(LONG))))) == BANDS


def test_the_sketch_names_what_made_it() -> None:
    assert MADE_WITH.startswith("rensa 0.")
    assert f"{BANDS} bands" in MADE_WITH
