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
"""
