"""Which reports tell of the same agreement, and what became of it: signed, reviewed, closed, renewed.

Pure. An agreement lapses by the calendar: the view `agreement_states` says so, nothing here.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

SIGNED, REVIEWED, CLOSED, RENEWED = "signed", "reviewed", "closed", "renewed"
SIGNINGS = frozenset({"signing", "issuance"})
REVIEWS = {"midterm_review": REVIEWED, "final_review": CLOSED}

# Papers of one event appear within days, those of a yearly signing without a period a year apart.
SAME_EVENT = 60  # days

FAMILIES = {  # first words of a type -> agreements that reports mix up with one another
    "chương trình": "chương trình",
    "kế hoạch": "kế hoạch",
    "quy chế": "quy chế",
    "thỏa thuận": "thỏa thuận",
    "biên bản": "thỏa thuận",
    "bản ghi nhớ": "thỏa thuận",
    "giao ước": "giao ước",
    "nghị quyết": "nghị quyết",
    "thông tư": "thông tư",
}
ANY_FAMILY = ""  # "phối hợp hoạt động": the text does not say what paper it is


Line = tuple[str, ...]  # the id of a body and those of the bodies that took over from it, in their order


@dataclass(frozen=True)
class Told:
    """What one report says of an agreement. `day` is YYYY-MM-DD or empty."""

    article: int
    day: str
    kinds: tuple[str, ...]
    parties: frozenset[Line]
    type: str
    subject: str | None = None
    period_start: int | None = None
    period_end: int | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened to an agreement, and the article that tells of it."""

    event: str
    day: str
    article: int


@dataclass
class Agreement:
    """An agreement as its reports show it, in the order of their days."""

    parties: frozenset[Line]
    type: str
    subject: str | None
    period: tuple[int, int] | None
    reports: list[Told] = field(default_factory=list)  # those that are about it
    events: list[Event] = field(default_factory=list)
    renews: "Agreement | None" = None
    renewed: bool = False
    id: str = ""

    def add(self, report: Told, *events: str) -> None:
        """Take in a report that is about this agreement, and let it fill in what was not known."""
        self.reports.append(report)
        self.happen(report, *events)
        self.subject = self.subject or report.subject
        if family(self.type) == ANY_FAMILY:
            self.type = report.type

    def happen(self, report: Told, *events: str) -> None:
        """What became of it, in a report that may be about another agreement."""
        self.events += [Event(event, report.day, report.article) for event in events]

    def is_open(self) -> bool:
        """Whether no report so far has closed or renewed it."""
        return not self.renewed and all(event.event != CLOSED for event in self.events)

    def is_told_near(self, day: str) -> bool:
        """Whether anything was told of it about that day."""
        days = {report.day for report in self.reports} | {event.day for event in self.events}
        return any(_days_between(day, other) <= SAME_EVENT for other in days)

    def is_signed_near(self, day: str) -> bool:
        """Whether it was signed about that day."""
        return any(event.event == SIGNED and _days_between(day, event.day) <= SAME_EVENT for event in self.events)


def family(instrument_type: str) -> str:
    """The sort of paper: quy chế for "quy chế phối hợp"; ANY_FAMILY for a type that names no paper."""
    return next((name for start, name in FAMILIES.items() if instrument_type.startswith(start)), ANY_FAMILY)


def agreements(partners: str, reports: Iterable[Told]) -> list[Agreement]:
    """The agreements among reports whose parties end up as the same bodies, `partners`; older ones first."""
    found: list[Agreement] = []
    for report in sorted(reports, key=lambda report: (report.day, report.article)):
        if _signs(report):
            _sign(found, report)
        else:
            _review(found, report)
    ordinals: dict[str, int] = {}
    for agreement in found:
        identity = json.dumps([partners, family(agreement.type), agreement.period], ensure_ascii=False)
        ordinals[identity] = ordinal = ordinals.get(identity, 0) + 1
        agreement.id = hashlib.sha256(f"{identity}{ordinal}".encode()).hexdigest()[:16]
    return found


def _signs(report: Told) -> bool:
    """Whether a signing is the news, or the end of a final review; elsewhere it is what happened years ago."""
    return report.kinds[0] in SIGNINGS or (report.kinds[0] == "final_review" and "signing" in report.kinds)


def _sign(known: list[Agreement], report: Told) -> None:
    """The report's agreement is signed; a final review told with it closes the one before."""
    agreement = _signed_already(known, report)
    if agreement is None:
        agreement = Agreement(report.parties, report.type, report.subject, _period(report))
        agreement.renews = _predecessor(known, report)
        known.append(agreement)
    closes = "final_review" in report.kinds
    if closes and agreement.renews is None:
        # The archive never saw the signing of the one that ends; that it was there is certain.
        agreement.renews = Agreement(report.parties, report.type, None, None)
        known.insert(known.index(agreement), agreement.renews)
    agreement.add(report, SIGNED)
    if agreement.renews:
        agreement.renews.renewed = True
        agreement.renews.happen(report, *((CLOSED, RENEWED) if closes else (RENEWED,)))


def _review(known: list[Agreement], report: Told) -> None:
    """The report reviews, ends or only mentions an agreement that is known, or else one that it makes known."""
    agreement = _meant(known, report)
    if agreement is None:
        agreement = Agreement(report.parties, report.type, report.subject, _reviewed_period(report))
        known.append(agreement)
    agreement.period = agreement.period or _reviewed_period(report)
    agreement.add(report, *(event for kind, event in REVIEWS.items() if kind == report.kinds[0]))


def _signed_already(known: list[Agreement], report: Told) -> Agreement | None:
    """The agreement of another report of the same signing."""
    for agreement in reversed(known):
        is_same_event = agreement.period is not None or agreement.is_signed_near(report.day)
        if _compatible(agreement, report) and agreement.period == _period(report) and is_same_event:
            return agreement
    return None


def _predecessor(known: list[Agreement], report: Told) -> Agreement | None:
    """The agreement that a new one takes the place of: the last one whose years are over when the new ones begin."""
    begins = report.period_start or _year(report.day)
    ended = [
        agreement
        for agreement in known
        if _compatible(agreement, report)
        and not agreement.renewed
        and (agreement.period is None or (begins is not None and agreement.period[1] <= begins))
    ]
    return _nearest(ended, report)


def _meant(known: list[Agreement], report: Told) -> Agreement | None:
    """The agreement that a review speaks of: of the years it names, failing that the last one of its time."""
    compatible = [agreement for agreement in known if _compatible(agreement, report)]
    for fits in (_has_same_years, _has_years_within, _has_unknown_years):
        if fitting := [agreement for agreement in compatible if fits(agreement, report)]:
            return _nearest(fitting, report)
    return None


def _has_same_years(agreement: Agreement, report: Told) -> bool:
    return agreement.period is not None and agreement.period == _period(report)


def _has_years_within(agreement: Agreement, report: Told) -> bool:
    """A review of 2021 - 2023 fits 2021 - 2025; one that names no years fits by its day, which may be a year late."""
    if agreement.period is None:
        return False
    first, last = agreement.period
    if years := _period(report):
        return first <= years[0] and years[1] <= last
    year = _year(report.day)
    return year is None or first <= year <= last + 1


def _has_unknown_years(agreement: Agreement, report: Told) -> bool:
    return agreement.period is None and (not agreement.renewed or agreement.is_told_near(report.day))


def _nearest(candidates: list[Agreement], report: Told) -> Agreement | None:
    """Of several the one with exactly the report's parties; then one not just signed, still open; then the latest."""

    def nearness(agreement: Agreement) -> tuple[bool, bool, bool, int]:
        return (
            agreement.parties == report.parties,
            not agreement.is_signed_near(report.day),
            agreement.is_open() or agreement.is_told_near(report.day),
            candidates.index(agreement),
        )

    return max(candidates, key=nearness, default=None)


def _compatible(agreement: Agreement, report: Told) -> bool:
    """The same bodies or their successors, and papers of one sort."""
    if not _become(agreement.parties, report.parties) and not _become(report.parties, agreement.parties):
        return False
    families = {family(agreement.type), family(report.type)}
    return len(families) == 1 or ANY_FAMILY in families


def _become(earlier: frozenset[Line], later: frozenset[Line]) -> bool:
    """Whether each of the later bodies is one of the earlier ones or took over from it."""
    ends = {body[start:] for body in earlier for start in range(len(body))}
    return later <= ends


def _period(report: Told) -> tuple[int, int] | None:
    if report.period_start is None or report.period_end is None:
        return None
    return report.period_start, report.period_end


def _reviewed_period(report: Told) -> tuple[int, int] | None:
    """The years that a review gives an agreement: "sơ kết năm 2023" names the year reviewed, not the agreement's."""
    years = _period(report)
    return None if years and years[0] == years[1] else years


def _year(day: str) -> int | None:
    return int(day[:4]) if day else None


def _days_between(one: str, other: str) -> int:
    """Days between two reports; two without a day are taken for one event."""
    if not one or not other:
        return 0 if one == other else SAME_EVENT + 1
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
