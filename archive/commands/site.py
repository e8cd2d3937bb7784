"""What readers see: `publish`, `serve`, `search`, `status`."""

import sqlite3
from contextlib import closing

import click

from archive import publish as publishing
from archive.commands.terminal import data_folder, progress
from archive.web.lines import lines
from archive.web.search import find
from archive.web.search_request import Search

STATUS = """
select sources.id, count(articles.id) as articles, newest.started_at, newest.ended_at, newest.outcome
from sources
left join articles on articles.source = sources.id
left join source_runs as newest on newest.source = sources.id
    and newest.run = (select run from source_runs where source = sources.id order by started_at desc, run desc limit 1)
group by sources.id order by sources.id
"""


@click.command()
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--public", is_flag=True, help="For strangers: no SQL but ours, every answer bounded.")
def serve(port: int, host: str, public: bool) -> None:
    """Open the archive in the browser; Ctrl-C ends it."""
    from archive.web import server  # Datasette takes a second to import

    with server.listen(host, port) as listener:
        with progress() as tell:
            file = publishing.up_to_date(data_folder(), tell)
        shown_host = f"[{host}]" if ":" in host else host
        click.echo(f"Reading {file} at http://{shown_host}:{listener.getsockname()[1]} (Ctrl-C ends it)")
        server.serve(file, listener, for_everybody=public)


@click.command()
def publish() -> None:
    """Make public.db, what readers see, from archive.db."""
    with progress() as tell:
        publication = publishing.publish(data_folder(), tell)
    click.echo(publication)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--source", default="", help="Only this source, by its id: see status.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="Articles shown.")
def search(words: tuple[str, ...], source: str, limit: int) -> None:
    """Find articles by words, with or without accents.

    One line each: date, source, headline, address; those that spell the words as typed come first.
    """
    with progress() as tell:
        public = publishing.up_to_date(data_folder(), tell)
    wanted = Search(words=" ".join(words), source=source)
    with closing(publishing.open_to_read(public)) as connection:
        found = lines(connection, find(connection, wanted, limit).articles)
    for line in found:
        click.echo("  ".join(part or "-" for part in (line.day, line.source.name, line.headline, line.url)))
    if not found:
        raise click.ClickException(f"nothing found for: {wanted.words}")


@click.command()
def status() -> None:
    """One line a source: articles, last run, outcome."""
    with closing(publishing.open_to_read(publishing.newest(data_folder()))) as connection:
        rows = connection.execute(STATUS).fetchall()
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row['id']:{width}}  {row['articles']:>7} articles  {_last_run(row)}")


def _last_run(row: sqlite3.Row) -> str:
    if row["started_at"] is None:
        return "never crawled"
    return f"last run {row['started_at']}  {row['outcome'] or ('ended' if row['ended_at'] else 'running or killed')}"
