"""Imported once by the process from which the crawls of a night are forked: what each would import and read for itself.

Scrapy imports all commands and all extensions, also those that are off. Nothing here may import the reactor, which
each crawl installs, or scrapers.settings, which looks where stderr leads.
"""

import gc
from importlib import import_module

from scrapy.settings import default_settings
from scrapy.utils.misc import walk_modules_iter

from archive import gazetteer
from archive.reports import bodies

OURS = (
    *("scrapers.extensions", "scrapers.pipelines", "scrapers.middlewares", "scrapers.politeness", "scrapers.budget"),
    *("scrapers.replay", "scrapy.core.downloader.handlers.http11", "twisted.internet.asyncioreactor"),
)
SCRAPYS = (
    *default_settings.EXTENSIONS_BASE,
    *default_settings.DOWNLOADER_MIDDLEWARES_BASE,
    *default_settings.SPIDER_MIDDLEWARES_BASE,
)

for package in ("scrapers.commands", "scrapers.spiders", "scrapy.commands"):
    for _ in walk_modules_iter(package):
        pass
for module in (*OURS, *(path.rpartition(".")[0] for path in SCRAPYS if isinstance(path, str))):
    import_module(module)
gazetteer.names()  # reads and indexes fourteen thousand places, which takes half a second
bodies.begins_body("")  # indexes the names of bodies
gc.collect()
gc.freeze()  # a collection in a fork would copy every page of memory that it looks at
