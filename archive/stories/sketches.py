"""How alike two texts are: their three-syllable pieces compared, and sketches that find the texts worth comparing.

A sketch is a MinHash in bands: two texts of similarity s have a given band in common with probability s^2.
"""

import re
from dataclasses import dataclass
from importlib.metadata import version
from struct import pack
from zlib import crc32

from rensa import RMinHash

from archive.vietnamese import fold

Pieces = frozenset[str]

SYLLABLE = re.compile(r"\w+")
SYLLABLES = 3  # to a piece

# 64 bands of 2 values: of pairs with similarity .19 nine in ten share a band, of those with .31 all but two in 1,000.
BANDS, ROWS = 64, 2
SEED = 1

# Of this many pieces and fewer nothing can be said: a caption with a headline, "Ảnh: ...".
FEWEST_PIECES = 20

# rensa's values differ between its versions, so a sketch is compared only with sketches that were made alike.
MADE_WITH = f"rensa {version('rensa')}, {BANDS} bands of {ROWS}, seed {SEED}, pieces of {SYLLABLES} syllables"


@dataclass(frozen=True)
class Likeness:
    """What two texts have in common, each a share from 0 to 1."""

    similarity: float  # of the pieces of both (Jaccard)
    kept: float  # of the other's pieces, those that are in the one
    kept_by_other: float  # of the one's pieces, those that are in the other

    @property
    def contained(self) -> float:
        """Share of the shorter text that the longer one holds."""
        return max(self.kept, self.kept_by_other)

    def reversed(self) -> "Likeness":
        """The same, seen from the other text."""
        return Likeness(self.similarity, self.kept_by_other, self.kept)


def plain(text: str) -> str:
    """Syllables in lower case without accents, a space before, between and after them."""
    return f" {' '.join(SYLLABLE.findall(fold(text)))} "


def pieces(plain_text: str) -> Pieces:
    """All runs of three syllables in a text that `plain` made."""
    syllables = plain_text.split()
    return frozenset(map(" ".join, zip(*(syllables[start:] for start in range(SYLLABLES)), strict=False)))


def likeness(one: Pieces, other: Pieces) -> Likeness:
    """Compare two texts, neither of them empty."""
    common = len(one & other)
    return Likeness(common / (len(one) + len(other) - common), common / len(other), common / len(one))


def bands(of: Pieces) -> tuple[int, ...]:
    """A 31-bit hash for each band, in which the band's number is contained; none for a text too short to tell."""
    if len(of) < FEWEST_PIECES:
        return ()
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(list(of))
    values = sketch.digest()
    rows = (values[band * ROWS : (band + 1) * ROWS] for band in range(BANDS))
    return tuple(crc32(pack(f"<B{ROWS}I", band, *row)) >> 1 for band, row in enumerate(rows))
