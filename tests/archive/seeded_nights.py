"""Nights of a source put into an archive as crawls and the night command leave them, without crawling."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from archive import runs, store
from archive.history import withdrawals
from archive.model import VIETNAM, Article, Capture, PrintedTime
from archive.nights import politeness
from archive.nights.health import Expectation, Verdict, judge_night
from archive.nights.politeness import Tally
from archive.store import transaction
from tests.archive.small_archive import SmallArchive

SOURCE = "baovensong"
FIRST_DAY = date(2025, 6, 1)
PLACES = "Bến Tre Cồn Phụng Gò Dầu Hòn Khói Lộc An Mỹ Lộc Tân Thạnh Vĩnh Hòa Xuân Đám Phú Mỹ Long Điền".split()
GOOD_LIST = {("list", "leads"): 1}


def article(night: int, number: int, **changed: object) -> Article:
    """An article of its own words."""
    name = f"{PLACES[number % len(PLACES)]} {night}-{number}"
    day = datetime.combine(FIRST_DAY + timedelta(night), datetime.min.time(), VIETNAM) - timedelta(hours=9)
    body = tuple(
        f"Tại {name}, đồng chí Lê Thị Mận nêu việc thứ {part} của đêm {night}, bài {number}, cùng {part * 7} hộ dân."
        for part in range(1, 6)
    )
    made = Article(
        key=f"{night}{number:02}",
        url=f"https://baovensong.example/{night}{number:02}.html",
        headline=f"Đảng ủy {name} ký kết chương trình phối hợp với Hội Nông dân",
        body=body,
        author=f"Trần Bắc {number}",
        published=PrintedTime(day, "minute"),
        methods={"headline": "vensong: h1", "body": "vensong: .noi-dung", "published": "vensong: .ngay"},
    )
    return replace(made, **changed)  # type: ignore[arg-type]


@dataclass
class Nights:
    """An archive that lives through nights."""

    archive: SmallArchive
    night: int = -1
    expected: dict[str, Expectation] = field(default_factory=dict)

    @classmethod
    def begun(cls, folder: Path) -> Nights:
        """Two good nights of ten articles each, so that there is something to compare with."""
        nights = cls(SmallArchive(folder))
        for _ in range(2):
            nights.live([article(nights.night + 1, number) for number in range(10)])
        return nights

    @property
    def day(self) -> str:
        return str(FIRST_DAY + timedelta(self.night))

    def live(
        self,
        articles: list[Article] | None = None,
        answers: dict[tuple[str, str], int] | None = None,
        outcome: str = "finished",
        shown: int = 20,
        missing: list[tuple[Article, str]] | None = None,
    ) -> Verdict:
        """One night: what was read, what else was answered, how the crawl ended. Returns the verdict."""
        self.night += 1
        moment = datetime.combine(date.fromisoformat(self.day), datetime.min.time(), VIETNAM) + timedelta(hours=2)
        self._begin(moment, outcome)
        self._read(articles or [], missing or [], moment, shown if answers is None else 0)
        tally = Tally()
        tally.answers.update(GOOD_LIST if answers is None else answers)
        tally.answers.update({("page", "article"): len(articles)} if articles else {})
        with transaction(self.archive.db):
            politeness.keep_tally(self.archive.db, date.fromisoformat(self.day), SOURCE, tally)
        return self.judge()

    def judge(self) -> Verdict:
        (verdict,) = judge_night(self.archive.db, self.night + 1, self.expected)
        return verdict

    def _begin(self, moment: datetime, outcome: str) -> None:
        db = self.archive.db
        db.execute(
            "insert into nights (id, day, started_at) values (?, ?, ?)",
            [self.night + 1, self.day, store.utc(moment)],
        )
        run = f"run-{self.night}"
        db.execute("insert into runs (id, command, started_at) values (?, 'crawl', ?)", [run, store.utc(moment)])
        db.execute(
            "insert into source_runs (run, source, started_at, ended_at, outcome) values (?, ?, ?, ?, ?)",
            [run, SOURCE, store.utc(moment), store.utc(moment), outcome],
        )
        row = [self.night + 1, SOURCE, run, outcome]
        db.execute("insert into night_sources (night, source, run, outcome) values (?, ?, ?, ?)", row)

    def _read(self, articles: list[Article], missing: list[tuple[Article, str]], moment: datetime, shown: int) -> None:
        db, run = self.archive.db, f"run-{self.night}"
        with transaction(db):
            for number, one in enumerate(articles):
                capture = self.capture(one, moment + timedelta(minutes=number))
                kept = store.keep_article(db, capture, one, SOURCE, run)
                runs.count(db, run, SOURCE, fetched=1, **{kept.change: 1})
            for number, (one, answer) in enumerate(missing):
                capture = self.capture(one, moment + timedelta(hours=1, minutes=number))
                store.keep_absence(db, capture, store.article_id(SOURCE, one.key), answer, SOURCE, run)
            withdrawals.note_list(db, SOURCE, "https://baovensong.example/tin", store.utc(moment), shown)
            runs.count(db, run, SOURCE, lists=int(shown > 0), leads=shown)
            withdrawals.settle_nights(db, SOURCE)

    def capture(self, one: Article, moment: datetime) -> Capture:
        digest = sha256(f"{one.headline} {one.body} {one.published}".encode()).hexdigest()
        name = f"{self.night}-{one.key}-{moment:%H%M}"
        return Capture(name, one.url, moment.astimezone(UTC), 200, "text/html", digest, 2048, "a.warc.gz", 0, 900)
