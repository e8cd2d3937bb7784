"""Which dates `archive.dates` reads, and which figures it never takes for a date."""

from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.dates import event_dates, parse_printed

# What a page prints -> the time in ISO 8601 and how precise it is.
STAMPS = [
    ("Cập nhật: 09:15 GMT+7, 05/03/2025", "2025-03-05T09:15:00+07:00", "minute"),
    ("[ Cập nhật vào ngày (02/01/2022) ]", "2022-01-02T00:00:00+07:00", "day"),
    ("[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]", "2022-01-02T00:00:00+07:00", "day"),
    ("Thứ Tư, 08/04/2015, 08:11 [GMT+7]", "2015-04-08T08:11:00+07:00", "minute"),
    ("09:47, 15/03/2021", "2021-03-15T09:47:00+07:00", "minute"),
    ("Cập nhật lúc : 08:57 07/10/2015", "2015-10-07T08:57:00+07:00", "minute"),
    ("Thứ Hai, 15/08/2022 07:30", "2022-08-15T07:30:00+07:00", "minute"),
    ("Th\u01b0\u0301 Sáu, 03/01/2020 17:34", "2020-01-03T17:34:00+07:00", "minute"),
    ("thứ năm - 09/03/2017 21:41", "2017-03-09T21:41:00+07:00", "minute"),
    ("Thứ 2, 05/04/2021 - 17h30", "2021-04-05T17:30:00+07:00", "minute"),
    ("17h30 thứ 2, 05/04/2021", "2021-04-05T17:30:00+07:00", "minute"),
    ("15 giờ 30 phút, ngày 05/04/2021", "2021-04-05T15:30:00+07:00", "minute"),
    ("Đăng ngày 04-10-2022 17:10", "2022-10-04T17:10:00+07:00", "minute"),
    ("Đăng ngày 12 - 03 - 2020", "2020-03-12T00:00:00+07:00", "day"),
    ("Ngày đăng: 13/05/2022", "2022-05-13T00:00:00+07:00", "day"),
    ("Số lượt xem: 1108, 01.02.2022", "2022-02-01T00:00:00+07:00", "day"),
    ("Cập nhật ngày: 29/11/2013 06:51:32", "2013-11-29T06:51:32+07:00", "minute"),
    ("08/01/2026 - 18:21", "2026-01-08T18:21:00+07:00", "minute"),
    ("02/04/2021 15:30 GMT+7", "2021-04-02T15:30:00+07:00", "minute"),
    # clocks of twelve hours, and of twenty-four that say PM all the same
    ("8:05:00 AM | 22/02/2024", "2024-02-22T08:05:00+07:00", "minute"),
    ("Ngày đăng 14/06/2018 | 11:22 AM | View count: 1108", "2018-06-14T11:22:00+07:00", "minute"),
    ("05:17 CH, 09/08/2019", "2019-08-09T17:17:00+07:00", "minute"),
    ("12:40 SA, 09/08/2019", "2019-08-09T00:40:00+07:00", "minute"),
    ("28-07-2018 - 00:35 AM", "2018-07-28T00:35:00+07:00", "minute"),
    ("25/03/2020 - 17:09 PM", "2020-03-25T17:09:00+07:00", "minute"),
    # months in words
    ("Ngày 02 tháng 4 năm 2021", "2021-04-02T00:00:00+07:00", "day"),
    ("Sông Trà, ngày 9 tháng 3 năm 2022", "2022-03-09T00:00:00+07:00", "day"),
    ("2 tháng mười một 2018", "2018-11-02T00:00:00+07:00", "day"),
    ("2 Tháng Tư, 2021", "2021-04-02T00:00:00+07:00", "day"),
    ("16 Tháng Mười Hai 2020 08:00", "2020-12-16T08:00:00+07:00", "minute"),
    ("8 tháng năm, 2019", "2019-05-08T00:00:00+07:00", "day"),
    ("ngày 8 tháng năm năm 2019", "2019-05-08T00:00:00+07:00", "day"),
    ("tháng 5 năm 2021", "2021-05-01T00:00:00+07:00", "month"),
    ("Số ra tháng 5/2021", "2021-05-01T00:00:00+07:00", "month"),
    ("năm 2012", "2012-01-01T00:00:00+07:00", "year"),
    # what machines write
    ("2020-09-01 08:48:00.0", "2020-09-01T08:48:00+07:00", "minute"),
    ("2025-06-17T13:43:02+0700", "2025-06-17T13:43:02+07:00", "minute"),
    ("2026-09-06T15:33:28+07:00", "2026-09-06T15:33:28+07:00", "minute"),
    ("2026-09-06T08:33:28Z", "2026-09-06T08:33:28+00:00", "minute"),
    ("2026-09-06T15:33:28.123-05:00", "2026-09-06T15:33:28-05:00", "minute"),
    ("2017-03-09+0721:41:33", "2017-03-09T21:41:33+07:00", "minute"),
    ("2017-03-09ICT21:41:33", "2017-03-09T21:41:33+07:00", "minute"),
    ("/Date(1687251900000)/", "2023-06-20T16:05:00+07:00", "minute"),
    ("Fri, 08 Feb 2019 16:56:21 +0700", "2019-02-08T16:56:21+07:00", "minute"),
    ("Wed Sep 30 2026 08:43:35 GMT+0700", "2026-09-30T08:43:35+07:00", "minute"),
    ("Feb 8, 2019 4:56 PM", "2019-02-08T16:56:00+07:00", "minute"),
]

NO_STAMPS = [
    pytest.param("", id="nothing"),
    pytest.param("Quy định 213-QĐ/TW", id="a document symbol"),
    pytest.param("12/05/2020/QĐ-UBND", id="a document symbol that begins like a date"),
    pytest.param("đạt 95/100 điểm", id="a score"),
    pytest.param("nhiệm kỳ 2020 - 2025", id="a term"),
    pytest.param("từ năm 2020 đến năm 2025", id="a term in words"),
    pytest.param("6 tháng năm 2012", id="six months of 2012"),
    pytest.param("6 tháng đầu năm 2012", id="the first half of 2012"),
    pytest.param("số 02/4", id="a number"),
    pytest.param("31/02/2020", id="no such day"),
    pytest.param("10/17/2008 2:51:09 PM", id="no such month in the order of the site"),
    pytest.param("05/04/21", id="a year of two digits"),
    pytest.param("08:30", id="a clock"),
    pytest.param("3.217 lượt xem", id="a view count"),
]


@pytest.mark.parametrize(("stamp", "moment", "precision"), STAMPS)
def test_a_printed_time_is_read(stamp: str, moment: str, precision: str) -> None:
    read = parse_printed(stamp)
    assert read is not None
    assert (str(read), read.precision) == (moment, precision)


@pytest.mark.parametrize("stamp", NO_STAMPS)
def test_what_is_no_date_is_not_read_as_one(stamp: str) -> None:
    assert parse_printed(stamp) is None


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("5/27/2026 2:51:01 PM", "2026-05-27T14:51:01+07:00"),
        ("2/11/2019 9:51:17 AM", "2019-02-11T09:51:17+07:00"),
        ("2019-02-11 09:51", "2019-02-11T09:51:00+07:00"),
    ],
)
def test_a_site_may_print_the_month_first(stamp: str, moment: str) -> None:
    assert str(parse_printed(stamp, order="mdy")) == moment


def test_the_clock_nearest_to_the_date_is_its_own() -> None:
    assert str(parse_printed("Hôm nay 10:00 | Đăng lúc 08:30 ngày 05/04/2021")) == "2021-04-05T08:30:00+07:00"


def test_the_clock_of_another_date_is_not_taken() -> None:
    read = parse_printed("05/04/2021; sửa 06/04/2021 09:00")
    assert read is not None
    assert read.precision == "day"


DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
LAYOUTS = ["{0:%d/%m/%Y}", "{0.day}-{0.month}-{0.year}", "ngày {0.day} tháng {0.month} năm {0.year}", "{0:%Y-%m-%d}"]


@given(DAYS, st.sampled_from(LAYOUTS), st.sampled_from(["{}", "Cập nhật: {} ", "[ {} ]", "({})", "Thứ Ba, {}"]))
def test_every_day_is_read_back_in_every_layout(day: date, layout: str, frame: str) -> None:
    read = parse_printed(frame.format(layout.format(day)))
    assert read is not None
    assert (read.value.date(), read.precision) == (day, "day")


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31)))
def test_every_minute_is_read_back(moment: datetime) -> None:
    read = parse_printed(f"{moment:%H:%M | %d/%m/%Y}")
    assert read is not None
    assert (read.value.replace(tzinfo=None), read.precision) == (moment.replace(second=0, microsecond=0), "minute")


CUES = ["ngày ", "sáng ", "tháng ", "năm ", "2021", "31", "nay", " và ", " đến ", "QĐ", "thứ 2, ", "tư ", "sẽ "]
FRAGMENTS = st.sampled_from([*"0123456789/-.:(), \n", *CUES, "/Date(", "T", "PM", "GMT+7", "+07", "h30"])
DATE_LIKE = st.one_of(st.lists(FRAGMENTS, max_size=14).map("".join), st.text())


@given(DATE_LIKE, st.sampled_from(["dmy", "mdy"]))
def test_every_stamp_gets_an_answer_with_a_zone(text: str, order: str) -> None:
    read = parse_printed(text, order)
    assert read is None or read.value.tzinfo is not None


# Text, day of publication -> first day and the words that say it.
IN_TEXT = [
    ("Chiều ngày 2/4, Thành ủy họp", "2021-04-03", "2021-04-02", "Chiều ngày 2/4"),
    ("Sáng 17-11, tại hội trường", "2016-11-18", "2016-11-17", "Sáng 17-11"),
    ("Công an huyện sáng nay (8-11) ký", "2019-11-08", "2019-11-08", "sáng nay (8-11)"),
    ("Huyện ủy họp (8-11)", "2019-11-08", "2019-11-08", "(8-11)"),
    ("Chiều nay 21/8, Ban cán sự Đảng", "2012-08-21", "2012-08-21", "Chiều nay 21/8"),
    ("chiều 14.8, hai đơn vị", "2014-08-15", "2014-08-14", "chiều 14.8"),
    ("ngày 18/02, tại xã", "2020-02-19", "2020-02-18", "ngày 18/02"),
    ("sáng thứ Hai (5/4)", "2021-04-06", "2021-04-05", "sáng thứ Hai (5/4)"),
    ("chiều thứ 3, ngày 6/4", "2021-04-06", "2021-04-06", "chiều thứ 3, ngày 6/4"),
    ("Vừa qua, ngày 2/4.Các đại biểu", "2021-04-03", "2021-04-02", "ngày 2/4"),
    ("lúc 8 giờ sáng ngày 3 tháng Hai", "2021-02-04", "2021-02-03", "sáng ngày 3 tháng Hai"),
    ("sáng 20 tháng 4 năm 2023", "2023-04-21", "2023-04-20", "sáng 20 tháng 4 năm 2023"),
    ("Thứ Sáu, 05/03/2021", "2021-03-05", "2021-03-05", "Thứ Sáu, 05/03/2021"),
    ("lúc 15:02\n\n - Ngày 23/5, hai đơn vị", "2022-05-24", "2022-05-23", "Ngày 23/5"),
    ("Sáng mùng 8/3, Hội Phụ nữ", "2022-03-09", "2022-03-08", "Sáng mùng 8/3"),
    ("Sáng nay, Đảng ủy phường", "2021-04-03", "2021-04-03", "Sáng nay"),
    ("đơn vị kinh tế tư nhân\n\nChiều 1-4, hai bên", "2021-04-03", "2021-04-01", "Chiều 1-4"),
    ("Hôm nay, hai bên", "2021-04-03", "2021-04-03", "Hôm nay"),
]


@pytest.mark.parametrize(("text", "published", "day", "words"), IN_TEXT)
def test_a_day_in_the_text_is_found(text: str, published: str, day: str, words: str) -> None:
    assert [(str(found.value), found.text) for found in event_dates(text, date.fromisoformat(published))] == [
        (day, words)
    ]


RANGES = [
    ("Ngày 10 và 11-2, tại huyện", "2021-02-10", "2021-02-11"),
    ("Trong 2 ngày (10 và 11/2)", "2021-02-10", "2021-02-11"),
    ("ngày 7, 8 và 9/2", "2021-02-07", "2021-02-09"),
    ("Ngày 15-17/2", "2021-02-15", "2021-02-17"),
    ("diễn ra từ 15-17/2", "2021-02-15", "2021-02-17"),
    ("từ ngày 10 đến 12/2", "2021-02-10", "2021-02-12"),
    ("từ ngày 28/1 đến hết ngày 2/2", "2021-01-28", "2021-02-02"),
    ("từ ngày 28/12 đến 3/1", "2020-12-28", "2021-01-03"),
    ("từ ngày 28/12/2020 đến ngày 3/1/2021", "2020-12-28", "2021-01-03"),
    ("từ ngày 28/12/2020 đến ngày 3/1", "2020-12-28", "2021-01-03"),
    ("từ ngày 28/12 đến ngày 3/1/2021", "2020-12-28", "2021-01-03"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_a_range_of_days_has_an_end(text: str, first: str, last: str) -> None:
    assert [(str(found.value), str(found.end)) for found in event_dates(text, date(2021, 2, 20))] == [(first, last)]


def test_two_days_are_two_days() -> None:
    found = event_dates("ngày 7/2 và 15/2, Huyện ủy", date(2021, 2, 20))
    assert [(day.value, day.end) for day in found] == [(date(2021, 2, 7), None), (date(2021, 2, 15), None)]


NO_DAYS = [
    "Quy định 213-QĐ/TW, Chỉ thị 27-CT/TW",
    "Quyết định số 02/4-QĐ ngày sau",
    "ngày 12/05/2020/QĐ-UBND",
    "đạt 95/100 phiếu",
    "1/3 số chi bộ",
    "số 02/4",
    "thắng đậm với tỷ số (2-1)",
    "giai đoạn 2020 - 2025",
    "nhiệm kỳ 2020-2025",
    "năm 2011 và 6 tháng năm 2012",
    "6 tháng đầu năm 2012",
    "mỗi ngày 10-12 lượt",
    "mỗi ngày 2.5 tấn",
    "gặp mặt nhân ngày 21/6",
    "ngày 31/2",
    "ngày 5/7% dự toán",
    "sáng sớm, 5 đồng chí",
]


@pytest.mark.parametrize("text", NO_DAYS)
def test_figures_that_are_no_day_are_not_found(text: str) -> None:
    assert event_dates(text, date(2021, 4, 3)) == []


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        pytest.param("Sáng ngày 31/12, Ban Tuyên giáo", "2022-01-02", "2021-12-31", id="over New Year"),
        pytest.param("ngày 9/4 tới", "2021-04-03", "2021-04-09", id="within the week after"),
        pytest.param("ngày 11/4", "2021-04-03", "2020-04-11", id="more than a week after is the year before"),
        pytest.param("Lễ ký sẽ diễn ra ngày 20/9", "2021-04-03", "2021-09-20", id="a plan"),
        pytest.param("Dự kiến ngày 5/1, hai bên ký", "2021-12-20", "2022-01-05", id="a plan over New Year"),
        pytest.param("Hai bên sẽ họp. Ngày 20/9, Huyện ủy", "2021-04-03", "2020-09-20", id="a plan one sentence ago"),
        pytest.param("Sẽ trình trước ngày 20/3", "2021-04-03", "2021-03-20", id="a plan more than 300 days ahead"),
        pytest.param("ngày 29/2", "2021-04-03", "2020-02-29", id="29 February is in a leap year"),
    ],
)
def test_the_year_follows_from_the_day_of_publication(text: str, published: str, day: str) -> None:
    assert [str(found.value) for found in event_dates(text, date.fromisoformat(published))] == [day]


def test_without_a_day_of_publication_only_written_years_count() -> None:
    found = event_dates("Sáng nay 2/4, sau hội nghị ngày 14/2/2022 và chiều 16/2", None)
    assert [str(day.value) for day in found] == ["2022-02-14"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Sáng 2/4", "sáng"),
        ("CHIỀU ngày 2/4", "chiều"),
        ("tối nay", "tối"),
        ("trưa nay (2/4)", "trưa"),
        ("Ngày 2/4", None),
    ],
)
def test_the_time_of_day_is_kept(text: str, time: str | None) -> None:
    assert [found.time_of_day for found in event_dates(text, date(2021, 4, 2))] == [time]


def test_a_month_is_found_with_its_precision() -> None:
    found = event_dates("Quy chế ký tháng 5/2019, sơ kết tháng mười năm 2020", None)
    assert [(str(day.value), day.precision) for day in found] == [("2019-05-01", "month"), ("2020-10-01", "month")]


def test_a_full_date_counts_without_a_cue() -> None:
    found = event_dates("sinh 15/6/1957, quê Sông Trà", date(2021, 4, 3))
    assert [(str(day.value), day.text) for day in found] == [("1957-06-15", "15/6/1957")]


def test_days_come_in_the_order_of_the_text() -> None:
    text = "Tháng 5/2019 hai bên ký. Sáng nay, sơ kết; ngày 2/4 sẽ tổng kết."
    assert [found.text for found in event_dates(text, date(2021, 4, 1))] == ["Tháng 5/2019", "Sáng nay", "ngày 2/4"]


@given(DATE_LIKE, st.one_of(st.none(), st.dates(max_value=date(2100, 1, 1))))
def test_offsets_always_point_at_the_words(text: str, published: date | None) -> None:
    for found in event_dates(text, published):
        assert text[found.start : found.stop] == found.text != ""
        assert found.end is None or found.end > found.value


@given(st.integers(1, 31), st.integers(1, 12), st.sampled_from(["QĐ", "NQ", "CT", "KL", "QC"]), st.sampled_from("/-"))
def test_a_document_symbol_is_never_a_day(number: int, year: int, kind: str, sign: str) -> None:
    text = f"thực hiện Quyết định số {number}{sign}{kind}/TU, Kết luận {number}/{year}-{kind}/TW ngày"
    assert event_dates(text, date(2021, 4, 3)) == []


@given(DAYS)
def test_a_day_just_before_publication_is_given_its_year(day: date) -> None:
    assume(day.year < 2099)
    found = event_dates(f"Chiều {day.day}/{day.month}, Thành ủy", date.fromordinal(day.toordinal() + 2))
    assert [event.value for event in found] == [day]
