"""An archive with its evidence in real WARC files, written as crawls of five nights write them.

Night 1: two articles, and the list and robots.txt that no row names. Night 2: one article is edited, the other
answers 304. Nights 3 to 5: the other is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import runs, store
from archive.history.withdrawals import settle_nights
from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.warc.captures import CaptureFile
from archive.warc.exchange import Exchange
from tests.empty_archive import put_empty_archive

SOURCE = "baovensong"
HOME = "https://baovensong.example"
LIST = f"{HOME}/chinh-tri"
FIRST_NIGHT = datetime(2025, 6, 20, 19, tzinfo=UTC)
SIGNING = Article(
    key="201",
    url=f"{HOME}/201.html",
    headline="Ban Dân vận Thành ủy và Hội Nông dân ký kết chương trình phối hợp",
    body=("Sáng 12/5, hai bên ký chương trình phối hợp giai đoạn 2023-2025.", "Đồng chí Lê Thị Mận dự lễ ký."),
    author="Trần Bắc",
    published=PrintedTime(datetime(2023, 5, 12, 9, 30, tzinfo=VIETNAM), "minute"),
    methods={"headline": "onecms: h1", "body": "onecms: trafilatura"},
)
EDITED = replace(SIGNING, body=("Sáng 13/5, hai bên ký chương trình phối hợp giai đoạn 2023-2025.", SIGNING.body[1]))
REVIEW = Article(
    key="202",
    url=f"{HOME}/202.html",
    headline="Đảng ủy Quân sự sơ kết quy chế phối hợp với Hội Cựu chiến binh",
    body=("Hội nghị đánh giá hai năm thực hiện quy chế phối hợp.",),
)
SIGNING_ID, REVIEW_ID = (store.article_id(SOURCE, article.key) for article in (SIGNING, REVIEW))
FACTS: dict[str, Any] = {
    "id": SOURCE,
    "name": "Báo Ven Sông",
    "name_en": "Riverside Newspaper",
    "kind": "newspaper",
    "province": "Nghệ An",
    "home": f"{HOME}/",
    "former_domains": [],
    "platform": "onecms",
    "contact": None,
    "verified": None,
}


@dataclass
class Night:
    """A crawl that is going on. Each answer comes a minute after the one before."""

    db: Database
    run: str
    captures: CaptureFile
    clock: datetime

    def answer(self, url: str, status: int = 200, payload: bytes = b"", original: Capture | None = None) -> Capture:
        """Record an exchange, and nothing else."""
        self.clock += timedelta(minutes=1)
        exchange = Exchange(
            url=url,
            captured_at=self.clock,
            status=status,
            payload=payload,
            response_headers=(("Content-Type", "text/html"),),
            request_headers=(("Host", "baovensong.example"),),
            content_type="text/html",
        )
        return self.captures.write(exchange, original)

    def page(self, article: Article) -> Capture:
        """The article's page, as it says."""
        capture = self.answer(article.url or "", payload="\n".join([article.headline or "", *article.body]).encode())
        with store.transaction(self.db):
            store.keep_article(self.db, capture, article, SOURCE, self.run)
        return capture

    def unchanged(self, article: Article, original: Capture) -> None:
        """A 304."""
        capture = self.answer(article.url or "", 304, original=original)
        identity = store.article_id(SOURCE, article.key)
        with store.transaction(self.db):
            store.keep_unchanged(self.db, capture, identity, SOURCE, self.run)

    def gone(self, article: Article) -> None:
        """A 404."""
        capture = self.answer(article.url or "", 404, "Không tìm thấy trang\n".encode())
        identity = store.article_id(SOURCE, article.key)
        with store.transaction(self.db):
            store.keep_absence(self.db, capture, identity, "not_found", SOURCE, self.run)


@contextmanager
def night(folder: Path, number: int) -> Iterator[Night]:
    """The crawl of that night, from 1."""
    began = FIRST_NIGHT + timedelta(days=number - 1)
    with closing(store.open_archive(put_empty_archive(folder))) as db:
        runs.register_source(db, FACTS)
        run = runs.start_run(db, "crawl")
        runs.start_source_run(db, run, SOURCE)
        with CaptureFile(folder / "captures", SOURCE, run, began) as captures:
            yield Night(db, run, captures, began)
        with store.transaction(db):
            settle_nights(db, SOURCE)
        runs.end_run(db, run, "finished")


def fill(folder: Path) -> None:
    """All five nights."""
    with night(folder, 1) as crawl:
        crawl.answer(f"{HOME}/robots.txt", payload=b"User-agent: *\n")
        crawl.answer(LIST, payload=b"<a href=/201.html>\n<a href=/202.html>\n")
        _follow(crawl.db, SIGNING, REVIEW)
        crawl.page(SIGNING)
        review = crawl.page(REVIEW)
    with night(folder, 2) as crawl:
        crawl.page(EDITED)
        crawl.unchanged(REVIEW, review)
    for number in (3, 4, 5):
        with night(folder, number) as crawl:
            crawl.page(EDITED)
            crawl.gone(REVIEW)


def _follow(db: Database, *articles: Article) -> None:
    """Their leads, as the frontier has them once they are stored."""
    for article in articles:
        db.execute(
            "insert into leads (source, kind, key, url, state, first_seen, last_seen)"
            " values (?, 'page', ?, ?, 'done', '2025', '2025')",
            [SOURCE, article.key, article.url],
        )
