"""`scrapy importpages FILE...`: saved pages, plain texts and recordings into the archive, with their evidence."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.store import ArchiveError
from scrapers.cdx import IndexFormatError
from scrapers.import_archive import import_from_archive
from scrapers.import_files import import_files
from scrapers.importing import Import
from scrapers.inputs import expand
from scrapers.progress import progress
from scrapers.registry import named_source, sources
from scrapers.urls import is_http
from scrapers.web_archive import WebArchive


class Command(ScrapyCommand):
    """Exit codes: 0 all went in, 1 some did not, 2 bad input."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments."""
        return "[--source NAME] FILE... | [--source NAME] --cdx URL"

    def short_desc(self) -> str:
        """One line."""
        return "Import saved pages: HTML, plain text, WARC, WACZ; files, folders, globs, or from a web archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where the pages come from."""
        super().add_options(parser)
        parser.add_argument("--source", help="the source they come from; without it, told by address")
        parser.add_argument(
            "--cdx", metavar="URL", help="the CDX API of a web archive: https://web.archive.org/cdx/search/cdx"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Import; what does not go in is named with its reason, and the rest goes in."""
        assert self.settings is not None
        named = named_source(opts.source)
        if bool(args) == bool(opts.cdx):
            raise UsageError("Name at least one file or folder, or a web archive with --cdx.", print_help=False)
        if opts.cdx and not is_http(opts.cdx):
            raise UsageError(f"--cdx: {opts.cdx!r} is no address; it begins with https://.", print_help=False)
        web_archive = self._web_archive(opts.cdx) if opts.cdx else None
        try:
            with Import(Path(self.settings["ARCHIVE_DIR"])) as imported, progress() as tell:
                if web_archive:
                    wanted = [named] if named else list(sources().values())
                    self._complain(import_from_archive(imported, web_archive, wanted, tell))
                else:
                    self._complain(import_files(imported, expand(args), named, tell))
        except (ArchiveError, OSError) as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        print(imported.summary())

    def _complain(self, complaints: Iterator[str]) -> None:
        for complaint in complaints:
            print(complaint, file=sys.stderr)
            self.exitcode = 1

    def _web_archive(self, cdx: str) -> WebArchive:
        assert self.settings is not None
        allow_private = self.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        if not (self.settings.get("ARCHIVE_CONTACT") or allow_private):
            raise UsageError(
                "Set ARCHIVE_CONTACT to your e-mail address: the web archive must be able to reach whoever asks it.",
                print_help=False,
            )
        try:
            return WebArchive(
                cdx,
                user_agent=self.settings["USER_AGENT"],
                delay=self.settings.getfloat("DOWNLOAD_DELAY"),
                longest_wait=self.settings.getint("LONGEST_RETRY_AFTER"),
                allow_private=allow_private,
            )
        except IndexFormatError as error:
            raise UsageError(f"--cdx: {error}", print_help=False) from error
