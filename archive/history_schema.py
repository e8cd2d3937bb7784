"""The tables of what changed and what vanished: everything in them can be made again from the captures."""

SIGHTINGS = """
create table sightings (
    article integer not null references articles (id), -- the article
    capture integer not null references captures (id), -- the evidence: its page, or the list that drops or shows it
    seen_at text not null, -- when that was captured
    night text not null, -- day of it in Vietnam, which is how nights are counted
    answer text not null, -- whole, unchanged, not_found, empty, stub, home_page, delisted or listed (again)
    fingerprint text, -- the wording that was seen; empty where the article was not
    primary key (article, capture)
);
create index sightings_by_capture on sightings (capture);
create index sightings_by_moment on sightings (article, seen_at);
create index sightings_by_night on sightings (night, article);
create index absences on sightings (article) where answer in ('not_found', 'empty', 'stub', 'home_page', 'delisted');
"""

# A list that reads well is evidence that the site answers, on nights on which no page was due.
LIST_NIGHTS = """
create table list_nights (
    source text not null references sources (id), -- the source
    night text not null, -- day in Vietnam
    list text not null, -- address of the list, or of one of its pages
    shown integer not null, -- articles that it showed, the most at one reading
    primary key (source, night, list)
) without rowid;
"""

EDITS = """
create table edits (
    article integer not null references articles (id), -- the article
    before integer not null, -- number of the wording that went
    after integer not null, -- number of the wording that came
    seen_at text not null, -- when the new wording was first captured
    class text not null, -- boring, typo, headline, date, names_or_numbers, paragraph_removed or _added, rewritten
    changes text not null, -- JSON list of changed paragraphs: where, numbers, the words that stayed, went and came
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
    state text not null, -- missing (on fewer than three nights), withdrawn or restored
    answer text not null, -- what the site answered last: not_found, empty, stub, home_page or delisted
    status integer, -- HTTP status of that answer
    last_whole_at text not null, -- when it was last seen whole
    last_whole_capture integer not null references captures (id), -- the evidence of that
    missing_at text not null, -- when it was first missing
    missing_capture integer not null references captures (id), -- the evidence of what the site answered last
    nights integer not null, -- nights on which it was missing
    withdrawn_at text, -- when the third night confirmed it; empty before
    restored_at text, -- when it was whole again, or listed again where only its list had dropped it
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

# What lists showed, so that a list tells what it has dropped; see archive/history/listings.py.
LISTINGS = """
create table listings (
    source text not null references sources (id), -- the source
    list text not null, -- key of the first page of the list
    key text not null, -- the publisher's own identity of a page that it shows
    day text, -- day that the list prints beside it
    last_shown text not null, -- when the list last showed it
    primary key (source, list, key)
) without rowid;

create table list_pages (
    source text not null references sources (id), -- the source
    key text not null, -- a page of a list that was read, or with which a reading goes on
    list text not null, -- key of the first page of the list
    began text not null, -- when the newest reading of the list began
    upper_day text, -- what is younger than this day stood on the pages before; empty for the first
    primary key (source, key)
) without rowid;
"""

# source_runs counts more now; its rows are copied, since a column that is added loses its comment.
RUN_COUNTS = """
create table source_runs_with_revisits (
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
    revisited integer not null default 0, -- known articles that were looked at again
    missing integer not null default 0, -- known articles that were not there, or that a list had dropped
    primary key (run, source)
);
insert into source_runs_with_revisits
    select *, 0, 0 from source_runs;
drop table source_runs;
alter table source_runs_with_revisits rename to source_runs;
"""

# The same story in several papers, and the same ritual with other people elsewhere: see archive/stories/stories.py.
STORIES = """
create table stories (
    id integer primary key, -- id of its first article
    first_article integer not null references articles (id), -- the earliest known article that tells it
    articles integer not null, -- how many tell it, two or more
    sources integer not null -- how many sources tell it
);
create index stories_by_first_article on stories (first_article);

create table story_articles (
    article integer primary key references articles (id), -- the article
    story integer not null references stories (id), -- the story that it tells
    similarity real not null, -- 0 to 1: share of three-syllable pieces that it has in common with the first article
    kept real not null -- 0 to 1: share of the first article's three-syllable pieces that it keeps
);
create index story_articles_by_story on story_articles (story);

create table likenesses (
    article integer not null references articles (id), -- an article
    other integer not null references articles (id), -- one that tells the same event, or one of the five most alike
    shared integer not null, -- bands that their sketches have in common, which is how the most alike are found
    similarity real not null, -- 0 to 1: share of three-syllable pieces in common
    kept real not null, -- 0 to 1: share of the other's pieces that the article keeps
    same_event integer, -- 1: people, place and time agree; 0: they do not; empty: the texts do not say
    primary key (article, other)
);
create index likenesses_by_other on likenesses (other);

create view same_formulas as
select article, other, similarity
from likenesses
where same_event = 0 and similarity >= 0.25 and not exists (
    select * from story_articles as mine join story_articles as theirs on theirs.story = mine.story
    where mine.article = likenesses.article and theirs.article = likenesses.other
);

create table sketches (
    article integer primary key references articles (id), -- the article
    fingerprint text not null, -- the wording that was sketched
    facts text not null, -- JSON object of people, place and dates, as they were when it was placed
    made_with text not null, -- library, version and numbers of the sketch: another one is made anew
    day integer not null, -- the article's day, counted from 1 January of the year 1; 0 where it is not known
    bands blob not null -- hashes of its bands, four bytes each
);

create table sketch_bands (
    hash integer not null, -- of the band's number and values: articles with an equal one may be alike
    day integer not null, -- that of the sketch
    article integer not null, -- the article; it and its bands are in sketches, so no index leads here from it
    primary key (hash, day, article)
) without rowid;
"""

# What an archive of before knows: each wording was whole when it was first captured, and so at the newest reading.
SIGHTINGS_SO_FAR = """
insert into sightings (article, capture, seen_at, night, answer, fingerprint)
    select article, capture, seen_at, date(seen_at, '+7 hours'), 'whole', fingerprint from versions;
insert or ignore into sightings (article, capture, seen_at, night, answer, fingerprint)
    select articles.id, articles.capture, checked_at, date(checked_at, '+7 hours'), 'whole', fingerprint
    from articles join versions on versions.article = articles.id and versions.number = articles.version;
"""

LOOKING_AGAIN = LEADS + LISTINGS + RUN_COUNTS
SCRIPT = SIGHTINGS + LIST_NIGHTS + EDITS + WITHDRAWALS + ORIGINS + LOOKING_AGAIN + STORIES + SIGHTINGS_SO_FAR
