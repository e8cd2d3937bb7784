"""The day of the event: which of the days that a text speaks of, and of which year."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from archive.dates import EventDate, event_dates, parse_printed
from archive.reports.addresses import day_in_address
from archive.reports.events import Telling
from archive.reports.kinds import FINAL, ISSUANCE, MIDTERM, OTHER, SIGNING
from archive.reports.marking import Line, Marked
from archive.reports.passage import Passage

NOT_THE_EVENT = re.compile(
    r"(?:\bsố\s\S+(?:-\s\S+)?|\bký|ban hành|từ|tính đến|đến|đến nay|trước|trong|sinh|thành lập|truyền thống|kỷ niệm"
    r"|quy chế|chương trình|quyết định|\d{4}\s?[-–])\s*\W*$"
)
DOCUMENT_BEFORE = re.compile(r"\bsố\s\S+\s*$|(?:quyết định|nghị quyết|chỉ thị|công văn)\s*$|(?:đến|từ|sinh)\s*$")
ISSUED_WITH = re.compile(r"\bban hành\s[^.;]{0,40}\bsố:?\s\S+[^.;\w]*(?:ký |ban hành )?$")
REVIEWED_YEAR = re.compile(
    r"(?<!đến )(?<!từ )(?<!với )(?<!nhìn )\b(?:năm |quý [ivx\d]{1,3}[/-])(20\d\d)\b(?!\s*[-–]\s*20\d\d)"
)
EARLIER = ("trước đó", "trước khi")
FIRST_MONTHS = 3  # a year is reviewed in its last days or in the first months of the next
SENTENCES_ASKED = 6  # of the body: further down stand results and plans
SIGNED_OR_ISSUED = re.compile(r"(?:\bký|ban hành|\bsố\s\S+|quyết định|nghị quyết|sinh|thành lập)\s*$")
EARLIEST_YEAR = 2000  # of the news; older full dates are anniversaries
FIRST_AFTER = timedelta(days=357)  # event_dates looks a week ahead: the first such day after "đến ngày 30/6/2022"
NEWS_AHEAD = timedelta(days=31)  # announcements; a month in an address counts with its last day
OLDEST_NEWS = timedelta(days=400)
NEWS_FOR = timedelta(days=21)
PAGE_CLOCK = re.compile(r"^\W*(?:thứ|chủ)\s\S+,\s+\d{1,2}/\d{1,2}/\d{4}\W*$", re.IGNORECASE)  # the day of the visit
STAMP_LINES = 12  # lines at the top in which a page prints its time


def event_day(
    passage: Passage,
    sentences: Sequence[Marked],
    told: Sequence[Telling],
    published: date | None,
    url: str | None,
    kind: str,
) -> EventDate | None:
    """The day that the likeliest telling names, else the first day of the body; None where no year can be known."""
    printed = published or day_in_address(url) or _stamped(passage, sentences)
    known = printed or _implied(passage, sentences, told)
    certain = published or day_in_address(url)
    days = [day for day in event_dates(passage.printed, known) if not certain or _is_recent(day, certain)]
    day = _chosen(passage, days, sentences, told, kind, printed)
    if day and printed is None and kind in (MIDTERM, FINAL) and not _states_its_year(day):
        return _after_the_year_reviewed(day)
    return day


def _chosen(
    passage: Passage,
    days: Sequence[EventDate],
    sentences: Sequence[Marked],
    told: Sequence[Telling],
    kind: str,
    printed: date | None,
) -> EventDate | None:
    likely = [day for day in days if _is_news(day, printed) or not _is_of_something_else(passage, day, kind)]
    acting = [telling.marked for telling in told if telling.acts]
    body = [one for one in sentences if one.line is Line.BODY][:SENTENCES_ASKED]
    asked = [one for one in [*acting, *body] if not passage.lowered.startswith(EARLIER, one.start)]
    if kind == OTHER and printed is None and not acting:
        return None  # a feature on what came of an agreement: its days are those of old papers
    found = _first_day(likely, asked)
    if found or kind not in (SIGNING, ISSUANCE):
        return found
    return _first_day([day for day in days if not _dates_a_document(passage, day)], acting[:1])


def _is_recent(day: EventDate, published: date) -> bool:
    """Anniversaries and agreements of former years are no news; deadlines are no past."""
    return published - OLDEST_NEWS <= day.value and (day.end or day.value) <= published + NEWS_AHEAD


def _first_day(days: Sequence[EventDate], sentences: Sequence[Marked]) -> EventDate | None:
    """The first day that the first of the sentences names, else that the next one names."""
    for marked in sentences:
        for day in days:
            if marked.start <= day.start < marked.stop and day.precision == "day":
                return day
    return None


def _dates_a_document(passage: Passage, day: EventDate) -> bool:
    begin = max(0, day.start - 80)
    if ISSUED_WITH.search(passage.lowered, begin, day.start):
        return False  # the day on which the paper of the news was issued
    return bool(DOCUMENT_BEFORE.search(passage.lowered, max(0, day.start - 40), day.start))


def _is_news(day: EventDate, printed: date | None) -> bool:
    """A day of the last weeks before publication is the event's, whatever word stands before it."""
    return printed is not None and timedelta(0) <= printed - day.value <= NEWS_FOR


def _is_of_something_else(passage: Passage, day: EventDate, kind: str) -> bool:
    before = passage.lowered[max(0, day.start - 40) : day.start]
    if day.time_of_day or (kind == ISSUANCE and before.rstrip().endswith("ban hành")):
        return False
    return bool(NOT_THE_EVENT.search(before)) and not (before.endswith("ký ") and not _states_its_year(day))


def _states_its_year(day: EventDate) -> bool:
    return str(day.value.year) in day.text


def _after_the_year_reviewed(day: EventDate) -> EventDate:
    if day.value.month > FIRST_MONTHS:
        return day
    later = date(day.value.year + 1, day.value.month, min(day.value.day, 28) if day.value.month == 2 else day.value.day)
    return EventDate(later, day.precision, None, day.time_of_day, day.start, day.stop, day.text)


def _stamped(passage: Passage, sentences: Sequence[Marked]) -> date | None:
    """The time in the stamp lines above the text: of two stamps the earlier, since the other is the page's clock."""
    lines = passage.printed.split("\n")[:STAMP_LINES]
    chrome = {one.sentence.line for one in sentences if one.line is Line.CHROME}
    stamps = [
        parse_printed(line) for number, line in enumerate(lines) if number in chrome and not PAGE_CLOCK.match(line)
    ]
    days = [stamp.value.date() for stamp in stamps if stamp and stamp.precision in ("minute", "day")]
    return min(days, default=None)


def _implied(passage: Passage, sentences: Sequence[Marked], told: Sequence[Telling]) -> date | None:
    """The last day that the text could have been written, by its own full dates and the years it reviews."""
    furniture = [one for one in sentences if one.line is Line.CHROME]
    stated = [
        day.end or day.value
        for day in event_dates(passage.printed, None)
        if day.precision == "day"
        and day.value.year >= EARLIEST_YEAR
        and not _is_of_the_agreement(passage, day)
        and not any(one.start <= day.start < one.stop for one in furniture)
    ]
    if stated:
        return max(stated) + FIRST_AFTER
    text = " ".join(passage.lowered[telling.marked.start : telling.marked.stop] for telling in told[:2])
    years = [int(year) for year in REVIEWED_YEAR.findall(text)]
    if not years:
        return None
    planned = max(years) - 1 in years and any(act.kind in (MIDTERM, FINAL) for one in told[:1] for act in one.acts)
    return date(max(years) - planned, 12, 24)  # a week before the year's end: event_dates looks a week ahead


def _is_of_the_agreement(passage: Passage, day: EventDate) -> bool:
    return bool(SIGNED_OR_ISSUED.search(passage.lowered, max(0, day.start - 40), day.start))
