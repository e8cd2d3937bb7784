"""What is typed -> FTS5 queries: every spelling, short forms, quotes, minus, star; nothing typed breaks it."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web.search_words import Typed, accented_query, fact, plain_query, typed
from archive.web.spelling import accented, plain, tokens

Spelling = Callable[[str], str]
INDEXES = [("plain", plain, plain_query), ("accented", accented, accented_query)]


@pytest.fixture(scope="module")
def full_text() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for table, marks in (("plain", 2), ("accented", 0)):
            columns = "headline, captions, body, facts"
            connection.execute(
                f"create virtual table {table} using fts5({columns}, tokenize='unicode61 remove_diacritics {marks}')"
            )
        yield connection


def finds(
    full_text: sqlite3.Connection, table: str, spelling: Spelling, query: str, text: str, facts: str = ""
) -> bool:
    full_text.execute("savepoint one_text")
    full_text.execute(f"insert into {table} values ('', '', ?, ?)", [spelling(text), f"article {facts}"])
    (found,) = full_text.execute(f"select count(*) from {table} where {table} match ?", [query]).fetchone()
    full_text.execute("rollback to one_text")
    return bool(found)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("đảng ủy", "Đảng uỷ Khối"),
        ("Đảng uỷ", "ĐẢNG ỦY KHỐI"),
        ("dang uy", "Đảng ủy Khối"),
        ("DANG UY KHOI", "Đảng ủy Khối"),
        (unicodedata.normalize("NFD", "đảng ủy"), "Đảng ủy Khối"),
        ("ủy đảng", "Đảng ủy Khối"),
        ("  đảng   khối ", "Đảng ủy Khối"),
        ("hoà giải", "công tác hòa giải"),
        ("hòa giải", "công tác hoà giải"),
        ("lí luận", "bồi dưỡng lý luận"),
        ("lý luận", "bồi dưỡng lí luận"),
        ("bac si", "bác sỹ Đinh Công Lý"),
        ("qui chế", "quy chế phối hợp"),
        ("UBND", "Ủy ban nhân dân tỉnh"),
        ("ubnd", "Uỷ ban nhân dân tỉnh"),
        ("ủy ban nhân dân", "UBND tỉnh"),
        ("uy ban nhan dan", "UBND tỉnh"),
        ("MTTQ", "Ủy ban Mặt trận Tổ quốc"),
        ("mặt trận tổ quốc", "UBMTTQ Việt Nam xã"),
        ("CCQ", "Đảng ủy Khối Các cơ quan"),
        ("BTV Tỉnh ủy", "Ban Thường vụ Tỉnh ủy"),
        ("TP Vinh", "thành phố Vinh"),
        ("thành phố Vinh", "TP. Vinh"),
        ("HDND", "Hội đồng nhân dân"),
        ("HĐND", "Hội đồng nhân dân"),
        ("LLVT", "lực lượng vũ trang"),
        ("CA tỉnh", "Công an tỉnh"),
        ("đảng ủy QS", "Đảng ủy Quân sự huyện"),
        ("LĐLĐ", "Liên đoàn Lao động tỉnh"),
        ("HND", "Hội Nông dân"),
        ("HPN", "Hội Liên hiệp Phụ nữ"),
        ("CCB", "Hội Cựu chiến binh"),
        ("ĐTN", "Đoàn Thanh niên"),
        ('"chủ tịch UBND xã"', "chủ tịch Ủy ban nhân dân xã"),
        ("213-QĐ/TW", "Quy định số 213-QĐ/TW của Bộ Chính trị"),
        ("213-qd/tw", "Quy định số 213-QĐ/TW của Bộ Chính trị"),
        ("Nguyễn Văn Hùng", "đồng chí Nguyễn Văn Hùng"),
        ('"đảng ủy khối"', "Đảng ủy Khối"),
        ("“đảng ủy”", "Đảng ủy Khối"),
        ('"đảng ủy', "Đảng ủy Khối"),  # a quote that nobody closed
        ("đả* khố*", "Đảng ủy Khối"),
        ("hội nghị -trực", "hội nghị tại huyện"),
        ('hội nghị -"trực tuyến"', "hội nghị trực tiếp"),
        ("2023-2025", "giai đoạn 2023 - 2025"),
    ],
)
def test_these_words_find_this_text(full_text: sqlite3.Connection, words: str, text: str) -> None:
    assert finds(full_text, "plain", plain, plain_query(typed(words)), text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ('"đảng khối"', "Đảng ủy Khối"),
        ("hội nghị -trực", "hội nghị trực tuyến"),
        ('hội nghị -"trực tuyến"', "hội nghị trực tuyến"),
        ("Nguyễn Văn Hùng", "Nguyễn Thị Lan và Văn Hùng"),  # a name is one thing
        ("213-QĐ/TW", "213 đại biểu, theo QĐ của TW"),  # so is a symbol
        ("ca ngợi", "công an ngợi khen"),  # CA is short for it only in capitals
        ("-đảng", "đảng ủy"),
        ("", "đảng ủy"),
        ("***", "đảng ủy"),
        ("a*", "anh"),  # too short to begin a word
    ],
)
def test_these_words_do_not_find_this_text(full_text: sqlite3.Connection, words: str, text: str) -> None:
    assert not finds(full_text, "plain", plain, plain_query(typed(words)), text)


@pytest.mark.parametrize(
    ("words", "place", "found"),
    [
        ("Cần Thơ", "q92", True),  # reports from former Hậu Giang carry the province of today
        ("can tho", "q92", True),
        ("Hậu Giang", "p93", True),
        ("Hậu Giang", "q92", False),  # not all of Cần Thơ was in it
        ("TP.HCM", "q79", True),
        ("thành phố Hồ Chí Minh", "q79", True),
        ('"Cần Thơ"', "q92", False),  # in quotes only these words
        ("hội nông dân", "q92", False),
        ("đồng -cần -thơ", "q92", False),
    ],
)
def test_a_province_is_found_by_its_old_and_its_new_name(
    full_text: sqlite3.Connection, words: str, place: str, found: bool
) -> None:
    query = plain_query(typed(words))
    assert finds(full_text, "plain", plain, query, "một hội nghị", fact("place", place)) == found


@pytest.mark.parametrize(("words", "text", "found"), [("đảng", "đảng ủy", True), ("đảng", "đang uy nghi", False)])
def test_the_accented_index_tells_words_apart_by_their_accents(
    full_text: sqlite3.Connection, words: str, text: str, found: bool
) -> None:
    assert finds(full_text, "accented", accented, accented_query(typed(words)), text) == found


SIGNS = [
    "uy AND",
    "NEAR(uy",
    "headline : uy",
    "uy OR",
    "uy*",
    "a\0b",
    "{uy} : dang",
    "-uy",
    "--",
    '-"',
    '"*"',
    "facts:x",
]


@pytest.mark.parametrize(("table", "spelling", "query"), INDEXES)
@pytest.mark.parametrize("words", SIGNS)
def test_search_syntax_is_taken_as_words(
    full_text: sqlite3.Connection, table: str, spelling: Spelling, query: Callable[[Typed], str], words: str
) -> None:
    found = full_text.execute(f"select count(*) from {table} where {table} match ?", [query(typed(words))]).fetchone()
    assert found is not None


ANYTHING = st.text() | st.text(alphabet='abđ "-*():^{}+.,/\\\0\n“”ủyUBND')


@pytest.mark.parametrize(("table", "spelling", "query"), INDEXES)
@given(words=ANYTHING)
def test_whatever_is_typed_is_a_valid_query(
    full_text: sqlite3.Connection, table: str, spelling: Spelling, query: Callable[[Typed], str], words: str
) -> None:
    sql = f"select count(*) from {table} where {table} match ?"
    assert full_text.execute(sql, [query(typed(words))]).fetchone() == (0,)


VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặđủỷỵọờúý UỶĐẢNG0129 .,/", min_size=1, max_size=80)


@pytest.mark.parametrize(("table", "spelling", "query"), INDEXES)
@given(words=VIETNAMESE.filter(lambda words: any(map(str.isalnum, words))))
def test_a_text_is_found_by_its_own_words(
    full_text: sqlite3.Connection, table: str, spelling: Spelling, query: Callable[[Typed], str], words: str
) -> None:
    assert finds(full_text, table, spelling, query(typed(words)), words)


@given(words=VIETNAMESE)
def test_a_query_is_the_same_however_the_words_are_encoded(words: str) -> None:
    decomposed = unicodedata.normalize("NFD", words)
    assert plain_query(typed(words)) == plain_query(typed(decomposed))


@given(text=st.text())
@pytest.mark.parametrize("spelling", [plain, accented])
def test_a_spelling_is_its_own_spelling(spelling: Spelling, text: str) -> None:
    assert tokens(spelling(spelling(text))) == tokens(spelling(text))


def test_a_query_that_is_too_long_is_cut_not_refused() -> None:
    assert len(typed("đảng " * 1000).words) < 50
