"""What it means when a known article's page is no article: the crawler and imports judge alike. Pure."""

import re
from urllib.parse import urlsplit

from archive.history.sightings import Answer
from archive.model import Page, Reason
from scrapers import markup, urls
from scrapers.extraction import Reading
from scrapers.pagecheck import SUSPENDED
from scrapers.source import Source

# /, /index.php, /trang-chu, /Default.aspx, and Liferay's /web/<site>/home
HOME_PATH = re.compile(r"^(/web/[^/]+)?/?((index|home|default|trang-chu)(\.\w+)?/?)?$", re.IGNORECASE)
# A firewall that asks for a script to be run has hidden the page, and does not say that it is gone.
CHALLENGE = re.compile(rb"challenge|captcha|checking your browser|cf-chl|ddos-guard|_incapsula_", re.IGNORECASE)
LINK = re.compile(rb"<a\s", re.IGNORECASE)
MOST_LINKS_OF_A_DOOR = 10  # a list whose design changed has more, and perhaps a captcha in its form for readers
# Refusals of pages that do not say what they are, or that say that the site is closed.
SAY_NOTHING = frozenset({Reason.STUB, Reason.SUSPENDED, Reason.UNKNOWN_LAYOUT, Reason.NO_HEADLINE, Reason.NO_BODY})
OF_REFUSAL = {Reason.NOT_FOUND: Answer.NOT_FOUND, Reason.STUB: Answer.STUB, Reason.LISTING: Answer.HOME_PAGE}


def absence(reading: Reading, asked: str, page: Page, source: Source) -> Answer | None:
    """How a known article at the address `asked` is missing from the page that answered; None: that is not said.

    A page of an unknown layout is not an absence, and neither is a closed door: login, suspended, robots.txt.
    """
    if page.url and is_list(page.url, source) and urls.path_and_query(asked) != urls.path_and_query(page.url):
        return Answer.HOME_PAGE
    if reading.refusal is None:
        return None
    if reading.refusal.reason is Reason.NO_BODY:
        return Answer.STUB if page.body.strip() else Answer.EMPTY
    return OF_REFUSAL.get(reading.refusal.reason)


def is_list(url: str, source: Source) -> bool:
    """True for the home page and the source's own lists, whatever they look like today."""
    parts = urlsplit(url)
    at_home = bool(HOME_PATH.match(parts.path)) and source.platform.key(url) is None
    return at_home or urls.path_and_query(url) in {lead.key for lead in source.list_leads()}


def closed_page(reading: Reading, page: Page) -> Reason | None:
    """What stands in the place of a page that was asked for: a challenge, a suspended account. None: the page itself.

    It may be over tomorrow, and says nothing of the article.
    """
    if reading.refusal is None or reading.refusal.reason not in SAY_NOTHING:
        return None
    return Reason.SUSPENDED if reading.refusal.reason is Reason.SUSPENDED else closed_door(page)


def closed_door(page: Page) -> Reason | None:
    """The same of a page on which nothing was found, neither leads nor an article."""
    if len(LINK.findall(page.body)) > MOST_LINKS_OF_A_DOOR:
        return None
    if CHALLENGE.search(page.body):
        return Reason.STUB
    return Reason.SUSPENDED if SUSPENDED.search(markup.decode(page.body, page.content_type)) else None
