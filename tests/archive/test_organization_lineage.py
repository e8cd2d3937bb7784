"""Bodies that another body's id points to."""

from __future__ import annotations

from datetime import date

import pytest

from archive.organization_lineage import acting, line, with_relatives
from archive.reports.organizations import organization


@pytest.mark.parametrize(
    ("body", "acts_for"),
    [
        ("d866/tu#btv", "d866/tu"),
        ("d436/hd#tt", "d436/hd"),
        ("p40/tu#bdv", "p40/tu#bdv"),
        ("p40/tu", "p40/tu"),
    ],
)
def test_a_standing_committee_acts_for_its_body_and_a_board_for_itself(body: str, acts_for: str) -> None:
    assert acting(body) == acts_for


LINES = [
    ("Ban Tuyên giáo Tỉnh ủy", "Hà Giang", None, date(2022, 5, 4), ["p02/tu#btg", "p02/tu#btgdv", "q08/tu#btgdv"]),
    ("Ban Dân vận Thị ủy", "Hậu Giang", "Ngã Bảy", date(2015, 5, 4), ["d-nga-bay@2020/tu#bdv", "d931/tu#bdv"]),
    ("Thành ủy Vinh", "Nghệ An", None, date(2022, 5, 4), ["d412/tu"]),
]


@pytest.mark.parametrize(("name", "province", "district", "day", "bodies"), LINES)
def test_a_body_lives_on_in_those_that_took_over(
    name: str, province: str, district: str | None, day: date, bodies: list[str]
) -> None:
    body = organization(name, province, district, day)
    assert body is not None
    assert list(line(body.id))[: len(bodies)] == bodies


@pytest.mark.parametrize(
    ("name", "province", "day", "later"),
    [
        ("Công an tỉnh", "Hậu Giang", date(2022, 5, 4), "Công an thành phố Cần Thơ"),
        ("Văn phòng Tỉnh ủy", "Hậu Giang", date(2022, 5, 4), "Văn phòng Thành ủy Cần Thơ"),
        ("Hội Nông dân thị xã Ngã Bảy", "Hậu Giang", date(2015, 5, 4), "Hội Nông dân thành phố Ngã Bảy"),
        ("BTV Đảng ủy Khối CCQ tỉnh", "Nghệ An", date(2022, 5, 4), "Đảng ủy các cơ quan Đảng tỉnh Nghệ An"),
    ],
)
def test_a_body_that_took_over_has_the_name_of_its_own_place(name: str, province: str, day: date, later: str) -> None:
    body = organization(name, province, None, day)
    assert body is not None
    names = {relative.id: relative.name for relative in with_relatives(body)}
    assert names[line(body.id)[1]] == later


def test_those_that_a_body_refers_to_come_before_it() -> None:
    body = organization("Ban Dân vận Thành ủy", "Hà Tĩnh", "Hà Tĩnh", date(2022, 5, 4))
    assert body is not None
    seen: set[str | None] = {None}
    for relative in with_relatives(body):
        assert {relative.parent, relative.successor} <= seen, relative.name
        seen.add(relative.id)


def test_a_committee_is_named_after_the_rank_of_its_place() -> None:
    body = organization("Ban Dân vận Thành ủy", "Hà Tĩnh", "Hà Tĩnh", date(2022, 5, 4))
    assert body is not None
    names = {relative.id: relative.name for relative in with_relatives(body)}
    assert (names["d436/tu"], names["p42/tu"]) == ("Thành ủy Hà Tĩnh", "Tỉnh ủy Hà Tĩnh")
