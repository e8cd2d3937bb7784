"""Which addresses of an unknown site are articles, told from the links that look like headlines. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from scrapers import urls
from scrapers.pagecheck import SHORTEST_TEASER
from scrapers.selectors import select, text_of

FEWEST = 3  # headlines with addresses of one shape: fewer may be a box of notices
# "ky-ket-quy-che-10260007.html", "hoi-nghi-a196670", "giao-ban-post284211.html"
NUMBERED = re.compile(r"^(?P<slug>.*?)(?P<mark>[-.](?:[a-z]{1,6})?)(?P<number>\d{3,})(?P<ending>\.[a-z]{3,5})?$", re.I)
ENDING = re.compile(r"(?P<ending>\.(?:html?|aspx|php|jsp))$", re.IGNORECASE)
SLUG = re.compile(r"[^-]+(?:-[^-]+){3,}")  # a section has fewer words than a headline


@dataclass(frozen=True)
class Headline:
    """A link that looks like a headline."""

    url: str
    text: str
    link: HtmlElement


@dataclass(frozen=True)
class ArticleAddresses:
    """The form of article addresses: a regular expression with the group `key`, or a parameter of the query."""

    shape: str  # for people: /…/<slug>-<number>.html
    pattern: str | None  # searched in the path
    parameter: str | None
    examples: int

    def key(self, url: str) -> str | None:
        """The identity of the article at an address; None for an address of another form."""
        if self.parameter:
            return urls.query_value(url, self.parameter)
        found = re.search(self.pattern or "", urlsplit(url).path)
        return found["key"] if found else None


def headlines(tree: HtmlElement, url: str, owns: Callable[[str], bool]) -> list[Headline]:
    """The links of a page that look like headlines and stay on the site, one an address: the longest text."""
    found: dict[str, Headline] = {}
    for link in select(tree, "a[href]"):
        address = urls.joined(url, link.get("href") or "")
        text = text_of(link)
        if address and owns(address) and len(text) >= SHORTEST_TEASER:
            known = found.get(address)
            found[address] = known if known and len(known.text) >= len(text) else Headline(address, text, link)
    return list(found.values())


def article_addresses(links: Iterable[Headline]) -> ArticleAddresses | None:
    """The form that most headlines share; None where no form is shared by three."""
    groups: dict[tuple[str, str | None, str | None], set[str]] = defaultdict(set)
    links = list(links)
    for link in links:
        form = _by_query(link.url, links) or _by_path(link.url)
        if form:
            groups[form].add(link.url)
    form, addresses = max(groups.items(), key=lambda item: len(item[1]), default=(None, set[str]()))
    return ArticleAddresses(*form, len(addresses)) if form and len(addresses) >= FEWEST else None


Form = tuple[str, str | None, str | None]  # shape, pattern, parameter


def _by_query(url: str, links: Iterable[Headline]) -> Form | None:
    """/Default.aspx?tabid=79&ndid=10260007: the number that differs between headlines of one path is the identity."""
    parts = urlsplit(url)
    numbers = [name for name, value in parse_qsl(parts.query) if value.isdecimal()]
    beside = [dict(parse_qsl(other.query)) for link in links if (other := urlsplit(link.url)).path == parts.path]
    varying = {name: len({query.get(name) for query in beside}) for name in numbers}
    name = max(varying, key=lambda one: varying[one], default=None)
    return (f"{parts.path}?{name}=<number>", None, name) if name and varying[name] >= FEWEST else None


def _by_path(url: str) -> Form | None:
    path = urlsplit(url).path.rstrip("/")
    folders, _, last = path.rpartition("/")
    above = "/…" * bool(folders.strip("/"))
    if found := NUMBERED.match(last):
        mark, ending = found["mark"], found["ending"] or ""
        pattern = rf"{re.escape(mark)}(?P<key>\d{{3,}}){re.escape(ending)}/?$"
        return f"{above}/<slug>{mark}<number>{ending}", pattern, None
    ending = found["ending"] if (found := ENDING.search(last)) else ""
    depth = folders.count("/")
    if last.removesuffix(ending).isdecimal():
        pattern = rf"^(?:/[^/]+){{{depth}}}/(?P<key>\d+){re.escape(ending)}/?$"
        return f"{'/…' * depth}/<number>{ending}", pattern, None
    if not SLUG.fullmatch(last.removesuffix(ending)):
        return None
    words = r"[^/.]+" if ending else r"[^/-]+(?:-[^/-]+){3,}"
    pattern = rf"^(?:/[^/]+){{{depth}}}/(?P<key>{words}){re.escape(ending)}/?$"
    return f"{'/…' * depth}/<slug>{ending}", pattern, None
