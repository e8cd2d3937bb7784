"""Bytes to text, whatever encoding the server claims, and text to a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.vietnamese import normalize
from sample.pages import encode
from scrapers.markup import decode, parse, read_text

TEXT = "Thị ủy và Ban Chỉ huy Quân sự ký kết quy chế phối hợp, đồng chí Lê Bình chủ trì"
TCVN3 = "Ban D©n vËn ThÞ ñy tæng kÕt c«ng t¸c phèi hîp n¨m qua"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
@pytest.mark.parametrize(
    "content_type", ["", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1258"]
)
def test_text_survives_any_claim(encoding: str, content_type: str) -> None:
    body = encode(TEXT, "windows-1258") if encoding == "windows-1258" else TEXT.encode(encoding)
    assert normalize(read_text(body, content_type)) == TEXT


def test_statement_in_meta() -> None:
    body = b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">' + encode(TEXT, "windows-1258")
    assert normalize(decode(body)).endswith(TEXT)


def test_statement_of_the_header_comes_before_that_of_the_page() -> None:
    assert (
        decode(b'<meta charset="windows-1258">\xe9', "text/html; charset=iso-8859-2")
        == '<meta charset="windows-1258">é'
    )


def test_unknown_encoding() -> None:
    assert normalize(decode(encode(TEXT, "windows-1258"), "text/html; charset=x-vn")) == TEXT


@pytest.mark.parametrize("content_type", ["", "text/html; charset=iso-8859-1", "text/html; charset=windows-1252"])
def test_old_font(content_type: str) -> None:
    read = read_text(TCVN3.encode("latin-1"), content_type)
    assert read == "Ban Dân vận Thị ủy tổng kết công tác phối hợp năm qua"


def test_utf8_read_as_western_and_encoded_again() -> None:
    assert read_text(TEXT.encode().decode("latin-1").encode()) == TEXT


def test_a_few_spoilt_bytes_do_not_make_it_another_encoding() -> None:
    assert decode(TEXT.encode() * 9 + b"\xe1\xbb") == TEXT * 9 + "\ufffd"


@pytest.mark.parametrize("html", ["", " ", "<!DOCTYPE html>", "\0"])
def test_nothing_to_parse(html: str) -> None:
    assert parse(html) is None


def test_encoding_declaration_inside_text() -> None:
    tree = parse(f'<?xml version="1.0" encoding="utf-8"?><html><body>{TEXT}</body></html>')
    assert tree is not None
    assert tree.text_content() == TEXT


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&#272;&#7843;ng", "Đảng"),
        ("&ldquo;Dân&rdquo;", "“Dân”"),
        ("&amp;ldquo;Dân&amp;rdquo;", "“Dân”"),
        ("qu&amp;yacute; I", "quý I"),
        ("&amp;#272;ảng", "Đảng"),
        ("Mặt trận &amp; Đoàn thể", "Mặt trận & Đoàn thể"),
        ("&amp;lt;p&amp;gt;", "&lt;p&gt;"),
    ],
)
def test_entities(html: str, text: str) -> None:
    tree = parse(f"<p>{html}</p>")
    assert tree is not None
    assert tree.text_content() == text


@given(st.binary(), st.sampled_from(["", "text/html; charset=utf-8", "charset=utf-7", "charset=idna", "charset=rot13"]))
def test_any_bytes_can_be_read(body: bytes, content_type: str) -> None:
    assert isinstance(read_text(body, content_type), str)


@given(st.text())
def test_text_in_utf8_is_read_as_written(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.text())
def test_any_text_can_be_parsed(text: str) -> None:
    tree = parse(text)
    assert tree is None or tree.tag == "html"
