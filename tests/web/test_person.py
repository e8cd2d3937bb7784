"""The page of a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish import open_to_read
from archive.web.asked import Asked
from archive.web.pages import person
from tests.archive.running import Server
from tests.web.library import REVIEW_ID, SIGNING_ID

MAN = "ha-tinh/trịnh thị mận"


@pytest.fixture(scope="module")
def page(library_folder: Path) -> Iterator[person.PersonPage]:
    with closing(open_to_read(library_folder / "public.db")) as connection:
        found = person.read(connection, Asked("", parts={"person": MAN}))
        assert found
        yield found


def test_a_post_is_shown_once_with_its_first_and_last_day(page: person.PersonPage) -> None:
    (post,) = page.posts
    assert (post.title, post.first, post.last) == ("Trưởng Ban Dân vận Thành ủy", "2021-04-15", "2023-06-28")


def test_a_post_names_its_body_and_the_report_that_shows_it_first(page: person.PersonPage) -> None:
    (post,) = page.posts
    assert post.organization
    assert (post.organization.id, post.article) == ("d436/tu#bdv", SIGNING_ID)


def test_the_reports_that_name_the_person_are_listed_newest_first(page: person.PersonPage) -> None:
    assert [line.id for line in page.part.rows] == [REVIEW_ID, SIGNING_ID]


def test_a_namesake_of_another_province_is_not_merged_but_named(page: person.PersonPage) -> None:
    assert [(one.id, one.name) for one in page.namesakes] == [("nghe-an/trịnh thị mận", "Nghệ An")]


def test_the_days_are_said_to_be_those_of_reports(site: Server) -> None:
    assert "không phải ngày bổ nhiệm" in site.get("/nguoi/ha-tinh/tr%E1%BB%8Bnh%20th%E1%BB%8B%20m%E1%BA%ADn").text
