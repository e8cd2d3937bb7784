"""Which words are Vietnamese syllables, and where a syllable carries its tone mark."""

import re
import unicodedata
from functools import lru_cache

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = frozenset((GRAVE, ACUTE, TILDE, HOOK, DOT))
VOWELS = frozenset("aăâeêioôơuưy")
SHAPED_VOWELS = frozenset("ăâêôơư")  # these attract the tone mark

# "qu" and "gi" are onsets of their own: the u of "quý" and the i of "giữ" never carry the tone.
ONSET_TABLE = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
RHYME_TABLE = """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu  i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong ooc oong op ot  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt
    oe oen oeo oet  ô ôc ôi ôm ôn ông ôp ôt  ơ ơc ơi ơm ơn ơp ơt  u ua uc ui um un ung up ut
    uâng uân uât uây  uê uêch uên uênh uơ  uôc uôi uôm uôn uông uôt  uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu  y yêm yên yêng yêt yêu
"""
ONSETS = frozenset(ONSET_TABLE.split()) | {""}
RHYMES = frozenset(RHYME_TABLE.split())
AFTER_QU = RHYMES | {rhyme[1:] for rhyme in RHYMES if rhyme[0] == "u" and rhyme[1:2] in VOWELS}  # quýt, quỳnh
AFTER_GI = RHYMES | {rhyme[1:] for rhyme in RHYMES if rhyme.startswith("iê")}  # giếng, giết
STOPS = ("c", "ch", "p", "t")  # a syllable that ends so has an acute or a dot, or no valid tone

PARTS = re.compile(r"(qu|gi|[^aăâeêioôơuưy]*)(.*)", re.DOTALL)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether an NFC word is a possible Vietnamese syllable, wherever its tone mark stands."""
    return _analyse(word) is not None


@lru_cache(maxsize=65536)
def respell(word: str) -> str:
    """The NFC word with its tone mark where the spelling `hòa`, `ủy` puts it; other words as they are."""
    analysis = _analyse(word)
    if analysis is None or not analysis[1]:
        return word
    bare, tone, onset_length = analysis
    place = onset_length + _tone_place(bare[onset_length:].lower())
    return unicodedata.normalize("NFC", bare[: place + 1] + tone + bare[place + 1 :])


def _analyse(word: str) -> tuple[str, str, int] | None:
    """The word without its tone mark, the mark and the length of the onset; None if it is no syllable."""
    split = _split_tone(word)
    if split is None:
        return None
    bare, tone = split
    parts = PARTS.fullmatch(bare.lower())
    if parts is None or len(bare.lower()) != len(bare):
        return None
    onset, rhyme = parts.groups()
    if onset == "gi" and rhyme in {"", "n", "p", "t", "ch"}:  # gì, gìn: here the i is the vowel
        onset, rhyme = "g", "i" + rhyme
    rhymes = AFTER_QU if onset == "qu" else AFTER_GI if onset == "gi" else RHYMES
    if onset not in ONSETS or rhyme not in rhymes or (rhyme.endswith(STOPS) and tone not in (ACUTE, DOT)):
        return None
    return bare, tone, len(onset)


def _split_tone(word: str) -> tuple[str, str] | None:
    """The word without its one tone mark, and the mark or ""; None for two marks or one on a consonant (ñ)."""
    letters, tone = [], ""
    for letter in word:
        marks = unicodedata.normalize("NFD", letter)
        found = [mark for mark in marks if mark in TONES]
        if found:
            if tone or len(found) > 1 or marks[0].lower() not in VOWELS:
                return None
            tone = found[0]
            letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        letters.append(letter)
    return "".join(letters), tone


def _tone_place(rhyme: str) -> int:
    """Index in a toneless rhyme of the letter that carries the tone: ươ -> ơ, oa -> o, oan -> a, oai -> a."""
    vowels = [index for index, letter in enumerate(rhyme) if letter in VOWELS]
    shaped = [index for index in vowels if rhyme[index] in SHAPED_VOWELS]
    if shaped:
        return shaped[-1] if len(shaped) == 1 or rhyme[shaped[0]] == "ư" else shaped[0]
    closed = vowels[-1] < len(rhyme) - 1
    return vowels[1] if len(vowels) == 3 or (len(vowels) == 2 and closed) else vowels[0]
