"""What all commands share: where the data lies, how progress is shown, how an error is told."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from sqlite_utils import Database

from archive import publish as publishing
from archive.store import ArchiveError, open_archive

Tell = Callable[[str], None]


class Commands(click.Group):
    """Commands that tell what went wrong in one sentence and end with exit code 1."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 (as click has it)
        """Run the command; ArchiveError, SQLite's errors and those of the disk become messages."""
        try:
            return super().invoke(context)
        except ArchiveError as error:
            raise click.ClickException(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise click.ClickException(f"the archive in {data_folder()} cannot be read: {error}") from error
        except BrokenPipeError:
            raise  # whoever read our output has read enough: click ends without a word
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error


def data_folder() -> Path:
    """Where archive.db and public.db lie."""
    return Path(os.environ.get("ARCHIVE_DIR", "data"))


@contextmanager
def opened_archive() -> Iterator[Database]:
    """archive.db of the data folder, to be written. Raises ArchiveError."""
    path = data_folder() / publishing.ARCHIVE
    if not path.exists():
        raise ArchiveError(f"no {path}: crawl first, or name the data folder in ARCHIVE_DIR.")
    with closing(open_archive(path)) as db:
        yield db


@contextmanager
def progress() -> Iterator[Tell]:
    """What tells a person how long work goes on: one moving line on a terminal, plain lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(f"{step} ...", err=True)
        return
    with console.status("") as line:
        yield line.update
