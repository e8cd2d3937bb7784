"""An archive of a city committee's portal and of two provincial papers, with reports that belong together."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.agreement_store import settle
from archive.model import VIETNAM, Article, PrintedTime
from archive.runs import register_source
from archive.store import keep_article, transaction
from tests.archive.small_archive import SmallArchive

SOURCES = {
    "thanhuy_hatinh": ("Thành ủy Hà Tĩnh", "Hà Tĩnh"),
    "baohatinh": ("Báo Hà Tĩnh", "Hà Tĩnh"),
    "baonghean": ("Báo Nghệ An", "Nghệ An"),
}
PROGRAMME = "chương trình phối hợp công tác dân vận giai đoạn 2021 - 2025"


def _on(year: int, month: int, day: int) -> PrintedTime:
    return PrintedTime(datetime(year, month, day, 16, 30, tzinfo=VIETNAM), "minute")


SIGNING = Article(
    key="1",
    url="https://thanhuy.example/1.html",
    headline="Ban Dân vận Thành ủy và Công an thành phố ký kết chương trình phối hợp",
    body=(
        f"Sáng 15/4, Ban Dân vận Thành ủy và Công an thành phố Hà Tĩnh ký kết {PROGRAMME}.",
        "Đồng chí Trịnh Thị Mận, Trưởng Ban Dân vận Thành ủy và Thượng tá Lưu Văn Cẩn, Trưởng Công an thành phố đã ký.",
        "Hai bên thực hiện Chỉ thị số 17-CT/TU của Ban Thường vụ Tỉnh ủy.",
    ),
    published=_on(2021, 4, 15),
)
REVIEW = Article(
    key="2",
    url="https://thanhuy.example/2.html",
    headline="Sơ kết chương trình phối hợp giữa Ban Dân vận Thành uỷ và Công an thành phố",
    body=(
        f"Chiều 28/6, Ban Dân vận Thành uỷ và Công an thành phố tổ chức hội nghị sơ kết {PROGRAMME}.",
        "Đồng chí Trịnh Thị Mận, Trưởng Ban Dân vận Thành uỷ chủ trì hội nghị.",
    ),
    published=_on(2023, 6, 28),
)
CLOSING = Article(
    key="3",
    url="https://thanhuy.example/3.html",
    headline="Tổng kết chương trình phối hợp giữa Ban Dân vận Thành ủy và Công an thành phố Hà Tĩnh",
    body=(f"Ngày 14/1, Ban Dân vận Thành ủy và Công an thành phố Hà Tĩnh tổng kết {PROGRAMME}.",),
    published=_on(2025, 1, 14),
)
BADGES = Article(
    key="4",
    url="https://thanhuy.example/4.html",
    headline="Trao Huy hiệu Đảng đợt 19/5 cho 40 đảng viên",
    body=("Sáng 17/5, Thành ủy Hà Tĩnh trao Huy hiệu Đảng cho 40 đảng viên của các chi bộ phường.",),
    published=_on(2023, 5, 17),
)
ELSEWHERE = Article(
    key="5",
    url="https://baonghean.example/5.html",
    headline="Huyện ủy Nam Đàn và Hội Nông dân tỉnh ký kết chương trình phối hợp",
    body=(
        "Sáng 9/3, Huyện ủy Nam Đàn và Hội Nông dân tỉnh Nghệ An ký kết chương trình phối hợp giai đoạn 2022 - 2024.",
        "Đồng chí Trịnh Thị Mận, Bí thư Huyện ủy Nam Đàn phát biểu tại lễ ký.",
    ),
    published=_on(2022, 3, 9),
)


class CityArchive(SmallArchive):
    """SmallArchive with sources of real provinces."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for source, (name, province) in SOURCES.items():
            register_source(
                self.db,
                {
                    "id": source,
                    "name": name,
                    "name_en": name,
                    "kind": "party",
                    "province": province,
                    "home": f"https://{source}.example/",
                    "former_domains": [],
                    "platform": "onecms",
                    "contact": None,
                    "verified": None,
                },
            )

    def keep_from(self, source: str, *articles: Article) -> None:
        """Store articles as the source prints them, each a transaction, and then join their reports."""
        for article in articles:
            capture = replace(self.capture(article.url), record_id=f"{source}-{article.key}-{self.clock}")
            with transaction(self.db):
                keep_article(self.db, capture, article, source, self.run)
        settle(self.db)


def fill(archive: CityArchive) -> None:
    """An agreement signed, reviewed and closed; an article that is no report; a namesake in another province."""
    archive.keep_from("thanhuy_hatinh", SIGNING, REVIEW, CLOSING, BADGES)
    archive.keep_from("baonghean", ELSEWHERE)


def ask(archive: SmallArchive, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
    """The rows that the archive answers with."""
    return archive.db.execute(sql, values).fetchall()
