"""`scrapy extract FILE...`: what a saved page says, one JSON object a page."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.history.versions import PARAGRAPH
from archive.model import Page
from scrapers.extraction import Reading, read_page
from scrapers.inputs import InputError, expand, read_file, saved_at
from scrapers.registry import layouts, named_source, source_of
from scrapers.urls import is_http


class Command(ScrapyCommand):
    """Exit codes: 0 all files were read, 1 some could not be opened, 2 bad input."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments."""
        return "[--source NAME] [--url URL] FILE..."

    def short_desc(self) -> str:
        """One line."""
        return "Print what saved pages say, one JSON object a page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where the pages come from."""
        super().add_options(parser)
        parser.add_argument("--source", help="the source they come from; without it, told by address or layout")
        parser.add_argument("--url", help="the address of the page")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read each file; one that cannot be opened is named, and the rest is read."""
        if not args:
            raise UsageError("Name at least one file.", print_help=False)
        if opts.url and not is_http(opts.url):
            raise UsageError(
                f"--url: {opts.url!r} is no address; it begins with http:// or https://.", print_help=False
            )
        source = named_source(opts.source) or source_of(opts.url)
        for path in expand(args):
            try:
                page = Page(read_file(path), opts.url, saved_at(path))
            except InputError as error:
                print(error, file=sys.stderr)
                self.exitcode = 1
                continue
            reading = read_page(page, source, layouts())
            print(json.dumps({"id": _stem(path), **as_record(reading, opts.url)}, ensure_ascii=False))
            if reading.warning:
                print(f"{path}: {reading.warning}", file=sys.stderr)


def _stem(path: Path) -> str:
    """`page` for page.html and for page.html.gz."""
    return Path(path.name.removesuffix(".gz")).stem


def as_record(reading: Reading, url: str | None) -> dict[str, Any]:
    """A reading as a flat JSON object; times are ISO 8601 with zone."""
    article, refusal = reading.article, reading.refusal
    return {
        "url": (article.url if article else None) or url,
        "headline": article.headline if article else None,
        "lead": article.lead if article else None,
        "body": PARAGRAPH.join(article.body) if article else None,
        "captions": list(article.captions) if article else [],
        "author": article.author if article else None,
        "dateline": article.dateline if article else None,
        "published": str(article.published) if article and article.published else None,
        "published_precision": article.published.precision if article and article.published else None,
        "modified": str(article.modified) if article and article.modified else None,
        "section": article.section if article else None,
        "views": article.views if article else None,
        "outcome": reading.outcome.value,
        "reason": refusal.reason.value if refusal else None,
        "detail": refusal.detail if refusal else None,
        "methods": article.methods if article else {},
    }
