"""Names of bodies: where they end, what sort of body they are, what only looks like one."""

import pytest

from archive.reports.bodies import bodies
from archive.reports.passage import Passage


def found(text: str) -> list[tuple[str, str]]:
    passage = Passage(text)
    return [(passage.quote(body.start, body.stop), body.category) for body in bodies(passage, 0, len(passage))]


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("BTV Đảng ủy Khối các cơ quan tỉnh họp", "BTV Đảng ủy Khối các cơ quan tỉnh", "party"),
        (
            "Đảng ủy Khối Cơ quan và Doanh nghiệp tỉnh An Giang",
            "Đảng ủy Khối Cơ quan và Doanh nghiệp tỉnh An Giang",
            "party",
        ),
        ("Ban Tuyên giáo Tỉnh uỷ Bắc Giang vừa ký", "Ban Tuyên giáo Tỉnh uỷ Bắc Giang", "party"),
        ("Ban dân vận huyện uỷ Bố Trạch", "Ban dân vận huyện uỷ Bố Trạch", "party"),
        ("Ban cán sự Đảng UBND tỉnh", "Ban cán sự Đảng UBND tỉnh", "party"),
        ("Đảng ủy Bộ đội Biên phòng tỉnh", "Đảng ủy Bộ đội Biên phòng tỉnh", "party"),
        ("Đảng ủy Than Quảng Ninh ký", "Đảng ủy Than Quảng Ninh", "party"),
        (
            "các huyện, thị, thành ủy và đảng ủy trực thuộc dự",
            "các huyện, thị, thành ủy và đảng ủy trực thuộc",
            "party",
        ),
        ("Văn phòng Đoàn ĐBQH&HĐND tỉnh", "Văn phòng Đoàn ĐBQH&HĐND tỉnh", "state"),
        ("Sở Văn hóa, Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch", "state"),
        ("Phòng PC04 Công an tỉnh", "Phòng PC04 Công an tỉnh", "state"),
        ("Viện Kiểm sát nhân dân tỉnh", "Viện Kiểm sát nhân dân tỉnh", "court"),
        ("Công an TPHCM", "Công an TPHCM", "armed_force"),
        ("Cục Chính trị Quân khu 9", "Cục Chính trị Quân khu 9", "armed_force"),
        ("Ủy ban MTTQ Việt Nam huyện Mộc Châu", "Ủy ban MTTQ Việt Nam huyện Mộc Châu", "mass"),
        ("Báo và Phát thanh, truyền hình Thanh Hóa", "Báo và Phát thanh, truyền hình Thanh Hóa", "press"),
        ("Trường Chính trị Nguyễn Văn Cừ", "Trường Chính trị Nguyễn Văn Cừ", "party"),
        ("Cụm thi đua các cơ quan Đảng họp", "Cụm thi đua các cơ quan Đảng", "party"),
        ("Cụm thi đua số 4 họp", "Cụm thi đua", "state"),
        ("Đảng ủy phường 12, quận 10 họp", "Đảng ủy phường 12, quận 10", "party"),
        ("Phòng Chính trị - Bộ CHQS tỉnh họp", "Phòng Chính trị - Bộ CHQS tỉnh", "armed_force"),
        ("Đảng ủy Lữ đoàn Phòng không 573 vừa", "Đảng ủy Lữ đoàn Phòng không 573", "party"),
        ("Đảng ủy Trung đoàn Minh Đạm ký", "Đảng ủy Trung đoàn Minh Đạm", "party"),
        ("Đảng ủy các Khu công nghiệp tỉnh", "Đảng ủy các Khu công nghiệp tỉnh", "party"),
        ("Đồn Biên phòng cửa khẩu quốc tế Lao Bảo", "Đồn Biên phòng cửa khẩu quốc tế Lao Bảo", "armed_force"),
        ("Phòng thủ khu vực 3 - Khe Sanh", "Phòng thủ khu vực 3 - Khe Sanh", "armed_force"),
        ("Đảng ủy Cảng vụ Hàng hải Nha Trang", "Đảng ủy Cảng vụ Hàng hải Nha Trang", "party"),
        ("Huyện ủy Đakrông ký kết", "Huyện ủy Đakrông", "party"),
        ("Ban Bí thư Trung ương Đoàn", "Ban Bí thư Trung ương Đoàn", "mass"),
        ("Ủy ban Kiểm tra Trung ương Hội Nông dân", "Ủy ban Kiểm tra Trung ương Hội Nông dân", "mass"),
        ("Đảng đoàn Hội Nông dân tỉnh", "Đảng đoàn Hội Nông dân tỉnh", "party"),
        ("Công ty Cổ phần Cao su Phước Hòa và", "Công ty Cổ phần Cao su Phước Hòa", "company"),
    ],
)
def test_a_body_ends_where_its_name_ends(text: str, name: str, category: str) -> None:
    assert found(text) == [(name, category)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thành ủy Hà Tĩnh Dương Tất Mẫn", "Thành ủy Hà Tĩnh"),
        ("UBND tỉnh Phan Đình Khang", "UBND tỉnh"),
        ("UBND huyện Trần Văn Thời", "UBND huyện Trần Văn Thời"),
        ("Hội Nhà báo Việt Nam Thanh Hạ", "Hội Nhà báo Việt Nam"),
    ],
)
def test_a_place_belongs_to_the_body_and_a_person_does_not(text: str, name: str) -> None:
    assert found(text)[0][0] == name


@pytest.mark.parametrize(
    "text",
    [
        "bộ phận phụ trách",
        "hội nghị trực tuyến",
        "báo cáo kết quả",
        "ban hành quy chế",
        "sở hữu trí tuệ",
        "cấp ủy viên",
    ],
)
def test_everyday_words_are_no_bodies(text: str) -> None:
    assert found(text) == []
