"""Sentences with what stands in them: people with their posts, and the bodies that stand there on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from archive.reports.bodies import NO_BODY, Body, begins_body, body_at
from archive.reports.passage import Passage, Sentence
from archive.reports.people import Mention, begins_post, mentions, post_at
from archive.vietnamese import normalize, unify_tones


class Line(StrEnum):
    """What a line of the text is."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    CHROME = "chrome"  # stamps, counters, buttons, menus


@dataclass(frozen=True)
class Marked:
    """A sentence: its characters in the passage, its line's sort, its people and its free-standing bodies."""

    sentence: Sentence
    start: int
    stop: int
    line: Line
    people: tuple[Mention, ...]
    bodies: tuple[Body, ...]
    office_bodies: tuple[Body, ...]  # bodies that only appear in somebody's post


CHROME = re.compile(
    r"^\W*(?:xem cỡ chữ|cỡ chữ|chia sẻ|bình luận|in trang|ý kiến bạn đọc|gửi bình luận|nhảy đến nội dung"
    r"|truy cập nội dung|skip |trang chủ"
    r"|về trang trước|< trở về|liên kết website|mã xác thực|đánh giá:|lượt đánh giá|chi tiết bài viết"
    r"|xuất bản thông tin|các tin khác|tin liên quan"
    r"|cổng thông tin|nguồn:|nguồn \S+ \S+: ?http|chuyên mục|từ khóa|tags?:|cập nhật|đăng ngày|ngày đăng"
    r"|chế độ ban đêm|hotline|số lượt|số lần|in bài|các ý kiến)"
    r"|lượt xem|\bgmt\b|lượt đọc"
)
STAMP = re.compile(
    r"^\W*(?:(?:thứ"
    r"|chủ)\s\S+,?\s*)?(?:ngày\s*)?\d{1,4}[/\-.]\d{1,2}[/\-.]\d{1,4}\b[^a-zđ]*(?:[a-z]{0,3}\W*\d*)?$"
    r"|^\W*\d[\d\s.,:|]*$|^\W*$|^date [\d\-]+$"
)
WORDED_STAMP = re.compile(
    r"^\W*(?:thứ\s\w+|chủ nhật),?\s+(?:ngày\s+)?\d{1,2}(?:[/\-.]| tháng )\d{1,2}.{0,30}$"
    r"|^\d{1,2} tháng \S+ \d{4}.{0,30}$"
)
CAPTION = re.compile(
    r"^(?:ảnh:|quang cảnh|toàn cảnh|ảnh \w+:|\(ảnh|hình ảnh|các đại biểu (?:dự|tham dự|chụp)"
    r"|đại diện .{0,60}(?:ký|trao)|lãnh đạo .{0,90}(?:ký|trao|chụp|tại lễ)"
    r"|(?:các )?đồng chí .{0,160}(?:phát biểu|chủ trì|kết luận|chúc mừng|tại (?:hội nghị|lễ|buổi)|ký kết|ký "
    r"|trao|nói chuyện|tặng|nêu ý kiến|chụp))"
)
LONGEST_PREFIX = 40  # characters
LONGEST_CHROME = 18  # words
LONGEST_CAPTION = 45  # words
LONGEST_HEADLINE_START = 1500  # characters before the headline's line: stamps and menus above it


def mark(passage: Passage, title: str | None, captions: Sequence[str] = ()) -> list[Marked]:
    """The sentences of a passage in order, marked."""
    lines = line_sorts(passage, title, captions)
    return [_marked(passage, sentence, lines[sentence.line]) for sentence in passage.sentences]


def line_sorts(passage: Passage, title: str | None, captions: Sequence[str] = ()) -> list[Line]:
    """The sort of every line. A line that repeats is a caption with its alternative text, or a lead printed twice."""
    heading = _plain(title) if title else None
    given = {_plain(caption) for caption in captions}
    found, seen = [], set()
    for line in passage.lowered.split("\n"):
        text = " ".join(line.split())
        if heading and _is_heading(text, heading) and Line.HEADLINE not in found:
            found.append(Line.HEADLINE)
        elif text in seen or _is_chrome(text):
            found.append(Line.CHROME)
        elif text in given or _is_caption(text):
            found.append(Line.CAPTION)
        else:
            found.append(Line.BODY)
        seen.add(text)
    return found


def _is_heading(line: str, heading: str) -> bool:
    """The headline, or the headline after a stamp or a word of the page's: "null Ban Thường vụ ..."."""
    return line.endswith(heading) and len(line) - len(heading) <= LONGEST_PREFIX


def _is_chrome(line: str) -> bool:
    if len(line.split()) > LONGEST_CHROME:
        return False
    return bool(CHROME.search(line) or STAMP.search(line) or WORDED_STAMP.search(line))


def _plain(text: str) -> str:
    return " ".join(unify_tones(normalize(text)).lower().split())


def _is_caption(line: str) -> bool:
    short = len(line.split()) <= LONGEST_CAPTION
    return short and (line.endswith("|") or (bool(CAPTION.match(line)) and not re.search(r"\.\s\w", line)))


def _marked(passage: Passage, sentence: Sentence, line: Line) -> Marked:
    people = tuple(mentions(passage, sentence)) if line is not Line.CHROME else ()
    free, held = _bodies(passage, sentence, people) if line is not Line.CHROME else ((), ())
    start, stop = passage.starts[sentence.start], passage.stops[sentence.stop - 1]
    return Marked(sentence, start, stop, line, people, free, held)


def _bodies(
    passage: Passage, sentence: Sentence, people: tuple[Mention, ...]
) -> tuple[tuple[Body, ...], tuple[Body, ...]]:
    free: list[Body] = []
    held = [post.body for mention in people for post in mention.posts if post.body]
    taken = dict(_taken(people))
    next_free = sentence.start
    for index in range(sentence.start, sentence.stop):
        if index < next_free or not (index in taken or _may_begin(passage.words[index])):
            continue
        post = None if index in taken else post_at(passage, index)
        body = None if index in taken or post else body_at(passage, index)
        if post and post.body:
            held.append(post.body)
        if body and body.stop <= sentence.stop and body.category != NO_BODY:
            free.append(body)
        next_free = taken.get(index) or (post.stop if post else body.stop if body else index + 1)
    return tuple(free), tuple(held)


@lru_cache(maxsize=32768)  # the words of a language are few
def _may_begin(word: str) -> bool:
    return begins_post(word) or begins_body(word)


def _taken(people: tuple[Mention, ...]) -> Iterator[tuple[int, int]]:
    """The words that names and posts stand on: first word -> word after."""
    for mention in people:
        yield mention.start, mention.stop
        for post in mention.posts:
            yield post.start, post.stop
