"""The archive's tables, made by numbered migrations. Each column says what it holds, in the SQL that SQLite keeps.

Times are UTC in ISO 8601 (`2026-11-22T01:02:03Z`), unless a column says otherwise.
"""

import re

from sqlite_utils import Database, Migrations

from archive import history_schema, night_schema, report_schema
from archive.history import versions

migrations = Migrations("archive")

SOURCES_TO_RUNS = """
create table runs (
    id text primary key, -- start time and four random hex digits: 20261122T010203Z-3f9a
    command text not null, -- what started it: crawl, importpages
    started_at text not null, -- when it started
    ended_at text, -- when it ended; empty while it runs and after it was killed
    recording text, -- the WARC or WACZ file that answered instead of the network; empty for a live run
    outcome text -- finished, stopped, or the reason why it ended early
);

create table sources (
    id text primary key, -- name of the spider
    name text not null, -- Vietnamese name
    name_en text not null, -- English name
    kind text not null, -- party, newspaper or government
    province text not null, -- province as it was named before July 2025
    home text not null, -- address of the home page
    former_domains text not null, -- JSON list of host names under which it stood before
    platform text not null, -- content system behind the site
    contact text, -- how to reach the publisher
    verified text, -- date when the spider last read the live site; empty: never, only recordings
    first_seen text not null, -- when the archive first met it
    last_seen text not null -- when it was last crawled or imported
);

create table source_runs (
    run text not null references runs (id), -- the run
    source text not null references sources (id), -- the source
    started_at text not null, -- when the crawl of this source started
    ended_at text, -- when it ended
    lists integer not null default 0, -- list pages read
    leads integer not null default 0, -- leads seen on them
    new_leads integer not null default 0, -- leads never seen before
    fetched integer not null default 0, -- pages fetched
    new_articles integer not null default 0, -- articles stored for the first time
    new_versions integer not null default 0, -- articles whose wording changed
    unchanged integer not null default 0, -- articles read again with the same wording
    refused integer not null default 0, -- pages that are no article
    failed integer not null default 0, -- pages to be tried again
    outcome text, -- why the crawl of this source ended
    primary key (run, source)
);
"""

LEADS_AND_CAPTURES = """
create table leads (
    id integer primary key, -- number of the row
    source text not null references sources (id), -- the source
    kind text not null, -- list (a page of leads) or page (perhaps an article)
    key text not null, -- the publisher's own identity of the page: one lead however it is addressed
    url text not null, -- canonical address
    seen_on text, -- the list on which it was first seen; empty: named by the source itself
    listed_title text, -- headline as the list prints it
    listed_date text, -- date as the list prints it
    state text not null, -- pending, done, refused or failed (given up)
    attempts integer not null default 0, -- fetches that failed so far
    not_before text, -- not tried again before this time
    reason text, -- why it was refused or why the last fetch failed
    first_seen text not null, -- when a list first showed it
    last_seen text not null, -- when a list last showed it
    unique (source, kind, key)
);
create index leads_to_fetch on leads (source, kind, state, id);

create table captures (
    id integer primary key, -- number of the row
    record_id text not null unique, -- WARC-Record-ID, a UUID
    source text not null references sources (id), -- the source
    run text not null references runs (id), -- the run that stored it
    url text, -- address asked for; empty for a file that does not say
    captured_at text not null, -- when the response came
    status integer, -- HTTP status; empty for a file that never came over HTTP
    content_type text not null, -- as the server stated it
    sha256 text not null, -- of the payload as sent, in hex
    size integer not null, -- bytes of the payload as sent
    file text not null, -- WARC file, below the captures folder
    offset integer not null, -- byte at which the record's gzip member starts
    length integer not null, -- bytes of that member
    ip text, -- address that answered
    protocol text -- as spoken: HTTP/1.1, h2
);
create index captures_by_source on captures (source, captured_at);
create index captures_by_run on captures (run);
create index captures_by_url on captures (url);
"""

ARTICLES = """
create table articles (
    id integer primary key, -- 52 bits of sha256(source, key): the same after a rebuild from the WARC files
    source text not null references sources (id), -- the source
    key text not null, -- the publisher's own identity of the article, raw
    url text, -- canonical address; empty for text that does not say
    headline text, -- as printed
    lead text, -- the sapo, where the page sets it apart
    author text, -- byline as printed
    dateline text, -- mark of the newsroom that opens the text, without brackets: Baonghean.vn
    section text, -- section as printed
    published text, -- as printed, with zone
    published_precision text, -- minute, day, month or year
    modified text, -- last change that the page states, with zone
    views integer, -- view count as printed when captured
    captions text not null, -- JSON list of picture captions
    methods text not null, -- JSON object: which candidate won each field
    capture integer not null references captures (id), -- the evidence of the newest reading
    version integer not null, -- number of the current wording in versions
    first_seen text not null, -- when its page was first captured
    last_seen text not null, -- when a list or a capture last showed it
    checked_at text not null, -- when its page was last captured and read
    body text not null, -- all that a reader reads, the lead first; paragraphs separated by an empty line
    unique (source, key)
);
create index articles_by_date on articles (published);
create index articles_by_source on articles (source, published);
create index articles_by_capture on articles (capture);

create table versions (
    article integer not null references articles (id), -- the article
    number integer not null, -- 1 is the first wording that the archive saw
    seen_at text not null, -- when this wording was first captured
    capture integer not null references captures (id), -- the evidence
    fingerprint text not null, -- sha256 of headline, body and captions, spelling and spaces made uniform
    headline text, -- as printed
    captions text not null, -- JSON list of picture captions
    body text not null, -- as printed
    primary key (article, number),
    unique (article, fingerprint)
);
create index versions_by_capture on versions (capture);

create table refused (
    id integer primary key, -- number of the row
    source text not null references sources (id), -- the source
    url text not null, -- address that was asked for
    reason text not null, -- from a closed list: not_found, listing, feed, stub, robots and so on
    detail text, -- what was seen
    capture integer references captures (id), -- the evidence; empty where nothing was fetched
    first_seen text not null, -- when it was first refused
    last_seen text not null, -- when it was last refused
    unique (source, url)
);
create index refused_by_capture on refused (capture);
"""

# A column that is added loses its comment, so the table is made anew; what refers to it finds its rows there again.
ENDS_OF_SOURCES = """
pragma defer_foreign_keys = on;
create temporary table sources_so_far as select * from sources;
drop table sources;
create table sources (
    id text primary key, -- name of the spider
    name text not null, -- Vietnamese name
    name_en text not null, -- English name
    kind text not null, -- party, newspaper or government
    province text not null, -- province as it was named before July 2025
    home text not null, -- address of the home page
    former_domains text not null, -- JSON list of host names under which it stood before
    platform text not null, -- content system behind the site
    contact text, -- how to reach the publisher
    verified text, -- date when the spider last read the live site; empty: never, only recordings
    first_seen text not null, -- when the archive first met it
    last_seen text not null, -- when it was last crawled or imported
    ended text, -- day since when the site is gone for good; empty while it is read
    ended_because text -- what became of it, and where that can be read
);
insert into sources
    select *, null, null from sources_so_far;
drop table sources_so_far;
"""


def _run_script(db: Database, script: str) -> None:
    """Statement by statement: executescript() would commit the migration's own transaction."""
    for statement in re.split(r";\n", script):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_sources_and_runs(db: Database) -> None:
    """Who is read, and when."""
    _run_script(db, SOURCES_TO_RUNS)


@migrations()
def m002_leads_and_captures(db: Database) -> None:
    """The frontier and the evidence."""
    _run_script(db, LEADS_AND_CAPTURES)


@migrations()
def m003_articles(db: Database) -> None:
    """What the pages say, in every wording seen, and the pages that say nothing."""
    _run_script(db, ARTICLES)


@migrations()
def m004_reports(db: Database) -> None:
    """What the articles report, and the places, bodies, people, documents and agreements that they name."""
    _run_script(db, report_schema.SCRIPT)


@migrations()
def m005_history(db: Database) -> None:
    """What changed, what vanished, what tells the same story; when to look again."""
    _run_script(db, history_schema.SCRIPT)
    for (article,) in db.execute("select article from versions where number = 2").fetchall():
        versions.settle(db, article)


@migrations()
def m006_partners_to_join(db: Database) -> None:
    """Whose agreements are to be found anew, and an index that holds renewals only."""
    _run_script(db, report_schema.PARTNERS_TO_JOIN + report_schema.RENEWALS)


@migrations()
def m007_nights(db: Database) -> None:
    """What each night brought, and how each source stood."""
    _run_script(db, night_schema.SCRIPT)


@migrations()
def m008_ends_of_sources(db: Database) -> None:
    """Which sites are no more, since when and why."""
    _run_script(db, ENDS_OF_SOURCES)


def column_comments(db: Database, table: str) -> dict[str, str]:
    """Column name -> its comment, read from the SQL that SQLite keeps; {} for a table without comments."""
    found = re.findall(r"^\s{4}(\w+) [^\n]*?-- (.+)$", db.table(table).schema, flags=re.MULTILINE)
    return dict(found)
