"""A survey in plain sentences, the samples field by field, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console

from scrapers.commands.extract import as_record
from scrapers.onboarding.feeds import Listed
from scrapers.onboarding.stability import missing_said
from scrapers.onboarding.survey import Sample, Survey

FIELDS = ("headline", "lead", "published", "modified", "author", "dateline", "section", "views", "body", "captions")
LONGEST_SHOWN = 90
MOST_RULES = 8


def show(survey: Survey, console: Console) -> None:
    """For a person: what was found, the samples, and what could not be told."""
    for subject, sentence in findings(survey):
        _tell(console, subject, sentence)
    for number, sample in enumerate(survey.samples, start=1):
        _tell(console, f"article {number}", sample.page.url or "")
        for name, said in _sample(sample):
            _tell(console, f"  {name}", said)
    for sentence in untold(survey):
        console.print(f"? {sentence}", markup=False, highlight=False, soft_wrap=True)


def _tell(console: Console, subject: str, sentence: str) -> None:
    console.print(f"[bold]{subject:<12}[/bold]", end="")
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def findings(survey: Survey) -> Iterator[tuple[str, str]]:
    """(subject, sentence) of all that was found, in the order of the look."""
    facts = survey.facts
    yield "site", f"{facts.name or 'without a name'}, {facts.home}; {survey.requests} requests"
    yield "form", f"id {facts.id}, kind {facts.kind or 'not told'}, province {facts.province or 'not told'}"
    yield "robots.txt", _robots(survey)
    yield "charset", _charset(survey)
    for listed in (*survey.feeds, *survey.sitemaps):
        newest = f", newest {listed.newest:%d/%m/%Y}" if listed.newest else ""
        yield listed.kind, f"{listed.url}: {len(listed.addresses)} addresses{newest}"
    yield "platform", _platform(survey)
    if survey.addresses:
        yield "articles", f"addresses like {survey.addresses.shape} ({survey.addresses.examples} on the lists)"
    for seen in survey.lists:
        dated = sum(1 for lead in seen.leads if lead.date)
        yield "list", f"{seen.page.url}: {len(seen.leads)} leads, {dated} of them dated"
    if survey.paging and survey.paging.address:
        yield "next page", f"{survey.paging.address}: {len(survey.paging.leads)} new leads"
    for grammar in survey.dates:
        yield "dates", f"{grammar.where}: {grammar.form!r}, {grammar.order}, on {grammar.pages} pages"
    if survey.stability:
        yield "two fetches", _stability(survey)
    if survey.missing:
        said = missing_said(survey.missing.page, survey.missing.reading)
        yield "missing", f"an article that is not there is answered {said}"
    if survey.listing_guessed:
        yield "items", _selectors(asdict(survey.source.platform.listing))
    if survey.layout_guessed:
        yield "layout", _selectors(asdict(survey.source.all_layouts[0]))


def _robots(survey: Survey) -> str:
    robots = survey.robots
    if not robots.found:
        return "none, or empty: everything is allowed"
    rules = "; ".join(robots.rules[:MOST_RULES]) or "no rules for us"
    more = f" and {len(robots.rules) - MOST_RULES} more" if len(robots.rules) > MOST_RULES else ""
    sitemaps = f"; {len(robots.sitemaps)} sitemaps named" if robots.sitemaps else ""
    delay = f"; {robots.crawl_delay:g} seconds between requests" if robots.crawl_delay else ""
    return f"{rules}{more}{delay}{sitemaps}"


def _charset(survey: Survey) -> str:
    charset = survey.charset
    stated = " and ".join(dict.fromkeys(one for one in (charset.header, charset.meta) if one)) or "nothing"
    facts = [f"states {stated}", "is UTF-8" if charset.is_utf8 else "is not UTF-8"]
    if charset.is_legacy:
        facts.append("letters of an old font or encoded twice, which are restored")
    if not charset.is_nfc:
        facts.append("letters and marks apart (NFD)")
    return ", ".join(facts)


def _platform(survey: Survey) -> str:
    recognised = survey.recognised
    if recognised.name is None:
        return "not recognised"
    known = "known here" if recognised.platform else "no module of scrapers/platforms reads it"
    return f"{recognised.name}, {known}; signs: {', '.join(recognised.signs)}"


def _stability(survey: Survey) -> str:
    stability = survey.stability
    assert stability
    if stability.same_bytes:
        return "the same bytes"
    text = "the same text" if stability.same_text else "ANOTHER TEXT: each night would store a new version"
    return f"other bytes, {text}; for example {' | '.join(stability.differing)}"


def untold(survey: Survey) -> Iterator[str]:
    """What could not be told, or has to be looked at."""
    facts = survey.facts
    if not survey.robots.allowed:
        yield "robots.txt forbids this address to us: ask the site before making it a source."
    if not facts.kind:
        yield "Whether this is a Party portal, a newspaper or a government portal."
    if not facts.province:
        yield "The province: neither the host nor the name says it."
    if not survey.recognised.platform and not survey.addresses:
        yield "Which addresses are articles: no three headlines share a form of address. Name a list."
    if not survey.lists:
        yield "Where the lists are: no page looked at shows three articles. Name one."
    elif survey.paging and not survey.paging.address:
        yield f"How lists go on: {survey.paging.why}."
    elif survey.paging and not survey.paging.leads:
        yield f"Whether {survey.paging.address} is the next page: it shows nothing new."
    if survey.listing_guessed:
        yield "The selectors of the lists are guesses."
    if survey.layout_guessed:
        yield "The layout of the article pages is a guess: look at the samples."
    yield from _untold_of_samples(survey)
    yield from (f"No answer: {one}" for one in survey.unanswered)


def _untold_of_samples(survey: Survey) -> Iterator[str]:
    refused = [sample for sample in survey.samples if sample.reading.refusal]
    if refused:
        reasons = sorted({str(sample.reading.refusal.reason) for sample in refused if sample.reading.refusal})
        yield f"{len(refused)} of {len(survey.samples)} articles were refused: {', '.join(reasons)}."
    for grammar in survey.dates:
        if grammar.order in ("untold", "contradictory"):
            yield f"Which number is the day in {grammar.where} ({grammar.example!r}): the order is {grammar.order}."
        if grammar.in_future:
            yield f"{grammar.in_future} times in {grammar.where} lie in the future: which number is the month?"
    articles = [sample.reading.article for sample in survey.samples if sample.reading.article]
    if len(articles) > 1 and len({article.headline for article in articles}) == 1:
        yield f"The headline: all articles have the same, {articles[0].headline!r}."
    for name in ("published", "author", "section"):
        without = sum(1 for article in articles if getattr(article, name) is None)
        if without:
            yield f"{name}: not found on {without} of {len(articles)} articles."


def _sample(sample: Sample) -> Iterator[tuple[str, str]]:
    """(field, what was read and what read it)."""
    article, refusal = sample.reading.article, sample.reading.refusal
    if article is None:
        yield "refused", f"{refusal.reason}: {refusal.detail or ''}" if refusal else ""
        return
    for name in FIELDS:
        value = (
            f"{sum(map(len, article.body))} letters: {article.body[0]}" if name == "body" else getattr(article, name)
        )
        by = article.methods.get(name)
        yield name, f"{str(value)[:LONGEST_SHOWN]}{f'  ({by})' if by else ''}" if value not in (None, ()) else "-"


def _selectors(facts: dict[str, Any]) -> str:
    """The selectors of a list or a layout that are filled in."""
    named = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in facts.items()}
    return "guessed: " + "; ".join(f"{name} {value}" for name, value in named.items() if value and name != "name")


def as_json(survey: Survey) -> str:
    """The same as one JSON object; times in ISO 8601."""
    source = survey.source
    record: dict[str, Any] = {
        "looked_at": survey.looked_at,
        "requests": survey.requests,
        "facts": asdict(survey.facts),
        "robots": asdict(survey.robots),
        "charset": asdict(survey.charset),
        "feeds": [_listed(one) for one in survey.feeds],
        "sitemaps": [_listed(one) for one in survey.sitemaps],
        "platform": survey.recognised.name,
        "platform_is_known": survey.recognised.platform is not None,
        "signs": survey.recognised.signs,
        "addresses": asdict(survey.addresses) if survey.addresses else None,
        "listing": asdict(source.platform.listing),
        "layouts": [asdict(layout) for layout in source.all_layouts],
        "lists": [{"url": one.page.url, "leads": [asdict(lead) for lead in one.leads]} for one in survey.lists],
        "paging": asdict(survey.paging) if survey.paging else None,
        "dates": [asdict(one) for one in survey.dates],
        "stability": asdict(survey.stability) if survey.stability else None,
        "missing": missing_said(survey.missing.page, survey.missing.reading) if survey.missing else None,
        "samples": [as_record(one.reading, one.page.url) for one in survey.samples],
        "untold": list(untold(survey)),
    }
    return json.dumps(record, ensure_ascii=False, default=str, indent=2)


def _listed(listed: Listed) -> dict[str, Any]:
    return {"url": listed.url, "kind": listed.kind, "addresses": len(listed.addresses), "newest": listed.newest}
