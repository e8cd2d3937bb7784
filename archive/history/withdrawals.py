"""Which articles their publishers took down: absent on three nights on which the site itself answered.

A pure function of `sightings` and `list_nights`: settled anew, in whatever order they came in, it says the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby

from sqlite_utils import Database

from archive.clock import night_in_sql
from archive.history.sightings import ABSENT, PAGE_GONE, SEEN, Answer, Sighting, read_sightings

# The first night may be a slip of the server, the second its repair; a third is a decision.
NIGHTS_TO_WITHDRAW = 3
# A publisher takes down an article or two. Where more than half of those that were there are gone at once, the site
# is broken or moved, and nothing can be said of the single article ...
LARGEST_SHARE_GONE = 0.5
# ... but of one, two or three articles all may be gone by chance.
FEWEST_TO_JUDGE = 4

MISSING, WITHDRAWN, RESTORED = "missing", "withdrawn", "restored"
PAGES, LISTS = "pages", "lists"  # the two ways in which an article is looked for, each judged on its own


@dataclass(frozen=True)
class Withdrawal:
    """One row of `withdrawals`: an absence from its first night to its end."""

    article: int
    number: int
    state: str
    answer: str
    status: int | None
    last_whole_at: str
    last_whole_capture: int
    missing_at: str
    missing_capture: int
    nights: int
    withdrawn_at: str | None
    restored_at: str | None
    restored_capture: int | None


def note_list(db: Database, source: str, url: str, seen_at: str, shown: int) -> None:
    """A list answered and showed so many articles; none is the same as no answer. `seen_at` is that of its capture.

    Call inside the transaction that stores what the list showed.
    """
    if not shown:
        return
    db.execute(
        f"""
        insert into list_nights (source, night, list, shown) values (?, {night_in_sql("?")}, ?, ?)
        on conflict do update set shown = max(shown, excluded.shown)
        """,  # noqa: S608
        [source, seen_at, url, shown],
    )


def settle_nights(db: Database, source: str) -> None:
    """Make a source's withdrawals what its sightings say, at the end of a crawl or import: whether a night counts is
    known only then. Call inside a transaction.
    """
    sightings = list(read_sightings(db, WEIGHED, [source, source]))
    shown = dict(
        db.execute("select night, sum(shown) from list_nights where source = ? group by night", [source]).fetchall()
    )
    counting = counting_nights(sightings, shown)
    by_article = defaultdict(list)
    for sighting in sightings:
        by_article[sighting.article].append(sighting)
    db.execute("delete from withdrawals where article in (select id from articles where source = ?)", [source])
    for article in sorted(by_article):
        for withdrawal in episodes(by_article[article], counting):
            row = asdict(withdrawal)
            columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
            db.execute(f"insert into withdrawals ({columns}) values ({values})", row)  # noqa: S608 (names of columns)


# The whole history of each article that was ever absent, and of the other articles the nights on which one was.
WEIGHED = """
where sightings.article in (select id from articles where source = ?) and (
    sightings.article in (
        select article from sightings where answer in ('not_found', 'empty', 'stub', 'home_page', 'delisted')
    )
    or night in (
        select night from sightings join articles on articles.id = sightings.article
        where answer in ('not_found', 'empty', 'stub', 'home_page', 'delisted') and articles.source = ?
    )
)
"""


def counting_nights(sightings: Iterable[Sighting], shown: Mapping[str, int]) -> set[tuple[str, str]]:
    """(night, PAGES or LISTS) for each night on which the source answered so that an absence means something.

    `sightings` are one source's, in order; `shown` says how many articles its lists showed on each night.
    """
    counting: set[tuple[str, str]] = set()
    gone: dict[str, set[int]] = {PAGES: set(), LISTS: set()}  # those that a night that counts has found absent
    for night, tonight in groupby(sorted(sightings, key=lambda one: one.night), key=lambda one: one.night):
        looks = _last_looks(tonight)
        listed = shown.get(night, 0)
        if not listed and not any(look.answer in SEEN for look in looks[PAGES].values()):
            continue  # the source did not answer at all
        for way, others in ((PAGES, 0), (LISTS, listed)):
            absent = {article for article, look in looks[way].items() if look.answer in ABSENT}
            gone[way] -= looks[way].keys() - absent
            # What is known to be gone is looked for every night, and says nothing about tonight.
            fresh = looks[way].keys() - gone[way]
            if _is_believed(len(absent & fresh), len(fresh) + others):
                counting.add((night, way))
                gone[way] |= absent
    return counting


def _is_believed(absent: int, looked: int) -> bool:
    return looked < FEWEST_TO_JUDGE or absent <= LARGEST_SHARE_GONE * looked


def _last_looks(sightings: Iterable[Sighting]) -> dict[str, dict[int, Sighting]]:
    """Way -> article -> the last look of a night."""
    looks: dict[str, dict[int, Sighting]] = {PAGES: {}, LISTS: {}}
    for sighting in sightings:
        looks[_way(sighting)][sighting.article] = sighting
    return looks


def _way(sighting: Sighting) -> str:
    return LISTS if sighting.answer in (Answer.DELISTED, Answer.LISTED) else PAGES


@dataclass
class _Absence:
    """An absence that has not ended yet."""

    first: Sighting
    last: Sighting
    nights: list[str] = field(default_factory=list)
    withdrawn_at: str | None = None
    page_went: bool = False  # False: only the list dropped it

    def add(self, sighting: Sighting) -> None:
        self.last = sighting
        self.page_went = self.page_went or sighting.answer in PAGE_GONE
        if sighting.night not in self.nights:
            self.nights.append(sighting.night)
        if len(self.nights) == NIGHTS_TO_WITHDRAW:
            self.withdrawn_at = self.withdrawn_at or sighting.seen_at

    def ends_with(self, sighting: Sighting) -> bool:
        """A page that was gone ends it by being there; where only the list had dropped it, the list does."""
        return sighting.answer in SEEN if self.page_went else sighting.answer is Answer.LISTED


def episodes(sightings: Iterable[Sighting], counting: set[tuple[str, str]]) -> Iterator[Withdrawal]:
    """One article's absences, from its sightings in order and the nights that count."""
    number = 0
    whole: Sighting | None = None
    absence: _Absence | None = None
    for sighting in sightings:
        if absence and whole and absence.ends_with(sighting):
            number += 1
            yield _withdrawal(absence, whole, number, sighting)
            absence = None
        if sighting.answer in SEEN:
            whole = sighting
        elif whole and sighting.answer in ABSENT and (sighting.night, _way(sighting)) in counting:
            absence = absence or _Absence(sighting, sighting)
            absence.add(sighting)
    if absence and whole:
        yield _withdrawal(absence, whole, number + 1, None)


def _withdrawal(absence: _Absence, whole: Sighting, number: int, end: Sighting | None) -> Withdrawal:
    state = RESTORED if end else WITHDRAWN if absence.withdrawn_at else MISSING
    return Withdrawal(
        article=whole.article,
        number=number,
        state=state,
        answer=absence.last.answer,
        status=absence.last.status,
        last_whole_at=whole.seen_at,
        last_whole_capture=whole.capture,
        missing_at=absence.first.seen_at,
        missing_capture=absence.last.capture,
        nights=len(absence.nights),
        withdrawn_at=absence.withdrawn_at,
        restored_at=end.seen_at if end else None,
        restored_capture=end.capture if end else None,
    )
