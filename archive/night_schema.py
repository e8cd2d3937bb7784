"""The tables of the nights: what each brought, how each source stood, how politely it was asked, what is not archived.

Most of it cannot be made again from the captures: that a server was silent leaves no record.
"""

NIGHTS = """
create table nights (
    id integer primary key, -- number of the night
    day text not null unique, -- day in Vietnam, which is how nights are counted: a second run of a day completes it
    started_at text not null, -- when it first started
    ended_at text, -- when it ended; empty while it runs and after it was killed
    exit_code integer, -- of `scrapy nightly`: 0 all well, 1 some sources red, 3 nothing published, 5 stopped
    published text, -- when its public.db took the place of the one before; empty where that one stands
    digest text -- name of the file in runs/ that holds the hashes of what was captured
);

create table night_sources (
    night integer not null references nights (id), -- the night
    source text not null references sources (id), -- the source
    run text references runs (id), -- its newest crawl of that night; empty where none was started
    started_at text, -- when that crawl was started
    ended_at text, -- when it ended; empty while it runs and after the night was killed
    outcome text, -- that of the crawl: finished, budget_spent and so on; timed_out, crashed, stopped, not_started
    requests integer, -- lists and pages asked for; redirects and second tries are in host_nights
    new integer, -- articles stored for the first time
    changed integer, -- articles whose wording changed
    missing integer, -- known articles that were not there, or that a list had dropped
    refused text, -- JSON object: reason, how many pages
    seconds real, -- how long its crawls of that night took
    exit_code integer, -- of the newest crawl's process; negative: the signal that ended it
    verdict text, -- ok, quiet, broken, blocked, down, moved or retired; empty until it is judged
    since text, -- first night of the verdict, a day in Vietnam; ok and quiet count as one
    evidence text, -- JSON object: what the verdict was made of, counts and captures
    sentence_vi text, -- what happened, since when and what to do, in Vietnamese
    sentence_en text, -- the same in English
    accepted_at text, -- when a person looked and took what it brought for good; empty: nobody did
    primary key (night, source)
);
create index night_sources_by_source on night_sources (source, night);
create index night_sources_by_run on night_sources (run);

create table held_runs (
    run text not null references runs (id), -- a crawl of a night on which the source stood badly
    source text not null references sources (id), -- the source
    night integer not null references nights (id), -- that night
    held_at text not null, -- since when readers are not shown what it read
    reread_at text, -- when its captures were read again with an extraction that somebody had looked at
    released_at text, -- since when readers are shown it: somebody accepted it, or it was read again; empty: held
    primary key (run, source)
);
create index held_runs_by_source on held_runs (source, released_at);

create view source_freshness as
select sources.id as source, nights.day as night, verdict, since, sentence_vi, sentence_en,
    (select max(ended_at) from night_sources as read
        where read.source = sources.id and read.verdict in ('ok', 'quiet')) as read_well_at,
    (select max(first_seen) from articles where articles.source = sources.id) as newest_article_at,
    (select min(held_at) from held_runs
        where held_runs.source = sources.id and released_at is null) as held_since
from sources
left join night_sources on night_sources.source = sources.id
    and night = (select max(night) from night_sources as newest where newest.source = sources.id)
left join nights on nights.id = night_sources.night;
"""

POLITENESS = """
create table robots_files (
    host text not null, -- host name, with its port where it states one
    sha256 text not null, -- of the file, decompressed, in hex
    text text not null, -- the file as it stood, its first 500 KB
    record_id text not null, -- WARC-Record-ID of the record that showed it first
    file text not null, -- WARC file of that record, below the captures folder
    offset integer not null, -- byte at which the record starts
    first_seen text not null, -- when it was first seen so
    last_seen text not null, -- when it was last seen so
    primary key (host, sha256)
);

create table host_nights (
    night text not null, -- day in Vietnam
    source text not null references sources (id), -- the source for which the host was asked
    host text not null, -- host name, with its port where it states one
    requests integer not null, -- requests that reached the network, robots.txt among them
    bytes integer not null, -- bytes of the bodies that were received, as sent
    gaps integer not null, -- pauses between two requests that were measured: one fewer than requests in each crawl
    mean_gap real, -- seconds from the start of one request to that of the next, on average; empty for one request
    shortest_gap real, -- the shortest of them, in seconds
    robots_status integer, -- HTTP status of robots.txt; empty where it did not answer or was not asked for
    robots_sha256 text, -- of robots.txt as it stood, see robots_files; empty where there was none
    primary key (night, source, host)
) without rowid;
"""

READINGS = """
create table night_answers (
    night text not null, -- day in Vietnam
    source text not null references sources (id), -- the source
    kind text not null, -- list (a page of leads), page (perhaps an article) or known (an article, looked at again)
    answer text not null, -- leads, no_leads, article, unchanged, a reason as in refused, HTTP 403, error (in our code)
    number integer not null, -- how often
    primary key (night, source, kind, answer)
) without rowid;

create table field_readings (
    night text not null, -- day in Vietnam
    source text not null references sources (id), -- the source
    field text not null, -- headline, lead, body, author, dateline, section, published or captions
    articles integer not null, -- articles that were read that night
    filled integer not null, -- those in which the field holds something
    letters text not null, -- JSON object: power of two, how many values are at least so long and shorter than the next
    methods text not null, -- JSON object: method, how many values it won
    distinct_values integer not null, -- how many values differ
    repeated integer not null, -- articles whose value is also another's, or stands in the chrome: see nights/drift.py
    primary key (night, source, field)
) without rowid;
"""

COMPLETENESS = """
create table not_archived (
    source text not null references sources (id), -- the source
    url text not null, -- address that was seen and is not in the archive
    reason text not null, -- why it was refused or why the last fetch failed, as in refused; pending: not fetched yet
    first_seen text not null, -- when it was first seen
    last_seen text not null, -- when it was last seen
    listed_title text, -- headline as the list prints it
    primary key (source, url)
) without rowid;

create table completeness (
    source text not null references sources (id), -- the source
    month text not null, -- 2025-06: of publication where that is known, else of the date that the list prints
    listed integer not null, -- addresses seen, the sum of the next four
    archived integer not null, -- those whose article is in the archive
    refused integer not null, -- those that are no article
    pending integer not null, -- those that are still to be fetched
    failed integer not null, -- those that were given up
    gaps integer, -- running numbers between the lowest and the highest that were never seen; empty: it has none
    primary key (source, month)
) without rowid;
"""

# Operators' own: what was told to whom.
MESSAGES = """
create table messages (
    night text not null, -- day in Vietnam
    channel text not null, -- email, slack, telegram, webhook or feed
    sent_at text not null, -- when it was sent
    primary key (night, channel)
) without rowid;

create table told (
    channel text not null, -- email, slack, telegram, webhook or feed
    item text not null, -- what was told: verdict/baonghean/broken/2026-11-22, withdrawal/ARTICLE/1, first/ORGANIZATION
    night text not null, -- day in Vietnam of the message that told it
    primary key (channel, item)
) without rowid;
"""

SCRIPT = NIGHTS + POLITENESS + READINGS + COMPLETENESS + MESSAGES
