"""`scrapy importpages FILE...`: saved pages, plain texts and recordings into the archive, with their evidence."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.store import ArchiveError
from scrapers.importing import Import
from scrapers.inputs import expand
from scrapers.registry import named_source


class Command(ScrapyCommand):
    """Exit codes: 0 all files went in, 1 some did not, 2 bad input."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments."""
        return "[--source NAME] FILE..."

    def short_desc(self) -> str:
        """One line."""
        return "Import saved pages: HTML, plain text, WARC, WACZ; files, folders and globs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where the pages come from."""
        super().add_options(parser)
        parser.add_argument("--source", help="the source they come from; without it, told by address")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Import each file; one that does not go in is named with its reason, and the rest goes in."""
        assert self.settings is not None
        if not args:
            raise UsageError("Name at least one file or folder.", print_help=False)
        paths = list(expand(args))
        console = Console(stderr=True)
        try:
            with Import(Path(self.settings["ARCHIVE_DIR"]), named_source(opts.source)) as imported:
                for number, path in enumerate(paths, 1):
                    if console.is_terminal:
                        console.print(f"{number}/{len(paths)} {path}", highlight=False)
                    for complaint in imported.file(path):
                        print(complaint, file=sys.stderr)
                        self.exitcode = 1
        except (ArchiveError, OSError) as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        print(imported.summary())
