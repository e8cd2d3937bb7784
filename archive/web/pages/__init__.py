"""The pages of the site, one module each: the route, the bound SQL, the value that the template shows."""

from archive.web.asked import Page
from archive.web.pages import (
    about,
    agreement,
    agreements,
    archived,
    article,
    change_feeds,
    dictionary,
    document,
    documents,
    downloads,
    edits,
    feeds,
    home,
    organization,
    organizations,
    people,
    person,
    pictures,
    place,
    places,
    robots,
    search,
    sitemap,
    source,
    sources,
    static,
    stories,
    story,
    withdrawals,
)

PAGES: tuple[Page, ...] = (
    *(home.PAGE, search.PAGE, article.PAGE, *archived.PAGES, static.PAGE),
    *(organizations.PAGE, organization.PAGE, people.PAGE, person.PAGE, agreements.PAGE, agreement.PAGE),
    *(places.PAGE, place.PAGE, sources.PAGE, source.PAGE, documents.PAGE, document.PAGE),
    *(stories.PAGE, story.PAGE, withdrawals.PAGE, edits.PAGE, about.PAGE),
    *(*pictures.PAGES, downloads.PAGE, *dictionary.PAGES),
    *(feeds.PAGE, *change_feeds.PAGES, *sitemap.PAGES, robots.PAGE),
)
