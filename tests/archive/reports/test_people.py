"""People and posts: before the name, after it, in lists, and the names that are nobody's."""

import pytest

from archive.reports.passage import Passage
from archive.reports.people import mentions
from archive.reports.roles import organization, role


def found(text: str) -> list[tuple[str, str | None]]:
    passage = Passage(text)
    return [
        (passage.quote(mention.start, mention.stop), role(passage, mention.posts))
        for sentence in passage.sentences
        for mention in mentions(passage, sentence)
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Bí thư Thành ủy Vinh Hồ Sỹ Khang và Giám đốc Công an tỉnh Lê Đức Mẫn chủ trì",
            [("Hồ Sỹ Khang", "Bí thư Thành ủy Vinh"), ("Lê Đức Mẫn", "Giám đốc Công an tỉnh")],
        ),
        (
            "đồng chí Vàng A Lử, TUV, Phó Trưởng ban Thường trực Ban Tuyên giáo Tỉnh ủy",
            [("Vàng A Lử", "TUV, Phó Trưởng ban Thường trực Ban Tuyên giáo Tỉnh ủy")],
        ),
        (
            "bà Nông Thị Vân - Trưởng Ban Dân vận và Trung tá Hoàng Đức Chuyên - Chính trị viên Ban CHQS huyện",
            [
                ("Nông Thị Vân", "Trưởng Ban Dân vận"),
                ("Hoàng Đức Chuyên", "Trung tá, Chính trị viên Ban CHQS huyện"),
            ],
        ),
        (
            "Dự có các đồng chí: Lò Văn Sử, Phó Bí thư Huyện ủy, Chủ tịch UBND huyện; Cầm Thị Hoa, Phó Chủ tịch HĐND",
            [("Lò Văn Sử", "Phó Bí thư Huyện ủy, Chủ tịch UBND huyện"), ("Cầm Thị Hoa", "Phó Chủ tịch HĐND")],
        ),
        (
            "Tổng Biên tập Báo Hòa Bình Lê Văn Duyến, Phó Bí thư Đảng ủy Khối Bùi Thị Lam thay mặt hai bên ký",
            [("Lê Văn Duyến", "Tổng Biên tập Báo Hòa Bình"), ("Bùi Thị Lam", "Phó Bí thư Đảng ủy Khối")],
        ),
        (
            "PGS.TS. Ngô Huy Thặng - Bí thư Đảng ủy, Hiệu trưởng Nhà trường và ông Cù Đình Lũy - Bí thư Huyện ủy ký",
            [
                ("Ngô Huy Thặng", "PGS.TS, Bí thư Đảng ủy, Hiệu trưởng Nhà trường"),
                ("Cù Đình Lũy", "Bí thư Huyện ủy"),
            ],
        ),
        (
            "Hiệu trưởng Trường Đại học Tây Bắc Đinh Hữu Lạc ký",
            [("Đinh Hữu Lạc", "Hiệu trưởng Trường Đại học Tây Bắc")],
        ),
        ("Chủ tịch Hội Nhà báo Việt Nam Thanh Hạ phát biểu", [("Thanh Hạ", "Chủ tịch Hội Nhà báo Việt Nam")]),
        ("Luật sư H’Lan Niê, Chủ nhiệm Đoàn Luật sư tỉnh nói", [("H’Lan Niê", "Luật sư, Chủ nhiệm Đoàn Luật sư tỉnh")]),
        ("ông Hồ Sỹ Khang cảm ơn", [("Hồ Sỹ Khang", None)]),
    ],
)
def test_a_person_has_the_posts_beside_the_name(text: str, people: list[tuple[str, str | None]]) -> None:
    assert found(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "học tập tư tưởng Hồ Chí Minh",
        "tại đường Nguyễn Huệ",
        "Trường Chính trị Nguyễn Văn Cừ",
        "Bí thư Tỉnh ủy Bình Thuận vừa thăm",
        "Minh Thư - Hoàng Sa",
        "BÍ THƯ HUYỆN ỦY NGUYỄN VĂN AN",
    ],
)
def test_streets_schools_bylines_and_offices_are_nobody(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Lê A, Trưởng Ban Dân vận Tỉnh ủy nói", "Ban Dân vận Tỉnh ủy"),
        ("bà Lê Thị Hoa, Ủy viên Ban Thường vụ Tỉnh ủy, Giám đốc Sở Nội vụ nói", "Sở Nội vụ"),
    ],
)
def test_a_person_speaks_for_the_body_of_the_office(text: str, body: str) -> None:
    passage = Passage(text)
    (mention,) = mentions(passage, passage.sentences[0])
    assert organization(passage, mention.posts) == body
