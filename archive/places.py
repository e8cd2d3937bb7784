"""Places in Vietnamese prose: which provinces, districts and communes a text names, and where it happens."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from archive.gazetteer import Place, by_id, name_key, named, names, province_now, province_then
from archive.syllables import respell

__all__ = ["Mention", "Place", "by_id", "district_of", "find", "province_now", "province_of"]

TYPICAL_DAY = date(2023, 1, 1)  # where no day is given: most of what the archive reads is from before July 2025
LEAD_LENGTH = 700  # characters: headline and first paragraph
CLEARLY = 2  # mentions: one is not enough, "tại điểm cầu Hà Nội" is named by papers of every province
NEARBY = 40  # characters after a name in which its province may follow: "huyện Châu Thành, tỉnh Long An"

CAPITALS = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
CAPITALIZED = rf"[{CAPITALS}]\w*(?:['’]\w+)?"
GAP = r"(?:[^\S\n]?[-–][^\S\n]?|[^\S\n])"
RUN = re.compile(  # a set of characters first: the search runs past all others at once
    rf"[{CAPITALS}\d](?:(?<=[{CAPITALS}])(?<!\w[{CAPITALS}])\w*(?:['’]\w+)?"
    rf"(?:{GAP}(?:{CAPITALIZED}|\d{{1,2}}(?!\w)))*|(?<=uận \d)\d?(?!\w))"
)
WORD = re.compile(r"[^\W_]+")

KINDS = r"tỉnh|thành phố|tp|thị xã|tx|thị trấn|quận|huyện|đặc khu|phường|(?<!tác )xã"
KIND_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<kind>{KINDS})\.?|(?P<seat>tỉnh|thành|thị|quận|huyện)\s(?:ủy|uỷ|đoàn))\s?\Z", re.IGNORECASE
)
KIND_NAMES = {"tp": "thành phố", "tx": "thị xã", "thành": "thành phố", "thị": "thị xã"}
COMMUNES = ("phường", "xã", "thị trấn", "đặc khu")
# After these words a name is that of a person, a street, a school or a river.
NO_PLACE_BEFORE = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|cô|chú|bác|đồng chí|đ/c|đường|phố|trường|thpt|thcs|quảng trường|sông|núi|cầu|đền|chùa|"
    r"khách sạn|tấm gương|giải thưởng|ảnh:)\s\Z",
    re.IGNORECASE,
)
SURNAME_TABLE = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn trịnh trương đinh lương mai tô tạ
    lưu phùng quách doãn hà cao thái lâm văn thị
"""  # with the two commonest middle names
SURNAMES = frozenset(SURNAME_TABLE.split())
# Names of districts that are people, things or ideas more often than the district: only with their kind.
NEEDS_KIND = frozenset(
    (
        *("hồ chí minh", "ngô quyền", "lê chân", "hai bà trưng", "trần văn thời", "dương minh châu", "hoàng mai"),
        *("thống nhất", "ba đình", "hồng bàng", "bác ái", "bình minh", "thanh xuân", "đồng phú", "tân phú"),
    )
)
SHORT_NAMES = frozenset({"vinh", "huế", "pleiku"})  # the only names of one syllable that stand alone
ALIASES = {
    **dict.fromkeys(("hcm", "tphcm"), "hồ chí minh"),
    **dict.fromkeys(("đắc lắc", "đăk lăk", "đắk lăk", "đắc lắk", "daklak"), "đắk lắk"),
    **dict.fromkeys(("đắc nông", "đăk nông"), "đắk nông"),
    **dict.fromkeys(("tt huế", "thừa thiên"), "thừa thiên huế"),
    **dict.fromkeys(("br vt", "brvt"), "bà rịa vũng tàu"),
    **dict.fromkeys(("buôn mê thuột", "ban mê thuột"), "buôn ma thuột"),
    "bắc cạn": "bắc kạn",
    "qui nhơn": "quy nhơn",
    "phan rang": "phan rang tháp chàm",
    "mù căng chải": "mù cang chải",
    "đakrông": "đa krông",
}
NOT_PLACES = frozenset({"thái bình dương"})
LONGEST_NAME = 5  # words: "phan rang tháp chàm", "văn miếu quốc tử giám"


@dataclass(frozen=True)
class Mention:
    """A place that a text names: text[start:stop], with the word for its kind where one stands before it."""

    place: Place
    start: int
    stop: int


@dataclass(frozen=True)
class _Name:
    """A name in the text and the places that it may mean."""

    candidates: tuple[Place, ...]
    start: int
    stop: int
    kind: str | None  # the word before it, or before the list that it stands in
    words: int


def find(text: str, province: Place | None = None, day: date | None = None) -> list[Mention]:
    """The places named in NFC text, in its order; a name that several places share is left out unless the text tells.

    `province` is where the text is likely to play, `day` when: both only help to choose among namesakes.
    """
    names = _names_in(text, day or TYPICAL_DAY)
    sure = [Mention(name.candidates[0], name.start, name.stop) for name in names if len(name.candidates) == 1]
    context = _Context(sure, province)
    chosen = ((name.candidates[0] if len(name.candidates) == 1 else context.choose(name), name) for name in names)
    return [Mention(place, name.start, name.stop) for place, name in chosen if place]


def province_of(text: str, source_province: str | None, day: date | None = None) -> Place | None:
    """The province that a text is about: its source's, unless it never names that and its lead clearly another.

    Raises ValueError for a `source_province` that is no province.
    """
    source = province_named(source_province, day) if source_province else None
    mentions = find(text, source, day)
    lead = _by_province(mention for mention in mentions if mention.start < LEAD_LENGTH)
    everywhere = _by_province(mentions)
    if source is None:
        counted = lead or everywhere
        return max(counted.values(), key=len)[0] if counted else None
    other = max(lead, key=lambda name: len(everywhere[name])) if lead and source.name not in everywhere else None
    return lead[other][0] if other and len(everywhere[other]) >= CLEARLY else source


def district_of(text: str, province: Place, day: date | None = None) -> Place | None:
    """The district of the province that a text names most in its lead, or else most anywhere."""
    found = [
        mention
        for mention in find(text, province, day)
        if mention.place.level == "district" and _lies_in(mention.place, province)
    ]
    counted = Counter(mention.place for mention in found if mention.start < LEAD_LENGTH)
    counted = counted or Counter(mention.place for mention in found)
    return counted.most_common(1)[0][0] if counted else None


def province_named(name: str, day: date | None = None) -> Place:
    """The province with that name ("Hà Tĩnh", "TP. Hồ Chí Minh") on that day; ValueError if there is none."""
    key = name_key(re.sub(r"^(?:tỉnh|thành phố|tp\.?)\s+", "", name, flags=re.IGNORECASE))
    provinces = [place for place in named(ALIASES.get(key, key)) if place.level == "province"]
    if not provinces:
        raise ValueError(f"{name!r} is no province")
    return _valid(provinces, day or TYPICAL_DAY)[0]


def _by_province(mentions: Iterable[Mention]) -> dict[str, list[Place]]:
    """Name of a province -> that province once for each mention of it or of a place in it."""
    provinces: dict[str, list[Place]] = {}
    for mention in mentions:
        whole = province_then(mention.place)
        provinces.setdefault(whole.name, []).append(whole)
    return provinces


@lru_cache(maxsize=8)  # a reading asks for the province and then for the district of the same text
def _names_in(text: str, day: date) -> tuple[_Name, ...]:
    return tuple(_names(text, day))


def _names(text: str, day: date) -> Iterator[_Name]:
    last: _Name | None = None
    longest = _longest_by_first_word()
    for run in RUN.finditer(text):
        words = list(WORD.finditer(text, run.start(), run.end()))
        keys = [respell(word.group().lower()) for word in words]
        index = free_from = 0  # words before free_from belong to a place already
        while index < len(words):
            if keys[index] not in longest:
                index += 1
                continue
            before = words[max(free_from, index - LONGEST_NAME) : index]
            known = _known_names(tuple(keys[index : index + longest[keys[index]]]))
            name = _longest_name(text, words[index:], known, _person_begins(before), last, day) if known else None
            if name is None:
                index += 1
                continue
            yield name
            last = name
            index = free_from = index + name.words


@cache
def _longest_by_first_word() -> dict[str, int]:
    """What known names begin with, and the words of the longest that so begins; most capitalised words begin none."""
    longest: dict[str, int] = {}
    for words in map(str.split, [*ALIASES, *NOT_PLACES, *names()]):
        longest[words[0]] = max(longest.get(words[0], 0), min(len(words), LONGEST_NAME))
    return longest


def _person_begins(words: Sequence[re.Match[str]]) -> bool:
    """Whether the capitalised words before a name make it the end of a person's: "Nguyễn Thị | Hà Giang"."""
    return any(word.group().lower() in SURNAMES and not word.group().isupper() for word in words)


def _longest_name(
    text: str,
    words: Sequence[re.Match[str]],
    known: Sequence[tuple[int, str]],
    in_person: bool,
    last: _Name | None,
    day: date,
) -> _Name | None:
    start = words[0].start()
    kind, outer_start = _kind_before(text, start)
    kind = "thành phố" if words[0].group().lower() == "tphcm" else kind
    if not kind and (in_person or NO_PLACE_BEFORE.search(text, max(0, start - 20), start)):
        return None
    listed = last.kind if last and re.fullmatch(r"\s?(?:,|và|-|–)\s", text[last.stop : start]) else None
    for length, key in known:
        if key in NOT_PLACES:
            return _Name((), start, words[length - 1].end(), None, length)
        candidates = _candidates(key, kind, listed, day)
        if candidates:
            return _Name(candidates, outer_start, words[length - 1].end(), kind or listed, length)
    return None


@lru_cache(maxsize=8192)
def _known_names(words: tuple[str, ...]) -> list[tuple[int, str]]:
    """(words, name) of every known name that begins with the first word, the longest first."""
    joined = [(length, " ".join(words[:length])) for length in range(len(words), 0, -1)]
    names = [(length, ALIASES.get(key, key)) for length, key in joined]
    return [(length, key) for length, key in names if named(key) or key in NOT_PLACES]


def _kind_before(text: str, start: int) -> tuple[str | None, int]:
    """The kind that the words before a name give it, and where the mention begins: "TP. | Vinh", "Thành ủy | Vinh"."""
    found = KIND_BEFORE.search(text, max(0, start - 16), start)
    if found is None:
        return None, start
    word = (found["kind"] or found["seat"]).lower()
    return KIND_NAMES.get(word, word), found.start() if found["kind"] else start


def _candidates(key: str, kind: str | None, listed: str | None, day: date) -> tuple[Place, ...]:
    """The places that a name may mean, fewest first tried: by its kind, alone, by the kind of the list before it."""
    places = named(key)
    if kind:
        return _of_kind(places, kind, day)
    if key == "hồ chí minh" and not listed:
        return ()
    return _alone(places, key, day) or (_of_kind(places, listed, day) if listed else ())


def _of_kind(places: Sequence[Place], kind: str, day: date) -> tuple[Place, ...]:
    """Those of that kind; failing them those of its level, for towns are raised to cities."""
    if kind in COMMUNES:
        return _valid([place for place in places if place.kind == kind], day)
    exact = [place for place in places if place.kind == kind]
    districts = [place for place in places if place.level == "district" and kind != "tỉnh"]
    provinces = [place for place in places if place.level == "province" and kind in ("tỉnh", "thành phố")]
    return _valid(exact, day) or _valid(districts, day) or _valid(provinces, day)


def _alone(places: Sequence[Place], key: str, day: date) -> tuple[Place, ...]:
    """What a name without a kind means: a province, else a district whose name cannot be taken for something else."""
    if key in NEEDS_KIND or (" " not in key and key not in SHORT_NAMES):
        return ()
    provinces = [place for place in places if place.level == "province"]
    districts = [place for place in places if place.level == "district"]
    existing = [place for place in provinces if place.valid_on(day)] or [
        place for place in districts if place.valid_on(day)
    ]
    return tuple(existing) or _valid(provinces, day) or _valid(districts, day)


def _valid(places: Sequence[Place], day: date) -> tuple[Place, ...]:
    """Those that existed on the day; failing them all."""
    return tuple(place for place in places if place.valid_on(day)) or tuple(places)


class _Context:
    """What the rest of a text says about a name that several places share."""

    def __init__(self, sure: Sequence[Mention], likely: Place | None) -> None:
        self.sure = sure
        self.starts = [mention.start for mention in sure]
        self.everywhere = list({mention.place.id: mention.place for mention in sure}.values())
        self.districts = [place for place in self.everywhere if place.level == "district"]
        self.likely = [likely] if likely else []

    def choose(self, name: _Name) -> Place | None:
        """The one namesake in the place named right after, in a district named, in the likely or a named province."""
        for wholes in (self._following(name), self.districts, self.likely, self.everywhere):
            fitting = [place for place in name.candidates if any(_lies_in(place, whole) for whole in wholes)]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def _following(self, name: _Name) -> list[Place]:
        index = bisect_left(self.starts, name.stop)
        near = index < len(self.sure) and self.starts[index] <= name.stop + NEARBY
        return [self.sure[index].place] if near else []


def _lies_in(place: Place, whole: Place) -> bool:
    """Whether a place lies in a district or province; across eras the provinces of today are compared."""
    if whole.level == "district" and place.level == "commune":
        return place.parent == whole.id
    own, other = province_then(place), province_then(whole)
    return own.id == other.id if own.era == other.era else province_now(own).id == province_now(other).id
