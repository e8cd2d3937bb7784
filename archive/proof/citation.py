"""How an article is cited: in Vietnamese style, in APA, in BibTeX. Pure; the web pages and `evidence` use the same.

Every form names the publisher's own address first, then the archive's article id and the SHA-256 of the capture:
who doubts the wording can check it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.model import VIETNAM

ARCHIVE_NAME = "Kho tin phối hợp công tác"
ARCHIVE_NAME_EN = "Archive of Party coordination news"

# What `Cited.of` takes, given an article's id: one row.
CITED = """
select articles.id, articles.headline, articles.author, articles.published, articles.published_precision, articles.url,
    sources.name as source, sources.name_en as source_en, captures.captured_at, captures.sha256
from articles
join sources on sources.id = articles.source
join captures on captures.id = articles.capture
where articles.id = ?
"""

TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
IN_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", "%": r"\%", "#": r"\#"}  # within \url{}


@dataclass(frozen=True)
class Cited:
    """What a citation needs to know."""

    id: int
    headline: str | None
    author: str | None  # byline as printed
    source: str  # Vietnamese name
    source_en: str
    url: str | None
    published: datetime | None
    precision: str | None  # of `published`: minute, day, month or year
    captured_at: datetime
    sha256: str  # of the capture's payload

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Cited":
        """A row of CITED, with names."""
        return cls(
            **{name: row[name] for name in ("id", "headline", "author", "source", "source_en", "url", "sha256")},
            published=datetime.fromisoformat(row["published"]) if row["published"] else None,
            precision=row["published_precision"],
            captured_at=datetime.fromisoformat(row["captured_at"]),
        )

    @property
    def captured_on(self) -> date:
        """The day of the capture, in Vietnam."""
        return self.captured_at.astimezone(VIETNAM).date()

    @property
    def published_on(self) -> date | None:
        """The day of publication, in Vietnam."""
        return self.published.astimezone(VIETNAM).date() if self.published else None


def vietnamese(cited: Cited) -> str:
    """Author (year), "headline", newspaper, day, address; where the archive keeps it."""
    published = cited.published_on
    year = f" ({published.year})" if published else ""
    parts = [
        f"{_one_line(cited.author) or cited.source}{year}",
        f"“{_one_line(cited.headline) or '[Không có tiêu đề]'}”",
        cited.source if cited.author else "",
        _vietnamese_day(published, cited.precision) if published else "không rõ ngày đăng",
        f"<{cited.url}>" if cited.url else "",
    ]
    kept = (
        f"Bản lưu ngày {_day_month_year(cited.captured_on)}, {ARCHIVE_NAME}, bài số {cited.id}, SHA-256 {cited.sha256}."
    )
    return f"{', '.join(filter(None, parts))}. {kept}"


def apa(cited: Cited) -> str:
    """APA, 7th edition: bylines as printed, since Vietnamese names are not turned round."""
    author = _one_line(cited.author) or cited.source
    headline = _one_line(cited.headline) or "[Untitled]"
    day = cited.captured_on
    archived = f"Archived {day:%B} {day.day}, {day.year}"
    kept = f"[{archived}, {ARCHIVE_NAME_EN}, article {cited.id}, SHA-256 {cited.sha256}]"
    parts = [
        _sentence(author),
        f"({_apa_day(cited.published_on, cited.precision)}).",
        _sentence(headline),
        _sentence(cited.source) if cited.author else "",
        cited.url or "",
        kept,
    ]
    return " ".join(filter(None, parts))


def bibtex(cited: Cited) -> str:
    """An entry @misc, which BibTeX and biber both read, in UTF-8."""
    published = cited.published_on
    fields = {
        "author": f"{{{_tex(_one_line(cited.author) or cited.source)}}}",
        "title": f"{{{_tex(_one_line(cited.headline) or '[Không có tiêu đề]')}}}",
        "howpublished": f"{_tex(cited.source)}, \\url{{{_tex_address(cited.url)}}}"
        if cited.url
        else _tex(cited.source),
        "year": str(published.year) if published else "",
        "month": str(published.month) if published and cited.precision != "year" else "",
        "day": str(published.day) if published and cited.precision in ("minute", "day") else "",
        "note": f"{_tex(ARCHIVE_NAME_EN)}, article {cited.id}, captured {cited.captured_on}, SHA-256 {cited.sha256}",
        "langid": "vietnamese",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{article{cited.id},", *lines, "}"]) + "\n"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _sentence(text: str) -> str:
    return text if re.search(r"[.?!…]$", text) else f"{text}."


def _day_month_year(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _vietnamese_day(day: date, precision: str | None) -> str:
    if precision == "year":
        return f"năm {day.year}"
    return f"tháng {day.month}/{day.year}" if precision == "month" else f"ngày {_day_month_year(day)}"


def _apa_day(day: date | None, precision: str | None) -> str:
    if day is None:
        return "n.d."
    if precision == "year":
        return str(day.year)
    return f"{day.year}, {day:%B}" if precision == "month" else f"{day.year}, {day:%B} {day.day}"


def _tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in text)


def _tex_address(url: str | None) -> str:
    return "".join(IN_ADDRESS.get(sign, sign) for sign in url or "")
