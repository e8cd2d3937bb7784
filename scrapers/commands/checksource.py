"""`scrapy checksource URL`: what can be told of a site that is no source yet."""

import argparse

from rich.console import Console
from scrapy.commands import ScrapyCommand

from scrapers.onboarding.sentences import as_json, show
from scrapers.onboarding.taking import take_look


class Command(ScrapyCommand):
    """Exit codes: 0 the site could be looked at, 2 bad input or no answer."""

    requires_project = True

    def syntax(self) -> str:
        """Arguments."""
        return "[--json] URL"

    def short_desc(self) -> str:
        """One line."""
        return "Look at a site that is no source yet: its rules, lists, dates and ten articles"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """For whom."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, politely and once, and tell."""
        survey = take_look(self, args)
        if opts.json:
            print(as_json(survey))
        else:
            show(survey, Console())
