"""`scrapy extract` as its users run it: a process of its own."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scrapers.inputs import LARGEST_FILE, InputError, expand, read_file
from tests.processes import PYTHON, run
from tests.scrapers.pages import HATINH, HEADLINE, SENTENCE, hatinh

FIELDS = (
    *("id", "url", "headline", "lead", "body", "captions", "author", "dateline", "published", "published_precision"),
    *("modified", "section", "views", "outcome", "reason", "detail", "methods"),
)


@dataclass(frozen=True)
class Run:
    """What a run left: exit code, JSON objects, messages."""

    code: int
    records: list[dict[str, Any]]
    messages: list[str]


def extract(*arguments: str | Path) -> Run:
    done = run([*PYTHON, "scrapy", "extract", *map(str, arguments)])
    return Run(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.splitlines())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article as it is and as gzip under the name of a page, a text, and a file that is no article."""
    root = tmp_path_factory.mktemp("pages")
    saved = hatinh(f"<p>TPHT- {SENTENCE}</p><p>Hội nghị bế mạc.</p>").body
    (root / "bai.html").write_bytes(saved)
    (root / "nen.html").write_bytes(gzip.compress(saved))
    (root / "bai-nen.html.gz").write_bytes(gzip.compress(saved))
    (root / "van-ban.txt").write_text(f"{HEADLINE}\nTPHT- {SENTENCE}\n{SENTENCE}\n", encoding="utf-8")
    (root / "thong-bao.html").write_bytes(b"%PDF-1.7")
    return root


@pytest.fixture(scope="module")
def all_files(folder: Path) -> Run:
    """One run over good files with a missing one among them."""
    return extract(
        folder / "bai.html", folder / "khong-co.html", *sorted(folder.glob("[ntv]*")), folder / "bai-nen.html.gz"
    )


def test_one_object_a_file_in_the_order_named(all_files: Run) -> None:
    assert [record["id"] for record in all_files.records] == ["bai", "nen", "thong-bao", "van-ban", "bai-nen"]


def test_every_object_has_all_fields(all_files: Run) -> None:
    assert {tuple(record) for record in all_files.records} == {FIELDS}


def test_a_missing_file_is_named_and_the_rest_is_read(all_files: Run, folder: Path) -> None:
    assert all_files.messages == [f"{folder / 'khong-co.html'}: No such file or directory"]
    assert all_files.code == 1


def test_gzip_is_taken_off_whatever_the_name(all_files: Run) -> None:
    plain, packed, _, _, named_gzip = all_files.records
    assert plain | {"id": ""} == packed | {"id": ""} == named_gzip | {"id": ""}


def test_layout_is_recognised_without_source_and_address(all_files: Run) -> None:
    assert all_files.records[0]["methods"]["headline"] == "thanhuy-hatinh: .title-news"
    assert all_files.records[0]["dateline"] is None


def test_file_that_is_no_article_has_a_reason(all_files: Run) -> None:
    refused = all_files.records[2]
    assert (refused["outcome"], refused["reason"], refused["detail"]) == ("refused", "not_html", "PDF")
    assert refused["body"] is None


def test_times_are_iso_with_zone_and_precision(all_files: Run) -> None:
    record = all_files.records[0]
    assert (record["published"], record["published_precision"]) == ("2023-03-14T10:25:00+07:00", "minute")


@pytest.mark.parametrize("option", [("--source", "thanhuy_hatinh"), ("--url", HATINH)])
def test_source_by_name_or_address(folder: Path, option: tuple[str, str]) -> None:
    run = extract(*option, folder / "bai.html")
    assert (run.code, run.messages) == (0, [])
    assert (run.records[0]["dateline"], run.records[0]["body"]) == ("TPHT", f"{SENTENCE}\n\nHội nghị bế mạc.")


def test_address_is_kept(folder: Path) -> None:
    assert extract("--url", f"{HATINH}#a", folder / "bai.html").records[0]["url"] == HATINH


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--source", "thanhuy_hue"), "There is no source 'thanhuy_hue'. Name one of: baonghean, "),
        (("--url", "baonghean.vn"), "--url: 'baonghean.vn' is no address"),
        ((), "Name at least one file."),
    ],
)
def test_bad_input_is_one_clear_sentence(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    run = extract(*arguments, *([folder / "bai.html"] if arguments else []))
    assert (run.code, run.records) == (2, [])
    assert message in run.messages[-1]
    assert "Traceback" not in "\n".join(run.messages)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x1f\x8bdamaged", "damaged gzip"),
        (b"x" * (LARGEST_FILE + 1), "larger than"),
    ],
)
def test_file_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bai.html"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_file(path)


def test_gzip_bomb_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "bai.html"
    path.write_bytes(gzip.compress(b"x" * (LARGEST_FILE + 1)))
    with pytest.raises(InputError, match="larger than"):
        read_file(path)


def test_folder_stands_for_the_pages_in_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "anh.jpg").touch()
    (tmp_path / "con").mkdir()
    (tmp_path / "con" / "bai.html").touch()
    assert list(expand([str(tmp_path)])) == [tmp_path / "con" / "bai.html"]


def test_globs_and_repetitions(folder: Path) -> None:
    named = [str(folder / "*.txt"), str(folder / "van-ban.txt"), str(folder / "[x]*.html")]
    assert list(expand(named)) == [folder / "van-ban.txt", folder / "[x]*.html"]
