"""The site before the first night: every list says kindly that there is nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.archive.running import Server, serving
from tests.empty_archive import put_empty_archive


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(put_empty_archive(tmp_path_factory.mktemp("nothing")).parent) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/", "Kho chưa có tin phối hợp nào."),
        ("/", "Bảy ngày qua không thấy bài nào bị sửa câu chữ hay bị gỡ."),
        ("/", "Kho chưa theo dõi nguồn nào."),
        ("/nguon", "Kho chưa theo dõi nguồn nào."),
        ("/nguoi", "Chưa có tin phối hợp nào nêu tên người."),
        ("/cung-tin", "Kho chưa thấy tin nào được nhiều bài cùng kể."),
        ("/co-quan", "Không có mục nào."),
        ("/thoa-thuan", "Không có mục nào."),
        ("/van-ban", "Không có mục nào."),
        ("/go-bo", "Không có bài nào."),
        ("/sua-doi", "Không có lần sửa nào như vậy."),
        ("/tim-kiem?q=dang+uy", "Không tìm thấy bài nào"),
        ("/hinh/thang", "Chưa có số liệu để vẽ."),
        ("/en/", "The archive holds no coordination report yet."),
        ("/en/", "The archive reads no source yet."),
    ],
)
def test_nothing_is_said_in_a_sentence(site: Server, path: str, sentence: str) -> None:
    answer = site.get(path)
    assert (answer.status, sentence in answer.text) == (200, True)


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/sua-doi/feed.atom", "/go-bo/feed.atom", "/sitemap.xml", "/sitemap/trang-0.xml", "/tai-ve"]
)
def test_feeds_and_sitemaps_of_nothing_can_be_read(site: Server, path: str) -> None:
    assert site.get(path).status == 200
