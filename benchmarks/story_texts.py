"""News of coordination, made up, and what other papers make of it: copies, digests, rewritings; and its look-alikes."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

DISTRICTS = (
    ("Nghệ An", "huyện Nam Đàn"),
    ("Nghệ An", "huyện Thanh Chương"),
    ("Nghệ An", "huyện Quỳnh Lưu"),
    ("Hà Tĩnh", "huyện Can Lộc"),
    ("Hà Tĩnh", "huyện Đức Thọ"),
    ("Hà Tĩnh", "huyện Thạch Hà"),
    ("Đồng Tháp", "huyện Tháp Mười"),
    ("Đồng Tháp", "huyện Lấp Vò"),
    ("Hậu Giang", "huyện Phụng Hiệp"),
    ("Hậu Giang", "huyện Vị Thủy"),
    ("Thanh Hóa", "huyện Hoằng Hóa"),
    ("Quảng Bình", "huyện Lệ Thủy"),
)
SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLES = "Văn Thị Đình Xuân Minh Quốc Thanh Hữu Ngọc Đức".split()
GIVEN = "An Bình Cẩn Dũng Giang Hà Hiếu Hoa Khánh Lâm Linh Mận Nam Phúc Quý Sơn Tâm Thảo Trung Tuấn Vinh Yến".split()

PARTNERS = ("Công an", "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Hội Cựu chiến binh", "Liên đoàn Lao động", "Huyện đoàn")
FIELDS = (
    "dân vận", "bảo đảm an ninh trật tự", "xây dựng nông thôn mới", "tuyên truyền, vận động nhân dân",
    "chăm lo đời sống đoàn viên", "giải quyết đơn thư", "bảo vệ môi trường", "chuyển đổi số",
)  # fmt: skip

# Slots are filled from the lists below; each sentence comes out in hundreds of ways.
SENTENCES = (
    "{when} hai bên đã {did} {count} {thing} tại {where}.",
    "Công tác {field} được {who} quan tâm, {result}.",
    "Qua đó, {result}, {result2}.",
    "{who} thường xuyên nắm tình hình {where}, kịp thời tham mưu cấp ủy {task}.",
    "Nhiều mô hình về {field} được nhân rộng, tiêu biểu như mô hình “{model}” ở {where}.",
    "Trong năm, {count} {thing} được {did} với sự tham gia của {count2} lượt người.",
    "Bên cạnh kết quả đạt được, việc {task} ở {where} còn hạn chế do {reason}.",
    "Thời gian tới, hai đơn vị tập trung {task}; đồng thời {task2}.",
    "Các đại biểu đã thảo luận, làm rõ việc {task} và đề xuất {task2}.",
    "Đến nay, {count} {thing} đã được hoàn thành, {result}.",
    "Việc {task} góp phần {task2}, {result}.",
    "Nguyên nhân chủ yếu là {reason}, trong khi {reason2}.",
    "{who} phối hợp {did} {count} {thing}, trị giá {count2} triệu đồng.",
    "Tại {where}, {who} đã {did} {thing} để {task}.",
)
SLOTS = {
    "when": "Từ đầu nhiệm kỳ đến nay,|Trong quý vừa qua,|Sáu tháng đầu năm,|Hai năm qua,|Cuối năm ngoái,".split("|"),
    "did": "tổ chức|triển khai|duy trì|vận động xây dựng|hỗ trợ|ra mắt|kiểm tra|hướng dẫn".split("|"),
    "thing": (
        "buổi tuyên truyền|lớp tập huấn|hội nghị đối thoại|căn nhà tình nghĩa|tuyến đường tự quản|tổ hòa giải|"
        "phiên tiếp dân|câu lạc bộ pháp luật|công trình chiếu sáng|đợt ra quân làm sạch bờ kênh"
    ).split("|"),
    "where": (
        "các xã vùng sâu|địa bàn giáp ranh|khu dân cư mới|các thôn ven sông|cụm công nghiệp|các chợ đầu mối|"
        "vùng đồng bào có đạo|các trường học|khu tái định cư|bến xe trung tâm"
    ).split("|"),
    "who": "cán bộ cơ sở|khối dân vận các xã|lực lượng nòng cốt|các chi hội|tổ công tác liên ngành|ban chỉ đạo".split(
        "|"
    ),
    "result": (
        "tỷ lệ hộ nghèo giảm rõ rệt|số vụ việc phức tạp giảm một phần ba|người dân đồng tình hưởng ứng|"
        "không phát sinh điểm nóng|nhiều vướng mắc được tháo gỡ|niềm tin của nhân dân được củng cố|"
        "hàng trăm hộ hiến đất mở đường|các kiến nghị đều được trả lời"
    ).split("|"),
    "task": (
        "rà soát các hộ khó khăn|đổi mới nội dung sinh hoạt|nâng cao chất lượng tiếp dân|giữ gìn vệ sinh đường làng|"
        "phát hiện sớm mâu thuẫn trong dân|bồi dưỡng cán bộ trẻ|huy động nguồn lực xã hội|giám sát các công trình|"
        "vận động người lầm lỡ tái hòa nhập|cập nhật dữ liệu dân cư"
    ).split("|"),
    "reason": (
        "kinh phí còn eo hẹp|địa bàn rộng, dân cư phân tán|cán bộ kiêm nhiệm nhiều việc|"
        "thời tiết diễn biến thất thường|một số nơi chưa thật sự chủ động|công tác thông tin chưa đều"
    ).split("|"),
    "model": "Tiếng kẻng bình yên|Camera an ninh|Thứ bảy vì dân|Đoạn đường nở hoa|Ba cùng với dân|Tổ liên gia".split(
        "|"
    ),
    "field": FIELDS,
}
SYNONYMS = (
    ("tổ chức", "tiến hành"),
    ("triển khai", "thực hiện"),
    ("nâng cao", "cải thiện"),
    ("phối hợp", "cùng nhau"),
    ("kịp thời", "nhanh chóng"),
    ("góp phần", "giúp"),
    ("người dân", "bà con"),
    ("thường xuyên", "luôn"),
    ("tập trung", "dồn sức"),
    ("thời gian tới", "sắp tới"),
    ("hạn chế", "thiếu sót"),
    ("Đến nay,", "Tính đến giờ,"),
    ("đề xuất", "kiến nghị"),
    ("thảo luận", "trao đổi"),
    ("rõ rệt", "đáng kể"),
)
STOCK = (
    "Hội nghị cũng đã nghe nhiều ý kiến phát biểu, làm rõ kết quả đạt được và bài học kinh nghiệm.",
    "Các đại biểu thống nhất tiếp tục đưa nội dung phối hợp đi vào chiều sâu, thiết thực, hiệu quả.",
    "Dịp này, nhiều tập thể, cá nhân có thành tích xuất sắc được tặng giấy khen.",
)

# Syllables by the thousand, the tenth half as common as the fifth, as in any language.
ONSETS = "b c ch d đ g h kh l m n ng nh ph q r s t th tr v x".split()
RIMES = (
    "a ai am an ang anh ao ay ăm âm ân âu e en ênh i ia iêm iên in o oa oai oan oi ong ôi ôn ông ơi u ui ung ưa"
).split()
VOCABULARY = tuple(onset + rime for rime in RIMES for onset in ONSETS)
COMMONNESS = tuple(1 / rank for rank in range(1, len(VOCABULARY) + 1))


@dataclass(frozen=True)
class News:
    """An article before it is printed. `people`: who spoke for the Party body, who for its partner."""

    province: str
    district: str  # with its kind
    partner: str
    field: str
    people: tuple[str, str]
    day: date  # of the event and of print
    years: tuple[int, int]
    sentences: tuple[str, ...]
    names_people: bool = True
    own_lead: bool = False  # the paper wrote the opening anew

    @property
    def headline(self) -> str:
        """What it is about, in one line."""
        return f"Sơ kết chương trình phối hợp về {self.field} tại {self.district}"

    @property
    def body(self) -> tuple[str, ...]:
        """The opening, and the sentences three to a paragraph."""
        rest = (" ".join(self.sentences[start : start + 3]) for start in range(0, len(self.sentences), 3))
        return (self._retold_opening() if self.own_lead else self._opening(), *rest)

    @property
    def _town(self) -> str:
        return self.district.removeprefix("huyện ")

    @property
    def _partner(self) -> str:
        return f"Huyện đoàn {self._town}" if self.partner == "Huyện đoàn" else f"{self.partner} {self.district}"

    def _opening(self) -> str:
        lead = (
            f"Sáng {self.day.day}/{self.day.month}, Ban Dân vận Huyện ủy {self._town}, tỉnh {self.province} và "
            f"{self._partner} tổ chức hội nghị sơ kết chương trình phối hợp về {self.field} "
            f"giai đoạn {self.years[0]} - {self.years[1]}."
        )
        guests = (
            f" Dự hội nghị có đồng chí {self.people[0]}, Trưởng Ban Dân vận Huyện ủy {self._town}; "
            f"đồng chí {self.people[1]}, lãnh đạo {self._partner}."
        )
        return lead + guests if self.names_people else lead

    def _retold_opening(self) -> str:
        chair = f" Đồng chí {self.people[0]}, Trưởng Ban Dân vận Huyện ủy {self._town} chủ trì."
        return (
            f"(TTXVN) Ngày {self.day.day}/{self.day.month}/{self.day.year}, tại {self.district} ({self.province}) "
            f"diễn ra hội nghị đánh giá việc thực hiện chương trình phối hợp giữa Ban Dân vận Huyện ủy và "
            f"{self._partner} về {self.field}.{chair if self.names_people else ''}"
        )


def sentence(choice: random.Random) -> str:
    """One sentence of a report on work done."""
    slots = {name: choice.choice(words) for name, words in SLOTS.items()}
    again = {f"{name}2": choice.choice(SLOTS[name]) for name in ("result", "task", "reason")}
    counts = {"count": choice.randint(3, 90), "count2": choice.randint(100, 2900)}
    written = choice.choice(SENTENCES).format(**slots, **again, **counts)
    return written[0].upper() + written[1:]


def _name(choice: random.Random) -> str:
    return f"{choice.choice(SURNAMES)} {choice.choice(MIDDLES)} {choice.choice(GIVEN)}"


def news(choice: random.Random) -> News:
    """Some article of the years 2012 to 2024, of 2.5 to 3 kB."""
    province, district = choice.choice(DISTRICTS)
    day = date(2012, 1, 1) + timedelta(choice.randrange(365 * 13))
    written = tuple(sentence(choice) for _ in range(choice.randint(16, 20)))
    people = (_name(choice), _name(choice))
    partner, field = choice.choice(PARTNERS), choice.choice(FIELDS)
    return News(province, district, partner, field, people, day, (day.year - 2, day.year + 3), (*written, *STOCK))


def ordinary_news(choice: random.Random) -> News:
    """The same with sentences that share little with others: what most of a paper is made of."""
    sentences = tuple(f"{' '.join(choice.choices(VOCABULARY, COMMONNESS, k=24))}." for _ in range(20))
    return replace(news(choice), sentences=sentences)


def typo(news: News, choice: random.Random) -> News:
    """Another tone style and abbreviations, a letter wrong here and there."""
    changed = [one.replace("hòa", "hoà").replace("tỷ lệ", "tỉ lệ").replace("cán bộ", "CB") for one in news.sentences]
    wrong = choice.randrange(len(changed))
    changed[wrong] = changed[wrong].replace("ng ", "n ", 1)
    return replace(news, sentences=(*changed, "Tin, ảnh: cộng tác viên."))


def _dropped(news: News, choice: random.Random, share: float) -> list[str]:
    return [one for one in news.sentences if choice.random() >= share]


def _reworded(sentences: list[str], choice: random.Random, share: float) -> list[str]:
    words = [word for options in SLOTS.values() for option in options for word in option.split()]
    return [
        " ".join(choice.choice(words) if choice.random() < share else word for word in one.split()) for one in sentences
    ]


def light(news: News, choice: random.Random) -> News:
    """An eighth of the sentences dropped, 4 % of the words changed."""
    return replace(news, sentences=tuple(_reworded(_dropped(news, choice, 0.12), choice, 0.04)))


def medium(news: News, choice: random.Random) -> News:
    """30 % dropped, 8 % of the words changed, in another order."""
    kept = _reworded(_dropped(news, choice, 0.3), choice, 0.08)
    return replace(news, sentences=tuple(choice.sample(kept, len(kept))))


def paraphrase(news: News, choice: random.Random) -> News:
    """Synonyms, in another order, with an opening of its own."""
    text = "\n".join(choice.sample(news.sentences, len(news.sentences)))
    for word, synonym in SYNONYMS:
        text = text.replace(word, synonym)
    return replace(news, sentences=tuple(text.split("\n")), own_lead=True)


def heavy(news: News, choice: random.Random) -> News:
    """Half dropped, 30 % of the rest new, with an opening of its own."""
    kept = _dropped(news, choice, 0.5)
    new = [sentence(choice) for _ in range(len(kept) * 3 // 7)]
    return replace(news, sentences=tuple(choice.sample([*kept, *new], len(kept) + len(new))), own_lead=True)


def digest(news: News, choice: random.Random) -> News:
    """The lead and 30 % of the rest."""
    return replace(news, sentences=tuple(_dropped(news, choice, 0.7)))


def years_later(news: News, choice: random.Random) -> News:
    """The same bodies, five years later, in the same words; somebody else leads the partner."""
    new = tuple(sentence(choice) if choice.random() < 0.5 else one for one in news.sentences)
    years = (news.years[0] + 5, news.years[1] + 5)
    day = news.day + timedelta(365 * 5)
    return replace(news, day=day, years=years, people=(news.people[0], _name(choice)), sentences=new)


def _other_district(news: News, choice: random.Random) -> News:
    province, district = choice.choice([one for one in DISTRICTS if one[1] != news.district])
    day = news.day + timedelta(choice.randint(0, 10))
    people = (_name(choice), _name(choice))
    return replace(news, province=province, district=district, day=day, people=people)


def another_partner(news: News, choice: random.Random) -> News:
    """The same Party body with another partner, a day or two later: half of the sentences are the same."""
    new = tuple(sentence(choice) if choice.random() < 0.5 else one for one in news.sentences)
    partner = choice.choice([one for one in PARTNERS if one != news.partner])
    day, people = news.day + timedelta(choice.randint(1, 2)), (news.people[0], _name(choice))
    return replace(news, partner=partner, day=day, people=people, sentences=new)


def elsewhere(news: News, choice: random.Random) -> News:
    """The same ritual in another district in those days: half of the sentences are the same."""
    new = tuple(sentence(choice) if choice.random() < 0.5 else one for one in news.sentences)
    return replace(_other_district(news, choice), sentences=new)


def elsewhere_to_the_letter(news: News, choice: random.Random) -> News:
    """The same with every sentence: only place, people and day are others."""
    return _other_district(news, choice)


COPIES: tuple[Callable[[News, random.Random], News], ...] = (typo, light, medium, paraphrase, heavy, digest)
LOOK_ALIKES: tuple[Callable[[News, random.Random], News], ...] = (
    elsewhere,
    elsewhere_to_the_letter,
    another_partner,
    years_later,
)
