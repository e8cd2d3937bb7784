"""Names of bodies in a text: where one begins, where it ends, and what sort of body it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from archive.reports.areas import area_end, capital_run_end, place_end, surnames
from archive.reports.committees import COMMITTEES, committees_at
from archive.reports.lexicon import Phrases, entries, phrases
from archive.reports.passage import Passage

LONGEST_NAME = 16  # words of a proper name, as in the full name of a bank
WORDS_OF_A_FULL_HEAD = 2  # "Trường Chính trị" may stand alone, "Báo" or "Công ty" may not
LONG_WORD = 7  # letters: no Vietnamese syllable but "nghiêng" has so many
LONGEST_OWN_NAME = 7  # Nhà máy Đóng tàu Cam Ranh 189
DEEPEST_OWNER = 4  # Văn phòng | Đảng ủy | Công an | tỉnh
PARTY, STATE, BLOCK, ORGAN = "party", "state", "block", "organ"
MASS = "mass"
ARMED = "armed_force"
OF_THE_CENTRE = ["trung", "ương"]
OF_THE_PARTY = ["ban", "cán", "sự"]
NO_BODY = "phrase"  # "Đảng bộ, chính quyền và nhân dân": words that only look like one

# Words that end the proper name of a company, a school or a newspaper: no name holds them.
AFTER_A_NAME = frozenset(
    "đã ký được vừa sẽ tổ chức với cùng tại trong là có do để theo phối ngày sáng chiều tối trưa diễn chủ dự đến về"
    " các những một hai ba đồng trên từ ra cho bằng mở họp đang còn cũng thì mà nhằm gồm như sau trước này đó"
    " bàn giai nhân hội năm tuyên triển thực thống làm ban"
    " nêu yêu đề phát khẳng đánh trao gửi báo bầu nhận giúp sơ tiến hôm hứa cam nói".split()
)
WORDS_OF_A_BLOCK = 9  # Khối thi đua các cơ quan tham mưu, giúp việc Đảng
UNITS = frozenset({"đoàn", "đội"})  # Sư đoàn, Lữ đoàn, Hải đội: by number, by arm and number, or by name
NAME_LINKS = frozenset({"và", "&", "-", "–"})


@dataclass(frozen=True)
class Body:
    """A body in a passage: words `start` to `stop`, its category, and the words of its own kind ("ban tuyên giáo")."""

    start: int
    stop: int
    category: str
    kind: str
    owner: "Body | None" = None

    @property
    def is_party(self) -> bool:
        """Whether it is a body of the Communist Party."""
        return self.category == PARTY


def bodies(passage: Passage, start: int, stop: int) -> list[Body]:
    """The bodies named between two words, in order, none inside another."""
    found = []
    index = start
    while index < stop:
        body = body_at(passage, index)
        if body and body.stop <= stop:
            found.append(body)
            index = body.stop
        else:
            index += 1
    return found


def body_at(passage: Passage, index: int, depth: int = 0, any_case: bool = False) -> Body | None:
    """The longest name of a body that begins at a word. `any_case`: in a person's post, "Trưởng ban Tổ chức"."""
    if depth > DEEPEST_OWNER or index >= len(passage.words) or not begins_body(passage.words[index]):
        return None
    return _longest_body(passage, index, depth, any_case)


@lru_cache(maxsize=2048)  # people, bodies and their owners all ask what stands at a word
def _longest_body(passage: Passage, index: int, depth: int, any_case: bool) -> Body | None:
    if many := committees_at(passage, index):
        return Body(index, many.stop, PARTY, _kind(passage, index, many.kind_stop))
    for after_head, value in _heads().all_at(passage.words, index):
        category, _, follow = value.partition(" ")
        if category == BLOCK and not _block_may_stand(passage, index, depth):
            continue
        if (
            not any_case
            and not (depth and passage.is_capital(index))
            and not _has_the_case(passage, index, after_head, follow)
        ):
            continue
        body = FOLLOWERS[follow.lstrip("^*").rstrip("!")](passage, index, after_head, category, depth)
        if body:
            return _past_its_abbreviation(passage, body)
    return None


def _past_its_abbreviation(passage: Passage, body: Body) -> Body:
    """ "Bộ đội Biên phòng (BĐBP) | tỉnh Tiền Giang": an area may follow the bracket."""
    if passage.words[body.stop : body.stop + 1] != ["("] or passage.words[body.stop + 2 : body.stop + 3] != [")"]:
        return body
    stop = area_end(passage, body.stop + 3) if body.stop + 3 < len(passage) else body.stop
    return replace(body, stop=stop) if stop > body.stop + 3 else body


def begins_body(word: str) -> bool:
    """Whether the name of a body may begin with this word, lower case."""
    return word in _first_words() or word.isdigit()


@cache
def _first_words() -> frozenset[str]:
    return frozenset(_heads().first_words()) | {"các"}


@cache
def _heads() -> Phrases:
    heads = Phrases()
    for category, phrase, follow in entries("bodies"):
        if category == COMMITTEES:
            continue
        heads.add(phrase, f"{category} {follow}")
    return heads


def _block_may_stand(passage: Passage, index: int, depth: int) -> bool:
    """Blocks belong to a committee ("Đảng ủy | Khối ..."); alone only the emulation blocks of the Party do."""
    if depth:
        return True
    return (
        passage.is_capital(index)
        and passage.words[index] == "khối"
        and "đảng" in passage.words[index : index + WORDS_OF_A_BLOCK]
    )


def _has_the_case(passage: Passage, index: int, head: int, follow: str) -> bool:
    if follow.startswith("*"):
        return passage.text[passage.starts[index] : passage.stops[index]].isupper()
    of_committees = follow == "^owner" and bool(committees_at(passage, head))  # "ban tổ chức 14 tỉnh ủy"
    return not follow.startswith("^") or passage.is_capital(index) or of_committees


def _kind(passage: Passage, start: int, stop: int) -> str:
    return " ".join(passage.words[start:stop])


def _with_area(passage: Passage, start: int, head: int, category: str, depth: int) -> Body:
    stop = area_end(passage, head)
    if stop == head and category == PARTY and passage.words[head - 1] == "ủy" and _is_foreign_place(passage, head):
        stop = head + 1
    return Body(start, stop, PARTY if category == BLOCK else category, _kind(passage, start, head))


def _is_foreign_place(passage: Passage, index: int) -> bool:
    """Tỉnh ủy | Attapeu, Huyện ủy | Đakrông: one long word, where a person would have two."""
    alone = index < len(passage) and passage.is_capital(index) and capital_run_end(passage, index) == index + 1
    return alone and len(passage.words[index]) >= LONG_WORD and passage.words[index].isalpha()


def _with_owner(passage: Passage, start: int, head: int, category: str, depth: int) -> Body | None:
    """An organ and the body it belongs to: "Ban Tuyên giáo | Tỉnh ủy Quảng Ninh", "Đảng ủy | Công an tỉnh"."""
    begin = head + 1 if head < len(passage) and passage.words[head] == "của" else head
    if passage.words[head : head + 1] == ["-"] and category == ARMED and (after := area_end(passage, head)) == head:
        begin = after + 1  # Phòng Chính trị | - Bộ Chỉ huy Quân sự tỉnh
    owner = body_at(passage, begin, depth + 1)
    if owner and not _may_own(category, owner):
        owner = None
    if owner is None and category == ORGAN:
        return None
    if owner is None:
        body = _with_area(passage, start, head, category, depth)
        return body if body.stop > head or passage.words[start] != "đảng" else _with_own_name(passage, start, head)
    lends = category == ORGAN or (owner.category == MASS and not _is_party_committee(passage, start, head))
    return Body(start, owner.stop, owner.category if lends else category, _kind(passage, start, head), owner)


def _is_party_committee(passage: Passage, start: int, head: int) -> bool:
    """ "Đảng đoàn | Hội Nông dân" is of the Party, "Ban Tuyên giáo | Tỉnh đoàn" of the youth union."""
    return bool({"đảng", "chi"} & set(passage.words[start:head])) or passage.words[start : start + 3] == OF_THE_PARTY


def _with_own_name(passage: Passage, start: int, head: int) -> Body:
    """ "Đảng ủy | Than Quảng Ninh": the committee of something that no list knows."""
    return Body(start, area_end(passage, _own_name_end(passage, head)), PARTY, _kind(passage, start, head))


def _own_name_end(passage: Passage, head: int) -> int:
    """Past "Cảng vụ Hàng hải" or "Than Quảng Ninh"; `head` where a person or a line of capitals begins."""
    if head >= len(passage) or not passage.is_capital(head):
        return head
    if passage.words[head] in surnames() and passage.is_capital(head + 1):
        return head
    shouted = passage.text[passage.starts[head] : passage.stops[head]].isupper()
    stop = _name_end(passage, head)
    return head if shouted or stop - head > LONGEST_OWN_NAME else stop


def _is_shouted(passage: Passage, index: int) -> bool:
    """In a headline of capitals no word tells where a name ends."""
    words = passage.text[passage.starts[index] : passage.stops[min(index + 1, len(passage) - 1)]]
    return words.replace(" ", "").isalpha() and words.isupper() and len(words) > 1


def _may_own(category: str, owner: Body) -> bool:
    return category in (PARTY, ORGAN, ARMED) or owner.category == STATE


def _with_field(passage: Passage, start: int, head: int, category: str, depth: int) -> Body | None:
    known = phrases("fields").at(passage.words, head)
    stop = known[0] if known else head
    run = capital_run_end(passage, head) if head < len(passage) and passage.is_capital(head) else head
    if stop == head and run - head >= 2 and not _is_shouted(passage, head):
        stop = next((place for place in range(head + 1, run) if body_at(passage, place, depth + 1)), min(run, head + 4))
        owner = body_at(passage, stop, depth + 1)
        if owner:  # Phòng PC04 | Công an tỉnh
            return Body(start, owner.stop, category, _kind(passage, start, stop), owner)
    if stop == head:
        return None
    return Body(start, area_end(passage, stop), category, _kind(passage, start, stop))


def _with_name(passage: Passage, start: int, head: int, category: str, depth: int) -> Body | None:
    stop = area_end(passage, _name_end(passage, head))
    if stop == head and head - start < WORDS_OF_A_FULL_HEAD:
        return None
    return Body(start, stop, category, _kind(passage, start, head))


def _name_end(passage: Passage, index: int) -> int:
    """The word after a proper name: capitalised words, each with at most two small ones after it."""
    stop, small = index, 0
    for position in range(index, min(index + LONGEST_NAME, len(passage))):
        word = passage.words[position]
        if passage.line_of[position] != passage.line_of[index]:
            break
        if passage.is_capital(position) or word.isdigit():
            stop, small = position + 1, 0
        elif word in NAME_LINKS and passage.is_capital(position + 1) and not body_at(passage, position + 1):
            small = 0
        elif word.isalpha() and word not in AFTER_A_NAME | NAME_LINKS and small < 2 and stop > index:
            small += 1
            if small == 1:
                stop = position + 1
        else:
            break
    return stop


def _with_number(passage: Passage, start: int, head: int, category: str, depth: int) -> Body | None:
    if head < len(passage) and passage.words[head - 1] in UNITS and not _is_number(passage, head):
        stop = _own_name_end(passage, head)  # Lữ đoàn | Phòng không 573, Binh đoàn | Tây Nguyên
        return Body(start, stop, category, _kind(passage, start, head)) if stop > head else None
    if head >= len(passage) or not _is_number(passage, head):
        return None
    owner = body_at(passage, head + 1, depth + 1)
    if owner and owner.category == category:
        return Body(start, owner.stop, category, _kind(passage, start, head), owner)
    arm = phrases("fields").at(passage.words, head + 1) if passage.is_capital(head + 1) else None
    stop = arm[0] if arm else head + 1  # Lữ đoàn 125 | Hải quân
    if passage.words[stop : stop + 1] == ["-"] and (place := place_end(passage, stop + 1, "xã")) > stop + 1:
        stop = place  # Phòng thủ khu vực 3 | - Khe Sanh
    return Body(start, area_end(passage, stop), category, _kind(passage, start, head))


def _is_number(passage: Passage, index: int) -> bool:
    word = passage.words[index]
    return (word.isalnum() and any(map(str.isdigit, word))) or _is_roman(passage, index)


def _is_roman(passage: Passage, index: int) -> bool:
    return set(passage.words[index]) <= set("ivx") and passage.is_capital(index)


def _alone(passage: Passage, start: int, head: int, category: str, depth: int) -> Body | None:
    centre = head - len(OF_THE_CENTRE)
    if passage.words[centre:head] == OF_THE_CENTRE and passage.is_capital(head) and centre > start:
        owner = body_at(passage, centre, depth + 1)
        if owner and owner.category == MASS:  # Ban Bí thư | Trung ương Đoàn
            return Body(start, owner.stop, MASS, _kind(passage, start, centre), owner)
    return Body(start, head, PARTY if category == BLOCK else category, _kind(passage, start, head))


Follower = Callable[[Passage, int, int, str, int], Body | None]
FOLLOWERS: dict[str, Follower] = {
    "area": _with_area,
    "owner": _with_owner,
    "field": _with_field,
    "name": _with_name,
    "number": _with_number,
    "none": _alone,
}
