"""The agreement a report is about: its type ("quy chế phối hợp"), its subject and the years it covers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

NOUNS = (
    "bản ghi nhớ|biên bản ghi nhớ|biên bản thỏa thuận|biên bản|thỏa thuận|thoả thuận|giao ước|quy chế"
    "|chương trình|kế hoạch|nghị quyết liên tịch"
    "|thông tư liên tịch|nghị quyết|bản cam kết|cam kết|hợp đồng|văn bản|nội dung|hướng dẫn|quy định|đề án"
)
QUALIFIERS = (
    "phối hợp|hợp tác|liên tịch|ghi nhớ|thi đua|kết nghĩa|giao ban|liên ngành|liên kết|thỏa thuận hợp tác|thỏa thuận"
)
WORK = "phối hợp hoạt động|phối hợp công tác|công tác phối hợp|phối hợp"
NUMBER = r"(?:\s+(?:liên tịch\s+)?số\s+[\w/\-]+(?:\s+(?:ngày|năm)\s+[\d/\-.]+)?)?"
NAMED = re.compile(
    rf"(?<!\w)(?P<noun>{NOUNS})(?P<number>{NUMBER})(?:,?\s+(?:về\s+(?:việc\s+)?|trong\s+)?(?P<qualifier>{QUALIFIERS})(?:{NUMBER}))?(?!\w)"
)
BARE_WORK = re.compile(r"(?<!\w)(?P<work>phối hợp hoạt động|phối hợp công tác|hợp tác|kết nghĩa)(?!\w)")
STRONG = frozenset({"biên bản ghi nhớ", "bản ghi nhớ", "giao ước", "nghị quyết liên tịch", "thông tư liên tịch"})
# 08-CTr/BTGTU-HLHPN has two issuers, 12/KH-UBND one; QCPH, CTPH say it themselves.
JOINT_SYMBOL = re.compile(
    r"số\s+\d+\w*-\w+/[^\W\d]\w+-[^\W\d]\w+|số\s+\d+[/-](?:qcph|ctph|ctrph|khph|qcln|khlt|hdln)\b"
)
ALWAYS_QUALIFIED = {"giao ước": "giao ước thi đua"}

Years = tuple[int | None, int | None, int, int]  # first and last year, characters that say so

YEAR = r"(?:19|20)\d\d"
MONTH = r"(?:(?:tháng\s+)?\d{1,2}/)?"  # "giai đoạn 01/2022 - 12/2026"
PERIOD = re.compile(
    rf"(?:giai đoạn(?:\s+từ)?(?:\s+năm)?|thời kỳ|từ năm|trong các năm|các năm|năm học|trong|nhiệm kỳ"
    rf"|\()\s*{MONTH}(?P<first>{YEAR})\s*(?:[-–—]|đến(?:\s+hết)?(?:\s+năm)?|tới)\s*{MONTH}(?P<last>{YEAR})"
)
BARE_PERIOD = re.compile(rf"(?<![\d/.\-–])(?P<first>{YEAR})\s*[-–—]\s*(?P<last>{YEAR})(?![\d/\-–]|\.\d)")
LISTED_YEARS = re.compile(rf"(?:các|hai|2|ba|3) năm (?P<first>{YEAR})(?:(?:,| và) {YEAR})*(?:,| và) (?P<last>{YEAR})\b")
TERM_OF_OTHERS = re.compile(
    r"(?:đại hội|nghị quyết|hđnd|khóa|ban chấp hành|đảng bộ)[^,;.]{0,60}$|(?:đại hội|lần thứ)\b[^,;.]{0,60}, $"
)
OTHER_PAPER = re.compile(
    r"\b(?:nghị quyết(?! liên tịch)|chỉ thị|kết luận|đề án|dự án|chiến lược|quy hoạch|đại hội"
    r"|chương trình (?:mục tiêu|hành động)|kế hoạch (?:phát triển|5 năm|năm năm))\b"
)
AIM_BEFORE = re.compile(r"\b(?:phấn đấu|mục tiêu|tầm nhìn|định hướng)[^,;.]{0,20}$")
SIGNED_IN = re.compile(r"\b(?:ký(?: kết)?|ban hành|ra đời)(?: vào)?\s*$")  # "quy chế phối hợp ký | năm 2019"
TERM_BEFORE = re.compile(r"nhiệm kỳ|đại hội|kế hoạch|khóa")
UNTIL = re.compile(rf"(?:đến|tới)\s+(?:hết\s+)?năm\s+(?P<last>{YEAR})(?!\w)")
ONE_YEAR = re.compile(
    r"(?<!\w)(?:tháng (?:đầu|cuối) |(?<!đầu )(?<!cuối )(?<!hết )(?<!đến )(?<!từ ))"
    rf"năm\s+(?P<first>{YEAR})(?!\s*[-–—]\s*{YEAR})(?!\w)"
)
SUBJECT = re.compile(
    r"\s*(?:về\s+(?:việc\s+)?|trong\s+(?:việc\s+)?|(?=(?:thực hiện|công tác|tuyên truyền|hoạt động|quản lý"
    r"|bảo vệ|xây dựng|giải quyết|tổ chức)\b))(?P<subject>[^.;:\n]+)"
)
SUBJECT_END = re.compile(
    r",?\s+(?:giai đoạn|giữa|năm \d{4}|nhiệm kỳ|từ năm|được|đã|do|của|với|vào|ngày|chiều|sáng|để|nhằm"
    r"|trên cơ sở|tại trụ sở|số|trên địa bàn)\b|\s*\(\d{4}|,\s"
)


@dataclass(frozen=True)
class NamedInstrument:
    """An instrument named in a text: characters, its type and whether its own words say that it joins bodies."""

    start: int
    stop: int
    type: str
    qualified: bool


@lru_cache(maxsize=256)  # the events, the agreement and the verdict ask for the same sentences
def named_instruments(lowered: str, start: int, stop: int) -> tuple[NamedInstrument, ...]:
    """Instruments between two characters of a lower-cased text, in order."""
    return tuple(_named(lowered, start, stop))


def _named(lowered: str, start: int, stop: int) -> Iterator[NamedInstrument]:
    for match in NAMED.finditer(lowered, start, stop):
        noun, qualifier = match["noun"].replace("thoả", "thỏa"), match["qualifier"]
        if (
            noun in ("nghị quyết", "văn bản", "nội dung", "hướng dẫn", "hợp đồng", "quy định", "đề án")
            and not qualifier
        ):
            continue
        joint = not qualifier and noun not in STRONG and bool(JOINT_SYMBOL.search(match["number"]))
        name = f"{noun} {qualifier or 'phối hợp'}" if qualifier or joint else ALWAYS_QUALIFIED.get(noun, noun)
        yield NamedInstrument(match.start(), match.end(), name, bool(qualifier) or joint or noun in STRONG)


def period(lowered: str, start: int, stop: int) -> Years | None:
    """(first year, last year, start, stop) of the first period of years between two characters."""
    for match in PERIOD.finditer(lowered, start, stop):
        if int(match["first"]) > int(match["last"]) or _is_a_term(lowered, match):
            continue
        if not _is_of_another_paper(lowered, start, match.start()):
            return int(match["first"]), int(match["last"]), match.start(), match.end()
    return None


def _is_of_another_paper(lowered: str, start: int, years: int) -> bool:
    """Years belong to the paper last named before: "kế hoạch phối hợp thực hiện Đề án ... | giai đoạn 2021 - 2030".

    A comma gives them back to the agreement: "quy chế phối hợp thực hiện Đề án ..., giai đoạn 2022 - 2025".
    """
    paper = max((match.start() for match in OTHER_PAPER.finditer(lowered, start, years)), default=-1)
    agreements = [one.start for one in named_instruments(lowered, start, years)]
    if paper < max(agreements, default=0):
        return False
    return paper >= 0 and not (agreements and lowered[:years].endswith(", "))


def _is_a_term(lowered: str, match: re.Match[str]) -> bool:
    """ "Nghị quyết Đại hội Đảng bộ tỉnh nhiệm kỳ 2020 - 2025": the term of a committee."""
    before = lowered[max(0, match.start() - 90) : match.start()]
    return match.group().startswith("nhiệm kỳ") and bool(TERM_OF_OTHERS.search(before))


def bare_period(lowered: str, start: int, stop: int) -> Years | None:
    """The same for years without a word before them: "chương trình phối hợp 2016-2020"."""
    match = BARE_PERIOD.search(lowered, start, stop) or LISTED_YEARS.search(lowered, start, stop)
    if match and not TERM_BEFORE.search(lowered, start, match.start()) and int(match["first"]) <= int(match["last"]):
        return int(match["first"]), int(match["last"]), match.start(), match.end()
    return None


def end_year(lowered: str, start: int, stop: int) -> Years | None:
    """The same for "đến năm 2025", which says no first year."""
    match = UNTIL.search(lowered, start, stop)
    if match is None or AIM_BEFORE.search(lowered, start, match.start()):
        return None
    return None, int(match["last"]), match.start(), match.end()


def single_year(lowered: str, start: int, stop: int) -> Years | None:
    """The same for "năm 2019"."""
    match = ONE_YEAR.search(lowered, start, stop)
    if match is None or SIGNED_IN.search(lowered, start, match.start()):
        return None
    return int(match["first"]), int(match["first"]), match.start(), match.end()


def subject(printed: str, lowered: str, start: int, stop: int) -> tuple[int, int] | None:
    """What an instrument is about, in the words after its name: characters of the phrase."""
    match = SUBJECT.match(lowered, start, stop)
    if not match:
        return None
    begin = match.start("subject")
    end = SUBJECT_END.search(lowered, begin, match.end())
    return (begin, end.start() if end else match.end()) if (end.start() if end else match.end()) > begin else None
