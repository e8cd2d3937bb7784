"""The lists of pages, taken whole at the address of their page: /tai-ve/co-quan.csv?cap=district."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.web.exports.formats import FORMATS
from tests.archive.running import Server
from tests.web.downloading import asked, own_site, rows_of
from tests.web.library import ELSEWHERE_ID

LISTS = (
    *("/tim-kiem", "/co-quan", "/nguoi", "/thoa-thuan", "/van-ban", "/cung-tin", "/sua-doi", "/go-bo"),
    *("/co-quan/d436/tu%23bdv", "/nguoi/ha-tinh/tr%E1%BB%8Bnh%20th%E1%BB%8B%20m%E1%BA%ADn"),
    *("/thoa-thuan/9b7bb40924a8472b", "/van-ban/quy-dinh-213-qd/tw", f"/cung-tin/{ELSEWHERE_ID}"),
)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("ending", FORMATS)
def test_a_list_is_taken_whole_at_the_address_of_its_page(site: Server, path: str, ending: str) -> None:
    answer = site.get(f"/tai-ve{path}.{ending}")
    assert (answer.status, int(answer.headers["x-total-rows"]) > 0) == (200, True), answer.text[:500]


@pytest.mark.parametrize("path", LISTS)
def test_the_page_of_a_list_leads_to_all_of_it(site: Server, path: str) -> None:
    text = site.get(path).text
    assert [ending for ending in FORMATS if f'"/tai-ve{path}.{ending}"' not in text] == []


@pytest.mark.parametrize(
    ("path", "query", "names", "found"),
    [
        ("/co-quan", {"cap": "district", "ten": "thanh uy nga"}, "name", ["Thành ủy Ngã Bảy"]),
        ("/nguoi", {"ten": "luu van"}, "name", ["Lưu Văn Cẩn"]),
        ("/van-ban", {"so": "213"}, "symbol", ["213-QĐ/TW"]),
        ("/thoa-thuan", {"trang-thai": "closed"}, "state", ["closed"]),
        ("/sua-doi", {"loai": "date"}, "kind", ["date"]),
        ("/go-bo", {}, "answer", ["not_found"]),
        ("/go-bo", {"tinh-trang": "restored"}, "answer", []),
        ("/co-quan/d436/tu%23bdv", {}, "name", ["Công an thành phố Hà Tĩnh"]),
    ],
)
def test_a_list_is_narrowed_as_its_page_is(
    site: Server, path: str, query: dict[str, str], names: str, found: list[str]
) -> None:
    rows = map(json.loads, site.get(f"/tai-ve{path}.jsonl", **query).text.splitlines())
    assert [row[names] for row in rows] == found


def test_a_list_has_more_rows_than_a_part_of_its_page(library_folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shutil.copy(library_folder / "public.db", tmp_path))) as larger, larger:
        larger.executescript(
            """
            create temporary table n as
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) select i from n;
            insert into organizations (id, name, kind, level) select 'x' || i, 'Cơ quan ' || i, 'x', 'other' from n;
            insert into organization_names (organization, name, uses) select 'x' || i, 'Cơ quan ' || i, 1 from n;
            """
        )
    with own_site(tmp_path / "public.db") as host:
        assert len(rows_of(asked(host, "/tai-ve/co-quan.csv?cap=other&ten=co+quan").read().decode())) == 500
