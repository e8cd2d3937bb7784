"""Stories: the same text in several papers, with its first source and what each changed.

An article that is placed anew is taken out with all that hung on it, and the stories that it touched are put together
again: they follow from the articles as they are now, whatever the order in which they came.
"""

import json
from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from archive.history import edits
from archive.history.versions import PARAGRAPH
from archive.store import transaction
from archive.stories.likenesses import MADE, Row, link, refill, store_sketch, take_out
from archive.stories.same_event import Facts, facts_from

BATCH = 100  # articles a transaction: a crawl that waits for the lock waits for about a second

# An article as it is now, and all beside its words that decides where it belongs. The order of names is fixed.
CURRENT = """
select articles.id, articles.source, versions.body, versions.fingerprint, json_object(
    'published', published, 'precision', published_precision, 'first_seen', articles.first_seen,
    'event_date', iif(event_date_precision = 'day', event_date, null), 'province', province, 'district', district,
    'people', (select json_group_array(name) from (
        select distinct name from report_people where article = articles.id order by name
    )),
    'parties', (select json_group_array(organization) from (
        select distinct organization from report_parties
        where article = articles.id and organization is not null order by organization
    ))
) as facts
from articles
join versions on versions.article = articles.id and versions.number = articles.version
left join reports on reports.article = articles.id
"""

WAITING = f"""
with current as ({CURRENT})
select current.id from current left join sketches on article = id
where (sketches.fingerprint, sketches.facts, made_with) is not (current.fingerprint, current.facts, :made)
order by current.id
"""  # noqa: S608

# All articles that agreement on one event joins to these, directly or through others.
JOINED = """
with recursive joined (article) as (
    select value from json_each(:articles)
    union
    select other from likenesses join joined using (article) where same_event = 1
)
select article from joined
"""

TOLD = """
select article, other, similarity, kept from likenesses
where same_event = 1 and article in (select value from json_each(:members))
"""

FACTS = """
select article, source, facts from sketches join articles on articles.id = article
where article in (select value from json_each(:members))
"""


def place(db: Database, article: int) -> bool:
    """Find the story of a new or changed article; False where nothing changed. Call inside a transaction."""
    row = next(db.query(f"{CURRENT} where articles.id = ?", [article]))
    if _is_placed(db, row):
        return False
    companions, followers = take_out(db, article)
    placed = store_sketch(db, row)
    link(db, placed)
    for follower in followers:
        refill(db, follower)
    _settle(db, [article, *companions])
    return True


def place_all(db: Database, tell: Callable[[str], None]) -> int:
    """Place all articles that are new, reworded, read otherwise or sketched otherwise. Returns how many."""
    waiting = [row["id"] for row in db.query(WAITING, {"made": MADE})]
    for start in range(0, len(waiting), BATCH):
        with transaction(db):
            for article in waiting[start : start + BATCH]:
                place(db, article)
        tell(f"{min(start + BATCH, len(waiting))} of {len(waiting)} articles compared with the others")
    return len(waiting)


def forget(db: Database, article: int) -> None:
    """Take out an article that is to be deleted itself. Call inside a transaction."""
    companions, followers = take_out(db, article)
    for table in ("sketches", "story_articles"):
        db.execute(f"delete from {table} where article = ?", [article])  # noqa: S608 (names of our own tables)
    for follower in followers:
        refill(db, follower)
    _settle(db, [article, *companions])


def changes(db: Database, article: int) -> edits.Edit | None:
    """What an article changed against the first of its story; None for the first, and for one that has no story."""
    query = "select story from story_articles where article = ? and story <> article"
    first = next((row["story"] for row in db.query(query, [article])), None)
    return edits.compare(_wording(db, first), _wording(db, article)) if first is not None else None


def _wording(db: Database, article: int) -> edits.Wording:
    row = next(db.query("select headline, body, captions from articles where id = ?", [article]))
    return edits.Wording(row["headline"] or "", tuple(row["body"].split(PARAGRAPH)), tuple(json.loads(row["captions"])))


def _is_placed(db: Database, row: Row) -> bool:
    query = "select * from sketches where article = ? and fingerprint = ? and facts = ? and made_with = ?"
    return any(db.query(query, [row["id"], row["fingerprint"], row["facts"], MADE]))


def _settle(db: Database, touched: list[int]) -> None:
    """Put the stories of these articles, and of all that hang together with them, together anew."""
    members = [row["article"] for row in db.query(JOINED, {"articles": json.dumps(touched)})]
    among = {"members": json.dumps(members)}
    db.execute("delete from story_articles where article in (select value from json_each(:members))", among)
    db.execute("delete from stories where first_article in (select value from json_each(:members))", among)
    told = {(row["article"], row["other"]): row for row in db.query(TOLD, among)}
    if told:
        facts = [facts_from(row["article"], row["source"], row["facts"]) for row in db.query(FACTS, among)]
        for first, others in _stories(facts, told).items():
            _store_story(db, first, others, told)


def _stories(facts: Iterable[Facts], told: Mapping[tuple[int, int], Row]) -> dict[Facts, list[Facts]]:
    """First articles -> those that follow them. Each follows the first article that it is most alike to.

    A chain does not join: what agrees only with a follower begins a story of its own.
    """
    stories: dict[Facts, list[Facts]] = {}
    for article in sorted(facts, key=lambda one: (one.out_by, one.id)):
        firsts = [first for first in stories if (article.id, first.id) in told]
        if firsts:
            nearest = max(firsts, key=lambda first: told[article.id, first.id]["similarity"])
            stories[nearest].append(article)
        else:
            stories[article] = []
    return {first: others for first, others in stories.items() if others}


def _store_story(db: Database, first: Facts, others: list[Facts], told: Mapping[tuple[int, int], Row]) -> None:
    sources = {article.source for article in (first, *others)}
    story = (first.id, first.id, len(others) + 1, len(sources))
    db.execute("insert into stories (id, first_article, articles, sources) values (?, ?, ?, ?)", story)
    pairs = (told[article.id, first.id] for article in others)
    rows = [(first.id, first.id, 1.0, 1.0)]
    rows += [(pair["article"], first.id, pair["similarity"], pair["kept"]) for pair in pairs]
    insert = "insert into story_articles (article, story, similarity, kept) values (?, ?, ?, ?)"
    db.conn.executemany(insert, rows)
