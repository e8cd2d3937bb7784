"""Pages that are no articles, and articles that only have something of such a page."""

import pytest

from archive.reports.pages import forms
from archive.reports.passage import Passage

SENTENCE = "Sáng 5/6, Ban Dân vận Thành ủy và Công an thành phố ký kết chương trình phối hợp công tác dân vận năm 2023."
PARAGRAPH = " ".join([SENTENCE, "Hai bên sẽ cùng nắm tình hình nhân dân, giúp dân phát triển kinh tế."] * 2)


def against(text: str) -> list[str]:
    return [reason for _, reason, _ in forms(Passage(text))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Thứ hai\n\n21/5\n\nHọp giao ban\n\nThứ ba\n\n22/5\n\nTiếp dân", id="days above their work"),
        pytest.param("T2 (20/3): Sáng họp.\nT3 (21/3): Dự lễ ký.\nT4 (22/3): Tiếp dân.", id="short names of days"),
        pytest.param("Ngày 5/6 (thứ hai): giao ban.\nNgày 6/6 (thứ ba): dự hội nghị.", id="days in brackets"),
    ],
)
def test_rows_of_weekdays_are_a_timetable(text: str) -> None:
    assert against(text) == ["has a row for each day of the week"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Thứ hai, 05/06/2023\n\n{PARAGRAPH}\n\nThứ tư, 07/06/2023 10:15", id="stamps"),
        pytest.param(f"{PARAGRAPH}\n\nThứ hai, giữ nề nếp giao ban.\n\nThứ ba, khen thưởng kịp thời.", id="points"),
    ],
)
def test_an_article_with_weekdays_is_no_timetable(text: str) -> None:
    assert against(text) == []


HEADLINES = "Ký kết quy chế\n{}\nGiao ban quý I\n{}\nGiải chạy việt dã\n{}\n"


@pytest.mark.parametrize(
    "days",
    [
        ("15:20 12/04/2022", "15:00 11/04/2022", "08:11 10/04/2022"),
        ("Thời sự - 26/04 19:05", "Thời sự - 20/04 10:12", "Thời sự - 18/04 16:40"),
        ("(Cập nhật 16/05/2022)", "(Cập nhật 15/05/2022)", "(Cập nhật 14/05/2022)"),
    ],
)
def test_headlines_with_dates_are_a_list(days: tuple[str, str, str]) -> None:
    assert against(HEADLINES.format(*days)) == ["lists headlines with their dates"]


def test_the_neighbours_below_an_article_do_not_make_it_a_list() -> None:
    assert against(PARAGRAPH + "\n\n" + HEADLINES.format("(12/04/2022)", "(11/04/2022)", "(10/04/2022)")) == []


ARGUMENT = "Nhiều nơi, quy chế phối hợp còn hình thức. Theo chúng tôi, trước hết cần rõ trách nhiệm người đứng đầu."


def test_an_argument_that_tells_of_no_day_is_no_report() -> None:
    assert against(ARGUMENT) == ["argues, and tells of no day"]


def test_an_argument_beside_the_day_of_an_event_is_told_at_it() -> None:
    assert against(f"{SENTENCE} {ARGUMENT}") == []


@pytest.mark.parametrize("text", ["Tin Đảng\nA\nĐọc tiếp\nB\nĐọc tiếp\nC\nĐọc tiếp", "Tin Đảng\nA\nB\n1 2 3 ... Cuối"])
def test_teasers_and_page_numbers_are_a_list(text: str) -> None:
    assert against(text) == ["reads like a list of articles"]
