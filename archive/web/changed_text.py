"""A changed paragraph as lists show it: the words that went and came, with a few beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BESIDE = 60  # characters that are kept on each side of a change
LONGEST = 400  # characters of one stretch that went or came
SKIPPED = " … "


@dataclass(frozen=True)
class ShownChange:
    """A paragraph that changed: where (headline, body, captions), and (how, text): same, went, came."""

    where: str
    pieces: tuple[tuple[str, str], ...]


def shown_change(change: Mapping[str, Any]) -> ShownChange:
    """One of `edits.changes`, what stayed shortened."""
    pieces = change["pieces"]
    last = len(pieces) - 1
    return ShownChange(
        change["where"],
        tuple((how, _shortened(how, text, number == 0, number == last)) for number, (how, text) in enumerate(pieces)),
    )


def _shortened(how: str, text: str, is_first: bool, is_last: bool) -> str:
    if how != "same":
        return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + SKIPPED
    before = "" if is_first else _begin(text)
    after = "" if is_last else _end(text)
    return text if len(text) <= 2 * BESIDE else f"{before}{SKIPPED}{after}"


def _begin(text: str) -> str:
    return text[:BESIDE].rsplit(" ", 1)[0]


def _end(text: str) -> str:
    return text[-BESIDE:].split(" ", 1)[-1]
