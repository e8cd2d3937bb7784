"""The organization that a search names: by its id, or in words."""

import sqlite3
from dataclasses import dataclass, replace

from archive.web.search_request import Search

ORGANIZATION = "select id, name from organizations where id = ?"
# As printed in some report, or in full; of several the one that is named most.
ORGANIZATION_NAMED = """
select organizations.id, organizations.name
from organizations left join organization_names on organization_names.organization = organizations.id
where organizations.name = :name collate nocase or organization_names.name = :name collate nocase
group by organizations.id
order by sum(uses) desc, organizations.id
limit 1
"""


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    id: str
    name: str


def with_organization(connection: sqlite3.Connection, search: Search) -> tuple[Search, Choice | None]:
    """The organization by its id, where a reader gave a name."""
    if not search.organization:
        return search, None
    row = (
        connection.execute(ORGANIZATION, [search.organization]).fetchone()
        or connection.execute(ORGANIZATION_NAMED, {"name": search.organization}).fetchone()
    )
    if row is None:
        return replace(search, organization="", misread=(*search.misread, "co-quan")), None
    return replace(search, organization=row["id"]), Choice(row["id"], row["name"])
