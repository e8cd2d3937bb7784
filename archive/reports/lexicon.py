"""Lists of phrases from the `lexicon` folder, found by words: the longest phrase that begins at a word wins."""

from collections.abc import Iterator, Sequence, Set
from functools import cache
from pathlib import Path

from archive.reports.passage import WORD_OR_SIGN
from archive.vietnamese import unify_tones

FOLDER = Path(__file__).parent / "lexicon"


class Phrases:
    """Phrases with a value each, as a tree of words. Matching ignores case and the spaces between words and signs."""

    def __init__(self) -> None:
        self._first: dict[str, _Node] = {}

    def add(self, phrase: str, value: str = "") -> None:
        """A phrase may have several values: they come in the order in which they were added."""
        words = WORD_OR_SIGN.findall(unify_tones(phrase).lower())
        following = self._first
        for word in words:
            node = following.setdefault(word, _Node())
            following = node.following
        node.values.append(value)

    def first_words(self) -> Set[str]:
        """The words that phrases begin with, lower case."""
        return self._first.keys()

    def all_at(self, words: Sequence[str], index: int) -> list[tuple[int, str]]:
        """(word after the phrase, value) of every phrase that begins at `index`, the longest first."""
        found: list[tuple[int, list[str]]] = []
        following = self._first
        for stop in range(index, len(words)):
            node = following.get(words[stop])
            if node is None:
                break
            if node.values:
                found.append((stop + 1, node.values))
            following = node.following
        return [(stop, value) for stop, values in reversed(found) for value in values] if found else []

    def at(self, words: Sequence[str], index: int) -> tuple[int, str] | None:
        """The longest phrase that begins at `index`."""
        return next(iter(self.all_at(words, index)), None)


class _Node:
    def __init__(self) -> None:
        self.values: list[str] = []
        self.following: dict[str, _Node] = {}


def entries(name: str) -> Iterator[tuple[str, str, str]]:
    """(section, phrase, value) of a lexicon file: `[section]` lines, `phrase = value` lines, # comments."""
    section = ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        entry = line.partition("#")[0].strip()
        if entry.startswith("["):
            section = entry.strip("[]")
        elif entry:
            phrase, _, value = entry.partition("=")
            yield section, phrase.strip(), value.strip()


@cache
def phrases(name: str, *sections: str) -> Phrases:
    """The phrases of a lexicon file, or of some of its sections; the value is what stands after `=`."""
    found = Phrases()
    for section, phrase, value in entries(name):
        if not sections or section in sections:
            found.add(phrase, value or section)
    return found
