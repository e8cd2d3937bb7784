"""The address of a search: /tim-kiem?q=dang+uy&loai=signing&tinh=q92 -> what is asked for, and back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from archive import clock
from archive.gazetteer import places
from archive.web.spelling import plain, tokens

KINDS = ("signing", "midterm_review", "final_review", "briefing", "working_session", "issuance", "other")
LONGEST = 500  # characters of any field
MOST_PAGES = 50
PAGE_SIZE = 20  # articles
FIRST_YEAR = 1990  # the oldest portal is younger


@dataclass(frozen=True)
class Search:
    """A search, as its address says it. Empty fields narrow nothing."""

    words: str = ""
    kind: str = ""
    province: str = ""  # id of a place
    source: str = ""
    period: str = ""  # a year that the agreement covers, or two: 2021, 2021-2025
    organization: str = ""
    from_day: str = ""  # 2023-05-31
    to_day: str = ""
    reports_only: bool = False
    order: str = "relevance"  # or date
    page: int = 1
    misread: tuple[str, ...] = ()  # fields that were filled in with what cannot be meant

    @property
    def period_years(self) -> tuple[int, ...]:
        """The years that the agreement covers at least one of."""
        years = [int(year) for year in self.period.split("-") if year]
        return tuple(range(min(years), max(years) + 1)) if years else ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years of publication, where days are given."""
        if not (self.from_day or self.to_day):
            return ()
        first, last = self.from_day[:4] or FIRST_YEAR, self.to_day[:4] or clock.now().year + 1
        return tuple(range(int(first), int(last) + 1))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not any((self.words, *self.filters.values()))

    @property
    def filters(self) -> dict[str, str]:
        """Name in the address -> value, of all that narrows the search besides the words."""
        values = asdict(self)
        named = {name: values[attribute] for name, attribute in FIELDS.items() if name not in ("q", "xep")}
        return {name: value for name, value in (named | {"tin": REPORTS if self.reports_only else ""}).items() if value}

    @property
    def address(self) -> dict[str, str]:
        """Name -> value: the address of this search without its page."""
        order = {"xep": "ngay"} if self.order == "date" else {}
        return {**({"q": self.words} if self.words else {}), **self.filters, **order}


# Names in the address -> attributes. Vietnamese, as all addresses are.
FIELDS = {
    "q": "words",
    "loai": "kind",
    "tinh": "province",
    "nguon": "source",
    "giai-doan": "period",
    "co-quan": "organization",
    "tu": "from_day",
    "den": "to_day",
}
REPORTS = "phoi-hop"


def asked_for(query: Mapping[str, str]) -> Search:
    """The search of an address. What cannot be meant is left out and named in `misread`."""
    typed = {
        name: query.get(name, "")[:LONGEST].replace("\0", " ").strip() for name in (*FIELDS, "tin", "xep", "trang")
    }
    read = {name: READ.get(name, str)(typed[name]) if typed[name] else "" for name in FIELDS}
    page = int(typed["trang"]) if typed["trang"].isascii() and typed["trang"][:4].isdecimal() else 1
    return Search(
        **{attribute: read[name] or "" for name, attribute in FIELDS.items()},
        reports_only=typed["tin"] == REPORTS,
        order="date" if typed["xep"] == "ngay" else "relevance",
        page=min(max(page, 1), MOST_PAGES),
        misread=tuple(name for name in FIELDS if typed[name] and read[name] is None),
    )


def _kind(text: str) -> str | None:
    return text if text in KINDS else None


def _province(text: str) -> str | None:
    """The id of a place, or the name of a province: today's, where there is one of that name."""
    key = tokens(plain(text))
    named = [place.id for place in places() if place.level == "province" and tokens(plain(place.name)) == key]
    if any(place.id == text for place in places()):
        return text
    return max(named, key=lambda identity: identity[0], default=None)  # q, of today, before p


def _period(text: str) -> str | None:
    years = tokens(text)
    if not 1 <= len(years) <= 2 or not all(year.isascii() and year.isdecimal() and len(year) == 4 for year in years):
        return None
    return "-".join(years) if abs(int(years[0]) - int(years[-1])) <= 20 else None


def _day(text: str) -> str | None:
    """2023-05-31, 31/5/2023 or 31-5-2023."""
    parts = tokens(text)
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    year, month, day = (int(part) for part in (parts if len(parts[0]) == 4 else parts[::-1]))
    try:
        return date(year, month, day).isoformat() if year >= FIRST_YEAR else None
    except ValueError:
        return None


READ: dict[str, Callable[[str], str | None]] = {
    "loai": _kind,
    "tinh": _province,
    "giai-doan": _period,
    "tu": _day,
    "den": _day,
}
