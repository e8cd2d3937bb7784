"""Files that are brought in: recordings and saved pages, in the order in which they were captured."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from archive.model import Page
from archive.warc.capture_order import CaptureOrder, Place
from archive.warc.exchange import Damage, Exchange, RecordingError
from archive.warc.recordings import exchange_at, headings, is_recording
from scrapers.captured import is_redirect
from scrapers.extraction import read_page
from scrapers.importing import Import
from scrapers.inputs import InputError, read_file, saved_at
from scrapers.keeping import NotKeptError
from scrapers.markup import decode
from scrapers.plaintext import is_plain_text
from scrapers.progress import Tell
from scrapers.registry import layouts, source_of, sources
from scrapers.saved_pages import as_published, provenance, without_toolbar
from scrapers.source import Source


def import_files(imported: Import, paths: Iterable[Path], named: Source | None, tell: Tell) -> Iterator[str]:
    """Import what these files hold; yields a complaint for each file or record that did not go in.

    `named` is the source of everything; without it each address tells. Two passes: one that notes what lies where,
    and one in order of capture, so that nothing comes before what it repeats or what it shows to be gone.
    """
    with CaptureOrder() as order:
        yield from _arrange(imported, list(paths), named, order, tell)
        done, total = 0, order.length
        for place in order:
            try:
                _keep(imported, place, named)
            except (InputError, RecordingError) as error:
                yield str(error)
            except NotKeptError as error:
                yield f"{_where(place)}: {error}"
            done += place.length
            tell("importing", done, total)


def _arrange(
    imported: Import, paths: list[Path], named: Source | None, order: CaptureOrder, tell: Tell
) -> Iterator[str]:
    sizes = [path.stat().st_size if path.exists() else 0 for path in paths]
    total = sum(sizes)
    for path, before in zip(paths, accumulate(sizes, initial=0), strict=False):
        try:
            if not is_recording(path):
                page = provenance(read_file(path))
                order.add_page(path, page.captured_at or saved_at(path), path.stat().st_size)
                continue
            for found in headings(path):
                tell("looking through", before + found.offset, total)
                if isinstance(found, Damage):
                    if not _is_of_others(found.url, named):
                        yield str(found)
                elif _source(imported, path, found.url, named) is None:
                    imported.counts["skipped"] += 1  # a list, a picture, robots.txt, another site
                else:
                    order.add_record(path, found)
        except (InputError, RecordingError) as error:
            yield str(error)


def _is_of_others(url: str | None, named: Source | None) -> bool:
    """A broken record of a site that is none of ours is no loss."""
    return url is not None and named is None and source_of(url) is None


def _source(imported: Import, path: Path, url: str | None, named: Source | None) -> Source | None:
    """The source whose article may stand at this address; without an address, that which the name of our file tells."""
    if url is None:
        own = imported.own_file(path)
        return sources().get(path.name.partition("-")[0]) if own else None
    source = named or source_of(url)
    return source if source and source.platform.key(url) else None


def _keep(imported: Import, place: Place, named: Source | None) -> None:
    if place.offset is None:
        imported.bring_in(*_saved_page(place.path, named))
        return
    exchange = exchange_at(place.path, place.member, place.offset)
    source = _source(imported, place.path, exchange.url, named)
    assert source, "only records with a source are put in order"
    own = imported.own_file(place.path)
    if own and exchange.origin is None and is_redirect(exchange):
        imported.counts["skipped"] += 1  # our crawl followed it: what it led to was the answer
        return
    imported.bring_in(exchange if own else replace(exchange, origin=_origin(place)), source, own)


def _saved_page(path: Path, named: Source | None) -> tuple[Exchange, Source]:
    """A page as an exchange that never came over HTTP. Raises NotKeptError."""
    body = read_file(path)
    told = provenance(body)
    moment = told.captured_at or saved_at(path)
    page = Page(without_toolbar(body), told.url, moment)
    reading = read_page(page, named or source_of(told.url), layouts())
    if reading.article is None:
        assert reading.refusal
        raise NotKeptError(f"refused: {reading.refusal.reason}, {reading.refusal.detail}")
    url, _ = as_published(reading.article.url) if reading.article.url else (None, None)
    source = named or source_of(url)
    if source is None:
        raise NotKeptError("it does not say which source it comes from; name it with --source")
    kind = "text/plain" if is_plain_text(decode(body)) else "text/html"
    return Exchange(url, moment, None, body, content_type=kind, origin=_origin(Place(path))), source


def _origin(place: Place) -> str:
    """Name of the file, and of the WARC file in a package. One line: it becomes a header."""
    return " ".join(f"{place.path.name} {place.member}".split())


def _where(place: Place) -> str:
    member = f" {place.member}" if place.member else ""
    return f"{place.path}{member}" + (f", byte {place.offset}" if place.offset is not None else "")
