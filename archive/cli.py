"""`python -m archive ...`: everything that a person does with the archive. Pages are brought in by `scrapy ...`."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from archive import publish as publishing
from archive.store import ArchiveError
from archive.web.metadata import canned_query
from archive.web.search import register_functions

Tell = Callable[[str], None]

STATUS = """
select sources.id, count(articles.id) as articles, newest.started_at, newest.ended_at, newest.outcome
from sources
left join articles on articles.source = sources.id
left join source_runs as newest on newest.source = sources.id
    and newest.run = (select run from source_runs where source = sources.id order by started_at desc, run desc limit 1)
group by sources.id order by sources.id
"""


class Commands(click.Group):
    """Commands that tell what went wrong in one sentence and end with exit code 1."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 (as click has it)
        """Run the command; ArchiveError and SQLite's errors become messages."""
        try:
            return super().invoke(context)
        except ArchiveError as error:
            raise click.ClickException(str(error)) from error
        except sqlite3.DatabaseError as error:
            raise click.ClickException(f"the archive in {data_folder()} cannot be read: {error}") from error


@click.group(cls=Commands)
def main() -> None:
    """Read, search and serve the archive.

    The data lies in ./data, or where the environment variable ARCHIVE_DIR says.
    """


@main.command()
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
def serve(port: int, host: str) -> None:
    """Open the archive in the browser; Ctrl-C ends it."""
    from archive.web import server  # Datasette takes a second to import

    with server.listen(host, port) as listener:
        with _progress() as tell:
            public = publishing.up_to_date(data_folder(), tell)
        shown_host = f"[{host}]" if ":" in host else host
        click.echo(f"Reading {public} at http://{shown_host}:{listener.getsockname()[1]} (Ctrl-C ends it)")
        server.serve(public, listener)


@main.command()
def publish() -> None:
    """Make public.db, what readers see, from archive.db."""
    with _progress() as tell:
        publication = publishing.publish(data_folder(), tell)
    click.echo(publication)


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--source", default="", help="Only this source, by its id: see status.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="Articles shown.")
def search(words: tuple[str, ...], source: str, limit: int) -> None:
    """Find articles by words, with or without accents.

    One line each: date, source, headline, address; those that spell the words as typed come first.
    """
    with _progress() as tell:
        public = publishing.up_to_date(data_folder(), tell)
    filled_in = {"words": " ".join(words), "source": source, "from_year": "", "to_year": ""}
    with closing(publishing.open_to_read(public)) as connection:
        register_functions(connection)
        found = connection.execute(canned_query("search"), filled_in).fetchmany(limit)
    for row in found:
        click.echo("  ".join(row[column] or "-" for column in ("published", "source", "headline", "url")))
    if not found:
        raise click.ClickException(f"nothing found for: {filled_in['words']}")


@main.command()
def status() -> None:
    """One line a source: articles, last run, outcome."""
    with closing(publishing.open_to_read(publishing.newest(data_folder()))) as connection:
        rows = connection.execute(STATUS).fetchall()
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row['id']:{width}}  {row['articles']:>7} articles  {_last_run(row)}")


@main.command()
def read() -> None:
    """Tell what articles report: JSON lines in, JSON lines out."""
    from archive.reports.lines import BadLine, read_lines

    bad_lines = 0
    for result in read_lines(_decoded(sys.stdin.buffer)):
        if isinstance(result, BadLine):
            bad_lines += 1
            click.echo(f"line {result.number}: {result.reason}", err=True)
        else:
            # Half a surrogate pair cannot be written in UTF-8; its backslash form is valid JSON.
            click.echo(json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace"))
    if bad_lines:
        sys.exit(1)


@main.command()
@click.option("--apply", is_flag=True, help="Keep what changed; without it nothing is written.")
def reread(apply: bool) -> None:
    """Read all articles again after a rule changed.

    One line a change: article, field, before -> after.
    """
    from archive.reread import reread as read_again
    from archive.store import open_archive

    path = data_folder() / publishing.ARCHIVE
    if not path.exists():
        raise ArchiveError(f"no {path}: crawl first, or name the data folder in ARCHIVE_DIR.")
    with closing(open_archive(path)) as db, _progress() as tell:
        done = read_again(db, apply, click.echo, tell)
    click.echo(done)


def data_folder() -> Path:
    """Where archive.db and public.db lie."""
    return Path(os.environ.get("ARCHIVE_DIR", "data"))


@contextmanager
def _progress() -> Iterator[Tell]:
    """What tells a person how long work goes on: one moving line on a terminal, plain lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(f"{step} ...", err=True)
        return
    with console.status("") as line:
        yield line.update


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """One that is not UTF-8 becomes a text that is no JSON, to be reported under its number."""
    for line in lines:
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield f"not UTF-8: {error}"


def _last_run(row: sqlite3.Row) -> str:
    if row["started_at"] is None:
        return "never crawled"
    return f"last run {row['started_at']}  {row['outcome'] or ('ended' if row['ended_at'] else 'running or killed')}"
