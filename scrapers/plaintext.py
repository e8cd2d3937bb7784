"""An article that comes as plain text, another crawler's or an editor's: one paragraph a line, chrome included."""

import re
from dataclasses import dataclass

from archive import vietnamese
from archive.dates import parse_printed
from archive.model import PrintedTime
from scrapers.blocks import Block
from scrapers.prose import PICTURE_FILE, glued_ends, is_chrome, is_sentence, names_people

# "[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]", "Ngày đăng: 05/03/2025 09:15": facts, not prose.
FACTS = re.compile(
    r"^\W*((cập nhật|ngày đăng|đăng ngày)\b.{0,40}(\d[/.-]\d\d?[/.-]\d{4}|\d\s+tháng\s).{0,40}|"
    r"[\d\W]*\d\d?[/-]\d\d?[/-]\d{4}[\d\W]*)$",
    re.IGNORECASE,
)
MARKUP = re.compile(
    r"<(!doctype|html|head|meta|title|script|body|div|p|br|h[1-6]|table|t[dr]|ul|ol|li|center|font|span|strong)\b",
    re.IGNORECASE,
)
VIEWS = re.compile(r"(?:số )?(?:lần|lượt) xem\s*:?\s*(\d[\d.]*)", re.IGNORECASE)
LONGEST_HEADLINE = 300  # characters
# A line without a full stop is a caption or a subheading: a caption shows a scene, follows a picture, or is long.
SCENE = re.compile(
    r"^(quang cảnh|toàn cảnh|(các )?đại biểu|(các )?đồng chí|ông|bà|lãnh đạo|đoàn|(phó )?bí thư|(phó )?chủ tịch|"
    r"đại diện|ảnh|một góc|hình ảnh|cán bộ|nhân dân|buổi|lễ|tiết mục|thường trực)\b",
    re.IGNORECASE,
)
SHORTEST_CAPTION, LONGEST_SUBHEADING, LONGEST_CAPTION = 6, 14, 60  # words


@dataclass(frozen=True)
class PlainText:
    """What the lines say. `blocks` are the text after the headline, captions told from paragraphs."""

    headline: str | None
    section: str | None
    published: PrintedTime | None
    views: int | None
    blocks: tuple[Block, ...]


def is_plain_text(text: str) -> bool:
    """True if there is no markup in it."""
    return MARKUP.search(text[:20000]) is None


def read_plain_text(text: str) -> PlainText:
    """Tell headline, facts, captions and paragraphs apart, line by line."""
    lines = [" ".join(line.split()) for line in vietnamese.normalize(text).splitlines()]
    lines = [line.removeprefix("null ") for line in lines if line]
    facts = " ".join(line for line in lines if FACTS.match(line))
    told = [line for line in lines if not FACTS.match(line) and (PICTURE_FILE.match(line) or not is_chrome(line))]
    start = next((i for i, line in enumerate(told) if is_sentence(line) or len(line) > LONGEST_HEADLINE), len(told))
    titles = told[:start]
    # A section's title stands in capitals above the headline.
    section = titles[0] if len(titles) > 1 and titles[0].isupper() else None
    headline = next((title for title in titles if title != section), None)
    views = VIEWS.search(facts)
    return PlainText(
        headline=headline,
        section=section,
        published=parse_printed(facts) if facts else None,
        views=int(views[1].replace(".", "")) if views else None,
        blocks=tuple(_blocks([line for line in titles if line not in (section, headline)] + told[start:])),
    )


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    after_picture = False
    for line in lines:
        if PICTURE_FILE.match(line):
            after_picture = True
            continue
        blocks.append(Block(line, "caption" if _is_caption(line, after_picture=after_picture) else "paragraph"))
        after_picture = False
    return blocks


def _is_caption(line: str, *, after_picture: bool) -> bool:
    words = len(line.split())
    if is_sentence(line) or names_people(line) or not SHORTEST_CAPTION <= words <= LONGEST_CAPTION:
        return False
    # A caption or byline glued to a sentence is for `prose` to cut off.
    is_glued = bool(re.search(r"[.!?]\s", line) or glued_ends(line))
    return not is_glued and (after_picture or words > LONGEST_SUBHEADING or bool(SCENE.match(line)))
