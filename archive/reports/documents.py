"""References to documents: "Quy định 213-QĐ/TW", "Nghị quyết 202/2025/QH15", "Chỉ thị 03 của Bộ Chính trị"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.model import DocumentReference
from archive.reports.bodies import body_at
from archive.reports.passage import Passage

TYPES = (
    "nghị quyết liên tịch|thông tư liên tịch|quy chế liên tịch|thông báo kết luận"
    "|kế hoạch liên tịch|chương trình liên tịch|nghị quyết|chỉ thị"
    "|kết luận|quyết định"
    "|quy định|thông tri|hướng dẫn|kế hoạch phối hợp|kế hoạch|chương trình hành động|chương trình phối hợp|chương trình"
    "|quy chế phối hợp|quy chế|công văn|thông báo|tờ trình|báo cáo|nghị định|thông tư|pháp lệnh|luật|đề án|lời kêu gọi"
    "|công điện|thỏa thuận hợp tác|thỏa thuận|biên bản ghi nhớ|biên bản|điều lệ|công bố|giấy mời|lệnh|văn bản"
)
INSTRUMENTS = re.compile(
    r"quy chế|chương trình phối hợp|kế hoạch phối hợp|thỏa thuận|biên bản|liên tịch", re.IGNORECASE
)
LETTERS = r"[A-ZĐƯÔĂÂÊƠ][A-ZĐƯÔĂÂÊƠa-zđưôăâêơ.]{0,15}\d{0,2}"
# 213-QĐ/TW, 38-Ctr/BDVTW-BCA, 01/QCPH-VKS-TA, 01/QCPH/UBND-UBMTTQ, 1234-CV/BTGTU, 19/2008/NQLT/CP-UBTUMTTQVN
SYMBOL_AFTER_NUMBER = (
    rf"[a-z]?(?:\s?/\s?(?:19|20)\d\d)?"
    rf"(?:\s?[-–/]\s?|\s(?=[A-ZĐ]{{2,5}}[/-])){LETTERS}(?:\s?[-–/&]\s?{LETTERS})*"
)
SYMBOL = rf"\d{{1,5}}{SYMBOL_AFTER_NUMBER}"
TYPED = rf"(?P<type>{TYPES})"
NUMBER = r"\d{1,4}(?![\d.,]*\d|\w|%)"
# The digit stands first: the search runs past all other characters at once.
SYMBOLED = re.compile(rf"\d(?:(?<![\w/.\-]\d)|(?<=số\d))\d{{0,4}}{SYMBOL_AFTER_NUMBER}(?!\w)", re.IGNORECASE)
INTRODUCED = re.compile(
    rf"(?<![\w/.\-])(?:{TYPED}\s+)?(?:phối hợp\s+)?\(?(?P<so>số:?\s*)?"
    r"(?P<series>(?:\d{1,4}(?:\s*,\s*|\s+và\s+(?:số\s+)?))*)\Z",
    re.IGNORECASE,
)
LONGEST_INTRODUCTION = 60  # characters: "Nghị quyết liên tịch phối hợp số: "
NO_DOCUMENT_BEFORE = re.compile(r"(?:giấy phép|điện thoại|tài khoản|fax|nhà|ngõ|hẻm|xe|kiểm soát)\W*\Z", re.IGNORECASE)
SERIES = re.compile(r"\s*(?:,|;|và)\s*(?:số\s*)?")  # between the documents of one list
NUMBERED = re.compile(  # in lower-cased text: many words are told apart faster where case is one
    rf"(?<!\w){TYPED}[^\S\n]+(?:(?:phối hợp\s+)?(?P<so>số)\s*:?\s*)?(?P<number>{NUMBER})"
    rf"(?!\s?[-–/.]\s?\w|:|\s[a-zđ]{{2,5}}[/-])"
    rf"(?!(?:\s*,\s*\d{{1,4}}|\s+và\s+\d{{1,4}})*(?:\s*,\s*|\s+và\s+){SYMBOL.lower()})(?P<year>\s+năm\s+(?:19|20)\d\d)?"
    rf"(?P<others>(?:(?:\s*,\s*|\s+và\s+){NUMBER})*(?=\s+của\b|\s+năm\s))?"
)
PLENUM = re.compile(r"nghị quyết trung ương (?P<number>\d{1,2})(?!\w)(?:,?\s*khóa [IVX]+)?", re.IGNORECASE)
CAPITAL_SYMBOL = re.compile(r"[-–/]\s?[A-ZĐƯ]")
COUNTED = re.compile(
    r"\s+(?:chương|điều|năm|tháng|ngày|nội dung|đơn vị|xã|huyện|đồng|người|nhóm|chuyên đề|đề án|mục|bước"
    r"|giai đoạn|khâu|cơ quan|bên|ban)\b"
)
ISSUER = re.compile(
    r"\s*(?:\(khóa \w+\))?(?:,?\s*(?:ban hành |ký )?ngày\s+\d+"
    r"(?:\s?[/.\-]\s?\d+\s?[/.\-]\s?\d+|\s+tháng\s+\d+\s+năm\s+\d+)"
    r"|,?\s*năm\s+\d{4})?,?\s*của\s+(?:hội nghị(?: lần thứ \w+| trung ương \d+)?\s+)?",
    re.IGNORECASE,
)


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
    for one in _as_lists(passage, found):
        first.setdefault(_key(one.reference.symbol), one)
    return list(first.values())


def _key(symbol: str) -> str:
    return re.sub(r"\W|\bsố\b", "", symbol.lower())


def _as_lists(passage: Passage, found: list[Found]) -> list[Found]:
    """ "Quyết định 217-QĐ/TW và 218-QĐ/TW của Bộ Chính trị": the type is said of the first, the issuer of the last."""
    for index in range(1, len(found)):
        before, one = found[index - 1], found[index]
        if one.reference.type is None and SERIES.fullmatch(passage.lowered, before.stop, one.start):
            found[index] = replace(one, reference=replace(one.reference, type=before.reference.type))
    for index in range(len(found) - 1, 0, -1):
        before, one = found[index - 1], found[index]
        if before.reference.issuer is None and SERIES.fullmatch(passage.lowered, before.stop, one.start):
            found[index - 1] = replace(before, reference=replace(before.reference, issuer=one.reference.issuer))
    return found


def _symboled(passage: Passage) -> Iterator[Found]:
    for match in SYMBOLED.finditer(passage.text):
        symbol = match.group().rstrip(".")
        begin = max(0, match.start() - LONGEST_INTRODUCTION)
        before = INTRODUCED.search(passage.text, begin, match.start())
        kind = before["type"] if before else None
        numbered = bool(before and before["so"] and not NO_DOCUMENT_BEFORE.search(passage.text, begin, before.start()))
        if not CAPITAL_SYMBOL.search(symbol) or not _is_symbol(symbol, bool(kind), numbered):
            continue
        stop = match.start() + len(symbol)
        printed = re.sub(r"\s", "", passage.printed[match.start() : stop])
        letters = re.sub(r"^\d+[a-z]?", "", printed, flags=re.IGNORECASE)
        if before and kind:
            for number in re.finditer(r"\d+", before["series"]):  # Quyết định số 217, | 218-QĐ/TW
                start = before.start("series") + number.start()
                yield _reference(passage, number.group() + letters, kind, start, start + len(number.group()))
        introduced = before.start() if before and not before["series"] else match.start()
        yield _reference(passage, printed, kind, introduced, stop)


def _is_symbol(symbol: str, typed: bool, numbered: bool) -> bool:
    """A phone, a size or a code is none: a symbol has letters of a known kind, or its type or "số" before it."""
    letters = re.split(r"[-–/&]", re.sub(r"\s", "", symbol))[1:]
    capitals = [part for part in letters if len(part) > 1 and part.isalpha() and part[:2].isupper()]
    known = any(part.upper() in KNOWN_LETTERS for part in letters)
    return known or (typed and len(letters) >= 1) or (numbered and bool(capitals) and capitals[0] not in LICENCES)


LICENCES = frozenset({"GP", "GPXB", "GPTTĐT", "CBC"})  # of newspapers and sites, in the footers of pages
KNOWN_LETTERS = frozenset(
    "QĐ NQ CT KL QC QCPH QCLN HD KH KHLT KHPH CTR CTRPH CTPH CTLT TT TTLT NĐ TB TTR BC CV QYĐ QĐI QYC TW "
    "TU HU TTG CP UBND HĐND NQLT"
    " HUYỆN BCĐ QH13 QH14 QH15 QH12 UBTVQH QUY CTHĐ ĐA TTHT BBGN TTPH TTR GM CTRHĐ HDLN HDLT TTHĐ VB LN PH CTHT"
    " NQLN TTLN QCLT CTRLT QTPH BBTT KHLN TBKL".split()
)


def _numbered(passage: Passage) -> Iterator[Found]:
    """ "Chỉ thị 19", "Quy chế phối hợp số 01 năm 2016": a number alone says nothing, so its type stays with it."""
    for match in NUMBERED.finditer(passage.lowered):
        if COUNTED.match(passage.text, match.end("number")) and not match["year"] and not match["so"]:
            continue
        kind = passage.text[slice(*match.span("type"))]
        paper = bool(INSTRUMENTS.match(kind))
        if not (paper or match["so"] or kind.lower() in OFTEN_NUMBERED):
            continue
        stop = match.end("year") if match["year"] and paper else match.end("number")
        yield _reference(passage, " ".join(passage.printed[match.start() : stop].split()), kind, match.start(), stop)
        for other in re.finditer(r"\d+", match["others"] or ""):
            start = match.start("others") + other.start()
            yield _reference(passage, f"{kind} {other.group()}", kind, start, start + len(other.group()))


OFTEN_NUMBERED = frozenset({"nghị quyết", "chỉ thị", "kết luận", "quy định", "quyết định"})


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
