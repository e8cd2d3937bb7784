"""A small archive, built as a crawl builds it: three articles and what belongs to them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from archive.model import VIETNAM, Article, Capture, PrintedTime, Reason
from archive.runs import count, end_run, register_source, start_run, start_source_run
from archive.store import article_id, keep_article, keep_refused, open_archive, transaction
from tests.empty_archive import put_empty_archive

SIGNING = Article(
    key="101",
    url="https://baovensong.example/101.html",
    headline="Đảng ủy Công an tỉnh và Hội Nông dân ký kết chương trình phối hợp",
    body=("Sáng 12/5, hai bên ký chương trình giai đoạn 2023-2025.", "Đồng chí Lê Thị Mận dự lễ ký."),
    captions=("Quang cảnh lễ ký. Ảnh: Trần Bắc",),
    published=PrintedTime(datetime(2023, 5, 12, 9, 30, tzinfo=VIETNAM), "minute"),
)
REVIEW = Article(
    key="102",
    url="https://baovensong.example/102.html",
    headline="Đảng uỷ Quân sự sơ kết quy chế phối hợp",
    body=("Hội nghị đánh giá hai năm thực hiện, công tác hoà giải ở cơ sở được ghi nhận.",),
    published=PrintedTime(datetime(2024, 6, 3, tzinfo=VIETNAM), "day"),
)
FAIR = Article(
    key="103",
    url="https://baovensong.example/103.html",
    headline="Khai mạc hội chợ nông sản <script>alert('chợ')</script>",
    body=("Hội chợ đang diễn ra tại khu uy nghi bên bờ sông.",),
    published=PrintedTime(datetime(2024, 7, 20, tzinfo=VIETNAM), "day"),
)
SIGNING_ID, REVIEW_ID, FAIR_ID = (article_id("baovensong", article.key) for article in (SIGNING, REVIEW, FAIR))


@dataclass
class SmallArchive:
    """An archive.db in a folder of its own, with one run of one source."""

    folder: Path
    db: Database = field(init=False)
    run: str = field(init=False)
    clock: datetime = datetime(2025, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.db = open_archive(put_empty_archive(self.folder))
        for source, name in (("baovensong", "Báo Ven Sông"), ("thanhuyvensong", "Thành ủy Ven Sông")):
            register_source(
                self.db,
                {
                    "id": source,
                    "name": name,
                    "name_en": "Riverside",
                    "kind": "newspaper",
                    "province": "Ven Sông",
                    "home": f"https://{source}.example/",
                    "former_domains": [],
                    "platform": "onecms",
                    "contact": None,
                    "verified": None,
                },
            )
        self.run = start_run(self.db, "crawl")
        start_source_run(self.db, self.run, "baovensong")

    def capture(self, url: str | None) -> Capture:
        """Evidence of a page, a minute after the one before."""
        self.clock += timedelta(minutes=1)
        file = "2025/01/baovensong-run.warc.gz"
        record = f"record-{self.clock:%H%M}"
        return Capture(record, url, self.clock, 200, "text/html", "ab" * 32, 2048, file, self.clock.minute * 1000, 900)

    def keep(self, article: Article) -> int:
        """Store an article and return its id."""
        with transaction(self.db):
            kept = keep_article(self.db, self.capture(article.url), article, "baovensong", self.run)
            count(self.db, self.run, "baovensong", **{kept.change: 1})
        return kept.article

    def refuse(self, url: str, reason: Reason, detail: str) -> None:
        """Store a page that is no article."""
        with transaction(self.db):
            keep_refused(self.db, "baovensong", url, reason, detail, self.run, self.capture(url))

    def finish(self) -> None:
        """End the run and let go of the file."""
        end_run(self.db, self.run, "finished")
        self.db.close()


def fill(archive: SmallArchive) -> None:
    """Three articles, one of them reworded; one page refused; one lead; one source without anything."""
    for article in (SIGNING, REVIEW, FAIR):
        archive.keep(article)
    archive.keep(replace(SIGNING, body=("Sáng 13/5, hai bên ký chương trình giai đoạn 2023-2025.",)))
    archive.refuse("https://baovensong.example/chuyen-muc", Reason.LISTING, "danh mục 20 tin")
    archive.db.execute(
        "insert into leads (source, kind, key, url, state, first_seen, last_seen)"
        " values ('baovensong', 'page', '104', 'https://baovensong.example/104.html', 'pending', '2025', '2025')"
    )
