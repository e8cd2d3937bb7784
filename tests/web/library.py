"""The archive that the tests of the site read: real records in WARC files, and one of everything that a page shows.

An agreement signed, reviewed and closed; an article edited, one withdrawn, one reprinted elsewhere; one from a province
that is gone; and one that tries to break every page (TROUBLE).
"""

import html
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import clock
from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.runs import register_source
from archive.store import article_id, keep_article, transaction, utc
from archive.warc.captures import CaptureFile
from archive.warc.exchange import Exchange
from tests.archive import city_archive
from tests.archive.city_archive import CityArchive

ALERT = "<script>alert('xấu')</script>\"'><img src=x onerror=alert(1)>"


def _printed(year: int, month: int, day: int) -> PrintedTime:
    return PrintedTime(datetime(year, month, day, 8, 0, tzinfo=VIETNAM), "minute")


OLD_PROVINCE = Article(
    key="ngabay-1",
    url="https://ngabay.example/1.html",
    headline="Thành uỷ Ngã Bảy và Hội Nông dân tỉnh Hậu Giang sơ kết chương trình phối hợp",
    lead="Sáng 21/9, Thành uỷ Ngã Bảy cùng Hội Nông dân tỉnh Hậu Giang sơ kết hai năm phối hợp.",
    body=(
        "Sáng 21/9, Thành uỷ Ngã Bảy cùng Hội Nông dân tỉnh Hậu Giang sơ kết hai năm phối hợp.",
        "Đồng chí Lâm Thị Thoa, Phó Bí thư Thành uỷ Ngã Bảy, ghi nhận 36 mô hình dân vận khéo theo Quy định 213-QĐ/TW.",
        "Công tác hoà giải ở cơ sở được hai bên đưa vào chương trình giai đoạn 2022 - 2026.",
    ),
    captions=("Đại biểu dự hội nghị. Ảnh: Tư Lành",),
    author="Tư Lành",
    dateline="Hậu Giang",
    section="Xây dựng Đảng",
    published=_printed(2024, 9, 21),
)
REPRINT = replace(
    city_archive.ELSEWHERE,
    key="reprint-5",
    url="https://baohatinh.example/nam-dan.html",
    headline="Nam Đàn: Huyện ủy và Hội Nông dân tỉnh Nghệ An ký kết chương trình phối hợp",
    published=_printed(2022, 3, 10),
)
WITHDRAWN = Article(
    key="gone-1",
    url="https://baohatinh.example/da-go.html",
    headline="Đảng ủy Khối Các cơ quan và Liên đoàn Lao động tỉnh ký quy chế phối hợp",
    body=("Chiều 2/10, Đảng ủy Khối Các cơ quan tỉnh Hà Tĩnh và Liên đoàn Lao động tỉnh ký quy chế phối hợp.",),
    published=_printed(2023, 10, 2),
)
ENDED_BECAUSE = f"Thành phố thôi là một cấp, theo thông báo trên trang. {ALERT}"  # of thanhuy_ngabay
TROUBLE_NAME = f"tên {ALERT}"  # id and name of a place, a body, a person, a document; name of an agreement
TROUBLE_AGREEMENT = "0123456789abcdef"
TROUBLE = Article(
    key=ALERT,
    url="javascript:alert(1)//https://baohatinh.example/",
    headline=f"Hội chợ {ALERT}",
    lead=f"Lời dẫn {ALERT}",
    body=(f"Lời dẫn {ALERT}", f"Thân bài {ALERT}", "{{ 7*7 }} {% include '/etc/passwd' %}"),
    captions=(f"Chú thích {ALERT}",),
    author=ALERT,
    dateline=ALERT,
    section=ALERT,
    published=_printed(2024, 7, 20),
)
SIGNING_ID, REVIEW_ID, CLOSING_ID, BADGES_ID = (article_id("thanhuy_hatinh", key) for key in "1234")
ELSEWHERE_ID = article_id("baonghean", "5")
OLD_PROVINCE_ID = article_id("thanhuy_ngabay", OLD_PROVINCE.key)
REPRINT_ID, WITHDRAWN_ID, TROUBLE_ID = (article_id("baohatinh", one.key) for one in (REPRINT, WITHDRAWN, TROUBLE))

PAGE = """<!doctype html><html><head><title>{title}</title><script>alert("archived")</script>
<link rel="stylesheet" href="https://cdn.example/a.css"></head><body onload="alert(2)"><div class="menu">Trang chủ</div>
<h1>{title}</h1>{body}<img src="https://cdn.example/a.jpg" onerror="alert(3)"><iframe src="https://x.example"></iframe>
<form action="https://x.example"><input name="q"></form></body></html>"""


class Library(CityArchive):
    """A CityArchive whose captures are records that can be read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        facts = {"id": "thanhuy_ngabay", "name": "Thành ủy Ngã Bảy", "name_en": "Ngã Bảy City Party Committee"}
        facts |= {"kind": "party", "province": "Hậu Giang", "home": "https://ngabay.example/", "platform": "elsewhere"}
        ended = {"ended": "2025-07-01", "ended_because": ENDED_BECAUSE}
        register_source(self.db, {**facts, **ended, "former_domains": [], "contact": None, "verified": None})
        self.file = CaptureFile(folder / "captures", "library", self.run, self.clock)
        self.clock = clock.now().replace(microsecond=0) - timedelta(days=3)

    def capture_page(self, article: Article) -> Capture:
        """Evidence of an article: a page that says it, with all that must not run."""
        self.clock += timedelta(minutes=1)
        paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in article.body)
        payload = PAGE.format(title=html.escape(article.headline or ""), body=paragraphs).encode()
        url = article.url if (article.url or "").startswith("http") else "https://baohatinh.example/hoi-cho.html"
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        return self.file.write(
            Exchange(url, self.clock.astimezone(UTC), 200, payload, headers, content_type="text/html; charset=utf-8")
        )

    def keep_from(self, source: str, *articles: Article) -> None:
        """Store articles as the source prints them, each a transaction."""
        for article in articles:
            capture = self.capture_page(article)
            with transaction(self.db):
                keep_article(self.db, capture, article, source, self.run)


def fill(folder: Path) -> None:
    """Build the archive in that folder and let go of it."""
    library = Library(folder)
    city_archive.fill(library)
    library.keep_from("thanhuy_ngabay", OLD_PROVINCE)
    library.keep_from("baohatinh", REPRINT, WITHDRAWN, TROUBLE)
    reworded = tuple(text.replace("Sáng 15/4", "Chiều 15/4") for text in city_archive.SIGNING.body)
    library.keep_from("thanhuy_hatinh", replace(city_archive.SIGNING, body=reworded))
    _tell_history(library)
    _tell_trouble(library)
    library.file.close()
    library.finish()


def _tell_history(library: Library) -> None:
    """What a later night would find; the rows that others already wrote stay."""
    db, seen_at = library.db, utc(library.clock)
    capture = db.execute("select capture from articles where id = ?", [WITHDRAWN_ID]).fetchone()[0]
    db.execute(
        """
        insert or ignore into withdrawals (
            article, number, state, answer, status, last_whole_at, last_whole_capture, missing_at, missing_capture,
            nights, withdrawn_at
        ) values (?, 1, 'withdrawn', 'not_found', 404, ?, ?, ?, ?, 3, ?)
        """,
        [WITHDRAWN_ID, seen_at, capture, seen_at, capture, seen_at],
    )
    db.execute("insert or ignore into stories values (?, ?, 2, 2)", [ELSEWHERE_ID, ELSEWHERE_ID])
    for article in (ELSEWHERE_ID, REPRINT_ID):
        db.execute("insert or ignore into story_articles values (?, ?, 0.9, 0.9)", [article, ELSEWHERE_ID])
    db.execute(
        """
        insert or ignore into edits (article, before, after, seen_at, class, changes, last_seen_at, capture)
        select article, 1, 2, seen_at, 'date', '[]', seen_at, capture from versions where article = ? and number = 2
        """,
        [SIGNING_ID],
    )


def _tell_trouble(library: Library) -> None:
    """Rows that name what must never become markup."""
    name, article, agreement = TROUBLE_NAME, TROUBLE_ID, TROUBLE_AGREEMENT
    for sql, values in (
        ("insert into places values (?, ?, ?, 'district', '63', 'p42', null, ?)", (name, name, name, "2025-06-30")),
        ("insert into place_successors values (?, 'q42', 1)", (name,)),
        ("insert into organizations values (?, ?, ?, 'other', ?, null, null, null, null)", (name, name, name, name)),
        ("insert into organization_names values (?, ?, 1)", (name, name)),
        ("insert into people values (?, ?, 'p42')", (name, name)),
        ("insert into documents values (?, ?, ?, ?, ?, 2024)", (name, name, name, name, name)),
        ("insert into agreements values (?, ?, ?, ?, 2020, 2024, null, '[]')", (agreement, name, name, name)),
        ("insert into agreement_parties values (?, ?)", (agreement, name)),
        ("insert into agreement_events values (?, 'signed', '2024-07-20', ?)", (agreement, article)),
        ("insert into report_people values (?, 1, ?, ?, ?, ?, ?)", (article, name, name, name, name, name)),
        ("insert into posts values (?, 1, ?, ?, ?, ?, '2024-07-20')", (article, name, name, name, name)),
        ("insert into report_documents values (?, 1, ?, ?, ?, ?, ?)", (article, name, name, name, name, name)),
        ("update reports set agreement = ?, instrument_subject = ? where article = ?", (agreement, name, article)),
    ):
        library.db.execute(sql, values)
