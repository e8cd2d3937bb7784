"""What the newsroom wrote, told from what the portal added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.blocks import Block
from scrapers.prose import SENTENCE_END, glued_ends, is_chrome, is_sentence, names_people, read_prose, split_dateline

FIRST = "Sáng nay, hai cơ quan ký kết quy chế."
SECOND = "Hội nghị thống nhất bốn nhiệm vụ."


def paragraphs(*texts: str) -> list[Block]:
    return [Block(text, "paragraph") for text in texts]


@pytest.mark.parametrize(
    "line",
    [
        *("Đánh giá:", "lượt đánh giá: , trung bình:", "Bình luận", "Mã xác thực không đúng.", "Liên kết website"),
        *("Xuất bản thông tin", "null", "Chi tiết bài viết Chi tiết bài viết", "Các ý kiến của bạn đọc"),
        *("[ Cập nhật vào ngày (02/01/2022) ] - [ Số lần xem: 464 ]", "Lượt xem: 82", "131 lượt xem", "Số lần xem: "),
        *("Tin liên quan", "Các tin khác", "Bài đọc tiếp", "Những tin cũ hơn", "Chia sẻ", "In trang", "Từ khóa:"),
        *("Truy cập nội dung luôn", "Về đầu trang", "Nhập chú thích ảnh", ">> Thêm 27 đảng viên nhận Huy hiệu"),
        *(
            "Xem thêm: Hội nghị giao ban quý I",
            "» Hội nghị giao ban quý I",
            "tong-ket-2021.JPG",
            "Bạn cần đăng nhập để gửi bình luận.",
        ),
        *("Normal 0 false false false EN-US X-NONE X-NONE",),
    ],
)
def test_chrome(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        *("Đánh giá cao kết quả phối hợp giữa hai cơ quan.", "Bình luận về kết quả này, ông Lê Bình nói:"),
        *("Chia sẻ với các gia đình, đoàn đã trao 20 suất quà.", "Cập nhật kiến thức mới cho cán bộ cơ sở."),
        *("Tin liên quan đến dự án được công khai.", "Ảnh chụp ngày 2/9.", "Lượt xem triển lãm tăng gấp đôi."),
    ],
)
def test_no_chrome(line: str) -> None:
    assert not is_chrome(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TPHT- Sáng nay", ("TPHT", "Sáng nay")),
        ("TPHT - Sáng nay", ("TPHT", "Sáng nay")),
        ("TPHT: Sáng nay", ("TPHT", "Sáng nay")),
        ("(Baonghean.vn) - Sáng nay", ("Baonghean.vn", "Sáng nay")),
        ("(Baonghean.vn) – Sáng nay", ("Baonghean.vn", "Sáng nay")),
        ("(Baonghean) Sáng nay", ("Baonghean", "Sáng nay")),
        ("(CTO) - Sáng nay", (None, "(CTO) - Sáng nay")),
        ("TPHT Sáng nay", (None, "TPHT Sáng nay")),
        ("Sáng nay TPHT - ", (None, "Sáng nay TPHT - ")),
    ],
)
def test_dateline(text: str, expected: tuple[str | None, str]) -> None:
    assert split_dateline(text, ("Baonghean.vn", "Baonghean", "TPHT")) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("Thanh Lê", "Võ Minh Luân", "P.Y", "Phương Nga - Minh Anh", "Thu Hoài, Đức Anh", "Đặng Quý và Lê Hoan"),
        *("Nhóm P.V", "PV", "Ban Biên tập", "LÊ HOAN", "Đỗ Thị Ánh"),
    ],
)
def test_names(name: str) -> None:
    assert names_people(name)


@pytest.mark.parametrize("text", ["", "Thanh", "Thanh Lê phát biểu", "Kết quả nổi bật", "quý III năm 2024"])
def test_no_names(text: str) -> None:
    assert not names_people(text)


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        (("Thanh Lê",), "Thanh Lê"),
        (("Tin, ảnh: Thanh Lê",), "Thanh Lê"),
        (("Bài và ảnh: Thanh Lê - Đức Anh",), "Thanh Lê - Đức Anh"),
        (("(Nguồn: Báo Vùng Biên)",), "Báo Vùng Biên"),
        (("Theo: TTXVN",), "TTXVN"),
        (("Bài: Thanh Lê", "Ảnh: Đức Anh"), "Thanh Lê, Đức Anh"),
        (("Thanh Lê", "(Nguồn: Báo Vùng Biên)"), "Thanh Lê, Báo Vùng Biên"),
        (("(Thanh Lê)",), "Thanh Lê"),
        (("- Thanh Lê -",), "Thanh Lê"),
    ],
)
def test_byline_at_the_end(lines: tuple[str, ...], author: str) -> None:
    prose = read_prose(paragraphs(FIRST, SECOND, *lines), None)
    assert (prose.author, prose.paragraphs) == (author, (FIRST, SECOND))


def test_two_lines_set_to_the_right() -> None:
    prose = read_prose([*paragraphs(FIRST), Block("Thanh Lê", "right"), Block("Theo Báo Vùng Biên", "right")], None)
    assert (prose.author, prose.paragraphs) == ("Thanh Lê, Theo Báo Vùng Biên", (FIRST,))


def test_post_above_a_signature_stays_in_the_text() -> None:
    prose = read_prose([*paragraphs(FIRST), Block("BÍ THƯ", "right"), Block("Lê Văn Bình", "right")], None)
    assert (prose.author, prose.paragraphs[-1]) == ("Lê Văn Bình", "BÍ THƯ")


@pytest.mark.parametrize("credit", ["Ảnh: Đức Anh", "(Ảnh minh họa: Internet)"])
def test_credit_below_a_picture_is_a_caption(credit: str) -> None:
    prose = read_prose(paragraphs(FIRST, credit, SECOND), None)
    assert (prose.captions, prose.paragraphs) == ((credit,), (FIRST, SECOND))


def test_byline_set_to_the_right_needs_no_form() -> None:
    prose = read_prose([*paragraphs(FIRST, SECOND), Block("cộng tác viên ấp Bảy", "right")], None)
    assert prose.author == "cộng tác viên ấp Bảy"


@pytest.mark.parametrize(
    "last", [Block("Số buổi giao ban", "paragraph"), Block("11", "right"), Block("Hà Tĩnh, ngày 5/3/2024", "right")]
)
def test_last_line_that_is_no_byline(last: Block) -> None:
    prose = read_prose([*paragraphs(FIRST, SECOND), last], None)
    assert (prose.author, prose.paragraphs[-1]) == (None, last.text)


def test_byline_before_the_last_captions() -> None:
    prose = read_prose([*paragraphs(FIRST, "Thanh Lê"), Block("Quang cảnh", "caption")], None)
    assert (prose.author, prose.paragraphs, prose.captions) == ("Thanh Lê", (FIRST,), ("Quang cảnh",))


def test_names_of_a_list_stay_in_the_text() -> None:
    prose = read_prose(paragraphs(FIRST, "Lê Bá Đạt", "Vi Thị Hà", "Thanh Lê"), None)
    assert prose.paragraphs == (FIRST, "Lê Bá Đạt", "Vi Thị Hà")


@pytest.mark.parametrize(
    ("text", "sentence", "author"),
    [
        ("Hội nghị thống nhất bốn nhiệm vụ.Minh Luân", "Hội nghị thống nhất bốn nhiệm vụ.", "Minh Luân"),
        ("Ông nói: “Phải làm cho tốt.”Minh Luân", "Ông nói: “Phải làm cho tốt.”", "Minh Luân"),
        ("Có hiệu lực đến năm 2025.Minh Luân", "Có hiệu lực đến năm 2025.", "Minh Luân"),
    ],
)
def test_byline_glued_to_a_sentence(text: str, sentence: str, author: str) -> None:
    prose = read_prose(paragraphs(FIRST, text), None)
    assert (prose.paragraphs[-1], prose.author) == (sentence, author)


@pytest.mark.parametrize(
    "text",
    ["tại TP.Hà Tĩnh", "do PGS.TS.Lê Bình chủ trì", "ở P.Bắc Hà, TX.Kỳ Anh", "1.Nguyễn Văn An", "Sáng nay. Lê An"],
)
def test_abbreviations_are_no_glued_sentences(text: str) -> None:
    assert glued_ends(text + " ") == []


def test_caption_glued_to_a_sentence() -> None:
    prose = read_prose(paragraphs(FIRST, f"{SECOND}Các đại biểu chụp ảnh lưu niệm", SECOND), None)
    assert prose.captions == ("Các đại biểu chụp ảnh lưu niệm",)


def test_repetition_of_the_headline_is_dropped() -> None:
    prose = read_prose(paragraphs("null Ký kết QUY CHẾ", "Ký kết quy chế", FIRST), "Ký kết quy chế")
    assert prose.paragraphs == (FIRST,)


def test_chrome_of_the_source_is_dropped() -> None:
    assert read_prose(paragraphs(FIRST, "Số lượt truy cập 12"), None, chrome=("^số lượt truy cập",)).paragraphs == (
        FIRST,
    )


@pytest.mark.parametrize(
    "ending",
    ["Các ý kiến của bạn đọc", "ý kiến bạn đọc", "GỬI BÌNH LUẬN CỦA BẠN", "Liên kết website"],
)
def test_chrome_glued_to_a_long_text_is_cut_off_whole(ending: str) -> None:
    assert read_prose(paragraphs(FIRST, SECOND * 20 + ending), None).paragraphs == (FIRST, SECOND * 20)


def test_chrome_in_the_middle_of_a_text_is_the_newsroom_s() -> None:
    text = "Tòa soạn mở mục ý kiến bạn đọc từ tháng 3."
    assert read_prose(paragraphs(FIRST, text), None).paragraphs == (FIRST, text)


@given(st.text(alphabet='.!?…:;”"/) aộ', max_size=12))
def test_a_sentence_end_is_at_the_end_of_the_text(text: str) -> None:
    assert is_sentence(text) == (SENTENCE_END.search(text) is not None)


def test_chrome_behind_the_last_sentence_is_cut_off() -> None:
    assert read_prose(paragraphs(FIRST, f"{SECOND} Các ý kiến của bạn đọc"), None).paragraphs == (FIRST, SECOND)


@pytest.mark.parametrize("text", ["Hết.", "Hết!", "Hết…", "“Hết”", "nền nếp./.", "như sau:", "điều 1;"])
def test_sentence(text: str) -> None:
    assert is_sentence(text)


@given(st.text(), st.lists(st.text(max_size=12), max_size=3))
def test_dateline_loses_nothing_of_the_text(text: str, marks: list[str]) -> None:
    mark, rest = split_dateline(text, marks)
    assert text.endswith(rest)
    assert mark is None or mark.casefold() in text.casefold()


@given(st.text())
def test_any_text_is_a_name_or_not(text: str) -> None:
    assert names_people(text) in (True, False)


KINDS = st.sampled_from(["paragraph", "caption", "right"])
LINES = st.sampled_from(
    [FIRST, SECOND, "Thanh Lê", "Ảnh: Đức Anh", "tại TP.Vinh", "KẾT QUẢ", "36 | 42", f"{FIRST}Thanh Lê"]
)


@given(st.lists(st.builds(Block, LINES, KINDS), max_size=8))
def test_prose_keeps_every_letter(blocks: list[Block]) -> None:
    prose = read_prose(blocks, None)
    kept = "".join((*prose.paragraphs, *prose.captions, prose.author or ""))
    given_letters = sorted(
        "".join(block.text for block in blocks).replace("Ảnh:", "").replace(" ", "").replace(",", "")
    )
    assert sorted(kept.replace("Ảnh:", "").replace(" ", "").replace(",", "")) == given_letters
