"""A look taken by a process of Scrapy: bad input is told in one sentence before anything is fetched."""

from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from scrapers.commands.crawl import check_answering
from scrapers.onboarding.survey import Survey
from scrapers.onboarding.visit import Visit
from scrapers.urls import is_http


def take_look(command: ScrapyCommand, args: list[str]) -> Survey:
    """Look at the site of the one address given. Raises UsageError."""
    assert command.settings is not None
    assert command.crawler_process
    if len(args) != 1 or not is_http(args[0]):
        said = f"{' '.join(args)!r} is no address. " if args else ""
        raise UsageError(f"{said}Give one address that begins with http:// or https://.", print_help=False)
    check_answering(command.settings)
    surveys: list[Survey] = []
    crawler = command.crawler_process.create_crawler(Visit)

    def keep(item: Survey) -> None:
        surveys.append(item)

    crawler.signals.connect(keep, signals.item_scraped)
    command.crawler_process.crawl(crawler, url=args[0])
    command.crawler_process.start()
    if not surveys:
        problem = getattr(crawler.spider, "problem", None)
        raise UsageError(problem or "The look ended early; the log above says why.", print_help=False)
    return surveys[0]
