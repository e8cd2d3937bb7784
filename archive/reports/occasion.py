"""Whether coordination is what an article tells of, or only one of the things that a body did in a year."""

import re
from collections.abc import Sequence

from archive.reports.events import Telling
from archive.reports.kinds import BRIEFING, COORDINATION, OTHER, SIGNING, WORKING, acts
from archive.reports.marking import Line, Marked
from archive.reports.passage import Passage

LOOKS_BACK = re.compile(
    r"\W*(?:(?:trong|sau|qua|hơn|gần|suốt)\s+)*(?:\d+|một|hai|ba|bốn|năm|sáu|chín|mười|những|các|nửa|đầu)?\s*"
    r"(?:(?:năm|tháng|quý|nhiệm kỳ|thời gian)\b[^,.;]{0,25}?\b(?:qua|gần đây|vừa qua|trước|đầu năm)\b"
    r"|trong (?:năm|nhiệm kỳ|quý|kỳ|tháng)\b|từ đầu (?:năm|nhiệm kỳ)"
    r"|thời (?:kỳ|gian) (?:này|đó|ấy)|khi (?:đó|ấy|còn)|đến nay|thời gian qua|nhờ|bên cạnh đó|ngoài ra)"
)
ON_THIS_OCCASION = re.compile(
    r"\W*(?:cũng )?(?:tại (?:hội nghị|buổi|lễ|đây|cuộc|đại hội)|(?:nhân )?dịp này|nhân (?:dịp|hội nghị)|kết thúc"
    r"|sau đó|tiếp đó|ngay sau|trong khuôn khổ|cũng trong)\b"
)
OWN_REVIEW = re.compile(
    r"\b(?:tổng kết|sơ kết|đánh giá kết quả)\b"
    r"|\bđại hội (?:đảng bộ|chi bộ|đại biểu|lần thứ|điểm|nhiệm kỳ)|\b(?:tiến hành|tổ chức|khai mạc) đại hội\b"
)
DAY = re.compile(r"\b(?:ngày|sáng|chiều|tối|nay|hôm)\b[^.;]{0,12}?\d")
FEWEST_WORDS = 5  # of a sentence that can tell an event: below stand marks of newsrooms and places


def other_event(passage: Passage, sentences: Sequence[Marked], telling: Telling, address: str) -> Marked | None:
    """The sentence with the article's own event, where coordination is only told in passing; None where it is not.

    The event stands in the headline or opens the text; what is done "tại hội nghị", "dịp này" belongs to it.
    """
    headlines = [one for one in sentences if one.line is Line.HEADLINE]
    opening = [one for one in sentences if one.line is Line.BODY and _length(one) >= FEWEST_WORDS][:2]
    if not opening or telling.marked in headlines or telling.marked is opening[0] or "phoi hop" in address:
        return None
    review = next((one for one in [*opening[:1], *headlines] if OWN_REVIEW.search(_text(passage, one))), None)
    second = [] if review else [one for one in opening[1:] if _has_an_act(passage, one)]
    front = [*headlines, *opening[:1], *second]
    if any(_tells_of_coordination(passage, one) for one in front):
        return None
    if _is_live(passage, telling):
        return None
    return review or _another(passage, headlines, opening, telling)


def signs_on_the_occasion(passage: Passage, told: Sequence[Telling]) -> Telling | None:
    """ "Dịp này, đại diện ba cơ quan ký quy chế giai đoạn 2023 - 2028": what a review ends in, told after it."""
    signing = (one for one in told if one.acts and one.acts[0].kind == SIGNING and one.instruments)
    return next((one for one in signing if ON_THIS_OCCASION.match(passage.lowered, one.marked.start)), None)


def _another(
    passage: Passage, headlines: Sequence[Marked], opening: Sequence[Marked], telling: Telling
) -> Marked | None:
    """The opening, where it names its own day; the headline of a feature that recalls an agreement."""
    if DAY.search(_text(passage, opening[0])) and (not telling.acts or _looks_back(passage, telling)):
        return opening[0]
    return headlines[0] if headlines and (not telling.acts or _looks_back(passage, telling)) else None


def _has_an_act(passage: Passage, one: Marked) -> bool:
    return bool(acts(passage.lowered, one.start, one.stop) or DAY.search(_text(passage, one)))


def _tells_of_coordination(passage: Passage, one: Marked) -> bool:
    if LOOKS_BACK.match(passage.lowered, one.start):
        return False
    told = acts(passage.lowered, one.start, one.stop)
    meets = any(act.kind in (BRIEFING, WORKING) for act in told)
    return meets or bool(COORDINATION.search(_text(passage, one)))


def _is_live(passage: Passage, telling: Telling) -> bool:
    """Whether the telling's act happens at the event, and is not a sum of what was done."""
    if _looks_back(passage, telling):
        return False
    happens = bool(ON_THIS_OCCASION.match(passage.lowered, telling.marked.start))
    dated = bool(DAY.search(_text(passage, telling.marked)))
    return bool(telling.acts) and telling.acts[0].kind != OTHER and (happens or dated)


def _looks_back(passage: Passage, telling: Telling) -> bool:
    return bool(LOOKS_BACK.match(passage.lowered, telling.marked.start))


def _length(one: Marked) -> int:
    return one.sentence.stop - one.sentence.start


def _text(passage: Passage, one: Marked) -> str:
    return passage.lowered[one.start : one.stop]
