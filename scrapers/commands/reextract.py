"""`scrapy reextract`: all captures read again with today's extraction, or a new archive made of them."""

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.store import ArchiveError, open_archive
from scrapers.progress import progress
from scrapers.rebuilding import rebuild
from scrapers.reextraction import reextract
from scrapers.session import archive_path, captures_folder
from scrapers.workers import NoSchedulerError, Workers, dask_cluster, processes


class Command(ScrapyCommand):
    """Exit codes: 0 all captures were read, 1 some were not, 2 bad input."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Arguments."""
        return "[--apply] [--processes N | --scheduler ADDRESS] | --from-captures [--to FILE]"

    def short_desc(self) -> str:
        """One line."""
        return "Read all captures again, and say what that changes; or make the archive again from its WARC files"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What is done, and by whom."""
        super().add_options(parser)
        parser.add_argument("--apply", action="store_true", help="keep what changed; without it nothing is written")
        parser.add_argument("--processes", type=int, metavar="N", help="how many read; by default one a core")
        parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that reads: tcp://HOST:8786")
        parser.add_argument("--from-captures", action="store_true", help="make a new archive from the WARC files alone")
        parser.add_argument("--to", metavar="FILE", help="where the new archive is made; by default archive.db")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check what can be checked, then read."""
        assert self.settings is not None
        folder = Path(self.settings["ARCHIVE_DIR"])
        if args:
            raise UsageError(f"{args[0]!r}: no file is named here; scrapy importpages takes files.", print_help=False)
        if opts.to and not opts.from_captures:
            raise UsageError("--to goes with --from-captures.", print_help=False)
        target = Path(opts.to) if opts.to else archive_path(folder)
        if opts.from_captures:
            _check_target(target, captures_folder(folder))
        workers = None if opts.from_captures else _workers(opts)
        try:
            if workers is None:
                self._rebuild(captures_folder(folder), target)
            else:
                self._reextract(folder, workers, opts.apply)
        except (ArchiveError, OSError) as error:
            print(error, file=sys.stderr)
            self.exitcode = 1

    def _reextract(self, folder: Path, workers: Workers, apply: bool) -> None:
        path = archive_path(folder)
        if not path.exists():
            raise ArchiveError(f"no {path}: crawl first, or name the data folder in ARCHIVE_DIR.")
        with closing(open_archive(path)) as db, progress() as tell:
            done = reextract(db, captures_folder(folder), workers, apply, tell)
        for line in done.lines():
            print(line)

    def _rebuild(self, captures: Path, target: Path) -> None:
        with progress() as tell:
            for complaint in rebuild(captures, target, tell):
                print(complaint, file=sys.stderr)
                self.exitcode = 1
        print(f"made {target}")


def _check_target(target: Path, captures: Path) -> None:
    if target.exists():
        raise UsageError(f"{target} exists: move it away, or name another file with --to.", print_help=False)
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent} is no folder.", print_help=False)
    if not captures.is_dir():
        raise UsageError(f"no {captures}: name the data folder in ARCHIVE_DIR.", print_help=False)


def _workers(opts: argparse.Namespace) -> Workers:
    if opts.scheduler and opts.processes:
        raise UsageError("Either --processes or --scheduler.", print_help=False)
    if opts.processes is not None and opts.processes < 1:
        raise UsageError(f"--processes {opts.processes}: at least one must read.", print_help=False)
    try:
        return dask_cluster(opts.scheduler) if opts.scheduler else processes(opts.processes or os.cpu_count() or 1)
    except NoSchedulerError as error:
        raise UsageError(str(error), print_help=False) from error
