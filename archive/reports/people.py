"""People and the posts they hold, as news lists them: "Bí thư Huyện ủy Lê A", "đồng chí Lê A, Bí thư Huyện ủy"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from archive.reports.areas import area_end, capital_run_end, place_end, surnames
from archive.reports.bodies import AFTER_A_NAME, Body, body_at
from archive.reports.lexicon import phrases
from archive.reports.passage import Passage, Sentence

LONGEST_OWN_WORDS = 8  # of a body after a post
LONGEST_PERSON_NAME = 5  # Phan Thị Thanh Bích Ngọc
APOSTROPHES = frozenset("'’")
DASHES = frozenset("-–—")
BETWEEN_POSTS = frozenset({",", "kiêm", "và"}) | DASHES
ADDRESSES = [
    ["đồng", "chí"],
    ["các", "đồng", "chí"],
    ["đ", "/", "c"],
    ["đ", ".", "c"],
    ["đc"],
    ["ông"],
    ["bà"],
    ["anh"],
    ["chị"],
    ["cô"],
]
FIRST_WORDS_OF_ADDRESS = frozenset(words[0] for words in ADDRESSES)
# Streets, schools, prizes and campaigns carry the names of the dead.
NOT_A_PERSON_AFTER = frozenset(
    "đường phố trường giải quỹ gương đức tưởng tên bác cảnh lăng tượng niệm hội ảnh phương cầu".split()
)
HISTORIC = frozenset(
    """hồ chí minh,tôn đức thắng,nguyễn ái quốc,võ nguyên giáp,phạm văn đồng,trường chinh,lê duẩn,nguyễn văn linh
nguyễn văn cừ,trần phú,lê hồng phong,hà huy tập,nguyễn thị minh khai""".replace("\n", ",").split(",")
)


@dataclass(frozen=True)
class Post:
    """One post in a passage: words `start` to `stop`; a `seat` is a membership, never what somebody speaks for."""

    start: int
    stop: int
    sort: str  # member, office, rank
    body: Body | None = None


@dataclass(frozen=True)
class Mention:
    """A person named once: the words of the name and the posts beside it."""

    start: int
    stop: int
    posts: tuple[Post, ...]
    addressed: bool = False  # with đồng chí, ông, bà


def post_at(passage: Passage, index: int) -> Post | None:
    """The post that begins at a word, with the body it is held in."""
    if index >= len(passage.words) or passage.words[index] not in _first_words():
        return None
    return _longest_post(passage, index)


@lru_cache(maxsize=2048)  # people, bodies and names all ask what stands at a word
def _longest_post(passage: Passage, index: int) -> Post | None:
    best: Post | None = None
    for stop, sort in phrases("posts").all_at(passage.words, index):
        stop += 2 * (passage.words[stop : stop + 2] == ["phụ", "trách"])
        body = _body_of_post(passage, stop, passage.words[stop - 1]) if sort != "rank" else None
        end = _post_end(passage, body.stop if body else _own_words_end(passage, stop, sort), sort)
        if body is None and set(passage.words[index:stop]) <= NEEDS_A_BODY:
            continue
        if best is None or end > best.stop:
            best = Post(index, end, sort, body)
    return best


NEEDS_A_BODY = frozenset({"quyền", "trưởng", "phó", "chánh"})  # "Phó Trưởng | Ban Dân vận", "Chánh | Văn phòng"


def begins_post(word: str) -> bool:
    """Whether a post may begin with this word, lower case."""
    return word in _first_words()


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrases("posts").first_words())


def _body_of_post(passage: Passage, index: int, last: str) -> Body | None:
    if index >= len(passage):
        return None
    begin = index + 1 if passage.words[index] == "của" else index
    body = body_at(passage, begin, any_case=True)
    if body is None and last in ("ban", "phòng"):
        body = body_at(passage, index - 1, any_case=True)  # "Trưởng ban | Tuyên giáo": the word serves both
    return body


def _own_words_end(passage: Passage, index: int, sort: str) -> int:
    """Past a body that no list knows: "Trưởng phòng | Tuyên truyền - Báo chí"; none where a person begins."""
    if sort != "office" or not passage.is_capital(index) or name_end(passage, index) or post_at(passage, index):
        return index
    stop = index
    while stop < min(index + LONGEST_OWN_WORDS, len(passage)) and passage.words[stop].isalpha():
        if passage.words[stop] in AFTER_A_NAME or passage.line_of[stop] != passage.line_of[index]:
            break
        if stop > index and (name_end(passage, stop) or post_at(passage, stop)):
            break
        if passage.words[stop] == "và" and _skip_address(passage, stop + 1) > stop + 1:
            break  # "Hiệu trưởng Nhà trường | và ông Lê A"
        stop += 1
    return stop


def _post_end(passage: Passage, index: int, sort: str) -> int:
    """Past a place ("Chủ tịch huyện"), a term ("khóa XV") or a year ("Khối thi đua năm 2019")."""
    if sort == "rank":
        return index
    index = area_end(passage, index) if index < len(passage) else index
    if passage.words[index : index + 1] in (["khóa"], ["năm"]) and index + 1 < len(passage):
        return index + 2
    if passage.words[index : index + 2] == ["nhiệm", "kỳ"]:
        return index + (5 if passage.words[index + 3 : index + 4] == ["-"] else 3)
    return index


def posts_from(passage: Passage, index: int, limit: int) -> tuple[Post, ...]:
    """The posts that follow each other from a word on: "Ủy viên Ban Thường vụ, Trưởng Ban Dân vận Huyện ủy"."""
    found: list[Post] = []
    while index < limit and (post := post_at(passage, index)) and post.stop <= limit:
        found.append(post)
        index = _next_post(passage, post.stop, limit)
    return tuple(found)


def _next_post(passage: Passage, index: int, limit: int) -> int:
    if index < limit and passage.words[index] == "(":  # "Ban Thường vụ (BTV) Trưởng ban"
        close = next((i for i in range(index, min(index + 4, limit)) if passage.words[i] == ")"), None)
        index = close + 1 if close else index
    if index < limit and passage.words[index] in BETWEEN_POSTS:
        index += 1
    if index < limit and passage.words[index] in ("nguyên", "đồng"):
        index += 1 if passage.words[index] == "nguyên" else 3  # đồng thời là
    return index


def name_end(passage: Passage, index: int, trusted: bool = False) -> int | None:
    """The word after the person named at `index`. Untrusted names must begin with a family name."""
    run = capital_run_end(passage, index)
    syllables = run - index - 2 * sum(word in APOSTROPHES for word in passage.words[index:run])
    if not (2 <= syllables <= LONGEST_PERSON_NAME or run - index > syllables) or not _is_name_like(passage, index, run):
        return None
    known = passage.words[index] in surnames() or _is_highland(passage, index)
    return run if known or (trusted and run - index <= 4) else None


def _is_highland(passage: Passage, index: int) -> bool:
    """H’Lan Niê, K'Ré: names of the Central Highlands that begin with a letter and an apostrophe."""
    return len(passage.words[index]) == 1 and passage.words[index + 1 : index + 2] in (["'"], ["’"])


def _is_name_like(passage: Passage, start: int, stop: int) -> bool:
    if " ".join(passage.words[start:stop]) in HISTORIC or not all(
        passage.words[i].isalpha() or passage.words[i] in APOSTROPHES for i in range(start, stop)
    ):
        return False
    if any(
        passage.text[passage.starts[i] : passage.stops[i]].isupper() and len(passage.words[i]) > 1
        for i in range(start, stop)
    ):
        return False
    return body_at(passage, start) is None and post_at(passage, start) is None


def mentions(passage: Passage, sentence: Sentence) -> Iterator[Mention]:
    """The people named in a sentence, with the posts on either side of their names."""
    next_free = sentence.start
    first_words, family_names = FIRST_WORDS_OF_ADDRESS | _first_words(), surnames()
    for index in range(sentence.start, sentence.stop):
        word = passage.words[index]
        if index < next_free:
            continue
        may_be = word in family_names or (len(word) == 1 and _is_highland(passage, index))
        named = may_be and passage.is_capital(index)
        if word not in first_words and not named:
            continue
        found = _posts_then_name(passage, index, sentence) if begins_post(word) else None
        if found is None and (named or word in FIRST_WORDS_OF_ADDRESS):
            found = _name_then_posts(passage, index, sentence)
        if found:
            yield found
            next_free = max([found.stop, *(post.stop for post in found.posts)])


def _posts_then_name(passage: Passage, index: int, sentence: Sentence) -> Mention | None:
    before = posts_from(passage, index, sentence.stop)
    if not before:
        return None
    before, named = _up_to_a_name(passage, before)
    if named:
        return Mention(before[-1].stop, named, before + _posts_after_name(passage, named, sentence), addressed=True)
    start = _skip_address(passage, _past_its_stop(passage, before[-1]))
    while start < sentence.stop and passage.words[start] in DASHES | {":"} | {"("}:
        start += 1
        before += posts_from(passage, start, sentence.stop)
        start = before[-1].stop if before[-1].start >= start else start
    stop = name_end(passage, start, trusted=before[-1].sort != "rank") if start < sentence.stop else None
    if stop is None and (split := _split_name_off(passage, before[-1])):
        before, start, stop = (*before[:-1], split), split.stop, before[-1].stop
    if stop is None or stop > sentence.stop:
        return None
    after = _posts_after_name(passage, stop, sentence)
    return Mention(start, stop, before + after, addressed=True)


def _past_its_stop(passage: Passage, post: Post) -> int:
    """ "GS.TS. | Lê A": a rank in short letters ends with a stop."""
    return post.stop + (post.sort == "rank" and passage.words[post.stop : post.stop + 1] == ["."])


def _up_to_a_name(passage: Passage, posts: tuple[Post, ...]) -> tuple[tuple[Post, ...], int | None]:
    """ "Tổng Biên tập Báo Bình Định | Lê A, Phó Bí thư ...": posts up to one that swallows a person after a place."""
    for count, post in enumerate(posts[:-1]):
        body = post.body
        for place in range(body.start + 1, post.stop - 2) if body else ():
            name = place_end(passage, place)
            swallowed = place < name < post.stop and passage.words[name] in surnames()
            if body and swallowed and name_end(passage, name) == post.stop:
                return (*posts[:count], Post(post.start, name, post.sort, replace(body, stop=name))), post.stop
    return posts, None


def _split_name_off(passage: Passage, post: Post) -> Post | None:
    """ "Hiệu trưởng Trường Đại học Tây Bắc | Đinh Hữu Lạc": a proper name swallows the person after it."""
    if post.body is None:
        return None
    for index in range(post.stop - 2, post.body.start + 1, -1):
        if (
            passage.words[index] in surnames()
            and name_end(passage, index) == post.stop
            and place_end(passage, index) == index
        ):
            return Post(post.start, index, post.sort, replace(post.body, stop=index))
    return None


def _name_then_posts(passage: Passage, index: int, sentence: Sentence) -> Mention | None:
    start = _skip_address(passage, index)
    if index and passage.words[index - 1] in NOT_A_PERSON_AFTER and start == index:
        return None
    if not passage.is_capital(start) or start >= sentence.stop:
        return None
    stop = name_end(passage, start, trusted=start > index)
    if stop is None or stop > sentence.stop:
        return None
    posts = _posts_after_name(passage, stop, sentence)
    return Mention(start, stop, posts, addressed=start > index) if posts or start > index else None


def _skip_address(passage: Passage, index: int) -> int:
    """The word after "đồng chí", "các đồng chí:", "ông"; `index` itself where nobody is addressed."""
    if index < len(passage) and passage.words[index] in FIRST_WORDS_OF_ADDRESS:
        for words in ADDRESSES:
            if passage.words[index : index + len(words)] == words:
                index += len(words)
                return index + 1 if passage.words[index : index + 1] == [":"] else index
    return index


def _posts_after_name(passage: Passage, index: int, sentence: Sentence) -> tuple[Post, ...]:
    """Posts after a name, unless they lead to the next name: "..., Bí thư Huyện ủy Trần B" is Trần B's."""
    if index >= sentence.stop or passage.words[index] not in DASHES | {",", "(", ":"}:
        return ()
    begin = index + 1
    if begin < sentence.stop and passage.words[begin] in ("nguyên", "quyền", "là"):
        begin += 1
    posts = posts_from(passage, begin, sentence.stop)
    following = posts[-1].stop if posts else sentence.stop
    leads_on = following < sentence.stop and passage.is_capital(following) and name_end(passage, following)
    return _before_and(passage, posts) if leads_on else posts


def _before_and(passage: Passage, posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Of posts that lead to the next name, those before its "và": "A, Trưởng Ban Dân vận và | Trung tá B"."""
    for count in range(len(posts) - 1, 0, -1):
        before = passage.words[posts[count].start - 1]
        if before == "và" or (before == "," and posts[count].sort == "rank"):
            return posts[:count]
    return ()
