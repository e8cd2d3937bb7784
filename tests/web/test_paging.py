"""Lists that are longer than a page."""

from __future__ import annotations

import pytest

from archive.web.asked import Asked
from archive.web.paging import MOST_PARTS, Part, part

ROWS = range(1, 26)


def turned_to(entry: str, **filters: str) -> Part[int]:
    asked = Asked("/co-quan", query={"trang": entry})
    return part(asked, lambda limit, offset: ROWS[offset : offset + limit], size=10, **filters)


@pytest.mark.parametrize(
    ("entry", "rows"),
    [("", range(1, 11)), ("1", range(1, 11)), ("2", range(11, 21)), ("3", range(21, 26)), ("4", range(0))],
)
def test_each_part_goes_on_where_the_one_before_ends(entry: str, rows: range) -> None:
    assert turned_to(entry).rows == tuple(rows)


@pytest.mark.parametrize("entry", ["0", "-1", "²", "x", "1.5", "' or 1=1"])
def test_what_is_no_number_is_the_first_part(entry: str) -> None:
    assert turned_to(entry).number == 1


def test_a_number_beyond_the_last_part_that_is_read_is_that_one() -> None:
    assert turned_to("9" * 400).number == MOST_PARTS


def test_the_first_part_has_none_before_it() -> None:
    assert turned_to("1").earlier is None


def test_the_last_part_has_none_after_it() -> None:
    assert turned_to("3").later is None


def test_the_parts_beside_it_keep_what_narrows_the_list() -> None:
    assert turned_to("2", trang_thai="lapsed", cap="").later == {"trang-thai": "lapsed", "trang": 3}


def test_the_first_part_is_addressed_without_a_number() -> None:
    assert turned_to("2").earlier == {"trang": ""}


def test_the_number_of_the_first_row_is_known() -> None:
    assert turned_to("3").first == 21
