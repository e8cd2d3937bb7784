"""Short forms of the names of bodies and what they stand for, both ways: UBND and Ủy ban nhân dân."""

from collections.abc import Iterator
from functools import cache

from archive.reports.lexicon import entries
from archive.syllables import is_syllable
from archive.web.spelling import accented, plain, tokens

Words = tuple[str, ...]  # accented, lower case

# Besides those by which the archive reads reports: what readers type, and what is too ambiguous to read by.
MORE = """
    hnd = hội nông dân
    hpn = hội phụ nữ
    hpn = hội liên hiệp phụ nữ
    lhpn = liên hiệp phụ nữ
    hội ccb = hội cựu chiến binh
    hccb = hội cựu chiến binh
    đtn = đoàn thanh niên
    tnxp = thanh niên xung phong
    qs = quân sự
    bch = ban chỉ huy
    đu = đảng ủy
    đuqs = đảng ủy quân sự
    đuca = đảng ủy công an
    bcsđ = ban cán sự đảng
    btgdv = ban tuyên giáo và dân vận
    mtqg = mục tiêu quốc gia
    antt = an ninh trật tự
    ntm = nông thôn mới
    tp hcm = thành phố hồ chí minh
"""
LONGEST = 8  # words in a long form that is looked for


@cache
def long_forms() -> dict[Words, tuple[Words, ...]]:
    """Short form -> long forms."""
    found: dict[Words, list[Words]] = {}
    for short, long in _pairs():
        found.setdefault(short, []).append(long)
    return {short: tuple(dict.fromkeys(longs)) for short, longs in found.items()}


@cache
def short_forms() -> dict[Words, tuple[Words, ...]]:
    """Long form, without accents -> short forms. `CA` would find every "ca" and "cà", so it is not among them."""
    found: dict[Words, list[Words]] = {}
    for short, long in _pairs():
        if not is_word(short):
            found.setdefault(_plain(long), []).append(short)
    return {long: tuple(dict.fromkeys(shorts)) for long, shorts in found.items()}


@cache
def containing(long: Words) -> tuple[Words, ...]:
    """Short forms of names that this name is a part of: UBMTTQ also says Mặt trận Tổ quốc."""
    wanted = f" {' '.join(_plain(long))} "
    return tuple(short for short, other in _pairs() if wanted in f" {' '.join(_plain(other))} " and not is_word(short))


def is_word(short: Words) -> bool:
    """Whether a short form is also a syllable: CA, TƯ. Such a one is meant only when typed in capitals."""
    return len(short) == 1 and (is_syllable(short[0]) or is_syllable(_plain(short)[0]))


def _pairs() -> Iterator[tuple[Words, Words]]:
    own = (line.partition("=")[::2] for line in MORE.strip().splitlines())
    for short, long in (*((phrase, value) for _, phrase, value in entries("abbreviations")), *own):
        pair = tuple(tokens(accented(short))), tuple(tokens(accented(long)))
        if pair[0] and pair[0] != pair[1] and _plain(pair[0]) != _plain(pair[1]):
            yield pair


def _plain(words: Words) -> Words:
    return tuple(plain(word) for word in words)
