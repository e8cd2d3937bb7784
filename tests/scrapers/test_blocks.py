"""An element as blocks: what becomes a paragraph, a caption, a line to the right, and what is not seen."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import markup
from scrapers.blocks import Block, blocks_of


def blocks(html: str, drop: tuple[str, ...] = (), captions: tuple[str, ...] = ()) -> list[Block]:
    tree = markup.parse(f"<html><body><div id='than-bai'>{html}</div></body></html>")
    assert tree is not None
    return blocks_of(tree.get_element_by_id("than-bai"), drop, captions)


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Một</p><p>Hai</p>", ["Một", "Hai"]),
        ("Một<br>Hai", ["Một", "Hai"]),
        ("Một<br><br>Hai", ["Một", "Hai"]),
        ("Một<BR/>&nbsp;<BR/>Hai", ["Một", "Hai"]),
        ("Một<p>Hai</p>Ba", ["Một", "Hai", "Ba"]),
        ("<p>Một<p>Hai", ["Một", "Hai"]),
        ("<span>Một</span><div>Hai</div>", ["Một", "Hai"]),
        ("<span><p>Một</p></span><p>Hai</p>", ["Một", "Hai"]),
        ("<h3>Đề mục</h3><p>Một</p>", ["Đề mục", "Một"]),
        ("<ol><li>Một</li><li>Hai</li></ol>", ["Một", "Hai"]),
        ("<center>Một</center>Hai", ["Một", "Hai"]),
        ("<table><tr><td>Một<br>Hai</td></tr></table>", ["Một", "Hai"]),
        ("<table><tr><td><p>Một</p></td><td><p>Hai</p></td></tr></table>", ["Một", "Hai"]),
        ("<dl><dt>Một</dt><dd>Hai</dd></dl>", ["Một", "Hai"]),
    ],
)
def test_paragraphs(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Thành <b>ủy</b></p>", "Thành ủy"),
        ("<p>Th<b>ành</b> ủy</p>", "Thành ủy"),
        ("<p><span><span><font>Thành</font></span></span> ủy</p>", "Thành ủy"),
        ("<p>&nbsp;&nbsp; Thành\n\t ủy&nbsp;</p>", "Thành ủy"),
        ("<p>Thành&#8203; ủy</p>", "Thành ủy"),
        ("<p>Tha\u0300nh u\u0309y</p>", "Thành ủy"),
        ("<p>\u00d0ảng ủy</p>", "Đảng ủy"),
        ("<p>&#272;&#7843;ng ủy</p>", "Đảng ủy"),
        ("<p>Thành <!-- sửa --> ủy</p>", "Thành ủy"),
        ("<p>Thành ủy<o:p></o:p></p>", "Thành ủy"),
        ("<P CLASS=MsoNormal><![if !supportLists]><![endif]>Thành ủy</P>", "Thành ủy"),
        ('<p><img src="a.jpg">Thành ủy</p>', "Thành ủy"),
    ],
)
def test_one_paragraph(html: str, expected: str) -> None:
    assert texts(html) == [expected]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>&nbsp;</p>",
        "<script>x()</script>",
        "<style>p {}</style>",
        "<noscript>Bật JavaScript</noscript>",
        "<xml><w:View>Normal</w:View></xml>",
        "<video>Trình duyệt không hỗ trợ</video>",
        "<select><option>Tỉnh ủy</option></select>",
        "<button>Gửi</button>",
        "<p hidden>Ẩn</p>",
        '<p style="display: none">Ẩn</p>',
        "<!-- Ẩn -->",
        '<ul><li><a href="/1">Tin một</a></li><li><a href="/2">Tin hai</a></li></ul>',
        '<table><tr><td><a href="/1">Tin một</a></td></tr></table>',
    ],
)
def test_unseen(html: str) -> None:
    assert texts(html) == []


@pytest.mark.parametrize(
    "html",
    [
        '<ul><li><a href="/1">Nghị quyết 18</a> của Trung ương</li></ul>',
        '<p><a href="/1">Nghị quyết 18</a></p>',
        '<ul><li><a href="/upload/quy-che.pdf">Quy chế phối hợp số 05</a></li></ul>',
    ],
)
def test_links_in_text_are_text(html: str) -> None:
    assert len(texts(html)) == 1


def test_row_of_figures_is_one_paragraph() -> None:
    assert texts(
        "<table><tr><td>TT</td><td>Đơn vị</td></tr><tr><td align=right>1</td><td>Hà Tĩnh</td></tr></table>"
    ) == [
        "TT | Đơn vị",
        "1 | Hà Tĩnh",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img src=a.jpg><figcaption>Quang cảnh</figcaption></figure>",
        "<table><tr><td><img src=a.jpg></td></tr><tr><td>Quang cảnh</td></tr></table>",
        "<p align=center><i>Quang cảnh</i></p>",
        '<p style="text-align: center"><em>Quang</em> <em>cảnh</em></p>',
        '<div style="text-align:center"><em><i>Quang cảnh</i></em></div>',
        "<p align=center><img src=a.jpg></p><p align=center>Quang cảnh</p>",
        "<p align=center><img src=a.jpg><br>Quang cảnh</p>",
        "<figure><img src=a.jpg></figure><div style='text-align: center;'><span>Quang cảnh</span></div>",
    ],
)
def test_captions(html: str) -> None:
    assert blocks(html) == [Block("Quang cảnh", "caption")]


@pytest.mark.parametrize(
    "html",
    [
        "<p align=center>KẾT QUẢ</p>",
        "<p><i>Trích thư bạn đọc</i></p>",
        "<p align=center><img src=a.jpg></p><p align=center>KẾT QUẢ NỔI BẬT</p>",
        "<p align=center><img src=a.jpg></p><p>Hội nghị bế mạc.</p><p align=center>Hết</p>",
        f"<p align=center><img src=a.jpg></p><div align=center>{'Nội dung bài dài. ' * 30}</div>",
        "<p align=center>Bà Lê <i>cùng các cháu nhỏ ở bản xa</i></p>",
        f"<table><tr><td><img src=a.jpg><p>{'Nội dung bài dài. ' * 30}</p></td></tr></table>",
    ],
)
def test_no_captions(html: str) -> None:
    assert {block.kind for block in blocks(html)} == {"paragraph"}


@pytest.mark.parametrize(
    "attributes", ['align="right"', 'style="text-align: right;"', 'class="text-right"', 'class="align-right"']
)
def test_set_to_the_right(attributes: str) -> None:
    assert blocks(f"<p>Một</p><p {attributes}><b>Thu Hoài</b></p>") == [
        Block("Một", "paragraph"),
        Block("Thu Hoài", "right"),
    ]


def test_table_around_a_table_with_a_picture_is_no_caption() -> None:
    picture = "<table><tr><td><img src=a.jpg></td></tr><tr><td>Quang cảnh</td></tr></table>"
    assert blocks(f"<table><tr><td>{picture}</td></tr><tr><td>Tin ngắn.</td></tr></table>") == [
        Block("Quang cảnh", "caption"),
        Block("Tin ngắn.", "paragraph"),
    ]


def test_text_after_a_caption_is_a_paragraph_again() -> None:
    assert blocks("<div><figcaption>Quang cảnh</figcaption>Một</div>") == [
        Block("Quang cảnh", "caption"),
        Block("Một", "paragraph"),
    ]


def test_selectors_of_a_layout() -> None:
    html = "<p>Một</p><p class=chu-thich>Quang cảnh</p><div class=lien-quan>Tin khác</div>Hai"
    assert blocks(html, drop=(".lien-quan",), captions=(".chu-thich",)) == [
        Block("Một", "paragraph"),
        Block("Quang cảnh", "caption"),
        Block("Hai", "paragraph"),
    ]


WORDS = st.lists(
    st.sampled_from("Đảng ủy ký kết quy chế phối hợp 2024 (36/QĐ) “dân”, TP.Vinh; việc. - ...".split()), min_size=1
)
SHELLS = ("<p>{}</p>", "<div>{}</div>", "{}<br>", "<span>{}</span><br/>", "<p><b>{}</b></p>", "<ul><li>{}</li></ul>",
          "<table><tr><td>{}</td></tr></table>", "<center>{}</center>", "<p class=MsoNormal>{}<o:p></o:p></p>", "<P>{}",
          "<p align=right>{}</p>", "<p align=center><i>{}</i></p>")  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(SHELLS), WORDS), max_size=12))
def test_no_word_is_lost_in_any_markup(paragraphs: list[tuple[str, list[str]]]) -> None:
    html = "\n".join(shell.format(" ".join(words)) for shell, words in paragraphs)
    read = Counter(word for block in blocks(html) for word in block.text.split())
    assert read == Counter(word for _, words in paragraphs for word in words)
