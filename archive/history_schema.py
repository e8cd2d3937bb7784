"""The tables of what changed and what vanished: everything in them can be made again from the captures."""

SIGHTINGS = """
create table sightings (
    article integer not null references articles (id), -- the article
    capture integer not null references captures (id), -- the evidence: its page, or the list that shows it no more
    seen_at text not null, -- when that was captured
    night text not null, -- day of it in Vietnam, which is how nights are counted
    answer text not null, -- whole, unchanged (304 or the same bytes), not_found, empty, stub, home_page or delisted
    fingerprint text, -- the wording that was seen; empty where the article was not
    primary key (article, capture)
);
create index sightings_by_capture on sightings (capture);
create index sightings_by_moment on sightings (article, seen_at);
"""

EDITS = """
create table edits (
    article integer not null references articles (id), -- the article
    before integer not null, -- number of the wording that went
    after integer not null, -- number of the wording that came
    seen_at text not null, -- when the new wording was first captured
    class text not null, -- what sort of change it is: see archive/edits.py
    changes text not null, -- JSON list of word-level changes: where, words that went, words that came
    returns integer not null default 0, -- how often the page flipped between the two wordings afterwards
    last_seen_at text not null, -- when it last did; seen_at where it never did
    capture integer not null references captures (id), -- the evidence of the new wording
    primary key (article, before, after),
    foreign key (article, before) references versions (article, number),
    foreign key (article, after) references versions (article, number)
);
create index edits_by_moment on edits (seen_at);
create index edits_by_capture on edits (capture);
"""

WITHDRAWALS = """
create table withdrawals (
    article integer not null references articles (id), -- the article
    number integer not null, -- 1 is the first time that it went
    state text not null, -- missing (seen on fewer than three nights), withdrawn or restored
    answer text not null, -- what the site answered last: not_found, empty, stub, home_page or delisted
    status integer, -- HTTP status of that answer
    last_whole_at text not null, -- when it was last seen whole
    last_whole_capture integer not null references captures (id), -- the evidence of that
    missing_at text not null, -- when it was first missing
    missing_capture integer not null references captures (id), -- the evidence of what the site answered last
    nights integer not null, -- nights on which it was missing
    withdrawn_at text, -- when the third night confirmed it; empty before
    restored_at text, -- when it was whole again
    restored_capture integer references captures (id), -- the evidence of that
    primary key (article, number)
);
create index withdrawals_by_state on withdrawals (state, withdrawn_at);
create index withdrawals_by_last_whole on withdrawals (last_whole_capture);
create index withdrawals_by_missing on withdrawals (missing_capture);
create index withdrawals_by_restored on withdrawals (restored_capture);
"""

# Where captures came from that our own crawls did not make.
ORIGINS = """
create table capture_origins (
    capture integer primary key references captures (id), -- the capture
    origin text not null, -- name of the file, or address of the web archive, that it was imported from
    digest text -- of the payload, as that archive stated it: sha1:BASE32 or sha256:HEX; empty where it stated none
);
"""

# leads is the operators' own table and nothing refers to it, so it is made anew with the columns of revisits.
LEADS = """
create table leads_with_revisits (
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
    revisit_at text, -- when an article is to be looked at again; empty for lists and for what is no article
    etag text, -- as the server stated it with the newest whole answer
    last_modified text, -- as the server stated it with the newest whole answer
    unique (source, kind, key)
);
insert into leads_with_revisits
    select *, null, null, null from leads;
drop table leads;
alter table leads_with_revisits rename to leads;
create index leads_to_fetch on leads (source, kind, state, id);
create index leads_to_revisit on leads (source, revisit_at);
"""

# The same story in several papers, and the same ritual with other people elsewhere.
STORIES = """
create table stories (
    id integer primary key, -- id of its first article
    first_article integer not null references articles (id), -- the earliest known article that tells it
    articles integer not null, -- how many tell it
    sources integer not null -- how many sources tell it
);

create table story_articles (
    article integer primary key references articles (id), -- the article
    story integer not null references stories (id), -- the story that it tells
    similarity real not null, -- 0 to 1: share of three-word pieces that it has in common with the first article
    kept real not null -- 0 to 1: share of the first article's three-word pieces that it keeps
);
create index story_articles_by_story on story_articles (story);

create table same_formulas (
    article integer not null references articles (id), -- an article
    other integer not null references articles (id), -- an article in similar words about other people or another place
    similarity real not null, -- 0 to 1: share of three-word pieces in common
    primary key (article, other)
);
create index same_formulas_by_other on same_formulas (other);

create table sketches (
    article integer primary key references articles (id), -- the article
    fingerprint text not null, -- the wording that was sketched
    made_with text not null -- library, version and numbers of the sketch: another one is made anew
);

create table sketch_bands (
    band integer not null, -- number of the band
    hash integer not null, -- hash of the band's values: articles with an equal band may be alike
    article integer not null references articles (id), -- the article
    primary key (band, hash, article)
) without rowid;
create index sketch_bands_by_article on sketch_bands (article);
"""

# What an archive of before knows: each wording was whole when it was first captured, and so at the newest reading.
SIGHTINGS_SO_FAR = """
insert into sightings (article, capture, seen_at, night, answer, fingerprint)
    select article, capture, seen_at, date(seen_at, '+7 hours'), 'whole', fingerprint from versions;
insert or ignore into sightings (article, capture, seen_at, night, answer, fingerprint)
    select articles.id, articles.capture, checked_at, date(checked_at, '+7 hours'), 'whole', fingerprint
    from articles join versions on versions.article = articles.id and versions.number = articles.version;
"""

SCRIPT = SIGHTINGS + EDITS + WITHDRAWALS + ORIGINS + LEADS + STORIES + SIGHTINGS_SO_FAR
