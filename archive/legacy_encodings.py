"""Text that was read in the wrong encoding: TCVN3 and VNI fonts, windows-1258, UTF-8 decoded as a Western page."""

import re
import unicodedata

from archive.syllables import ACUTE, DOT, GRAVE, HOOK, TILDE, is_syllable

WORD = re.compile(r"[^\W\d_]+")
UNICODE_VIETNAMESE = re.compile(r"[ăđĐơƠưƯĂ\u1EA0-\u1EF9]")  # letters that no Western code page has
LEAST_SHARE = 0.85  # of the accented words must be syllables once restored; Vietnamese prose reaches 0.97
LEAST_GAIN = 0.2  # over the text as it is
LEAST_WORDS = 3  # accented words: fewer may be chance, a French phrase for example

# Byte -> letter of the TCVN 5712:1993 fonts (.VnTime); capitals with a tone use the same bytes in .VnTimeH.
TCVN3_ROWS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3 = {chr(first + place): letter for first, row in TCVN3_ROWS.items() for place, letter in enumerate(row)}

# VNI writes a letter, then a mark that may join a shape (circumflex, breve) and a tone.
CIRCUMFLEX, BREVE = "\u0302", "\u0306"
VNI_MARKS = {
    **dict(zip("øùûõï", (GRAVE, ACUTE, HOOK, TILDE, DOT), strict=True)),
    **dict(zip("âàáåãä", ("", GRAVE, ACUTE, HOOK, TILDE, DOT), strict=True)),
    **dict(zip("êèéúüë", ("", GRAVE, ACUTE, HOOK, TILDE, DOT), strict=True)),
}
VNI_SHAPES = dict.fromkeys("âàáåãä", CIRCUMFLEX) | dict.fromkeys("êèéúüë", BREVE)
VNI_LETTERS = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
VNI_PAIR = re.compile(r"([aeouyôöAEOUYÔÖ])([øùûõïâàáåãäêèéúüëØÙÛÕÏÂÀÁÅÃÄÊÈÉÚÜË])|[ñôöíìæóòîÑÔÖÍÌÆÓÒÎ]")


def _byte_values() -> dict[str, int]:
    """Character -> byte, for text read as windows-1252 or as latin-1 (they differ in 0x80-0x9F only)."""
    values = {chr(byte): byte for byte in range(256)}
    western = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
    return values | {character: byte for character, byte in western.items() if character}


BYTE_VALUES = _byte_values()


def restore(text: str) -> str:
    """Vietnamese that was read in the wrong encoding, as it was meant; anything else exactly as it is.

    To be called before `normalize`: TCVN3 writes ư with the byte of the soft hyphen.
    """
    if text.isascii() or UNICODE_VIETNAMESE.search(text):
        return text
    unscrambled = _from_utf8(text)
    if unscrambled != text:
        return unscrambled
    plausible = _accented_share(text)
    candidates = [_from_tcvn3(text), _from_vni(text), _from_windows_1258(text)]
    best = max(candidates, key=_accented_share)
    share = _accented_share(best)
    return best if share >= LEAST_SHARE and share >= plausible + LEAST_GAIN else text


def _accented_share(text: str) -> float:
    """Share of the words with non-ASCII letters that are syllables; 0 when they are too few to judge."""
    accented = [word for word in WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    if len(accented) < LEAST_WORDS:
        return 0.0
    return sum(map(is_syllable, accented)) / len(accented)


def _as_bytes(text: str) -> bytes | None:
    """The bytes that a Western reading made this text of; None if it holds any other character."""
    try:
        return bytes(BYTE_VALUES[character] for character in text)
    except KeyError:
        return None


def _from_utf8(text: str) -> str:
    raw = _as_bytes(text)
    try:
        return raw.decode("utf-8") if raw else text
    except UnicodeDecodeError:
        return text


def _from_windows_1258(text: str) -> str:
    raw = _as_bytes(text)
    return unicodedata.normalize("NFC", raw.decode("cp1258", "replace")) if raw else text


def _from_tcvn3(text: str) -> str:
    return "".join(TCVN3.get(character, character) for character in text)


def _from_vni(text: str) -> str:
    return VNI_PAIR.sub(_vni_letter, text)


def _vni_letter(pair: re.Match[str]) -> str:
    letter, mark = pair.groups()
    if letter is None:
        return VNI_LETTERS[pair.group()]
    mark = mark.lower()
    return unicodedata.normalize("NFC", VNI_LETTERS.get(letter, letter) + VNI_SHAPES.get(mark, "") + VNI_MARKS[mark])
