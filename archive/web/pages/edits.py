"""/sua-doi: articles whose wording changed after they were published, the newest first."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.history.edit_classes import PRECEDENCE, EditClass
from archive.web.asked import Asked, Page, Selection
from archive.web.changed_text import ShownChange, shown_change
from archive.web.exports.selections import list_selection
from archive.web.lines import Source
from archive.web.paging import Part, part

EDITS_SHOWN = 20
CHANGES_SHOWN = 3  # paragraphs of one edit; the page of the article has them all
EVERYTHING = "tat-ca"

EDITS = """
select article, before, after, seen_at, class as kind, returns, changes, headline, source, name, name_en
from edits
join articles on articles.id = article
join sources on sources.id = source
where (:kind = '' or class = :kind) and (:kind <> '' or :everything or class <> 'boring')
order by seen_at desc, article, after desc
limit :limit offset :offset
"""


@dataclass(frozen=True)
class Entry:
    """A wording that took the place of another. `more`: paragraphs that changed and are not shown."""

    article: int
    before: int
    after: int
    seen_at: str
    kind: str
    returns: int
    headline: str | None
    source: Source
    changes: tuple[ShownChange, ...]
    more: int


@dataclass(frozen=True)
class Edits:
    """A part of the list, and what narrows it."""

    part: Part[Entry]
    kind: str
    everything: bool
    kinds: tuple[str, ...] = tuple(kind.value for kind in PRECEDENCE if kind is not EditClass.BORING)


def read(connection: sqlite3.Connection, asked: Asked) -> Edits:
    """The edits that the address asks for: of one class, or all but the boring ones, or all."""
    asked_kind = asked.entry("loai")
    everything = asked_kind == EVERYTHING
    kind = asked_kind if asked_kind in frozenset(EditClass) else ""

    def entries(limit: int, offset: int) -> Iterator[Entry]:
        asked_for = {"kind": kind, "everything": everything, "limit": limit, "offset": offset}
        yield from (_entry(row) for row in connection.execute(EDITS, asked_for))

    return Edits(part(asked, entries, size=EDITS_SHOWN, loai=EVERYTHING if everything else kind), kind, everything)


def _entry(row: sqlite3.Row) -> Entry:
    changes = json.loads(row["changes"])
    return Entry(
        article=row["article"],
        before=row["before"],
        after=row["after"],
        seen_at=row["seen_at"],
        kind=row["kind"],
        returns=row["returns"],
        headline=row["headline"],
        source=Source(row["source"], row["name"], row["name_en"]),
        changes=tuple(shown_change(change) for change in changes[:CHANGES_SHOWN]),
        more=max(len(changes) - CHANGES_SHOWN, 0),
    )


def whole_list(page: Edits) -> Selection:
    """All that the address asks for, with all their changes."""
    return list_selection("sua-doi", EDITS, {"kind": page.kind, "everything": page.everything}, page.part.filters)


PAGE = Page(r"/sua-doi", read, "edits.html", whole_list)
