"""The words of the site: texts/vi.toml and texts/en.toml, looked up by dotted names."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from archive.model import VIETNAM

TEXTS = Path(__file__).with_name("texts")
MONTHS = "January February March April May June July August September October November December".split()

Text = Callable[..., str]


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Name -> text in that language: "search.button" -> "Tìm"."""
    with (TEXTS / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def text_in(language: str) -> Text:
    """The look-up that templates call `t`: t("search.found", count=3). Raises KeyError for a name without a text.

    Whole numbers are written as the language groups their digits.
    """
    texts = catalogue(language)

    def text(name: str, /, **values: object) -> str:
        if not values:
            return texts[name]
        return texts[name].format(**{key: _written(value, language) for key, value in values.items()})

    return text


def _written(value: object, language: str) -> object:
    return number_in(value, language) if isinstance(value, int) else value


def number_in(value: int, language: str) -> str:
    """12.345 in Vietnamese, 12,345 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def decimal_in(value: float, digits: int, language: str) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English."""
    written = f"{value:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "vi" else written


def day_in(moment: str | None, language: str) -> str:
    """A stored day, month, year or time as people write it, in Vietnam: 12/5/2023, 12 May 2023; "" for none."""
    parts = [int(part) for part in _in_vietnam(moment or "")[:10].split("-") if part.isdecimal()]
    if language == "vi":
        return "/".join(str(part) for part in reversed(parts))
    months = [MONTHS[month - 1] for month in parts[1:2]]
    return " ".join([*(str(day) for day in parts[2:]), *months, *(str(year) for year in parts[:1])])


def moment_in(moment: str | None, language: str) -> str:
    """A stored time with its hour in Vietnam: 9:30 12/5/2023; "" for none."""
    hour, _, minute = _in_vietnam(moment or "")[11:16].partition(":")
    return f"{int(hour)}:{minute} {day_in(moment, language)}" if minute else day_in(moment, language)


def _in_vietnam(moment: str) -> str:
    """The archive's own times are UTC; those that pages print have Vietnam's zone already."""
    return datetime.fromisoformat(moment).astimezone(VIETNAM).isoformat() if moment.endswith("Z") else moment
