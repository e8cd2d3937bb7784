"""The search tables of public.db: the text in two spellings, and facts by which a search is narrowed.

Facts are words of the index as well (`kindsigning`, `year2023`), so that a filter costs as little as a word: at a
million articles a filter beside the index looked at every hit.
"""

import re
import sqlite3

from archive.web.search_words import fact
from archive.web.spelling import accented, plain

LONGEST_PERIOD = 20  # years of an agreement; a longer one is a misprint

# Without content: what is shown comes from `articles`, and passages are marked by archive/web/passages.py. Datasette
# learns the name of the first from datasette_metadata.json.
SEARCH_TABLES = """
create virtual table articles_fts using fts5(
    headline, captions, body, facts, content="", tokenize="unicode61 remove_diacritics 2"
);
create virtual table articles_wording using fts5(
    headline, captions, body, facts, content='', tokenize='unicode61 remove_diacritics 0'
);
create temporary table article_facts (id integer primary key, facts text not null);
insert into article_facts
    select
        articles.id,
        concat_facts(
            'article', -- EVERY_ARTICLE
            fact('source', source),
            fact('year', substr(published, 1, 4)),
            month_fact(substr(published, 1, 7)),
            iif(is_coordination, 'coordination', ''),
            iif(is_coordination, fact('kind', kind), ''),
            iif(is_coordination, fact('place', province), ''),
            iif(is_coordination, fact('place', province_now), ''),
            iif(is_coordination, fact('place', district), ''),
            period_facts(period_start, period_end),
            (
                select group_concat(fact('organization', organization), ' ')
                from report_parties where article = articles.id
            ),
            (
                select group_concat(fact('organization', organizations.parent), ' ')
                from report_parties join organizations on organizations.id = report_parties.organization
                where article = articles.id
            )
        )
    from articles
    left join reports on reports.article = articles.id
    order by articles.id;
insert into articles_fts (rowid, headline, captions, body, facts)
    select articles.id, plain(headline), plain(captions), plain(body), facts
    from articles join article_facts on article_facts.id = articles.id;
insert into articles_wording (rowid, headline, captions, body, facts)
    select articles.id, accented(headline), accented(captions), accented(body), facts
    from articles join article_facts on article_facts.id = articles.id;
drop table article_facts;
insert into articles_fts (articles_fts) values ('optimize');
insert into articles_wording (articles_wording) values ('optimize');
"""


def register_index_functions(connection: sqlite3.Connection) -> None:
    """Teach a connection what SEARCH_TABLES calls."""
    for name, spelling in (("plain", plain), ("accented", accented)):
        connection.create_function(name, 1, lambda text, spelling=spelling: spelling(text or ""), deterministic=True)
    connection.create_function("fact", 2, _fact, deterministic=True)
    connection.create_function("month_fact", 1, lambda month: fact("month", month or ""), deterministic=True)
    connection.create_function("period_facts", 2, period_facts, deterministic=True)
    connection.create_function("concat_facts", -1, _concat_facts, deterministic=True)


def period_facts(first: int | None, last: int | None) -> str:
    """Each year that an agreement covers: period2021 period2022 ..."""
    years = [year for year in (first, last) if year]
    if not years:
        return ""
    covered = range(min(years), min(max(years), min(years) + LONGEST_PERIOD) + 1)
    return " ".join(fact("period", year) for year in covered)


def _fact(name: str, value: str | None) -> str:
    return fact(name, value) if value else ""


def _concat_facts(*facts: str | None) -> str:
    return re.sub(r"\s+", " ", " ".join(one for one in facts if one)).strip()
