"""What `archive.vietnamese` promises about Vietnamese text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.vietnamese import fingerprint, fold, normalize, restore, syllable_share, unify_tones

PROSE = (
    "Sáng ngày 12/6, Ban Thường vụ Thành ủy Sông Trà và Đảng ủy Khối các cơ quan tỉnh tổ chức hội nghị sơ kết quy chế "
    "phối hợp. Các đại biểu đã thảo luận, góp ý nhiều nội dung về công tác xây dựng Đảng, dân vận và kỷ luật ở cơ sở; "
    "đề nghị hai bên tiếp tục trao đổi thông tin, giữ mối liên hệ chặt chẽ, kịp thời tháo gỡ những vướng mắc."
)

MOVED_TONES = """
uỷ:ủy uỳ:ùy thuý:thúy tuỳ:tùy luỹ:lũy huỷ:hủy thuỷ:thủy suý:súy uý:úy nguỵ:ngụy hoà:hòa hoá:hóa toà:tòa xoá:xóa hoạ:họa
loã:lõa khoá:khóa khoẻ:khỏe hoè:hòe xoè:xòe loè:lòe qúy:quý qủa:quả gỉai:giải đựơc:được ngừơi:người nghiã:nghĩa
mừơi:mười tíêp:tiếp tòan:toàn hòang:hoàng xóay:xoáy HOÀ:HÒA Uỷ:Ủy rựơu:rượu qùyên:quyền gía:giá
"""
KEPT_TONES = """
quý quỳ quỹ quỷ khuỷu giữ gìn giếng giá già giặc thuở hoẵng họe Khoái ngoái loáng toàn tuấn nguyễn chuyển quyết quốc
của mùa lúa nghĩa kìa chịu hiệu rượu yến ý kỳ Mỹ gì bịa xoong người được ngoằn
"""
FOREIGN_WORDS = ["señor", "café", "voilà", "Citroën", "naïve", "chạồm", "Noël", "Beyoncé", "website", "Škoda", "qụ"]


@pytest.mark.parametrize(("printed", "unified"), [pair.split(":") for pair in MOVED_TONES.split()])
def test_a_tone_mark_moves_to_the_place_of_the_older_spelling(printed: str, unified: str) -> None:
    assert unify_tones(printed) == unified


@pytest.mark.parametrize("word", KEPT_TONES.split())
def test_a_tone_mark_in_its_place_stays(word: str) -> None:
    assert unify_tones(word) == word


@pytest.mark.parametrize("word", FOREIGN_WORDS)
def test_words_that_are_no_syllables_stay(word: str) -> None:
    assert unify_tones(word) == word


def test_unifying_tones_keeps_layout_and_references() -> None:
    text = "Uỷ ban  Kiểm tra (213-QĐ/TW),\n\tđường Hoà Bình…"
    assert unify_tones(text) == "Ủy ban  Kiểm tra (213-QĐ/TW),\n\tđường Hòa Bình…"


def test_unifying_tones_reads_decomposed_letters() -> None:
    assert unify_tones(unicodedata.normalize("NFD", "Thành uỷ")) == "Thành ủy"


NORMAL_FORMS = [
    pytest.param("Thu\u031b\u0301 Tu\u031b", "Thứ Tư", id="decomposed letters"),
    pytest.param("ÐHÐND", "ĐHĐND", id="Icelandic capital eth"),
    pytest.param("ðảng viên", "đảng viên", id="Icelandic small eth"),
    pytest.param("UBND\u00a0tỉnh\u2009A", "UBND tỉnh A", id="odd spaces"),
    pytest.param("phối\u200b hợp\u00ad\ufeff", "phối hợp", id="invisible characters"),
    pytest.param("dòng một\r\ndòng  hai\tba", "dòng một\r\ndòng  hai\tba", id="line breaks and double spaces stay"),
    pytest.param("Thành uỷ “A” – 2021", "Thành uỷ “A” – 2021", id="spelling, quotes and dashes stay"),
]


@pytest.mark.parametrize(("printed", "normal"), NORMAL_FORMS)
def test_normalize_changes_the_code_points_and_not_the_text(printed: str, normal: str) -> None:
    assert normalize(printed) == normal


def test_fold_drops_case_and_accents_and_writes_d_for_đ() -> None:
    assert fold("Đảng ủy KHỐI  các cơ quan, doanh nghiệp") == "dang uy khoi  cac co quan, doanh nghiep"


@pytest.mark.parametrize("spellings", [("Hòa", "Hoà"), ("ủy", "uỷ"), ("Ðảng", "Đảng"), ("quý", "qúy")])
def test_fold_makes_spellings_equal(spellings: tuple[str, str]) -> None:
    assert fold(spellings[0]) == fold(spellings[1])


SAME_WORDING = [
    pytest.param("Thành uỷ họp.", "Thành ủy họp.", id="tone placement"),
    pytest.param("ký kết , phối hợp", "ký kết, phối  hợp\n", id="spaces"),
    pytest.param("giai đoạn 2020 – 2025", "giai đoạn 2020-2025", id="dashes"),
    pytest.param("“Đơn vị”", '"Đơn vị"', id="quotes"),
    pytest.param("Ðảng", unicodedata.normalize("NFD", "Đảng"), id="code points"),
]
OTHER_WORDING = [
    pytest.param("đồng chí Bí thư", "đồng chí bí thư", id="case"),
    pytest.param("sơ kết", "sơ kêt", id="accents"),
    pytest.param("12 đảng viên", "13 đảng viên", id="figures"),
    pytest.param("không, phải", "không phải", id="punctuation"),
]


@pytest.mark.parametrize(("one", "other"), SAME_WORDING)
def test_the_fingerprint_of_the_same_wording_is_the_same(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(("one", "other"), OTHER_WORDING)
def test_the_fingerprint_of_another_wording_differs(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_a_fingerprint_is_a_sha256_in_hex() -> None:
    assert fingerprint("").startswith("e3b0c44298fc1c14")
    assert len(fingerprint(PROSE)) == 64


def as_western(raw: bytes) -> str:
    """Bytes as a browser reads them as windows-1252, with the five bytes that it leaves to latin-1."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)


def as_windows_1258(text: str) -> bytes:
    """windows-1258 keeps a tone mark apart from its letter; Python's codec wants them apart already."""
    decomposed = unicodedata.normalize("NFD", text)
    for letter in "âêôăơưÂÊÔĂƠƯ":
        base, shape = list(unicodedata.normalize("NFD", letter))
        decomposed = decomposed.replace(base + shape, letter).replace(base + "\u0323" + shape, letter + "\u0323")
    return decomposed.encode("cp1258")


SENTENCE = "Đảng bộ thành phố tổ chức hội nghị sơ kết quy chế phối hợp"
WRONG_READINGS = [
    pytest.param("§¶ng bé thµnh phè tæ chøc héi nghÞ s¬ kÕt quy chÕ phèi hîp", id="TCVN3, as glibc encodes it"),
    pytest.param("Ñaûng boä thaønh phoá toå chöùc hoäi nghò sô keát quy cheá phoái hôïp", id="VNI"),
    pytest.param(as_western(as_windows_1258(SENTENCE)), id="windows-1258"),
    pytest.param(as_western(SENTENCE.encode()), id="UTF-8 read as windows-1252"),
    pytest.param(SENTENCE.encode().decode("latin-1"), id="UTF-8 read as latin-1"),
    pytest.param(SENTENCE, id="Unicode as it should be"),
]


@pytest.mark.parametrize("read", WRONG_READINGS)
def test_text_read_in_the_wrong_encoding_is_restored(read: str) -> None:
    assert restore(read) == SENTENCE


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_good_unicode_is_left_exactly_as_it_is(form: str) -> None:
    text = unicodedata.normalize(form, PROSE)  # type: ignore[arg-type]
    assert restore(text) == text


@pytest.mark.parametrize(
    "text",
    ["Là báo cáo có và quá hay", "café à la crème, déjà vu", "São Paulo, Córdoba", "Übergröße für Möbel", "plain", ""],
)
def test_text_that_is_not_garbled_is_left_alone(text: str) -> None:
    assert restore(text) == text


def test_good_prose_is_nearly_all_syllables() -> None:
    assert syllable_share(PROSE) == 1.0


def test_scrambled_accents_lower_the_share_of_syllables() -> None:
    assert syllable_share("qùỵết định qùản trọng của trùng ương về côngg tác cán bộ") == pytest.approx(9 / 12)


def test_abbreviations_do_not_lower_the_share_of_syllables() -> None:
    assert syllable_share("UBND, HĐND và MTTQ tỉnh") == 1.0


def test_a_text_without_words_has_no_syllables() -> None:
    assert syllable_share("213 / 2021 …") == 0.0


VIETNAMESE_TEXT = st.text(alphabet=sorted({*PROSE, *"ÐðuyoaâêôơưỷỳụóòỏõĂằ\u0301\u0323\u031b\u200b\u00a0\n"}))
ANY_TEXT = st.one_of(VIETNAMESE_TEXT, st.text())


@given(ANY_TEXT)
def test_normalize_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(ANY_TEXT)
def test_unify_tones_twice_changes_nothing_more(text: str) -> None:
    assert unify_tones(unify_tones(text)) == unify_tones(text)


@given(ANY_TEXT)
def test_fold_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
@example("QÙM")  # nothing after its onset could carry the tone
def test_the_fingerprint_is_that_of_the_normal_form(text: str) -> None:
    assert fingerprint(normalize(text)) == fingerprint(text)


@given(ANY_TEXT)
def test_the_share_of_syllables_is_a_share(text: str) -> None:
    assert 0.0 <= syllable_share(text) <= 1.0


@given(st.lists(st.sampled_from(PROSE.replace(",", "").split()), min_size=1).map(" ".join))
def test_restore_never_touches_vietnamese_words(text: str) -> None:
    assert restore(text) == text


@given(ANY_TEXT)
def test_restore_answers_every_text(text: str) -> None:
    assert isinstance(restore(text), str)
