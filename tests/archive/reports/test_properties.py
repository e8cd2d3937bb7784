"""What holds for any text: no crash, spans inside it, the same report each time, no day out of a document's symbol."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reports.passage import Passage
from archive.reports.reading import read

PHRASES = """
Ban Tuyên giáo Tỉnh ủy|Đảng uỷ Khối CCQ tỉnh|ký kết|chương trình phối hợp|giữa|và|với|,|.|đồng chí|Lê Văn Hân|Bí thư|các
huyện|Quận|12|chiều 2/4|213-QĐ/TW|số|(|)|giai đoạn|2020 - 2025|Ð|gồm:|Sở|Công ty|tổng kết|-|;|giao ban|Thành ủy|tại
""".replace("\n", "|").strip("|")
PIECES = st.sampled_from([*PHRASES.split("|"), "\n", "U\u0309y ban", "\u200b", "\u00a0"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))
DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 12, 31)))


@settings(max_examples=200)
@given(TEXTS, TEXTS, DAYS)
def test_spans_stand_inside_any_text(title: str, text: str, published: date | None) -> None:
    report = read(title, text, published)
    spans = [span for found in report.spans.values() for span in found]
    spans += [reason.span for reason in report.reasons if reason.span]
    assert all(0 <= start <= stop <= len(text) for start, stop in spans), spans


@settings(max_examples=50)
@given(TEXTS, DAYS)
def test_the_same_text_gives_the_same_report(text: str, published: date | None) -> None:
    assert read(None, text, published) == read(None, text, published)


@settings(max_examples=100)
@given(st.integers(1, 31), st.integers(1, 12), st.sampled_from(["QĐ/TW", "CT/TU", "NQ/HU", "KH/BTGTU"]))
def test_a_documents_symbol_is_never_a_day(number: int, other: int, letters: str) -> None:
    report = read(
        None,
        f"Huyện ủy ký quy chế phối hợp theo văn bản {number}-{letters} và số {number}/{other}-{letters}",
        date(2022, 6, 6),
    )
    assert report.event_date is None


@settings(max_examples=200)
@given(TEXTS)
def test_words_lie_where_the_text_has_them(text: str) -> None:
    passage = Passage(text)
    ends = [passage.characters(index, index + 1) for index in range(len(passage))]
    assert ends == sorted(ends)
    assert all(0 <= start <= stop <= len(text) for start, stop in ends)


@pytest.mark.parametrize(
    "text", ["U\u0309y ban nhân dân tỉnh ký", "\u200bBan\u00a0Dân vận Tỉnh ủy ký", "Đảng uỷ xã ký"]
)
def test_a_span_quotes_the_characters_given_even_where_reading_respells(text: str) -> None:
    passage = Passage(text)
    start, stop = passage.characters(len(passage) - 1, len(passage))
    assert text[start:stop] == "ký"


@pytest.mark.parametrize("url", ["http://[broken", "không phải địa chỉ", ""])
def test_an_address_that_is_none_tells_nothing(url: str) -> None:
    assert read(None, "Huyện ủy ký quy chế phối hợp", None, url).province is None


def test_a_day_glued_to_letters_is_no_day() -> None:
    assert read(None, "Huyện ủy Hàngày5/2 ký quy chế phối hợp", date(2022, 6, 6)).event_date is None
