"""The two spellings that are searched: one without accents, one with them. Both have as many words as the text."""

import re

from archive.vietnamese import fold, normalize, unify_tones

# hoà and hòa are told apart by nobody, nor are lý and lí, kỹ and kĩ: an i or y that is the whole rhyme.
I_OR_Y = re.compile(r"\b([hklmst]|qu)([yýỳỷỹỵ])(?![^\W_])", re.IGNORECASE)
TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
TOKEN = re.compile(r"[^\W_]+")  # what FTS5's unicode61 takes for a word: letters and digits


def plain(text: str) -> str:
    """Lower case, no accents, d for đ, i for a final y: `dang uy`, `li luan`."""
    return _with_i(fold(text))


def accented(text: str) -> str:
    """Lower case with accents, one tone placement, i for a final y: `đảng ủy`, `lí luận`."""
    return _with_i(unify_tones(normalize(text)).lower())


def _with_i(text: str) -> str:
    return I_OR_Y.sub(lambda found: found[1] + found[2].translate(TO_I), text)


def tokens(text: str) -> list[str]:
    """The words of a text that is plain or accented."""
    return TOKEN.findall(text)


def has_accents(text: str) -> bool:
    """Whether somebody typed accents, and so means them."""
    return plain(text) != _with_i(text.lower())
