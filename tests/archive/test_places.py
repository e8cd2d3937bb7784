"""Which places `archive.places` finds in prose, what it leaves alone, and where a text is said to happen."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.gazetteer import DATA, Place, by_id, named
from archive.places import district_of, find, province_now, province_of

AFTER_THE_MERGER = date(2025, 9, 1)


def found(text: str, day: date | None = None) -> list[tuple[str, str]]:
    """Id and words of each place found."""
    return [(mention.place.id, text[mention.start : mention.stop]) for mention in find(text, day=day)]


NAMED = [
    # the kind decides between namesakes
    ("Thành ủy Hà Tĩnh họp", [("d436", "Hà Tĩnh")]),
    ("Tỉnh uỷ Hà Tĩnh họp", [("p42", "Hà Tĩnh")]),
    ("tại TP. Hà Tĩnh", [("d436", "TP. Hà Tĩnh")]),
    ("tại TP.Hà Tĩnh", [("d436", "TP.Hà Tĩnh")]),
    ("tỉnh Hà Tĩnh và thành phố Hà Tĩnh", [("p42", "tỉnh Hà Tĩnh"), ("d436", "thành phố Hà Tĩnh")]),
    ("Thành uỷ Cao Lãnh", [("d866", "Cao Lãnh")]),
    ("huyện Cao Lãnh", [("d873", "huyện Cao Lãnh")]),
    ("Thị ủy Kỳ Anh", [("d449", "Kỳ Anh")]),
    ("huyện Mù Cang Chải", [("d137", "huyện Mù Cang Chải")]),
    ("huyện Mù Căng Chải", [("d137", "huyện Mù Căng Chải")]),
    ("huyện Đakrông", [("d467", "huyện Đakrông")]),
    ("Huyện ủy Kỳ Anh", [("d447", "Kỳ Anh")]),
    ("Huyện đoàn Bố Trạch", [("d455", "Bố Trạch")]),
    ("thị xã Ngã Bảy", [("d-nga-bay@2020", "thị xã Ngã Bảy")]),
    ("TP Ngã Bảy", [("d931", "TP Ngã Bảy")]),
    ("thị xã Tân Hiệp", [("d-tan-hiep@2006", "thị xã Tân Hiệp")]),
    # names that stand alone
    ("Ban Tuyên giáo Ngã Bảy", [("d931", "Ngã Bảy")]),
    ("tại Nghệ An", [("p40", "Nghệ An")]),
    ("tại Vinh", [("d412", "Vinh")]),
    ("ở Quảng Nam - Đà Nẵng", [("p49", "Quảng Nam"), ("p48", "Đà Nẵng")]),
    ("Bà Rịa - Vũng Tàu", [("p77", "Bà Rịa - Vũng Tàu")]),
    ("Phan Rang-Tháp Chàm", [("d582", "Phan Rang-Tháp Chàm")]),
    # the largest city, in all its spellings, and never the man
    ("TP. Hồ Chí Minh", [("p79", "TP. Hồ Chí Minh")]),
    ("Thành ủy TP.HCM", [("p79", "TP.HCM")]),
    ("Thành ủy TPHCM", [("p79", "TPHCM")]),
    ("TPHCM", [("p79", "TPHCM")]),
    ("thành phố Hồ Chí Minh", [("p79", "thành phố Hồ Chí Minh")]),
    ("Thành đoàn Hồ Chí Minh", [("p79", "Hồ Chí Minh")]),
    # districts with numbers and strange letters
    ("Quận 12", [("d761", "Quận 12")]),
    ("quận 9", [("d-quan-9@2020", "quận 9")]),
    ("huyện Ea H'leo", [("d645", "huyện Ea H'leo")]),
    ("huyện M’Đrắk", [("d652", "huyện M’Đrắk")]),
    ("huyện Trần Văn Thời", [("d968", "huyện Trần Văn Thời")]),
    # spellings
    ("tỉnh Đắc Lắc", [("p66", "tỉnh Đắc Lắc")]),
    ("Khánh Hoà", [("p56", "Khánh Hoà")]),
    ("HUYỆN ỦY BỐ TRẠCH TỈNH QUẢNG BÌNH", [("d455", "BỐ TRẠCH"), ("p44", "TỈNH QUẢNG BÌNH")]),
    # earlier names
    ("tỉnh Hà Tây", [("p-ha-tay@2008", "tỉnh Hà Tây")]),
    ("huyện Lộc Hà", [("d-loc-ha@2024", "huyện Lộc Hà")]),
    ("thị xã Cửa Lò", [("d-cua-lo@2024", "thị xã Cửa Lò")]),
    ("Thành ủy Huế", [("d-hue@2024", "Huế")]),
    ("Thừa Thiên Huế", [("p-thua-thien-hue@2024", "Thừa Thiên Huế")]),
    ("thành phố Đồng Nai", [("p75", "thành phố Đồng Nai")]),
    # a person's name after a place, and in a place's name
    ("Bí thư Thành ủy Hà Tĩnh Dương Văn Thắng", [("d436", "Hà Tĩnh")]),
    ("ông Hà Văn Vinh, huyện Vị Thủy, Hậu Giang", [("d935", "huyện Vị Thủy"), ("p93", "Hậu Giang")]),
    # context
    ("huyện Châu Thành, tỉnh Long An", [("d808", "huyện Châu Thành"), ("p80", "tỉnh Long An")]),
    ("Huyện ủy Châu Thành (Đồng Tháp)", [("d877", "Châu Thành"), ("p87", "Đồng Tháp")]),
    ("huyện Hàm Thuận Bắc, xã Hàm Đức", [("d597", "huyện Hàm Thuận Bắc"), ("w23092@63", "xã Hàm Đức")]),
]


@pytest.mark.parametrize(("text", "places"), NAMED)
def test_places_are_found(text: str, places: list[tuple[str, str]]) -> None:
    assert found(text) == places


NO_PLACES = [
    pytest.param("các cơ quan, đơn vị", id="an office is not Hà Nội"),
    pytest.param("học tập tư tưởng, đạo đức, phong cách Hồ Chí Minh", id="the man"),
    pytest.param("Đoàn TNCS Hồ Chí Minh", id="the youth union"),
    pytest.param("bà Nguyễn Thị Hà Giang và anh Phạm Thái Bình", id="people named like provinces"),
    pytest.param("ông Vinh phát biểu", id="a person named like a city"),
    pytest.param("ông Trần Văn Thời", id="a person named like a district"),
    pytest.param("Chủ tịch UBND TP Lê Hoàng Quân", id="a person after a kind"),
    pytest.param("đường Ngô Quyền, phố Hai Bà Trưng", id="streets"),
    pytest.param("khu vực châu Á - Thái Bình Dương", id="the Pacific"),
    pytest.param("vì hòa bình, hữu nghị", id="peace"),
    pytest.param("Hợp tác xã Bình Minh", id="a cooperative"),
    pytest.param("huyện Châu Thành", id="a district of ten provinces"),
    pytest.param("phường 1", id="a ward of many cities"),
]


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_place_or_any_of_many_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_likely_province_chooses_among_namesakes() -> None:
    mentions = find("Huyện ủy Châu Thành họp", province=by_id("p83"))
    assert [mention.place.id for mention in mentions] == ["d831"]


def test_the_kind_of_a_list_holds_for_all_its_names() -> None:
    text = "các phường Thạch Quý, Trần Phú (thành phố Hà Tĩnh)"
    assert found(text)[:2] == [("w18091@63", "phường Thạch Quý"), ("w18094@63", "Trần Phú")]


@pytest.mark.parametrize(
    ("text", "place"),
    [("tỉnh Hà Tĩnh", "q42"), ("phường Ngã Bảy", "w31340@34"), ("Thành ủy Huế", "q46"), ("tỉnh Đồng Tháp", "q82")],
)
def test_after_june_2025_a_name_means_the_new_unit(text: str, place: str) -> None:
    assert [place_id for place_id, _ in found(text, AFTER_THE_MERGER)] == [place]


PROVINCES = [
    pytest.param(
        "Chiều 2/4, Thành ủy Hà Tĩnh và Đảng ủy Khối ký kết.", None, "Hà Tĩnh", id="a city tells its province"
    ),
    pytest.param("Ban Tuyên giáo Thành ủy Ngã Bảy ký kết.", None, "Hậu Giang", id="a city that moved"),
    pytest.param("Ban cán sự Đảng UBND tỉnh làm việc.", "Nghệ An", "Nghệ An", id="no place: the source's"),
    pytest.param("Huyện ủy Châu Thành họp.", "Bến Tre", "Bến Tre", id="only an ambiguous one: the source's"),
    pytest.param("Tỉnh ủy Quảng Trị và Tỉnh ủy Nghệ An ký kết.", "Nghệ An", "Nghệ An", id="the source's among others"),
    pytest.param("Tỉnh ủy Lai Châu họp tại huyện Tam Đường.", "Nghệ An", "Lai Châu", id="the lead is about another"),
    pytest.param("Họp trực tuyến với điểm cầu Hà Nội.", "Nghệ An", "Nghệ An", id="another named once"),
    pytest.param("Họp giao ban." + " Nội dung." * 100 + " Đại biểu Hà Nội.", "Nghệ An", "Nghệ An", id="not the tail"),
    pytest.param("Huyện ủy Bố Trạch, Công an Bố Trạch và khách Hà Nội.", None, "Quảng Bình", id="the most named"),
    pytest.param("Hội nghị của Thành ủy.", "TP. Hồ Chí Minh", "Hồ Chí Minh", id="a source with its kind"),
    pytest.param("Hội nghị toàn tỉnh.", "Thừa Thiên Huế", "Thừa Thiên Huế", id="an earlier province"),
]


@pytest.mark.parametrize(("text", "source", "province"), PROVINCES)
def test_the_province_of_a_text(text: str, source: str | None, province: str) -> None:
    place = province_of(text, source)
    assert place is not None
    assert (place.name, place.level) == (province, "province")


def test_a_text_without_places_and_source_has_no_province() -> None:
    assert province_of("Hai cơ quan ký kết quy chế phối hợp.", None) is None


def test_a_source_of_an_unknown_province_is_an_error() -> None:
    with pytest.raises(ValueError, match="Sông Trà"):
        province_of("", "Sông Trà")


def test_the_district_of_a_text_is_the_one_it_names_most() -> None:
    text = "Huyện ủy Bố Trạch họp với Huyện ủy Lệ Thủy; Bí thư Huyện ủy Bố Trạch chủ trì."
    district = district_of(text, by_id("p44"))
    assert district is not None
    assert district.name == "Bố Trạch"


def test_a_district_of_another_province_is_not_that_of_the_text() -> None:
    assert district_of("Đoàn công tác huyện Lệ Thủy", by_id("p42")) is None


@pytest.mark.parametrize(
    ("place", "now"),
    [
        pytest.param("d931", "q92", id="Ngã Bảy: Hậu Giang to Cần Thơ"),
        pytest.param("d-tan-hiep@2006", "q92", id="Tân Hiệp, an earlier name of Ngã Bảy"),
        pytest.param("d436", "q42", id="Hà Tĩnh"),
        pytest.param("p82", "q82", id="Tiền Giang to Đồng Tháp, which took its code"),
        pytest.param("p87", "q82", id="Đồng Tháp"),
        pytest.param("p-ha-tay@2008", "q01", id="Hà Tây to Hà Nội"),
        pytest.param("d-hue@2024", "q46", id="Huế"),
        pytest.param("w31340@63", "q92", id="a commune"),
        pytest.param("q92", "q92", id="a province of today"),
    ],
)
def test_every_place_lies_in_a_province_of_today(place: str, now: str) -> None:
    assert province_now(by_id(place)).id == now


@pytest.mark.parametrize(
    ("district", "communes"),
    [
        ("d436", {"Thành Sen", "Trần Phú", "Hà Huy Tập"}),
        ("d866", {"Cao Lãnh", "Mỹ Ngãi", "Mỹ Trà"}),
        ("d931", {"Ngã Bảy", "Đại Thành"}),
        ("d412", {"Thành Vinh", "Trường Vinh", "Vinh Phú", "Vinh Hưng", "Vinh Lộc", "Cửa Lò"}),
    ],
)
def test_a_district_is_followed_by_its_wards(district: str, communes: set[str]) -> None:
    followers = [by_id(follower) for follower in by_id(district).successors]
    assert {place.name for place in followers if place.kind == "phường"} == communes


def all_places() -> list[Place]:
    """Every unit of both tables."""
    ids = {line.split(",")[0] for file in DATA.glob("*.csv") for line in file.read_text("utf-8").splitlines()[1:]}
    return [by_id(place_id) for place_id in sorted(ids)]


def test_the_table_counts_the_units_of_both_eras() -> None:
    counted: dict[tuple[str, str], int] = {}
    for place in all_places():
        counted[place.era, place.level] = counted.get((place.era, place.level), 0) + 1
    earlier = {key: counted.pop(key) for key in list(counted) if key[0] == "earlier"}
    assert counted == {
        ("63", "province"): 63,
        ("63", "district"): 696,
        ("63", "commune"): 10_035,
        ("34", "province"): 34,
        ("34", "commune"): 3_321,
    }
    assert sum(earlier.values()) >= 25


def test_every_unit_that_ended_is_followed_by_one_that_exists() -> None:
    lost = [place.id for place in all_places() if place.era != "34" and not place.successors]
    assert lost == []
    assert {province_now(place).era for place in all_places()} == {"34"}


def test_ids_carry_their_era() -> None:
    pattern = re.compile(r"[pq]\d\d|d\d{3}|w\d{5}@(63|34)|[pd]-[a-z0-9-]+@\d{4}")
    assert [place.id for place in all_places() if not pattern.fullmatch(place.id)] == []


def test_the_two_codes_82_are_two_provinces() -> None:
    assert (by_id("p82").name, by_id("q82").name) == ("Tiền Giang", "Đồng Tháp")


def test_the_old_units_end_where_the_new_ones_begin() -> None:
    assert (by_id("p87").valid_to, by_id("q82").valid_from) == (date(2025, 6, 30), date(2025, 7, 1))


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        by_id("42")


NAMES = ["huyện ", "TP. ", "xã ", "Hà Tĩnh", "Hồ Chí Minh", "Châu Thành", "Vinh", "Quận 12", "Ea H'leo", "Trần Phú"]


@given(st.one_of(st.lists(st.sampled_from([*NAMES, ", ", " và ", " ", "\n", "TP", "."])).map("".join), st.text()))
def test_offsets_always_point_at_the_name(text: str) -> None:
    for mention in find(text):
        words = text[mention.start : mention.stop]
        assert words == words.strip() != ""
        assert mention.place in named(mention.place.name.lower()) or mention.place.name in words
