"""Edits: which words went and came, and what sort of change that is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.history.differences import CAME, SAME, WENT, differences
from archive.history.edit_classes import PRECEDENCE, EditClass
from archive.history.edits import Wording, compare

HEADLINE = "Thành ủy Ven Sông và Công an tỉnh ký kết chương trình phối hợp"
OPENING = "Sáng 12/5, Thành ủy Ven Sông và Công an tỉnh tổ chức lễ ký kết chương trình phối hợp giai đoạn 2023 - 2025."
GUESTS = (
    "Dự lễ ký có đồng chí Lê Thị Mận - Phó Bí thư Thường trực Thành ủy; Đại tá Trần Văn Bưởi - Giám đốc Công an tỉnh."
)
FIGURES = "Trong hai năm qua, các đơn vị đã mở 24 lớp tập huấn cho hơn 1.200 cán bộ theo Quy chế số 05-QC/TU."
CLOSING = "Hai bên thống nhất mỗi quý họp một lần để trao đổi thông tin và tháo gỡ khó khăn ở cơ sở."
BODY = (OPENING, GUESTS, FIGURES, CLOSING)
CAPTION = "Quang cảnh lễ ký. Ảnh: Trần Bắc"
BEFORE = Wording(HEADLINE, BODY, (CAPTION,))


def class_after(old: str, new: str) -> EditClass:
    """The class of putting `new` in place of `old`, wherever it stands."""
    text = "\n".join((HEADLINE, *BODY, CAPTION))
    assert text.count(old) >= 1, f"nothing to edit: {old}"
    headline, *body, caption = text.replace(old, new, 1).split("\n")
    return compare(BEFORE, Wording(headline, tuple(body), (caption,))).kind


# --- Classes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sáng 12/5, Thành", "Sáng 12/5 Thành"),
        ("ở cơ sở.", "ở cơ sở"),
        ("Phó Bí thư Thường trực", "Phó Bí Thư Thường Trực"),
        ("trao đổi thông tin và", "trao đổi thông tin, và"),
        ("Thành ủy; Đại tá", "Thành ủy, Đại tá"),
        ("phối hợp\n", "phối hợp.\n"),  # of the headline
        ("đã mở 24", "đã mở: 24"),
        ("Ảnh: Trần Bắc", "Ảnh Trần Bắc"),
    ],
)
def test_signs_and_capitals_are_boring(old: str, new: str) -> None:
    assert class_after(old, new) == EditClass.BORING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tháo gỡ", "tháo gở"),
        ("thông tin và", "thong tin và"),
        ("thống nhất", "thống nhát"),
        ("lễ ký kết chương", "lễ ký kết chươg"),
        ("khó khăn", "khó khan"),
        ("đơn vị", "đợn vị"),
        ("tập huấn", "tậphuấn"),
        ("các đơn vị", "các các đơn vị"),
        ("Phó Bí thư", "Phó Bi thư"),
        ("Công an tỉnh.", "Công an tinh."),
        ("Quang cảnh", "Quang cành"),
        ("trao đổi", "trao đỏi"),
    ],
)
def test_a_few_letters_within_words_are_a_typo(old: str, new: str) -> None:
    assert class_after(old, new) == EditClass.TYPO


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phối hợp\n", "phối hợp mới\n"),
        (HEADLINE, "Ký kết chương trình phối hợp bảo đảm an ninh trật tự"),
        ("và Công an tỉnh ký kết", "và Công an ký kết"),
    ],
)
def test_other_words_in_the_headline_are_a_new_headline(old: str, new: str) -> None:
    assert class_after(old, new) == EditClass.HEADLINE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sáng 12/5", "Sáng 13/5"),
        ("Sáng 12/5", "Chiều 12/5"),
        ("Sáng 12/5,", "Sáng ngày 12/5/2023,"),
        ("Sáng 12/5,", "Sáng 12 tháng 5,"),
        ("Sáng 12/5,", "Chiều qua,"),
    ],
)
def test_another_day_is_a_date(old: str, new: str) -> None:
    assert class_after(old, new) == EditClass.DATE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Lê Thị Mận", "Lê Thị Mẫn"),
        ("Lê Thị Mận", "Lê Thị Nhàn"),
        ("Trần Văn Bưởi", "Nguyễn Văn Cam"),
        ("Thành ủy Ven Sông và Công an tỉnh tổ", "Thành ủy Ven Biển và Công an tỉnh tổ"),
        ("Giám đốc Công an tỉnh", "Giám đốc Công an huyện"),
        ("24 lớp", "42 lớp"),
        ("1.200", "1.020"),
        ("1.200", "1200.5"),
        ("05-QC/TU", "06-QC/TU"),
        ("05-QC/TU", "05-QC/BTV"),
        ("2023 - 2025", "2023 - 2026"),
        ("hai năm", "ba năm"),
        ("; Đại tá Trần Văn Bưởi - Giám đốc Công an tỉnh", ""),
        ("theo Quy chế số 05-QC/TU", "theo quy chế"),
        ("Phó Bí thư Thường trực", "Bí thư"),
        ("Ảnh: Trần Bắc", "Ảnh: Hoài Nam"),
    ],
)
def test_who_where_how_many_is_names_or_numbers(old: str, new: str) -> None:
    assert class_after(old, new) == EditClass.NAMES_OR_NUMBERS


@pytest.mark.parametrize("paragraph", [*BODY[1:], CAPTION])
def test_a_paragraph_or_caption_that_goes_is_removed(paragraph: str) -> None:
    body, captions = ([text for text in texts if text != paragraph] for texts in (BODY, [CAPTION]))
    assert compare(BEFORE, Wording(HEADLINE, tuple(body), tuple(captions))).kind == EditClass.PARAGRAPH_REMOVED


@pytest.mark.parametrize("place", range(5))
def test_a_paragraph_that_comes_is_added(place: int) -> None:
    new = "Nhân dịp này, Công an tỉnh tặng 30 suất quà cho gia đình chính sách trên địa bàn thành phố."
    after = Wording(HEADLINE, (*BODY[:place], new, *BODY[place:]), (CAPTION,))
    assert compare(BEFORE, after).kind == EditClass.PARAGRAPH_ADDED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mỗi quý họp một lần để trao đổi", "thường xuyên gặp gỡ nhằm trao đổi"),
        (CLOSING, "Hai bên sẽ thường xuyên trao đổi với nhau, họp mỗi quý để cùng tháo gỡ vướng mắc cho cơ sở."),
        ("tháo gỡ khó khăn", "giải quyết vướng mắc"),
        ("Hai bên thống nhất", "Các đại biểu cho rằng"),
        ("tổ chức lễ ký kết", "ký kết"),
    ],
)
def test_other_words_for_the_same_are_rewritten(old: str, new: str) -> None:
    assert class_after(old, new) == EditClass.REWRITTEN


def test_a_text_of_which_hardly_a_word_stays_is_rewritten() -> None:
    other = ("Nhà máy nước thành phố vừa đưa vào vận hành trạm bơm mới.", "Người dân ba phường được dùng nước sạch.")
    assert compare(BEFORE, Wording("Thông báo", other)).kind == EditClass.REWRITTEN


def test_a_text_that_was_cut_short_lost_paragraphs() -> None:
    assert compare(BEFORE, Wording(HEADLINE, (OPENING,), (CAPTION,))).kind == EditClass.PARAGRAPH_REMOVED


def test_paragraphs_that_change_places_are_rewritten() -> None:
    after = Wording(HEADLINE, (OPENING, FIGURES, CLOSING, GUESTS), (CAPTION,))
    assert compare(BEFORE, after).kind == EditClass.REWRITTEN


# --- Precedence --------------------------------------------------------------------------------------------

ONE_EDIT_EACH = [  # in the order of PRECEDENCE
    (CLOSING + "\n", ""),
    ("24 lớp", "42 lớp"),
    ("phối hợp\n", "phối hợp mới\n"),
    ("\n" + CAPTION, "\nLễ ký kết được truyền hình trực tiếp đến các phường, xã.\n" + CAPTION),
    ("cho hơn", "dành cho trên"),
    ("Sáng 12/5", "Sáng 13/5"),
    ("tập huấn", "tập huân"),
    ("TU.", "TU"),
]


@pytest.mark.parametrize("gravest", range(len(ONE_EDIT_EACH)))
def test_the_gravest_change_gives_the_class(gravest: int) -> None:
    text = "\n".join((HEADLINE, *BODY, CAPTION))
    for old, new in ONE_EDIT_EACH[gravest:]:
        text = text.replace(old, new, 1)
    headline, *body, caption = text.split("\n")
    assert compare(BEFORE, Wording(headline, tuple(body), (caption,))).kind == PRECEDENCE[gravest]


def test_every_class_has_its_place() -> None:
    assert sorted(PRECEDENCE) == sorted(EditClass)


# --- Differences -------------------------------------------------------------------------------------------


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """How and text of each piece of one paragraph."""
    return [(piece.how, piece.text) for change in differences("body", [before], [after]) for piece in change.pieces]


def test_words_that_went_stand_before_those_that_came() -> None:
    assert pieces("đã mở 24 lớp, tập huấn", "đã mở 42 lớp, tập huấn") == [
        (SAME, "đã mở "),
        (WENT, "24 "),
        (CAME, "42 "),
        (SAME, "lớp, tập huấn"),
    ]


@pytest.mark.parametrize(
    "noise",
    [
        ("Đảng uỷ khối “doanh nghiệp”", 'Đảng ủy khối "doanh nghiệp"'),
        ("2023 – 2025", "2023-2025"),
        ("Ðảng bộ\u00a0tỉnh", "Đảng bộ tỉnh"),
        ("hoà  giải", "hòa giải"),
    ],
)
def test_spelling_of_tones_quotes_dashes_and_spaces_is_no_difference(noise: tuple[str, str]) -> None:
    assert pieces(*noise) == []


def test_paragraphs_are_numbered_as_a_reader_counts() -> None:
    after = (OPENING, "Đây là đoạn văn mới được bổ sung về hoạt động của phường.", GUESTS, CLOSING)
    found = [(change.before, change.after) for change in differences("body", BODY, after)]
    assert found == [(None, 2), (3, None)]


def test_a_paragraph_is_compared_with_the_one_that_it_became() -> None:
    after = (GUESTS, FIGURES.replace("24", "42"), CLOSING)
    found = [(change.before, change.after) for change in differences("body", BODY, after)]
    assert found == [(1, None), (3, 2)]


def test_a_headline_becomes_the_other_however_little_they_share() -> None:
    (change,) = compare(BEFORE, Wording("Thông báo", BODY, (CAPTION,))).changes
    assert (change.where, change.before, change.after) == ("headline", 1, 1)


def test_changes_are_kept_as_json_with_all_words_of_the_paragraph() -> None:
    edit = compare(BEFORE, Wording(HEADLINE, (OPENING, GUESTS, FIGURES, CLOSING.replace("quý", "tháng")), (CAPTION,)))
    (change,) = json.loads(json.dumps(edit.as_json(), ensure_ascii=False))
    assert (change["where"], change["before"], change["after"]) == ("body", 4, 4)
    assert "".join(text for how, text in change["pieces"] if how != CAME) == CLOSING
    assert "".join(text for how, text in change["pieces"] if how != WENT) == CLOSING.replace("quý", "tháng")


TEXT = st.text(alphabet='aăbcd đủuyỷ.,12/-\u00a0AĐÐ“"', max_size=40)
PARAGRAPHS = st.lists(TEXT, max_size=5)


@given(PARAGRAPHS)
def test_equal_texts_have_no_difference(paragraphs: list[str]) -> None:
    assert list(differences("body", paragraphs, paragraphs)) == []


@given(PARAGRAPHS, PARAGRAPHS)
def test_each_paragraph_stands_in_one_change_at_most(before: list[str], after: list[str]) -> None:
    changes = list(differences("body", before, after))
    for numbers in ([change.before for change in changes], [change.after for change in changes]):
        present = [number for number in numbers if number]
        assert present == sorted(set(present))


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_is_not_told_is_equal(before: list[str], after: list[str]) -> None:
    changes = list(differences("body", before, after))
    went, came = {change.before for change in changes}, {change.after for change in changes}
    stayed = [text for number, text in enumerate(before, start=1) if number not in went]
    stays = [text for number, text in enumerate(after, start=1) if number not in came]
    assert len(stayed) == len(stays)
    assert list(differences("body", stayed, stays)) == []


@given(TEXT, TEXT)
def test_pieces_joined_are_the_paragraph_of_now(before: str, after: str) -> None:
    for change in differences("body", [before], [after]):
        now = "".join(word.text for word in change.came)
        assert "".join(piece.text for piece in change.pieces if piece.how != WENT) == now


@given(PARAGRAPHS, PARAGRAPHS)
def test_any_two_texts_can_be_compared(before: list[str], after: list[str]) -> None:
    edit = compare(Wording("", tuple(before)), Wording("", tuple(after)))
    assert edit.kind in PRECEDENCE
    json.dumps(edit.as_json())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a " * 20_000], ["a " * 19_999 + "b"]),
        (["a b " * 10_000], ["b a c " * 7_000]),
        (["a"] * 20_000, ["b a"] * 20_000),
        ([f"đoạn {number}" for number in range(2_000)], [f"khúc {number} a" for number in range(2_000)]),
    ],
    ids=["one word", "three words", "equal paragraphs", "short paragraphs"],
)
def test_a_page_made_to_be_compared_forever_is_compared(before: list[str], after: list[str]) -> None:
    assert compare(Wording("", tuple(before)), Wording("", tuple(after))).changes
