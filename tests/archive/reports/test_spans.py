"""What stands outside the sentences: the address, the mark of the newsroom, stamps, and which day is the event's."""

import json
from datetime import date

import pytest

from archive.reports.addresses import province_of_newsroom, province_of_opening
from archive.reports.lines import read_lines
from archive.reports.reading import read

SIGNED = "Ban Dân vận Tỉnh ủy và Công an tỉnh ký kết chương trình phối hợp"


@pytest.mark.parametrize(
    ("mark", "province"),
    [("Baonghean.vn", "Nghệ An"), ("ĐNO", "Đà Nẵng"), ("TTH", "Thừa Thiên Huế"), ("TTXVN", None), ("", None)],
)
def test_the_mark_of_a_newsroom_tells_its_province(mark: str, province: str | None) -> None:
    assert province_of_newsroom(mark) == province


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("(Baonghean.vn) - Chiều nay, hai bên gặp nhau.", "Nghệ An"),
        ("Hai bên gặp nhau\n\nBHG - Chiều nay, hai bên gặp nhau.", "Hà Giang"),
        ("Chiều nay - Hai bên gặp nhau.", None),
    ],
)
def test_the_mark_is_read_where_it_opens_a_line(text: str, province: str | None) -> None:
    assert province_of_opening(text) == province


def test_an_articles_dateline_is_evidence_of_its_province() -> None:
    line = json.dumps({"id": 1, "headline": "Ký kết", "body": [f"{SIGNED}."], "dateline": "Baonghean.vn"})
    (found,) = read_lines([line])
    assert isinstance(found, dict)
    assert found["province"] == "Nghệ An"


@pytest.mark.parametrize(
    ("path", "years"),
    [
        ("ky-ket-chuong-trinh-phoi-hop-giai-doan-2017-2020-449115", (2017, 2020)),
        ("ky-ket-chuong-trinh-phoi-hop-giai-doan-20162021.html", (2016, 2021)),
        ("ky-ket-chuong-trinh-phoi-hop-2021.html", (None, None)),
    ],
)
def test_years_that_only_the_address_prints(path: str, years: tuple[int | None, int | None]) -> None:
    instrument = read(None, f"{SIGNED}.", None, f"https://example.vn/{path}").instrument
    assert instrument is not None
    assert (instrument.period_start, instrument.period_end) == years


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"Sáng 12/5, {SIGNED}.", date(2022, 5, 12)),
        (f"{SIGNED} vào chiều thứ Năm (2/6).", date(2022, 6, 2)),
        (f"Chiều nay, {SIGNED}.", date(2022, 6, 6)),
        (f"Trong hai ngày 2 và 3/6, {SIGNED}.", date(2022, 6, 2)),
        (f"Thực hiện Quy chế số 05-QC/TU ngày 3/2/2021, sáng 1/6, {SIGNED}.", date(2022, 6, 1)),
        (f"{SIGNED} giai đoạn 2022 - 2025, có hiệu lực từ ngày 1/7/2022. Lễ ký diễn ra sáng 31/5.", date(2022, 5, 31)),
        (f"Ngày 30/12, {SIGNED}.", date(2021, 12, 30)),
        (f"{SIGNED} nhân kỷ niệm 92 năm Ngày thành lập Đảng (3/2/1930 - 3/2/2022).", None),
        (f"Sau 3 năm thực hiện quy chế ký ngày 15/5/2019, sáng 20/5 {SIGNED} mới.", date(2022, 5, 20)),
        (f"Hôm 24-5, {SIGNED}; các đơn vị sẽ sơ kết trước ngày 30/11.", date(2022, 5, 24)),
        (f"Vừa qua, {SIGNED}.", None),
        (f"Ngày 5 tháng 5 năm 2022, tại Hà Nội, {SIGNED}.", date(2022, 5, 5)),
        (f"Cuối tuần qua, {SIGNED}. Trước đó, ngày 2/5, hai bên đã thống nhất nội dung.", None),
    ],
)
def test_the_day_of_the_event_is_told_from_other_days(text: str, day: date | None) -> None:
    assert read(None, text, date(2022, 6, 6)).event_date == day


def test_the_pages_own_clock_is_no_day_of_publication() -> None:
    text = f"Thứ sáu, 14/05/2021\n\n{SIGNED} ngày 13-1."
    assert read(None, text, None).event_date is None
