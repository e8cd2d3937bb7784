"""Pages of the sample: an article or a page that is none, in a layout of its site, as bytes."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sample.articles import Article, Night
from sample.listing import PER_PAGE, Refused, entries, path_of, related

LAYOUTS = Path(__file__).parent / "layouts"
TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@dataclass(frozen=True)
class Answer:
    """What a site answers to a path (with its query)."""

    path: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


def article_answer(article: Article) -> Answer:
    """An article's page, in the layout of its source and time."""
    text = render(
        layout_file(article.source, article.layout),
        article=article,
        path=path_of(article),
        related=related(article),
        clock=article.made.clock,
        charset=article.charset,
        language="en" if article.no_article == "foreign" else "vi",
    )
    return Answer(path_of(article), encode(text, article.charset), f"text/html; charset={article.charset}")


def refused_answer(page: Refused, night: Night) -> Answer:
    """A page that is no article: a file as it is, or a layout of the site."""
    if page.layout.endswith(".pdf"):
        return Answer(page.path, (LAYOUTS / page.layout).read_bytes(), page.content_type)
    section = {"entries": entries(page.source, night)[:PER_PAGE], "number": 1, "last": 1, "first": 1, "total": PER_PAGE}
    paging = {"more": "", "redirect": "", "other_pages": []}
    text = render(page.layout, path=page.path, title=page.title, clock=night.clock, **section, **paging)
    return Answer(page.path, text.encode(), page.content_type, page.status)


def gone(article: Article, night: Night) -> Answer:
    """The answer where an article was withdrawn."""
    text = render(layout_file(article.source, "not_found"), path=path_of(article), clock=night.clock)
    return Answer(path_of(article), text.encode(), status=404)


def layout_file(source: str, layout: str) -> str:
    """The name of a layout of a source: thanhuy_hatinh and article make hatinh_article.html."""
    return f"{source.removeprefix('thanhuy_')}_{layout}.html"


def us_time(moment: datetime) -> str:
    """5/27/2026 2:51:01 PM, as OneCMS writes it."""
    hour = moment.hour % 12 or 12
    return f"{moment.month}/{moment.day}/{moment.year} {hour}:{moment:%M:%S} {'PM' if moment.hour >= 12 else 'AM'}"


def weekday(moment: datetime) -> str:
    """The day of the week as old layouts print it."""
    return WEEKDAYS[moment.weekday()]


LAYOUT_FILES = Environment(
    loader=FileSystemLoader(LAYOUTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
LAYOUT_FILES.globals |= {"us_time": us_time, "weekday": weekday}


def render(layout: str, **values: Any) -> str:  # noqa: ANN401 - templates take anything
    """A page in a layout; a name that the layout needs and does not get is an error."""
    return LAYOUT_FILES.get_template(layout).render(**values)


def encode(text: str, charset: str) -> bytes:
    """Bytes of a page. windows-1258 has tone marks apart from their letters: ế is ê and an acute accent."""
    if charset != "windows-1258":
        return text.encode(charset)
    return b"".join(encode_letter(letter) for letter in text)


def encode_letter(letter: str) -> bytes:
    """One letter in windows-1258, decomposed where it has no byte of its own."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        # ệ decomposes to e, dot below, circumflex: the circumflex goes back onto the letter, the tone stays apart.
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES)
        shape = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        return (shape + tone).encode("cp1258")
