"""What an edit changed, and what sort of change a newsroom would call it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from archive.history.differences import SAME, Change, Words, difference, differences, keys, words_of
from archive.history.edit_classes import PRECEDENCE, EditClass, class_of_paragraph

# Share of the shorter text that stays where it stands: below, the article was written anew under its old address.
STILL_THE_ARTICLE = 0.5


@dataclass(frozen=True)
class Wording:
    """What a reader reads of one version."""

    headline: str
    body: tuple[str, ...]  # paragraphs
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """What changed between two wordings, and the class of it."""

    kind: EditClass
    changes: tuple[Change, ...]  # in the order in which a page shows them

    def as_json(self) -> list[dict[str, Any]]:
        """The changes as `edits.changes` keeps them: the paragraphs that changed, with all of their words.

        `pieces` are [how, text], how being same, went or came, with the spaces between them: joined, all but the
        ones that came are the paragraph before, all but the ones that went the paragraph after.
        """
        return [
            {
                "where": change.where,  # headline, body or captions
                "before": change.before,  # number of the paragraph, from 1; null: it was not there
                "after": change.after,  # null: it is not there
                "pieces": [[piece.how, piece.text] for piece in change.pieces],
            }
            for change in self.changes
        ]


@lru_cache(maxsize=256)  # an article is settled after each of its captures: most pairs were compared before
def compare(before: Wording, after: Wording) -> Edit:
    """The edit that made the one wording of the other."""
    headline = difference("headline", before.headline, after.headline)
    body = list(differences("body", before.body, after.body))
    captions = differences("captions", before.captions, after.captions)
    changes = tuple(chain(headline, body, captions))
    if body and _share_kept(before.body, body, after.body) < STILL_THE_ARTICLE:
        return Edit(EditClass.REWRITTEN, changes)
    classes = {_class_of(change, before, after) for change in changes}
    return Edit(next((one for one in PRECEDENCE if one in classes), EditClass.BORING), changes)


def _share_kept(before: Sequence[str], changes: Iterable[Change], after: Sequence[str]) -> float:
    """0 to 1: words of the body that stayed, of the shorter one's. An article that was cut short kept all it has."""
    old, new = len(words_of(" ".join(before))), len(words_of(" ".join(after)))
    lost = sum(len(change.went) - _words_that_stayed(change) for change in changes)
    return (old - lost) / min(old, new) if old and new else 1.0


def _words_that_stayed(change: Change) -> int:
    return sum(piece.stop - piece.start for piece in change.pieces if piece.how == SAME)


def _class_of(change: Change, before: Wording, after: Wording) -> EditClass:
    if change.where == "headline":
        kind = class_of_paragraph(change)
        return EditClass.BORING if kind is EditClass.BORING else EditClass.HEADLINE
    if change.before and change.after:
        return class_of_paragraph(change)
    if not any(not word.is_sign for word in chain(change.went, change.came)):
        return EditClass.BORING
    if _stands_in(change, after if change.after is None else before):
        return EditClass.REWRITTEN  # moved, joined or split: nothing went
    return EditClass.PARAGRAPH_REMOVED if change.after is None else EditClass.PARAGRAPH_ADDED


def _stands_in(change: Change, wording: Wording) -> bool:
    """Whether the paragraph stands elsewhere in that wording, word for word."""
    return f" {_in_keys(change.went or change.came)} " in _text_in_keys(wording)


@lru_cache(maxsize=2)  # the two wordings that are compared
def _text_in_keys(wording: Wording) -> str:
    return f" {_in_keys(words_of(' '.join((*wording.body, *wording.captions))))} "


def _in_keys(words: Words) -> str:
    return " ".join(keys(words)).lower()
