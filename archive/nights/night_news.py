"""What a night has to tell: sources that turned red or well, withdrawals, watched organizations."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlite_utils import Database

from archive.clock import night_in_sql
from archive.nights.verdicts import RED
from archive.vietnamese import fold

WATCHED = "watched.txt"  # in the data folder: a name or an id of an organization a line; # begins a remark
# What could not be sent is told on a later night, but not for ever.
NIGHTS_TO_TELL = 3


@dataclass(frozen=True)
class News:
    """One thing that changed. `id` says what was told, so that nobody is told twice."""

    id: str
    vietnamese: str
    english: str


def news_of(db: Database, day: str, folder: Path) -> list[News]:
    """What changed on this night and the two before it, the most urgent first."""
    since = str(date.fromisoformat(day) - timedelta(NIGHTS_TO_TELL - 1))
    found = [*_verdicts(db, day, since), *_withdrawals(db, day, since), *_watched(db, day, since, folder)]
    return list({news.id: news for news in found}.values())


def _verdicts(db: Database, day: str, since: str) -> Iterator[News]:
    """Sources that are red since one of these nights, or were red on the one before and are well now."""
    for row in db.query(NEWEST_VERDICTS, {"day": day}):
        before = row["before"]
        turned = row["verdict"] in RED if before is None else (before in RED) or (row["verdict"] in RED)
        if turned and row["since"] >= since and row["verdict"] != before:
            identity = f"verdict/{row['source']}/{row['verdict']}/{row['since']}"
            yield News(identity, row["sentence_vi"], row["sentence_en"])


# `before` is the verdict on the night before the one that holds since then.
NEWEST_VERDICTS = """
with judged as (
    select night_sources.*, day from night_sources join nights on nights.id = night_sources.night
    where verdict is not null and day <= :day
)
select source, verdict, since, sentence_vi, sentence_en, (
    select verdict from judged as earlier where earlier.source = newest.source and earlier.day < newest.since
    order by day desc limit 1
) as before
from judged as newest
where day = (select max(day) from judged as other where other.source = newest.source)
order by source
"""


def _withdrawals(db: Database, day: str, since: str) -> Iterator[News]:
    for row in db.query(WITHDRAWN, {"day": day, "since": since}):
        headline = row["headline"] or row["url"] or row["article"]
        when = row["withdrawn_at"][:10]
        yield News(
            f"withdrawal/{row['article']}/{row['number']}",
            f"{row['name']}: bài “{headline}” đã bị gỡ (xác nhận {when}, ba đêm không thấy): {row['url']}",
            f"{row['name_en']}: the article “{headline}” was taken down (confirmed {when}): {row['url']}",
        )


# Those of a source that stands badly are held: they may be its trouble and not the publisher's doing.
WITHDRAWN = f"""
select withdrawals.article, withdrawals.number, withdrawn_at, headline, url, name, name_en
from withdrawals
join articles on articles.id = withdrawals.article
join sources on sources.id = articles.source
where state = 'withdrawn' and {night_in_sql("withdrawn_at")} between :since and :day and not exists (
    select 1 from night_sources join nights on nights.id = night_sources.night
    where night_sources.source = articles.source and day = :day and verdict in ('broken', 'blocked', 'moved')
)
order by withdrawn_at, withdrawals.article
"""  # noqa: S608


def watched_names(folder: Path) -> list[str]:
    """Lines of watched.txt; none where there is no such file."""
    path = folder / WATCHED
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
    return [line for line in (line.split(" #")[0].strip() for line in lines) if line and not line.startswith("#")]


def _watched(db: Database, day: str, since: str, folder: Path) -> Iterator[News]:
    """First reports: an organization that is watched is a party for the first time."""
    names = {fold(name) for name in watched_names(folder)}
    if not names:
        return
    for row in db.query(FIRST_REPORTS, {"day": day, "since": since}):
        spellings = {row["organization"], row["organization_name"], *json.loads(row["spellings"])}
        if names & {fold(spelling) for spelling in spellings}:
            yield News(
                f"first/{row['organization']}",
                f"{row['organization_name']} có tin đầu tiên: {row['headline']} ({row['name']}): {row['url']}",
                f"First report of {row['organization_name']}: {row['headline']} ({row['name_en']}): {row['url']}",
            )


FIRST_REPORTS = f"""
with parties as (
    select report_parties.organization, article, {night_in_sql("articles.first_seen")} as day,
        row_number() over (partition by report_parties.organization order by articles.first_seen, article) as nth
    from report_parties join reports using (article) join articles on articles.id = article
    where is_coordination = 1 and report_parties.organization is not null
)
select parties.organization, organizations.name as organization_name, headline, url, sources.name, sources.name_en,
    (select json_group_array(name) from organization_names as other where other.organization = parties.organization)
    as spellings
from parties
join organizations on organizations.id = parties.organization
join articles on articles.id = article
join sources on sources.id = articles.source
where nth = 1 and parties.day between :since and :day
order by articles.first_seen, parties.organization
"""  # noqa: S608
