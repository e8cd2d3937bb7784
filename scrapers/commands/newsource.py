"""`scrapy newsource URL`: look at a site and write it down as a source that fails until somebody has looked."""

import argparse
import re
from dataclasses import replace
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from scrapers.onboarding.sentences import untold
from scrapers.onboarding.survey import Survey
from scrapers.onboarding.taking import take_look
from scrapers.onboarding.writing import files_of
from scrapers.registry import source_of, sources

PROJECT = Path(__file__).parents[2]
NEXT_STEPS = """\
Fill in what the module marks. Then run the tests of tests/scrapers/test_fixtures.py: they write what each saved page
says to its expected.json, and fail until you have looked at it and run them again."""
SOURCE_ID = re.compile(r"[a-z][a-z0-9_]+")


class Command(ScrapyCommand):
    """Exit codes: 0 the source is written, 2 bad input, no answer, or a file that is there already."""

    requires_project = True

    def syntax(self) -> str:
        """Arguments."""
        return "[--name NAME] URL"

    def short_desc(self) -> str:
        """One line."""
        return "Write a new source: its form, and saved pages that fail the tests until somebody has looked"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What it is called and where it goes."""
        super().add_options(parser)
        parser.add_argument("--name", help="id of the source: small letters, digits and _ (default: from the host)")
        parser.add_argument("--folder", type=Path, default=PROJECT, help="the project's folder (default: this one)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, write, and say what is left to do. Nothing is overwritten."""
        if opts.name and not SOURCE_ID.fullmatch(opts.name):
            raise UsageError(f"--name {opts.name!r}: small letters, digits and _, a letter first.", print_help=False)
        if opts.name in sources():
            raise UsageError(f"There is a source {opts.name!r} already; give another --name.", print_help=False)
        if args and (known := source_of(args[0])):
            raise UsageError(f"{args[0]} belongs to a source already: {known.id}.", print_help=False)
        survey = _named(take_look(self, args), opts.name)
        for path in _write(survey, opts.folder):
            print(f"written: {path}")
        for sentence in untold(survey):
            print(f"? {sentence}")
        print(NEXT_STEPS)


def _named(survey: Survey, name: str | None) -> Survey:
    survey = replace(survey, source=replace(survey.source, id=name)) if name else survey
    if survey.source.id in sources():
        raise UsageError(f"There is a source {survey.source.id!r} already; give another --name.", print_help=False)
    return survey


def _write(survey: Survey, folder: Path) -> list[Path]:
    """Raises UsageError where a file is there already, before anything is written."""
    files = {folder / path: content for path, content in files_of(survey).items()}
    if there := [path for path in files if path.exists()]:
        raise UsageError(f"{there[0]} is there already; nothing was written.", print_help=False)
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}", print_help=False) from error
    return list(files)
