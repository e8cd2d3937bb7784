"""The address of a search, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web.search_request import FIELDS, Search, asked_for


@pytest.mark.parametrize(
    ("name", "typed", "attribute", "value"),
    [
        ("q", "  đảng ủy ", "words", "đảng ủy"),
        ("loai", "signing", "kind", "signing"),
        ("tinh", "q92", "province", "q92"),
        ("tinh", "Cần Thơ", "province", "q92"),  # of today, where old and new share the name
        ("tinh", "hau giang", "province", "p93"),
        ("giai-doan", "2021-2025", "period_years", (2021, 2022, 2023, 2024, 2025)),
        ("giai-doan", "2021 – 2025", "period", "2021-2025"),
        ("tu", "2023-05-31", "from_day", "2023-05-31"),
        ("tu", "31/5/2023", "from_day", "2023-05-31"),
        ("tin", "phoi-hop", "reports_only", True),
        ("xep", "ngay", "order", "date"),
        ("trang", "3", "page", 3),
        ("trang", "-3", "page", 1),
        ("trang", "99999999999999999999999", "page", 50),
        ("trang", "³", "page", 1),
    ],
)
def test_a_field_of_the_address_is_read(name: str, typed: str, attribute: str, value: object) -> None:
    assert getattr(asked_for({name: typed}), attribute) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(("loai", "party"), ("tinh", "Atlantis"), ("giai-doan", "lâu"), ("giai-doan", "1000-2900")),
        *(("tu", "31/2/2023"), ("den", "hôm qua"), ("giai-doan", "２０２１")),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_named(name: str, typed: str) -> None:
    search = asked_for({name: typed})
    assert (search.is_empty, search.misread) == (True, (name,))


@given(st.dictionaries(st.sampled_from([*FIELDS, "tin", "xep", "trang"]), st.text()))
def test_any_address_is_a_search_and_its_own_address_asks_for_the_same(query: dict[str, str]) -> None:
    search = asked_for(query)
    again = asked_for(search.address)
    assert Search(**{**vars(search), "page": 1, "misread": ()}) == again
