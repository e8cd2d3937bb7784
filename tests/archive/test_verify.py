"""`python -m archive verify` on an archive that is whole, and on one with each kind of damage."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive import clock, publish
from archive.proof import digests
from archive.proof.verify import Verification, repair, verify
from archive.store import open_archive
from tests.archive import proven_archive
from tests.archive.proven_archive import EDITED, HOME, REVIEW, REVIEW_ID, SIGNING, SIGNING_ID, night
from tests.archive.running import run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder, published, with a digest."""
    folder = tmp_path_factory.mktemp("whole")
    proven_archive.fill(folder)
    with closing(open_archive(folder / "archive.db")) as db:
        digests.write_digest(db, folder, clock.tonight())
    publish.publish(folder, lambda step: None)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "data"))


def checked(folder: Path) -> Verification:
    return verify(folder, lambda step: None, lambda finding: None)


def said(folder: Path) -> list[str]:
    """What is found, with names relative to the folder."""
    return [str(finding).replace(f"{folder}/", "") for finding in checked(folder).findings]


def change(folder: Path, sql: str, file: str = "archive.db") -> None:
    with closing(sqlite3.connect(folder / file)) as connection:
        connection.execute("pragma writable_schema = on")
        connection.execute(sql)
        connection.commit()


def capture_files(folder: Path) -> list[Path]:
    """Oldest night first."""
    return sorted((folder / "captures").rglob("*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)


def capture_of(folder: Path, where: str) -> sqlite3.Row:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        connection.row_factory = sqlite3.Row
        found: sqlite3.Row = connection.execute(f"select * from captures where {where} order by id").fetchone()
    return found


def test_a_file_of_lists_alone_is_missed_too(folder: Path) -> None:
    with night(folder, 6) as crawl:
        crawl.answer(f"{HOME}/chinh-tri", payload=b"<a href=/201.html>")
    with closing(open_archive(folder / "archive.db")) as db:
        digests.write_digest(db, folder, clock.tonight() + timedelta(1))
    newest = capture_files(folder)[-1]
    newest.unlink()
    (sentence,) = said(folder)
    assert sentence.startswith(f"{newest.relative_to(folder)}: the file is gone, which the digest of its night names")


def test_a_whole_archive_is_clean(folder: Path) -> None:
    assert said(folder) == []


def test_lists_and_robots_have_no_row_and_are_no_orphans(folder: Path) -> None:
    assert checked(folder).examined.unnamed == {"response": 2}


def test_every_capture_is_read(folder: Path) -> None:
    assert checked(folder).examined.captures == 10


def flip_a_byte(folder: Path) -> str:
    """In the middle of a gzip member."""
    row = capture_of(folder, "url like '%201.html'")
    path = folder / "captures" / row["file"]
    content = bytearray(path.read_bytes())
    content[row["offset"] + row["length"] // 2] ^= 0xFF
    path.write_bytes(content)
    return f"captures/{row['file']}, byte {row['offset']}: no record can be read where the archive expects"


def tear(folder: Path) -> str:
    """The last record of a file is cut."""
    row = capture_of(folder, "status = 304")
    path = folder / "captures" / row["file"]
    path.write_bytes(path.read_bytes()[: row["offset"] + 50])
    return f"captures/{row['file']}, byte {row['offset']}: from here 50 bytes are no whole record, and 1 captures"


def lose_a_file(folder: Path) -> str:
    row = capture_of(folder, "status = 404")
    (folder / "captures" / row["file"]).unlink()
    return f"captures/{row['file']}: the file is gone, and with it the evidence of 2 captures"


def lose_the_lists(folder: Path) -> str:
    """Bytes of a record that no row names; only the digest of the night knows of them."""
    row = capture_of(folder, "url like '%201.html'")
    path = folder / "captures" / row["file"]
    content = path.read_bytes()
    path.write_bytes(content[:-20])
    return f"captures/{row['file']}: the digest of its night says SHA-256"


def another_payload(folder: Path) -> str:
    change(folder, f"update captures set sha256 = '{'ab' * 32}' where status = 304")
    return f"the archive says sha256 {'ab' * 32}, the record "


def another_time(folder: Path) -> str:
    change(folder, "update captures set captured_at = '2020-01-01T00:00:00Z' where status = 304")
    return "the archive says captured_at 2020-01-01T00:00:00Z, the record 2025-06-21T19:02:00Z"


def a_wrong_offset(folder: Path) -> str:
    change(folder, "update captures set offset = offset + 7 where status = 304")
    return "no record can be read where the archive expects"


def a_forgotten_capture(folder: Path) -> str:
    change(folder, "delete from captures where status = 304")
    return "the archive no longer names this capture, which lay in 2025/06/"


def a_changed_digest(folder: Path) -> str:
    (path,) = digests.digest_files(folder)
    path.write_text(path.read_text().replace("previous none", "previous 2025-01-01.sha256 00"))
    return f"runs/{path.name}: it follows '2025-01-01.sha256 00', but the digest before it is 'none'"


def text_changed(folder: Path) -> str:
    change(folder, f"update versions set body = 'Không có gì.' where article = {SIGNING_ID} and number = 1")
    return f"archive.db, version 1 of article {SIGNING_ID}: its text is not the one that its fingerprint was made of"


def article_without_row(folder: Path) -> str:
    change(folder, f"delete from articles where id = {REVIEW_ID}")
    return "it refers to a row of articles that is not there"


def edit_forgotten(folder: Path) -> str:
    change(folder, "delete from edits")
    return f"archive.db, table edits, article {SIGNING_ID}: its rows are not what the sightings say"


def withdrawal_denied(folder: Path) -> str:
    change(folder, "update withdrawals set state = 'restored'")
    return f"archive.db, table withdrawals, article {REVIEW_ID}: its rows are not what the sightings say"


def report_unread(folder: Path) -> str:
    change(folder, f"delete from reports where article = {REVIEW_ID}")
    return f"archive.db, article {REVIEW_ID}: it has not been read for what it reports"


def search_forgets(folder: Path) -> str:
    change(folder, f"delete from articles_fts_docsize where id = {SIGNING_ID}", "public.db")
    return "public.db: "


def public_damaged(folder: Path) -> str:
    path = folder / "public.db"
    path.write_bytes(path.read_bytes()[:20_000])
    return "public.db: "


BEYOND_REPAIR = [flip_a_byte, tear, lose_a_file, lose_the_lists, another_payload, another_time, a_wrong_offset,
                 a_forgotten_capture, a_changed_digest, text_changed, article_without_row]  # fmt: skip
MADE_AGAIN = [edit_forgotten, withdrawal_denied, report_unread, search_forgets, public_damaged]
Damage = Callable[[Path], str]


@pytest.mark.parametrize("damage", BEYOND_REPAIR + MADE_AGAIN)
def test_damage_is_named(folder: Path, damage: Damage) -> None:
    expected = damage(folder)
    assert expected in "\n".join(said(folder))


@pytest.mark.parametrize("damage", MADE_AGAIN)
def test_what_can_be_made_again_is_made_again(folder: Path, damage: Damage) -> None:
    damage(folder)
    done = repair(folder, lambda step: None, lambda finding: None)
    assert [str(finding) for finding in done.findings] == []


@pytest.mark.parametrize("damage", [flip_a_byte, tear, another_payload, a_wrong_offset, text_changed])
def test_repair_leaves_evidence_and_its_rows_alone(folder: Path, damage: Damage) -> None:
    damage(folder)
    before = said(folder)
    repair(folder, lambda step: None, lambda finding: None)
    assert said(folder) == before


def test_a_file_damaged_in_its_middle_loses_that_record_alone(folder: Path) -> None:
    flip_a_byte(folder)
    lost = [sentence for sentence in said(folder) if "is lost" in sentence]
    assert len(lost) == 1


@pytest.fixture
def killed(folder: Path) -> Path:
    """A crawl captured a page and was killed before it stored it."""
    with night(folder, 6) as crawl:
        crawl.answer(SIGNING.url or "", payload=b"<h1>...</h1>")
    return folder


def test_a_page_captured_and_not_stored_is_an_orphan(killed: Path) -> None:
    (sentence,) = said(killed)
    assert f"{HOME}/201.html was captured here, and no row names it" in sentence


def test_an_orphan_is_none_once_its_page_is_captured_again(killed: Path) -> None:
    with night(killed, 7) as crawl:
        crawl.page(EDITED)
    assert said(killed) == []


def test_a_file_that_a_crawl_is_writing_is_not_wrong(folder: Path) -> None:
    with night(folder, 6) as crawl:
        crawl.page(EDITED)
        crawl.answer(SIGNING.url or "", payload=b"<h1>...</h1>")  # to be stored in a moment
        assert said(folder) == []


def test_withdrawals_wait_for_the_end_of_the_crawl(folder: Path) -> None:
    with night(folder, 6) as crawl:
        crawl.page(EDITED)
        crawl.page(REVIEW)  # it is back, which is settled at the end
        assert said(folder) == []
    assert said(folder) == []


def test_the_command_says_that_nothing_is_wrong(folder: Path) -> None:
    ended = run(folder, "verify")
    assert (ended.returncode, ended.stdout.partition("; ")[2]) == (
        0,
        "2 further records (lists, robots.txt, redirects, failures) are kept in the files alone; nothing is wrong\n",
    )


def test_the_command_ends_with_exit_code_1_after_a_finding(folder: Path) -> None:
    lose_a_file(folder)
    ended = run(folder, "verify")
    assert (ended.returncode, ended.stdout.splitlines()[-1].rpartition("; ")[2]) == (1, "one thing is wrong")


def test_the_command_makes_again_what_it_can(folder: Path) -> None:
    edit_forgotten(folder)
    assert run(folder, "verify", "--repair").returncode == 0


def test_an_archive_file_that_is_cut_is_said_in_a_sentence(folder: Path) -> None:
    path = folder / "archive.db"
    path.write_bytes(path.read_bytes()[:100_000])
    ended = run(folder, "verify")
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "restore archive.db from a backup" in ended.stdout + ended.stderr
