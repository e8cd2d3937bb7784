"""What the archive can prove: `evidence`, `verify`, `hashes`."""

import sys
from datetime import datetime
from pathlib import Path

import click

from archive import clock
from archive.commands.terminal import data_folder, opened_archive, progress
from archive.proof import digests
from archive.proof.evidence import write_evidence
from archive.proof.verify import repair as make_again
from archive.proof.verify import verify as check


@click.command()
@click.argument("article")
@click.option("--to", type=click.Path(path_type=Path), help="A folder that does not exist yet; else evidence-ID.")
def evidence(article: str, to: Path | None) -> None:
    """Write the proof of an article, named by its id or address, as a folder.

    Its captures as a WARC file, the text of every version, what changed, the runs, hashes, how it was made, citations.
    Exit codes: 0 all of it is there, 1 a capture is damaged or gone, and README.md in the folder says which.
    """
    written = write_evidence(data_folder(), article, to)
    click.echo(written)
    for finding in written.findings:
        click.echo(finding, err=True)
    if written.findings:
        sys.exit(1)


@click.command()
@click.option("--repair", is_flag=True, help="Make indexes, histories and public.db again; never touches evidence.")
def verify(repair: bool) -> None:
    """Check everything: each capture against its record, the tables, the digests, public.db.

    One sentence for each thing that is wrong. Exit codes: 0 nothing is wrong, 1 something is.
    """
    with progress() as tell:
        done = check(data_folder(), tell, click.echo)
        if repair and any(finding.can_be_made_again for finding in done.findings):
            click.echo(f"{done}; making again what can be made again; what is wrong after that:")
            done = make_again(data_folder(), tell, click.echo)
    click.echo(done)
    if not done.is_clean:
        sys.exit(1)


@click.command()
@click.option("--night", type=click.DateTime(["%Y-%m-%d"]), help="Day in Vietnam; today without it.")
def hashes(night: datetime | None) -> None:
    """Write the hashes of all captures that no digest holds yet into runs/, chained to the digest before.

    To prove the time, have the file timestamped elsewhere: `ots stamp FILE` (OpenTimestamps), or
    `openssl ts -query -data FILE -sha256 -cert` sent to an RFC 3161 authority.
    """
    with opened_archive() as db:
        path = digests.write_digest(db, data_folder(), night.date() if night else clock.tonight())
    click.echo(path)
