"""The archive taken elsewhere: `backup`, `export`."""

import sys
from pathlib import Path

import click

from archive.commands.terminal import data_folder, opened_archive, progress
from archive.export import export as write_tables
from archive.proof.backup import backup as copy

FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Copy archive.db, captures/ and runs/ into FOLDER, also while crawls run, and check the copy.

    Again into the same folder it copies only what is new. Exit codes: 0 the copy is whole, 1 something is wrong.
    """
    with progress() as tell:
        done = copy(data_folder(), folder, tell)
    for finding in done.findings:
        click.echo(finding, err=True)
    click.echo(done)
    if done.findings:
        sys.exit(1)


@click.command()
@click.argument("folder", type=FOLDER)
def export(folder: Path) -> None:
    """Write each public table into FOLDER, as CSV and as JSON lines, in an order that never changes by itself."""
    with opened_archive() as db, progress() as tell:
        written = write_tables(db, folder, tell)
    click.echo(f"{folder}: {len(written)} files")
