"""Bodies that a sentence joins by commas and "và", with the words before and after them that say what they do there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.reports.bodies import Body
from archive.reports.marking import Marked
from archive.reports.passage import Passage

WORDS_BEFORE = 160  # characters before a body in which its cue is sought
JOINS = re.compile(
    r"\W*(?:(?:và|với|cùng|cùng với|phối hợp với|phối hợp cùng|phối hợp|và với|hoặc)\b)?\W*(?:(?:đại diện"
    r"|lãnh đạo|các đơn vị|phía|giữa)\W*){0,3}$"
)
QUOTES = frozenset("“”\"«»'‘’")
DASHES = frozenset("-–—")
FIRST_WORDS_OF_NEWS = frozenset("sáng trưa chiều tối ngày hôm vừa mới trong thực tại nhân nhằm".split())
BRACKETS = re.compile(r"\([\w&,\s-]{1,40}\)")
BETWEEN = re.compile(r"\bgiữa\s+(?:(?:hai|ba|các|\d+)\s+(?:cơ quan|đơn vị|bên|ngành|tổ chức)\W*)?(?:lãnh đạo\s+)?$")
WITH = re.compile(
    r"\b(?:với|cùng|cùng với)\s+(?:(?:các )?(?:đồng chí |đại diện |lãnh đạo |tập thể |đoàn công tác (?:của )?)"
    r"|(?:các |\d+ )(?:đơn vị|cơ quan|ban|ngành|tổ chức)\W*)*$"
)
AGENT = re.compile(
    r"(?<!cụ thể hóa )(?:giao ước|quy chế|(?:chương trình|kế hoạch)(?! số \d))"
    r"(?:(?!(?:chương trình|kế hoạch|nghị quyết|chỉ thị|kết luận|đề án) số \d)[^,;]){0,45} của\s*$"
    r"|đoàn công tác(?: của)?\s*$|\b(?:được|do"
    r"|bởi|phía|của hai cơ quan|ba cơ quan|hai cơ quan|gồm|bao gồm|là nơi)\W*(?:\w+ ){0,2}$"
)
# Bodies after these words attend, host, order or are somewhere: they are no party.
NO_PARTY_BEFORE = re.compile(
    r"(?:\btại|\bở|trụ sở|hội trường|phòng họp|\bdự|tham dự|dự có|dự lễ có|có mặt|chứng kiến|\bmời"
    r"|dưới sự \S+ \S+|nghị quyết|chỉ thị|quy định"
    r"|quyết định|kết luận|điều lệ|đại hội|hội nghị|nhiệm kỳ|nguồn|ảnh(?!: (?:đại diện|lãnh đạo))|báo cáo"
    r"|tham mưu(?: cho)?|đề nghị"
    r"|trình|lãnh đạo các|theo|thuộc|trực thuộc"
    r"|trình|ý kiến|chủ trương|chỉ đạo|sự lãnh đạo|sự chỉ đạo|thay mặt|phân công|gửi|phục vụ|giúp|yêu cầu"
    r"|đồng chí|của)[\s:]*(?:của |cho |có |các |đại diện |lãnh đạo |ban |và |đại hội )*$"
)
ALLOWED_AFTER = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:đồng ý|nhất trí|cho phép|thống nhất chủ trương|ủy quyền|giao nhiệm vụ|phân công"
    r"|quan tâm|yêu cầu|chỉ đạo)\b"
)
PERMISSION_BEFORE = re.compile(r"\b(?:được|khi|nếu|do)\s+(?:\w+ ){0,2}$")
LOCATION = re.compile(r"(?:\btại|\bở|trụ sở|hội trường|phòng họp|khuôn viên)\s*(?:của )?$")
LISTED = re.compile(
    r"\bgồm(?: có)?\s*:?\s*(?:các (?:đơn vị|cơ quan)\W*)?$"
    r"|\b(?:các|hai|ba|bốn|năm|sáu|bảy|tám|\d+) (?:cơ quan|đơn vị|ngành|ban|tổ chức|đoàn thể|bên)\b[^,.;:]{0,45}:\s*$"
)
COLLECTIVE_CATEGORY = "collective"
ON_BEHALF = re.compile(r"\b(?:thay mặt|đại diện)(?: lãnh đạo| cho|\W| hai| các| bên| đơn vị| cơ quan)*$")
INTRODUCTION = re.compile(
    r"(?:\W*(?:(?:sáng|chiều|tối|trưa|ngày)[^,]{0,25},)?\s*)"
    r"(?:với|dưới|trước|được|có|thừa) (?:sự|phép|đồng ý|ủy quyền|ủy nhiệm)\b[^,.;]*\Z"
)
# "Trước sự chứng kiến của Bí thư Tỉnh ủy Lê A và | Thường trực Tỉnh ủy": what people and their posts leave of a clause.
WITNESSED_BY = re.compile(
    r"\b(?:sự|có mặt|có|được)\s*(?:chứng kiến|tham dự|tham gia|có mặt|quan tâm|động viên|chỉ đạo)\b"
    r"(?:[\s,;]|của|và|cùng|với|các|đồng chí|ông|bà|đại diện|lãnh đạo|tập thể)*(?<!,)(?<!, )\Z"
)
ATTENDS_AFTER = re.compile(r"\W*(?:(?:đã|cùng|đến|tới|cũng|về) )*(?:dự|tham dự|có mặt|chứng kiến|đến dự|chúc mừng)\b")


@dataclass(frozen=True)
class Group:
    """Bodies joined by commas and "và", with what stands before and after them in the sentence."""

    bodies: tuple[Body, ...]
    begin: int  # character of the passage
    before: str
    after: str
    is_witness: bool = False

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
        if len(self.bodies) > 1 and ON_BEHALF.search(self.before):
            return False
        permits = bool(PERMISSION_BEFORE.search(self.before) and ALLOWED_AFTER.match(self.after))
        attends = bool(ATTENDS_AFTER.match(self.after))
        return (
            self.is_witness
            or permits
            or attends
            or bool(NO_PARTY_BEFORE.search(self.before) and not self.is_brought_in)
        )


def groups(passage: Passage, marked: Marked) -> Iterator[Group]:
    """The groups of a sentence, in its order."""
    for run in _runs(passage, marked):
        for part in _without_introduction(passage, marked, run):
            yield _group(passage, marked, part)


def _runs(passage: Passage, marked: Marked) -> Iterator[list[Body]]:
    run: list[Body] = []
    for body in marked.bodies:
        if any(no_side(passage, body) for no_side in (_is_of_many, _is_alias, _is_in_a_slogan, _is_newsroom)):
            continue
        if run and (is_location(passage, run[0]) or not _joined(passage, run, body)):
            yield run
            run = []
        run.append(body)
    if run:
        yield run


def _is_of_many(passage: Passage, body: Body) -> bool:
    """ "hai Đảng bộ", "các chi bộ": a word for the sides, not the name of one."""
    before = passage.words[body.start - 1] if body.start else ""
    return (
        before in ("hai", "ba", "các", "từng", "mỗi", "những", "2", "02", "3", "03")
        and area_of(passage, body) is None
        and body.owner is None
    )


def _is_alias(passage: Passage, body: Body) -> bool:
    """ "Tập đoàn Công nghiệp - Viễn thông Quân đội (Viettel)": a second name in brackets."""
    return passage.words[max(0, body.start - 1)] == "(" and passage.words[body.stop : body.stop + 1] == [")"]


def _is_in_a_slogan(passage: Passage, body: Body) -> bool:
    """ "chương trình “Cảnh sát biển | đồng hành với ngư dân”": what goes on within the quotation marks is no body."""
    opens = body.start > 0 and passage.words[body.start - 1] in QUOTES
    return opens and body.stop < len(passage) and passage.words[body.stop] not in QUOTES


def _is_newsroom(passage: Passage, body: Body) -> bool:
    """ "Biên phòng - Sáng 5/3, ...": the mark of a newspaper, which opens a line; a body after the dash is a side."""
    opens = body.start == 0 or passage.line_of[body.start - 1] != passage.line_of[body.start]
    after = passage.words[body.stop : body.stop + 2]
    return opens and len(after) > 1 and after[0] in DASHES and after[1] in FIRST_WORDS_OF_NEWS


def is_location(passage: Passage, body: Body) -> bool:
    """ "tại Văn phòng Tỉnh ủy, Ban Nội chính ..." names where, then who."""
    return bool(LOCATION.search(passage.lowered, max(0, passage.starts[body.start] - 30), passage.starts[body.start]))


def _joined(passage: Passage, run: Sequence[Body], body: Body) -> bool:
    text = between(passage, run[-1], body)
    begin = passage.starts[run[0].start]
    if text.strip() == "," and len(run) > 1 and "và" in between(passage, run[-2], run[-1]).split():
        # "giữa A và B, | C ký với D", but "giữa Đảng ủy A và Huyện ủy B, Huyện ủy C"
        another = BETWEEN.search(passage.lowered[max(0, begin - WORDS_BEFORE) : begin])
        return not another or innermost(body).kind == innermost(run[-1]).kind
    return bool(JOINS.fullmatch(text)) and "." not in text and "(" not in text


def between(passage: Passage, left: Body, right: Body) -> str:
    """The characters between two bodies without brackets: "Hội Cựu chiến binh (CCB) và ..."."""
    return BRACKETS.sub("", passage.lowered[passage.stops[left.stop - 1] : passage.starts[right.start]])


def _without_introduction(passage: Passage, marked: Marked, run: list[Body]) -> list[list[Body]]:
    """ "Dưới sự chứng kiến của lãnh đạo A, | B và C ký": what opens the sentence ends at the first comma."""
    first_comma = len(run) > 1 and between(passage, run[0], run[1]).strip() == ","
    goes_on = not passage.lowered.startswith(",", passage.stops[run[-1].stop - 1])
    if first_comma and goes_on and INTRODUCTION.match(passage.lowered, marked.start, passage.starts[run[0].start]):
        return [run[:1], run[1:]]
    return [run]


def _group(passage: Passage, marked: Marked, run: Sequence[Body]) -> Group:
    begin = passage.starts[run[0].start]
    before = passage.lowered[max(marked.start, begin - WORDS_BEFORE) : begin]
    after = passage.lowered[passage.stops[run[-1].stop - 1] : marked.stop]
    return Group(tuple(run), begin, before, after, _is_witness(passage, marked, begin))


def _is_witness(passage: Passage, marked: Marked, begin: int) -> bool:
    """Whether only people and their posts stand between "sự chứng kiến của" and the bodies."""
    left, position = "", marked.start
    for person in marked.people:
        named = [(person.start, person.stop), *((post.start, post.stop) for post in person.posts)]
        first, last = (
            passage.starts[min(start for start, _ in named)],
            passage.stops[max(stop for _, stop in named) - 1],
        )
        if position <= first and last <= begin:
            left, position = left + passage.lowered[position:first], last
    return bool(WITNESSED_BY.search(left + passage.lowered[position:begin]))


def innermost(body: Body) -> Body:
    """The body at the end of a chain of owners: of "Ban Tuyên giáo Tỉnh ủy" the Tỉnh ủy."""
    return innermost(body.owner) if body.owner else body


def _kind_words(body: Body) -> int:
    return len(body.kind.split())


def area_of(passage: Passage, body: Body) -> tuple[int, int] | None:
    """The words of its level and place; None where it has none."""
    inner = innermost(body)
    begin = inner.start + _kind_words(inner)
    return (begin, body.stop) if begin < body.stop else None
