"""The tables of reports: what each article tells of coordination, and the places, bodies, people and agreements in it.

Only `reports` has a row for every article; the tables that hang on it are filled for coordination reports alone.
"""

PLACES = """
create table places (
    id text primary key, -- carries its era, as codes were given anew in July 2025: p42, q82, d436, w18073@34
    name text not null, -- without its kind
    kind text not null, -- tỉnh, thành phố, quận, huyện, thị xã, phường, xã, thị trấn, đặc khu
    level text not null, -- province, district or commune
    era text not null, -- 63 (provinces, until June 2025), 34 (since July 2025) or earlier
    parent text references places (id), -- the province or district that it lies in
    valid_from text, -- its first day; empty where that is not known
    valid_to text -- its last day; empty where that is not known and while it exists
);
create index places_by_name on places (name);
create index places_by_parent on places (parent);

create table place_successors (
    place text not null references places (id), -- the unit that ended
    successor text not null references places (id), -- a unit that took over its ground or a part of it
    is_main integer not null, -- 1 for the unit that took over the main part
    primary key (place, successor)
);
create index place_successors_by_successor on place_successors (successor);
"""

NAMED_IN_REPORTS = """
create table organizations (
    id text primary key, -- place and kind of the body, one across all spellings: d436/tu#bdv
    name text not null, -- one full name, made from the id
    kind text not null, -- what sort of body it is: the part of the id after the place
    level text not null, -- central, province, district, commune or other
    place text references places (id), -- where it is; empty for central bodies and where that is not known
    parent text references organizations (id), -- the body it belongs to
    valid_from text, -- its first day; empty where that is not known
    valid_to text, -- its last day; empty where that is not known and while it exists
    successor text references organizations (id) -- the body that took over its work
);
create index organizations_by_place on organizations (place);
create index organizations_by_parent on organizations (parent);
create index organizations_by_successor on organizations (successor);

create table organization_names (
    organization text not null references organizations (id), -- the body
    name text not null, -- a spelling of its name, as printed
    uses integer not null, -- how often reports spell it so, as a party or as the body of somebody's post
    primary key (organization, name)
);

create table people (
    id text primary key, -- province and name in lower case: people of one name in two provinces are never merged
    name text not null, -- as printed in the first of the reports, by their ids
    province text references places (id) -- province of the reports that name the person; empty where it is not known
);
create index people_by_name on people (name);
create index people_by_province on people (province);

create table documents (
    id text primary key, -- number and letters, place of the issuer, year where one is printed
    symbol text not null, -- as printed in the first of the reports, by their ids: 213-QĐ/TW
    type text, -- what reports call it: Quy định, Nghị quyết
    issuer text references organizations (id), -- the body that issued it, where a report says so
    place text references places (id), -- place of the issuer; empty for central documents
    year integer -- year of the document, where the symbol or the words after it say so
);
create index documents_by_issuer on documents (issuer);
create index documents_by_place on documents (place);
"""

AGREEMENTS = """
create table agreements (
    id text primary key, -- 16 hex digits of sha256(parties, type, period): the same after a rebuild
    name text not null, -- type, years and parties in one line
    type text not null, -- what reports call it: chương trình phối hợp, quy chế phối hợp
    subject text, -- what it is about, as printed
    period_start integer, -- first year that it covers; empty where no report says so
    period_end integer, -- last year that it covers; empty where no report says so
    renews text references agreements (id), -- the agreement that it took the place of
    partners text not null -- JSON list of bodies that reports of one agreement share: see reports
);
create index agreements_by_partners on agreements (partners);
create index agreements_by_renews on agreements (renews);

create table agreement_parties (
    agreement text not null references agreements (id), -- the agreement
    organization text not null references organizations (id), -- a body that it binds, standing committees left aside
    primary key (agreement, organization)
);
create index agreement_parties_by_organization on agreement_parties (organization);
"""

REPORTS = """
create table reports (
    article integer primary key references articles (id), -- the article
    is_coordination integer not null, -- 1: it tells that a Party body coordinates with another body; 0: it does not
    score real not null, -- sum of the weights of the reasons: at or above zero it is a coordination report
    reasons text not null, -- JSON list of reasons for and against: weight, reason, characters of the body
    kind text not null, -- signing, midterm_review, final_review, briefing, working_session, issuance or other
    kinds_also text not null, -- JSON list of further kinds: a final review that ends in a new signing
    event_date text, -- day of the event
    event_date_precision text, -- day, month or year
    time_of_day text, -- sáng, trưa, chiều or tối
    province text references places (id), -- province at the time of the event
    province_now text references places (id), -- province of today, one of the 34
    district text references places (id), -- district, where the text names one
    instrument_type text, -- what the text calls the agreement
    instrument_subject text, -- what the agreement is about, as printed
    period_start integer, -- first year that the text gives the agreement
    period_end integer, -- last year that the text gives the agreement
    partners text, -- JSON list of the parties' ids, committees as their bodies, ended bodies as their successors
    agreement text references agreements (id), -- the agreement that it tells of
    spans text not null -- JSON object: field -> characters of the body that say it
);
create index reports_by_kind on reports (is_coordination, kind, event_date);
create index reports_by_date on reports (event_date);
create index reports_by_province on reports (province);
create index reports_by_province_now on reports (province_now);
create index reports_by_district on reports (district);
create index reports_by_partners on reports (partners);
create index reports_by_agreement on reports (agreement);

create table report_parties (
    article integer not null references reports (article), -- the report
    number integer not null, -- place in the order of the text, from 1
    name text not null, -- as printed
    category text not null, -- party, state, court, armed_force, mass, press, school, company or collective
    organization text references organizations (id), -- the body; empty for several at once, as "các phường, xã"
    primary key (article, number)
);
create index report_parties_by_organization on report_parties (organization);

create table report_people (
    article integer not null references reports (article), -- the report
    number integer not null, -- place in the order of the text, from 1
    name text not null, -- as printed
    role text, -- the posts as printed
    organization_name text, -- the body of the post that the person speaks from, as printed
    person text not null references people (id), -- the person
    organization text references organizations (id), -- that body
    primary key (article, number)
);
create index report_people_by_person on report_people (person, article);
create index report_people_by_organization on report_people (organization);

create table posts (
    article integer not null references reports (article), -- the report that shows the person in the post
    number integer not null, -- place in the order of the text, from 1
    person text not null references people (id), -- who held it
    title text not null, -- the post, as printed: Trưởng Ban Dân vận Thành ủy
    office text not null, -- the post without its body, in lower case: trưởng
    organization text references organizations (id), -- the body in which it is held
    seen_on text, -- day of the event, else day of publication
    primary key (article, number)
);
create index posts_by_person on posts (person, seen_on);
create index posts_by_organization on posts (organization, seen_on);

create table report_documents (
    article integer not null references reports (article), -- the report
    number integer not null, -- place in the order of the text, from 1
    symbol text not null, -- as printed
    type text, -- the word before it, as printed
    issuer text, -- the body after it, as printed
    document text not null references documents (id), -- the document
    organization text references organizations (id), -- the body that issued it, where the report says so
    primary key (article, number)
);
create index report_documents_by_document on report_documents (document, article);
create index report_documents_by_organization on report_documents (organization);

create table agreement_events (
    agreement text not null references agreements (id), -- the agreement
    event text not null, -- signed, reviewed, closed or renewed
    day text, -- day of the event, else day of publication
    article integer not null references reports (article), -- the report that tells of it
    primary key (agreement, event, article)
);
create index agreement_events_by_day on agreement_events (day);
create index agreement_events_by_article on agreement_events (article);
"""

# A view, because an agreement lapses by the calendar and not by anything that is stored. Days are Vietnam's.
AGREEMENT_STATES = """
create view agreement_states as
select
    agreements.id as agreement,
    min(case event when 'signed' then day end) as signed_on,
    max(case event when 'reviewed' then day end) as reviewed_on,
    max(case event when 'closed' then day end) as closed_on,
    successors.id as renewed_by,
    case
        when successors.id is not null then 'renewed'
        when sum(event = 'closed') > 0 then 'closed'
        when agreements.period_end < cast(strftime('%Y', 'now', '+7 hours') as integer) then 'lapsed'
        when agreements.period_end is not null then 'in_force'
        else 'unknown'
    end as state
from agreements
left join agreement_events on agreement_events.agreement = agreements.id
left join agreements as successors on successors.renews = agreements.id
group by agreements.id;
"""

# Joining after every report would read all reports of its parties each time: see archive/agreement_store.py.
PARTNERS_TO_JOIN = """
create table partners_to_join (
    partners text primary key -- JSON list of bodies, as in reports: their agreements are to be found anew
) without rowid;
"""

# Almost no agreement renews another: told of so many empty values, SQLite would rather read the whole table for each
# row of agreement_states. At 100,000 agreements that took minutes instead of 0.2 s.
RENEWALS = """
drop index agreements_by_renews;
create index agreements_by_renews on agreements (renews) where renews is not null;
"""

SCRIPT = PLACES + NAMED_IN_REPORTS + AGREEMENTS + REPORTS + AGREEMENT_STATES
