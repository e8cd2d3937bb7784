"""Pictures: drawn from the archive, with their tables; readable without colour and by those who do not see them."""

from __future__ import annotations

import csv
import io
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from playwright.sync_api import Page

from archive.gazetteer import by_id, places
from archive.publish import open_to_read
from archive.web.pictures import contents, months, network, provinces, timeline
from archive.web.pictures.contents import Event, Life, Months, Network, Pair, Province
from archive.web.pictures.order import numbers
from tests.archive.running import Server
from tests.web.library import TROUBLE_ID

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = ("/hinh/thang", "/hinh/mang-luoi", "/hinh/ban-do")


@pytest.fixture(scope="module")
def connection(library_folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        yield connection


@pytest.fixture(scope="module")
def agreement(connection: sqlite3.Connection) -> str:
    """An agreement that was signed, reviewed and closed."""
    sql = "select agreement from agreement_events group by agreement order by count(distinct event) desc limit 1"
    return str(connection.execute(sql).fetchone()[0])


@pytest.fixture(scope="module", params=[*PICTURES, "agreement"])
def path(request: pytest.FixtureRequest, agreement: str) -> str:
    return f"/hinh/thoa-thuan/{agreement}" if request.param == "agreement" else str(request.param)


def words_in(picture: str) -> list[str]:
    return ["".join(text.itertext()).strip() for text in fromstring(picture).iter(f"{SVG}text")]


def table(site: Server, path: str, **query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(site.get(f"{path}.csv", **query).text.removeprefix("\ufeff"))))


# What every picture is


@pytest.mark.parametrize("narrow", ["", "1"], ids=["wide", "narrow"])
def test_a_picture_has_a_name_and_a_description_for_those_who_do_not_see_it(
    site: Server, path: str, narrow: str
) -> None:
    root: Element = fromstring(site.get(f"{path}.svg", hep=narrow).text)
    named = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    assert named["title"]
    assert named["desc"]


def test_text_is_text(site: Server, path: str) -> None:
    assert any(words_in(site.get(f"{path}.svg").text))


def test_a_picture_runs_nothing_and_loads_nothing(site: Server, path: str) -> None:
    root = fromstring(site.get(f"{path}.svg").text)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    links = [value for element in root.iter() for name, value in element.items() if name.endswith("href")]
    assert not tags & {"script", "image", "foreignObject", "a"}
    assert all(link.startswith("#") for link in links)


def test_a_picture_is_the_same_bytes_each_time(connection: sqlite3.Connection) -> None:
    data = contents.network(connection)
    network.draw.cache_clear()
    first = network.draw(data, "vi", False, "Ai với ai")
    network.draw.cache_clear()
    assert network.draw(data, "vi", False, "Ai với ai") == first


def test_a_picture_has_its_table_beside_it_and_as_csv(tab: Page, path: str, site: Server) -> None:
    tab.goto(path)
    shown = tab.locator("main tbody tr").count()
    assert shown == len(table(site, path)) > 0
    with tab.expect_download() as download:
        tab.click(f"a[href='{path}.csv']")
    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_browser_draws_it(tab: Page, path: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(path)
    image = tab.locator(".picture img")
    drawn = image.evaluate(
        "image => [image.naturalWidth > 0, image.currentSrc.includes('hep=1'), image.alt.length > 20]"
    )
    assert drawn == [True, width == 360, True]


@pytest.mark.parametrize(("scheme", "ink"), [("light", "rgb(29, 27, 24)"), ("dark", "rgb(232, 228, 220)")])
def test_in_the_dark_it_is_drawn_in_light_ink(tab: Page, scheme: str, ink: str) -> None:
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.goto("/hinh/ban-do.svg")
    assert tab.locator("text", has_text="Hà Tĩnh").evaluate("text => getComputedStyle(text).fill") == ink


OVERLAPPING = """
() => {
    const spots = [...document.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()])
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3  // below its letters a line has some air
    return spots.flatMap(([one, a], at) => spots.slice(at + 1).filter(([, b]) => meet(a, b)).map(([two]) => [one, two]))
}
"""
CUT_OFF = """
() => {
    const edge = document.documentElement.getBoundingClientRect()
    return [...document.querySelectorAll("text")].filter(text => {
        const spot = text.getBoundingClientRect()
        return spot.left < edge.left - 1 || spot.right > edge.right + 1 || spot.bottom > edge.bottom + 1
    }).map(text => text.textContent)
}
"""


@pytest.mark.parametrize("narrow", ["", "&hep=1"], ids=["wide", "narrow"])
@pytest.mark.parametrize("query", ["", "&ban-do=63"], ids=["34", "63"])
def test_no_word_stands_on_another_or_is_cut_off(tab: Page, path: str, query: str, narrow: str) -> None:
    tab.goto(f"{path}.svg?{query}{narrow}")
    assert tab.evaluate(OVERLAPPING) == []
    assert tab.evaluate(CUT_OFF) == []


def test_without_pictures_nothing_is_lost(site: Server, agreement: str) -> None:
    assert site.get("/hinh/thoa-thuan/0000000000000000").status == 404
    assert site.get("/hinh/thang.svg", nguon="nobody").status == 404
    assert site.get("/hinh/mang-luoi", **{"co-quan": "nobody"}).status == 404


def test_the_letters_of_every_text_are_composed(site: Server, path: str) -> None:
    words = words_in(site.get(f"{path}.svg").text)
    assert [word for word in words if not unicodedata.is_normalized("NFC", word)] == []


@pytest.mark.parametrize("name", ["$x^2$", "<script>alert(1)</script>", "a & b", "Tiên Lữ $ \\frac"])
def test_names_are_written_as_they_are(name: str) -> None:
    pairs = Network((Pair("a", "b", 3),), (("a", name), ("b", "Công an tỉnh")), "", 0)
    assert name in words_in(network.draw(pairs, "vi", False, name))


# Months


@pytest.mark.parametrize(
    ("query", "reports"),
    [
        ({}, 7),
        ({"tinh": "q92"}, 1),
        ({"tinh": "p93"}, 1),
        ({"nguon": "thanhuy_ngabay"}, 1),
        ({"co-quan": "p40/hnd"}, 2),
    ],
    ids=str,
)
def test_months_can_be_narrowed(site: Server, query: dict[str, str], reports: int) -> None:
    rows = table(site, "/hinh/thang", **query)
    assert sum(int(count) for row in rows for name, count in row.items() if name != "month") == reports


def test_each_kind_has_a_row_with_its_name_and_number() -> None:
    drawn = months.draw(Months(("2023-01", "2023-02"), (("signing", (2, 1)), ("briefing", (0, 1200)))), "vi", False, "")
    assert {"Ký kết: 3", "Giao ban: 1.200"} <= set(words_in(drawn))


def test_older_months_than_there_is_room_for_are_counted() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.execute("create table site_months (month, kind, province, province_now, reports)")
    connection.executemany(
        "insert into site_months values (?, 'signing', '', '', 2)", [("1999-05",), ("2024-01",), ("2024-03",)]
    )
    found = contents.months(connection, "", "")
    assert (found.months, found.kinds, found.earlier) == (
        ("2024-01", "2024-02", "2024-03"),
        (("signing", (2, 0, 2)),),
        2,
    )


# Who with whom


def test_a_pair_stands_in_the_table_with_its_numbers_in_the_picture(site: Server) -> None:
    rows = table(site, "/hinh/mang-luoi")
    shown = set(words_in(site.get("/hinh/mang-luoi.svg").text))
    assert {row["number"] for row in rows} | {row["partner_number"] for row in rows} <= shown
    assert {row["organization"] for row in rows if len(row["organization"]) < 40} <= shown


def test_around_one_body_stand_its_partners(site: Server) -> None:
    rows = table(site, "/hinh/mang-luoi", **{"co-quan": "p40/hnd"})
    assert next((row["partner_number"], row["reports"]) for row in rows) == ("1", "2")


def test_weaker_pairs_than_there_is_room_for_are_counted() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(
        "create table site_partners (organization, partner, reports); create table organizations (id, name)"
    )
    for number in range(50):
        one, other = f"a{number:02}", f"b{number:02}"
        connection.executemany("insert into organizations values (?, ?)", [(one, one), (other, other)])
        connection.executemany(
            "insert into site_partners values (?, ?, ?)", [(one, other, 90 - number), (other, one, 90 - number)]
        )
    found = contents.network(connection)
    assert (len(found.pairs), found.left_out, found.pairs[0]) == (15, 35, Pair("a00", "b00", 90))


def test_partners_of_partners_stand_side_by_side() -> None:
    pairs = (Pair("a", "b", 5), Pair("c", "d", 5), Pair("a", "e", 4), Pair("b", "e", 4))
    places = numbers(Network(pairs, (), "", 0))
    assert {places["a"], places["b"], places["e"]} == {1, 2, 3}


def test_on_a_telephone_too_each_body_has_its_name() -> None:
    name = "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam thành phố"
    pairs = Network((Pair("a", "b", 3),), (("a", name), ("b", "Công an tỉnh")), "", 0)
    shown = words_in(network.draw(pairs, "vi", True, ""))
    assert "Công an tỉnh" in shown
    assert name in " ".join(shown)


# The map


def test_every_province_of_either_map_has_a_dot(site: Server) -> None:
    for era, count in (("34", 34), ("63", 63)):
        known = {place.id for place in places() if place.level == "province" and place.era == era}
        assert known <= set(provinces.seats())
        names = {by_id(place).name for place in known}
        shown = " ".join(words_in(site.get("/hinh/ban-do.svg", **{"ban-do": era}).text))
        assert len(known) == count
        assert [name for name in names if name not in shown] == []


@pytest.mark.parametrize("era", ["34", "63"])
@pytest.mark.parametrize("narrow", ["", "1"], ids=["wide", "narrow"])
def test_the_islands_are_shown_where_they_belong(site: Server, era: str, narrow: str) -> None:
    shown = words_in(site.get("/hinh/ban-do.svg", **{"ban-do": era, "hep": narrow}).text)
    beside = dict(pairwise(shown))
    assert (beside["Hoàng Sa"], beside["Trường Sa"]) == ("(Đà Nẵng)", "(Khánh Hòa)")


@pytest.mark.parametrize("island", ["w20333@34", "w22736@34"])
def test_the_islands_lie_in_the_sea_east_of_the_provinces(island: str) -> None:
    coast = max(spot.longitude for place, spot in provinces.seats().items() if place[0] in "pq")
    assert provinces.seats()[island].longitude > coast + 2


def test_every_place_lies_in_the_country() -> None:
    outside = {
        place: spot
        for place, spot in provinces.seats().items()
        if not (8 < spot.latitude < 23.5 and 102 < spot.longitude < 115)
    }
    assert outside == {}


def test_reports_are_counted_for_the_province_of_today(site: Server) -> None:
    now = {row["province"]: row["reports"] for row in table(site, "/hinh/ban-do")}
    then = {row["province"]: row["reports"] for row in table(site, "/hinh/ban-do", **{"ban-do": "63"})}
    assert (now["Cần Thơ"], then["Cần Thơ"], then["Hậu Giang"]) == ("1", "0", "1")


def test_a_province_without_reports_has_no_number() -> None:
    drawn = provinces.draw((Province("q01", "Hà Nội", 1200), Province("q42", "Hà Tĩnh", 0)), "vi", False, "")
    assert {"Hà Nội 1.200", "Hà Tĩnh"} <= set(words_in(drawn))


# The life of an agreement


def test_each_event_has_its_own_mark_and_day() -> None:
    events = (Event("signed", "2021-04-15"), Event("reviewed", "2023-06"), Event("closed", "2025"))
    drawn = timeline.draw((Life("a", "Chương trình phối hợp", 2021, 2025, events),), "vi", False, "")
    assert {"15/4/2021", "6/2023", "2025", "Ký kết", "Sơ kết", "Tổng kết"} <= set(words_in(drawn))


def test_what_happened_on_one_day_has_the_day_once_and_a_mark_each() -> None:
    events = (Event("closed", "2025-06-10"), Event("renewed", "2025-06-10"))
    life = Life("a", "Chương trình phối hợp", 2021, 2025, events)
    drawn = timeline.draw((life,), "vi", False, "")
    assert words_in(drawn).count("10/6/2025") == 1
    marks = {use.get("x") for use in fromstring(drawn).iter(f"{SVG}use") if "#1d1b18" in (use.get("style") or "")}
    assert len(marks) >= len(events)


@pytest.mark.parametrize(
    "life",
    [
        Life("a", "Không rõ năm", None, None, (Event("signed", "2021-04-15"),)),
        Life("a", "Chỉ có năm", 2021, 2025, ()),
        Life("a", "Chỉ có năm đầu", 2021, None, ()),
        Life("a", "Quá dài " * 40, None, 2025, (Event("renewed", "2021-02-28"),)),
    ],
    ids=["no years", "no events", "one year", "long name"],
)
@pytest.mark.parametrize("is_narrow", [True, False])
def test_what_is_known_is_drawn(life: Life, is_narrow: bool) -> None:
    assert words_in(timeline.draw((life,), "en", is_narrow, "An agreement"))


def test_an_agreement_stands_between_the_one_before_and_the_one_after() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(
        """
        create table agreements (id, name, renews, period_start, period_end);
        create table agreement_events (agreement, event, day, article);
        insert into agreements values
            ('c', 'C', 'b', 2021, 2025), ('a', 'A', null, 2011, 2015),
            ('b', 'B', 'a', 2016, 2020), ('x', 'X', null, 1, 2);
        """
    )
    found = {start: "".join(life.id for life in contents.lives(connection, start)) for start in "abc"}
    assert found == dict.fromkeys("abc", "abc")


def test_trouble_is_no_report_and_in_no_picture(site: Server) -> None:
    assert str(TROUBLE_ID) not in site.get("/hinh/thang.csv").text
