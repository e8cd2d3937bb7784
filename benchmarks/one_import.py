"""A gigabyte of WARC imported in a process of its own: how fast, and in how much memory.

python -m benchmarks.one_import [MEGABYTES]
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.machine import resident_memory
from benchmarks.pages import SOURCES, article_page
from sample.articles import FIRST
from scrapers.import_files import import_files
from scrapers.importing import Import
from scrapers.registry import sources

MEGABYTE = 1 << 20
PICTURE = 185_000  # bytes behind each page: of what a browser's crawl records, nine tenths are no text


@dataclass(frozen=True)
class ImportCost:
    """What an import took. Bytes are those of the file, memory in MB."""

    size: int
    articles: int
    seconds: float
    peak: float

    def __str__(self) -> str:
        megabytes = self.size / MEGABYTE
        rates = f"{megabytes / self.seconds:.1f} MB/s, {self.articles / self.seconds:.0f} articles/s"
        what = f"a WARC file of {megabytes:.0f} MB with {self.articles} articles"
        return f"Import of {what}: {self.seconds:.0f} s, {rates}, peak {self.peak:.0f} MB"


def measure(megabytes: int) -> ImportCost:
    """Write a file of that size, import it, and remove both."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "gigabyte.warc.gz"
        articles = write_recording(path, megabytes * MEGABYTE)
        command = [sys.executable, "-m", "benchmarks.one_import", "--import", str(path), name]
        process = subprocess.run(command, capture_output=True, text=True, check=True)
        cost = ImportCost(**json.loads(process.stdout))
    if cost.articles != articles:
        raise RuntimeError(f"{cost.articles} of {articles} articles were imported")
    return cost


def write_recording(path: Path, size: int) -> int:
    """Pages of the four sites, each followed by a picture, the latest first; returns how many articles."""
    noise = random.Random(1).randbytes(PICTURE)
    number = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        while file.tell() < size:
            _write_page(writer, number)
            _write(writer, f"https://baonghean.vn/anh/{number}.jpg", number.to_bytes(8) + noise, "image/jpeg", number)
            number += 1
    return number


def write_pages(path: Path, pages: int) -> None:
    """So many pages of the four sites, without pictures."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(pages):
            _write_page(writer, number)


def _write_page(writer: WARCWriter, number: int) -> None:
    source = SOURCES[number % len(SOURCES)]
    page = article_page(source, number // len(SOURCES))
    _write(writer, sources()[source].home + page.path, page.body, "text/html; charset=utf-8", number)


def _write(writer: WARCWriter, url: str, body: bytes, kind: str, number: int) -> None:
    answer = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    moment = FIRST.started - timedelta(seconds=number)
    record = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=answer,
        warc_headers_dict={"WARC-Date": f"{moment:%Y-%m-%dT%H:%M:%SZ}"},
    )
    writer.write_record(record)


def bring_in(path: Path, folder: Path) -> ImportCost:
    """Import a file in this process. Raises RuntimeError where something did not go in."""
    started = time.perf_counter()
    with Import(folder) as imported:
        for complaint in import_files(imported, [path], None, lambda what, done, total: None):
            raise RuntimeError(complaint)
    seconds = time.perf_counter() - started
    return ImportCost(path.stat().st_size, imported.counts["new_articles"], seconds, resident_memory()[1])


def main() -> None:
    """Measure, or be what is measured."""
    if sys.argv[1:2] == ["--import"]:
        print(json.dumps(asdict(bring_in(Path(sys.argv[2]), Path(sys.argv[3])))))
    else:
        print(measure(int(sys.argv[1]) if sys.argv[1:] else 1024))


if __name__ == "__main__":
    main()
