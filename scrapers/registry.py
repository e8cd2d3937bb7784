"""All sources, found by importing the spiders: there is no second list that could drift."""

import importlib
import pkgutil
from functools import cache

from scrapy.exceptions import UsageError

import scrapers.spiders
from scrapers.crawling import SourceSpider
from scrapers.platforms import elsewhere
from scrapers.platforms.known import PLATFORMS
from scrapers.source import Layout, Source


@cache
def sources() -> dict[str, Source]:
    """Source id -> source, in the order of their names."""
    for module in pkgutil.iter_modules(scrapers.spiders.__path__):
        importlib.import_module(f"scrapers.spiders.{module.name}")
    return {spider.source.id: spider.source for spider in sorted(SourceSpider.__subclasses__(), key=lambda s: s.name)}


def source_of(url: str | None) -> Source | None:
    """The source to which an address belongs."""
    return next((source for source in sources().values() if url and source.owns(url)), None)


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout that can recognise a page of unknown origin, those of single sources first."""
    shared = [layout for platform in PLATFORMS for layout in platform.layouts]
    own = [layout for source in sources().values() for layout in source.all_layouts if layout not in shared]
    return tuple(dict.fromkeys([*own, *shared, *elsewhere.LAYOUTS]))


def named_source(name: str | None) -> Source | None:
    """The source of that name; None for no name. Raises UsageError for one that does not exist."""
    if name is not None and name not in sources():
        raise UsageError(f"There is no source {name!r}. Name one of: {', '.join(sources())}.", print_help=False)
    return sources()[name] if name else None
