"""What a portal wraps around an article: menus, boxes of headlines and links, footers, scripts and styles."""

import random
from collections.abc import Iterator

OFFICES = (
    "Văn phòng",
    "Ban Tổ chức",
    "Ủy ban Kiểm tra",
    "Ban Tuyên giáo và Dân vận",
    "Ban Nội chính",
    "Đảng ủy Quân sự",
    "Đảng ủy Công an",
    "Trường Chính trị",
)
SECTIONS = (
    "Xây dựng Đảng",
    "Kinh tế - Xã hội",
    "Quốc phòng - An ninh",
    "Mặt trận - Đoàn thể",
    "Cải cách hành chính",
    "Chuyển đổi số",
    "Nông thôn mới",
    "Học tập và làm theo gương Bác",
    "Bảo vệ nền tảng tư tưởng của Đảng",
    "Văn hóa - Giáo dục",
)
ACTIONS = ("triển khai", "sơ kết", "quán triệt", "kiểm tra việc thực hiện", "góp ý dự thảo", "tuyên truyền")
SUBJECTS = (
    "kế hoạch phát triển kinh tế - xã hội sáu tháng cuối năm",
    "nghị quyết về chuyển đổi số trong cơ quan đảng",
    "phong trào toàn dân bảo vệ an ninh Tổ quốc",
    "công tác tiếp dân và giải quyết đơn thư",
    "đề án sắp xếp đơn vị hành chính cấp xã",
    "cuộc vận động quỹ vì người nghèo",
)
BOXES = ("Tin mới", "Đọc nhiều", "Văn bản mới", "Thông báo", "Lịch công tác", "Chuyên đề", "Hoạt động cơ sở", "Góc ảnh")


def headline(choice: random.Random) -> str:
    """A headline such as fills the boxes of a portal."""
    return f"{choice.choice(OFFICES)} {choice.choice(ACTIONS)} {choice.choice(SUBJECTS)}"


def menu(choice: random.Random) -> str:
    """The fold-out menu: ten sections with five to nine entries each, about 9 KB."""
    return f'<ul class="mega-menu">{"".join(_menu_section(choice, section) for section in SECTIONS)}</ul>'


def _menu_section(choice: random.Random, section: str) -> str:
    entries = (f"{choice.choice(SECTIONS)} {number}" for number in range(choice.randint(5, 9)))
    links = "".join(
        f'<li><a href="/chuyen-muc/{choice.randrange(900)}" title="{one}">{one}</a></li>' for one in entries
    )
    return f'<li class="has-children"><a href="/chuyen-muc">{section}</a><ul class="sub-menu">{links}</ul></li>'


def list_boxes(choice: random.Random, kilobytes: int) -> str:
    """Boxes of other headlines in lists, as newspapers and Liferay portals print them."""
    return _filled(_list_boxes(choice), kilobytes)


def table_boxes(choice: random.Random, kilobytes: int) -> str:
    """The same in tables, as portals of the 2000s print them."""
    return _filled(_table_boxes(choice), kilobytes)


def _filled(boxes: Iterator[str], kilobytes: int) -> str:
    taken: list[str] = []
    size = 0
    while size < kilobytes * 1024:
        taken.append(next(boxes))
        size += len(taken[-1].encode())
    return "".join(taken)


def _list_boxes(choice: random.Random) -> Iterator[str]:
    while True:
        items = "".join(
            f'<li class="box-item"><a class="thumb" href="/tin/{number}"><img src="/anh/{number}.jpg" alt=""/></a>'
            f'<h4 class="box-headline"><a href="/tin/{number}">{headline(choice)}</a></h4>'
            f'<span class="when">{_day(choice)}</span></li>'
            for number in choice.sample(range(100_000), choice.randint(4, 8))
        )
        head = f'<div class="box-head"><a href="/">{choice.choice(BOXES)}</a></div>'
        yield f'<div class="side-box">{head}<ul>{items}</ul></div>'


def _table_boxes(choice: random.Random) -> Iterator[str]:
    while True:
        rows = "".join(
            f'<tr><td width="12"><img src="/images/bullet.gif" alt=""></td><td><a href="/Default.aspx?id={number}">'
            f"{headline(choice)}</a> <i>({_day(choice)})</i></td></tr>"
            for number in choice.sample(range(100_000), choice.randint(4, 8))
        )
        yield f'<table width="100%"><tr><td colspan="2"><b>{choice.choice(BOXES)}</b></td></tr>{rows}</table>'


def _day(choice: random.Random) -> str:
    return f"{choice.randint(1, 28):02}/{choice.randint(1, 12):02}/{choice.randint(2021, 2025)}"


def style(choice: random.Random, kilobytes: int) -> str:
    """A style sheet inside the page."""
    rules = (
        f".w{n}-{choice.randrange(999)}{{margin:0 {n % 9}px;color:#{choice.randrange(4096):03x}}}" for n in range(10**6)
    )
    return f"<style>{_filled(rules, kilobytes)}</style>"


def script(choice: random.Random, kilobytes: int) -> str:
    """Settings and widgets inside the page; never parsed, only carried."""
    calls = (
        f'Portal.register("widget_{n}",{{"id":{choice.randrange(10**6)},"lazy":true,"render":"async"}});\n'
        for n in range(10**6)
    )
    return f'<script type="text/javascript">\n{_filled(calls, kilobytes)}</script>'


def view_state(choice: random.Random, kilobytes: int) -> str:
    """ASP.NET's hidden field: base64 of the server's memory of the page."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    value = "".join(choice.choices(letters, k=kilobytes * 1024))
    return f'<input type="hidden" name="__PORTALSTATE" value="{value}" />'
