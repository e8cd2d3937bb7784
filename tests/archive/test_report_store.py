"""Reports in the archive: one a article, replaced with it, and nothing left behind."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import agreement_store
from archive.agreement_store import settle
from archive.agreements import Agreement, Told, agreements
from archive.model import Article
from archive.report_rows import rows_of
from archive.store import article_id, keep_article, transaction
from tests.archive.city_archive import BADGES, CLOSING, ELSEWHERE, REVIEW, SIGNING, CityArchive, ask, fill
from tests.archive.small_archive import SmallArchive

PORTAL = "thanhuy_hatinh"
SIGNING_ID, REVIEW_ID, CLOSING_ID, BADGES_ID = (
    article_id(PORTAL, article.key) for article in (SIGNING, REVIEW, CLOSING, BADGES)
)
TABLES = (
    *("reports", "report_parties", "report_people", "posts", "report_documents"),
    *("organizations", "organization_names", "people", "documents"),
    *("agreements", "agreement_parties", "agreement_events"),
)
SIDE_TABLES = TABLES[1:]


def content(archive: SmallArchive) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(ask(archive, f"select * from {table}"), key=str) for table in TABLES}


# Reports


def test_every_article_has_a_report_and_a_verdict(archive: CityArchive) -> None:
    verdicts = dict(ask(archive, "select article, is_coordination from reports"))
    assert verdicts == {
        SIGNING_ID: 1,
        REVIEW_ID: 1,
        CLOSING_ID: 1,
        BADGES_ID: 0,
        article_id("baonghean", ELSEWHERE.key): 1,
    }


def test_what_is_no_coordination_report_says_why_and_names_nobody(archive: CityArchive) -> None:
    ((reasons,),) = ask(archive, "select reasons from reports where article = ?", BADGES_ID)
    named = [ask(archive, f"select * from {table} where article = ?", BADGES_ID) for table in TABLES[1:5]]
    assert (any(reason["weight"] < 0 for reason in json.loads(reasons)), named) == (True, [[], [], [], []])


def test_a_report_holds_what_the_reading_found(archive: CityArchive) -> None:
    columns = "kind, event_date, province, province_now, instrument_type, period_start, period_end"
    (row,) = ask(archive, f"select {columns} from reports where article = ?", SIGNING_ID)
    assert row == ("signing", "2021-04-15", "p42", "q42", "chương trình phối hợp", 2021, 2025)


def test_spans_are_characters_of_the_body(archive: CityArchive) -> None:
    ((spans, body),) = ask(
        archive, "select spans, body from reports join articles on id = article where id = ?", SIGNING_ID
    )
    ((start, stop),) = json.loads(spans)["period"]
    assert "2021 - 2025" in body[start:stop]


# Bodies


def test_spellings_of_a_body_are_counted_under_one_id(archive: CityArchive) -> None:
    names = "select name, uses from organization_names where organization = 'd436/tu#bdv' order by name"
    # as a party of three reports, and as the body of a post in two
    assert ask(archive, names) == [("Ban Dân vận Thành uỷ", 2), ("Ban Dân vận Thành ủy", 3)]


def test_a_body_has_a_full_name_a_place_a_parent_and_a_successor(archive: CityArchive) -> None:
    columns = "name, level, place, parent, successor"
    assert ask(archive, f"select {columns} from organizations where id = 'd436/tu#bdv'") == [
        ("Ban Dân vận Thành ủy Hà Tĩnh", "district", "d436", "d436/tu", "d436/tu#btgdv")
    ]


def test_the_portal_of_a_city_tells_which_city_a_bare_name_means(archive: CityArchive) -> None:
    assert "Hà Tĩnh" not in (REVIEW.headline or "") + "".join(REVIEW.body)
    parties = ask(archive, "select organization from report_parties where article = ? order by number", REVIEW_ID)
    assert parties == [("d436/tu#bdv",), ("d436/ca",)]


@pytest.mark.parametrize(("seat", "district"), [("Thành ủy", "d866"), ("Huyện ủy", "d873")])
def test_a_city_and_a_district_of_one_name_are_two(archive: CityArchive, seat: str, district: str) -> None:
    body = f"Sáng 9/3, {seat} Cao Lãnh và Hội Nông dân tỉnh Đồng Tháp ký kết quy chế phối hợp."
    archive.keep_from("baohatinh", replace(ELSEWHERE, headline=None, body=(body, "Lễ ký diễn ra tại Đồng Tháp.")))
    found = "select district, organization from reports join report_parties using (article) where province = 'p87'"
    assert ask(archive, found)[0] == (district, f"{district}/tu")


@pytest.mark.parametrize(("district", "key"), [("quận Ninh Kiều", "d916/tu"), ("huyện Phong Điền", None)])
def test_a_bare_quan_uy_is_of_no_huyen(archive: CityArchive, district: str, key: str | None) -> None:
    body = f"Sáng 9/3, tại {district}, thành phố Cần Thơ, Quận ủy và Hội Nông dân thành phố ký quy chế phối hợp."
    archive.keep_from("baohatinh", replace(ELSEWHERE, key="8", headline=None, body=(body,)))
    found = "select organization from report_parties where article = ? and name = 'Quận ủy'"
    assert ask(archive, found, article_id("baohatinh", "8")) == [(key,)]


# People and posts


def test_people_of_one_name_in_two_provinces_are_two(archive: CityArchive) -> None:
    people = "select id, province from people where name = 'Trịnh Thị Mận' order by id"
    assert ask(archive, people) == [("ha-tinh/trịnh thị mận", "p42"), ("nghe-an/trịnh thị mận", "p40")]


def test_names_that_differ_in_an_accent_are_two_people(archive: CityArchive) -> None:
    body = tuple(paragraph.replace("Mận", "Mẫn") for paragraph in SIGNING.body)
    archive.keep_from("baohatinh", replace(SIGNING, key="6", body=body))
    people = "select name from people where province = 'p42' and name like 'Trịnh%'"
    assert {name for (name,) in ask(archive, people)} == {"Trịnh Thị Mận", "Trịnh Thị Mẫn"}


def test_posts_say_who_was_seen_where_and_when(archive: CityArchive) -> None:
    posts = "select title, office, organization, seen_on from posts where person = ? order by seen_on"
    assert ask(archive, posts, "ha-tinh/trịnh thị mận") == [
        ("Trưởng Ban Dân vận Thành ủy", "trưởng", "d436/tu#bdv", "2021-04-15"),
        ("Trưởng Ban Dân vận Thành ủy", "trưởng", "d436/tu#bdv", "2023-06-28"),
    ]


def test_a_military_rank_is_no_post(archive: CityArchive) -> None:
    assert ask(archive, "select title from posts where person = 'ha-tinh/lưu văn cẩn'") == [
        ("Trưởng Công an thành phố",)
    ]


# Documents


def documents_cited(archive: CityArchive, words: str) -> list[tuple[Any, ...]]:
    """Id, place and year of the documents in the signing, with these words in place of its own citation."""
    body = (SIGNING.body[0], f"Hai bên thực hiện {words}.")
    archive.keep_from(PORTAL, replace(SIGNING, body=body))
    cited = "select documents.id, place, year from documents join report_documents on document = documents.id"
    return ask(archive, f"{cited} where article = ?", SIGNING_ID)


@pytest.mark.parametrize(
    ("words", "document"),
    [
        ("Chỉ thị số 17-CT/TU của Ban Thường vụ Tỉnh ủy", ("17-ct/tu@p42", "p42", None)),
        ("Chương trình số 04-CTr/BDVTU-CATP", ("4-ctr/bdvtu-catp@d436", "d436", None)),
        ("Chương trình số 04-CTr/BDVTU-CATP ngày 2/3/2021", ("4-ctr/bdvtu-catp@d436@2021", "d436", 2021)),
        ("Kết luận 54-KL/TW của Ban Bí thư", ("54-kl/tw", None, None)),
        ("Quy định số 91-QĐ/TW của Bộ Chính trị", ("quy-dinh-91-qd/tw", None, None)),
        ("Quyết định số 91-QĐ/TW của Ban Bí thư", ("quyet-dinh-91-qd/tw", None, None)),
        ("Nghị định số 33/2019/NĐ-CP của Chính phủ", ("33/2019/nd-cp@2019", None, 2019)),
    ],
)
def test_a_document_is_known_by_number_place_and_year(
    archive: CityArchive, words: str, document: tuple[Any, ...]
) -> None:
    assert documents_cited(archive, words) == [document]


def test_what_one_report_leaves_out_another_says(archive: CityArchive) -> None:
    citing = [
        (SIGNING.body[0], f"Thực hiện {words}.") for words in ("04-CTr/BDVTU-CATP", "Chương trình 04-CTr/BDVTU-CATP")
    ]
    for number in range(6):  # ids are hashes: the full citation is the first of some and the last of others
        archive.keep_from("baohatinh", replace(SIGNING, key=str(number), body=citing[number == 3]))
    documents = ask(archive, "select type from documents where symbol = '04-CTr/BDVTU-CATP'")
    assert documents == [("Chương trình",)]


# Agreements


def test_three_reports_of_one_agreement_join_up(archive: CityArchive) -> None:
    ((name, agreement),) = ask(archive, "select name, id from agreements where partners like '%d436%'")
    assert name == "Chương trình phối hợp 2021 - 2025: Công an thành phố Hà Tĩnh, Ban Dân vận Thành ủy Hà Tĩnh"
    events = "select event, day, article from agreement_events where agreement = ? order by day"
    assert ask(archive, events, agreement) == [
        ("signed", "2021-04-15", SIGNING_ID),
        ("reviewed", "2023-06-28", REVIEW_ID),
        ("closed", "2025-01-14", CLOSING_ID),
    ]


class Killed(BaseException):
    """The process is gone."""


def store_unjoined(archive: CityArchive, *articles: Article) -> None:
    for article in articles:
        with transaction(archive.db):
            keep_article(archive.db, archive.capture(article.url), article, PORTAL, archive.run)


def test_storing_a_report_costs_the_same_however_many_tell_of_its_parties(archive: CityArchive) -> None:
    statements = []
    for number in range(40):
        traced: list[str] = []
        archive.db.conn.set_trace_callback(traced.append)
        store_unjoined(archive, replace(REVIEW, key=f"yearly {number}"))
        statements.append(len(traced))
    assert statements[39] <= statements[1]


def test_agreements_are_found_when_a_crawl_is_over(tmp_path: Path) -> None:
    archive = CityArchive(tmp_path)
    store_unjoined(archive, SIGNING, REVIEW, CLOSING)
    before = ask(archive, "select count(*) from agreements")
    assert (before, settle(archive.db), settle(archive.db)) == ([(0,)], 1, 0)
    assert ask(archive, "select count(*) from agreement_events") == [(3,)]


def test_a_settling_that_was_killed_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = CityArchive(tmp_path)
    store_unjoined(archive, SIGNING, REVIEW, CLOSING, ELSEWHERE)
    monkeypatch.setattr(agreement_store, "BATCH", 1)

    def killed_at_the_second(partners: str, reports: list[Told]) -> list[Agreement]:
        if ask(archive, "select * from agreements"):
            raise Killed
        return agreements(partners, reports)

    monkeypatch.setattr(agreement_store, "agreements", killed_at_the_second)
    with pytest.raises(Killed):
        settle(archive.db)
    monkeypatch.setattr(agreement_store, "agreements", agreements)
    assert (settle(archive.db), ask(archive, "select count(*) from agreements")) == (1, [(2,)])


THIS_YEAR = date.today().year


@pytest.mark.parametrize(
    ("articles", "last_year", "state"),
    [
        ((SIGNING,), THIS_YEAR + 1, "in_force"),
        ((SIGNING,), THIS_YEAR - 2, "lapsed"),
        ((SIGNING, CLOSING), 2025, "closed"),
        ((SIGNING, REVIEW), 2023, "lapsed"),
    ],
)
def test_where_an_agreement_stands_follows_from_its_events_and_from_today(
    tmp_path: Path, articles: tuple[Article, ...], last_year: int, state: str
) -> None:
    archive = CityArchive(tmp_path)
    for article in articles:
        body = tuple(paragraph.replace("2021 - 2025", f"2021 - {last_year}") for paragraph in article.body)
        archive.keep_from(PORTAL, replace(article, body=body))
    assert ask(archive, "select state from agreement_states") == [(state,)]


def test_an_agreement_binds_bodies_and_not_their_standing_committees(archive: CityArchive) -> None:
    body = ELSEWHERE.body[0].replace("Huyện ủy Nam Đàn", "Ban Thường vụ Huyện ủy Nam Đàn")
    archive.keep_from("baonghean", replace(ELSEWHERE, body=(body,)))
    parties = "select organization from agreement_parties join agreements on id = agreement where period_start = 2022"
    assert ask(archive, f"{parties} order by organization") == [("d430/tu",), ("p40/hnd",)]


# What changes and what does not


def test_storing_everything_twice_changes_nothing(archive: CityArchive) -> None:
    before = content(archive)
    fill(archive)
    assert content(archive) == before


def test_ids_are_the_same_whatever_the_order_in_which_articles_come(archive: CityArchive, tmp_path: Path) -> None:
    other = CityArchive(tmp_path / "other")
    other.keep_from("baonghean", ELSEWHERE)
    other.keep_from(PORTAL, BADGES, CLOSING, REVIEW, SIGNING)
    assert content(other) == content(archive)


def test_a_new_wording_replaces_what_the_old_one_said(archive: CityArchive) -> None:
    body = tuple(paragraph.replace("Công an thành phố", "Hội Nông dân thành phố") for paragraph in SIGNING.body)
    archive.keep_from(PORTAL, replace(SIGNING, headline="Lễ ký kết chương trình phối hợp", body=body))
    parties = "select organization from report_parties where article = ? order by number"
    assert ask(archive, parties, SIGNING_ID) == [("d436/tu#bdv",), ("d436/hnd",)]
    assert len(ask(archive, "select * from agreements where partners like '%d436%'")) == 2


def test_a_wording_that_comes_back_brings_its_report_back(archive: CityArchive) -> None:
    before = content(archive)
    archive.keep_from(PORTAL, replace(SIGNING, headline=BADGES.headline, body=BADGES.body), SIGNING)
    assert content(archive) == before


def test_nothing_is_left_of_what_no_article_says_any_more(archive: CityArchive) -> None:
    for article in (SIGNING, REVIEW, CLOSING):
        archive.keep_from(PORTAL, replace(BADGES, key=article.key, url=article.url))
    archive.keep_from("baonghean", replace(BADGES, key=ELSEWHERE.key, url=ELSEWHERE.url))
    assert {table: rows for table, rows in content(archive).items() if rows and table in SIDE_TABLES} == {}


def test_every_reference_is_kept(archive: CityArchive) -> None:
    assert ask(archive, "pragma foreign_key_check") == []


def test_a_report_that_cannot_be_stored_leaves_no_article_behind(archive: CityArchive) -> None:
    archive.db.execute("drop table posts")
    with pytest.raises(sqlite3.OperationalError):
        archive.keep_from("baohatinh", replace(SIGNING, key="7"))
    assert ask(archive, "select * from articles where key = '7'") == []


def test_a_source_that_is_of_no_province_is_stored_all_the_same(small_archive: SmallArchive) -> None:
    assert len(ask(small_archive, "select * from reports")) == 3


WORDS = st.sampled_from(
    """Ban Dân vận Thành ủy|Đảng ủy|Đảng ủy Khối|Ban Thường vụ|Công an thành phố|các phường, xã|và|với|ký kết|tổng kết|
    chương trình phối hợp|giai đoạn 2021 - 2025|Sáng 15/4,|đồng chí|Trịnh Thị Mận|Trưởng|Bí thư|Quy định 91-QĐ/TW|số|
    của|Tỉnh ủy|Huế|huyện|thành phố|Bộ Công an|Trung ương|Trường Đại học|.|,|\n\n""".replace("\n    ", "").split("|")
)


@given(st.lists(WORDS | st.text(max_size=5), max_size=30).map(" ".join), st.sampled_from(["Huế", "Hà Tĩnh", "?"]))
def test_any_text_can_be_laid_out_in_rows_that_refer_to_each_other(text: str, province: str) -> None:
    article: dict[str, Any] = dict.fromkeys(("url", "headline", "published", "published_precision"))
    article |= {"id": 1, "source": "s", "source_name": "Thành ủy Vinh", "province": province}
    article |= {"body": text, "captions": "[]"}
    rows = rows_of(article)
    named = {row["organization"] for row in (*rows.parties, *rows.people, *rows.posts)} - {None}
    pointed_to = {body.parent for body in rows.organizations.values()} - {None}
    assert named | pointed_to <= set(rows.organizations)
