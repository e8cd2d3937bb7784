"""What texts report: `read`, `reread`, `stories`, `digest`."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

import click

from archive.commands.terminal import opened_archive, progress
from archive.nights import editors_digest


@click.command()
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


@click.command()
@click.option("--apply", is_flag=True, help="Keep what changed; without it nothing is written.")
def reread(apply: bool) -> None:
    """Read all articles again after a rule changed.

    One line a change: article, field, before -> after.
    """
    from archive.reread import reread as read_again

    with opened_archive() as db, progress() as tell:
        done = read_again(db, apply, click.echo, tell)
    click.echo(done)


@click.command()
def stories() -> None:
    """Find which articles tell the same story, for those that are new or changed."""
    from archive.stories.stories import place_all  # the sketching library takes a moment to import

    with opened_archive() as db, progress() as tell:
        placed = place_all(db, tell)
    click.echo(f"{placed} articles placed")


@click.command()
@click.option("--night", type=click.DateTime(["%Y-%m-%d"]), help="Day in Vietnam; the last night without it.")
@click.option("--json", "as_json", is_flag=True, help="All of them, as JSON.")
def digest(night: datetime | None, as_json: bool) -> None:
    """Tell editors what the last night brought: new reports in ten lines."""
    with opened_archive() as db:
        day = str(night.date()) if night else editors_digest.last_night(db)
        if as_json:
            reports = [asdict(report) for report in editors_digest.new_reports(db, day)]
            click.echo(json.dumps({"night": day, "reports": reports}, ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(editors_digest.digest_of(db, day)) or editors_digest.without_reports(db, day))


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """One that is not UTF-8 becomes a text that is no JSON, to be reported under its number."""
    for line in lines:
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield f"not UTF-8: {error}"
