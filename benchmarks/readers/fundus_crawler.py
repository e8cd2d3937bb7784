"""fundus's own crawler on the four sites, with no delay; what it cost goes to stdout as JSON.

Arguments: core, pages a site, SITES as JSON (source -> address), and a folder, where it is to keep what it reads. By
itself fundus keeps nothing; with a folder each page goes to a WARC file and each article to a table.
"""

# mypy: ignore-errors
# fundus is in the environment in which this runs, not in the one in which types are checked.

import json
import os
import resource
import sys
import time
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from fundus import Article, Crawler, Sitemap
from fundus.parser import ParserProxy
from fundus.publishers.base_objects import Publisher
from fundus_parsers import PARSERS
from sqlite_utils import Database
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WARM_UP = 4


class Keeping:
    """A WARC file and a table, with a commit for each article, SQLite set as in our archive.

    fundus hands on the text of a page, not its bytes, and no headers: no evidence of what was sent.
    """

    def __init__(self, folder: Path) -> None:
        self.file = (folder / "pages.warc.gz").open("ab")
        self.writer = WARCWriter(self.file, gzip=True)
        self.db = Database(folder / "articles.db")
        self.db.enable_wal()
        self.db.execute("pragma synchronous = normal")

    def keep(self, article: Article) -> None:
        """Record the page, store the article."""
        url, page = article.html.responded_url, BytesIO(article.html.content.encode())
        answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        self.writer.write_record(self.writer.create_warc_record(url, "response", page, http_headers=answer))
        asked = StatusAndHeaders(f"GET {url} HTTP/1.1", [], is_http_request=True)
        self.writer.write_record(self.writer.create_warc_record(url, "request", http_headers=asked))
        row = {
            "url": url,
            "headline": article.title,
            "author": ", ".join(article.authors),
            "published": str(article.publishing_date),
            "body": article.plaintext,
        }
        self.db.table("articles").upsert(row, pk="url")

    def close(self) -> None:
        """Close what is open."""
        self.file.close()
        self.db.close()


def publisher(source: str, home: str) -> Publisher:
    """One of the sites as fundus describes a site."""
    parser = type(f"{source}Parser", (ParserProxy,), {"V1": PARSERS[source]})
    return Publisher(name=source, domain=home, parser=parser, sources=[Sitemap(f"{home}/sitemap.xml")])


def crawl(crawler: Crawler, keeping: Keeping | None) -> dict[str, int]:
    """Read every page and obey robots.txt; how many there were, and how many had a text."""
    counts = {"articles": 0, "with_text": 0}
    # Addresses of one site differ in the query alone, which `only_unique` leaves out of account.
    for article in crawler.crawl(only_complete=False, only_unique=False):
        if keeping:
            keeping.keep(article)
        counts["articles"] += 1
        counts["with_text"] += bool(article.body)
    return counts


def main() -> None:
    """Read a few pages unmeasured, then all, in one thread: on one core that is faster than fundus's thread a site."""
    core, pages, sites, *folder = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core) % os.cpu_count()})
    homes = json.loads(sites)
    crawler = Crawler(*(publisher(*site) for site in homes.items()), delay=0.0, threading=False)
    list(crawler.crawl(max_articles=WARM_UP, only_complete=False, only_unique=False))
    started, busy = time.perf_counter(), time.process_time()
    with ExitStack() as stack:
        keeping = Keeping(Path(folder[0])) if folder else None
        if keeping:
            stack.callback(keeping.close)
        counts = crawl(crawler, keeping)
    cost = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - busy}
    if counts["articles"] != int(pages) * len(homes):
        raise SystemExit(f"fundus read {counts['articles']} of {int(pages) * len(homes)} pages")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**cost, **counts, "peak": peak}))


if __name__ == "__main__":
    main()
