"""Pages that go, lists that drop, and whole sites that are down: what a crawl of several nights makes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.conftest import Data
from tests.scrapers.small_site import LIST, answers, article, crawl, episodes, names_asked, path_of, put_list, put_pages
from tests.server import HTML, Answer, Site, serving

STEADY = [f"con-{number}" for number in range(1, 13)]
SUSPENDED = Answer("<html><body><h1>Trang web đã bị tạm ngưng</h1></body></html>".encode())
STUB = Answer(b"<html><script>document.cookie='D1N=1';location.reload()</script></html>")
CHALLENGE = Answer(b"<html><script>document.cookie='challenge=1';location.reload()</script></html>")
FRAME = Answer(b'<html><body><div class="title-news">Tin</div><div class="content-news"></div></body></html>')
NOT_FOUND_PAGE = Answer("<html><head><title>Không tìm thấy trang</title></head><body></body></html>".encode())
REDESIGNED = Answer(
    f"<html><body><main>{'<p>Hai bên thống nhất phối hợp trong năm tới.</p>' * 30}</main></body></html>".encode()
)
LOGIN = Answer("<html><body><h1>Bạn cần đăng nhập để xem nội dung này</h1></body></html>".encode())


def redirect(to: str) -> Answer:
    return Answer(status=302, headers=(("Location", to),))


# How each article is missing, and what the archive calls it.
GONE: dict[str, tuple[Answer, str]] = {
    "404": (Answer(b"<p>404</p>", 404), "not_found"),
    "410": (Answer(b"<p>410</p>", 410), "not_found"),
    "noi-404": (NOT_FOUND_PAGE, "not_found"),
    "rong": (Answer(b""), "empty"),
    "khung": (FRAME, "stub"),
    "cookie": (STUB, "stub"),
    "ve-trang-chu": (redirect("/"), "home_page"),
    "ve-danh-sach": (redirect(LIST), "home_page"),
}
# What says nothing about the article.
NOTHING_SAID: dict[str, Answer] = {
    "503": Answer(b"<p>503</p>", 503),
    "403": Answer(b"<p>403</p>", 403),
    "dut": replace(article("dut"), cut_at=300),
    "ngat": Answer(resets=True),
    "tuong-lua": CHALLENGE,
    "tam-ngung": SUSPENDED,
    "dang-nhap": LOGIN,
    "giao-dien-moi": REDESIGNED,
    "noi-khac": redirect("http://bao-khac.example/tin.html"),
}
RETURNS = ("404", "ve-trang-chu")  # on the fourth night


@dataclass(frozen=True)
class Week:
    """Five nights on which articles go in every way; the others stay."""

    data: Data
    after: list[dict[str, list[tuple[str, str, int]]]]  # the absences after each night
    counts: list[dict[str, Any]]
    articles_before: list[dict[str, Any]]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    week = Week(Data(tmp_path_factory.mktemp("week") / "data"), [], [], [])
    with serving() as site:
        put_list(site, *GONE, *NOTHING_SAID, *STEADY)
        put_pages(site, *GONE, *NOTHING_SAID, *STEADY)
        site.put("/", Answer(b"<html><body>Trang</body></html>"))
        for night in range(5):
            if night == 1:
                week.articles_before.extend(week.data.table("articles"))
                for name, answer in [*((name, gone) for name, (gone, _) in GONE.items()), *NOTHING_SAID.items()]:
                    site.put(path_of(name), answer)
            if night == 4:
                put_pages(site, *RETURNS)
            process = crawl(week.data, site, night, RETRY_TIMES=0)
            assert process.returncode == 0, process.stderr
            week.after.append(episodes(week.data))
            week.counts.append(week.data.query("select * from source_runs order by rowid")[-1])
        yield week


# --- Pages that go -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GONE)
def test_an_article_is_missing_on_its_first_night_and_its_second(week: Week, name: str) -> None:
    _, answer = GONE[name]
    assert [week.after[night].get(name) for night in (0, 1, 2)] == [
        None,
        [("missing", answer, 1)],
        [("missing", answer, 2)],
    ]


@pytest.mark.parametrize("name", GONE)
def test_it_is_withdrawn_on_its_third(week: Week, name: str) -> None:
    _, answer = GONE[name]
    assert week.after[3][name] == [("withdrawn", answer, 3)]


@pytest.mark.parametrize("name", RETURNS)
def test_it_is_restored_when_it_is_whole_again(week: Week, name: str) -> None:
    assert week.after[4][name] == [("restored", GONE[name][1], 3)]
    assert answers(week.data, name)[-1] in ("whole", "unchanged")


def test_both_captures_are_named(week: Week) -> None:
    (row,) = week.data.query(
        """
        select whole.status as was, whole.captured_at as was_at, gone.status as is_now, gone.captured_at as is_at
        from withdrawals join articles on articles.id = article
        join captures as whole on whole.id = last_whole_capture join captures as gone on gone.id = missing_capture
        where key = 'thu-nghiem/410'
        """
    )
    assert (row["was"], row["was_at"][:10], row["is_now"], row["is_at"][:10]) == (200, "2025-06-19", 410, "2025-06-23")


def test_a_redirect_names_the_address_to_which_it_leads(week: Week) -> None:
    found = week.data.query(
        "select articles.key, captures.url from withdrawals join articles on articles.id = article"
        " join captures on captures.id = missing_capture where answer = 'home_page'"
    )
    paths = {row["key"].removeprefix("thu-nghiem/"): "/" + row["url"].split("/", 3)[3] for row in found}
    assert paths == {"ve-trang-chu": "/", "ve-danh-sach": LIST}


@pytest.mark.parametrize("column", ["headline", "body", "captions", "published", "capture", "version", "first_seen"])
def test_nothing_of_an_article_is_lost(week: Week, column: str) -> None:
    before = {row["id"]: row[column] for row in week.articles_before}
    gone = [f"thu-nghiem/{name}" for name in GONE if name not in RETURNS]
    now = {row["id"]: row[column] for row in week.data.table("articles") if row["key"] in gone}
    assert len(now) == len(gone)
    assert now == {article: before[article] for article in now}


def test_what_is_missing_is_not_refused(week: Week) -> None:
    refused = {url.rsplit("/")[-1].removesuffix(".html") for url in week.data.column("select url from refused")}
    assert refused & set(GONE) == set()


def test_missing_articles_are_counted(week: Week) -> None:
    assert [counts["missing"] for counts in week.counts[:4]] == [0, len(GONE), len(GONE), len(GONE)]


# --- What is no absence ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*NOTHING_SAID, *STEADY[:2]])
def test_an_article_stays_whose_absence_nobody_stated(week: Week, name: str) -> None:
    assert week.after[4].get(name) is None
    assert set(answers(week.data, name)) <= {"whole", "unchanged"}


@pytest.mark.parametrize(
    ("name", "reason"), [("giao-dien-moi", "unknown_layout"), ("dang-nhap", "login"), ("noi-khac", "offsite")]
)
def test_a_page_that_could_not_be_read_is_noted(week: Week, name: str, reason: str) -> None:
    assert week.data.column("select reason from refused where url like ?", f"%/{name}.html") == [reason]


@pytest.mark.parametrize("name", NOTHING_SAID)
def test_it_is_still_followed(week: Week, name: str) -> None:
    lead = week.data.lead(f"/{name}.html")
    assert (lead["state"], lead["revisit_at"] is not None) == ("done", True)


def test_a_page_that_was_never_an_article_is_refused_and_not_followed(data: Data, site: Site) -> None:
    put_list(site, "co", "khong-co")
    put_pages(site, "co")
    crawl(data, site, 0)
    crawl(data, site, 1)
    assert names_asked(site) == ["co"]
    assert data.column("select reason from refused") == ["not_found"]


# --- A whole site ------------------------------------------------------------------------------------------


def unavailable(site: Site) -> Answer:
    return Answer(b"<h1>503</h1>", 503)


def silent(site: Site) -> Answer:
    return Answer(b"", delay=1)


def home_everywhere(site: Site) -> Answer:
    return redirect("/")


def suspended(site: Site) -> Answer:
    return SUSPENDED


def not_found(site: Site) -> Answer:
    return Answer(b"<h1>404</h1>", 404)


def put_everywhere(site: Site, answer: Answer) -> None:
    for path in list(site.answers):
        site.put(path, answer)
    site.put("/", Answer("<html><body><a class='title' href='/gioi-thieu'>Giới thiệu</a></body></html>".encode()))


@pytest.mark.parametrize("trouble", [unavailable, silent, home_everywhere, suspended, not_found])
@pytest.mark.parametrize("with_robots", [True, False], ids=["robots.txt answers", "robots.txt too"])
def test_a_whole_site_that_is_down_withdraws_nothing(
    data: Data, site: Site, trouble: Callable[[Site], Answer], with_robots: bool
) -> None:
    names = STEADY[:2]  # so few that not even the share of those that are gone says anything
    put_list(site, *names)
    put_pages(site, *names)
    crawl(data, site, 0)
    before = dict(site.answers)
    put_everywhere(site, trouble(site))
    if with_robots:
        site.answers["/robots.txt"] = before["/robots.txt"]
    for night in range(1, 5):
        assert crawl(data, site, night, RETRY_TIMES=0, DOWNLOAD_TIMEOUT=0.3).returncode == 1
    assert episodes(data) == {}
    site.answers.update(before)
    crawl(data, site, 9)
    assert [answers(data, name)[-1] for name in names] == ["unchanged", "unchanged"]
    assert episodes(data) == {}


def test_a_site_on_which_all_pages_went_at_once_withdraws_nothing(data: Data, site: Site) -> None:
    """Its lists answer: it has new addresses, or a database without its texts."""
    put_list(site, *STEADY)
    put_pages(site, *STEADY)
    crawl(data, site, 0)
    for name in STEADY:
        site.put(path_of(name), Answer(b"<p>404</p>", 404))
    for night in range(1, 5):
        crawl(data, site, night)
    assert episodes(data) == {}


# --- Lists that drop ---------------------------------------------------------------------------------------

LISTED = [f"tin-{day}" for day in (19, 18, 17, 16, 15, 14)]
DROPPED = "tin-17"
WITHOUT = [name for name in LISTED if name != DROPPED]


@pytest.fixture
def listed(data: Data, site: Site) -> Site:
    """The first night has passed; from now on the list lacks an article."""
    put_list(site, *LISTED)
    put_pages(site, *LISTED)
    crawl(data, site, 0)
    put_list(site, *WITHOUT)
    return site


def test_the_page_of_a_dropped_article_is_looked_at_in_the_same_night(data: Data, listed: Site) -> None:
    for night in (1, 2, 3):
        crawl(data, listed, night)
    crawl(data, listed, 5)  # a night on which nothing else is due
    assert names_asked(listed) == [DROPPED]


def test_an_article_that_only_its_list_dropped_is_withdrawn_on_the_third_night(data: Data, listed: Site) -> None:
    states = []
    for night in (1, 2, 3):
        crawl(data, listed, night)
        states.append(episodes(data))
    assert states == [
        {DROPPED: [("missing", "delisted", 1)]},
        {DROPPED: [("missing", "delisted", 2)]},
        {DROPPED: [("withdrawn", "delisted", 3)]},
    ]
    assert answers(data, DROPPED) == ["whole", *["delisted", "unchanged"] * 3]


def test_the_list_is_the_evidence(data: Data, listed: Site) -> None:
    crawl(data, listed, 1)
    (url,) = data.column("select url from withdrawals join captures on captures.id = missing_capture")
    assert url == f"{listed.address}{LIST}"


def test_an_article_that_is_listed_again_is_restored(data: Data, listed: Site) -> None:
    for night in (1, 2, 3):
        crawl(data, listed, night)
    put_list(listed, *LISTED)
    crawl(data, listed, 4)
    assert episodes(data) == {DROPPED: [("restored", "delisted", 3)]}


def test_an_article_whose_page_went_with_it_says_what_the_page_answers(data: Data, listed: Site) -> None:
    # Moments are kept in seconds, and the page is to be asked for after the list.
    listed.put(path_of(DROPPED), Answer(b"<p>404</p>", 404, delay=1.1))
    for night in (1, 2, 3):
        crawl(data, listed, night)
    assert episodes(data) == {DROPPED: [("withdrawn", "not_found", 3)]}


@pytest.mark.parametrize(
    "broken", [Answer(b"<html></html>"), Answer(b"<p>500</p>", 500), redirect("/")], ids=["empty", "500", "home page"]
)
def test_a_list_that_does_not_answer_drops_nothing(data: Data, listed: Site, broken: Answer) -> None:
    listed.put(LIST, broken)
    listed.put("/", Answer(b"<html></html>", headers=(HTML,)))
    for night in (1, 2, 3):
        crawl(data, listed, night, RETRY_TIMES=0)
    assert episodes(data) == {}


def test_an_article_that_rolls_off_the_end_is_not_dropped(data: Data, listed: Site) -> None:
    newer = ["tin-23", "tin-22", "tin-21"]
    put_pages(listed, *newer)
    put_list(listed, *newer, *LISTED[:3])
    for night in (1, 2, 3):
        crawl(data, listed, night)
    assert episodes(data) == {}
