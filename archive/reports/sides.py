"""From bodies to sides: the committees of one place are one side, shortened lists are spelled out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reports.bodies import PARTY, Body
from archive.reports.groups import Group, area_of, between, innermost
from archive.reports.lexicon import phrases
from archive.reports.passage import Passage

SHARING = frozenset({"state", "court", "mass", "armed_force"})  # bodies that every level has
JOINT_FIRST = re.compile(
    r"(?:ban thường vụ |thường trực )?(?:đảng ủy|tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|thị xã ủy)"
)
JOINT_OTHERS = re.compile(
    r"(?:(?:ban )?thường trực )?(?:hđnd|ubnd|hội đồng nhân dân|ủy ban nhân dân|ủy ban mttq|ubmttq"
    r"|ủy ban mặt trận|mttq|mặt trận"
    r"|ban giám đốc|bộ chỉ huy|ban chỉ huy|bộ tư lệnh|ban giám hiệu)"
)
CLASS = re.compile(r"(?:các )?(?:quận|huyện|thị|thị xã|thành) ủy\b")
CLASS_FIRST = re.compile(rf"(?:(?:ban )?thường (?:trực|vụ) )?{CLASS.pattern}")
PROVINCES = re.compile(r"(?:(?:ban )?thường (?:trực|vụ) )?tỉnh ủy")
OFFICE = "văn phòng"
MANY = frozenset({"các", "hai", "ba", "bốn", "2", "3", "4", "02", "03", "04"})
HOLDING_THEIR_LEVEL = ("sở", "bộ", "tỉnh đoàn", "thành đoàn", "huyện đoàn", "quận đoàn", "thị đoàn")
OTHER_SIDE = re.compile(r"\b(?:với|cùng)\b")


@dataclass(frozen=True)
class Named:
    """A party as found: words `start` to `stop` of the passage, its category, and what its list says only once."""

    start: int
    stop: int
    category: str
    shared: tuple[int, int] | None = None
    office: tuple[int, int] | None = None

    def name(self, passage: Passage) -> str:
        """As printed; "Văn phòng | HĐND | thành phố" where the list gives the office or the area only once."""
        parts = (self.office, (self.start, self.stop), self.shared)
        return " ".join(passage.quote(*part) for part in parts if part)


def sides(passage: Passage, group: Group, has_other_side: bool) -> list[Named]:
    """The bodies of a group as parties: the committees of one place together as one side, all others one by one."""
    runs = _joint_runs(passage, group.bodies)
    if len(runs) == 1 and not has_other_side:
        runs = [[body] for body in group.bodies]
    office = _shared_office(passage, group.bodies[0])
    found = []
    for position, run in enumerate(runs):
        later = (_shared_area(passage, body) for other in runs[position + 1 :] for body in other)
        found.append(_side(passage, run, next((area for area in later if area), None), office))
    return found


def _shared_office(passage: Passage, first: Body) -> tuple[int, int] | None:
    """The word that a list of offices gives once: "các | Văn phòng |: Tỉnh ủy, HĐND và UBND tỉnh"."""
    stop = first.start + 2 if first.kind == OFFICE else first.start - (passage.words[first.start - 1] == ":")
    named = stop > 2 and " ".join(passage.words[stop - 2 : stop]) == OFFICE and passage.words[stop - 3] in MANY
    return (stop - 2, stop) if named else None


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
    area = area_of(passage, runs[-1][-1])
    if area is None or not passage.words[area[0]].isdigit():
        return runs
    if phrases("areas", "level").at(passage.words, area[0] + 1) is None:
        return runs  # Phòng thủ khu vực | 3 - Khe Sanh
    first = len(runs) - 1
    while first and not OTHER_SIDE.search(between(passage, runs[first - 1][-1], runs[first][0])):
        first -= 1
    joined = [body for run in runs[first:] for body in run]
    return [*runs[:first], joined] if first else runs


def _extends(passage: Passage, run: Sequence[Body], body: Body) -> bool:
    between = passage.lowered[passage.stops[run[-1].stop - 1] : passage.starts[body.start]]
    if CLASS_FIRST.fullmatch(_lowered(passage, run[0])) and CLASS.match(_lowered(passage, body)):
        return not OTHER_SIDE.search(between)  # "Quận ủy, Huyện ủy, Thành ủy Thủ Đức": the committees of a level
    if PROVINCES.fullmatch(_lowered(passage, run[0])) and _lowered(passage, body) == "thành ủy":
        return not OTHER_SIDE.search(between)  # "các Ban Thường vụ Tỉnh ủy, Thành ủy": of no place, so of many
    begins = JOINT_FIRST.fullmatch(_lowered(passage, run[0])) and not area_of(passage, run[-1])
    return bool(begins and JOINT_OTHERS.match(_lowered(passage, body)) and not OTHER_SIDE.search(between))


def _side(passage: Passage, run: Sequence[Body], area: tuple[int, int] | None, office: tuple[int, int] | None) -> Named:
    if len(run) > 1:
        return Named(run[0].start, run[-1].stop, PARTY)
    shared = area if area and _lacks_area(passage, run[0]) else None
    return Named(run[0].start, run[0].stop, run[0].category, shared, None if run[0].kind == OFFICE else office)


def _lowered(passage: Passage, body: Body) -> str:
    return passage.lowered[passage.starts[body.start] : passage.stops[body.stop - 1]]


def _shared_area(passage: Passage, body: Body) -> tuple[int, int] | None:
    area = area_of(passage, body)
    shares = body.category in SHARING and area and phrases("areas", "level").at(passage.words, area[0])
    return area if shares else None


def _lacks_area(passage: Passage, body: Body) -> bool:
    """Whether the area at the end of the list is this body's too: "HĐND, UBND, Tòa án nhân dân ... thành phố"."""
    inner = innermost(body)
    return (
        inner.category in SHARING and not inner.kind.startswith(HOLDING_THEIR_LEVEL) and area_of(passage, body) is None
    )
