"""Who coordinates with whom: the bodies of the event's sentence, by the place where grammar puts them."""

import re
from collections.abc import Sequence

from archive.reports.groups import COLLECTIVE_CATEGORY, LISTED, WITH, Group, groups, is_location
from archive.reports.kinds import SIGNING, acts
from archive.reports.marking import Marked
from archive.reports.passage import Passage
from archive.reports.roles import last_word, office_signed_for
from archive.reports.sides import Named, sides

PARENT_CLAUSE = re.compile(
    r"^\W*(?:tiếp nối|thực hiện|căn cứ|theo|trên cơ sở|triển khai|tiếp tục|nhằm|để|sau|trước đó|từ|qua|nhờ|với)\b"
)
DAY_OF_MAIN_CLAUSE = re.compile(r",\s*(?:vừa qua|(?:sáng|chiều|tối|trưa|ngày|hôm)\b[^,]{0,12}\d[\d/.\-]*)")
PURPOSE = re.compile(r"\b(?:nhằm|để|góp phần|phục vụ)\b[^;]*$")
MEMBERS = re.compile(r"[^,.;:()]{0,40},?\s*\(?gồm(?: có)?:?\s[^.;()]*")
OTHERS_LISTED = re.compile(r"\b(?:với|cùng)\b[^,.;]{0,40}$")
SIGN = re.compile(r"\W*(?:(?:đã|vừa|cùng|thay mặt|đại diện|hai|các|bên|đơn vị|cơ quan|tiến hành|lễ)\b\W*)*")
HELD_BY = re.compile(r"\b(?:hội nghị|hội thảo|buổi|lễ|cuộc|sự kiện|chương trình)\b[^,.;]{0,30}\bdo\s*$")
HOLDS = re.compile(r"\W*(?:đồng |phối hợp )?(?:tổ chức|chủ trì|đăng cai|triệu tập)\b(?! (?:với|cùng|giữa)\b)")
MEETING = re.compile(r"\bgiao ban\b|\blàm việc\b|\bhọp\b")
GOES_ON = (  # what ends the name of many
    r"(?=\s*(?:[.;:()\n]|$|,?\s(?:để|nhằm|về|về việc|ngày|chiều|sáng|tại|do|trên cơ sở|diễn ra|vào"
    r"|dưới|trong(?! khối| toàn)|đã|quý|tháng|năm|theo|bàn|đánh giá|triển khai|tổ chức(?! (?:chính trị|đoàn thể|hội))"
    r"|sơ kết|tổng kết|ký)\b))"
)
COLLECTIVE = re.compile(
    r"(?:với|cùng|giữa [^.;]{4,80} và)\s+((?:(?:bí thư|trưởng) (?:chi bộ|thôn|ấp|khu phố)"
    r"|(?:đại diện |lãnh đạo |bí thư |thường trực |trưởng |thủ trưởng "
    r"|chủ tịch |cấp ủy |đảng ủy |ủy ban kiểm tra |người đứng đầu |ban |và )*(?:các|\d+)\s+(?:cơ quan|sở|ban"
    r"|phòng|huyện|quận|xã|phường|đảng ủy|chi bộ|đảng bộ|đơn vị|địa phương|ngành|đoàn thể|tổ chức"
    r"|doanh nghiệp|cấp ủy|thành ủy|tỉnh ủy|huyện ủy|chi, đảng bộ|tổ chức cơ sở đảng|thị trấn|ban đảng"
    r"|trung tâm))"
    rf"[^.;:()\n]*?){GOES_ON}"
)
BLOC = re.compile(
    r"\bgiao ban\s+(?:công tác\s+)?"
    rf"(?P<bloc>khối\s+(?!thi đua|phố|trường|lượng)[^.,;:()\n]*?){GOES_ON}"
)


def parties_of(passage: Passage, marked: Marked) -> list[Named]:
    """The parties that one sentence names, in its order; empty where it names none."""
    found = list(groups(passage, marked))
    between = [group for group in found if group.is_named_between and len(group.bodies) > 1]
    actors = _actors(passage, marked, found)
    chosen = between[-1:] if between and (between[-1] in actors or not actors) else actors
    meets = bool(MEETING.search(passage.lowered, marked.start, marked.stop))
    if meets and (called := _with_its_bloc(passage, marked, chosen)):
        return called
    alone = sum(len(group.bodies) for group in chosen) < 2
    opened = [group for group in found if group.is_named_between]
    itemised = any(LISTED.search(group.before) for group in chosen)
    collective = _collective(passage, marked, opened[:1] or chosen) if (meets or alone) and not itemised else None
    if collective and opened:
        chosen = opened[:1]  # "giao ban giữa A và các xã do A, C tổ chức"
    named = [
        _with_members(passage, marked, side)
        for group in chosen
        for side in sides(passage, group, len(chosen) > 1 or collective is not None)
    ]
    return named + ([collective] if collective else [])


def _with_its_bloc(passage: Passage, marked: Marked, chosen: Sequence[Group]) -> list[Named]:
    """ "Thường trực Huyện ủy giao ban | khối Mặt trận Tổ quốc và các đoàn thể": who calls, and the bloc called in."""
    match = BLOC.search(passage.lowered, marked.start, marked.stop)
    bloc = _named_at(passage, *match.span("bloc"), COLLECTIVE_CATEGORY) if match else None
    bodies = [body for group in chosen for body in group.bodies]
    callers = [body for body in bodies if bloc and (body.stop <= bloc.start or body.start >= bloc.stop)]
    if bloc is None or len(callers) > 1:
        return []  # its members are named
    return [*(Named(body.start, body.stop, body.category) for body in callers), bloc]


def _named_at(passage: Passage, begin: int, end: int, category: str) -> Named | None:
    """The words that stand on some characters; None where no word begins there."""
    if begin not in passage.word_at:
        return None
    start = passage.word_at[begin]
    stop = next((i for i in range(start, len(passage)) if passage.starts[i] >= end), len(passage))
    return Named(start, stop, category)


def signers(passage: Passage, marked: Marked) -> list[Named]:
    """The bodies of the people who sign: "Lê A, Trưởng Ban Dân vận ... và Bế B, Giám đốc Sở ... | ký"."""
    signing = next((act.start for act in acts(passage.lowered, marked.start, marked.stop) if act.kind == SIGNING), 0)
    before = [one for one in marked.people if passage.stops[last_word(one)] <= signing]
    if not before or not SIGN.fullmatch(passage.lowered, passage.stops[last_word(before[-1])], signing):
        return []
    held = [body for person in before if (body := office_signed_for(passage, person.posts))]
    return [Named(body.start, body.stop, body.category) for body in held]


def _with_members(passage: Passage, marked: Marked, named: Named) -> Named:
    """ "các huyện ủy ven biển, gồm: Tuy An và Sông Cầu": the members belong to the name of many."""
    match = MEMBERS.match(passage.lowered, passage.stops[named.stop - 1], marked.stop)
    if passage.words[named.start] != "các" or not match:
        return named
    act = next((act.start for act in acts(passage.lowered, match.start(), match.end())), match.end())
    stop = max((i for i in range(named.stop, marked.sentence.stop) if passage.stops[i] <= act), default=named.stop - 1)
    return Named(named.start, stop + 1, named.category)


def _actors(passage: Passage, marked: Marked, found: Sequence[Group]) -> Sequence[Group]:
    """The groups that act: neither bystanders nor those of an agreement that the sentence only starts from."""
    acting = [group for group in found if not group.is_bystander and not is_location(passage, group.bodies[0])]
    acting = [group for group in acting if not group.is_collective or WITH.search(group.before) or len(acting) == 1]
    if PARENT_CLAUSE.match(passage.lowered[marked.start : marked.stop]):
        begins = _main_clause(passage, marked, acting)
        later = [group for group in acting if "," in group.before and group.begin >= begins]
        acting = later or acting
    left = _without_hosts(_before_or_beside_the_act(passage, marked, acting))
    return _listed(left) or left


def _without_hosts(acting: Sequence[Group]) -> Sequence[Group]:
    """ "Tại hội nghị do Tỉnh ủy tổ chức, | A ký với B": the host is no side where two others are, one of the Party."""
    others = [group for group in acting if not (HELD_BY.search(group.before) and HOLDS.match(group.after))]
    bodies = [body for group in others for body in group.bodies]
    return others if len(bodies) > 1 and any(body.is_party for body in bodies) else acting


def _main_clause(passage: Passage, marked: Marked, acting: Sequence[Group]) -> int:
    """The character where an opening "Nhằm ...", "Trên cơ sở ..." ends: at the last day with bodies after it."""
    last = max((group.begin for group in acting), default=marked.start)
    return max((match.end() for match in DAY_OF_MAIN_CLAUSE.finditer(passage.lowered, marked.start, last)), default=0)


def _listed(acting: Sequence[Group]) -> Sequence[Group]:
    """ "ba bên gồm A, B và C" names all; "A ký với sáu cơ quan gồm B, C ..." only the other side."""
    listed = next((group for group in acting if LISTED.search(group.before) and len(group.bodies) > 2), None)
    if listed is None:
        return []
    others = [group for group in acting if group.begin < listed.begin] if OTHERS_LISTED.search(listed.before) else []
    return [*others, listed]


def _before_or_beside_the_act(passage: Passage, marked: Marked, acting: list[Group]) -> list[Group]:
    """Past the act only what "với", "cùng", "được" bring in: "ký quy chế để tham mưu Tỉnh ủy" has no third."""
    told = acts(passage.lowered, marked.start, marked.stop)
    first_act = told[0].start if told else marked.stop
    kept = [group for group in acting if group.begin < first_act or group.is_brought_in]
    serving = [group for group in acting if PURPOSE.search(passage.lowered, first_act, group.begin)]
    return kept or [group for group in acting if group not in serving]


def _collective(passage: Passage, marked: Marked, chosen: Sequence[Group]) -> Named | None:
    """ "... với lãnh đạo các quận, huyện, sở, ban, ngành": the other side of a briefing."""
    match = COLLECTIVE.search(passage.lowered, marked.start, marked.stop)
    found = _named_at(passage, *match.span(1), COLLECTIVE_CATEGORY) if match else None
    if found and any(body.stop > found.start for group in chosen for body in group.bodies):
        return None
    return found
