"""What others recorded: Common Crawl, the Wayback Machine, Browsertrix, a hard disk; in any order, whole or damaged."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.export import export
from archive.store import open_archive
from archive.warc.recordings import exchanges
from scrapers.import_files import import_files
from scrapers.importing import Import
from scrapers.registry import sources
from scrapers.saved_pages import as_published, provenance
from tests.conftest import Data, run_scrapy
from tests.server import FIRST_NIGHT

DAY = datetime(2021, 3, 5, 10, 12, 13, tzinfo=UTC)
HOME = "https://baonghean.vn"
REAL_URL = f"{HOME}/ban-tuyen-giao-tinh-uy-va-bo-doi-bien-phong-ky-ket-chuong-trinh-phoi-hop-10262417.html"
OTHER_URL = f"{HOME}/hai-co-quan-ky-ket-chuong-trinh-phoi-hop-10299001.html"


def page(*changes: tuple[str, str]) -> bytes:
    """A page of Báo Nghệ An; `changes` are made in its text."""
    (found,) = [one for one in exchanges(FIRST_NIGHT) if one.url and one.url.endswith("-10262417.html")]
    html = gzip.decompress(found.payload).decode()
    for before, after in changes:
        assert before in html, before
        html = html.replace(before, after)
    return html.encode()


FIRST_WORDING = page()
SECOND_WORDING = page(("biên giới", "vùng biên"))


class Writing:
    """A WARC file that another tool writes."""

    def __init__(self, *, is_gzip: bool = True) -> None:
        self.out = BytesIO()
        self.writer = WARCWriter(self.out, gzip=is_gzip, warc_version="1.1")

    def response(
        self,
        body: bytes,
        *,
        url: str = REAL_URL,
        day: int = 0,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
        kind: str = "response",
        **stated: str,
    ) -> Writing:
        """Add a record, captured so many days after DAY; `stated` are WARC headers, `_` standing for `-`."""
        warc_headers = {name.replace("_", "-"): value for name, value in stated.items()}
        self.writer.write_record(
            self.writer.create_warc_record(
                url,
                kind,
                payload=BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"),
                warc_headers_dict=warc_headers | {"WARC-Date": stamp(day)},
            )
        )
        return self

    def to(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path


def stamp(day: int) -> str:
    return f"{DAY + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}"


def bring_in(data: Data, *paths: Path) -> tuple[dict[str, int], list[str]]:
    """Counts above zero, and complaints."""
    with Import(data.folder) as imported:
        complaints = list(import_files(imported, paths, None, lambda what, done, total: None))
        return {name: number for name, number in imported.counts.items() if number}, complaints


def exported(data: Data) -> dict[str, list[dict[str, Any]]]:
    """What the archive says of articles, whatever the numbers of its rows and the names of its files."""
    return {
        "articles": data.query("select id, headline, body, version, first_seen, checked_at from articles"),
        "versions": data.query("select article, number, seen_at, fingerprint from versions order by 1, 2"),
        "sightings": data.query("select article, seen_at, answer, fingerprint from sightings order by 1, 2"),
        "edits": data.query("select article, before, after, seen_at, class from edits order by 1, 2, 3"),
        "withdrawals": data.query("select article, number, state, answer, nights from withdrawals order by 1, 2"),
        "refused": data.query("select url, reason, first_seen, last_seen from refused order by 1"),
    }


# --- Who recorded it ---------------------------------------------------------------------------------------


def test_common_crawl_took_the_encoding_off_and_says_so(data: Data, tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("X-Crawl-Content-Encoding", "gzip"))
    recording = Writing().response(FIRST_WORDING, headers=headers).to(tmp_path / "CC-MAIN-20210305.warc.gz")
    assert bring_in(data, recording) == ({"new_articles": 1}, [])


def test_before_2018_common_crawl_took_it_off_and_did_not_say_so(data: Data, tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    recording = Writing().response(FIRST_WORDING, headers=headers).to(tmp_path / "CC-MAIN-2017.warc.gz")
    assert bring_in(data, recording) == ({"new_articles": 1}, [])
    (kept,) = [one for file in data.capture_files for one in exchanges(file)]
    assert kept.header("X-Crawl-Content-Encoding") == "gzip"
    assert kept.header("Content-Encoding") is None


def test_a_page_that_common_crawl_cut_short_is_named_and_skipped(data: Data, tmp_path: Path) -> None:
    recording = Writing().response(FIRST_WORDING, WARC_Truncated="length").to(tmp_path / "cc.warc.gz")
    counts, (complaint,) = bring_in(data, recording)
    assert counts == {}
    assert complaint.endswith(f"{REAL_URL}: cut short by who recorded it (WARC-Truncated: length)")


def wacz(path: Path, *files: Writing) -> Path:
    """A package as Browsertrix writes it."""
    with zipfile.ZipFile(path, "w") as package:
        for number, file in enumerate(files):
            package.writestr(f"archive/rec-{number}.warc.gz", file.out.getvalue())
        package.writestr("indexes/index.cdxj", "")
        package.writestr("pages/pages.jsonl", "{}")
        package.writestr("datapackage.json", "{}")
    return path


def test_of_a_browsertrix_package_the_articles_go_in(data: Data, tmp_path: Path) -> None:
    picture = (("Content-Type", "image/png"),)
    first = Writing().response(FIRST_WORDING).response(b"\x89PNG", headers=picture, url=f"{HOME}/anh/1.png")
    told = Writing().response(b"{}", url=f"urn:pageinfo:{REAL_URL}", kind="resource")
    counts, complaints = bring_in(data, wacz(tmp_path / "kho.wacz", first, told))
    assert (counts, complaints) == ({"new_articles": 1, "skipped": 1}, [])
    assert data.column("select origin from capture_origins") == ["kho.wacz archive/rec-0.warc.gz"]


def revisit(file: Writing, day: int, **stated: Any) -> Writing:  # noqa: ANN401 (headers, which are strings)
    return file.response(b"", kind="revisit", day=day, **stated)


@pytest.mark.parametrize("files_first", [True, False])
def test_a_revisit_is_what_it_refers_to_whatever_file_comes_first(
    data: Data, tmp_path: Path, files_first: bool
) -> None:
    original = Writing().response(FIRST_WORDING)
    again = revisit(Writing(), 3, WARC_Refers_To_Target_URI=REAL_URL, WARC_Refers_To_Date=stamp(0))
    counts, complaints = bring_in(data, wacz(tmp_path / "a.wacz", *((original, again)[:: 1 if files_first else -1])))
    assert (counts, complaints) == ({"new_articles": 1, "unchanged": 1}, [])
    assert data.column("select answer from sightings order by seen_at") == ["whole", "unchanged"]
    assert data.column("select checked_at from articles") == [stamp(3)]


def test_a_revisit_may_name_only_the_digest(data: Data, tmp_path: Path) -> None:
    first = Writing().response(FIRST_WORDING).to(tmp_path / "mot.warc.gz")
    (stated,) = [one.digest for one in exchanges(first)]
    assert stated
    bring_in(data, first)
    again = revisit(Writing(), 3, WARC_Payload_Digest=stated).to(tmp_path / "hai.warc.gz")
    assert bring_in(data, again) == ({"unchanged": 1}, [])


def test_a_revisit_of_an_earlier_wording_shows_that_one_again(data: Data, tmp_path: Path) -> None:
    recording = Writing().response(FIRST_WORDING).response(SECOND_WORDING, day=1)
    revisit(recording, 2, WARC_Refers_To_Target_URI=REAL_URL, WARC_Refers_To_Date=stamp(0))
    bring_in(data, recording.to(tmp_path / "lai.warc.gz"))
    assert data.column("select version from articles") == [1]
    assert data.query("select before, after, returns from edits") == [{"before": 1, "after": 2, "returns": 1}]


def test_a_revisit_of_what_nobody_has_is_named_and_skipped(data: Data, tmp_path: Path) -> None:
    again = revisit(Writing(), 3, WARC_Refers_To_Target_URI=REAL_URL, WARC_Refers_To_Date=stamp(0))
    counts, (complaint,) = bring_in(data, again.to(tmp_path / "hai.warc.gz"))
    assert counts == {}
    assert complaint.endswith("it repeats a capture that is neither in the archive nor in what is imported")


# --- Saved pages -------------------------------------------------------------------------------------------

TOOLBAR = (
    b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp-base><p>The Wayback Machine - 12 captures, from Mar 2021"
    b" to Jun 2025, and a row of months that nobody asked for.</p></div><!-- END WAYBACK TOOLBAR INSERT -->"
)
ARCHIVED = b"<!--\n     FILE ARCHIVED ON 10:12:13 Mar 05, 2021 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE -->"
WAYBACK = f"https://web.archive.org/web/20210305101213/{REAL_URL}"


@pytest.mark.parametrize(
    ("body", "url", "moment"),
    [
        (f"<!-- saved from url=(0090){REAL_URL} -->", REAL_URL, None),
        (f"<!DOCTYPE html>\n<!-- saved from url=(0123){WAYBACK} -->", REAL_URL, DAY),
        (f"<!-- saved from url=(0123){WAYBACK.replace('13/', '13id_/')} -->", REAL_URL, DAY),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
        (f"<p>x</p>{ARCHIVED.decode()}", None, DAY),
        ("<p>FILE ARCHIVED ON 10:12:13 Foo 05, 2021 AND RETRIEVED FROM</p>", None, None),
        ("<p>không nói gì</p>", None, None),
    ],
)
def test_a_saved_page_tells_where_and_when_it_was_captured(body: str, url: str | None, moment: datetime | None) -> None:
    told = provenance(body.encode())
    assert (told.url, told.captured_at) == (url, moment)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (WAYBACK, (REAL_URL, DAY)),
        (f"http://127.0.0.1:8080/kho/20210305101213mp_/{REAL_URL}", (REAL_URL, DAY)),
        (WAYBACK.replace("https://baonghean", "https:/baonghean"), (REAL_URL, DAY)),
        (REAL_URL, (REAL_URL, None)),
        ("https://baonghean.vn/20210305101213/tin.html", ("https://baonghean.vn/20210305101213/tin.html", None)),
    ],
)
def test_an_address_of_a_web_archive_holds_the_publisher_s(address: str, expected: tuple[str, datetime | None]) -> None:
    assert as_published(address) == expected


def test_a_page_saved_from_the_wayback_machine_is_read_as_its_publisher_s(data: Data, tmp_path: Path) -> None:
    saved = tmp_path / "trang.html"
    body = FIRST_WORDING.replace(b"<body>", b"<body>" + TOOLBAR, 1)
    assert TOOLBAR in body
    saved.write_bytes(f"<!-- saved from url=(0123){WAYBACK} -->\n".encode() + body + ARCHIVED)
    assert bring_in(data, saved) == ({"new_articles": 1}, [])
    (row,) = data.query("select url, checked_at, body from articles")
    assert (row["url"], row["checked_at"]) == (REAL_URL, stamp(0))
    assert "Wayback" not in row["body"]
    (kept,) = [one for file in data.capture_files for one in exchanges(file)]
    assert kept.payload == saved.read_bytes()


def test_a_folder_goes_in_in_order_of_capture(data: Data, tmp_path: Path) -> None:
    for name, body, day in (("a", SECOND_WORDING, 2), ("b", FIRST_WORDING, 0)):
        saved = tmp_path / f"{name}.html"
        saved.write_bytes(body)
        moment = (DAY + timedelta(days=day)).timestamp()
        os.utime(saved, (moment, moment))
    process = run_scrapy(data.folder, "importpages", str(tmp_path))
    assert process.stdout.startswith("1 new articles, 1 changed"), process.stdout + process.stderr
    assert data.column("select seen_at from versions order by number") == [stamp(0), stamp(2)]


# --- Whose it is, and when ---------------------------------------------------------------------------------


FORMER = "baonghe.example"


@pytest.fixture
def with_former_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Báo Nghệ An once stood elsewhere."""
    monkeypatch.setitem(sources(), "baonghean", replace(sources()["baonghean"], former_domains=(FORMER,)))


@pytest.mark.usefixtures("with_former_domain")
def test_a_former_domain_leads_to_its_source_and_is_not_followed(data: Data, tmp_path: Path) -> None:
    former = REAL_URL.replace("baonghean.vn", FORMER)
    recording = Writing().response(FIRST_WORDING, url=former).to(tmp_path / "cu.warc.gz")
    assert bring_in(data, recording) == ({"new_articles": 1}, [])
    assert data.query("select source, url from articles") == [{"source": "baonghean", "url": former}]
    assert data.table("leads") == []


@pytest.mark.usefixtures("with_former_domain")
def test_an_article_of_both_domains_is_one(data: Data, tmp_path: Path) -> None:
    former = REAL_URL.replace("baonghean.vn", FORMER)
    recording = Writing().response(FIRST_WORDING, url=former).response(SECOND_WORDING, day=2)
    assert bring_in(data, recording.to(tmp_path / "a.warc.gz")) == ({"new_articles": 1, "new_versions": 1}, [])


def test_dates_and_digests_of_the_original_are_kept(data: Data, tmp_path: Path) -> None:
    recording = Writing().response(FIRST_WORDING).to(tmp_path / "cua-nguoi-khac.warc.gz")
    (stated,) = [one.digest for one in exchanges(recording)]
    bring_in(data, recording)
    assert data.query("select captured_at, origin, digest from captures join capture_origins on capture = id") == [
        {"captured_at": stamp(0), "origin": "cua-nguoi-khac.warc.gz", "digest": stated}
    ]


def test_a_payload_that_has_not_its_digest_is_named_and_skipped(data: Data, tmp_path: Path) -> None:
    wrong = "sha1:" + "A" * 32
    recording = Writing().response(FIRST_WORDING, WARC_Payload_Digest=wrong).to(tmp_path / "sua.warc.gz")
    counts, (complaint,) = bring_in(data, recording)
    assert counts == {}
    assert complaint.endswith(f"its payload has not the digest that it states, {wrong}")


def test_what_comes_from_the_future_is_named_and_skipped(data: Data, tmp_path: Path) -> None:
    recording = Writing().response(FIRST_WORDING, day=365 * 100).to(tmp_path / "mai-sau.warc.gz")
    counts, (complaint,) = bring_in(data, recording)
    assert counts == {}
    assert complaint.endswith("lies in the future")


def test_an_article_of_a_host_that_still_answers_is_followed(data: Data, tmp_path: Path) -> None:
    bring_in(data, Writing().response(FIRST_WORDING).to(tmp_path / "a.warc.gz"))
    (lead,) = data.query("select kind, state, url, revisit_at from leads")
    assert (lead["kind"], lead["state"], lead["url"]) == ("page", "done", REAL_URL)
    assert lead["revisit_at"]


# --- Pages that are gone, in any order ---------------------------------------------------------------------

GONE: dict[str, dict[str, Any]] = {
    "not_found": {"body": b"<h1>404</h1>", "status": "404 Not Found"},
    "empty": {"body": b""},
    "home_page": {"body": b"", "status": "302 Found", "headers": (("Location", "/"),)},
}


@pytest.mark.parametrize("answer", GONE)
def test_a_page_that_is_gone_is_missing_from_a_known_article(data: Data, tmp_path: Path, answer: str) -> None:
    recording = Writing().response(FIRST_WORDING).response(**GONE[answer], day=4)
    recording.response(FIRST_WORDING, url=OTHER_URL, day=4)  # the site answers that night
    assert bring_in(data, recording.to(tmp_path / "a.warc.gz")) == ({"new_articles": 2, "missing": 1}, [])
    assert data.query("select state, answer, last_whole_at, missing_at from withdrawals") == [
        {"state": "missing", "answer": answer, "last_whole_at": stamp(0), "missing_at": stamp(4)}
    ]


def test_a_page_that_is_gone_and_was_never_known_is_refused(data: Data, tmp_path: Path) -> None:
    recording = Writing().response(b"<h1>404</h1>", status="404 Not Found").to(tmp_path / "a.warc.gz")
    assert bring_in(data, recording) == ({"refused": 1}, [])


@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests", "403 Forbidden"])
def test_a_closed_door_says_nothing(data: Data, tmp_path: Path, status: str) -> None:
    recording = Writing().response(FIRST_WORDING).response(b"<p>dong cua</p>", status=status, day=4)
    assert bring_in(data, recording.to(tmp_path / "a.warc.gz")) == ({"new_articles": 1, "skipped": 1}, [])


def history() -> list[Writing]:
    """A page before it is there, first wording, second, gone, first again: a file each."""
    return [
        Writing().response(b"<h1>404</h1>", status="404 Not Found", day=-3),
        Writing().response(FIRST_WORDING),
        Writing().response(SECOND_WORDING, day=2),
        Writing().response(b"<h1>404</h1>", status="404 Not Found", day=4),
        Writing().response(FIRST_WORDING, day=6),
    ]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory, empty_archive: Path) -> dict[str, list[dict[str, Any]]]:
    """What the archive says when all is imported in order of capture."""
    return exported(imported_one_by_one(history(), tmp_path_factory.mktemp("dung"), empty_archive))


def imported_one_by_one(files: Sequence[Writing], folder: Path, empty_archive: Path) -> Data:
    data = Data(folder / "data")
    data.folder.mkdir()
    (data.folder / "archive.db").write_bytes(empty_archive.read_bytes())
    for number, file in enumerate(files):
        _, complaints = bring_in(data, file.to(folder / f"{number}.warc.gz"))
        assert complaints == []
    return data


@pytest.mark.parametrize("order", [*permutations(range(5))][5::7])
def test_the_order_of_import_does_not_matter(
    order: tuple[int, ...], in_order: dict[str, list[dict[str, Any]]], tmp_path: Path, empty_archive: Path
) -> None:
    files = history()
    shuffled = imported_one_by_one([files[number] for number in order], tmp_path, empty_archive)
    assert exported(shuffled) == in_order


def test_importing_twice_adds_nothing(data: Data, tmp_path: Path) -> None:
    paths = [file.to(tmp_path / f"{number}.warc.gz") for number, file in enumerate(history())]
    bring_in(data, *paths)
    before = exported(data), data.table("captures"), data.table("capture_origins"), data.capture_files
    bring_in(data, *paths)
    assert (exported(data), data.table("captures"), data.table("capture_origins"), data.capture_files) == before


# --- Damage ------------------------------------------------------------------------------------------------


def damaged(folder: Path, name: str) -> tuple[Path, int]:
    """A broken record between two whole ones, and where it begins."""
    is_gzip = name != "hong.warc"
    first, last = Writing(is_gzip=is_gzip).response(FIRST_WORDING), Writing(is_gzip=is_gzip)
    last.response(FIRST_WORDING, url=OTHER_URL)
    broken = Writing(is_gzip=is_gzip).response(SECOND_WORDING, day=1).out.getvalue()[:-900]
    content = first.out.getvalue() + broken + last.out.getvalue()
    path = folder / name
    if name.endswith(".wacz"):
        with zipfile.ZipFile(path, "w") as out:
            out.writestr("archive/data.warc.gz", content)
    else:
        path.write_bytes(content)
    return path, len(first.out.getvalue())


@pytest.mark.parametrize("name", ["hong.warc.gz", "hong.warc", "hong.wacz"])
def test_a_broken_record_is_named_with_file_byte_address_and_reason_and_the_rest_goes_in(
    data: Data, tmp_path: Path, name: str
) -> None:
    path, offset = damaged(tmp_path, name)
    counts, (complaint,) = bring_in(data, path)
    assert counts == {"new_articles": 2}
    member = " archive/data.warc.gz" if name == "hong.wacz" else ""
    place, _, reason = complaint.rpartition(f", {REAL_URL}: ")
    assert place == f"{path}{member}, byte {offset}"
    assert reason.startswith(("damaged gzip", "its length does not lead to the next record"))


def test_a_broken_record_of_a_site_that_is_none_of_ours_is_no_complaint(data: Data, tmp_path: Path) -> None:
    other = Writing().response(b"<p>khac</p>" * 100, url="https://khac.example/tin.html").out.getvalue()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(other[:-30] + Writing().response(FIRST_WORDING).out.getvalue())
    assert bring_in(data, path) == ({"new_articles": 1}, [])


def test_an_archive_made_again_from_what_was_imported_says_the_same(data: Data, tmp_path: Path) -> None:
    recording = Writing().response(FIRST_WORDING).response(SECOND_WORDING, day=2)
    revisit(recording, 3, WARC_Refers_To_Target_URI=REAL_URL, WARC_Refers_To_Date=stamp(0))
    recording.response(**GONE["home_page"], day=4)
    bring_in(data, recording.to(tmp_path / "a.warc.gz"))
    process = run_scrapy(data.folder, "reextract", "--from-captures", "--to", str(tmp_path / "lai.db"))
    assert process.returncode == 0, process.stderr
    folders = (tmp_path / "truoc", tmp_path / "sau")
    for path, folder in zip((data.folder / "archive.db", tmp_path / "lai.db"), folders, strict=True):
        with closing(open_archive(path)) as db:
            export(db, folder)
    for before in sorted(folders[0].iterdir()):
        assert (folders[1] / before.name).read_text() == before.read_text(), before.name
