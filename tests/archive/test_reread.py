"""Reading the whole archive again after a rule of reading changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive import report_rows
from archive import reread as rereading
from archive.agreement_store import AgreementChange
from archive.model import Party, Report
from archive.reports.reading import read
from archive.reread import Change, Reread, reread
from archive.store import article_id
from tests.archive.city_archive import CLOSING, REVIEW, SIGNING, CityArchive
from tests.archive.running import run

SIGNING_ID = article_id("thanhuy_hatinh", SIGNING.key)
TABLES = (
    "reports",
    "report_parties",
    "organizations",
    "organization_names",
    "agreements",
    "agreement_events",
    "people",
)


@pytest.fixture
def another_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on Công an thành phố is read as Hội Nông dân thành phố, and a signing as an issuance."""

    def read_otherwise(*given: Any) -> Report:  # noqa: ANN401
        report = read(*given)
        parties = tuple(
            Party("Hội Nông dân thành phố", "mass") if party.name.startswith("Công an") else party
            for party in report.parties
        )
        return replace(report, parties=parties, kind="issuance" if report.kind == "signing" else report.kind)

    monkeypatch.setattr(report_rows, "read", read_otherwise)


def read_again(archive: CityArchive, apply: bool) -> tuple[Reread, list[Change | AgreementChange]]:
    changes: list[Change | AgreementChange] = []
    return reread(archive.db, apply, changes.append, lambda _step: None), changes


def content(archive: CityArchive) -> dict[str, list[tuple[Any, ...]]]:
    return {table: archive.db.execute(f"select * from {table} order by 1, 2").fetchall() for table in TABLES}


@pytest.mark.parametrize("apply", [False, True])
def test_the_same_rules_change_nothing(archive: CityArchive, apply: bool) -> None:
    before = content(archive)
    done, changes = read_again(archive, apply)
    assert (done.articles, done.changed, changes, content(archive)) == (5, 0, [], before)


def test_a_change_names_article_and_field_before_and_after(archive: CityArchive, another_rule: None) -> None:
    _, changes = read_again(archive, apply=False)
    board, police = '["Ban Dân vận Thành ủy", "d436/tu#bdv"]', '["Công an thành phố Hà Tĩnh", "d436/ca"]'
    farmers = '["Hội Nông dân thành phố", "d436/hnd"]'
    told = [str(change) for change in changes if isinstance(change, Change) and change.article == SIGNING_ID]
    assert told == [
        f"{SIGNING_ID}, kind: signing -> issuance",
        f'{SIGNING_ID}, partners: ["d436/ca", "d436/tu#btgdv"] -> ["d436/hnd", "d436/tu#btgdv"]',
        f"{SIGNING_ID}, report_parties: [{board}, {police}] -> [{board}, {farmers}]",
    ]


@pytest.mark.parametrize("apply", [False, True])
def test_agreements_that_change_are_shown_before_and_after(
    archive: CityArchive, another_rule: None, apply: bool
) -> None:
    _, changes = read_again(archive, apply)
    review, closing = (article_id("thanhuy_hatinh", article.key) for article in (REVIEW, CLOSING))
    life = f"signed 2021-04-15 ({SIGNING_ID}), reviewed 2023-06-28 ({review}), closed 2025-01-14 ({closing})"
    told = [str(change).partition(": ")[2] for change in changes if isinstance(change, AgreementChange)]
    assert sorted(told) == [
        f"chương trình phối hợp 2021 - 2025 of d436/ca, d436/tu#bdv: {life} -> nothing",
        f"nothing -> chương trình phối hợp 2021 - 2025 of d436/hnd, d436/tu#bdv: {life}",
    ]


def test_nothing_is_kept_without_apply(archive: CityArchive, another_rule: None) -> None:
    before = content(archive)
    done, _ = read_again(archive, apply=False)
    assert (done.changed, content(archive)) == (4, before)


def test_what_changed_is_kept_with_apply(archive: CityArchive, another_rule: None) -> None:
    done, _ = read_again(archive, apply=True)
    assert (str(done), read_again(archive, apply=False)[0].changed) == (
        "5 articles read again, 4 reports and 2 agreements changed; kept",
        0,
    )


def test_names_that_only_the_old_rule_read_are_gone_after_apply(archive: CityArchive, another_rule: None) -> None:
    read_again(archive, apply=True)
    names = archive.db.execute("select name, uses from organization_names where organization = 'd436/ca'").fetchall()
    assert names == [("Công an thành phố", 1)]  # the body of somebody's post, which both rules read


def test_agreements_are_found_anew(archive: CityArchive, another_rule: None) -> None:
    read_again(archive, apply=True)
    parties = "select organization from agreement_parties join agreements on id = agreement where period_end = 2025"
    assert archive.db.execute(f"{parties} order by organization").fetchall() == [("d436/hnd",), ("d436/tu#bdv",)]


def test_an_archive_from_before_reports_is_filled(archive: CityArchive) -> None:
    before = content(archive)
    for table in ("agreement_events", "agreement_parties", "report_parties", "report_people", "posts"):
        archive.db.execute(f"delete from {table}")
    for table in ("report_documents", "reports", "agreements", "documents", "organization_names", "people"):
        archive.db.execute(f"delete from {table}")
    archive.db.execute("pragma foreign_keys = off")
    archive.db.execute("delete from organizations")
    archive.db.execute("pragma foreign_keys = on")
    read_again(archive, apply=True)
    assert content(archive) == before


def test_batches_are_transactions_of_their_own(
    archive: CityArchive, another_rule: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading, "BATCH", 2)
    steps: list[str] = []
    reread(archive.db, True, lambda _change: None, steps.append)
    assert [step.split(" of ")[0] for step in steps] == ["2", "4", "5"]


# python -m archive reread


def test_the_command_says_what_it_did_and_ends_with_exit_code_0(archive: CityArchive) -> None:
    done = run(archive.folder, "reread")
    assert (done.returncode, done.stdout) == (
        0,
        "5 articles read again, 0 reports and 0 agreements changed; nothing kept: add --apply\n",
    )


def test_the_command_keeps_with_apply(archive: CityArchive) -> None:
    archive.db.execute("update reports set kind = 'other' where article = ?", [SIGNING_ID])
    said = run(archive.folder, "reread", "--apply").stdout
    (kind,) = archive.db.execute("select kind from reports where article = ?", [SIGNING_ID]).fetchone()
    assert (said.splitlines(), kind) == (
        [f"{SIGNING_ID}, kind: other -> signing", "5 articles read again, 1 reports and 0 agreements changed; kept"],
        "signing",
    )


def test_the_command_says_where_it_found_no_archive(tmp_path: Path) -> None:
    done = run(tmp_path, "reread")
    assert (done.returncode, "crawl first" in done.stderr, list(tmp_path.iterdir())) == (1, True, [])
