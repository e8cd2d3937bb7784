"""Tables of public.db that only the site reads: counts and moments that would take seconds to work out for a page.

They are made when the archive is published and say nothing that the other tables do not.
"""

SITE_TABLES = """
create table site_months (
    month text not null, -- of the event, else of publication: 2023-05
    kind text not null, -- kind of the reports
    province text not null, -- at the time of the event; '' where it is not known
    province_now text not null, -- of today; '' where it is not known
    reports integer not null,
    primary key (month, kind, province, province_now)
) without rowid;
insert into site_months
    select
        case
            when event_date is null then substr(published, 1, 7)
            when event_date_precision in ('day', 'month') then substr(event_date, 1, 7)
        end as month,
        kind, coalesce(province, ''), coalesce(province_now, ''), count(*)
    from reports join articles on articles.id = reports.article
    where is_coordination and length(month) = 7
    group by 1, 2, 3, 4;

create table site_partners (
    organization text not null,
    partner text not null, -- a body that is a party beside it; each pair stands here twice
    reports integer not null, -- in which both are parties
    first_day text, -- of the events; null where no report says
    last_day text,
    primary key (organization, partner)
) without rowid;
insert into site_partners
    select one.organization, other.organization, count(distinct one.article), min(event_date), max(event_date)
    from report_parties as one
    join report_parties as other on other.article = one.article and other.organization <> one.organization
    join reports on reports.article = one.article
    where is_coordination and one.organization is not null and other.organization is not null
    group by 1, 2;
create index site_partners_by_reports on site_partners (reports);

create table site_changes (
    article integer primary key,
    part integer not null, -- of the sitemap: ten thousand articles each, by their ids
    changed_at text not null -- when its page of ours last said something new: another wording, gone or back
);
create index site_changes_by_part on site_changes (part, changed_at);
insert into site_changes
    select
        articles.id,
        (row_number() over (order by articles.id) - 1) / 10000,
        max(
            articles.first_seen,
            coalesce((select max(seen_at) from versions where article = articles.id), ''),
            coalesce((
                select max(max(missing_at, coalesce(withdrawn_at, ''), coalesce(restored_at, '')))
                from withdrawals where article = articles.id
            ), '')
        )
    from articles;

create table site_people (
    person text not null,
    plain text not null, -- the name as it is searched for, without accents
    reports integer not null, -- that name the person
    last_day text, -- of their events, else of publication; null where none is known
    primary key (reports desc, person) -- the list is read in this order
) without rowid;
insert into site_people
    select people.id, plain(people.name), count(distinct reports.article), max(coalesce(event_date, substr(
        published, 1, case published_precision when 'year' then 4 when 'month' then 7 else 10 end
    )))
    from report_people
    join people on people.id = person
    join reports on reports.article = report_people.article
    join articles on articles.id = reports.article
    group by people.id;

create table site_stories (
    number integer primary key, -- from 1, those told last first
    id integer not null -- of the story
);
insert into site_stories
    select row_number() over (order by published desc, stories.id), stories.id
    from stories join articles on articles.id = first_article;

create table site_figures (
    articles integer not null,
    reports integer not null -- those of coordination
);
insert into site_figures
    select (select count(*) from articles), (select count(*) from reports where is_coordination = 1);
"""
