"""One look at a site that is no source yet, in the order in which a person would look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from archive.frontier import Lead
from archive.model import Outcome, Page
from scrapers import markup, urls
from scrapers.discovery import read_list
from scrapers.extraction import read_page
from scrapers.onboarding.addresses import ArticleAddresses, Headline, article_addresses, headlines
from scrapers.onboarding.date_order import date_grammars
from scrapers.onboarding.feeds import Listed, read_feed, read_sitemap, stated_feeds
from scrapers.onboarding.form import Facts, facts_of, told_datelines
from scrapers.onboarding.layouts import guess_layout
from scrapers.onboarding.lists import guess_listing, next_page, paging_untold, sections
from scrapers.onboarding.recognition import Recognised, recognise
from scrapers.onboarding.robots import read_robots
from scrapers.onboarding.stability import Stability, charset_of, compare, missing_address
from scrapers.onboarding.survey import ListSeen, Paging, Sample, Survey, SurveyError
from scrapers.source import Layout, Listing, Platform, Source

SAMPLES = 10
MOST_LISTS = 4
FEWEST_LEADS = 3  # of a list: fewer may be a box of notices
MOST_FEEDS = 2
MOST_SITEMAPS = 2
OWN = "own portal"
NOTHING = Listing(item=":not(*)", link="a")  # what a list shows where no item was told: selects no element


class Visitor(Protocol):
    """Who fetches: `scrapers.onboarding.visit.Visit`."""

    robots: dict[str, str]  # host -> text of robots.txt

    @property
    def agent(self) -> str:
        """Who asks, as robots.txt knows it."""

    @property
    def requests(self) -> int:
        """How many so far."""

    async def fetch(self, url: str) -> Page | object:
        """A page, or what says in words why there is none."""


@dataclass(frozen=True)
class _Form:
    """The form of a source before its articles were seen."""

    source: Source
    addresses: ArticleAddresses | None
    lists: tuple[ListSeen, ...]
    listing_guessed: bool


class Look:
    """What is asked for, and what did not come."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.unanswered: list[str] = []

    async def take(self, url: str) -> Survey:
        """Look at the site of an address. Raises SurveyError."""
        front = await self._front(url)
        tree, here = _tree(front), front.url or url
        if tree is None:
            raise SurveyError(f"{here} is no page of HTML; name the front page or a list of the site.")
        facts = await self._facts(tree, here)
        robots = read_robots(self.visitor.robots.get(urlsplit(here).netloc, ""), here, self.visitor.agent)
        feeds = await self._feeds(stated_feeds(tree, here))
        sitemaps = await self._sitemaps(robots.sitemaps or (urljoin(here, "/sitemap.xml"),))
        pages, recognised = await self._lists(facts, front, tree)
        form = _form(facts, recognised, pages)
        paging = await self._paging(form)
        leads = [*_in_turn(form.lists), *(paging.leads if paging else ())]
        leads = leads or _leads_elsewhere([*feeds, *sitemaps], form.source)
        articles = [(page, lead) for lead in leads[:SAMPLES] if (page := await self._page(lead.url))]
        source = _with_layout(form.source, articles)
        samples = tuple(Sample(page, read_page(page, source)) for page, _ in articles)
        return Survey(
            looked_at=front.captured_at,
            robots=robots,
            charset=charset_of(articles[0][0] if articles else front),
            feeds=feeds,
            sitemaps=sitemaps,
            recognised=recognised,
            facts=facts,
            source=source,
            addresses=form.addresses,
            listing_guessed=form.listing_guessed,
            layout_guessed=source.all_layouts != form.source.all_layouts,
            lists=form.lists,
            paging=paging,
            samples=samples,
            dates=date_grammars((one.page, _layout_of(one, source)) for one in samples),
            stability=await self._stability(samples, source),
            missing=await self._missing(samples, source),
            requests=self.visitor.requests,
            unanswered=tuple(self.unanswered),
        )

    async def _front(self, url: str) -> Page:
        page = await self.visitor.fetch(url)
        if not isinstance(page, Page):
            raise SurveyError(f"Nothing could be read at {page}.")
        if page.status >= 400:
            raise SurveyError(f"{url} answers HTTP {page.status}; name an address that can be read.")
        return page

    async def _facts(self, tree: HtmlElement, here: str) -> Facts:
        """What the front page of the site says of it; where it does not answer, the page that was named."""
        facts = facts_of(tree, here)
        home = await self._page(f"{facts.home}/") if urls.path_and_query(here) != "/" else None
        home_tree = _tree(home) if home else None
        return facts_of(home_tree, facts.home) if home_tree is not None else facts

    async def _page(self, url: str) -> Page | None:
        """A page that answers; what does not is noted."""
        page = await self.visitor.fetch(url)
        if isinstance(page, Page) and page.status < 400:
            return page
        self.unanswered.append(f"{url}: HTTP {page.status}" if isinstance(page, Page) else str(page))
        return None

    async def _feeds(self, addresses: Sequence[str]) -> tuple[Listed, ...]:
        found = [read_feed(page) for url in addresses[:MOST_FEEDS] if (page := await self._page(url))]
        return tuple(one for one in found if one)

    async def _sitemaps(self, addresses: Sequence[str], *, deeper: bool = True) -> tuple[Listed, ...]:
        """Those named, and of an index the last two: the newest stand there on most sites."""
        found: list[Listed] = []
        for url in addresses[:MOST_SITEMAPS]:
            if (page := await self._page(url)) and (one := read_sitemap(page)):
                found.append(one)
        inside = [url for one in found if one.kind == "index" for url in one.addresses[-MOST_SITEMAPS:]]
        if inside and deeper:
            found += await self._sitemaps(inside, deeper=False)
        return tuple(found)

    async def _lists(self, facts: Facts, front: Page, tree: HtmlElement) -> tuple[list[Page], Recognised]:
        """Pages that may be lists, the one that was named first, and the system that they were made by."""
        source, _ = _source(facts, recognise([_text(front)]), [front])
        here = front.url or source.home
        named = [front] if urlsplit(here).path.strip("/") or urlsplit(here).query else []
        further = [url for url in sections(tree, here, source) if url != here]
        wanted = further[: MOST_LISTS - len(named)]
        pages = [*named, *[page for url in wanted if (page := await self._page(url))]]
        return pages or [front], recognise([_text(page) for page in (front, *pages)])

    async def _paging(self, form: _Form) -> Paging | None:
        """Follow the first list that goes on."""
        why = ""
        for seen in form.lists:
            more = read_list(seen.page, form.source).more
            tree = _tree(seen.page)
            if not more:
                why = why or (paging_untold(tree) if tree is not None else "")
            elif page := await self._page(more[0].url):
                known = {lead.key for one in form.lists for lead in one.leads}
                leads = tuple(lead for lead in read_list(page, form.source).leads if lead.key not in known)
                return Paging(more[0].url, leads)
        return Paging(None, (), why) if form.lists else None

    async def _stability(self, samples: Sequence[Sample], source: Source) -> Stability | None:
        """Fetch the first article once more."""
        sample = next((one for one in samples if one.reading.outcome is Outcome.ARTICLE), None)
        again = await self._page(sample.page.url or "") if sample else None
        return compare(sample.page, again, (sample.reading, read_page(again, source))) if sample and again else None

    async def _missing(self, samples: Sequence[Sample], source: Source) -> Sample | None:
        """Ask for an article that is not there."""
        if not samples:
            return None
        page = await self.visitor.fetch(missing_address(samples[0].page.url or ""))
        return Sample(page, read_page(page, source)) if isinstance(page, Page) else None


def _no_key(url: str) -> str | None:
    return None


def _text(page: Page) -> str:
    return markup.decode(page.body, page.content_type)


def _tree(page: Page) -> HtmlElement | None:
    return markup.parse(markup.read_text(page.body, page.content_type))


def _with_platform(facts: Facts, platform: Platform) -> Source:
    """The form of the site, its lists still to be found."""
    return Source(
        id=facts.id,
        name=facts.name,
        name_en="",
        kind=facts.kind or "",
        province=facts.province or "",
        home=facts.home,
        lists=(),
        platform=platform,
    )


def _source(facts: Facts, recognised: Recognised, pages: Sequence[Page]) -> tuple[Source, ArticleAddresses | None]:
    """The form with the platform that was recognised, else with what the lists show of their own one."""
    if recognised.platform:
        return _with_platform(facts, recognised.platform), None
    bare = _with_platform(facts, Platform(OWN, (), NOTHING, _no_key))
    addresses = article_addresses(chain.from_iterable(_headlines(page, bare) for page in pages))
    if addresses is None:
        return bare, None
    return _with_platform(facts, _with_listing(Platform(OWN, (), NOTHING, addresses.key), bare, pages)), addresses


def _form(facts: Facts, recognised: Recognised, pages: Sequence[Page]) -> _Form:
    """The form with its lists; the listing is guessed too where a known platform has a theme of the site's own."""
    source, addresses = _source(facts, recognised, pages)
    lists, is_guessed = _lists_in(pages, source), addresses is not None
    if not lists:
        guessed = replace(source, platform=_with_listing(source.platform, source, pages))
        is_guessed = guessed.platform.listing is not source.platform.listing
        source, lists = guessed, _lists_in(pages, guessed)
    paths = tuple(urls.path_and_query(one.page.url or source.home) for one in lists)
    return _Form(replace(source, lists=paths), addresses, lists, is_guessed)


def _with_listing(platform: Platform, source: Source, pages: Sequence[Page]) -> Platform:
    """The platform with the listing that the page with most articles shows."""
    found = [(page, [one for one in _headlines(page, source) if platform.key(one.url)]) for page in pages]
    page, articles = max(found, key=lambda one: len(one[1]))
    tree = _tree(page)
    further = next_page(tree, page.url or "") if tree is not None else None
    listing = guess_listing(articles, further[1] if further else None)
    return replace(platform, listing=listing) if listing else platform


def _headlines(page: Page, source: Source) -> list[Headline]:
    tree = _tree(page)
    return headlines(tree, page.url or source.home, source.owns) if tree is not None else []


def _lists_in(pages: Sequence[Page], source: Source) -> tuple[ListSeen, ...]:
    """The pages that show articles, each address once."""
    seen = {page.url: ListSeen(page, read_list(page, source).leads) for page in pages}
    return tuple(one for one in seen.values() if len(one.leads) >= FEWEST_LEADS)[:MOST_LISTS]


def _in_turn(lists: Iterable[ListSeen]) -> list[Lead]:
    """The first lead of each list, then the second of each, each article once."""
    leads = (lead for row in zip_longest(*(one.leads for one in lists)) for lead in row if lead)
    return list({lead.key: lead for lead in leads}.values())


def _leads_elsewhere(listed: Iterable[Listed], source: Source) -> list[Lead]:
    """Articles that only feeds and sitemaps name."""
    addresses = chain.from_iterable(one.addresses for one in listed if one.kind != "index")
    keyed = ((source.platform.key(url), url) for url in addresses if source.owns(url))
    return [Lead(key=key, url=url) for key, url in keyed if key]


def _with_layout(source: Source, articles: Sequence[tuple[Page, Lead]]) -> Source:
    """The form with its newsroom marks, and a layout of its own where its platform's do not know most pages."""
    laid_out = _with_own_layout(source, articles)
    return replace(laid_out, datelines=told_datelines(read_page(page, laid_out) for page, _ in articles))


def _with_own_layout(source: Source, articles: Sequence[tuple[Page, Lead]]) -> Source:
    known = sum(1 for page, _ in articles if _layout_of(Sample(page, read_page(page, source)), source))
    if not articles or known * 2 > len(articles):
        return source
    layout = guess_layout(source.id.replace("_", "-"), [(page, lead.title) for page, lead in articles])
    if layout is None:
        return source
    if source.platform.name == OWN:
        return replace(source, platform=replace(source.platform, layouts=(layout,)))
    return replace(source, layouts=(layout,))


def _layout_of(sample: Sample, source: Source) -> Layout | None:
    """The layout that found the body of an article: its method names it before a colon."""
    article = sample.reading.article
    name = article.methods["body"].split(":")[0] if article else None
    return next((layout for layout in source.all_layouts if layout.name == name), None)
