"""What a web archive holds of our sources: of each article every wording that is not in our archive yet."""

from collections.abc import Iterator, Sequence
from itertools import chain

from archive.warc import origins
from scrapers.cdx import IndexFormatError, ListedCapture, collapsed
from scrapers.importing import Import
from scrapers.keeping import NotKeptError
from scrapers.progress import Tell
from scrapers.source import Source
from scrapers.web_archive import WebArchive, WebArchiveError


def import_from_archive(
    imported: Import, web_archive: WebArchive, wanted: Sequence[Source], tell: Tell
) -> Iterator[str]:
    """Import what the archive lacks; yields a complaint for what did not go in.

    What is there is not asked for again, so a walk that was interrupted goes on where it was.
    """
    try:
        for source in wanted:
            yield from _import_source(imported, web_archive, source, tell)
    except (WebArchiveError, IndexFormatError) as error:
        yield str(error)


def _import_source(imported: Import, web_archive: WebArchive, source: Source, tell: Tell) -> Iterator[str]:
    lacking = list(_lacking(imported, chain.from_iterable(map(web_archive.captures, _domains(source))), source))
    for number, listed in enumerate(lacking, 1):
        try:
            imported.bring_in(web_archive.fetch(listed), source)
        except NotKeptError as error:
            yield f"{listed.url}, {listed.timestamp}: {error}"
        tell(source.id, number, len(lacking))


def _domains(source: Source) -> list[str]:
    """Its host names, without those that lie below another."""
    return [
        domain
        for domain in dict.fromkeys(source.domains)
        if not any(domain.endswith(f".{other}") for other in source.domains)
    ]


def _lacking(imported: Import, listed: Iterator[ListedCapture], source: Source) -> Iterator[ListedCapture]:
    """Captures of articles that the archive has neither from that moment nor with those bytes."""
    for capture in collapsed(listed):
        if not source.owns(capture.url) or source.platform.key(capture.url) is None:
            imported.counts["skipped"] += 1
        elif not origins.is_known(imported.db, capture.url, capture.moment, capture.digest):
            yield capture
