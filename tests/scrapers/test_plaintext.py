"""An article as plain text: headline, facts, captions and paragraphs told apart line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.blocks import Block
from scrapers.plaintext import PlainText, is_plain_text, read_plain_text

HEADLINE = "Ban Dân vận Thành ủy tổng kết công tác phối hợp"
FIRST = "Chiều ngày 30-12, Ban Dân vận Thành ủy tổng kết công tác phối hợp."
SECOND = "Hội nghị thống nhất bốn nhiệm vụ."


def read(*lines: str) -> PlainText:
    return read_plain_text("\n".join(lines))


def body(*lines: str) -> list[Block]:
    return list(read(HEADLINE, FIRST, *lines).blocks)[1:]


@pytest.mark.parametrize(
    "text",
    [
        "<html><p>Một</p>",
        "<!DOCTYPE html>",
        "<BODY>",
        "Một<br/>Hai",
        "<div class=x>",
        "<TABLE>",
        "<FONT face=.VnTime>",
        "<h2>",
        "<li>",
    ],
)
def test_markup_is_no_plain_text(text: str) -> None:
    assert not is_plain_text(text)


@pytest.mark.parametrize("text", ["", "Một dòng", "2 < 3 và 5 > 4", "<<Quy chế>>", "thư: <vanphong@example.vn>"])
def test_plain_text(text: str) -> None:
    assert is_plain_text(text)


def test_first_line_is_the_headline() -> None:
    assert read(HEADLINE, FIRST).headline == HEADLINE


def test_section_in_capitals_above_the_headline() -> None:
    told = read("TIN TỨC THÀNH ỦY NGÃ BẢY", HEADLINE, FIRST)
    assert (told.section, told.headline) == ("TIN TỨC THÀNH ỦY NGÃ BẢY", HEADLINE)


def test_headline_in_capitals_is_no_section() -> None:
    told = read(HEADLINE.upper(), FIRST)
    assert (told.section, told.headline) == (None, HEADLINE.upper())


def test_text_without_a_title_has_no_headline() -> None:
    assert read(FIRST, SECOND).headline is None


@pytest.mark.parametrize(
    ("line", "published", "views"),
    [
        ("[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]", "2022-01-02T00:00:00+07:00", 464),
        ("Ngày đăng: 05/03/2025 09:15", "2025-03-05T09:15:00+07:00", None),
        ("Ngày đăng: 04 tháng 02 năm 2023", "2023-02-04T00:00:00+07:00", None),
        ("Cập nhật: 09:15 GMT+7, 05/03/2025", "2025-03-05T09:15:00+07:00", None),
        ("05-03-2025 09:15", "2025-03-05T09:15:00+07:00", None),
        ("Cập nhật ngày 05/03/2025 - Lượt xem: 1.205", "2025-03-05T00:00:00+07:00", 1205),
    ],
)
def test_facts(line: str, published: str, views: int | None) -> None:
    told = read(HEADLINE, line, FIRST)
    assert (str(told.published), told.views, told.blocks) == (published, views, (Block(FIRST, "paragraph"),))


@pytest.mark.parametrize(
    "line", ["Cập nhật kiến thức mới cho cán bộ cơ sở năm 2023.", "Ngày đăng ký cuối cùng là thứ Sáu.", "36/QĐ-TU"]
)
def test_no_facts(line: str) -> None:
    assert body(line) == [Block(line, "paragraph")]


def test_text_without_facts_has_no_date() -> None:
    assert read(HEADLINE, FIRST).published is None


@pytest.mark.parametrize(
    "line",
    [
        "Quang cảnh hội nghị tổng kết năm",
        "Các đại biểu chụp ảnh lưu niệm",
        "Đồng chí Lê Bình trao hoa cho các tập thể",
        "Hai bên ký kết chương trình phối hợp công tác dân vận giai đoạn mới trước sự chứng kiến của đại biểu",
    ],
)
def test_captions(line: str) -> None:
    assert body(line, SECOND)[0] == Block(line, "caption")


def test_line_after_a_file_name_is_a_caption() -> None:
    assert body("tong-ket.JPG", "Hai bên ký kết chương trình mới", SECOND)[0].kind == "caption"


@pytest.mark.parametrize("line", [SECOND, "KẾT QUẢ NỔI BẬT", "Nhiệm vụ năm 2024", "Lê Bá Đạt", f"{FIRST}Minh Luân"])
def test_no_captions(line: str) -> None:
    assert body(line) == [Block(line, "paragraph")]


def test_chrome_lines_are_gone() -> None:
    assert body("Đánh giá:", SECOND, "Các ý kiến của bạn đọc") == [Block(SECOND, "paragraph")]


def test_lines_of_spaces_are_no_paragraphs() -> None:
    assert body("", " \u00a0 ", SECOND) == [Block(SECOND, "paragraph")]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    told = read_plain_text(text)
    assert all(block.text for block in told.blocks)
