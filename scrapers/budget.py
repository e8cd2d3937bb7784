"""A crawl makes so many requests and no more: what is left of its leads waits for another night."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from scrapers.middlewares import EndOfCrawl, is_robots

BUDGET_SPENT = "budget_spent"  # outcome of the crawl


class RequestBudget:
    """Counts requests; robots.txt is not counted, for nobody may crawl without it."""

    def __init__(self, budget: int) -> None:
        self.left = budget

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RequestBudget":
        """Only where REQUEST_BUDGET sets a limit."""
        budget = crawler.settings.getint("REQUEST_BUDGET")
        if not budget:
            raise NotConfigured
        return cls(budget)

    def process_request(self, request: Request) -> None:
        """Let it pass, or end the crawl: its lead stays as it is."""
        if is_robots(request):
            return
        if not self.left:
            raise EndOfCrawl(BUDGET_SPENT)
        self.left -= 1
