"""A small site that is crawled night after night within seconds."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from archive.clock import CLOCK
from archive.model import VIETNAM
from archive.warc.recordings import exchanges
from tests.conftest import Data, environment, scrapy_command
from tests.empty_archive import put_empty_archive
from tests.processes import run
from tests.server import FIRST_NIGHT, HTML, Answer, Site

SOURCE = "thanhuy_hatinh"
LIST = "/tin-tuc"
FOLDER = "/tin-tuc/thu-nghiem/"
START = datetime(2025, 6, 20, 2, 0, tzinfo=VIETNAM)
SAMPLE_PAGE = "/ban-dan-van-thanh-uy-va-cong-an-thanh-pho-ky-ket-chuong-trinh-phoi-hop.html"
ARTICLE = next(one.payload.decode() for one in exchanges(FIRST_NIGHT) if one.url and one.url.endswith(SAMPLE_PAGE))
HEADLINE = "Ban Dân vận Thành ủy và Công an thành phố ký kết chương trình phối hợp giai đoạn 2021 - 2025"


def article(name: str, more: str = "", *headers: tuple[str, str]) -> Answer:
    """The page of an article of that name, with `more` behind its headline."""
    page = ARTICLE.replace(HEADLINE, f"{HEADLINE} ({name}){more}")
    return Answer(page.encode(), headers=(HTML, *headers))


def path_of(name: str) -> str:
    return f"{FOLDER}{name}.html"


def put_pages(site: Site, *names: str) -> None:
    for name in names:
        site.put(path_of(name), article(name))


def put_list(site: Site, *names: str, path: str = LIST) -> None:
    """The list shows these; a name that ends in a number is of that day of June 2025."""
    items = "".join(
        f'<div class="item"><a class="title" href="{path_of(name)}">Tin {name}</a>{date_of(name)}</div>'
        for name in names
    )
    site.put(path, Answer(f"<html><body>{items}</body></html>".encode()))


def date_of(name: str) -> str:
    day = re.search(r"\d+$", name)
    return f'<span class="date">{int(day[0]):02}/06/2025</span>' if day else ""


def clock_of(night: int) -> dict[str, str]:
    """The environment of a crawl on that night: at 02:00 or, each night, a little earlier."""
    return {CLOCK: (START + timedelta(days=night, seconds=-20 * night)).isoformat()}


def crawl(data: Data, site: Site, night: int, **settings: object) -> subprocess.CompletedProcess[str]:
    """One night; the site's log holds what was asked in it."""
    site.forget()
    put_empty_archive(data.folder)
    command = scrapy_command("crawl", SOURCE, site=site, **settings)
    return run(command, env=environment(data.folder, **clock_of(night)))


def names_asked(site: Site) -> list[str]:
    """The articles that were asked for, in order."""
    return [path.removeprefix(FOLDER).removesuffix(".html") for path in site.paths if path.startswith(FOLDER)]


def answers(data: Data, name: str) -> list[str]:
    """What was found at each look at an article, in order."""
    return data.column(
        "select answer from sightings join articles on articles.id = article where key = ?"
        " order by seen_at, sightings.rowid",
        f"thu-nghiem/{name}",
    )


def episodes(data: Data) -> dict[str, list[tuple[str, str, int]]]:
    """Article -> state, last answer and nights of each of its absences."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    rows = data.query("select * from withdrawals join articles on articles.id = article order by article, number")
    for row in rows:
        name = row["key"].removeprefix("thu-nghiem/")
        found.setdefault(name, []).append((row["state"], row["answer"], row["nights"]))
    return found


def with_headers(answer: Answer, headers: Sequence[tuple[str, str]]) -> Answer:
    return replace(answer, headers=(*answer.headers, *headers))
