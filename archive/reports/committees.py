"""Committees of the Party that a text names together: "các huyện, thị, thành ủy", "14 tỉnh ủy"."""

from dataclasses import dataclass

from archive.reports.areas import area_end, levels_end, place_end
from archive.reports.lexicon import phrases
from archive.reports.passage import Passage

COMMITTEES = "committees"  # their part of the list of bodies


@dataclass(frozen=True)
class Committees:
    """Where the words of their kind end, and where the name with its places does."""

    kind_stop: int
    stop: int


def committees_at(passage: Passage, index: int) -> Committees | None:
    """ "các huyện, thị, thành ủy và đảng ủy trực thuộc", where it begins at this word."""
    if index >= len(passage) or not (passage.words[index] == "các" or _counts(passage, index)):
        return None
    stop, last = index + 1, index
    while unit := phrases("bodies", COMMITTEES).at(passage.words, stop):
        last = unit[0]
        stop = last + 1 if passage.words[last : last + 1] in ([","], ["và"]) else len(passage)
    if last == index or passage.words[last - 1] not in ("ủy", "bộ"):
        return None
    return Committees(last, _past_their_places(passage, last))


def _past_their_places(passage: Passage, last: int) -> int:
    end = levels_end(passage, area_end(passage, last))
    if passage.words[end : end + 1] == [":"] and place_end(passage, end + 1) > end + 1:
        end = place_end(passage, end + 1)  # các huyện ủy biên giới: Đức Huệ, Mộc Hóa
    while end > last and passage.words[end : end + 1] in ([","], ["và"]) and place_end(passage, end + 1) > end + 1:
        end = place_end(passage, end + 1)  # các Huyện ủy Long Thành, Nhơn Trạch và Trảng Bom
    return end


def _counts(passage: Passage, index: int) -> bool:
    """ "14 tỉnh ủy", but not the month of "sáng 1/6 Đảng ủy ..."."""
    return passage.words[index].isdigit() and passage.text[passage.starts[index] - 1 : passage.starts[index]] == " "
