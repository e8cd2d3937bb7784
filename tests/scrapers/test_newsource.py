"""`scrapy newsource`: an unknown site becomes a module and fixtures, which fail until somebody has looked."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.warc.encodings import decoded_payload
from archive.warc.recordings import exchanges
from sample.recording import Response, write
from scrapers.commands import newsource
from scrapers.onboarding.writing import english, literal
from scrapers.platforms.known import PLATFORMS
from scrapers.source import Source
from tests.conftest import run_scrapy, sentences
from tests.processes import PROJECT
from tests.server import FIRST_NIGHT, Answer, Site

# The sample's sites under other names: sites that the project has never seen.
NAMES = {
    "baonghean.vn": ("baohaiphong.vn", "Nghệ An", "Hải Phòng"),
    "thanhuy.hatinhcity.gov.vn": ("thanhuy.donghoicity.gov.vn", "Hà Tĩnh", "Đồng Hới"),
    "thanhuyngabay.haugiang.dcs.vn": ("huyenuy.kienhai.dcs.vn", "Ngã Bảy", "Kiên Hải"),
    "tpcaolanh.dongthap.gov.vn": ("tptanan.longan.gov.vn", "Cao Lãnh", "Tân An"),
}
LISTS = {
    "baohaiphong": "https://baohaiphong.vn/xay-dung-dang",
    "thanhuy_donghoicity": "https://thanhuy.donghoicity.gov.vn/tin-tuc",
    "huyenuy_kienhai": "https://huyenuy.kienhai.dcs.vn/Default.aspx?tabid=78",
    "tptanan_longan": "https://tptanan.longan.gov.vn/web/tpcaolanh/tin-tuc",
}
NEWSPAPER = "baohaiphong"


@dataclass
class Project:
    """A folder into which sources are written, and the recording that answers."""

    folder: Path
    recording: Path
    said: dict[str, str] = field(default_factory=dict)

    def write(self, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        data = self.folder / "data"
        options = ("--folder", str(self.folder), *arguments)
        return run_scrapy(data, "newsource", url, *options, REPLAY=self.recording)

    def module(self, name: str) -> Path:
        return self.folder / "scrapers" / "spiders" / f"{name}.py"

    def fixtures(self, name: str) -> list[str]:
        return sorted(path.parent.name for path in (self.folder / "tests" / "fixtures" / name).glob("*/meta.json"))

    def source(self, name: str) -> Source:
        # Sources are the subclasses of SourceSpider that are alive, and this one must not become one.
        base = "class SourceSpider: ..."
        code = self.module(name).read_text().replace("from scrapers.crawling import SourceSpider", base)
        assert base in code
        module: dict[str, Any] = {}
        exec(compile(code, str(self.module(name)), "exec"), module)
        (source,) = (one.source for one in module.values() if getattr(one, "name", None) == name)
        assert isinstance(source, Source)
        return source


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """All four sites, written."""
    folder = tmp_path_factory.mktemp("project")
    made = Project(folder, folder / "unknown.warc.gz")
    first = next(iter(exchanges(FIRST_NIGHT)))
    write(made.recording, first.captured_at, renamed())
    with ThreadPoolExecutor() as pool:
        processes = dict(zip(LISTS, pool.map(made.write, LISTS.values()), strict=True))
    assert {name: done.returncode for name, done in processes.items()} == dict.fromkeys(LISTS, 0)
    made.said.update({name: done.stdout for name, done in processes.items()})
    return made


def renamed() -> Iterator[Response]:
    for exchange in exchanges(FIRST_NIGHT):
        assert exchange.url
        host = exchange.url.split("/")[2]
        other, before, after = NAMES[host]
        body = decoded_payload(exchange).replace(host.encode(), other.encode()).replace(before.encode(), after.encode())
        url = exchange.url.replace(host, other)
        yield Response(url, body, exchange.content_type, exchange.status or 200, (), "203.0.113.7", False)


@pytest.mark.parametrize(
    ("name", "kind", "province", "platform"),
    [
        ("baohaiphong", "newspaper", "Hải Phòng", "onecms"),
        ("tptanan_longan", "government", "Long An", "liferay"),
        ("thanhuy_donghoicity", "party", "Quảng Bình", "own portal"),
        ("huyenuy_kienhai", "party", "Kiên Giang", "own portal"),
    ],
)
def test_facts_that_can_be_told(project: Project, name: str, kind: str, province: str, platform: str) -> None:
    source = project.source(name)
    assert (source.kind, source.province, source.platform.name) == (kind, province, platform)


@pytest.mark.parametrize("name", LISTS)
def test_nobody_has_verified_it(project: Project, name: str) -> None:
    assert project.source(name).verified is None


@pytest.mark.parametrize("name", ["baohaiphong", "tptanan_longan"])
def test_on_a_known_platform_there_is_no_code(project: Project, name: str) -> None:
    module = project.module(name).read_text()
    assert "def " not in module
    assert "Layout(" not in module


def test_identity_of_an_article_may_be_a_parameter(project: Project) -> None:
    source = project.source("huyenuy_kienhai")
    assert source.platform.key("https://huyenuy.kienhai.dcs.vn/Default.aspx?tabid=79&ndid=10262748") == "10262748"
    assert source.platform.key(source.list_leads()[0].url) is None


@pytest.mark.parametrize("name", LISTS)
def test_what_a_person_must_fill_in_is_marked(project: Project, name: str) -> None:
    empty = [line for line in project.module(name).read_text().splitlines() if '=""' in line]
    assert all("# fill in" in line for line in empty)


@pytest.mark.parametrize("name", LISTS)
def test_module_is_written_as_the_project_writes(project: Project, name: str) -> None:
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--quiet", "--config", str(PROJECT / "pyproject.toml")]
        done = subprocess.run([*ruff, str(project.module(name))], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", LISTS)
def test_fixtures_are_an_article_and_a_refused_page(project: Project, name: str) -> None:
    article, refused = sorted(project.fixtures(name), key=lambda case: case.startswith("refused_"))
    assert not article.startswith("refused_")
    assert refused.startswith("refused_")


def test_fixtures_have_no_expectation_until_somebody_looks(project: Project) -> None:
    assert list(project.folder.rglob("expected.json")) == []


def test_meta_says_where_and_when(project: Project) -> None:
    meta = json.loads((project.folder / "tests/fixtures/baohaiphong/onecms/meta.json").read_text())
    assert meta["url"].startswith("https://baohaiphong.vn/")
    assert meta["captured_at"].endswith("+07:00")


def test_what_is_left_to_do_is_said(project: Project) -> None:
    assert "fail until you have looked at it" in project.said[NEWSPAPER]


def test_nothing_is_overwritten(project: Project) -> None:
    before = project.module(NEWSPAPER).read_text()
    project.module(NEWSPAPER).write_text(before + "# a person was here\n")
    process = project.write(LISTS[NEWSPAPER])
    assert process.returncode == 2
    assert "baohaiphong.py is there already; nothing was written." in sentences(process.stderr)[-1]
    assert project.module(NEWSPAPER).read_text().endswith("# a person was here\n")
    project.module(NEWSPAPER).write_text(before)


@pytest.mark.parametrize(
    ("url", "arguments", "saying"),
    [
        ("https://baonghean.vn", (), "https://baonghean.vn belongs to a source already: baonghean."),
        (LISTS[NEWSPAPER], ("--name", "tpcaolanh"), "There is a source 'tpcaolanh' already; give another --name."),
        (LISTS[NEWSPAPER], ("--name", "Báo"), "--name 'Báo': small letters, digits and _, a letter first."),
        ("baohaiphong.vn", (), "'baohaiphong.vn' is no address."),
        ("https://khong-co.vn", (), "is not in the recording"),
    ],
)
def test_bad_input_is_told_in_one_sentence(project: Project, url: str, arguments: tuple[str, ...], saying: str) -> None:
    process = project.write(url, *arguments)
    assert process.returncode == 2
    assert saying in sentences(process.stderr)[-1]
    assert "Traceback" not in process.stderr


def test_a_site_that_tells_nothing_gets_a_form_to_be_filled_in(tmp_path: Path, site: Site) -> None:
    site.put("/", Answer("<html><title>Trang tin</title><p>Đang xây dựng</p></html>".encode()))
    options = ("--name", "trangtin", "--folder", str(tmp_path))
    process = run_scrapy(tmp_path / "data", "newsource", site.address, *options, ALLOW_PRIVATE_ADDRESSES=1)
    assert process.returncode == 0, process.stderr
    project = Project(tmp_path, tmp_path)
    assert project.source("trangtin").platform.key(f"{site.address}/so-ket-10298214.html") is None
    assert project.module("trangtin").read_text().count("# fill in") == 6
    assert "Where the lists are: no page looked at shows three articles. Name one." in process.stdout


def test_suite_fails_until_somebody_has_looked_and_passes_then(project: Project, tmp_path: Path) -> None:
    """The whole way of a source on a known platform, in a copy of the project."""
    for part in ("archive", "scrapers", "tests"):
        shutil.copytree(PROJECT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)
    shutil.copy(project.module(NEWSPAPER), tmp_path / "scrapers" / "spiders")
    shutil.copytree(project.folder / "tests/fixtures" / NEWSPAPER, tmp_path / "tests/fixtures" / NEWSPAPER)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/scrapers/test_fixtures.py"]
    # What the copy runs is not what coverage is to know of.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    first, second = (
        subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False) for _ in range(2)
    )
    assert "was missing and is written now: look at it, then run again." in first.stdout
    assert first.returncode == 1
    assert second.returncode == 0, second.stdout


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_module_names_a_platform_as_it_is_imported(platform: object) -> None:
    name = getattr(platform, "name", "")
    module = importlib.import_module(f"scrapers.platforms.{name}")
    assert getattr(module, name.upper()) is platform


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Báo Hải Phòng", "Hải Phòng Newspaper"),
        ("Tỉnh ủy Bình Phước", "Party Committee of Bình Phước Province"),
        ("Thành uỷ Đồng Hới", "Party Committee of Đồng Hới City"),
        ("Thành phố Tân An", "Tân An City Portal"),
        ("TRANG TIN ĐIỆN TỬ", ""),
    ],
)
def test_english_name_where_the_vietnamese_one_tells(name: str, said: str) -> None:
    assert english(name) == said


@pytest.mark.parametrize(
    ("value", "code"), [("Báo", '"Báo"'), (("a",), '("a",)'), (("a", "b"), '("a", "b")'), ((), "()"), ('"', '"\\""')]
)
def test_literals_as_the_project_writes_them(value: object, code: str) -> None:
    assert literal(value) == code


def test_default_folder_is_the_project() -> None:
    assert newsource.PROJECT == PROJECT
