"""References to documents: "Quy định 213-QĐ/TW", "Nghị quyết 202/2025/QH15", "Chỉ thị 03 của Bộ Chính trị"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.model import DocumentReference
from archive.reports.bodies import body_at
from archive.reports.passage import Passage

TYPES = (
    "nghị quyết liên tịch|thông tư liên tịch|kế hoạch liên tịch|chương trình liên tịch|nghị quyết|chỉ thị"
    "|kết luận|quyết định"
    "|quy định|thông tri|hướng dẫn|kế hoạch phối hợp|kế hoạch|chương trình hành động|chương trình phối hợp|chương trình"
    "|quy chế phối hợp|quy chế|công văn|thông báo|tờ trình|báo cáo|nghị định|thông tư|pháp lệnh|luật|đề án|lời kêu gọi"
    "|công điện|thỏa thuận hợp tác|thỏa thuận|biên bản ghi nhớ|biên bản|điều lệ|công bố|giấy mời|lệnh"
)
INSTRUMENTS = re.compile(
    r"quy chế|chương trình phối hợp|kế hoạch phối hợp|thỏa thuận|biên bản|liên tịch", re.IGNORECASE
)
LETTERS = r"[A-ZĐƯÔĂÂÊƠ][A-ZĐƯÔĂÂÊƠa-zđưôăâêơ.]{0,15}\d{0,2}"
# 213-QĐ/TW, 38-Ctr/BDVTW-BCA, 01/QCPH-VKS-TA, 01/QCPH/UBND-UBMTTQ, 1234-CV/BTGTU, 19/2008/NQLT/CP-UBTUMTTQVN
SYMBOL = (
    rf"\d{{1,5}}[a-z]?(?:\s?/\s?(?:19|20)\d\d)?"
    rf"(?:\s?[-–/]\s?|\s(?=[A-ZĐ]{{2,5}}/)){LETTERS}(?:\s?[-–/&]\s?{LETTERS})*"
)
TYPED = rf"(?P<type>{TYPES})"
NUMBER = r"\d{1,4}(?![\d.,]*\d|\w|%)"
SYMBOLED = re.compile(rf"(?:(?<![\w/.\-])|(?<=số)){SYMBOL}(?!\w)", re.IGNORECASE)
INTRODUCED = re.compile(rf"(?<![\w/.\-])(?:{TYPED}\s+)?(?:(?:phối hợp\s+)?số:?\s*)?\Z", re.IGNORECASE)
LONGEST_INTRODUCTION = 60  # characters: "Nghị quyết liên tịch phối hợp số: "
NUMBERED = re.compile(
    rf"(?<!\w){TYPED}\s+(?:(?:phối hợp\s+)?(?P<so>số)\s*:?\s*)?(?P<number>{NUMBER})(?!\s?[-–/.]\s?\w|\s[A-ZĐ]{{2,5}}/)"
    r"(?P<year>\s+năm\s+(?:19|20)\d\d)?",
    re.IGNORECASE,
)
PLENUM = re.compile(r"nghị quyết trung ương (?P<number>\d{1,2})(?!\w)(?:,?\s*khóa [IVX]+)?", re.IGNORECASE)
CAPITAL_SYMBOL = re.compile(r"[-–/]\s?[A-ZĐƯ]")
COUNTED = re.compile(
    r"\s+(?:chương|điều|năm|tháng|ngày|nội dung|đơn vị|xã|huyện|đồng|người|nhóm|chuyên đề|đề án|mục|bước"
    r"|giai đoạn|khâu|cơ quan|bên|ban)\b"
)
ISSUER = re.compile(r"\s*(?:,?\s*ngày\s+[\d/.\-]+)?,?\s*của\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A reference and the characters of the passage's text that say it."""

    reference: DocumentReference
    start: int
    stop: int


def documents(passage: Passage) -> list[Found]:
    """References in the order of the text, each document once."""
    found = sorted([*_symboled(passage), *_numbered(passage), *_plenums(passage)], key=lambda one: one.start)
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(_key(one.reference.symbol), one)
    return list(first.values())


def _key(symbol: str) -> str:
    return re.sub(r"\W", "", symbol).lower()


def _symboled(passage: Passage) -> Iterator[Found]:
    for match in SYMBOLED.finditer(passage.text):
        symbol = match.group().rstrip(".")
        begin = max(0, match.start() - LONGEST_INTRODUCTION)
        before = INTRODUCED.search(passage.text, begin, match.start())
        kind = before["type"] if before else None
        if not CAPITAL_SYMBOL.search(symbol) or not _is_symbol(symbol, bool(kind)):
            continue
        stop = match.start() + len(symbol)
        printed = re.sub(r"\s", "", passage.printed[match.start() : stop])
        yield _reference(passage, printed, kind, before.start() if before else match.start(), stop)


def _is_symbol(symbol: str, typed: bool) -> bool:
    """A phone, a size or a code is none: a symbol has letters of a known kind, or its type stands before it."""
    letters = re.split(r"[-–/&]", re.sub(r"\s", "", symbol))[1:]
    known = any(part.upper() in KNOWN_LETTERS for part in letters)
    return known or (typed and len(letters) >= 1)


KNOWN_LETTERS = frozenset(
    "QĐ NQ CT KL QC QCPH QCLN HD KH KHLT KHPH CTR CTRPH CTPH CTLT TT TTLT NĐ TB TTR BC CV QYĐ QĐI QYC TW "
    "TU HU TTG CP UBND HĐND NQLT"
    " HUYỆN BCĐ QH13 QH14 QH15 QH12 UBTVQH QUY CTHĐ ĐA TTHT BBGN TTPH TTR GM CTRHĐ HDLN HDLT TTHĐ".split()
)


def _numbered(passage: Passage) -> Iterator[Found]:
    for match in NUMBERED.finditer(passage.text):
        if COUNTED.match(passage.text, match.end("number")) and not match["year"] and not match["so"]:
            continue
        kind = match["type"]
        if INSTRUMENTS.fullmatch(kind) or INSTRUMENTS.match(kind):
            stop = match.end()
            printed = " ".join(passage.printed[match.start() : stop].split())
            yield _reference(passage, printed, kind, match.start(), stop)
        elif match["so"] or kind.lower() in ("nghị quyết", "chỉ thị", "kết luận", "quy định", "quyết định"):
            yield _reference(passage, match["number"], kind, match.start(), match.end("number"))


def _plenums(passage: Passage) -> Iterator[Found]:
    for match in PLENUM.finditer(passage.text):
        printed = " ".join(passage.printed[match.start() : match.end()].split())
        yield Found(DocumentReference(printed, "Nghị quyết", "Ban Chấp hành Trung ương"), *match.span())


def _reference(passage: Passage, symbol: str, kind: str | None, start: int, stop: int) -> Found:
    named = kind[0].upper() + kind[1:].lower() if kind else None
    return Found(DocumentReference(symbol, named, _issuer(passage, stop)), start, stop)


def _issuer(passage: Passage, stop: int) -> str | None:
    """The body after "của", as printed; None where the text does not say."""
    match = ISSUER.match(passage.text, stop)
    if not match or match.end() not in passage.word_at:
        return None
    body = body_at(passage, passage.word_at[match.end()])
    return passage.quote(body.start, body.stop) if body else None
