"""`python -m archive ...`: everything that a person does with the archive. Pages are brought in by `scrapy ...`."""

import click

from archive.commands import copies, proof, reading, site
from archive.commands.terminal import Commands


@click.group(cls=Commands)
def main() -> None:
    """Read, search and serve the archive, prove what it holds, and keep it safe.

    The data lies in ./data, or where the environment variable ARCHIVE_DIR says.
    """


for command in (
    *(site.serve, site.publish, site.search, site.status),
    *(reading.read, reading.reread, reading.stories, reading.digest),
    *(proof.evidence, proof.verify, proof.hashes),
    *(copies.backup, copies.export),
):
    main.add_command(command)
