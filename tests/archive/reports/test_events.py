"""What a sentence tells: the act, who does it, under what, and when."""

from datetime import date

import pytest

from archive.reports.reading import read

PUBLISHED = date(2022, 6, 6)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Huyện ủy A Lưới và Công an huyện ký kết quy chế phối hợp", "signing"),
        ("Huyện ủy A Lưới và Công an huyện sơ kết quy chế phối hợp", "midterm_review"),
        ("Huyện ủy A Lưới và Công an huyện đánh giá kết quả phối hợp năm qua", "midterm_review"),
        ("Huyện ủy A Lưới và Công an huyện tổng kết 5 năm thực hiện quy chế phối hợp, ký quy chế mới", "final_review"),
        ("Huyện ủy A Lưới giao ban với các chi, đảng bộ trực thuộc", "briefing"),
        ("Huyện ủy A Lưới làm việc với Công an huyện về công tác phối hợp", "working_session"),
        ("Quy chế phối hợp giữa Huyện ủy A Lưới và Công an huyện vừa được ban hành", "issuance"),
        ("Quy chế tổ chức giao ban, tổng kết báo chí được Ban Tuyên giáo và Hội Nhà báo tỉnh ký", "signing"),
        (
            "Ban Dân vận Tỉnh ủy làm việc với Công an tỉnh, bàn cách tổ chức hội nghị tổng kết phối hợp",
            "working_session",
        ),
    ],
)
def test_the_kind_is_that_of_the_act(text: str, kind: str) -> None:
    assert read(None, text, PUBLISHED).kind == kind


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Quy chế phối hợp giữa Huyện ủy Mộc Châu với Công an huyện và Hội Nông dân huyện được ký",
            ["Huyện ủy Mộc Châu", "Công an huyện", "Hội Nông dân huyện"],
        ),
        (
            "Quy chế phối hợp vừa được Ban Dân vận Tỉnh ủy ký với Tỉnh đoàn",
            ["Ban Dân vận Tỉnh ủy", "Tỉnh đoàn"],
        ),
        (
            "Ban Tuyên giáo Thành ủy ký chương trình phối hợp với HĐND, UBND và Tòa án nhân dân thành phố",
            ["Ban Tuyên giáo Thành ủy", "HĐND thành phố", "UBND thành phố", "Tòa án nhân dân thành phố"],
        ),
        (
            "Quy chế phối hợp được Đảng ủy, HĐND, UBND xã Tân Lập cùng Báo Phú Thọ ký",
            ["Đảng ủy, HĐND, UBND xã Tân Lập", "Báo Phú Thọ"],
        ),
        (
            (
                "Thực hiện chương trình phối hợp giữa Ban Dân vận Trung ương và Bộ Công an, Ban Dân vận Tỉnh ủy và"
                " Công an tỉnh ký kế hoạch phối hợp"
            ),
            ["Ban Dân vận Tỉnh ủy", "Công an tỉnh"],
        ),
        (
            "Hội trường UBND tỉnh là nơi Văn phòng Tỉnh ủy và Văn phòng UBND tỉnh tổng kết quy chế phối hợp",
            ["Văn phòng Tỉnh ủy", "Văn phòng UBND tỉnh"],
        ),
        (
            "Thường trực Thành ủy giao ban với lãnh đạo các phường, xã, ban, ngành",
            ["Thường trực Thành ủy", "lãnh đạo các phường, xã, ban, ngành"],
        ),
        (
            "Ban Nội chính Tỉnh ủy và Thanh tra tỉnh ký quy chế phối hợp, chứng kiến có Sở Nội vụ, Sở Tư pháp",
            ["Ban Nội chính Tỉnh ủy", "Thanh tra tỉnh"],
        ),
    ],
)
def test_the_parties_are_where_grammar_puts_them(text: str, parties: list[str]) -> None:
    assert [party.name for party in read(None, text, PUBLISHED).parties] == parties


@pytest.mark.parametrize(
    ("text", "type_", "years"),
    [
        ("Hai Huyện ủy ký biên bản ghi nhớ giai đoạn 2021 – 2025", "biên bản ghi nhớ", (2021, 2025)),
        ("Khối các cơ quan Đảng ký giao ước thi đua năm 2019", "giao ước thi đua", (2019, 2019)),
        ("Đảng ủy Khối và Công an tỉnh tổng kết quy chế phối hợp 2016-2020", "quy chế phối hợp", (2016, 2020)),
        (
            (
                "Huyện ủy và Huyện đoàn tổng kết chương trình phối hợp giai đoạn 2015 - 2020, ký quy chế phối hợp"
                " giai đoạn 2021 - 2025"
            ),
            "quy chế phối hợp",
            (2021, 2025),
        ),
        (
            (
                "Huyện ủy và Huyện đoàn ký quy chế phối hợp, góp phần thực hiện Nghị quyết Đại hội Đảng bộ huyện"
                " nhiệm kỳ 2020 - 2025"
            ),
            "quy chế phối hợp",
            (None, None),
        ),
        (
            "Huyện ủy và Trung đoàn 95 ký 5 nội dung phối hợp của quy chế phối hợp năm 2021",
            "quy chế phối hợp",
            (2021, 2021),
        ),
        (
            "Huyện ủy và Huyện đoàn sơ kết quy chế phối hợp năm 2020, đề ra quy chế phối hợp năm 2021",
            "quy chế phối hợp",
            (2020, 2020),
        ),
        (
            "Huyện ủy và Huyện đoàn ký quy chế phối hợp, thay bản dùng từ năm 2017",
            "quy chế phối hợp",
            (None, None),
        ),
        (
            "Huyện ủy và Huyện đoàn ký quy chế phối hợp. Quy chế này thay Quy chế năm 2014",
            "quy chế phối hợp",
            (None, None),
        ),
        ("Kế hoạch số 03-KH/BCĐ về phối hợp tuyên truyền được Huyện ủy ban hành", "kế hoạch phối hợp", (None, None)),
    ],
)
def test_the_agreement_and_the_years_it_covers(text: str, type_: str, years: tuple[int | None, int | None]) -> None:
    found = read(None, text, PUBLISHED).instrument
    assert found is not None
    assert (found.type, (found.period_start, found.period_end)) == (type_, years)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (
            "{} sơ kết chương trình phối hợp giai đoạn 2016-2018 và ký chương trình phối hợp giai đoạn 2019-2021",
            (2019, 2021),
        ),
        ("{} sơ kết chương trình phối hợp giai đoạn 2017-2021 và ký kế hoạch phối hợp năm 2019", (2017, 2021)),
        ("{} tổng kết quy chế phối hợp giai đoạn 2016-2021 và ký quy chế phối hợp mới", (None, None)),
        ("Thực hiện Nghị quyết 25 giai đoạn 2016-2020, {} ký quy chế phối hợp", (None, None)),
        ("{} ký kế hoạch phối hợp thực hiện Đề án xóa mù chữ giai đoạn 2021-2030", (None, None)),
        ("{} ký kế hoạch phối hợp thực hiện Đề án xóa mù chữ, giai đoạn 2022-2025", (2022, 2025)),
        ("Căn cứ chương trình phối hợp của hai bộ giai đoạn 2021-2026, {} ký kế hoạch phối hợp", (None, None)),
        ("Phát huy chương trình phối hợp giai đoạn 2016-2020, {} ký kế hoạch phối hợp năm 2022", (2022, 2022)),
        ("{} ký quy chế phối hợp. Quy chế này thay thế chương trình phối hợp giai đoạn 2015-2020", (None, None)),
        ("{} ký quy chế phối hợp. Quy chế thay thế bản cũ, áp dụng cho giai đoạn 2022-2026", (2022, 2026)),
        ("{} ký quy chế phối hợp. Việc này nằm trong kế hoạch cán bộ của tỉnh giai đoạn 2021-2025", (None, None)),
        ("{} ký quy chế phối hợp, đưa Nghị quyết Đại hội lần thứ XX, nhiệm kỳ 2020-2025 vào đời sống", (None, None)),
        ("{} ký quy chế phối hợp, phấn đấu đến năm 2025 không còn điểm nóng", (None, None)),
        ("{} sơ kết quy chế phối hợp ban hành năm 2019", (None, None)),
        ("{} ký chương trình phối hợp giai đoạn 01/2022 - 12/2026", (2022, 2026)),
        ("{} ký chương trình phối hợp hai năm 2022 và 2023", (2022, 2023)),
        ("{} tổng kết chương trình phối hợp 3 năm 2019, 2020, 2021", (2019, 2021)),
    ],
)
def test_years_belong_to_the_paper_last_named_before_them(text: str, years: tuple[int | None, int | None]) -> None:
    found = read(None, text.format("Huyện ủy Mộc Châu và Công an huyện"), PUBLISHED).instrument
    assert found is not None
    assert (found.period_start, found.period_end) == years


def test_the_headline_may_print_the_years_without_a_word_before_them() -> None:
    told = "Sáng 3/6, Huyện ủy Mộc Châu và Công an huyện ký quy chế phối hợp."
    found = read("Ký kết quy chế phối hợp 2022 - 2026", told, PUBLISHED).instrument
    assert found is not None
    assert (found.period_start, found.period_end) == (2022, 2026)


@pytest.mark.parametrize(
    ("text", "published", "url", "day"),
    [
        ("Chiều 2/4, Huyện ủy ký quy chế phối hợp với Huyện đoàn", date(2021, 4, 3), None, date(2021, 4, 2)),
        ("Ngày 31/12, Huyện ủy ký quy chế phối hợp với Huyện đoàn", date(2022, 1, 2), None, date(2021, 12, 31)),
        (
            "Sáng 2/4, Huyện ủy ký quy chế phối hợp với Huyện đoàn",
            None,
            "https://bao.vn/a-20190403.html",
            date(2019, 4, 2),
        ),
        ("Sáng 8/3, Huyện ủy và Công an huyện tổng kết quy chế phối hợp năm 2022", None, None, date(2023, 3, 8)),
        ("Sáng 3/5, Huyện ủy ký quy chế phối hợp với Huyện đoàn", None, None, None),
        (
            "Quy chế phối hợp số 01 ngày 22/10/2021 giữa Huyện ủy và Công an huyện được sơ kết ngày 3/6/2022",
            PUBLISHED,
            None,
            date(2022, 6, 3),
        ),
    ],
)
def test_the_day_of_the_event(text: str, published: date | None, url: str | None, day: date | None) -> None:
    assert read(None, text, published, url).event_date == day


@pytest.mark.parametrize(
    ("url", "source_province", "province"),
    [
        ("https://baodongkhoi.vn/a.html", None, "Bến Tre"),
        ("https://baubang.binhduong.gov.vn/x", None, "Bình Dương"),
        ("https://congan.com.vn/x", "Hậu Giang", "Hậu Giang"),
        ("https://baomoi.com/ky-ket-bao-chi-tinh-dak-nong-c48997726.epi", None, "Đắk Nông"),
        ("https://baomoi.com/x", None, None),
    ],
)
def test_the_source_is_evidence_for_the_province(url: str, source_province: str | None, province: str | None) -> None:
    text = "Ban Dân vận Tỉnh ủy và Công an tỉnh ký quy chế phối hợp"
    assert read(None, text, PUBLISHED, url, source_province).province == province


@pytest.mark.parametrize(
    "text",
    [
        "Bí thư Tỉnh ủy Lê Văn Hân chứng kiến lễ ký biên bản ghi nhớ giữa UBND tỉnh với Tập đoàn Sao Bắc.",
        "Tòa án nhân dân và Viện kiểm sát nhân dân tỉnh sơ kết quy chế phối hợp.",
        "Ban Tuyên giáo Tỉnh ủy phối hợp với Tỉnh đoàn tổ chức hội thi tìm hiểu lịch sử Đảng.",
        "Đảng bộ, chính quyền và nhân dân hai tỉnh Quảng Nam - Thanh Hóa ký chương trình hợp tác.",
        "Sáng 4/5, Ban Tuyên giáo Thành ủy giao ban công tác tuyên giáo tháng 4.",
        "Thường trực Tỉnh ủy làm việc với Huyện ủy Bát Xát về công tác chuẩn bị đại hội.",
        "Ủy ban Kiểm tra Huyện ủy tổng kết công tác kiểm tra, giám sát năm 2019.",
        "",
    ],
)
def test_what_is_no_coordination_report(text: str) -> None:
    report = read(None, text, PUBLISHED)
    assert not report.is_coordination, [(reason.weight, reason.reason) for reason in report.reasons]


def test_a_regulation_that_is_issued_has_the_day_beside_its_symbol() -> None:
    paper = "Quy chế số 07-QC/TU, ngày 02-3-2022 về phối hợp giữa Ủy ban Kiểm tra Tỉnh ủy với Thanh tra tỉnh"
    assert read(None, f"Ban Thường vụ Tỉnh ủy vừa ban hành {paper}.", None).event_date == date(2022, 3, 2)


def test_a_december_that_reviews_its_year_and_plans_the_next_is_of_its_year() -> None:
    told = "Ngày 19/12, Quận ủy Lê Chân và Đảng ủy Hải quân tổng kết phối hợp năm 2012, ký chương trình năm 2013."
    assert read(None, told, None).event_date == date(2012, 12, 19)


def test_a_feature_on_an_old_agreement_has_no_day() -> None:
    text = "Quy chế phối hợp giữa Đảng ủy Đồn Biên phòng và Đảng ủy xã ngày 9/11/2006 đã giúp nhiều bản yên bình."
    assert read("Ba năm phối hợp", text, None).event_date is None


def test_parties_that_only_a_caption_names_are_found() -> None:
    caption = "Ban Dân vận Huyện ủy Đông Hưng và Hội Nông dân huyện ký chương trình phối hợp"
    report = read("Lễ ký kết", "Sáng 14/2, hai đơn vị tổ chức lễ ký kết.", PUBLISHED, captions=[caption])
    assert [party.name for party in report.parties] == ["Ban Dân vận Huyện ủy Đông Hưng", "Hội Nông dân huyện"]
