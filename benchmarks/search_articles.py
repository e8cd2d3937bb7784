"""An archive to search in: articles that queries are meant to find, among many that tell of the same things elsewhere.

All of it is fiction of our own; people are invented.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.store import article_id, end_run, keep_article, open_archive, register_source, start_run, transaction

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
    body: str

    @property
    def id(self) -> int:
        """Its id in the archive."""
        return article_id(self.source, self.name)

    @property
    def article(self) -> Article:
        """As a crawler hands it over."""
        published = datetime.fromisoformat(f"{self.day}T08:00").replace(tzinfo=VIETNAM)
        paragraphs = tuple(" ".join(part.split()) for part in re.split(r"(?<=[.])\n", self.body))
        url = f"https://{self.source.replace('_', '')}.example/{self.name}.html"
        return Article(self.name, url, self.headline, paragraphs, published=PrintedTime(published, "minute"))


# The articles that are looked for.
TARGETS = (
    Text(
        "khoi",
        "bao_nghean",
        "2021-03-12",
        "Đảng ủy Khối Các cơ quan tỉnh và Tỉnh đoàn ký kết chương trình phối hợp",
        """Sáng 12/3, Đảng ủy Khối Các cơ quan tỉnh Nghệ An và Ban Thường vụ Tỉnh đoàn ký kết chương trình phối hợp
        giáo dục lý tưởng cách mạng cho đoàn viên trẻ giai đoạn 2021 - 2025.
        Đồng chí Vương Thị Hạnh Nhi, Bí thư Đảng ủy Khối, mong hai bên giữ nếp giao ban sáu tháng một lần.""",
    ),
    Text(
        "hoa_giai",
        "bao_hatinh",
        "2022-06-02",
        "Ban Dân vận Huyện uỷ Thạch Hà và Phòng Tư pháp bàn việc hoà giải ở cơ sở",
        """Chiều 2/6, Ban Dân vận Huyện uỷ Thạch Hà làm việc với Phòng Tư pháp huyện về chương trình phối hợp hoà giải
        ở cơ sở. Cả huyện có 210 tổ hoà giải, năm qua hoà giải thành 9 trong 10 vụ.
        Hai bên thống nhất mở lớp bồi dưỡng cho hoà giải viên vào quý III.""",
    ),
    Text(
        "quy_dinh",
        "bao_dongthap",
        "2023-02-20",
        "Huyện ủy Tháp Mười giữ mối liên hệ giữa đảng viên và nơi cư trú",
        """Ngày 20/2, Ban Thường vụ Huyện ủy Tháp Mười và Đảng ủy Khối cơ quan tỉnh Đồng Tháp sơ kết quy chế phối hợp
        thực hiện Quy định số 213-QĐ/TW của Bộ Chính trị về đảng viên đang công tác giữ mối liên hệ với nơi cư trú.
        Qua ba năm, 94 phần trăm chi bộ khu dân cư đã góp ý cho đảng viên.""",
    ),
    Text(
        "nga_bay",
        "cong_haugiang",
        "2024-05-08",
        "Thị ủy Long Mỹ và Hội Cựu chiến binh tỉnh Hậu Giang tổng kết chương trình phối hợp",
        """Sáng 8/5, Thị ủy Long Mỹ và Hội Cựu chiến binh tỉnh Hậu Giang tổng kết năm năm phối hợp vận động hội
        viên hiến
        đất làm đường. Hội viên đã hiến hơn 12.000 mét vuông đất.
        Đồng chí Tạ Quang Mẫn, Phó Bí thư Thường trực Thị ủy, đề nghị ký tiếp giai đoạn 2024 - 2029.""",
    ),
    Text(
        "ly_luan",
        "bao_hatinh",
        "2023-09-14",
        "Trường Chính trị Trần Phú và Ban Tổ chức Tỉnh ủy ký quy chế phối hợp bồi dưỡng lý luận",
        """Ngày 14/9, Trường Chính trị Trần Phú và Ban Tổ chức Tỉnh ủy Hà Tĩnh ký quy chế phối hợp mở lớp trung cấp lý
        luận chính trị cho cán bộ nguồn cấp xã. Mỗi năm nhà trường mở 12 lớp, ưu tiên cán bộ nữ.
        Thạc sỹ Đinh Công Lý, Hiệu trưởng, trình bày dự thảo quy chế.""",
    ),
    Text(
        "lao_dong",
        "bao_nghean",
        "2022-11-25",
        "Đảng ủy Khối Doanh nghiệp và Liên đoàn Lao động tỉnh sơ kết quy chế phối hợp",
        """Chiều 25/11, Đảng ủy Khối Doanh nghiệp tỉnh Nghệ An và Liên đoàn Lao động tỉnh sơ kết hai năm thực
        hiện quy chế
        phối hợp phát triển đảng viên là công nhân. Hai bên giới thiệu 186 đoàn viên công đoàn ưu tú cho Đảng.
        Ông Kiều Bá Tước, Chủ tịch LĐLĐ tỉnh, nêu khó khăn ở doanh nghiệp vốn nước ngoài.""",
    ),
    Text(
        "mat_tran",
        "bao_dongthap",
        "2024-01-16",
        "Thành ủy Sa Đéc giao ban với UBMTTQ Việt Nam thành phố và các đoàn thể",
        """Sáng 16/1, Thường trực Thành ủy Sa Đéc giao ban với UBMTTQ Việt Nam thành phố và các tổ chức chính
        trị - xã hội
        về công tác dân vận quý I. Làng hoa đón khách Tết được chọn làm mô hình chung.
        Các đoàn thể nhận phần việc giúp 85 hộ trồng hoa vay vốn.""",
    ),
    Text(
        "bien_gioi",
        "bao_nghean",
        "2020-08-19",
        "Huyện ủy Kỳ Sơn và Bộ đội Biên phòng tỉnh ký kết chương trình phối hợp giữ gìn biên giới",
        """Ngày 19/8, Huyện ủy Kỳ Sơn và Đảng ủy Bộ đội Biên phòng tỉnh Nghệ An ký kết chương trình phối hợp
        xây dựng bản
        biên giới vững mạnh giai đoạn 2020 - 2025. 27 cán bộ biên phòng được tăng cường về xã.
        Thượng tá Lô Văn Thoong đọc cam kết của các đồn.""",
    ),
    Text(
        "chuyen_doi_so",
        "bao_binhdinh",
        "2023-10-10",
        "Ban Tuyên giáo Tỉnh ủy và Sở Thông tin và Truyền thông Bình Định phối hợp chuyển đổi số",
        """Sáng 10/10, Ban Tuyên giáo Tỉnh ủy Bình Định và Sở Thông tin và Truyền thông ký kế hoạch phối hợp
        tuyên truyền
        chuyển đổi số. Mỗi xã có một tổ công nghệ số cộng đồng.
        Ông Cù Hoàng Nguyên Bảo phụ trách phần tập huấn cho bí thư chi bộ thôn.""",
    ),
    Text(
        "kiem_tra",
        "bao_hatinh",
        "2021-12-03",
        "Ủy ban Kiểm tra Thành ủy Hà Tĩnh và Viện Kiểm sát nhân dân ký quy chế phối hợp",
        """Chiều 3/12, Ủy ban Kiểm tra Thành ủy Hà Tĩnh và Viện Kiểm sát nhân dân thành phố ký quy chế phối hợp
        cung cấp
        thông tin về đảng viên vi phạm. Quy chế có 5 chương, 14 điều.
        Bà Nghiêm Thị Lài, Viện trưởng, cho biết hai bên trao đổi hồ sơ trong mười ngày làm việc.""",
    ),
    Text(
        "quan_su",
        "bao_dongthap",
        "2022-04-27",
        "Đảng ủy Quân sự huyện Lai Vung và Huyện đoàn ký kết hành quân về nguồn",
        """Ngày 27/4, Đảng ủy Quân sự huyện Lai Vung và Ban Thường vụ Huyện đoàn ký kết chương trình phối hợp
        đưa thanh niên
        hành quân về nguồn, làm 3 cây cầu nông thôn. Lực lượng vũ trang góp 400 ngày công.
        Trung tá Hồng Văn Sậm chỉ huy lễ xuất quân.""",
    ),
    Text(
        "phu_nu",
        "bao_binhdinh",
        "2024-03-08",
        "Huyện ủy Tuy Phước và Hội Liên hiệp Phụ nữ tỉnh ra mắt mô hình bếp ăn nghĩa tình",
        """Nhân 8/3, Huyện ủy Tuy Phước và Hội Liên hiệp Phụ nữ tỉnh Bình Định sơ kết chương trình phối hợp, ra
        mắt bếp ăn
        nghĩa tình cho người bệnh nghèo. Bếp nấu 150 suất mỗi ngày.
        Bà Thái Thị Bích Thu, Chủ tịch Hội, trao quỹ của hội viên.""",
    ),
    Text(
        "nong_dan",
        "cong_haugiang",
        "2023-04-18",
        "Huyện ủy Phụng Hiệp và Hội Nông dân tỉnh ký kết đưa mía lên sàn thương mại điện tử",
        """Sáng 18/4, Huyện ủy Phụng Hiệp và Hội Nông dân tỉnh Hậu Giang ký kết chương trình phối hợp đưa mía,
        mãng cầu lên
        sàn thương mại điện tử giai đoạn 2023 - 2025. Hai hợp tác xã bán thử 20 tấn.
        Ông Nguyễn Hữu Chẩn, Bí thư Huyện ủy, giao mỗi chi bộ kèm một hộ.""",
    ),
    Text(
        "cong_an",
        "bao_hatinh",
        "2024-08-19",
        "Ban Nội chính Tỉnh ủy và Công an tỉnh Hà Tĩnh giao ban công tác phòng, chống ma túy",
        """Sáng 19/8, Ban Nội chính Tỉnh ủy và Công an tỉnh Hà Tĩnh giao ban công tác phối hợp phòng, chống ma
        túy. Hai bên
        rà soát 64 điểm phức tạp, lập đường dây nóng với công an xã.
        Đại tá Hà Trọng Quyến báo cáo kết quả sáu tháng.""",
    ),
    Text(
        "bao_hiem",
        "bao_nghean",
        "2023-07-01",
        "Thành ủy Vinh và Bảo hiểm xã hội tỉnh ký quy chế phối hợp phủ bảo hiểm y tế",
        """Ngày 1/7, Thành ủy Vinh và Bảo hiểm xã hội tỉnh Nghệ An ký quy chế phối hợp phủ bảo hiểm y tế tới
        từng khối phố.
        TP Vinh còn 4 phần trăm dân chưa có thẻ.
        Bà Cao Thị Ngọc Huế nhận chỉ tiêu vận động 9.000 người.""",
    ),
    Text(
        "nghi_quyet",
        "bao_binhdinh",
        "2022-10-05",
        "HĐND tỉnh và Ban cán sự đảng UBND tỉnh Bình Định rút kinh nghiệm quy chế phối hợp",
        """Chiều 5/10, Đảng đoàn HĐND tỉnh và Ban cán sự đảng UBND tỉnh Bình Định rút kinh nghiệm việc thực
        hiện quy chế phối
        hợp, Nghị quyết số 18-NQ/TW và Nghị quyết số 43/NQ-HĐND về giao đất.
        Hai bên hẹn họp liên tịch trước mỗi kỳ họp mười ngày.""",
    ),
    Text(
        "tap_chi",
        "bao_nghean",
        "2021-06-15",
        "Tỉnh ủy Nghệ An và Tạp chí Cộng sản ký thỏa thuận phối hợp thông tin lý luận",
        """Sáng 15/6, Tỉnh ủy Nghệ An và Tạp chí Cộng sản ký thỏa thuận phối hợp thông tin, đặt hàng 24 bài
        nghiên cứu mỗi
        năm về miền Tây xứ Nghệ. Bản thảo do hội đồng chung duyệt.
        Tiến sỹ Mai Khắc Điềm thay mặt Tạp chí ký kết.""",
    ),
    Text(
        "ca_mau",
        "cong_haugiang",
        "2023-12-12",
        "Đoàn Ban Dân vận Tỉnh ủy Cà Mau trao đổi kinh nghiệm dân vận với Hậu Giang",
        """Ngày 12/12, Ban Dân vận Tỉnh ủy Cà Mau và Ban Dân vận Tỉnh ủy Hậu Giang ký ghi nhớ phối hợp, trao
        đổi cách làm
        dân vận vùng sông nước. Hai bên đi ca nô xem mô hình tự quản kênh rạch.
        Bà Quách Kim Sáng dẫn đầu đoàn khách.""",
    ),
    Text(
        "dang_dang",
        "bao_dongthap",
        "2024-10-02",
        "Hồng Ngự đang vào mùa nước nổi, dân quân giúp dân gia cố đê bao",
        """Những ngày này Hồng Ngự đang vào mùa nước nổi. Dân quân các xã đang giúp dân gia cố đê bao, thu hoạch sớm
        lúa vụ ba. Chợ cá linh đang nhóm từ ba giờ sáng.
        Chưa đồn nào báo thiệt hại.""",
    ),
    Text(
        "ky_anh",
        "bao_hatinh",
        "2020-02-28",
        "Thị ủy Kỳ Anh và Trường Đại học Hà Tĩnh ký kết đào tạo cán bộ giai đoạn 2020 - 2025",
        """Chiều 28/2, Thị ủy Kỳ Anh và Trường Đại học Hà Tĩnh ký kết chương trình phối hợp đào tạo cán bộ khu
        kinh tế Vũng
        Áng giai đoạn 2020 - 2025. Mỗi năm 30 cán bộ xã, phường đi học tiếng Anh.
        Tiến sĩ Võ Tá Đoan ký với đại diện Thị ủy.""",
    ),
)


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
