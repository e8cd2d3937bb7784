"""What the newsroom wrote, told from what the portal added, where only the text can tell.

The same rules read the blocks of a page and a plain text file: chrome lines, datelines, captions and
bylines glued to a sentence, names of picture files.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.syllables import is_syllable
from scrapers.blocks import Block

# Lines that portals print around an article, whole (each was seen; platforms are named where one alone prints it).
CHROME_LINES = re.compile(
    r"""^(
      đánh\ giá:? | (số\ )?lượt\ đánh\ giá:?.{0,40} | bình\ luận:?
    | mã\ (xác\ thực|bảo\ mật|xác\ nhận)\ không\ (đúng|chính\ xác)\.?
    | liên\ kết\ (website|web|trang)
    | xuất\ bản\ thông\ tin | null | (chi\ tiết\ bài\ viết\s*)+                  # Liferay 7, portlet titles
    | (các\ )?ý\ kiến\ (của\ )?bạn\ đọc | gửi\ (ý\ kiến|bình\ luận)(\ của\ bạn)?
    | \[?\s*cập\ nhật\ (vào\ )?(ngày|lúc)[\W\d]{4,40}(số\ lần\ xem[\W\d]*)?
    | \[?\s*(số\ )?(lần|lượt)\ xem\s*:?\s*[\d.,]*\s*\]?
    | (các\ )?(tin|bài)\ (liên\ quan|khác|cùng\ chuyên\ mục|mới|đọc\ tiếp) | tin\ nổi\ bật | những\ tin\ (mới|cũ)\ hơn
    | chia\ sẻ(\ (bài\ viết|facebook))? | in\ (bài|trang|tin) | về\ đầu\ trang | trở\ (về|lại)\ trang\ trước
    | (vui\ lòng|bạn\ (cần|phải)|mời\ bạn)\ đăng\ nhập\ để\ (gửi\ )?(ý\ kiến|bình\ luận).{0,20}
    | (mời\ )?(xem|đọc)\ thêm\s*:.+
    | đọc\ tiếp | [\d.,]+\ lượt\ xem | (>>|»).+                                  # ">> <related story>"
    | normal\ 0\ (false\ ){2}.*                                               # Word's settings, pasted as text
    | truy\ cập\ nội\ dung\ luôn | skip\ to\ (content|main\ content) | từ\ khóa:? | tags?:? | nhập\ chú\ thích\ ảnh
    | đánh\ giá\ bài\ viết | tổng\ số\ điểm\ của\ bài\ viết.* | xem\ với\ cỡ\ chữ
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
# The same, glued behind the last sentence where a crawler or a portal lost the line break.
CHROME_ENDINGS = re.compile(
    r"(các ý kiến của bạn đọc|ý kiến bạn đọc|gửi bình luận của bạn|liên kết website)$", re.IGNORECASE
)
# Characters. Patterns for the end of a text are looked for at its end only: a search from its beginning is slow.
LONGEST_CHROME_ENDING, LONGEST_SENTENCE_END = 24, 4
PICTURE_FILE = re.compile(r"^[^\s/\\]+\.(jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
UPDATED = re.compile(
    r"^\[\s*Cập nhật vào ngày \((?P<date>[\d/]+)\)\s*\]\s*-\s*\[\s*Số lần xem:\s*(?P<views>[\d.]+)\s*\]$"
)

# Unicode has the letters with two marks in pairs, capital first.
UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
SENTENCE_END = re.compile(r"[.!?…:;”\"]$|\./\.?$")
# A sentence end with a capital right behind it: "…UBND tỉnh.Đồng chí Hồ Đức Phớc phát biểu", "…sức làm.”Minh Luân".
GLUED = re.compile(rf"(?P<word>\w\w+)[”\")]?[.!?][”\")]?(?=[{UPPER}][^\W\d_]*[ \n])")
CREDIT = re.compile(
    r"""^\(?\s*(
      thực\ hiện | tổng\ hợp | nguồn | theo | tác\ giả | pv | ctv
    | (bài|tin|ảnh)(\s*(,|và|&|[-–])\s*(bài|tin|ảnh|clip|video|đồ\ họa))*
    )\s*:\s*(?P<name>.{2,80}?)\s*\)?$""",
    re.IGNORECASE | re.VERBOSE,
)
# "Thanh Lê", "Võ Minh Luân", "P.Y", "Nhóm P.V", "Phương Nga - Minh Anh", "Bài, ảnh: ..." is CREDIT's.
NAME = rf"[{UPPER}][^\W\d_]*\.?(?:[ .-]?[{UPPER}][^\W\d_]*\.?){{1,4}}"
NAMES = re.compile(rf"^{NAME}(\s*([,&–-]|và)\s*{NAME}){{0,3}}$")
NEWSROOM_NAMES = re.compile(r"^(nhóm\s+)?(p\.?v|phóng viên|ban biên tập|bbt|ctv)\b.{0,30}$", re.IGNORECASE)
PHOTO_CREDIT = re.compile(r"^\(?ảnh( minh họa)?\s*:\s*.{2,80}$", re.IGNORECASE)  # alone below a picture
AROUND_NAME = "()-– "  # "(Thu Hoài)", "- Thu Hoài -"
LONGEST_CAPTION_WORDS = 60
SHORTEST_CAPTION_WORDS = 6


@dataclass(frozen=True)
class Prose:
    """The parts of a text. `paragraphs` are as printed; a dateline that opens them stands apart."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    author: str | None
    dateline: str | None


def read_prose(
    blocks: Sequence[Block], headline: str | None, datelines: Iterable[str] = (), chrome: Iterable[str] = ()
) -> Prose:
    """Sort blocks into paragraphs, captions, byline and dateline; drop chrome and repetitions of the headline."""
    own = [re.compile(pattern, re.IGNORECASE) for pattern in chrome]
    kept = [
        trimmed for block in blocks if (trimmed := _without_chrome(block, own)) and not _repeats(trimmed.text, headline)
    ]
    kept = [piece for block in kept for piece in _unglued(block)]
    kept, author = _without_byline(kept)
    kept = [Block(block.text, "caption") if PHOTO_CREDIT.match(block.text) else block for block in kept]
    captions = tuple(block.text for block in kept if block.kind == "caption")
    paragraphs = [block.text for block in kept if block.kind != "caption"]
    dateline = None
    if paragraphs:
        dateline, paragraphs[0] = split_dateline(paragraphs[0], datelines)
    return Prose(tuple(text for text in paragraphs if text), captions, author, dateline)


def is_chrome(line: str, own: Iterable[re.Pattern[str]] = ()) -> bool:
    """True for a line that the portal printed."""
    return bool(CHROME_LINES.match(line) or PICTURE_FILE.match(line) or any(pattern.search(line) for pattern in own))


def is_sentence(text: str) -> bool:
    """True if it ends as a sentence does."""
    return bool(SENTENCE_END.search(text, len(text) - LONGEST_SENTENCE_END))


def names_people(text: str) -> bool:
    """True for what stands as a byline: one to four names and nothing else."""
    return bool(NAMES.match(text) or NEWSROOM_NAMES.match(text)) and len(text) <= 80


def glued_ends(text: str) -> list[int]:
    """Where sentences end without a space behind them. "TP.Hà Tĩnh" and "TS.Lê Bình" are abbreviations."""
    ends = GLUED.finditer(text)
    return [end.end() for end in ends if is_syllable(end["word"]) or re.fullmatch(r"\d{4}", end["word"])]


def split_dateline(text: str, datelines: Iterable[str]) -> tuple[str | None, str]:
    """("Baonghean.vn", "Chiều nay…") from "(Baonghean.vn) - Chiều nay…", if the mark is one of the source's own."""
    for mark in datelines:
        pattern = rf"^\(?\s*(?P<mark>{re.escape(mark)})\s*(\)\s*[-–—]?|[-–—:])\s*"
        if found := re.match(pattern, text, re.IGNORECASE):
            return found["mark"], text[found.end() :]
    return None, text


def _without_chrome(block: Block, own: list[re.Pattern[str]]) -> Block | None:
    ending = CHROME_ENDINGS.search(block.text, len(block.text) - LONGEST_CHROME_ENDING)
    text = block.text[: ending.start()].rstrip() if ending else block.text
    return Block(text, block.kind) if text and not is_chrome(text, own) else None


def _repeats(text: str, headline: str | None) -> bool:
    return bool(headline) and text.removeprefix("null ").casefold() == (headline or "").casefold()


def _unglued(block: Block) -> list[Block]:
    """Cut off a byline or a caption that stands behind the last sentence without a space."""
    if block.kind != "paragraph" or is_sentence(block.text):
        return [block]
    ends = glued_ends(block.text)
    if not ends:
        return [block]
    sentence, tail = block.text[: ends[-1]], block.text[ends[-1] :].strip()
    if names_people(tail):
        return [Block(sentence, "paragraph"), Block(tail, "right")]
    if SHORTEST_CAPTION_WORDS <= len(tail.split()) <= LONGEST_CAPTION_WORDS:
        return [Block(sentence, "paragraph"), Block(tail, "caption")]
    return [block]


def _without_byline(blocks: list[Block]) -> tuple[list[Block], str | None]:
    """Take the byline off the end: a credit line, a line set to the right, or names alone.

    Text and pictures may be signed on two lines, the last of them a credit or both set to the right.
    """
    rest, block, author = _without_last(blocks)
    if author is None:
        return blocks, None
    before, other, other_author = _without_last(rest)
    is_credited = CREDIT.match(block.text) or CREDIT.match(other.text)
    is_name_above = block.kind == other.kind == "right" and names_people(other.text) and not other.text.isupper()
    if other_author and (is_credited or is_name_above):
        return before, f"{other_author}, {author}"
    return rest, author


def _without_last(blocks: list[Block]) -> tuple[list[Block], Block, str | None]:
    """The blocks without the last that is no caption, that block, and the author whom it names."""
    last = next((i for i in range(len(blocks) - 1, 0, -1) if blocks[i].kind != "caption"), 0)
    block = blocks[last] if last else Block("", "paragraph")
    credit = CREDIT.match(block.text)
    name = block.text.strip(AROUND_NAME)
    is_name = names_people(name) or (block.kind == "right" and len(block.text) <= 80 and not _has_digit(block))
    author = credit["name"].strip() if credit else name if is_name else None
    return blocks[:last] + blocks[last + 1 :], block, author


def _has_digit(block: Block) -> bool:
    """A figure or a date set to the right is no name."""
    return any(character.isdigit() for character in block.text)
