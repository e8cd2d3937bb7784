"""/cung-tin/<id>: the same story in several papers, what each changed, and the same formula elsewhere."""

import json
import sqlite3
from dataclasses import dataclass

from archive.history.edits import Wording, compare
from archive.history.versions import PARAGRAPH
from archive.web.asked import Asked, Page, Selection
from archive.web.changed_text import ShownChange, shown_change
from archive.web.exports.selections import article_selection
from archive.web.lines import Line, lines
from archive.web.paging import Part, part

MEMBERS = 5  # of a part, each compared with the first word by word: 10 ms, at worst 0.4 s
FORMULAS = 10
LARGEST_ID = 2**63 - 1

STORY = "select first_article, articles, sources from stories where id = ?"
ARTICLES_OF = "select article from story_articles where story = :story"
MEMBERS_OF = """
select article, similarity, kept
from story_articles join articles on articles.id = article
where story = :story and article <> :first
order by published, article
limit :limit offset :offset
"""
WORDING = "select headline, body, captions from articles where id = ?"
SAME_FORMULA = """
select other from same_formulas
where article in (select article from story_articles where story = :story)
group by other
order by max(similarity) desc, other
limit :limit
"""


@dataclass(frozen=True)
class Member:
    """An article of the story: what it changed against the first, and the share of that one's text it keeps."""

    line: Line
    kept: float  # 0 to 1
    kind: str  # class of the difference, as of edits
    is_same: bool  # word for word
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True)
class StoryPage:
    """All that the page of a story shows."""

    id: int
    first: Line
    articles: int
    sources: int
    part: Part[Member]
    same_formula: tuple[Line, ...]


def read(connection: sqlite3.Connection, asked: Asked) -> StoryPage | None:
    """The story of that id."""
    identity = int(asked.parts["story"])
    row = connection.execute(STORY, [identity]).fetchone() if identity <= LARGEST_ID else None
    if row is None:
        return None
    first = row["first_article"]
    wording = _wording(connection, first)

    def members(limit: int, offset: int) -> list[Member]:
        asked_for = {"story": identity, "first": first, "limit": limit, "offset": offset}
        return [_member(connection, wording, one) for one in connection.execute(MEMBERS_OF, asked_for).fetchall()]

    formulas = connection.execute(SAME_FORMULA, {"story": identity, "limit": FORMULAS})
    return StoryPage(
        id=identity,
        first=lines(connection, [first])[0],
        articles=row["articles"],
        sources=row["sources"],
        part=part(asked, members, size=MEMBERS),
        same_formula=lines(connection, [article for (article,) in formulas]),
    )


def _member(connection: sqlite3.Connection, first: Wording, row: sqlite3.Row) -> Member:
    edit = compare(first, _wording(connection, row["article"]))
    return Member(
        line=lines(connection, [row["article"]])[0],
        kept=row["kept"],
        kind=edit.kind.value,
        is_same=not edit.changes,
        changes=tuple(shown_change(change) for change in edit.as_json()),
    )


def _wording(connection: sqlite3.Connection, article: int) -> Wording:
    row = connection.execute(WORDING, [article]).fetchone()
    return Wording(row["headline"] or "", tuple(row["body"].split(PARAGRAPH)), tuple(json.loads(row["captions"])))


def whole_list(page: StoryPage) -> Selection:
    """All its articles, the first too."""
    return article_selection("cung-tin", ARTICLES_OF, {"story": page.id})


PAGE = Page(r"/cung-tin/(?P<story>[0-9]{1,20})", read, "story.html", whole_list)
