"""One id for one body: across spellings, with its place in its era, its parent and what came after it."""

from datetime import date

import pytest

from archive.reports.organizations import organization, organization_id

DAY = date(2021, 4, 2)


@pytest.mark.parametrize(
    ("spellings", "province", "district", "key"),
    [
        (
            ["Đảng ủy Khối CCQ tỉnh", "Đảng uỷ Khối các cơ quan tỉnh", "Đảng ủy khối các cơ quan tỉnh Nghệ An"],
            "Nghệ An",
            None,
            "p40/duk.ccq",
        ),
        (
            ["BTV Đảng ủy Khối các cơ quan tỉnh", "Ban Thường vụ Đảng ủy Khối CCQ tỉnh"],
            "Nghệ An",
            None,
            "p40/duk.ccq#btv",
        ),
        (["Thành ủy Hà Tĩnh", "Đảng bộ thành phố Hà Tĩnh"], "Hà Tĩnh", None, "d436/tu"),
        (["Thành ủy TPHCM", "Thành ủy Thành phố Hồ Chí Minh"], "Hồ Chí Minh", None, "p79/tu"),
        (["Ban Tuyên giáo Ngã Bảy", "Ban Tuyên giáo Thành ủy Ngã Bảy"], "Hậu Giang", "Ngã Bảy", "d931/tu#btg"),
        (["Ban cán sự Đảng UBND tỉnh", "Ban Cán sự đảng Ủy ban nhân dân tỉnh"], "Nghệ An", None, "p40/bcs.ub"),
        (["Bộ CHQS tỉnh", "Bộ Chỉ huy Quân sự tỉnh Quảng Nam"], "Quảng Nam", None, "p49/qs"),
        (["VKSND tỉnh", "Viện KSND tỉnh", "Viện Kiểm sát nhân dân tỉnh"], "Quảng Nam", None, "p49/vks"),
        (["Sở GD&ĐT", "Sở Giáo dục và Đào tạo tỉnh Hậu Giang"], "Hậu Giang", None, "p93/so-giao-duc-va-dao-tao"),
        (["HĐND thành phố", "Hội đồng nhân dân thành phố"], "Hậu Giang", "Ngã Bảy", "d931/hd"),
        (["Ban Dân vận Trung ương", "Ban Dân vận TW"], None, None, "tw/bchtw#bdv"),
        (["Hội Nhà báo Việt Nam"], "Nghệ An", None, "tw/hoi-nha-bao"),
        (["Hội Nhà báo tỉnh"], "Nghệ An", None, "p40/hoi-nha-bao"),
        (["Ủy ban MTTQ Việt Nam tỉnh", "Ủy ban MTTQ tỉnh"], "Nghệ An", None, "p40/mt"),
        (["Tổng Liên đoàn Lao động Việt Nam"], "Nghệ An", None, "tw/tong-lien-doan-lao-dong"),
        (["Ban Chỉ đạo Tây Nam Bộ"], "Cần Thơ", None, "tw/ban-chi-dao-tay-nam-bo"),
        (["Đảng ủy Quân khu 5"], "Kon Tum", None, "vn/du.quan-khu-5"),
    ],
)
def test_spellings_of_one_body_have_one_id(
    spellings: list[str], province: str | None, district: str | None, key: str
) -> None:
    assert {name: organization_id(name, province, district, DAY) for name in spellings} == dict.fromkeys(spellings, key)


@pytest.mark.parametrize("name", ["các huyện ủy, thành ủy", "Đảng ủy xã", "hai đơn vị", ""])
def test_many_bodies_and_nameless_ones_have_no_id(name: str) -> None:
    assert organization_id(name, "Gia Lai", None, DAY) is None


def test_an_organ_belongs_to_its_body_and_the_body_to_the_committee_above() -> None:
    organ = organization("Ban Tuyên giáo Thành ủy Ngã Bảy", "Hậu Giang", "Ngã Bảy", DAY)
    body = organization("Thành ủy Ngã Bảy", "Hậu Giang", None, DAY)
    assert organ is not None
    assert body is not None
    assert (organ.parent, body.parent) == ("d931/tu", "p93/tu")


def test_a_district_committee_ends_with_the_districts() -> None:
    body = organization("Huyện ủy Quế Phong", "Nghệ An", None, DAY)
    assert body is not None
    assert (body.level, body.valid_to, body.successor) == ("district", date(2025, 6, 30), None)


def test_a_provinces_committee_is_succeeded_by_that_of_the_province_it_joined() -> None:
    before, after = (organization("Tỉnh ủy", "Hậu Giang", None, day) for day in (DAY, date(2025, 8, 1)))
    assert before is not None
    assert after is not None
    assert (before.id, before.successor, after.id) == ("p93/tu", "q92/tu", "q92/tu")


def test_hue_is_a_district_city_until_2025_and_a_province_after() -> None:
    ids = [organization_id("Thành ủy Huế", name, None, day) for name, day in HUE]
    assert ids == ["d-hue@2024/tu", "p46/tu"]


HUE = [("Thừa Thiên Huế", date(2024, 1, 1)), ("Huế", date(2025, 2, 1))]
