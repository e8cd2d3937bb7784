"""/hinh: pictures, each with the table that it was drawn from and the same as CSV.

/hinh/thang, /hinh/mang-luoi, /hinh/ban-do and /hinh/thoa-thuan/<id>; with .svg (?hep=1 for telephones) and .csv.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from archive.web.asked import Asked, Document, Page
from archive.web.catalogue import day_in, text_in
from archive.web.exports.formats import FORMATS
from archive.web.pictures import contents
from archive.web.policy import PICTURES

HEADERS = {"Cache-Control": "public, max-age=300"}
# Names in the address -> the name of whom a picture is about.
SUBJECTS = {
    "co-quan": "select name from organizations where id = :id",
    "tinh": "select name from places where id = :id",
    "nguon": "select iif(:language = 'vi', name, name_en) from sources where id = :id",
}


@dataclass(frozen=True)
class Cell:
    """A field of a table; `link` is a path of ours, or ""."""

    text: str
    link: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture and its table; without rows there is nothing to draw."""

    name: str  # of its texts, and of the module that draws it
    path: str  # of its page
    query: Mapping[str, str]
    subject: str  # whom it is about, "" for all
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    data: object
    left_out: int = 0
    era: str = ""


@dataclass(frozen=True)
class Overview:
    """The pictures of the whole archive."""

    has_reports: bool  # else there is nothing to draw


Make = Callable[[sqlite3.Connection, Asked], Picture | None]


def _months(connection: sqlite3.Connection, asked: Asked) -> Picture | None:
    by = next((name for name in SUBJECTS if asked.entry(name)), "")
    subject = _subject(connection, asked, by)
    if subject is None:
        return None
    data = contents.months(connection, by, asked.entry(by))
    rows = tuple(
        (Cell(month), *(_count(counts[number]) for _, counts in data.kinds))
        for number, month in reversed(list(enumerate(data.months)))
        if any(counts[number] for _, counts in data.kinds)
    )
    columns = ("month", *(kind for kind, _ in data.kinds))
    return Picture("months", "/hinh/thang", _query(asked, by), subject, columns, rows, data, data.earlier)


def _network(connection: sqlite3.Connection, asked: Asked) -> Picture | None:
    from archive.web.pictures.order import numbers  # networkx takes a quarter of a second to import

    by = "co-quan" if asked.entry("co-quan") else ""
    subject = _subject(connection, asked, by)
    if subject is None:
        return None
    data = contents.network(connection, asked.entry("co-quan"))
    names, places = dict(data.names), numbers(data)
    rows = tuple(
        (
            *(() if data.centre else (_count(places[pair.one]), Cell(names[pair.one], f"/co-quan/{pair.one}"))),
            *(_count(places[pair.other]), Cell(names[pair.other], f"/co-quan/{pair.other}")),
            _count(pair.reports),
        )
        for pair in data.pairs
    )
    both = ("number", "organization", "partner_number", "partner", "reports")
    columns = both[2:] if data.centre else both
    return Picture("network", "/hinh/mang-luoi", _query(asked, by), subject, columns, rows, data, data.left_out)


def _map(connection: sqlite3.Connection, asked: Asked) -> Picture:
    era = "63" if asked.entry("ban-do") == "63" else "34"
    data = contents.provinces(connection, era)
    rows = tuple((Cell(one.name, f"/dia-ban/{one.id}"), _count(one.reports)) for one in data)
    query = {"ban-do": era} if era == "63" else {}
    return Picture("provinces", "/hinh/ban-do", query, "", ("province", "reports"), rows, data, era=era)


def _timeline(connection: sqlite3.Connection, asked: Asked) -> Picture | None:
    identity, t = asked.parts["agreement"], text_in(asked.language)
    lives = contents.lives(connection, identity)
    if not lives:
        return None
    rows = tuple(
        (
            Cell(life.name, f"/thoa-thuan/{life.id}"),
            Cell(t(f"event.{one.event}")),
            Cell(day_in(one.day, asked.language)),
        )
        for life in lives
        for one in life.events
    )
    subject = next(life.name for life in lives if life.id == identity)
    data = tuple(life for life in lives if life.has_time)
    path, columns = f"/hinh/thoa-thuan/{identity}", ("agreement", "event", "day")
    return Picture("timeline", path, {}, subject, columns, rows if data else (), data)


def _count(number: int) -> Cell:
    return Cell(str(number), is_number=True)


def _query(asked: Asked, by: str) -> dict[str, str]:
    return {by: asked.entry(by)} if by else {}


def _subject(connection: sqlite3.Connection, asked: Asked, by: str) -> str | None:
    """The name of whom a picture is about; "" for all, None for nobody that is known."""
    if not by:
        return ""
    row = connection.execute(SUBJECTS[by], {"id": asked.entry(by), "language": asked.language}).fetchone()
    return str(row[0]) if row else None


def read_svg(make: Make, connection: sqlite3.Connection, asked: Asked) -> Document | None:
    """The picture; narrow with ?hep=1."""
    picture = make(connection, asked)
    if picture is None or not picture.rows:
        return None
    t = text_in(asked.language)
    title = " · ".join(filter(None, (t(f"pictures.title.{picture.name}"), picture.subject, t("site.name"))))
    drawing = import_module(f"archive.web.pictures.{picture.name}")  # matplotlib takes half a second to import
    drawn: str = drawing.draw(picture.data, asked.language, bool(asked.entry("hep")), title)
    return Document(drawn, "image/svg+xml; charset=utf-8", HEADERS | PICTURES)


def read_csv(make: Make, connection: sqlite3.Connection, asked: Asked) -> Document | None:
    """The table, for spreadsheets."""
    picture = make(connection, asked)
    if picture is None:
        return None
    name = picture.path.removeprefix("/hinh/").replace("/", "-")
    rows = iter([tuple(cell.text for cell in row) for row in picture.rows])
    text = "".join(FORMATS["csv"].written(name, picture.columns, rows))
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Document(text, FORMATS["csv"].content_type, headers)


def read_overview(connection: sqlite3.Connection, _asked: Asked) -> Overview:
    """The pictures of the whole archive."""
    return Overview(bool(connection.execute("select 1 from site_months").fetchone()))


ADDRESSES: dict[str, Make] = {
    "/hinh/thang": _months,
    "/hinh/mang-luoi": _network,
    "/hinh/ban-do": _map,
    "/hinh/thoa-thuan/(?P<agreement>[0-9a-f]{16})": _timeline,
}
PAGES = (
    Page(r"/hinh", read_overview, "pictures.html"),
    *(Page(path, make, "picture.html") for path, make in ADDRESSES.items()),
    *(Page(path + r"\.svg", partial(read_svg, make)) for path, make in ADDRESSES.items()),
    *(Page(path + r"\.csv", partial(read_csv, make)) for path, make in ADDRESSES.items()),
)
