"""`python -m archive evidence ARTICLE`: a folder that proves one article without the archive."""

from __future__ import annotations

import hashlib
import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import clock, store
from archive.proof import digests
from archive.proof.evidence import Evidence, write_evidence
from archive.store import ArchiveError, open_archive
from archive.warc.recordings import exchanges
from tests.archive import proven_archive
from tests.archive.proven_archive import EDITED, HOME, REVIEW, REVIEW_ID, SIGNING, SIGNING_ID, night
from tests.archive.running import run
from tests.conftest import warcio_check


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after five nights, with the digest of the last."""
    folder = tmp_path_factory.mktemp("data")
    proven_archive.fill(folder)
    with closing(open_archive(folder / "archive.db")) as db:
        digests.write_digest(db, folder, clock.tonight())
    return folder


@pytest.fixture(scope="module")
def signing(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Of the article that was edited."""
    return write_evidence(folder, str(SIGNING_ID), tmp_path_factory.mktemp("signing") / "evidence")


@pytest.fixture(scope="module")
def review(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Of the article that was withdrawn."""
    return write_evidence(folder, str(REVIEW_ID), tmp_path_factory.mktemp("review") / "evidence")


def statuses(evidence: Evidence) -> list[int | None]:
    return [exchange.status for exchange in exchanges(evidence.folder / "captures.warc.gz")]


def test_the_files_are_these(signing: Evidence) -> None:
    names = sorted(str(path.relative_to(signing.folder)) for path in signing.folder.rglob("*") if path.is_file())
    assert names == [
        "README.md",
        "SHA256SUMS",
        "article.json",
        "captures.warc.gz",
        "citation.bib",
        "citation.txt",
        "differences.txt",
        f"digests/{clock.tonight()}.sha256",
        "history.json",
        "texts/version-1.txt",
        "texts/version-2.txt",
    ]


def test_sha256sum_checks_every_file(signing: Evidence) -> None:
    ended = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=signing.folder, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout.count(": OK")) == (0, 10)


@pytest.mark.parametrize("article", ["signing", "review"])
def test_warcio_finds_nothing_wrong_with_the_captures(article: str, request: pytest.FixtureRequest) -> None:
    evidence: Evidence = request.getfixturevalue(article)
    assert warcio_check(evidence.folder / "captures.warc.gz") == (0, "")


def test_every_capture_of_the_article_is_there(signing: Evidence) -> None:
    assert statuses(signing) == [200] * 5


def test_what_showed_that_it_was_withdrawn_is_there(review: Evidence) -> None:
    assert statuses(review) == [200, 304, 404, 404, 404]


def test_captures_are_copied_unchanged(folder: Path, signing: Evidence) -> None:
    """Record for record, with the requests that asked for them."""
    copy = (signing.folder / "captures.warc.gz").read_bytes()
    with closing(open_archive(folder / "archive.db")) as db:
        rows = list(db.query("select * from captures where url = ?", [SIGNING.url]))
    for row in rows:
        original = (folder / "captures" / row["file"]).read_bytes()
        assert original[row["offset"] : row["offset"] + row["length"]] in copy


def test_requests_stand_behind_their_responses(signing: Evidence) -> None:
    with (signing.folder / "captures.warc.gz").open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", *["response", "request"] * 5]


def test_each_wording_is_a_text_file(signing: Evidence) -> None:
    texts = [(signing.folder / f"texts/version-{number}.txt").read_text() for number in (1, 2)]
    assert texts == ["\n\n".join([one.headline or "", *one.body]) + "\n" for one in (SIGNING, EDITED)]


def test_differences_mark_the_words(signing: Evidence) -> None:
    assert "Sáng [-12-]{+13+}/5, hai bên ký" in (signing.folder / "differences.txt").read_text()


def test_an_article_that_never_changed_has_no_differences(review: Evidence) -> None:
    assert (review.folder / "differences.txt").read_text().endswith("Không có · None.\n")


def test_the_history_tells_of_the_withdrawal(review: Evidence) -> None:
    history = json.loads((review.folder / "history.json").read_text())
    assert [row["state"] for row in history["withdrawals"]] == ["withdrawn"]
    assert [row["answer"] for row in history["sightings"]] == ["whole", "unchanged", *["not_found"] * 3]


def test_the_history_names_the_runs(review: Evidence) -> None:
    history = json.loads((review.folder / "history.json").read_text())
    assert [row["outcome"] for row in history["runs"]] == ["finished"] * 5


def test_the_article_says_how_each_field_was_read(signing: Evidence) -> None:
    assert json.loads((signing.folder / "article.json").read_text())["methods"] == SIGNING.methods


@pytest.mark.parametrize(
    "words", ["## Tiếng Việt", "## English", "| headline | onecms: h1 |", "sha256sum -c SHA256SUMS"]
)
def test_the_readme_says_how_it_was_made(signing: Evidence, words: str) -> None:
    assert words in (signing.folder / "README.md").read_text()


def test_nothing_of_the_readme_is_left_to_be_filled_in(signing: Evidence) -> None:
    assert "{" not in (signing.folder / "README.md").read_text()


def test_the_readme_names_each_capture_with_its_hash(signing: Evidence) -> None:
    readme = (signing.folder / "README.md").read_text()
    hashes = [
        hashlib.sha256(exchange.payload).hexdigest() for exchange in exchanges(signing.folder / "captures.warc.gz")
    ]
    assert [one for one in hashes if f"| {one} |" not in readme] == []


def test_made_again_it_is_the_same(folder: Path, signing: Evidence, tmp_path: Path) -> None:
    again = write_evidence(folder, str(SIGNING_ID), tmp_path / "again")
    assert (again.folder / "SHA256SUMS").read_bytes() == (signing.folder / "SHA256SUMS").read_bytes()


def test_an_article_is_found_by_its_address(folder: Path, tmp_path: Path) -> None:
    ended = run(folder, "evidence", f"{HOME}/202.html", "--to", str(tmp_path / "by-address"))
    assert (ended.returncode, ended.stdout) == (
        0,
        f"{tmp_path}/by-address: 5 captures, 1 wordings; see README.md in it\n",
    )


@pytest.mark.parametrize("asked", ["999", f"{HOME}/999.html", "9" * 40, "", "'; drop table articles"])
def test_an_article_that_is_not_there_is_said_in_a_sentence(folder: Path, tmp_path: Path, asked: str) -> None:
    with pytest.raises(ArchiveError, match="in the archive: give its id or its address"):
        write_evidence(folder, asked, tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_touched(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    ended = run(folder, "evidence", str(REVIEW_ID), "--to", str(tmp_path / "mine"))
    assert (ended.returncode, list((tmp_path / "mine").iterdir())) == (1, [])


@pytest.fixture
def redirected(tmp_path: Path) -> Path:
    """The second night the article's address led to the home page."""
    folder = tmp_path / "redirected"
    with night(folder, 1) as crawl:
        crawl.page(REVIEW)
    with night(folder, 2) as crawl:
        crawl.page(SIGNING)
        crawl.answer(f"{HOME}/elsewhere", 302)
        crawl.page(EDITED)
        crawl.answer(REVIEW.url or "", 302)
        capture = crawl.answer(f"{HOME}/", payload=b"<h1>Trang ch\xe1\xbb\xa7</h1>")
        with store.transaction(crawl.db):
            store.keep_absence(crawl.db, capture, REVIEW_ID, "home_page", proven_archive.SOURCE, crawl.run)
    return folder


def test_the_redirect_that_led_away_from_the_article_is_evidence(redirected: Path, tmp_path: Path) -> None:
    evidence = write_evidence(redirected, str(REVIEW_ID), tmp_path / "evidence")
    captured = [(one.status, one.url) for one in exchanges(evidence.folder / "captures.warc.gz")]
    assert captured == [(200, REVIEW.url), (302, REVIEW.url), (200, f"{HOME}/")]


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """The evidence of the first night is gone."""
    proven_archive.fill(tmp_path / "damaged")
    first, *_ = sorted((tmp_path / "damaged" / "captures").rglob("*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)
    first.unlink()
    return tmp_path / "damaged"


def test_evidence_that_is_gone_is_said(damaged: Path, tmp_path: Path) -> None:
    ended = run(damaged, "evidence", str(SIGNING_ID), "--to", str(tmp_path / "evidence"))
    assert (ended.returncode, ended.stderr.count("is lost")) == (1, 1)
    assert "is lost" in (tmp_path / "evidence" / "README.md").read_text()


def test_what_is_left_of_it_is_written(damaged: Path, tmp_path: Path) -> None:
    evidence = write_evidence(damaged, str(SIGNING_ID), tmp_path / "evidence")
    assert statuses(evidence) == [200] * 4
