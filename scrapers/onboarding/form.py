"""The form of a source as far as a stranger can fill it in: names, kind, province, id. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive import places
from archive.gazetteer import Place, province_then
from archive.gazetteer import places as all_places
from archive.vietnamese import fold, normalize
from scrapers.extraction import Reading
from scrapers.selectors import first, text_of

# Labels of a host name that say nothing of whose it is.
COMMON_LABELS = frozenset("www vn com net org gov edu info dcs cpv example test localhost".split())
PARTY = re.compile(
    r"\b(?:tỉnh|thành|huyện|thị|quận|đảng)\s+[uủ][yỷỶỦ]?\b|đảng bộ|ban (?:tuyên giáo|dân vận|tổ chức|nội chính)", re.I
)
NEWSPAPER = re.compile(r"^báo\b|\b(?:báo điện tử|tòa soạn|tổng biên tập|phát thanh)", re.IGNORECASE)
GOVERNMENT = re.compile(r"cổng thông tin|ủy ban nhân dân|uỷ ban nhân dân|\bubnd\b|\bsở\b", re.IGNORECASE)
DATELINE = re.compile(r"\(?(?P<mark>[A-ZĐ][\w.]{2,24})\)?\s*[-–]\s")  # "(TPHT) - ", "Baonghean.vn - "
SHORTEST_NAME_IN_HOST = 4  # letters: "hue" and "kon" stand in other words too


@dataclass(frozen=True)
class Facts:
    """What can be told of a site from its front page. None and "" stand for what a person has to fill in."""

    id: str
    name: str
    kind: str | None  # party, newspaper, government
    province: str | None
    home: str


def facts_of(tree: HtmlElement, url: str) -> Facts:
    """Read the front page, or any page, of a site."""
    parts = urlsplit(url)
    host, name = parts.hostname or "", _name(tree, is_front=parts.path in ("", "/") and not parts.query)
    return Facts(
        id=source_id(host),
        name=name,
        kind=_kind(name, host),
        province=province_of(host, name),
        home=f"{parts.scheme}://{parts.netloc}",
    )


def source_id(host: str) -> str:
    """`baohaiphong` of www.baohaiphong.vn; `thanhuy_hatinhcity` of thanhuy.hatinhcity.gov.vn."""
    labels = [re.sub(r"\W", "", label) for label in host.lower().split(".") if label not in COMMON_LABELS]
    name = "_".join(label for label in labels if label and not label.isdecimal())
    return name if re.match(r"[a-z]\w", name) else f"site_{name}".rstrip("_")


def told_datelines(readings: Iterable[Reading]) -> tuple[str, ...]:
    """Newsroom marks, "(Baonghean.vn) - ", that open the texts of at least a third of the articles."""
    bodies = [reading.article.body for reading in readings if reading.article and reading.article.body]
    marks = Counter(found["mark"] for body in bodies if (found := DATELINE.match(body[0])))
    return tuple(mark for mark, number in marks.most_common(2) if number * 3 >= len(bodies))


def _name(tree: HtmlElement, *, is_front: bool) -> str:
    """What the site calls itself: og:site_name, else its front page's title, else the end of "Section - Site"."""
    stated = first(tree, "meta[property='og:site_name']")
    named = normalize((stated.get("content") or "") if stated is not None else "").strip()
    title = text_of(found) if (found := first(tree, "title")) is not None else ""
    parts = re.split(r"\s+[-–|]\s+", title)
    if is_front:
        return named or parts[0].strip()
    return named or (parts[-1].strip() if len(parts) > 1 else "")


def _kind(name: str, host: str) -> str | None:
    if NEWSPAPER.search(name) or host.removeprefix("www.").startswith("bao"):
        return "newspaper"
    if PARTY.search(name) or ".dcs.vn" in f".{host}" or re.search(r"(?:tinh|thanh|huyen|dang)uy", host):
        return "party"
    return "government" if GOVERNMENT.search(name) or host.endswith(".gov.vn") else None


def province_of(host: str, name: str) -> str | None:
    """The province, as named before July 2025, that the host, the name, or a district in the host tells."""
    return _in_host(host, "province") or _in_name(name) or _in_host(host, "district")


def _in_host(host: str, level: str) -> str | None:
    squeezed = "".join(label for label in host.lower().split(".") if label not in COMMON_LABELS)
    named = [place for place in all_places() if place.level == level and place.era == "63" and _in(place, squeezed)]
    provinces = {province_then(place).name for place in _longest(named)}
    return provinces.pop() if len(provinces) == 1 else None


def _in_name(name: str) -> str | None:
    found = places.province_of(name, None) if name else None
    return found.name if found and found.era == "63" else None


def _in(place: Place, squeezed: str) -> bool:
    written = re.sub(r"\W", "", fold(place.name))
    return len(written) >= SHORTEST_NAME_IN_HOST and not written.isdecimal() and written in squeezed


def _longest(named: list[Place]) -> list[Place]:
    longest = max((len(place.name) for place in named), default=0)
    return [place for place in named if len(place.name) == longest]
