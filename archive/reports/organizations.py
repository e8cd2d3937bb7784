"""One id for one body across all spellings: Đảng uỷ Khối các cơ quan tỉnh and Đảng ủy Khối CCQ tỉnh are p40/duk.ccq.

An id is `<place>/<kind>[.<of what>][#<organ>]`; places carry their era (p42, q82, d436, w12345@34), "tw" is the centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.gazetteer import FIRST_DAY_OF_34, Place, by_id, name_key, named, province_now, province_then
from archive.places import province_named
from archive.reports.bodies import MASS, Body, body_at
from archive.reports.lexicon import phrases
from archive.reports.merging import spelled_out
from archive.reports.passage import Passage
from archive.vietnamese import fold

CENTRE, NOWHERE = "tw", "vn"  # companies, schools and army units are of no place
CENTRALLY_RUN_SINCE = {
    **dict.fromkeys(("Hà Nội", "Hải Phòng", "Hồ Chí Minh"), date.min),
    **dict.fromkeys(("Đà Nẵng",), date(1997, 1, 1)),
    "Cần Thơ": date(2004, 1, 1),
    "Huế": date(2025, 1, 1),
    "Đồng Nai": date(2026, 4, 30),  # Resolution 30/2026/QH16
}
MERGED_BOARDS = date(2025, 2, 3)  # Ban Tuyên giáo và Dân vận Trung ương; the provinces followed in February and March
SEATS = {
    **dict.fromkeys(("tỉnh ủy", "tỉnh đoàn", "sở"), "province"),
    **dict.fromkeys(("huyện ủy", "quận ủy", "thị ủy", "thị xã ủy", "huyện đoàn", "quận đoàn", "thị đoàn"), "district"),
}
KINDS_BY_SEAT = {"thành": "thành phố", "huyện": "huyện", "quận": "quận", "thị": "thị xã"}
LEVEL_WORDS = {
    "tỉnh": ("province",),
    "thành phố": ("district", "province"),
    "huyện": ("district",),
    "quận": ("district",),
    "thị xã": ("district",),
    "xã": ("commune",),
    "phường": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
}
CENTRAL = (
    *("trung ương", "bộ", "ban bí thư", "ban chấp hành trung ương", "quốc hội", "chính phủ", "tổng cục", "quân ủy"),
    *("ủy ban trung ương", "tổng liên đoàn", "tổng hội", "ban chỉ đạo tây nam bộ", "ban chỉ đạo tây nguyên"),
    "ban chỉ đạo tây bắc",
)
FRONT = frozenset({"mặt", "mttq", "ubmttq", "ubmttqvn", "mttqvn"})
NOT_CENTRAL = ("bộ chỉ huy", "bộ tư lệnh", "bộ đội")
WITHOUT_A_LEVEL = frozenset({"company", "school", "press"})
NUMBERED = (
    "quân khu",
    "quân đoàn",
    "binh đoàn",
    "sư đoàn",
    "lữ đoàn",
    "trung đoàn",
    "hải đoàn",
    "vùng cảnh sát biển",
    "học viện chính trị khu vực",
)


@dataclass(frozen=True)
class Organization:
    """A body: `name` as read, `place` an id of the gazetteer or None, `successor` the id that took over."""

    id: str
    name: str
    kind: str  # the id after its place
    level: str  # central, province, district, commune, other
    place: str | None
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    successor: str | None


def organization_id(name: str, province: str | None, district: str | None, on: date) -> str | None:
    """The id of the body that a report names on that day; None where it names many or its place is unknown."""
    found = organization(name, province, district, on)
    return found.id if found else None


def organization(name: str, province: str | None, district: str | None, on: date) -> Organization | None:
    """The body so called. `province` and `district` are those of the report: they place a bare "Thành ủy"."""
    passage = Passage(name)
    body = body_at(passage, 0, any_case=True) if len(passage) else None
    if body is None or body.stop < len(passage) or _is_many(passage):
        return None
    level, place = _located(passage, body, province, district, on)
    if place is None and level not in ("central", "other"):
        return None  # one id for the Đảng ủy of every nameless commune would join strangers
    base, organs = _base(passage, body), _organs(passage, body)
    base = "bchtw" if level == "central" and base == "tu" else base
    kind = "#".join([base, ".".join(organs)]) if organs else base
    seat = CENTRE if level == "central" else place.id if place else NOWHERE
    return described(f"{seat}/{kind}", name)


def described(identity: str, name: str) -> Organization:
    """The body with that id, so called; all but the name follows from the id."""
    seat, _, kind = identity.partition("/")
    base, _, organs = kind.partition("#")
    place = None if seat in (CENTRE, NOWHERE) else by_id(seat)
    level = place.level if place else "central" if seat == CENTRE else "other"
    return Organization(
        id=identity,
        name=name,
        kind=kind,
        level=level,
        place=place.id if place else None,
        parent=_parent(seat, base, organs.split(".") if organs else [], place),
        valid_from=_valid_from(kind, place),
        valid_to=_valid_to(kind, level, place),
        successor=_successor(kind, level, place),
    )


def _is_many(passage: Passage) -> bool:
    return bool({"các", "cụm"} & set(passage.words)) and "khối" not in passage.words and "cơ" not in passage.words


def _chain(body: Body) -> list[Body]:
    """A body, the body it belongs to, and so on."""
    return [body, *(_chain(body.owner) if body.owner else [])]


def _own_words(passage: Passage, body: Body) -> str:
    """The spelled-out name of one link of a chain, without its area: "ban tuyên giáo"."""
    stop = body.owner.start if body.owner else body.start + len(body.kind.split())
    return " ".join(spelled_out(passage.quote(body.start, stop)))


def _organs(passage: Passage, body: Body) -> list[str]:
    codes = (phrases("organizations", "organ").at(words.split(), 0) for words in _organ_words(passage, body))
    return [code[1] for code in codes if code]


def _organ_words(passage: Passage, body: Body) -> list[str]:
    """Organs before the body itself, the innermost first: Văn phòng | Ban Thường vụ | Tỉnh ủy -> btv, vp."""
    names = [_own_words(passage, link) for link in _chain(body)]
    organs = [name for name in names if _is_organ(name)]
    return organs[::-1]


def _is_organ(words: str) -> bool:
    found = phrases("organizations", "organ").at(words.split(), 0)
    return found is not None and found[0] == len(words.split())


def _base(passage: Passage, body: Body) -> str:
    """The code of the body with what it is of: duk.ccq, bcs.ub, du.ca; tu for an organ named without its body."""
    links = [link for link in _chain(body) if not _is_organ(_own_words(passage, link))]
    codes = [_code(passage, link) for link in links]
    if codes == ["du"]:  # the Đảng ủy of a commune is its committee; that of a company has its own name
        return (
            "tu"
            if _is_of_a_place(passage, links[0])
            else f"du.{_hyphened(passage.quote(links[0].start + 2, links[0].stop))}"
        )
    if codes[:1] == ["tu"] and len(codes) > 1:
        codes[0] = "du"  # the Đảng bộ of a block or an office
    if len(codes) > 1 and codes[0] == "du" and links[1].kind.startswith("khối"):
        codes[0] = "duk"
    return ".".join(codes) or "tu"


def _code(passage: Passage, link: Body) -> str:
    words = _own_words(passage, link)
    for section in ("base", "block"):
        found = phrases("organizations", section).at(words.split(), 0)
        if found and found[0] == len(words.split()):
            return found[1]
    whole = link.category in WITHOUT_A_LEVEL or link.kind.startswith(NUMBERED)
    own = passage.quote(link.start, link.stop) if whole else words
    return _hyphened(own)


def _hyphened(name: str) -> str:
    return "-".join(fold(" ".join(spelled_out(name))).split())


def _is_of_a_place(passage: Passage, link: Body) -> bool:
    begin = link.start + len(link.kind.split())
    return begin == link.stop or phrases("areas", "level").at(passage.words, begin) is not None


def _located(
    passage: Passage, body: Body, province: str | None, district: str | None, on: date
) -> tuple[str, Place | None]:
    """(level, place): what the name says, completed by the report's province and district."""
    last = _chain(body)[-1]
    head, area = _own_words(passage, last), passage.words[last.start + len(last.kind.split()) : last.stop]
    words = " ".join(spelled_out(" ".join(area))).removeprefix("việt nam").strip()
    if last.category in WITHOUT_A_LEVEL or head.startswith(NUMBERED):
        return "other", None
    if words.startswith("trung ương") or (head.startswith(CENTRAL) and not head.startswith(NOT_CENTRAL)):
        return "central", None
    if _is_of_the_country(passage, last):
        return "central", None
    home = province_of_the_day(province, on)
    level_word = next((word for word in LEVEL_WORDS if words.startswith(word)), "")
    levels = LEVEL_WORDS.get(level_word) or _levels_by_head(head, home, on)
    place_name = words.removeprefix(level_word).strip()
    kind = level_word or KINDS_BY_SEAT.get(head.split()[0], "")  # thành phố Hà Tĩnh, not tỉnh; Huyện ủy Cao Lãnh
    if place_name:
        place = _named_place(place_name, levels, home, on, kind)
        return (place.level, place) if place else (levels[0], None)
    return _of_the_report(levels, home, district, on, kind)


def _is_of_the_country(passage: Passage, last: Body) -> bool:
    """Hội Nhà báo | Việt Nam; the Front of every level calls itself "Ủy ban MTTQ Việt Nam"."""
    ends = " ".join(passage.words[last.stop - 2 : last.stop])
    return last.category == MASS and ends.endswith(("việt nam", " vn")) and not FRONT & set(last.kind.split())


def province_of_the_day(province: str | None, on: date) -> Place | None:
    """The report's province as the unit of that day: Hậu Giang until 30 June 2025, Cần Thơ from 1 July on."""
    if province is None:
        return None
    place = province_named(province, min(on, date(2025, 6, 30)))
    return province_now(place) if on >= FIRST_DAY_OF_34 else place


def _levels_by_head(head: str, home: Place | None, on: date) -> tuple[str, ...]:
    if head in ("thành ủy", "thành đoàn"):
        return ("province",) if home and is_centrally_run(home.name, on) else ("district",)
    return (next((level for seat, level in SEATS.items() if head.startswith(seat)), "province"),)


def is_centrally_run(province: str, on: date) -> bool:
    """Whether the province was a city under the centre on that day, its Thành ủy a provincial committee."""
    return on >= CENTRALLY_RUN_SINCE.get(province, date.max)


def _named_place(name: str, levels: Sequence[str], home: Place | None, on: date, kind: str) -> Place | None:
    """The unit so named that existed on the day; of several that of the report's province, then that of the kind."""
    candidates = [place for place in named(name_key(name)) if place.valid_on(on)] or list(named(name_key(name)))
    others = [place for place in candidates if place.level in ("province", "district")]
    fitting = [place for place in candidates if place.level in levels] or others
    near = [place for place in fitting if home and province_then(place).name == home.name] or fitting
    return next(iter([place for place in near if place.kind == kind] or near), None)


def _of_the_report(
    levels: Sequence[str], home: Place | None, district: str | None, on: date, kind: str
) -> tuple[str, Place | None]:
    if levels[0] == "province" or (
        levels[0] == "district" and home and "province" in levels and is_centrally_run(home.name, on)
    ):
        return "province", home
    if levels[0] == "district" and district:
        return "district", _named_place(district, ("district",), home, on, kind)
    return levels[0], None


def _parent(seat: str, base: str, organs: Sequence[str], place: Place | None) -> str | None:
    """The body of an organ; the committee of the place for other Party bodies; the committee above for a committee."""
    if organs:
        return f"{seat}/{base}" + (f"#{organs[0]}" if len(organs) > 1 else "")
    if base.split(".")[0] in ("du", "duk", "bcs", "dd"):
        return f"{seat}/tu" if place else None
    if base == "tu":
        return f"{place.parent}/tu" if place and place.parent else f"{CENTRE}/bchtw"
    return None


def _valid_from(kind: str, place: Place | None) -> date | None:
    return MERGED_BOARDS if kind == "bchtw#btgdv" and place is None else place.valid_from if place else None


def _valid_to(kind: str, level: str, place: Place | None) -> date | None:
    if level == "central" and kind in ("bchtw#btg", "bchtw#bdv"):
        return MERGED_BOARDS
    return place.valid_to if place else None


def _successor(kind: str, level: str, place: Place | None) -> str | None:
    """The merged board of propaganda and mass work; the same body of the province that took the place over."""
    seat = CENTRE if level == "central" else place.id if place else NOWHERE
    if place and place.successors and place.era == "earlier":  # a town that became a city
        return f"{place.successors[0]}/{kind}"
    if kind.endswith(("#btg", "#bdv")):
        return f"{seat}/{kind.rpartition('#')[0]}#btgdv"
    if kind.startswith("duk."):
        return f"{seat}/du.dbcqd"
    if place and place.successors and place.level == "province":
        return f"{place.successors[0]}/{kind}"
    return None
