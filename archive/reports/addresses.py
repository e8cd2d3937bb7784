"""What an address tells of its article: the province of the site, the day in the path, the act in the slug."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from archive.gazetteer import by_id
from archive.reports.lexicon import entries
from archive.vietnamese import fold

HIGHEST_PROVINCE_CODE = 96  # of the 63: Cà Mau
SLASHED = re.compile(r"/(20[0-2]\d)/(\d{1,2})/(\d{1,2})/")
DAY = re.compile(r"(?<![0-9])(20[0-2]\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d{0,3}[/.]\d)")
DAY_FIRST = re.compile(r"(?<![0-9])(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(20[0-2]\d)(?![0-9])")
MONTH = re.compile(r"/(20[0-2]\d)/?(0[1-9]|1[0-2])/")  # /202109/: its last day
OPENING = re.compile(r"^\W*(?P<mark>[^\W\d_]+(?:\.[^\W\d_]+)*)\W{0,2}\s?[-–]", re.M)
SHORT_DAY = re.compile(r"(?<![0-9])185(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{6,9}(?![0-9])")  # thanhnien.vn


@lru_cache(maxsize=1024)
def province_of_address(url: str | None) -> str | None:
    """The province (of the 63) whose site this is, by its host: "baubang.binhduong.gov.vn" is of Bình Dương."""
    host = _split(url).hostname or ""
    found = max((name for name in _hosts() if name in host), key=len, default=None)
    return _hosts()[found] if found else None


@cache
def _hosts() -> dict[str, str]:
    names = {_joined(name): name for name in _provinces()}
    return names | {host: province for section, host, province in entries("hosts") if section == "host"}


def province_of_newsroom(mark: str) -> str | None:
    """The province of the newspaper whose mark opens a text: "Baonghean.vn", "ĐNO"; None for agencies."""
    return province_of_address(f"//{mark.lower()}") if "." in mark else _newsrooms().get(mark.upper())


@cache
def _newsrooms() -> dict[str, str]:
    return {mark: province for section, mark, province in entries("hosts") if section == "newsroom"}


def province_of_opening(text: str) -> str | None:
    """The same where the mark still stands in the text: "(Baonghean.vn) - Chiều nay ..."."""
    found = (province_of_newsroom(match["mark"]) for match in OPENING.finditer(text))
    return next((province for province in found if province), None)


def _split(url: str | None) -> SplitResult:
    try:
        return urlsplit(url or "")
    except ValueError:  # "http://[broken": an address that tells nothing
        return urlsplit("")


def _joined(name: str) -> str:
    return re.sub(r"\W", "", fold(name))


def _provinces() -> Iterator[str]:
    for code in range(1, HIGHEST_PROVINCE_CODE + 1):
        with suppress(KeyError):
            yield by_id(f"p{code:02}").name


def day_in_address(url: str | None) -> date | None:
    """The day that the path carries, as in n20180727183416734; None where it carries none that exists."""
    path = unquote(_split(url).path)
    for pattern, order in ((SHORT_DAY, (1, 2, 3)), (SLASHED, (1, 2, 3)), (DAY, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        for match in pattern.finditer(path):
            year, month, day = (int(match[group]) for group in order)
            try:
                return date(year + 2000 if year < 100 else year, month, day)
            except ValueError:
                continue
    only_month = MONTH.search(path)
    return _last_day(int(only_month[1]), int(only_month[2])) if only_month else None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@lru_cache(maxsize=64)
def slug(url: str | None) -> str:
    """The words of the path without accents: "tong ket 5 nam thuc hien chuong trinh phoi hop"."""
    path = unquote(_split(url).path)
    return " ".join(re.findall(r"[a-z0-9]+", fold(path)))


def province_in_slug(words: str) -> str | None:
    """The province named in a slug's words, accents gone."""
    whole = f" {words} "
    return next((name for spelled, name in _in_slugs() if spelled in whole), None)


@cache
def _in_slugs() -> list[tuple[str, str]]:
    """How slugs spell each province, as words of their own, and its name: " ha tinh ", " hatinh "."""
    return [(f" {spelled} ", name) for name in _provinces() for spelled in (fold(name), _joined(name))]
