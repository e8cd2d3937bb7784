"""What the lists of a source show, and which articles they have dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from archive import frontier, store
from archive.clock import night_of
from archive.dates import parse_printed
from archive.frontier import Lead
from archive.history import withdrawals
from archive.history.sightings import Answer
from archive.model import VIETNAM, Capture
from archive.store import article_id, utc

# Items kept at the top stand out of the order of dates, and so may one or two others; a list with more of them is
# ordered by something else, and its dates do not say where it ends.
LEAST_IN_ORDER = 0.5


@dataclass(frozen=True)
class ListShown:
    """A page of a list, as it was read."""

    key: str  # of the address that answered
    leads: tuple[Lead, ...]  # in the order in which it shows them
    further: str | None  # key of the page that comes next
    is_first: bool  # the list begins with it


def keep_list(db: Database, capture: Capture, page: ListShown, source: str, run: str) -> list[int]:
    """Note what a page of a list shows; returns the articles that it lacks, each kept as an absence once a night.

    One that it had dropped and shows again is noted too. Call inside a transaction, in order of capture.
    """
    moment, night = utc(capture.captured_at), str(night_of(capture.captured_at))
    reading = _reading(db, source, page, moment)
    if reading is None or not page.leads:
        return []  # no list, or behind a gap; or a list that shows nothing, which says nothing
    listing, began, upper = reading
    withdrawals.note_list(db, source, capture.url or page.key, moment, len(page.leads))
    known = _note_shown(db, source, listing, page.leads, moment)
    for article in _dropped_before(db, source, page.leads):
        store.keep_listed(db, capture, article, source, run)
    lowest = _lowest_day(db, source, page.leads)
    if lowest is None:
        return []
    if page.further:
        _note_page(db, source, page.further, listing, began, lowest)
    dropped = _dropped(db, source, listing, began, lowest, upper)
    if len(dropped) > known:
        return []  # less is left than has gone: it is not the list that it was
    dropped = [article for article in dropped if _lists_last_word(db, article) != (Answer.DELISTED, night)]
    for article in dropped:
        store.keep_absence(db, capture, article, Answer.DELISTED, source, run)
        frontier.look_now(db, article)
    return dropped


def _reading(db: Database, source: str, page: ListShown, moment: str) -> tuple[str, str, str | None] | None:
    """Key of the list, when its newest reading began, and the lowest day of the pages before; None behind a gap."""
    if page.is_first:
        db.execute("delete from list_pages where source = ? and list = ?", [source, page.key])
        _note_page(db, source, page.key, page.key, moment, None)
    found = db.execute("select list, began, upper_day from list_pages where source = ? and key = ?", [source, page.key])
    return found.fetchone()  # type: ignore[no-any-return]


def _note_page(db: Database, source: str, key: str, listing: str, began: str, upper: str | None) -> None:
    row = [source, key, listing, began, upper]
    db.execute("insert or replace into list_pages (source, key, list, began, upper_day) values (?, ?, ?, ?, ?)", row)


def _note_shown(db: Database, source: str, listing: str, leads: Sequence[Lead], moment: str) -> int:
    """Returns how many of them this list had shown before."""
    known = 0
    for lead in leads:
        day = _printed_day(lead)
        updated = db.execute(
            "update listings set last_shown = ?, day = coalesce(?, day) where source = ? and list = ? and key = ?",
            [moment, day, source, listing, lead.key],
        )
        known += updated.rowcount
        if not updated.rowcount:
            row = [source, listing, lead.key, day, moment]
            db.execute("insert into listings (source, list, key, day, last_shown) values (?, ?, ?, ?, ?)", row)
    return known


def _dropped_before(db: Database, source: str, leads: Sequence[Lead]) -> list[int]:
    """Those of them whose list's newest word was that it had dropped them."""
    articles = [article_id(source, lead.key) for lead in leads]
    return [article for article in articles if _lists_last_word(db, article)[0] == Answer.DELISTED]


def _lists_last_word(db: Database, article: int) -> tuple[str | None, str | None]:
    """Answer and night of the newest sighting that came from a list."""
    return db.execute(LISTS_LAST_WORD, [article]).fetchone() or (None, None)


LISTS_LAST_WORD = """
select answer, night from sightings join captures on captures.id = sightings.capture
where article = ? and answer in ('delisted', 'listed') order by seen_at desc, record_id desc limit 1
"""


def _lowest_day(db: Database, source: str, leads: Sequence[Lead]) -> str | None:
    """The day of the last item; None for a list that is not in order of dates."""
    days = [day for lead in leads if (day := _printed_day(lead) or _published_day(db, source, lead))]
    in_order = [day for place, day in enumerate(days) if day >= max(days[place:])]
    return days[-1] if len(in_order) > LEAST_IN_ORDER * len(days) else None


def _printed_day(lead: Lead) -> str | None:
    printed = parse_printed(lead.date) if lead.date else None
    return str(_day(printed.value)) if printed and printed.precision in ("minute", "day") else None


def _published_day(db: Database, source: str, lead: Lead) -> str | None:
    found = db.execute(
        "select published from articles where id = ? and published_precision in ('minute', 'day')",
        [article_id(source, lead.key)],
    ).fetchone()
    return str(_day(datetime.fromisoformat(found[0]))) if found else None


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _dropped(db: Database, source: str, listing: str, began: str, lowest: str, upper: str | None) -> list[int]:
    """Articles of days that the page covers, shown before, that no page of this reading shows, and no other list.

    Days are compared, and the page's last day is left out: what is of that day may have rolled off its end.
    """
    rows = db.execute(GONE, {"source": source, "list": listing, "began": began, "lowest": lowest, "upper": upper})
    return [row[0] for row in rows.fetchall()]


GONE = """
select id from (
    select articles.id, case
        when listings.day is not null then listings.day
        when published_precision in ('minute', 'day') then date(published, '+7 hours')
    end as day
    from listings join articles on articles.source = listings.source and articles.key = listings.key
    where listings.source = :source and list = :list and last_shown < :began and not exists (
        select * from listings as others
        join list_pages on list_pages.source = others.source and list_pages.key = others.list
        where others.source = :source and others.key = listings.key and others.list <> :list
            and others.last_shown >= list_pages.began
    )
)
where day > :lowest and (:upper is null or day <= :upper)
order by id
"""
