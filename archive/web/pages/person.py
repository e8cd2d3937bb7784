"""/nguoi/<id>: the posts in which reports show somebody, with the reports that say so."""

import sqlite3
from dataclasses import dataclass

from archive.web.agreement_lines import Body
from archive.web.asked import Asked, Page, Selection
from archive.web.exports.selections import article_selection
from archive.web.lines import Line, lines
from archive.web.paging import Part, part

POSTS, NAMESAKES, REPORTS = 100, 20, 20

PERSON = """
select people.id, people.name, province, places.name as province_name
from people left join places on places.id = people.province
where people.id = ?
"""
POSTS_OF = """
select title, organizations.id as organization, organizations.name as organization_name,
    min(seen_on) as first, max(seen_on) as last, count(*) as reports, min(article) as article
from posts left join organizations on organizations.id = posts.organization
where person = ?
group by title, posts.organization
order by last desc, title
limit ?
"""
# The report that shows a post first: min(seen_on) and its article.
FIRST_REPORT = """
select article from posts where person = ? and title = ? and organization is ? order by seen_on, article limit 1
"""
REPORTS_OF = """
select report_people.article
from report_people join articles on articles.id = report_people.article
where person = :person
group by report_people.article
order by published desc, articles.id
limit :limit offset :offset
"""
NAMESAKES_OF = """
select people.id, places.name as name
from people left join places on places.id = people.province
where people.name = ? and people.id <> ?
order by people.id
limit ?
"""


@dataclass(frozen=True)
class Post:
    """A post, from the first to the last day on which a report shows it."""

    title: str
    organization: Body | None
    first: str | None
    last: str | None
    reports: int
    article: int  # the report that shows it first


@dataclass(frozen=True)
class PersonPage:
    """All that the page of a person shows. `namesakes` are named by their province."""

    id: str
    name: str
    province: str | None
    province_name: str | None
    posts: tuple[Post, ...]
    namesakes: tuple[Body, ...]
    part: Part[Line]


def read(connection: sqlite3.Connection, asked: Asked) -> PersonPage | None:
    """The person of that id."""
    identity = asked.parts["person"]
    row = connection.execute(PERSON, [identity]).fetchone()
    if row is None:
        return None

    def reports(limit: int, offset: int) -> tuple[Line, ...]:
        found = connection.execute(REPORTS_OF, {"person": identity, "limit": limit, "offset": offset})
        return lines(connection, [article for (article,) in found])

    return PersonPage(
        id=identity,
        name=row["name"],
        province=row["province"],
        province_name=row["province_name"],
        posts=tuple(_post(connection, identity, one) for one in connection.execute(POSTS_OF, [identity, POSTS])),
        namesakes=tuple(Body(*one) for one in connection.execute(NAMESAKES_OF, [row["name"], identity, NAMESAKES])),
        part=part(asked, reports, size=REPORTS),
    )


def _post(connection: sqlite3.Connection, person: str, row: sqlite3.Row) -> Post:
    first = connection.execute(FIRST_REPORT, [person, row["title"], row["organization"]]).fetchone()
    return Post(
        title=row["title"],
        organization=Body(row["organization"], row["organization_name"]) if row["organization"] else None,
        first=row["first"],
        last=row["last"],
        reports=row["reports"],
        article=first["article"],
    )


def whole_list(page: PersonPage) -> Selection:
    """All articles that name them."""
    return article_selection("nguoi", REPORTS_OF, {"person": page.id})


PAGE = Page(r"/nguoi/(?P<person>[^?]+)", read, "person.html", whole_list)
