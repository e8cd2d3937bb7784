"""The time that a page prints, in every form that Vietnamese portals were seen to print it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from archive.model import VIETNAM, PrintedTime
from archive.vietnamese import normalize

YEAR = r"(?:19|20)\d\d"
MONTH_WORDS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
MONTH_NUMBERS = dict(zip(MONTH_WORDS, range(1, 13), strict=True)) | {"giêng": 1, "bốn": 4, "bẩy": 7, "chạp": 12}
# Longest first: "mười một" before "mười". A number of one or two digits is a month too.
MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r"|0?[1-9](?!\d)|1[0-2](?!\d)"
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH_MONTH = rf"(?P<month>{'|'.join(ENGLISH_MONTHS)})[a-z]*\.?"

BEFORE = r"(?<!\d)(?<!\d[/.\-])"
AFTER = r"(?!\d)(?![/\-]?[^\W\d_])"  # 02/4/2021-QĐ is a document, not a day
JSON_DATE = re.compile(r"/Date\((-?\d{1,14})")
# PHP's date('Y-m-dTH:i:s') writes the zone for T: 2017-03-09+0721:41:33, 2017-03-09ICT21:41:33 (NukeViet).
PHP_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)(?:([+-]\d\d)|ICT)(\d\d:\d\d:\d\d)")

YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>{YEAR})(?P<separator>[/\-])(?P<month>\d\d?)(?P=separator)(?P<day>\d\d?)(?!\d)"
)
NUMBERS = re.compile(
    rf"{BEFORE}(?P<one>\d\d?)\s*(?P<sign>[/.\-])\s*(?P<two>\d\d?)\s*(?P=sign)\s*(?P<year>{YEAR}){AFTER}"
)
IN_WORDS = re.compile(
    rf"{BEFORE}(?P<day>\d\d?)\s*/?\s*tháng\s+(?P<month>{MONTH})(?P<link>\s*,?\s*/?(?:năm\s+)?)(?P<year>{YEAR})(?!\d)",
    re.I,
)
ENGLISH_DAY_FIRST = re.compile(rf"(?<!\w)(?P<day>\d\d?)\s+{ENGLISH_MONTH},?\s+(?P<year>{YEAR})(?!\d)", re.I)
ENGLISH_MONTH_FIRST = re.compile(rf"(?<!\w){ENGLISH_MONTH}\s+(?P<day>\d\d?),?\s+(?P<year>{YEAR})(?!\d)", re.I)
MONTH_ALONE = re.compile(rf"(?<!\w)(?<!\d )tháng\s+(?P<month>{MONTH})\s*(?:,|/|-|năm)\s*(?P<year>{YEAR})(?!\d)", re.I)
YEAR_ALONE = re.compile(
    rf"(?<!tháng )(?<!đến )(?<!đầu )(?<!cuối )(?<!\w)năm\s+(?P<year>{YEAR})(?!\d)(?!\s*(?:[-–/]|đến)\s*(?:năm\s+)?\d)",
    re.I,
)

CLOCK = re.compile(
    r"(?<![\d:/.])(?P<hour>[01]?\d|2[0-3])\s?(?::|h|g|giờ)\s?(?P<minute>[0-5]\d)(?:(?::|\s?phút\s?)(?P<second>[0-5]\d))?"
    r"(?:\.\d+)?(?![\d:])\s*(?P<half>(?:[AP]M|SA|CH)\b)?",
    re.I,
)
ZONE = re.compile(
    r"\s?[\[(]?\s?(?:(?P<utc>Z|GMT|UTC)\b)?\s?(?:(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>00|30|45))?(?!\d))?"
)
WIDEST_GAP = 24  # characters between day and clock: "[GMT+7], ngày "


def parse_printed(text: str, order: str = "dmy") -> PrintedTime | None:
    """The first time that a stamp prints, words around it allowed; None without a possible date.

    `order` ("dmy" or "mdy") is that of the site, for dates in numbers. Without a stated zone it is +07:00.
    """
    text = PHP_ZONE.sub(lambda found: f"{found[1]}T{found[3]}{found[2] or '+07'}00", normalize(text))
    milliseconds = JSON_DATE.search(text)
    if milliseconds:
        return _from_milliseconds(int(milliseconds[1]))
    for pattern, read in DAY_FORMS:
        found = pattern.search(text)
        if found:
            return _with_clock(text, found, read(found, order))
    return _month_or_year(text)


def month_number(word: str) -> int:
    """1..12 for "5", "05", "năm", "Mười một"."""
    return int(word) if word.isdigit() else MONTH_NUMBERS[" ".join(word.lower().split())]


def _from_milliseconds(milliseconds: int) -> PrintedTime:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return PrintedTime(moment.astimezone(VIETNAM), "minute")


def _year_first(found: re.Match[str], order: str) -> datetime | None:
    return _day(found["year"], found["month"], found["day"])


def _numbers(found: re.Match[str], order: str) -> datetime | None:
    day, month = (found["two"], found["one"]) if order == "mdy" else (found["one"], found["two"])
    return _day(found["year"], month, day)


def _in_words(found: re.Match[str], order: str) -> datetime | None:
    if is_count_of_months(found):
        return None
    return _day(found["year"], month_number(found["month"]), found["day"])


def _english(found: re.Match[str], order: str) -> datetime | None:
    return _day(found["year"], ENGLISH_MONTHS.index(found["month"].lower()) + 1, found["day"])


DAY_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], datetime | None]], ...] = (
    (YEAR_FIRST, _year_first),
    (NUMBERS, _numbers),
    (IN_WORDS, _in_words),
    (ENGLISH_DAY_FIRST, _english),
    (ENGLISH_MONTH_FIRST, _english),
)


def is_count_of_months(found: re.Match[str]) -> bool:
    """Whether "6 tháng năm 2012" says six months of 2012: no "ngày" before it, no comma, no second "năm"."""
    if found["month"] != "năm" or found["link"].strip():
        return False
    before = found.string[: found.start()].rstrip().lower()
    return int(found["day"]) <= 12 and not before.endswith(("ngày", "sáng", "trưa", "chiều", "tối"))


def _day(year: str, month: str | int, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=VIETNAM)
    except ValueError:
        return None


def _with_clock(text: str, date: re.Match[str], day: datetime | None) -> PrintedTime | None:
    if day is None:
        return None
    clock = _nearest_clock(text, date.start(), date.end())
    if clock is None:
        return PrintedTime(day, "day")
    hour = _hour(int(clock["hour"]), (clock["half"] or "").upper())
    moment = day.replace(hour=hour, minute=int(clock["minute"]), second=int(clock["second"] or 0))
    return PrintedTime(moment.replace(tzinfo=_zone(text, clock.end())), "minute")


def _nearest_clock(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The clock nearest to the date at start:stop, with nothing but words and a zone between them."""
    nearby = [
        (clock.start() - stop if clock.start() >= stop else start - clock.end(), clock)
        for clock in CLOCK.finditer(text)
    ]
    for gap, clock in sorted(nearby, key=lambda pair: pair[0]):
        between = text[stop : clock.start()] if clock.start() >= stop else text[clock.end() : start]
        if 0 <= gap <= WIDEST_GAP and not re.search(
            r"\d", re.sub(r"[+-]\d\d?(?::?\d\d)?\b|thứ \d", "", between, flags=re.I)
        ):
            return clock
    return None


def _hour(hour: int, half: str) -> int:
    """Hour of the day; a 24-hour clock with PM, as in "17:09 PM", stays (cafef.vn)."""
    if half in ("PM", "CH"):
        return hour + 12 if hour < 12 else hour
    return 0 if half in ("AM", "SA") and hour == 12 else hour


def _zone(text: str, position: int) -> timezone:
    """The zone stated right after the clock; +07:00 where none is."""
    found = ZONE.match(text, position)
    if found is None or not (found["utc"] or found["sign"]):
        return VIETNAM
    if found["sign"] and not found["utc"] and len(found["hours"]) + len(found["minutes"] or "") < 4:
        return VIETNAM  # "08:11 -3 lượt xem" states no zone; "GMT+7" and "+0700" do
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    return timezone(-offset if found["sign"] == "-" else offset) if offset <= timedelta(hours=14) else VIETNAM


def _month_or_year(text: str) -> PrintedTime | None:
    found = MONTH_ALONE.search(text)
    if found:
        return PrintedTime(datetime(int(found["year"]), month_number(found["month"]), 1, tzinfo=VIETNAM), "month")
    found = YEAR_ALONE.search(text)
    return PrintedTime(datetime(int(found["year"]), 1, 1, tzinfo=VIETNAM), "year") if found else None
