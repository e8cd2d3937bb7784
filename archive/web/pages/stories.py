"""/cung-tin: the stories that several articles tell, those told last first."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import list_selection
from archive.web.lines import Source
from archive.web.paging import Part, part

# They are numbered when the archive is published: no article is looked at to put them in order.
STORIES = """
select
    stories.id, first_article, headline,
    substr(published, 1, case published_precision when 'year' then 4 when 'month' then 7 else 10 end) as day,
    source, sources.name, sources.name_en, stories.articles, stories.sources
from site_stories
join stories on stories.id = site_stories.id
join articles on articles.id = first_article
join sources on sources.id = source
where number > :offset
order by number
limit :limit
"""


@dataclass(frozen=True)
class Entry:
    """A story: headline, day and source of its earliest known article; how many articles and sources tell it."""

    id: int
    headline: str | None
    day: str | None
    source: Source
    articles: int
    sources: int


@dataclass(frozen=True)
class Stories:
    """A part of the list."""

    part: Part[Entry]


def read(connection: sqlite3.Connection, asked: Asked) -> Stories:
    """The stories that the address asks for."""

    def entries(limit: int, offset: int) -> Iterator[Entry]:
        for row in connection.execute(STORIES, {"limit": limit, "offset": offset}):
            source = Source(row["source"], row["name"], row["name_en"])
            yield Entry(row["id"], row["headline"], row["day"], source, row["articles"], row["sources"])

    return Stories(part(asked, entries))


def whole_list(_page: Stories) -> Selection:
    """All of them."""
    return list_selection("cung-tin", STORIES, {})


PAGE = Page(r"/cung-tin", read, "stories.html", whole_list)
