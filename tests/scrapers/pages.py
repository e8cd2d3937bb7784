"""Small pages for tests of single rules."""

from datetime import UTC, datetime

from archive.model import Page

NOW = datetime(2025, 6, 20, 14, 7, tzinfo=UTC)
HATINH = "https://thanhuy.hatinhcity.gov.vn/tin-tuc/xay-dung-dang/ky-ket.html"
HEADLINE = "Ban Dân vận Thành ủy và Công an thành phố ký kết quy chế phối hợp"
SENTENCE = "Hội nghị thống nhất bốn nhiệm vụ trọng tâm trong sáu tháng cuối năm và giao ban mỗi quý một lần."


def page(body: str | bytes, url: str | None = None, content_type: str = "", status: int = 200) -> Page:
    return Page(body if isinstance(body, bytes) else body.encode(), url, NOW, content_type, status)


def html(body: str, head: str = f"<title>{HEADLINE}</title>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def paragraphs(number: int, tag: str = "p") -> str:
    """As many different paragraphs of about 100 letters."""
    return "".join(f"<{tag}>Điều {count}. {SENTENCE}</{tag}>" for count in range(1, number + 1))


def hatinh(content: str, headline: str = HEADLINE, date: str = "14/03/2023 10:25") -> Page:
    """An article of Thành ủy Hà Tĩnh."""
    title = f'<div class="title-news">{headline}</div><div class="date-news">{date}</div>'
    return page(html(f'{title}<div class="content-news">{content}</div>'), HATINH)
