"""What one builds in an afternoon: a plain spider, trafilatura with metadata, warcio, sqlite-utils.

Our crawl is compared with it. It does the same work: robots.txt obeyed, response and request in the WARC file,
a row for each article.
"""

from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import trafilatura
from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from sqlite_utils import Database
from trafilatura.settings import Document
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

LINKS = ".item a.title, .b-grid__title a, .asset-title a, .tin a"
SETTINGS = {"ROBOTSTXT_OBEY": True}


class DefaultSpider(Spider):
    """Lists, then the pages that they link to."""

    name = "default"

    def __init__(self, home: str, lists: str, folder: str) -> None:
        super().__init__()
        self.lists = [home + path for path in lists.split(",")]
        self.db = Database(Path(folder) / "articles.db")
        self.file = (Path(folder) / "pages.warc.gz").open("ab")
        self.writer = WARCWriter(self.file, gzip=True)

    async def start(self) -> AsyncIterator[Request]:
        """The lists."""
        for url in self.lists:
            yield Request(url)

    def parse(self, response: Response) -> Iterator[Request]:
        """A list."""
        assert isinstance(response, TextResponse)
        yield from response.follow_all(css=LINKS, callback=self.parse_article)

    def parse_article(self, response: Response) -> None:
        """Read, record and store a page."""
        assert isinstance(response, TextResponse)
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        self.record(response)
        if isinstance(document, Document):
            self.db.table("articles").upsert(row(response.url, document), pk="url")

    def record(self, response: Response) -> None:
        """Response and request as WARC records. Scrapy has decompressed the body."""
        answer = StatusAndHeaders(f"{response.status} OK", headers(response), protocol="HTTP/1.1")
        self.writer.write_record(
            self.writer.create_warc_record(response.url, "response", BytesIO(response.body), http_headers=answer)
        )
        assert response.request is not None
        asked = StatusAndHeaders(f"GET {response.url} HTTP/1.1", headers(response.request), is_http_request=True)
        self.writer.write_record(self.writer.create_warc_record(response.url, "request", http_headers=asked))

    def closed(self, reason: str) -> None:
        """Close what is open."""
        self.file.close()
        self.db.close()


def headers(message: Request | Response) -> list[tuple[str, str]]:
    """Names and values as text."""
    return [(name.decode(), value.decode()) for name, values in message.headers.items() for value in values]


def row(url: str, document: Document) -> dict[str, Any]:
    """The same columns, as far as trafilatura knows them."""
    return {
        "url": url,
        "headline": document.title,
        "author": document.author,
        "published": document.date,
        "body": document.text,
    }
