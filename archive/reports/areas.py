"""Where the name of a body ends: its level ("tỉnh", "huyện") and its place, found in the table of places."""

from collections.abc import Iterator, Set
from functools import cache

from archive.gazetteer import named
from archive.places import ALIASES
from archive.reports.lexicon import phrases
from archive.reports.passage import Passage

LONGEST_PLACE = 5  # words: Văn Miếu - Quốc Tử Giám
LONGEST_UNKNOWN_PLACE = 3  # capitalised words after "xã", "huyện" that the table does not hold
UNLISTED = ("xã", "phường", "thị trấn", "huyện", "thôn", "ấp", "bản", "xóm", "khu phố", "khóm", "buôn", "làng")
LONGEST_PERSON = 4  # words of a name
LEVELS_AFTER = {
    "tỉnh": {"province"},
    "huyện": {"district"},
    "quận": {"district"},
    "thị xã": {"district"},
    "tx": {"district"},
    "xã": {"commune"},
    "phường": {"commune"},
    "thị trấn": {"commune"},
    "đặc khu": {"commune"},
}
VIETNAM = (["việt", "nam"], ["vn"])
WITHIN_NAMES = frozenset("-–'’")  # Bà Rịa - Vũng Tàu, Ea H'leo
ANY_LEVEL = {
    "province",
    "district",
}  # after "thành phố" or no level at all: communes share their names with half the language


@cache
def surnames() -> Set[str]:
    """Vietnamese family names, lower case."""
    return phrases("names", "surname").first_words()


def area_end(passage: Passage, index: int) -> int:
    """The word after the levels and places that begin at `index`, as in "huyện Bố Trạch, tỉnh Quảng Bình"."""
    if not _may_begin_area(passage, index):
        return index
    index = _places_end(passage, _word_end(passage, index, "reach"))
    for words in VIETNAM:
        index += len(words) * (passage.words[index : index + len(words)] == words)
    central = _word_end(passage, index, "central")
    if central > index:
        return central
    if _counts_units(passage, index):
        units = _units_end(passage, index)
        return max(_word_end(passage, units, "reach"), _list_end(passage, units, passage.words[units - 1]))
    level = _word_end(passage, index, "level")
    stop = _several_communes_end(passage, index, level) or place_end(
        passage, level, " ".join(passage.words[index:level])
    )
    ends_in_a_stop = stop == level > index and passage.words[stop - 1] == "."  # the sentence's, not that of "TP."
    return stop - 1 if ends_in_a_stop else _above_a_number(passage, index, level, stop)


def _above_a_number(passage: Passage, index: int, level: int, stop: int) -> int:
    """Past "quận 10" in "phường 12, quận 10": a number alone does not say which ward."""
    numbered = passage.words[index:level] == ["phường"] and passage.words[stop - 1].isdigit() and stop == level + 1
    begin = stop + 1
    if not numbered or passage.words[stop:begin] != [","] or begin >= len(passage):
        return stop
    above = _word_end(passage, begin, "level")
    if passage.words[begin:above] in (["phường"], ["xã"]) or above == begin:
        return stop
    end = place_end(passage, above, " ".join(passage.words[begin:above]))
    return end if end > above else stop


def _may_begin_area(passage: Passage, index: int) -> bool:
    """Whether a word may begin a level, a reach, a number of units or a place: most words after a body do not."""
    if index >= len(passage):
        return False
    return passage.words[index] in _first_words() or passage.words[index].isdigit() or passage.is_capital(index)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrases("areas").first_words()) | {"các", "việt", "vn"}


def _places_end(passage: Passage, index: int) -> int:
    """Past a list of places after "các phường": "các phường Lê Lợi, Quang Trung và Hưng Bình"."""
    level = passage.words[index - 1] if index >= 2 else ""
    plural = level in LEVELS_AFTER and "các" in passage.words[max(0, index - 6) : index]
    return _list_end(passage, index, level) if plural else index


def _list_end(passage: Passage, index: int, level: str) -> int:
    """Past "Gò Công Đông và Tân Phú Đông" after "2 huyện"."""
    stop = place_end(passage, index, level)
    if stop == index:
        return index
    while (
        passage.words[stop : stop + 1] in ([","], ["và"]) and (after := place_end(passage, stop + 1, level)) > stop + 1
    ):
        stop = after
    return stop


def _several_communes_end(passage: Passage, index: int, level: int) -> int | None:
    """Past "Tú Mịch, Yên Khoái, Mẫu Sơn" after "xã": a second place could be its district, a third is none."""
    if passage.words[index:level] not in (["xã"], ["phường"]):
        return None
    first = place_end(passage, level, passage.words[index])
    stop = _list_end(passage, level, passage.words[index])
    joins = sum(word in (",", "và") for word in passage.words[first:stop])
    return stop if joins >= 2 else None


def _counts_units(passage: Passage, index: int) -> bool:
    """ "7 tỉnh", "12 tỉnh, thành phố", "các xã, thị trấn": the reach of a body that is many."""
    counts = index + 1 < len(passage) and (passage.words[index].isdigit() or passage.words[index] == "các")
    return counts and _units_end(passage, index) > index + 1


def _units_end(passage: Passage, index: int) -> int:
    stop = index + 1
    while (after := _word_end(passage, stop, "level")) > stop:
        stop = after
        if passage.words[stop : stop + 1] in ([","], ["và"]) and _word_end(passage, stop + 1, "level") > stop + 1:
            stop += 1
    return stop


def levels_end(passage: Passage, index: int) -> int:
    """Past ", phường khu vực Ngã Bảy - Phụng Hiệp" after the bare level of "12 đảng ủy xã"."""
    stop = index
    while stop > 0 and passage.words[stop : stop + 1] in ([","], ["và"]) and _is_level(passage, stop - 1):
        after = _word_end(passage, stop + 1, "level")
        if after == stop + 1 or place_end(passage, after, passage.words[after - 1]) > after:
            break
        stop = after
    reach = _word_end(passage, stop, "reach") if stop > index else stop
    return _list_end(passage, reach, "") if reach > stop else stop


def _is_level(passage: Passage, index: int) -> bool:
    return bool(phrases("areas", "level").at(passage.words, index))


def place_end(passage: Passage, index: int, level: str = "") -> int:
    """The word after the place name at `index`; `index` itself where there is none or a person begins there."""
    if index and passage.line_of[index - 1 : index] != passage.line_of[index : index + 1]:
        return index
    if not passage.is_capital(index):
        return _number_end(passage, index) if level else index
    run = capital_run_end(passage, index)
    for stop, levels in _known_places(passage, index):
        if levels & LEVELS_AFTER.get(level.rstrip("."), ANY_LEVEL) and not _is_person(passage, index, stop, run):
            return stop
    unknown = level in UNLISTED and run - index <= LONGEST_UNKNOWN_PLACE
    return run if unknown and passage.words[index] not in surnames() else index


def _known_places(passage: Passage, index: int) -> Iterator[tuple[int, set[str]]]:
    """(word after it, levels of the units so called) for each name in the table at a word, longest first."""
    stop = index
    stops: list[int] = []
    while len(stops) < LONGEST_PLACE and stop < len(passage):
        if passage.words[stop] not in WITHIN_NAMES:
            stops.append(stop + 1)
        stop += 1
    for count in range(len(stops), 0, -1):
        key = " ".join(word for word in passage.words[index : stops[count - 1]] if word not in WITHIN_NAMES)
        if levels := {place.level for place in named(ALIASES.get(key, key))}:
            yield stops[count - 1], levels


def _is_person(passage: Passage, index: int, stop: int, run: int) -> bool:
    """Trần Phú Hải is a person though Trần Phú is a ward; Hà Tĩnh Dương Tất Thắng is a city and a person."""
    if stop >= run or passage.words[index] not in surnames() or run - index > LONGEST_PERSON:
        return False
    return not (passage.words[stop] in surnames() and run - stop > 1)


def capital_run_end(passage: Passage, index: int) -> int:
    """The word after the unbroken run of capitalised words that begins at `index`."""
    stop = index
    while stop < len(passage) and passage.is_capital(stop) and (stop == index or not _break_between(passage, stop)):
        stop += 1
        if passage.words[stop : stop + 1] in (["'"], ["’"]) and passage.is_capital(stop + 1):
            stop += 2  # H'Hồng, K'Ré
    return stop


def _break_between(passage: Passage, index: int) -> bool:
    between = passage.text[passage.stops[index - 1] : passage.starts[index]]
    return between.strip(" ") != "" or "\n" in between


def _number_end(passage: Passage, index: int) -> int:
    return (
        index + 1
        if index < len(passage) and passage.words[index].isdigit() and len(passage.words[index]) <= 2
        else index
    )


def _word_end(passage: Passage, index: int, section: str) -> int:
    found = phrases("areas", section).at(passage.words, index)
    return found[0] if found else index
