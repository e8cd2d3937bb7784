"""Is it a coordination report? Reasons for and against, each with its weight and the characters that give it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.model import Evidence
from archive.reports.bodies import PARTY, Body
from archive.reports.events import Telling
from archive.reports.groups import COLLECTIVE_CATEGORY
from archive.reports.instruments import named_instruments
from archive.reports.kinds import BRIEFING, COORDINATION, ISSUANCE, OTHER, WORKING
from archive.reports.marking import Line, Marked
from archive.reports.merging import is_plural
from archive.reports.occasion import other_event
from archive.reports.pages import forms
from archive.reports.passage import Passage
from archive.reports.sides import Named

HELD_TOGETHER = re.compile(
    r"phối hợp (?:với |cùng |giữa )?[^.]{0,120}?(?:tổ chức|mở|khai mạc|phát động"
    r"|trao)\s+(?:\S+\s){0,3}?(?:cuộc thi|hội thi|hội thao|lớp|giải|hội nghị đối thoại|đối thoại"
    r"|chương trình văn nghệ|tọa đàm|hội thảo|triển lãm|khám|tập huấn|lễ phát động|ngày hội|liên hoan"
    r"|gặp mặt|tuyên truyền)"
)
BOTH_SIDES = re.compile(
    r"\b(?:hai|2|02|ba|3|03|bốn|4|04) (?:bên|đơn vị|cơ quan|ngành|ban|văn phòng|lực lượng|đảng bộ|tổ chức|phía)\b"
)
THE_MATTER = re.compile(
    r"(?:công tác|việc|sự|hệ) phối hợp|phối hợp(?! (?:với|cùng|chặt chẽ|tốt|nhịp nhàng|hiệu quả)\b)"
    r"|ký(?: kết)? giữa|hợp tác|liên tịch|kết nghĩa|giao ước thi đua|ghi nhớ|thỏa thuận"
)
INTERNAL = re.compile(
    r"chuẩn bị đại hội|công tác chuẩn bị|quán triệt nghị quyết|học tập nghị quyết|hội nghị lần thứ"
    r"|phiên họp thứ|kiểm tra, giám sát việc|báo cáo việc chuẩn bị|tiếp xúc cử tri|trao quyết định"
    r"|công bố quyết định"
)
AGREEMENT_IN_ADDRESS = re.compile(r"\b(?:phoi hop|hop tac|lien tich|ket nghia|giao uoc)\b")
PARTY_IN_ADDRESS = re.compile(
    r"(?<!thu )(?<!thu truc )\b(?:tinh uy|thanh uy|huyen uy|quan uy|thi uy|dang uy|dang bo|ban can su dang"
    r"|dang doan|ban dan van|ban tuyen giao|ban noi chinh|ban to chuc)\b"
)
MASS = "mass"
COMPANY = "company"
SCHOOLS = frozenset({"trường", "học"})  # a Party school acts as a school where it signs with schools and companies
CONGRESS = re.compile(r"\W*(?:(?:sáng|chiều|trong|ngày)[^,]{0,30},\s*)?đại hội\b")
# "Giao ban công tác Tuyên giáo ... người dự gồm Bí thư các tổ chức cơ sở Đảng": a committee with those below it.
THOSE_BELOW = re.compile(
    r"\b(?:người dự|tham dự|tham gia|dự|thành phần)\b[^.;\n]{0,160}\b(?:bí thư|trưởng ban|cấp ủy|ủy viên)\b"
    r"[^.;\n]{0,40}\bcác (?:tổ chức cơ sở|chi bộ|đảng bộ|đảng ủy|chi, đảng bộ|xã|phường|huyện|quận)\b"
)
PRESS_BRIEFING = re.compile(r"giao ban báo chí|báo chí giao ban")


@dataclass(frozen=True)
class Case:
    """What the verdict is on."""

    passage: Passage
    sentences: Sequence[Marked]
    telling: Telling | None
    parties: Sequence[Named]
    kinds: Sequence[str]
    address: str = ""  # the words of the address's path, without accents


def reasons(case: Case) -> list[Evidence]:
    """Every reason for and against; the sum of their weights is the score, zero and above is a report."""
    return [
        Evidence(-4.0, "every article starts as none"),
        *_of_form(case),
        *_of_the_event(case),
        *_of_the_parties(case),
    ]


def _of_form(case: Case) -> Iterator[Evidence]:
    for weight, reason, span in forms(case.passage):
        yield Evidence(weight, reason, case.passage.given_span(*span))


def _of_the_event(case: Case) -> Iterator[Evidence]:
    telling = case.telling
    if telling is None:
        return
    passage, marked = case.passage, telling.marked
    span = passage.given_span(marked.start, marked.stop)
    head = _head(case)
    if telling.acts and telling.acts[0].kind != OTHER:
        act = telling.acts[0]
        yield Evidence(2.0, f"tells of a {act.kind.replace('_', ' ')}", passage.given_span(act.start, act.stop))
    instruments = [one for start, stop in _head_spans(case) for one in named_instruments(passage.lowered, start, stop)]
    if instrument := next((one for one in instruments if one.qualified), None):
        yield Evidence(
            2.0, f"names an agreement: {instrument.type}", passage.given_span(instrument.start, instrument.stop)
        )
    elif AGREEMENT_IN_ADDRESS.search(case.address):
        yield Evidence(1.0, "the address speaks of coordination")
    elif THE_MATTER.search(head) or (_is_told(telling) and COORDINATION.search(head)):
        yield Evidence(1.0, "coordination is what it is about", span)
    elif BRIEFING not in case.kinds:
        yield Evidence(-3.0, "coordination is not what it is about", span)
    if instrument is None and (not telling.acts or telling.acts[0].kind == OTHER) and case.kinds[0] == OTHER:
        yield Evidence(-3.0, "nothing is signed, reviewed, discussed or issued", span)
    if match := BOTH_SIDES.search(passage.lowered):
        yield Evidence(1.0, "speaks of both sides", passage.given_span(*match.span()))
    if match := HELD_TOGETHER.search(passage.lowered, marked.start, marked.stop):
        yield Evidence(-3.0, "an event held together", passage.given_span(*match.span()))
    if INTERNAL.search(head) and (WORKING in case.kinds or ISSUANCE in case.kinds or not case.kinds):
        yield Evidence(-4.0, "a committee's own business", span)
    if CONGRESS.match(passage.lowered, marked.start):
        yield Evidence(-4.0, "a congress tells of its term", span)
    if other := other_event(passage, case.sentences, telling, case.address):
        yield Evidence(-6.0, "coordination is told in passing", passage.given_span(other.start, other.stop))
    if PRESS_BRIEFING.search(head) and case.kinds[:1] == [BRIEFING]:
        yield Evidence(-6.0, "a briefing of the press", span)


def _is_told(telling: Telling) -> bool:
    """Whether the sentence tells an act; "quán triệt", "triển khai" are said of a committee's own work as well."""
    return bool(telling.acts) and telling.acts[0].kind != ISSUANCE


def _of_the_parties(case: Case) -> Iterator[Evidence]:
    schools = all(named.category == COMPANY or case.passage.words[named.start] in SCHOOLS for named in case.parties)
    party_bodies = [named for named in case.parties if named.category == PARTY and not schools]
    if party_bodies:
        span = case.passage.characters(party_bodies[0].start, party_bodies[0].stop)
        yield Evidence(2.0, "a Party body is a party to it", span)
    elif PARTY_IN_ADDRESS.search(case.address) and AGREEMENT_IN_ADDRESS.search(case.address):
        yield Evidence(0.0, "the address names a Party body and an agreement")
    elif chair := _chair_of_a_briefing(case):
        yield Evidence(0.0, "a Party body's officer chairs it", case.passage.characters(chair.start, chair.stop))
    elif len(case.parties) < 2 and not _is_plural(case) and (body := _party_body_elsewhere(case)):
        yield Evidence(0.0, "a side is not named, but Party bodies are", case.passage.characters(body.start, body.stop))
    else:
        yield Evidence(-6.0, "no Party body is a party to it")
    if len(case.parties) > 1 or _is_plural(case):
        yield Evidence(2.0, "names two or more parties")
    elif case.kinds[0] == BRIEFING and (match := THOSE_BELOW.search(case.passage.lowered)):
        yield Evidence(2.0, "those come who stand below it", case.passage.given_span(*match.span()))
    elif case.kinds[0] == ISSUANCE and "ban hành" not in _head(case):
        yield Evidence(-4.0, "one body carries out a plan")
    elif case.kinds[0] in (BRIEFING, WORKING):
        yield Evidence(-4.0, "one body meets alone")
    else:
        yield Evidence(-1.0, "names no second party")


def _is_plural(case: Case) -> bool:
    return any(is_plural(named.name(case.passage)) for named in case.parties)


def _chair_of_a_briefing(case: Case) -> Body | None:
    """The Party body of the chair where a briefing names only mass organizations, and nobody who calls them."""
    if case.kinds[0] != BRIEFING or any(named.category not in (MASS, COLLECTIVE_CATEGORY) for named in case.parties):
        return None
    text = case.passage.lowered
    chaired = [one for one in case.sentences if "chủ trì" in text[one.start : one.stop]]
    held = [body for one in chaired for body in one.office_bodies]
    return next((body for body in held if body.is_party and case.parties), None)


def _party_body_elsewhere(case: Case) -> Body | None:
    """A Party body that acts nowhere: on its own in the text, or in posts where the text names no side at all."""
    held = [body for one in case.sentences for body in one.office_bodies] if not case.parties else []
    free = [body for one in case.sentences for body in one.bodies]
    return next((body for body in [*free, *held] if body.is_party), None)


def _head_spans(case: Case) -> list[tuple[int, int]]:
    """Characters of the telling and of the headline."""
    lines = [one for one in case.sentences if one.line is Line.HEADLINE]
    chosen = ([case.telling.marked] if case.telling else []) + lines
    return [(one.start, one.stop) for one in chosen]


def _head(case: Case) -> str:
    return " ".join(case.passage.lowered[start:stop] for start, stop in _head_spans(case))
