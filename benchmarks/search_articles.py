"""An archive to search in: articles that queries are meant to find, among many that tell of the same things elsewhere.

All of it is fiction of our own; people are invented.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.runs import end_run, register_source, start_run
from archive.store import article_id, keep_article, open_archive, transaction

SOURCES = {
    "bao_nghean": ("Báo Nghệ An", "Nghệ An"),
    "bao_hatinh": ("Báo Hà Tĩnh", "Hà Tĩnh"),
    "cong_haugiang": ("Cổng thông tin Hậu Giang", "Hậu Giang"),
    "bao_dongthap": ("Báo Đồng Tháp", "Đồng Tháp"),
    "bao_binhdinh": ("Báo Bình Định", "Bình Định"),
}


@dataclass(frozen=True)
class Text:
    """An article as it is written here."""

    name: str  # what queries call it
    source: str
    day: str
    headline: str
    body: str  # a paragraph is a line

    @property
    def id(self) -> int:
        """Its id in the archive."""
        return article_id(self.source, self.name)

    @property
    def article(self) -> Article:
        """As a crawler hands it over."""
        published = datetime.fromisoformat(f"{self.day}T08:00").replace(tzinfo=VIETNAM)
        paragraphs = tuple(self.body.splitlines())
        url = f"https://{self.source.replace('_', '')}.example/{self.name}.html"
        return Article(self.name, url, self.headline, paragraphs, published=PrintedTime(published, "minute"))


TEXTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TARGETS = tuple(Text(**article) for article in TEXTS["article"])


@dataclass(frozen=True)
class Query:
    """What a reader types, what is meant, and which of the promises of the search it is for."""

    words: str
    target: str
    about: str


QUERIES = (
    Query("Đảng ủy Khối Tỉnh đoàn ký kết", "khoi", "accents"),
    Query("dang uy khoi tinh doan ky ket", "khoi", "no accents"),
    Query("đảng uỷ khối các cơ quan lý tưởng cách mạng", "khoi", "other tone placement"),
    Query("dang uy khoi ccq tinh doan", "khoi", "short form"),
    Query("Vương Thị Hạnh Nhi", "khoi", "name"),
    Query("vuong thi hanh nhi", "khoi", "name without accents"),
    Query("hòa giải ở cơ sở Thạch Hà", "hoa_giai", "other tone placement"),
    Query("hoa giai vien boi duong", "hoa_giai", "no accents"),
    Query("huyện ủy Thạch Hà tư pháp", "hoa_giai", "other tone placement"),
    Query("213-QĐ/TW", "quy_dinh", "document"),
    Query("213-qd/tw", "quy_dinh", "document without accents"),
    Query("quy định 213 nơi cư trú đảng viên", "quy_dinh", "document in words"),
    Query("qui định giữ mối liên hệ nơi cư trú", "quy_dinh", "i for y"),
    Query("Long Mỹ cựu chiến binh hiến đất", "nga_bay", "accents"),
    Query("CCB Hậu Giang hiến đất làm đường", "nga_bay", "short form"),
    Query("Cần Thơ cựu chiến binh tổng kết", "nga_bay", "new name of the province"),
    Query("trung cấp lí luận chính trị Trần Phú", "ly_luan", "i for y"),
    Query("dinh cong li hieu truong", "ly_luan", "i for y, no accents"),
    Query("LĐLĐ đảng ủy khối doanh nghiệp", "lao_dong", "short form"),
    Query("ldld doan vien cong doan uu tu", "lao_dong", "short form without accents"),
    Query("Mặt trận Tổ quốc Sa Đéc giao ban", "mat_tran", "long form for a short one"),
    Query("MTTQ Sa Đéc làng hoa", "mat_tran", "short form within another"),
    Query("BĐBP Kỳ Sơn ký kết", "bien_gioi", "short form"),
    Query('"bản biên giới vững mạnh"', "bien_gioi", "quoted"),
    Query("chuyen doi so ban tuyen giao binh dinh", "chuyen_doi_so", "no accents"),
    Query("Gia Lai tuyên giáo chuyển đổi số", "chuyen_doi_so", "new name of the province"),
    Query("UBKT Thành ủy Viện KSND", "kiem_tra", "short forms"),
    Query('viện kiểm sát đảng viên vi phạm -"kiểm toán"', "kiem_tra", "minus"),
    Query("LLVT Lai Vung hành quân về nguồn", "quan_su", "short form"),
    Query("đảng ủy QS Lai Vung", "quan_su", "short form"),
    Query("HPN tỉnh bếp ăn nghĩa tình", "phu_nu", "short form"),
    Query("HND Phụng Hiệp mía", "nong_dan", "short form"),
    Query("thuong mai dien tu mang cau", "nong_dan", "no accents"),
    Query("CA tỉnh Hà Tĩnh ma túy ban nội chính", "cong_an", "short form in capitals"),
    Query("BHXH thành phố Vinh bảo hiểm y tế", "bao_hiem", "short and long forms"),
    Query("43/NQ-HĐND", "nghi_quyet", "document"),
    Query("hội đồng nhân dân Bình Định ban cán sự đảng rút kinh nghiệm", "nghi_quyet", "long form for a short one"),
    Query("tạp chí cộng sả* Nghệ An", "tap_chi", "accents with an ending left out"),
    Query("đang mùa nước nổi", "dang_dang", "accents that tell đang from đảng"),
    Query("khu kinh tế Vũng Áng đào tạo 2020 - 2025", "ky_anh", "signs among the words"),
)

PARTY = (
    *("Huyện ủy {place}", "Ban Dân vận Huyện ủy {place}", "Ban Tuyên giáo Huyện ủy {place}", "Đảng ủy Quân sự {place}"),
    *("Ban Tổ chức Huyện ủy {place}", "Ủy ban Kiểm tra Huyện ủy {place}", "Đảng ủy Khối Các cơ quan tỉnh"),
)
PARTNERS = (
    *("Hội Nông dân tỉnh", "Hội Cựu chiến binh tỉnh", "Hội Liên hiệp Phụ nữ tỉnh", "Liên đoàn Lao động tỉnh"),
    *("Công an tỉnh", "Bộ đội Biên phòng tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Tỉnh đoàn", "Sở Tư pháp"),
    *("Bảo hiểm xã hội tỉnh", "Viện Kiểm sát nhân dân tỉnh", "Trường Chính trị tỉnh", "Sở Thông tin và Truyền thông"),
)
ACTS = ("ký kết chương trình phối hợp", "sơ kết quy chế phối hợp", "tổng kết chương trình phối hợp", "giao ban với")
SUBJECTS = (
    *("công tác dân vận", "phát triển đảng viên", "phòng, chống ma túy", "giữ mối liên hệ với nơi cư trú"),
    *("tuyên truyền chuyển đổi số", "xây dựng nông thôn mới", "hòa giải ở cơ sở", "bồi dưỡng lý luận chính trị"),
    *("phủ bảo hiểm y tế", "giáo dục lý tưởng cách mạng", "hiến đất làm đường", "bảo vệ biên giới"),
)
DISTRICTS = {
    "bao_nghean": ("Nam Đàn", "Yên Thành", "Diễn Châu", "Con Cuông", "Tương Dương", "Quỳ Châu"),
    "bao_hatinh": ("Đức Thọ", "Hương Khê", "Can Lộc", "Cẩm Xuyên", "Nghi Xuân", "Lộc Hà"),
    "cong_haugiang": ("Vị Thủy", "Châu Thành A", "Phụng Hiệp", "Long Mỹ"),
    "bao_dongthap": ("Cao Lãnh", "Lấp Vò", "Tam Nông", "Thanh Bình", "Tân Hồng"),
    "bao_binhdinh": ("Hoài Ân", "Phù Cát", "Phù Mỹ", "Tây Sơn", "Vĩnh Thạnh"),
}
SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Phan Võ Đặng Bùi Đỗ Hồ Ngô".split()
MIDDLE = "Văn Thị Đức Minh Quang Thanh Hữu Ngọc".split()
GIVEN = "An Bình Chung Dũng Hà Hải Hạnh Hương Lan Long Mai Nam Nga Phúc Quân Sơn Thảo Tuấn Vinh Yến".split()
SENTENCES = (
    "Hai bên đánh giá kết quả, chỉ rõ hạn chế và nguyên nhân.",
    "Hội nghị thống nhất duy trì giao ban định kỳ, kịp thời tháo gỡ khó khăn từ cơ sở.",
    "Các đại biểu thảo luận về cách làm hay, mô hình tốt ở địa phương.",
    "Chương trình gắn với phong trào thi đua dân vận khéo và xây dựng nông thôn mới.",
    "Các chi bộ đang triển khai kế hoạch, phấn đấu hoàn thành trước thời hạn.",
    "Đại diện UBND tỉnh và HĐND tỉnh cùng dự, ghi nhận nỗ lực của hai đơn vị.",
)


def others(count: int, seed: int = 20) -> Iterator[Text]:
    """So many articles in the words of the targets, about other places and people; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        source = chance.choice(list(SOURCES))
        place, act, subject = chance.choice(DISTRICTS[source]), chance.choice(ACTS), chance.choice(SUBJECTS)
        body, partner = chance.choice(PARTY).format(place=place), chance.choice(PARTNERS)
        day = datetime(2019, 1, 5, tzinfo=UTC) + timedelta(days=chance.randrange(2300))
        year = day.year
        headline = f"{body} và {partner} {act}" if "giao" not in act else f"{body} {act} {partner} về {subject}"
        person = " ".join(chance.choice(part) for part in (SURNAMES, MIDDLE, GIVEN))
        lead = f"Sáng {day.day}/{day.month}, {body} và {partner} {SOURCES[source][1]} {act} {subject}"
        paragraphs = [
            f"{lead} giai đoạn {year} - {year + 5}.",
            f"Đồng chí {person}, Bí thư Huyện ủy {place}, chủ trì hội nghị. {chance.choice(SENTENCES)}",
            " ".join(chance.sample(SENTENCES, 3)),
        ]
        yield Text(f"khac-{number}", source, f"{day:%Y-%m-%d}", headline, "\n".join(paragraphs))


def build(folder: Path, count: int = 300) -> None:
    """An archive.db in that folder with the targets and so many others, read and kept as a crawl does it."""
    db = open_archive(folder / "archive.db")
    for source, (name, province) in SOURCES.items():
        facts = {"id": source, "name": name, "name_en": name, "kind": "newspaper", "province": province}
        facts |= {"home": f"https://{source.replace('_', '')}.example/", "platform": "elsewhere"}
        register_source(db, {**facts, "former_domains": [], "contact": None, "verified": None})
    run = start_run(db, "crawl")
    with transaction(db):
        for number, text in enumerate((*TARGETS, *others(count))):
            keep_article(db, _capture(number, text), text.article, text.source, run)
    end_run(db, run, "finished")
    db.close()


def _capture(number: int, text: Text) -> Capture:
    captured_at = datetime.fromisoformat(f"{text.day}T03:00:00+00:00") + timedelta(days=1)
    record, digest = f"{number:08d}-0000-4000-8000-000000000000", f"{number:064x}"
    file = f"{text.day[:4]}/01/{text.source}.warc.gz"
    return Capture(record, text.article.url, captured_at, 200, "text/html", digest, 2048, file, number, 900)
