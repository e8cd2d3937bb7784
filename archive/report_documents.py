"""What identifies a document: a symbol alone does not, for every province has its own 02-NQ/TU."""

import re
from typing import Any

from archive.model import DocumentReference
from archive.reports.organizations import Organization
from archive.vietnamese import fold

# Letters of issuers that the country has once: the Party's centre, Government, National Assembly, ministries.
CENTRAL = re.compile(
    r"(?:^|[-/])(?:\w*TWĐ?|CP|TTG|UBTVQH\d*|QH\d*|BCT|BBT|BCA|BQP|BNV|BTC|BYT|BGDĐT|BTTTT|BTP|BLĐTBXH|BKHCN|BVHTTDL|TLĐ)$"
)
YEAR = r"(?:19|20)\d\d"
YEAR_IN_SYMBOL = re.compile(rf"/({YEAR})[/-]")
YEAR_AFTER = re.compile(
    rf"\s*,?\s*\(?(?:ngày\s+\d+(?:[-/.]\d+[-/.]|\s+tháng\s+\d+\s+năm\s+)|năm\s+)({YEAR})", re.IGNORECASE
)
NUMBER_ALONE = re.compile(rf"\s*(?:số:?\s*)?(?P<number>\d+)(?:\s+năm\s+{YEAR})?")  # after its type: Chỉ thị | số 03
# Quy định and Quyết định of the Party share their letters but are numbered apart: 213-QĐ/TW is a Quy định.
SHARED_LETTERS = re.compile(r"(?<!\w)QĐ(?!\w)")


def document_row(
    reference: DocumentReference, issuer: Organization | None, local: str | None, text: str
) -> dict[str, Any]:
    """The row of a document cited in `text`. `local` is the place whose document it is if the text does not say."""
    symbol = reference.symbol
    place = issuer.place if issuer else None if CENTRAL.search(symbol.upper()) else local
    year = _year(symbol, text)
    return {
        "id": "@".join(str(part) for part in (_key(reference), place, year) if part),
        "symbol": symbol,
        "type": reference.type,
        "place": place,
        "year": year,
    }


def _key(reference: DocumentReference) -> str:
    """Lower case, one sort of dash, no leading zeros; with the type where the letters do not tell it."""
    alone = NUMBER_ALONE.fullmatch(reference.symbol.lower().removeprefix((reference.type or "").lower()))
    symbol = alone["number"] if alone else re.sub(r"[–—]", "-", re.sub(r"\s+", "-", reference.symbol)).lower()
    bare = re.sub(r"^0+(?=\d)", "", symbol)
    needs_type = alone or SHARED_LETTERS.search(reference.symbol.upper())
    parts = [reference.type if needs_type else None, bare, reference.issuer if alone else None]
    return fold("-".join(part for part in parts if part)).replace(" ", "-")


def _year(symbol: str, text: str) -> int | None:
    inside = YEAR_IN_SYMBOL.search(symbol)
    at = text.find(symbol)
    after = YEAR_AFTER.match(text, at + len(symbol)) if at >= 0 else None
    found = inside or after
    return int(found[1]) if found else None
