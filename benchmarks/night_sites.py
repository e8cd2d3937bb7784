"""Sites of our own writing for the drills of the night: news of invented people, and what becomes of a layout."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.scrapers.small_site import START
from tests.server import HTML, Answer, Site

GOOD_NIGHTS = 15  # the faults begin after so many
NEWS_A_NIGHT = 2
ON_A_LIST = 12

BODIES = (
    *("Thành ủy", "Huyện ủy", "Đảng ủy Công an", "Ban Dân vận", "Ban Tuyên giáo", "Hội Nông dân"),
    *("Liên đoàn Lao động", "Hội Cựu chiến binh", "Tòa án nhân dân", "Viện kiểm sát", "Ủy ban Mặt trận Tổ quốc"),
)
DEEDS = (
    *("ký kết quy chế phối hợp", "sơ kết chương trình phối hợp", "giao ban công tác dân vận"),
    *("bàn việc giữ gìn trật tự", "thống nhất nhiệm vụ quý tới", "rà soát đơn thư của nhân dân"),
)
PLACES = ("thôn Trung", "xóm Bến", "khu phố Hạ", "phường Thượng", "xã Đông Sơn", "thị trấn Cầu Mới", "ấp Tân Lập")
PEOPLE = ("Lê Thị Mận", "Trần Văn Bưởi", "Nguyễn Thị Sim", "Phạm Văn Gạo", "Hoàng Thị Lúa", "Đỗ Văn Khế")

THINGS = (
    *("nước sạch", "đường liên thôn", "hòa giải ở cơ sở", "quỹ khuyến học", "phòng cháy ở chợ", "vay vốn chăn nuôi"),
    *(
        "thu gom rác thải",
        "nhà văn hóa",
        "đơn thư kéo dài",
        "giải phóng mặt bằng",
        "an toàn giao thông",
        "nghề đan lát",
    ),
    *("tuyển quân", "trồng rừng phòng hộ", "bảo hiểm y tế", "chống đuối nước", "kè bờ sông", "sổ hộ nghèo"),
)
# Each with so many gaps that no two articles share a paragraph by chance: that would be a sign of a changed design.
SENTENCES = (
    "{one} và {other} {deed} tại {place}, với {share} đại biểu, nội dung chính là {thing}.",
    "Đồng chí {person} cho biết đến nay {share} phần trăm số hộ ở {place} đã tham gia {thing}.",
    "Qua kiểm tra, đoàn của {one} ghi nhận {share} trường hợp vướng mắc về {thing}, phần lớn ở {place}.",
    "Về {thing}, ông {person} đề nghị {other} bớt họp, tăng số buổi xuống {place} lên {share} buổi một năm.",
    "Bà con {place} phản ánh với {one} việc {thing} còn chậm, nhất là mùa mưa; có tổ đã chờ {share} tháng.",
    "Hai bên sẽ trao đổi tin tức hằng tuần, cử {person} trực {share} giờ ở {place} và lập sổ theo dõi {thing}.",
    "{one} chịu trách nhiệm tập huấn, còn {other} lo kinh phí {share} triệu đồng cho {thing}.",
    "Mô hình {thing} ở {place} mở rộng thêm {share} nhóm, do {person} làm tổ trưởng.",
    "Tại buổi gặp, {person} kể chuyện vận động từng nhà ở {place} về {thing}, có nhà phải đến {share} lần.",
    "Năm qua, {other} nhận từ {place} {share} lá đơn liên quan đến {thing} và đã trả lời gần hết.",
    "Kết luận, {person} yêu cầu {one} báo cáo kết quả {thing} ở {place} sau {share} ngày.",
    "Chương trình của {one} ở {place} gồm {share} đầu việc, xếp theo thứ tự khẩn cấp, đứng đầu là {thing}.",
    "{place} hiện có {share} đảng viên trẻ cùng {other} phụ trách {thing}, tăng so với nhiệm kỳ trước.",
    "Theo {person}, muốn làm tốt {thing} thì {one} phải công khai số liệu của cả {share} tổ từng quý.",
    "Dịp này, {other} tặng quà cho {share} gia đình ở {place} vì nhiều năm gắn bó với {thing}.",
    "Khó khăn lớn nhất, theo {person}, là thiếu cán bộ am hiểu {thing}; {other} hứa cử thêm {share} người.",
)


@dataclass(frozen=True)
class Article:
    """What one page of a drilled site says."""

    number: int
    day: date
    headline: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its address on the site."""
        return f"/tin-tuc/thu-nghiem/bai-{self.number}.html"


def written(number: int, day: date) -> Article:
    """An article that no other resembles more than news of one office does."""
    chance = random.Random(number)

    def filled(sentence: str) -> str:
        one, other = chance.sample(BODIES, 2)
        share = chance.randrange(3, 97)
        said = {"place": chance.choice(PLACES), "person": chance.choice(PEOPLE), "thing": chance.choice(THINGS)}
        return sentence.format(one=one, other=other, deed=chance.choice(DEEDS), share=share, **said)

    one, other = chance.sample(BODIES, 2)
    headline = f"{one} và {other} {chance.choice(DEEDS)} ở {chance.choice(PLACES)} (tin số {number})"
    told = chance.sample(SENTENCES, chance.randrange(4, 9))
    return Article(number, day, headline, tuple(map(filled, told)))


@dataclass(frozen=True)
class Design:
    """How a site lays its pages out: what a fault changes."""

    headline: str = '<div class="title-news">{headline}</div>'
    date: str = '<div class="date-news">{day:%d/%m/%Y} 08:30</div>'
    body: str = '<div class="content-news">{paragraphs}</div>'
    item: str = (
        '<div class="item"><a class="title" href="{path}">{headline}</a><span class="date">{day:%d/%m/%Y}</span></div>'
    )
    answer: Callable[[Answer], Answer] = lambda answer: answer  # what becomes of every answer, robots.txt aside


USUAL = Design()
RELATED = "".join(
    f"<p>Tin đọc nhiều: kỳ họp thứ {number} của hội đồng thành phố bàn về ngân sách</p>" for number in range(1, 7)
)
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head>"
    b"<body><script>challenge()</script>Checking your browser</body></html>"
)
# Fault -> what the site becomes, and the verdict that is right.
FAULTS: Mapping[str, tuple[Design, str]] = {
    "headline gone": (
        replace(USUAL, headline='<div class="title-news">Trang tin Thành ủy</div><h2>{headline}</h2>'),
        "broken",
    ),
    "body renamed": (replace(USUAL, body='<div class="main-text">{paragraphs}</div>'), "broken"),
    "date in another form": (replace(USUAL, date='<div class="ngay">{day:%Y%m%d}</div>'), "broken"),
    "related box in the body": (
        replace(USUAL, body=f'<div class="content-news">{{paragraphs}}{RELATED}</div>'),
        "broken",
    ),
    "list shows nothing": (replace(USUAL, item='<div class="card"><a href="{path}">{headline}</a></div>'), "broken"),
    "challenge with 200": (replace(USUAL, answer=lambda _: Answer(CHALLENGE)), "blocked"),
    "down": (replace(USUAL, answer=lambda _: Answer(resets=True)), "down"),
    "too slow": (replace(USUAL, answer=lambda answer: replace(answer, delay=2.0)), "down"),
}
WELL = ("well 1", "well 2", "quiet 1", "quiet 2")


@dataclass
class Drilled:
    """One site of the drill, night after night."""

    name: str
    site: Site
    articles: list[Article] = field(default_factory=list)

    def lay_out(self, night: int) -> None:
        """Tonight's news, in tonight's design."""
        day = (START + timedelta(days=night)).date()
        is_quiet = self.name.startswith("quiet") and night >= GOOD_NIGHTS
        for _ in range(0 if is_quiet else NEWS_A_NIGHT if night else ON_A_LIST):
            number = 1000 * (1 + [*FAULTS, *WELL].index(self.name)) + len(self.articles)
            self.articles.append(written(number, day))
        is_faulty = self.name in FAULTS and night >= GOOD_NIGHTS
        put_site(self.site, self.articles, FAULTS[self.name][0] if is_faulty else USUAL)


def put_site(site: Site, articles: list[Article], design: Design) -> None:
    """The list and all pages."""
    newest = articles[: -ON_A_LIST - 1 : -1]
    items = "".join(design.item.format(path=one.path, headline=one.headline, day=one.day) for one in newest)
    site.put("/tin-tuc", design.answer(_html(items)))
    for one in articles:
        site.put(one.path, design.answer(_html(page(one, design))))


def page(article: Article, design: Design) -> str:
    """The page of an article."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in article.paragraphs)
    parts = (design.headline, design.date, design.body)
    return "".join(part.format(headline=article.headline, day=article.day, paragraphs=paragraphs) for part in parts)


def _html(body: str) -> Answer:
    return Answer(f"<html><head><title>Thành ủy</title></head><body>{body}</body></html>".encode(), headers=(HTML,))
