"""What sort of page a text is: an article, or a regulation, a list of articles, a calendar, an interview, a call."""

import re
from collections.abc import Iterator

from archive.model import Span
from archive.reports.passage import Passage

LEGAL_TEXT = re.compile(
    r"\b(?=[cđlnqsx])(?:điều 1\b|chương i\b|số hiệu\b|(?<=\n)loại văn bản\b|căn cứ luật\b|nơi nhận:"
    r"|(?<![^\n])số: ?\d+[-/]|xét đề nghị của\b|quyết định này có hiệu lực)",
    re.M,
)
LISTING = re.compile(
    r"\A.{0,300}(?:- trang \d+\b|\btrang \d+/\d+\b)"
    r"|(?=[xđ\[|1])(?:\b(xem thêm|đọc tiếp|xem tiếp|xem chi tiết)\b.*\b\1\b.*\b\1\b"
    # the pages of a list: 1 2 3 Cuối
    r"|(?<!\S)[\[|]?1\]?[ |]+\[?2\]?[ |]+\[?3\b[^\n\w]{0,3}[^\n]{0,30}(?:cuối|tiếp|sau|»|›|>))",
    re.DOTALL,
)
CALENDAR = re.compile(
    r"\A.{0,400}\blịch (?:công tác|làm việc|tiếp công dân|họp|tuần)\b"
    r"(?:.*?(?:\b(?:sáng|chiều)\s*:|\(?\b\d{1,2}\s?(?:h|g|giờ)\s?(?:\d\d)?\b)){2}",
    re.DOTALL,
)
INTERVIEW = re.compile(r"\(thực hiện\)|trả lời phỏng vấn|^(?:hỏi|pv|phóng viên):", re.M)
CALL = re.compile(
    r"mời cộng tác|nơi nhận bài|thể lệ|cơ cấu giải thưởng|đối tượng dự thi|ban tổ chức (?:cuộc thi|hội thi)"
)
# "Theo chúng tôi, trước hết cần ...": an argument, where no day is told
COMMENT = re.compile(
    r"\btheo (?:chúng )?tôi\b|\bthiết nghĩ\b|\bchúng tôi cho rằng\b|\b(?:nhiều|không ít|một số) nơi\b"
    r"|\b(?:trước hết|thứ (?:nhất|hai|ba)|muốn vậy|do đó|vì vậy),? (?:cần|phải)\b"
)
DAY = re.compile(r"(?<!\d)\d{1,2}\s?(?:[/.\-]\s?\d{1,2}(?!\d)|tháng \d)|\b(?:sáng|chiều|tối) nay\b|\bhôm (?:nay|qua)\b")
FEWEST_ARGUMENTS = 2
PATTERNS = (
    (-6.0, "reads like the text of a regulation", LEGAL_TEXT),
    (-6.0, "reads like a list of articles", LISTING),
    (-6.0, "reads like a calendar", CALENDAR),
    (-6.0, "is an interview", INTERVIEW),
    (-4.0, "calls for contributions", CALL),
)
# "Thứ hai 21/5", "Ngày 5/6 (thứ hai):", "T2 (20/3)"; not "Thứ hai, về công tác cán bộ", which counts points.
WEEKDAY = r"(?P<{}>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn)\b"
SHORT_DATE = r"(?:ngày )?\d{1,2}[/\-.]\d{1,2}(?!\d)"
WEEKDAY_ROW = re.compile(
    rf"^\W*(?:{WEEKDAY.format('day')}\W*(?:{SHORT_DATE}|$)|{SHORT_DATE}(?:[/\-.]\d{{4}})?\W*{WEEKDAY.format('day_after')})"
    r"(?P<year>.{0,20}(?:19|20)\d\d)?",
    re.M,
)
DATED_ROW = re.compile(r"^.{0,45}?(?<![\d/.\-])(?P<day>\d{1,2}[/\-.]\d{1,2})(?:[/\-.](?:19|20)\d\d)?(?!\d)[^.;]{0,20}$")
WEEKDAYS_OF_A_CALENDAR = 3
WEEKDAYS_WITHOUT_A_YEAR = 2  # those of the page's stamps have one
DATED_ROWS_OF_A_LIST = 3  # an article has one stamp, or two with the page's clock
WORDS_OF_A_ROW = 12
WORDS_OF_A_PARAGRAPH = 45  # a list quotes a headline and a lead; its longest lines are shorter


def forms(passage: Passage) -> Iterator[tuple[float, str, Span]]:
    """What speaks against a page being an article: weight, reason, characters of the passage."""
    for weight, reason, pattern in PATTERNS:
        if match := pattern.search(passage.lowered):
            yield weight, reason, match.span()
    if span := _argument(passage.lowered):
        yield -6.0, "argues, and tells of no day", span
    if span := _timetable(passage.lowered):
        yield -6.0, "has a row for each day of the week", span
    if span := _dated_list(passage.lowered):
        yield -6.0, "lists headlines with their dates", span


def _argument(text: str) -> Span | None:
    found = list(COMMENT.finditer(text))
    if len(found) < FEWEST_ARGUMENTS or DAY.search(text):
        return None
    return found[0].start(), found[-1].end()


def _timetable(text: str) -> Span | None:
    rows = list(WEEKDAY_ROW.finditer(text))
    days = {row["day"] or row["day_after"] for row in rows}
    without_year = {row["day"] or row["day_after"] for row in rows if not row["year"]}
    if len(days) < WEEKDAYS_OF_A_CALENDAR and len(without_year) < WEEKDAYS_WITHOUT_A_YEAR:
        return None
    return rows[0].start(), rows[-1].end()


def _dated_list(text: str) -> Span | None:
    """Short lines with dates between short texts: a tag page, a search, a column's front page."""
    dated: list[Span] = []
    position = 0
    for line in text.split("\n"):
        words = len(line.split())
        if words > WORDS_OF_A_PARAGRAPH:
            return None  # what follows an article's text are its neighbours
        if words <= WORDS_OF_A_ROW and DATED_ROW.match(line):
            dated.append((position, position + len(line)))
        if len(dated) >= DATED_ROWS_OF_A_LIST:
            return dated[0][0], dated[-1][1]
        position += len(line) + 1
    return None
