"""Who coordinates with whom: the bodies of the event's sentence, by the place where grammar puts them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.reports.bodies import PARTY, Body
from archive.reports.kinds import acts
from archive.reports.lexicon import phrases
from archive.reports.marking import Marked
from archive.reports.passage import Passage

WORDS_BEFORE = 160  # characters before a body in which its cue is sought
JOINS = re.compile(
    r"\W*(?:(?:và|với|cùng|cùng với|phối hợp với|phối hợp cùng|phối hợp|và với|hoặc)\b)?\W*(?:(?:đại diện"
    r"|lãnh đạo|các đơn vị|phía|giữa)\W*){0,3}$"
)
BRACKETS = re.compile(r"\([\w&,\s-]{1,40}\)")
BETWEEN = re.compile(r"\bgiữa\s+(?:(?:hai|ba|các|\d+)\s+(?:cơ quan|đơn vị|bên|ngành|tổ chức)\W*)?(?:lãnh đạo\s+)?$")
WITH = re.compile(
    r"\b(?:với|cùng|cùng với)\s+(?:(?:các )?(?:đồng chí |đại diện |lãnh đạo |tập thể |đoàn công tác (?:của )?)"
    r"|(?:các |\d+ )(?:đơn vị|cơ quan|ban|ngành|tổ chức)\W*)*$"
)
AGENT = re.compile(
    r"(?:giao ước|quy chế|chương trình|kế hoạch)[^,;]{0,45} của\s*$|đoàn công tác(?: của)?\s*$|\b(?:được|do"
    r"|bởi|phía|của hai cơ quan|ba cơ quan|hai cơ quan|gồm|bao gồm|là nơi)\W*(?:\w+ ){0,2}$"
)
# Bodies after these words attend, host, order or are somewhere: they are no party.
NO_PARTY_BEFORE = re.compile(
    r"(?:\btại|\bở|trụ sở|hội trường|phòng họp|\bdự|tham dự|dự có|dự lễ có|có mặt|chứng kiến|\bmời"
    r"|dưới sự \S+ \S+|nghị quyết|chỉ thị|quy định"
    r"|quyết định|kết luận|điều lệ|đại hội|hội nghị|nhiệm kỳ|nguồn|ảnh|báo cáo|tham mưu(?: cho)?|đề nghị"
    r"|trình|lãnh đạo các|theo|thuộc|trực thuộc"
    r"|trình|ý kiến|chủ trương|chỉ đạo|sự lãnh đạo|sự chỉ đạo|thay mặt|phân công|gửi|phục vụ|giúp|yêu cầu"
    r"|đồng chí|của)[\s:]*(?:của |cho |có |các |đại diện |lãnh đạo |ban |và |đại hội )*$"
)
ALLOWED_AFTER = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:đồng ý|nhất trí|cho phép|thống nhất chủ trương|ủy quyền|giao nhiệm vụ|phân công"
    r"|quan tâm|yêu cầu|chỉ đạo)\b"
)
PERMISSION_BEFORE = re.compile(r"\b(?:được|khi|nếu|do)\s+(?:\w+ ){0,2}$")
PARENT_CLAUSE = re.compile(
    r"^\W*(?:tiếp nối|thực hiện|căn cứ|theo|trên cơ sở|triển khai|tiếp tục|nhằm|để|sau|trước đó|từ|qua|nhờ|với)\b"
)
LOCATION = re.compile(r"(?:\btại|\bở|trụ sở|hội trường|phòng họp|khuôn viên)\s*(?:của )?$")
MEMBERS = re.compile(r"[^,.;:()]{0,40},?\s*\(?gồm(?: có)?:?\s[^.;()]*")
MEETING = re.compile(r"\bgiao ban\b|\blàm việc\b|\bhọp\b")
LISTED = re.compile(r"\bgồm(?: có)?\s*:?\s*(?:các (?:đơn vị|cơ quan)\W*)?$")
COLLECTIVE = re.compile(
    r"(?:với|cùng|giữa [^.;]{4,80} và)\s+((?:đại diện |lãnh đạo |bí thư |thường trực |trưởng |thủ trưởng "
    r"|chủ tịch |cấp ủy |đảng ủy |ủy ban kiểm tra |người đứng đầu |ban |và )*(?:các|\d+)\s+(?:cơ quan|sở|ban"
    r"|phòng|huyện|quận|xã|phường|đảng ủy|chi bộ|đảng bộ|đơn vị|địa phương|ngành|đoàn thể|tổ chức"
    r"|doanh nghiệp|cấp ủy|thành ủy|tỉnh ủy|huyện ủy|chi, đảng bộ|tổ chức cơ sở đảng|thị trấn|ban đảng"
    r"|trung tâm)"
    r"[^.;:()\n]*?)(?=\s*(?:[.;:()\n]|$|,?\s(?:để|nhằm|về|về việc|ngày|chiều|sáng|tại|do|trên cơ sở|diễn ra"
    r"|dưới|trong|đã|quý|tháng|năm|theo)\b))"
)
COLLECTIVE_CATEGORY = "collective"
SHARING = frozenset({"state", "court", "mass", "armed_force"})  # bodies that every level has
JOINT_FIRST = re.compile(
    r"(?:ban thường vụ |thường trực )?(?:đảng ủy|tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|thị xã ủy)"
)
JOINT_OTHERS = re.compile(
    r"(?:(?:ban )?thường trực )?(?:hđnd|ubnd|hội đồng nhân dân|ủy ban nhân dân|ủy ban mttq|ubmttq"
    r"|ủy ban mặt trận|mttq|mặt trận"
    r"|ban giám đốc|bộ chỉ huy|ban chỉ huy|bộ tư lệnh|ban giám hiệu)"
)
CLASS = re.compile(r"(?:quận|huyện|thị|thị xã|thành) ủy\b")
OTHER_SIDE = re.compile(r"\b(?:với|cùng)\b")
ATTENDS_AFTER = re.compile(r"\W*(?:(?:đã|cùng|đến|tới|cũng|về) )*(?:dự|tham dự|có mặt|chứng kiến|đến dự|chúc mừng)\b")


@dataclass(frozen=True)
class Named:
    """A party as found: words `start` to `stop` of the passage, its category, and an area that its list shares."""

    start: int
    stop: int
    category: str
    shared: tuple[int, int] | None = None

    def name(self, passage: Passage) -> str:
        """As printed; "HĐND | thành phố" where the list gives the area once at its end."""
        own = passage.quote(self.start, self.stop)
        return f"{own} {passage.quote(*self.shared)}" if self.shared else own


@dataclass(frozen=True)
class Group:
    """Bodies joined by commas and "và", with what stands before and after them in the sentence."""

    bodies: tuple[Body, ...]
    begin: int  # character of the passage
    before: str
    after: str

    @property
    def is_named_between(self) -> bool:
        """After "giữa": the parties of an agreement by definition."""
        return bool(BETWEEN.search(self.before))

    @property
    def is_collective(self) -> bool:
        """Only words for many bodies: "các sở, ban, ngành"."""
        return all(body.category == COLLECTIVE_CATEGORY for body in self.bodies)

    @property
    def is_brought_in(self) -> bool:
        """After "với", "cùng", "được", "gồm", "giữa"."""
        return any(cue.search(self.before) for cue in (AGENT, WITH, LISTED, BETWEEN))

    @property
    def is_bystander(self) -> bool:
        """Attends, hosts, orders or is only where something happens."""
        permits = bool(PERMISSION_BEFORE.search(self.before) and ALLOWED_AFTER.match(self.after))
        attends = bool(ATTENDS_AFTER.match(self.after))
        return permits or attends or bool(NO_PARTY_BEFORE.search(self.before) and not self.is_brought_in)


def parties_of(passage: Passage, marked: Marked) -> list[Named]:
    """The parties that one sentence names, in its order; empty where it names none."""
    groups = list(_groups(passage, marked))
    between = [group for group in groups if group.is_named_between and len(group.bodies) > 1]
    actors = _actors(passage, marked, groups)
    chosen = between[-1:] if between and (between[-1] in actors or not actors) else actors
    meets = bool(MEETING.search(passage.lowered, marked.start, marked.stop))
    alone = sum(len(group.bodies) for group in chosen) < 2
    collective = _collective(passage, marked, chosen) if meets or alone else None
    found = [
        _with_members(passage, marked, named)
        for group in chosen
        for named in _sides(passage, group, len(chosen) > 1 or collective is not None)
    ]
    return found + ([collective] if collective else [])


def _with_members(passage: Passage, marked: Marked, named: Named) -> Named:
    """ "các huyện ủy ven biển, gồm: Tuy An và Sông Cầu": the members belong to the name of many."""
    match = MEMBERS.match(passage.lowered, passage.stops[named.stop - 1], marked.stop)
    if passage.words[named.start] != "các" or not match:
        return named
    act = next((act.start for act in acts(passage.lowered, match.start(), match.end())), match.end())
    stop = max((i for i in range(named.stop, marked.sentence.stop) if passage.stops[i] <= act), default=named.stop - 1)
    return Named(named.start, stop + 1, named.category)


def _groups(passage: Passage, marked: Marked) -> Iterator[Group]:
    run: list[Body] = []
    for body in marked.bodies:
        if _is_of_many(passage, body) or _is_alias(passage, body):
            continue
        if run and (_is_location(passage, run[0]) or not _joined(passage, run, body)):
            yield _group(passage, marked, run)
            run = []
        run.append(body)
    if run:
        yield _group(passage, marked, run)


def _is_of_many(passage: Passage, body: Body) -> bool:
    """ "hai Đảng bộ", "các chi bộ": a word for the sides, not the name of one."""
    before = passage.words[body.start - 1] if body.start else ""
    return (
        before in ("hai", "ba", "các", "từng", "mỗi", "những", "2", "02", "3", "03")
        and _area(passage, body) is None
        and body.owner is None
    )


def _is_alias(passage: Passage, body: Body) -> bool:
    """ "Tập đoàn Công nghiệp - Viễn thông Quân đội (Viettel)": a second name in brackets."""
    return passage.words[max(0, body.start - 1)] == "(" and passage.words[body.stop : body.stop + 1] == [")"]


def _is_location(passage: Passage, body: Body) -> bool:
    """ "tại Văn phòng Tỉnh ủy, Ban Nội chính ..." names where, then who."""
    return bool(LOCATION.search(passage.lowered, max(0, passage.starts[body.start] - 30), passage.starts[body.start]))


def _joined(passage: Passage, run: Sequence[Body], body: Body) -> bool:
    text = _between(passage, run[-1], body)
    begin = passage.starts[run[0].start]
    if text.strip() == "," and len(run) > 1 and "và" in _between(passage, run[-2], run[-1]).split():
        return not BETWEEN.search(passage.lowered[max(0, begin - WORDS_BEFORE) : begin])  # "giữa A và B, | C ký với D"
    return bool(JOINS.fullmatch(text)) and "." not in text and "(" not in text


def _between(passage: Passage, left: Body, right: Body) -> str:
    """The characters between two bodies without brackets: "Hội Cựu chiến binh (CCB) và ..."."""
    return BRACKETS.sub("", passage.lowered[passage.stops[left.stop - 1] : passage.starts[right.start]])


def _group(passage: Passage, marked: Marked, run: Sequence[Body]) -> Group:
    begin = passage.starts[run[0].start]
    before = passage.lowered[max(marked.start, begin - WORDS_BEFORE) : begin]
    after = passage.lowered[passage.stops[run[-1].stop - 1] : marked.stop]
    return Group(tuple(run), begin, before, after)


def _actors(passage: Passage, marked: Marked, groups: Sequence[Group]) -> list[Group]:
    """The groups that act: neither bystanders nor those of an agreement that the sentence only starts from."""
    acting = [group for group in groups if not group.is_bystander and not _is_location(passage, group.bodies[0])]
    acting = [group for group in acting if not group.is_collective or WITH.search(group.before) or len(acting) == 1]
    if PARENT_CLAUSE.match(passage.lowered[marked.start : marked.stop]):
        later = [group for group in acting if "," in group.before]
        acting = later or acting
    acting = _before_or_beside_the_act(passage, marked, acting)
    listed = [group for group in acting if LISTED.search(group.before) and len(group.bodies) > 2]
    return listed[:1] or acting


def _before_or_beside_the_act(passage: Passage, marked: Marked, acting: list[Group]) -> list[Group]:
    """Past the act only what "với", "cùng", "được" bring in: "ký quy chế để tham mưu Tỉnh ủy" has no third."""
    told = acts(passage.lowered, marked.start, marked.stop)
    first_act = told[0].start if told else marked.stop
    kept = [group for group in acting if group.begin < first_act or group.is_brought_in]
    return kept or acting


def _sides(passage: Passage, group: Group, has_other_side: bool) -> list[Named]:
    """The bodies of a group as parties: the committees of one place together as one side, all others one by one."""
    runs = _joint_runs(passage, group.bodies)
    if len(runs) == 1 and not has_other_side:
        runs = [[body] for body in group.bodies]
    area = _shared_area(passage, group.bodies[-1])
    return [_side(passage, run, None if run[-1] is group.bodies[-1] else area) for run in runs]


def _joint_runs(passage: Passage, bodies: Sequence[Body]) -> list[list[Body]]:
    """Bodies by side: "Đảng ủy, HĐND, UBND xã An Nông" is one, what follows "với" or "cùng" is another."""
    runs: list[list[Body]] = []
    for body in bodies:
        if runs and _extends(passage, runs[-1], body):
            runs[-1].append(body)
        else:
            runs.append([body])
    return _of_many_places(passage, runs)


def _of_many_places(passage: Passage, runs: list[list[Body]]) -> list[list[Body]]:
    """ "với Ban Dân vận, Bộ CHQS và Hội CCB 12 tỉnh": the bodies of many places are one side."""
    area = _area(passage, runs[-1][-1])
    if area is None or not passage.words[area[0]].isdigit() or area[1] - area[0] < 2:
        return runs
    first = len(runs) - 1
    while first and not OTHER_SIDE.search(_between(passage, runs[first - 1][-1], runs[first][0])):
        first -= 1
    joined = [body for run in runs[first:] for body in run]
    return [*runs[:first], joined] if first else runs


def _extends(passage: Passage, run: Sequence[Body], body: Body) -> bool:
    between = passage.lowered[passage.stops[run[-1].stop - 1] : passage.starts[body.start]]
    if CLASS.fullmatch(_lowered(passage, run[0])) and CLASS.match(_lowered(passage, body)):
        return not OTHER_SIDE.search(between)  # "Quận ủy, Huyện ủy, Thành ủy Thủ Đức": the committees of a level
    begins = JOINT_FIRST.fullmatch(_lowered(passage, run[0])) and not _area(passage, run[-1])
    return bool(begins and JOINT_OTHERS.match(_lowered(passage, body)) and not OTHER_SIDE.search(between))


def _side(passage: Passage, run: Sequence[Body], area: tuple[int, int] | None) -> Named:
    if len(run) > 1:
        return Named(run[0].start, run[-1].stop, PARTY)
    shared = area if area and _lacks_area(passage, run[0]) else None
    return Named(run[0].start, run[0].stop, run[0].category, shared)


def _lowered(passage: Passage, body: Body) -> str:
    return passage.lowered[passage.starts[body.start] : passage.stops[body.stop - 1]]


def _innermost(body: Body) -> Body:
    return _innermost(body.owner) if body.owner else body


def _kind_words(body: Body) -> int:
    return len(body.kind.split())


def _area(passage: Passage, body: Body) -> tuple[int, int] | None:
    inner = _innermost(body)
    begin = inner.start + _kind_words(inner)
    return (begin, body.stop) if begin < body.stop else None


def _shared_area(passage: Passage, body: Body) -> tuple[int, int] | None:
    area = _area(passage, body)
    shares = body.category in SHARING and area and phrases("areas", "level").at(passage.words, area[0])
    return area if shares else None


def _lacks_area(passage: Passage, body: Body) -> bool:
    """Whether the area at the end of the list is this body's too: "HĐND, UBND, Tòa án nhân dân ... thành phố"."""
    inner = _innermost(body)
    return inner.category in SHARING and not inner.kind.startswith(("sở", "bộ")) and _area(passage, body) is None


def _collective(passage: Passage, marked: Marked, chosen: Sequence[Group]) -> Named | None:
    """ "... với lãnh đạo các quận, huyện, sở, ban, ngành": the other side of a briefing."""
    match = COLLECTIVE.search(passage.lowered, marked.start, marked.stop)
    if not match or match.start(1) not in passage.word_at:
        return None
    start = passage.word_at[match.start(1)]
    if any(body.stop > start for group in chosen for body in group.bodies):
        return None
    stop = next((i for i in range(start, len(passage)) if passage.starts[i] >= match.end(1)), len(passage))
    return Named(start, stop, COLLECTIVE_CATEGORY)
