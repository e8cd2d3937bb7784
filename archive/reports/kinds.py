"""What kind of event a sentence tells: signing, review, briefing, working session, issuance."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SIGNING, MIDTERM, FINAL = "signing", "midterm_review", "final_review"
BRIEFING, WORKING, ISSUANCE, OTHER = "briefing", "working_session", "issuance", "other"

ACTS = {
    SIGNING: (
        r"(?<!chữ )(?<!đăng )(?<!thư )(?<!hồi )(?<!chấp )\bký(?: kết)?(?! sự| ức| họa| túc| sinh| hiệu| giả"
        r"| luật)\b"
    ),
    MIDTERM: r"\bsơ kết\b",
    FINAL: r"\btổng kết\b",
    BRIEFING: r"\bgiao ban\b",
    WORKING: (
        r"\b(?:buổi |cuộc )?làm việc (?:với|cùng|giữa|tại|chiều|sáng|ngày)\b|\bbuổi làm việc\b|\b(?:có|đã"
        r"|tổ chức|cùng|tiếp và|đến|vừa) (?:buổi )?làm việc\b|\bhọp bàn\b|\b(?:họp|hội nghị) liên tịch\b"
        r"|\b(?:kiểm tra|khảo sát) (?:việc|tình hình|kết quả) (?:thực hiện|triển khai)"
        r" (?:quy chế|chương trình|kế hoạch) phối hợp\b"
    ),
    ISSUANCE: r"\bban hành\b|\b(?:quán triệt|triển khai)\b",
    OTHER: r"\b(?:đánh giá|nhìn lại|kiểm điểm|rà soát|rút kinh nghiệm)\b"
    r"(?=[^.]{0,80}(?:phối hợp|thực hiện (?:chương trình|quy chế|kế hoạch) (?:số|liên)\b))",
}
ACT = re.compile(
    r"\b(?=[bcghklnqrstvđ])(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in ACTS.items()) + ")"
)
COORDINATION = re.compile(
    r"phối hợp|hợp tác|liên tịch|kết nghĩa|giao ước|ghi nhớ|quy chế(?! dân chủ| làm việc| chi tiêu| bầu cử)"
    r"|thỏa thuận|cam kết thi đua"
)
# "phối hợp với Sở Y tế tổng kết ..." only says who holds the meeting
REVIEWED_BEFORE = re.compile(rf"(?!phối hợp(?: với| cùng| tổ chức|\s*$))(?:{COORDINATION.pattern})")
CONTEST = re.compile(r"[^.,;]{0,20}(?:cuộc thi|hội thi|hội thao|phong trào|cuộc vận động)\b")
INSTRUMENT_BEFORE = re.compile(
    r"(?:quy chế|chương trình|kế hoạch)(?: phối hợp| hợp tác)?(?: số \S+)?(?: về| trong)?(?: công tác| việc"
    r"| tổ chức| thực hiện)*\W*(?:giao ban, |sơ kết, |tổng kết, )?$"
)
PLANNED = re.compile(
    r"(?:\bbàn (?:về )?(?:cách|việc|công tác|kế hoạch)|chuẩn bị|dự kiến"
    r"|(?<!theo )(?:đề nghị|yêu cầu)(?! của))\b[^.]{0,250}$|(?:\bbàn\b|chuẩn bị"
    r"|thống nhất (?:việc|về|kế hoạch|cách|thời gian)|\bsẽ\b|dự kiến|tiến tới|cách tổ chức|kế hoạch tổ chức"
    r"|góp ý|tham mưu|khả năng|xúc tiến|định kỳ|hằng năm|hàng năm|hằng tháng|hàng tháng|nghe báo cáo|hướng dẫn"
    r"|định hướng)[^.;]{0,90}$"
)
SIGNED_BEFORE = re.compile(r"(?:phối hợp|hợp tác|thỏa thuận|nội dung|kế hoạch|cam kết) đã (?:được )?$")
NOTHING_NEW = re.compile(r"\s*(?:[,;.)]|từ\b|trước\b|năm\b|giữa\b|$)")
OLD_SIGNATURE = re.compile(r"^ (?:kết )?(?:từ )?(?:tháng \d{1,2}[/-]|năm )\d{4}")
REVIEWED_WITHIN = 110  # characters after "tổng kết" in which what is reviewed must show itself


SLUG_ACTS = (
    ("tong ket", FINAL),
    ("so ket", MIDTERM),
    ("ky ket", SIGNING),
    ("giao ban", BRIEFING),
    ("lam viec", WORKING),
)


@dataclass(frozen=True)
class Act:
    """A verb of coordination: its kind and its characters in the lower-cased text."""

    kind: str
    start: int
    stop: int


@lru_cache(maxsize=256)  # the events and the parties of a sentence ask for the same
def acts(lowered: str, start: int, stop: int) -> tuple[Act, ...]:
    """The acts that a sentence tells, in order: not those planned, long past, or only an agreement's subject."""
    return tuple(act for act in _found(lowered, start, stop) if _is_told(lowered, act, start, stop))


def _found(lowered: str, start: int, stop: int) -> Iterator[Act]:
    for match in ACT.finditer(lowered, start, stop):
        assert match.lastgroup
        yield Act(match.lastgroup, match.start(), match.end())


def _is_told(lowered: str, act: Act, start: int, stop: int) -> bool:
    before, after = (
        lowered[max(start, act.start - 260) : act.start],
        lowered[act.stop : min(stop, act.stop + REVIEWED_WITHIN)],
    )
    if act.kind in (BRIEFING, MIDTERM, FINAL) and INSTRUMENT_BEFORE.search(before):
        return False
    if PLANNED.search(before):
        return False
    if act.kind in (MIDTERM, FINAL):
        reviewed = COORDINATION.search(after.partition(";")[0]) or REVIEWED_BEFORE.search(before)
        return bool(reviewed) and not CONTEST.match(after)
    return act.kind != SIGNING or not _is_old_signature(before, after)


def _is_old_signature(before: str, after: str) -> bool:
    """ "quy chế phối hợp đã ký, ...", "(ký 09/4/2018)", "ký từ năm 2016": what the news starts from."""
    started_from = SIGNED_BEFORE.search(before) and NOTHING_NEW.match(after)
    return bool(before.endswith("(") or OLD_SIGNATURE.match(after) or started_from)


def kinds_of(found: Sequence[Act]) -> list[str]:
    """Kinds from the strongest act down: a review outranks the signing that follows it."""
    present = list(dict.fromkeys(act.kind for act in found))
    order = (FINAL, MIDTERM, WORKING, BRIEFING, SIGNING, ISSUANCE, OTHER)
    ranked = sorted(present, key=order.index)
    if ranked == [OTHER]:  # a review that does not call itself one
        return [MIDTERM]
    if SIGNING in ranked and ISSUANCE in ranked and _issued_by_signature(found):
        ranked.remove(SIGNING)
    return ranked


def _issued_by_signature(found: Sequence[Act]) -> bool:
    """ "Quyết định ban hành Quy chế vừa được Phó Bí thư ký": issuing comes first and signing is how."""
    return next(act.kind for act in found if act.kind in (SIGNING, ISSUANCE)) == ISSUANCE


def kinds_of_slug(slug: str) -> list[str]:
    """What an address says where the text has lost its first paragraph: "tong ket 5 nam thuc hien chuong trinh ..."."""
    return [kind for words, kind in SLUG_ACTS if re.search(rf"\b{words}\b", slug)][:1]
