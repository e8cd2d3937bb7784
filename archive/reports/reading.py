"""An article in, a report out: the grammars put together. Pure: the same text gives the same report everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.event_dates import EventDate
from archive.model import Party, Report, Span
from archive.reports.addresses import slug
from archive.reports.agreement import Agreement, agreement
from archive.reports.documents import Found, documents
from archive.reports.events import Telling, tellings
from archive.reports.kinds import FINAL, ISSUANCE, MIDTERM, OTHER, SIGNING, kinds_of, kinds_of_slug
from archive.reports.marking import Line, mark
from archive.reports.merging import Person, distinct_parties, distinct_people
from archive.reports.occasion import signs_on_the_occasion
from archive.reports.passage import Passage
from archive.reports.sides import Named
from archive.reports.verdict import Case, reasons
from archive.reports.when import event_day
from archive.reports.where import whereabouts
from archive.vietnamese import fold

TOP = 800  # characters: headline and first paragraphs


@dataclass(frozen=True)
class Composed:
    """Headline, text and captions as one passage, and where the text given stands in it."""

    passage: Passage
    begin: int
    end: int

    def moved(self, span: Span | None) -> Span | None:
        """Characters of the whole as characters of the text given; None for the headline and added captions."""
        if span is None or span[0] < self.begin or span[1] > self.end:
            return None
        return span[0] - self.begin, span[1] - self.begin

    def marks(self, **fields: Sequence[Span | None]) -> dict[str, tuple[Span, ...]]:
        """Characters of the passage, field by field, as characters of the text given; without what lies outside."""
        moved = {
            name: [self.moved(self.passage.given_span(*span)) for span in spans if span]
            for name, spans in fields.items()
        }
        return {name: inside for name, spans in moved.items() if (inside := tuple(span for span in spans if span))}


def read(
    title: str | None,
    text: str,
    published: date | None,
    url: str | None = None,
    source_province: str | None = None,
    captions: Sequence[str] = (),
) -> Report:
    """The report that an article makes. `source_province` is the source's, of the 63; without it the address tells.

    Spans count characters of `text`; what only the headline or a caption says has none.
    """
    whole = compose(title, text, captions)
    passage = whole.passage
    sentences = mark(passage, title, captions)
    told = tellings(passage, sentences)
    kinds = _kinds(passage, told, url)
    parties = distinct_parties(passage, sentences, told)
    why = reasons(Case(passage, sentences, told[0] if told else None, parties, kinds, slug(url)))
    day = event_day(passage, sentences, told, published, url, kinds[0])
    place = whereabouts(passage, told[0] if told else None, url, source_province, day.value if day else published)
    people = distinct_people(passage, sentences)
    agreed = agreement(passage, sentences, told, kinds, slug(url))
    cited = documents(passage)
    score = round(sum(reason.weight for reason in why), 2)
    return Report(
        is_coordination=score >= 0,
        score=score,
        reasons=tuple(replace(reason, span=whole.moved(reason.span)) for reason in why),
        kind=kinds[0],
        kinds_also=tuple(kinds[1:]),
        event_date=day.value if day else None,
        event_date_precision=day.precision if day else None,
        time_of_day=day.time_of_day if day else None,
        parties=tuple(Party(party.name(passage), party.category) for party in parties),
        province=place.province,
        province_now=place.province_now,
        district=place.district,
        people=tuple(person.person for person in people),
        instrument=agreed.instrument if agreed else None,
        documents=tuple(document.reference for document in cited),
        spans=_spans(whole, day, parties, people, agreed, cited),
    )


def _spans(
    whole: Composed,
    day: EventDate | None,
    parties: Sequence[Named],
    people: Sequence[Person],
    agreed: Agreement | None,
    cited: Sequence[Found],
) -> dict[str, tuple[Span, ...]]:
    return whole.marks(
        event_date=[(day.start, day.stop)] if day else [],
        parties=[whole.passage.span(party.start, party.stop) for party in parties],
        people=[whole.passage.span(person.start, person.stop) for person in people],
        instrument=[agreed.named] if agreed else [],
        period=[agreed.period] if agreed else [],
        documents=[(document.start, document.stop) for document in cited],
    )


def compose(title: str | None, text: str, captions: Sequence[str]) -> Composed:
    """One text of the three; a headline or caption that the text holds already is not added again."""
    headline = f"{title}\n\n" if title and " ".join(title.split()) not in " ".join(text.split()) else ""
    added = "".join(f"\n\n{caption}" for caption in captions if caption not in text)
    return Composed(Passage(headline + text + added), len(headline), len(headline) + len(text))


def _kinds(passage: Passage, told: Sequence[Telling], url: str | None) -> list[str]:
    """The kinds of the likeliest telling that has an act, else what the address or the top of the text says."""
    acting = next((telling.acts for telling in told if telling.acts), ())
    headline = next((one.acts for one in told if one.acts and one.marked.line is Line.HEADLINE), ())
    found, announced, address = kinds_of(acting), kinds_of(headline), kinds_of_slug(slug(url))
    if found[:1] == [ISSUANCE] and announced:
        return announced
    if found == [SIGNING] and set(address) & {MIDTERM, FINAL} and not announced and told[0].marked.start > 0:
        return address  # the text lost its beginning, and what is left tells of the old signing
    if found == [FINAL] and signs_on_the_occasion(passage, told):
        return [FINAL, SIGNING]
    return found or address or kinds_of_slug(fold(passage.text[:TOP])) or [OTHER]
