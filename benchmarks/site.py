"""python -m benchmarks.site [ARTICLES ...]: how long readers wait, ours beside stock Datasette on the same texts.

Both are served by a process of their own on 127.0.0.1 and asked one request at a time, taking turns. Stock Datasette
has the tables of articles and sources, the search index of `sqlite-utils enable-fts`, and the settings it comes with.
"""

import argparse
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from archive.publish import publish
from benchmarks import machine
from benchmarks.search_articles import SENTENCES, build

SEEDS = 300  # articles read and kept as a crawl does it; the others are copies with other days
ROUNDS = 8
WORDS = (
    *("đảng ủy", "dang uy", "hội nông dân ký kết", "phoi hop chuyen doi so", "UBND tỉnh", "Nam Đàn công an"),
    *('"hòa giải ở cơ sở"', "213-QĐ/TW", "hội nghị -ma túy", "huyện ủy Cần Thơ"),
)
LONGER = " ".join(SENTENCES * 4)  # articles as long as those of papers: 2,500 characters
COPIES = f"""
create temporary table copies as
    with recursive n(i) as (select 1 union all select i + 1 from n where i < :times)
    select articles.id as old, ((i << 34) | (articles.id & 0x3FFFFFFFF)) as new, i from articles cross join n
    limit :count;
create index temp.copies_by_old on copies (old);
insert or ignore into articles
    select new, source, key || '-' || i, url || '?' || i, headline, lead, author, dateline, section,
        date(published, '-' || (i * 37 % 2900) || ' days') || substr(published, 11), published_precision,
        modified, views, captions, methods, capture, version, first_seen, last_seen, checked_at,
        body || char(10, 10) || '{LONGER}'
    from copies join articles on articles.id = old;
insert or ignore into versions
    select new, number, seen_at, versions.capture, fingerprint || i, headline, captions, body
    from copies join versions on article = old;
insert or ignore into reports
    select new, is_coordination, score, reasons, kind, kinds_also, event_date, event_date_precision, time_of_day,
        province, province_now, district, instrument_type, instrument_subject, period_start, period_end, partners,
        agreement, spans
    from copies join reports on article = old;
insert or ignore into report_parties
    select new, number, name, category, organization from copies join report_parties on article = old;
"""


@dataclass(frozen=True)
class Waited:
    """How long one kind of page took, in milliseconds."""

    page: str
    server: str
    median: float
    p95: float
    failed: int
    size: float  # kB of the largest answer


def fill(folder: Path, count: int) -> Path:
    """public.db with about so many articles."""
    build(folder, SEEDS)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        (there,) = db.execute("select count(*) from articles").fetchone()
        values = {":times": str(max(count // there, 1)), ":count": str(max(count - there, 1))}
        script = re.sub(r":times|:count", lambda name: values[name.group()], COPIES)
        db.executescript(f"pragma journal_mode = off; pragma synchronous = off; begin; {script} commit;")
    return publish(folder, lambda step: print(f"  {step}", file=sys.stderr)).path


def stock(public: Path) -> Path:
    """The same articles for a Datasette that nobody tuned."""
    path = public.with_name("stock.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("attach ? as public", [str(public)])
        db.executescript(
            """
            pragma journal_mode = off; pragma synchronous = off;
            create table sources as select * from public.sources;
            create table articles (
                id integer primary key, source text, url text, headline text, published text, body text
            );
            insert into articles select id, source, url, headline, published, body from public.articles;
            create virtual table articles_fts using fts5(headline, body, content="articles", content_rowid="id");
            insert into articles_fts (articles_fts) values ('rebuild');
            """
        )
    return path


@contextmanager
def serving(command: list[str], folder: Path) -> Iterator[str]:
    """The address of a server that was started and answers."""
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=machine_environment(folder))
    try:
        address = command[command.index("--port") + 1]
        site = f"http://127.0.0.1:{address}"
        for _ in range(600):
            try:
                urllib.request.urlopen(site).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield site
    finally:
        process.terminate()
        process.wait()


def machine_environment(folder: Path) -> dict[str, str]:
    """Where the servers find the data."""
    return os.environ | {"ARCHIVE_DIR": str(folder)}


def pages(public: Path) -> dict[str, dict[str, list[str]]]:
    """Kind of page -> server -> paths."""
    with closing(sqlite3.connect(public)) as db:
        ids = [row[0] for row in db.execute("select id from articles order by id limit 1000")][::100]
    words = [quote(one) for one in WORDS]
    return {
        "home": {"ours": ["/"], "stock": ["/"]},
        "search": {
            "ours": [f"/tim-kiem?q={one}" for one in words],
            "stock": [f"/stock/articles?_search={one}" for one in words],
        },
        "search, newest first": {
            "ours": [f"/tim-kiem?q={one}&xep=ngay" for one in words],
            "stock": [f"/stock/articles?_search={one}&_sort_desc=published" for one in words],
        },
        "search with filters": {
            "ours": [f"/tim-kiem?q={one}&tin=phoi-hop&loai=signing&tinh=q40&tu=2022-01-01" for one in words],
            "stock": [f"/stock/articles?_search={one}&source=bao_nghean&published__gte=2022-01-01" for one in words],
        },
        "article": {"ours": [f"/bai/{one}" for one in ids], "stock": [f"/stock/articles/{one}" for one in ids]},
        "table": {
            "ours": ["/public/articles", "/public/articles?source=bao_hatinh"],
            "stock": ["/stock/articles", "/stock/articles?source=bao_hatinh"],
        },
    }


def measure(folder: Path, count: int) -> list[Waited]:
    """Fill, serve, ask."""
    public = fill(folder, count)
    untuned = stock(public)
    ours = [sys.executable, "-m", "archive", "serve", "--port", "8471"]
    theirs = [sys.executable, "-m", "datasette", "serve", "-i", str(untuned), "--port", "8472"]
    with serving(ours, folder) as our_site, serving(theirs, folder) as stock_site:
        sites = {"ours": our_site, "stock": stock_site}
        return [waited for page, paths in pages(public).items() for waited in _compare(page, paths, sites)]


def _compare(page: str, paths: dict[str, list[str]], sites: dict[str, str]) -> list[Waited]:
    times: dict[str, list[float]] = {name: [] for name in sites}
    failed, largest = dict.fromkeys(sites, 0), dict.fromkeys(sites, 0)
    for round_ in range(ROUNDS + 1):
        for number in range(max(map(len, paths.values()))):
            for name, site in sites.items():
                started = time.perf_counter()
                size = _size(site + paths[name][number % len(paths[name])])
                if round_:  # the first only warms up
                    times[name].append((time.perf_counter() - started) * 1000)
                    failed[name] += size < 0
                    largest[name] = max(largest[name], size)
    return [
        Waited(
            page,
            name,
            statistics.median(ones),
            statistics.quantiles(ones, n=20)[-1],
            failed[name],
            largest[name] / 1000,
        )
        for name, ones in times.items()
    ]


def _size(address: str) -> int:
    """Bytes of the answer; -1 for an error."""
    try:
        with urllib.request.urlopen(address) as answer:
            return len(answer.read())
    except urllib.error.HTTPError:
        return -1


def main() -> None:
    """Measure each size that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description="How long readers wait.")
    parser.add_argument("articles", nargs="*", type=int, default=[1_000, 100_000])
    console = Console(highlight=False)
    console.print(machine.description())
    for count in parser.parse_args().articles:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found = measure(folder, count)
            size = (folder / "public.db").stat().st_size / 1e6
        table = Table("page", "", "median ms", "p95 ms", "errors", "kB", title=f"{count:,} articles, {size:,.0f} MB")
        for one in found:
            table.add_row(
                one.page, one.server, f"{one.median:.0f}", f"{one.p95:.0f}", str(one.failed), f"{one.size:.0f}"
            )
        console.print(table)


if __name__ == "__main__":
    main()
