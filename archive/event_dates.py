"""The days that running text speaks of: "Chiều ngày 2/4", "Ngày 10 và 11-2", "sáng nay (8-11)"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from archive.printed_time import MONTH, MONTH_ALONE, YEAR, month_number

NEWS_AHEAD = timedelta(days=7)  # a day without a year may lie so far after publication
PLANS_AHEAD = timedelta(days=300)  # or so far, where the sentence speaks of the future
LEAP_YEARS_BACK = 8  # the last 29 February may be eight years ago (1896-1904)
CUE_REACH = 70  # characters before a day in which its cue is sought

DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
SLASH = r"(?:\s?/\s?|[.\-])"
NUMERIC = rf"{SLASH}(?P<month>0?[1-9](?!\d)|1[0-2](?!\d))(?:{SLASH}(?P<year>{YEAR}))?"
IN_WORDS = rf"\s+tháng\s+(?P<month_name>{MONTH})(?:(?P<link>\s*(?:,|/|-|,?\s+năm)\s*|\s+)(?P<year_after_name>{YEAR}))?"
# Not what would make it a document symbol, a longer number or a quantity: 02/4-QĐ, 1/3/5, 5/7%, 2.5 triệu.
END = r"(?!\w)(?![/\-]\w)(?!\.\d)(?!\s?%)(?!\s(?:triệu|tỷ|tỉ|tấn|nghìn|ngàn|km|ha|m2)\b)"
# The digit stands first: the search runs past all other characters at once.
DAY_ALONE = r"\d(?:(?<![\w/.]\d)|(?<=ngày\d))(?:(?<=0)[1-9]|(?<=[12])\d|(?<=3)[01]|(?<=[1-9]))(?!\d)"
POINT = re.compile(rf"(?P<day>{DAY_ALONE})(?:{NUMERIC}|{IN_WORDS}){END}", re.IGNORECASE)

TIME_OF_DAY = r"sáng|trưa|chiều|tối"
WEEKDAY = r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)\s*,?\s*)"
# On one line: " - Ngày 24/5" after a line that ends in "15:02" is no range.
JOIN = r"(?:[^\S\n]*,[^\S\n]*|[^\S\n]+và[^\S\n]+|[^\S\n]*[-–][^\S\n]*|[^\S\n]+đến[^\S\n]+(?:hết\s+)?)(?:ngày\s+)?"
CUE = re.compile(
    rf"(?<!\w)(?P<cue>(?:(?P<time>{TIME_OF_DAY})(?:\s+qua)?\s*)?(?:(?:(?:hôm\s+)?nay|hôm\s+qua)\s*,?\s*)?{WEEKDAY}?(?:(?:ngày|hôm)\s*)?(?:m[ùồ]ng\s*)?"
    rf"(?:[(\[]\s*{WEEKDAY}?(?:ngày\s*)?)?)(?:(?<![\d/.\-])(?P<earlier>{DAY})(?:{JOIN}{DAY})*{JOIN})?\Z",
    re.IGNORECASE,
)
RANGE = re.compile(r"\s*[-–]\s*|\s+đến\s+(?:hết\s+)?(?:ngày\s+)?", re.IGNORECASE)
TODAY = re.compile(rf"(?<!\w)(?:(?P<time>{TIME_OF_DAY})\s+(?:hôm\s+)?|(?:ngày\s+)?hôm\s+)nay(?!\w)", re.IGNORECASE)
FUTURE = re.compile(r"(?<!\w)(?:sẽ|dự kiến|sắp)(?!\w)", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…]\s|\n")
# Words that make a score, a quantity or a feast day of the short date after them.
NO_EVENT = ("tỷ số", "tỉ số", "thắng", "thua", "hòa", "chiếm", "đạt", "mỗi", "một", "nhân", "dịp", "kỷ niệm", "mừng")


@dataclass(frozen=True)
class EventDate:
    """A day or a month that a text speaks of. text[start:stop] says it; `end` is the last day of a range."""

    value: date  # the first day; of a month, its first
    precision: str  # day or month
    end: date | None
    time_of_day: str | None  # sáng, trưa, chiều, tối
    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class _Mention:
    """A day as written, before its year is known."""

    day: int
    month: int
    year: int | None
    earlier: int | None  # the first day of "10 và 11-2"
    time_of_day: str | None
    start: int
    stop: int


def event_dates(text: str, published: date | None) -> list[EventDate]:
    """Every day and month in NFC text, in its order; years that are not written follow from the day of publication.

    Without a day of publication only what states its own year counts.
    """
    found = _join_ranges(text, list(_mentions(text)), published)
    in_days = {position for event in found for position in range(event.start, event.stop)}
    for today in TODAY.finditer(text):
        if published and in_days.isdisjoint(range(*today.span())):
            found.append(_event(text, published, None, today["time"], *today.span()))
    for month in MONTH_ALONE.finditer(text):
        if in_days.isdisjoint(range(*month.span())):
            first = date(int(month["year"]), month_number(month["month"]), 1)
            found.append(EventDate(first, "month", None, None, *month.span(), month.group()))
    return sorted(found, key=lambda event: event.start)


def _event(text: str, value: date, end: date | None, time: str | None, start: int, stop: int) -> EventDate:
    if text[start:stop].count("(") > text[start:stop].count(")") and text.startswith(")", stop):
        stop += 1
    return EventDate(value, "day", end, time.lower() if time else None, start, stop, text[start:stop])


def _mentions(text: str) -> Iterator[_Mention]:
    previous_stop = -1  # of the last mention: "ngày 28/2 và 1/3" announces both
    for point in POINT.finditer(text):
        window = text[max(0, point.start() - CUE_REACH) : point.start()]
        cue = CUE.search(window)
        if cue is None:  # "Hàngày5/2": letters run into the day
            continue
        joined = previous_stop >= 0 and re.fullmatch(JOIN, text[previous_stop : point.start()], re.IGNORECASE)
        if not _is_day(window, cue, point, joined=bool(joined)):
            continue
        start = point.start() if joined else point.start() - len(window) + cue.start()
        previous_stop = point.end()
        yield _mention(point, cue, start)


def _mention(point: re.Match[str], cue: re.Match[str], start: int) -> _Mention:
    month = int(point["month"]) if point["month"] else month_number(point["month_name"])
    year = point["year"] or point["year_after_name"]
    earlier = int(cue["earlier"]) if cue["earlier"] and int(cue["earlier"]) < int(point["day"]) else None
    return _Mention(int(point["day"]), month, int(year) if year else None, earlier, cue["time"], start, point.end())


def _is_day(before: str, cue: re.Match[str], point: re.Match[str], *, joined: bool) -> bool:
    """Whether a point is a day: it states its year, or something announces it as one."""
    if before.endswith(("-", "–")) and not (joined or cue["earlier"]):
        return False
    if point["month_name"] and point["month_name"].lower() == "năm" and point["link"] and not point["link"].strip():
        return bool(cue["cue"])  # "6 tháng năm 2012" are six months; "sáng 6 tháng năm 2012" is a day
    if point["year"] or point["year_after_name"]:
        return True
    words_before = before[: cue.start()].rpartition("\n")[2].rstrip().lower()
    announced = joined or bool(cue["cue"].strip()) or (bool(cue["earlier"]) and words_before.endswith("từ"))
    return announced and (bool(cue["time"]) or not words_before.endswith(NO_EVENT))


def _join_ranges(text: str, mentions: list[_Mention], published: date | None) -> list[EventDate]:
    events: list[EventDate] = []
    position = 0
    while position < len(mentions):
        first = last = mentions[position]
        following = mentions[position + 1] if position + 1 < len(mentions) else None
        if following and RANGE.fullmatch(text, first.stop, following.start):
            last = following
        position += 2 if last is not first else 1
        days = _days(text, first, last, published)
        if days:
            events.append(_event(text, *days, first.time_of_day, first.start, last.stop))
    return events


def _days(text: str, first: _Mention, last: _Mention, published: date | None) -> tuple[date, date | None] | None:
    """First and last day, with the year that is written, or else the one that publication implies."""
    day = first.earlier or first.day
    if last.year and not first.year:
        end = _valid(last.year, last.month, last.day)
        value = end and _valid(end.year - ((first.month, day) > (end.month, end.day)), first.month, day)
    else:
        value = _valid(first.year, first.month, day) if first.year else _implied(text, first, day, published)
        end = value and _valid(last.year or value.year, last.month, last.day)
        if value and end and end < value and not last.year:
            end = _valid(value.year + 1, last.month, last.day)
    if value is None or end is None or end < value:
        return None
    return value, end if end != value else None


def _implied(text: str, mention: _Mention, day: int, published: date | None) -> date | None:
    """The last such day not later than a week after publication; the next one where the sentence plans ahead."""
    if published is None:
        return None
    years = range(published.year + 1, max(published.year - LEAP_YEARS_BACK, 1) - 1, -1)
    such_days = [found for year in years if (found := _valid(year, mention.month, day))]
    if FUTURE.search(_sentence_before(text, mention.start)):
        planned = [found for found in such_days if published <= found <= published + PLANS_AHEAD]
        if planned:
            return planned[-1]
    return next((found for found in such_days if found <= published + NEWS_AHEAD), None)


def _sentence_before(text: str, position: int) -> str:
    ends = [found.end() for found in SENTENCE_END.finditer(text, max(0, position - 500), position)]
    return text[ends[-1] if ends else max(0, position - 500) : position]


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
