"""References to documents, and the numbers that are none."""

import pytest

from archive.reports.documents import documents
from archive.reports.passage import Passage


@pytest.mark.parametrize(
    ("text", "symbol", "type_", "issuer"),
    [
        ("Quy định số 213-QĐ/TW của Bộ Chính trị", "213-QĐ/TW", "Quy định", "Bộ Chính trị"),
        ("Kết luận 01-KL/TW ngày 18/5/2021 của Bộ Chính trị", "01-KL/TW", "Kết luận", "Bộ Chính trị"),
        ("Chỉ thị 03 của Bộ Chính trị", "Chỉ thị 03", "Chỉ thị", "Bộ Chính trị"),
        ("Nghị quyết số 01 của Tỉnh ủy Đồng Tháp", "Nghị quyết số 01", "Nghị quyết", "Tỉnh ủy Đồng Tháp"),
        ("Nghị quyết 202/2025/QH15", "202/2025/QH15", "Nghị quyết", None),
        ("Nghị định số 15/2020/NĐ-CP", "15/2020/NĐ-CP", "Nghị định", None),
        ("Chương trình số 38-Ctr/BDVTW-BCA", "38-Ctr/BDVTW-BCA", "Chương trình", None),
        ("Quy chế phối hợp số 02/QCPH-CA-VKS", "02/QCPH-CA-VKS", "Quy chế phối hợp", None),
        ("Công văn số 123 CV/TU", "123CV/TU", "Công văn", None),
        (
            "Nghị quyết liên tịch số 403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN",
            "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN",
            "Nghị quyết liên tịch",
            None,
        ),
        ("Quy chế phối hợp số 01 năm 2016", "Quy chế phối hợp số 01 năm 2016", "Quy chế phối hợp", None),
        (
            "Nghị quyết Trung ương 9 khóa XII",
            "Nghị quyết Trung ương 9 khóa XII",
            "Nghị quyết",
            "Ban Chấp hành Trung ương",
        ),
    ],
)
def test_a_reference_has_symbol_type_and_issuer(text: str, symbol: str, type_: str, issuer: str | None) -> None:
    references = [found.reference for found in documents(Passage(text))]
    assert [(one.symbol, one.type, one.issuer) for one in references] == [(symbol, type_, issuer)]


@pytest.mark.parametrize(
    "text",
    [
        "đạt 95/100 điểm, 1/3 số chi bộ",
        "nhiệm kỳ 2020 - 2025",
        "kế hoạch 5 năm (2006-2010)",
        "xe 51A-123.45, tổ 3/KP 4",
        "quy chế 15 điều, chương trình 6 nội dung",
        "điện thoại 0822.173.636",
        "dịch cúm A (H5N1), Covid-19",
    ],
)
def test_scores_terms_plans_and_codes_are_no_documents(text: str) -> None:
    assert documents(Passage(text)) == []


@pytest.mark.parametrize(
    ("text", "symbol", "type_"),
    [
        ("Thông tri số 09-TT/TU", "09-TT/TU", "Thông tri"),
        ("Quy chế 03/2021/QCPH-BTG-SVHTT", "03/2021/QCPH-BTG-SVHTT", "Quy chế"),
        ("Quy chế phối hợp số 02 - QCPH / BTGTU - ĐTN", "02-QCPH/BTGTU-ĐTN", "Quy chế phối hợp"),
        ("Nghị quyết 10 NQ-TW", "10NQ-TW", "Nghị quyết"),
        ("Kế hoạch 188 KH/TU", "188KH/TU", "Kế hoạch"),
        ("Nghị quyết 04-NQ/T.Ư", "04-NQ/T.Ư", "Nghị quyết"),
        ("Chương trình phối hợp (số 22-CTr/BDVTU-BCH.BĐBP)", "22-CTr/BDVTU-BCH.BĐBP", "Chương trình phối hợp"),
        ("162/CTPH-CP-TANDTC-ĐCTUBTWMTTQVN", "162/CTPH-CP-TANDTC-ĐCTUBTWMTTQVN", None),
        ("văn bản liên ngành số 77/ABX-TU", "77/ABX-TU", None),
    ],
)
def test_symbols_come_in_many_forms(text: str, symbol: str, type_: str | None) -> None:
    assert [(one.reference.symbol, one.reference.type) for one in documents(Passage(text))] == [(symbol, type_)]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Quyết định số 217-QĐ/TW và 218-QĐ/TW của Bộ Chính trị", ["217-QĐ/TW", "218-QĐ/TW"]),
        ("Quyết định số 217, 218-QĐ/TW của Bộ Chính trị", ["217-QĐ/TW", "218-QĐ/TW"]),
        ("các Quyết định 217 và 218 của Bộ Chính trị", ["Quyết định 217", "Quyết định 218"]),
    ],
)
def test_the_documents_of_a_list_share_letters_type_and_issuer(text: str, symbols: list[str]) -> None:
    references = [found.reference for found in documents(Passage(text))]
    assert [(one.symbol, one.type, one.issuer) for one in references] == [
        (symbol, "Quyết định", "Bộ Chính trị") for symbol in symbols
    ]


@pytest.mark.parametrize(
    "text",
    ["Giấy phép số 12/GP-TTĐT", "ký chương trình phối hợp\n16:32', 2/7/2014", "xe số 29/LD-123", "nhà số 7/HXH"],
)
def test_licences_clocks_and_plates_are_no_documents(text: str) -> None:
    assert documents(Passage(text)) == []


def test_a_document_named_twice_is_one() -> None:
    assert len(documents(Passage("Chỉ thị 05-CT/TW; thực hiện Chỉ thị số 05-CT/TW"))) == 1
