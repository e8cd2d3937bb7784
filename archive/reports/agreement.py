"""Which of the agreements that a text names the report is about, with its subject and its years."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import Instrument
from archive.reports.events import Telling
from archive.reports.instruments import (
    NamedInstrument,
    Years,
    bare_period,
    end_year,
    named_instruments,
    period,
    single_year,
    subject,
)
from archive.reports.kinds import BRIEFING, FINAL, ISSUANCE, MIDTERM, SIGNING, WORKING
from archive.reports.marking import Line, Marked
from archive.reports.occasion import signs_on_the_occasion
from archive.reports.passage import Passage

WORK_NAMES = ("phối hợp hoạt động", "phối hợp công tác", "kết nghĩa", "phối hợp", "hợp tác")
NAMES_IN_ADDRESSES = (
    ("quy che phoi hop", "quy chế phối hợp"),
    ("chuong trinh phoi hop", "chương trình phối hợp"),
    ("ke hoach phoi hop", "kế hoạch phối hợp"),
    ("giao uoc thi dua", "giao ước thi đua"),
    ("thoa thuan hop tac", "thỏa thuận hợp tác"),
    ("chuong trinh hop tac", "chương trình hợp tác"),
    ("bien ban ghi nho", "biên bản ghi nhớ"),
)
PERIOD_IN_ADDRESS = re.compile(r"\b(20\d\d) ?(20\d\d)\b")
BARE, COOPERATION = "phối hợp", "hợp tác"
CONTENT = "nội dung"
TELLINGS_ASKED = 4
ASKED = re.compile(r"\b(?:đề nghị|yêu cầu|kiến nghị)\b(?! của)")
REPLACED = re.compile(r"\bthay(?: thế)?(?: cho)?(?: các| những)? $")  # "thay | Quy chế năm 2014": what was
FORMER = re.compile(  # what a new agreement grew out of: "phát huy kết quả của | chương trình ...", "tổng kết | ..."
    r"(?:\b(?:thay thế|thay cho|kế thừa|tiếp nối|trên cơ sở|phát huy|kết quả|tổng kết|sơ kết|đánh giá)\b[^.;]{0,60}"
    r"|^\W*(?:thực hiện|căn cứ|theo)\b[^.;,]{0,40})$"
)
IN_FORCE = re.compile(r"\b(?:áp dụng|hiệu lực|thời hạn|thực hiện)\b")  # "thay quy chế cũ, | áp dụng cho giai đoạn ..."
WORK_OF_A_YEAR = re.compile(r"phối hợp(?: công tác| hoạt động| tuyên truyền)? năm (20\d\d)\b")
BARE_YEARS_REACH = 45  # characters after an agreement's name in which bare years are its own
YEAR_REACH = 90  # characters after an agreement's name in which "năm 2019" is its year


@dataclass(frozen=True)
class Agreement:
    """The instrument, and the characters of the passage that name it and its period."""

    instrument: Instrument
    named: tuple[int, int] | None  # None: only the address names it
    period: tuple[int, int] | None


def agreement(
    passage: Passage, sentences: Sequence[Marked], told: Sequence[Telling], kinds: Sequence[str], address: str
) -> Agreement | None:
    """The agreement signed, reviewed or issued: of a final review that ends in a signing, the new one."""
    signed = _signed(passage, told, kinds)
    found = signed or _named(passage, sentences, told)
    if found is None:
        return _unnamed(passage, told, kinds) or _in_address(address)
    marked, instrument = found
    stop = _next_instrument(passage, marked, instrument)
    years = _years(passage, marked, instrument, stop, told, kinds, bool(signed) or kinds[:1] in ([SIGNING], [ISSUANCE]))
    about = subject(passage.printed, passage.lowered, instrument.stop, stop)
    text = " ".join(passage.printed[slice(*about)].split()) if about else None
    start, end = (years[0], years[1]) if years else _years_in_address(address)
    named = Instrument(_type(passage, instrument), text, start, end)
    return Agreement(named, (instrument.start, instrument.stop), years[2:] if years else None)


def _signed(passage: Passage, told: Sequence[Telling], kinds: Sequence[str]) -> tuple[Marked, NamedInstrument] | None:
    """What follows the act of signing, where a signing is the news: "tổng kết quy chế ... và ký | chương trình ..."."""
    acting = next((telling for telling in told if telling.acts), None)
    if kinds[:1] == [FINAL] and acting and all(act.kind != SIGNING for act in acting.acts):
        acting = signs_on_the_occasion(passage, told)
    if kinds[:1] == [MIDTERM] and acting and _begins_anew(passage, acting):
        kinds = [SIGNING]
    if acting is None or not (kinds[:1] == [SIGNING] or (kinds[:1] == [FINAL] and SIGNING in kinds)):
        return None
    signing = next(act for act in acting.acts if act.kind == SIGNING)
    after = [one for one in acting.instruments if signing.stop <= one.start and not _is_content(one)]
    return (acting.marked, after[0]) if after else None


def _begins_anew(passage: Passage, acting: Telling) -> bool:
    """ "sơ kết chương trình giai đoạn 2016-2018 và ký | chương trình giai đoạn 2019-2021": the first has run out."""
    signing = next((act for act in acting.acts if act.kind == SIGNING), None)
    if signing is None:
        return False
    old = period(passage.lowered, acting.marked.start, signing.start)
    new = period(passage.lowered, signing.stop, acting.marked.stop)
    return bool(old and new and (new[0] or 0) >= (old[1] or 0))


def _named(
    passage: Passage, sentences: Sequence[Marked], told: Sequence[Telling]
) -> tuple[Marked, NamedInstrument] | None:
    """The first qualified instrument of the likeliest telling, then of the others, then of the whole text."""
    marked = [telling.marked for telling in told if telling.acts]
    headline = [one for one in sentences if one.line is Line.HEADLINE]
    rest = [one for one in sentences if one.line is not Line.CHROME]
    passes = ((_is_paper, rest), (_is_bare, ()), (_is_content, rest))
    for wanted, others in passes:
        for one in [*marked[:1], *headline, *marked[1:], *others]:
            found = [i for i in named_instruments(passage.lowered, one.start, one.stop) if wanted(i)]
            if found:
                return one, found[0]
    return None


def _is_paper(instrument: NamedInstrument) -> bool:
    return instrument.qualified and not instrument.type.startswith(CONTENT)


def _is_bare(instrument: NamedInstrument) -> bool:
    return not instrument.qualified


def _is_content(instrument: NamedInstrument) -> bool:
    """ "5 nội dung phối hợp": what a paper holds, its name only where the text knows no other."""
    return instrument.type.startswith(CONTENT)


def _type(passage: Passage, instrument: NamedInstrument) -> str:
    """A bare "quy chế" between bodies is a "quy chế phối hợp", or of "hợp tác" where the text prefers that word."""
    if instrument.qualified:
        return instrument.type
    cooperates = passage.lowered.count(COOPERATION) > passage.lowered.count(BARE)
    return f"{instrument.type} {COOPERATION if cooperates else BARE}"


def _next_instrument(passage: Passage, marked: Marked, instrument: NamedInstrument) -> int:
    later = [one.start for one in named_instruments(passage.lowered, instrument.stop, marked.stop)]
    return later[0] if later else marked.stop


def _years(
    passage: Passage,
    marked: Marked,
    instrument: NamedInstrument,
    stop: int,
    told: Sequence[Telling],
    kinds: Sequence[str],
    is_new: bool,
) -> Years | None:
    """The years beside the agreement's name, then those of its sentence, then those of the other tellings."""
    lowered = passage.lowered
    near = _bare_period_beside(lowered, instrument, stop)
    own = period(lowered, marked.start, marked.stop)
    if own and is_new and _is_of_a_former(lowered, marked.start, own[2], instrument):
        own = None
    beside = period(lowered, instrument.start, stop) or near or own
    beside = beside or end_year(lowered, instrument.stop, min(stop, instrument.stop + YEAR_REACH))
    if beside:
        return beside
    agreements = [
        one
        for one in told[:TELLINGS_ASKED]
        if (one.instruments and not _is_asked_for(lowered, one)) or one.marked.line is Line.HEADLINE
    ]
    elsewhere = [found for one in agreements if (found := _told_period(lowered, one, instrument, is_new))]
    if kinds[:1] == [BRIEFING] or (kinds[:1] == [WORKING] and not elsewhere):
        return _year_beside(lowered, instrument, stop) if instrument.qualified else None
    if elsewhere:
        return elsewhere[0]
    return _year_beside(lowered, instrument, stop) or _year_told(passage, instrument, stop, told, agreements)


def _year_told(
    passage: Passage,
    instrument: NamedInstrument,
    stop: int,
    told: Sequence[Telling],
    agreements: Sequence[Telling],
) -> Years | None:
    """The single year of the work reviewed, of an agreement that other sentences name, or the last year of one."""
    lowered = passage.lowered
    head = [one for one in told if one.marked.line is Line.HEADLINE or one is told[0]]
    of_the_work = [WORK_OF_A_YEAR.search(lowered, one.marked.start, one.marked.stop) for one in head]
    if year := next((match for match in of_the_work if match), None):
        return int(year[1]), int(year[1]), *year.span()
    named = [(instrument, stop)]
    named += [
        (one, _next_instrument(passage, telling.marked, one))
        for telling in agreements
        for one in telling.instruments
        if not REPLACED.search(lowered, telling.marked.start, one.start)
    ]
    beside = next((found for one, end in named if (found := _year_beside(lowered, one, end))), None)
    return beside or next((found for one in agreements if (found := end_year(lowered, *_reach(one)))), None)


def _bare_period_beside(lowered: str, instrument: NamedInstrument, stop: int) -> Years | None:
    return bare_period(lowered, instrument.stop, min(stop, instrument.stop + BARE_YEARS_REACH))


def _told_period(lowered: str, telling: Telling, instrument: NamedInstrument, is_new: bool) -> Years | None:
    """The period that another sentence or the headline gives, unless it is that of another paper."""
    start = telling.marked.start
    found = period(lowered, start, telling.marked.stop)
    if found is None and telling.instruments:
        found = _bare_period_beside(lowered, telling.instruments[0], telling.marked.stop)
    if found is None or _is_of_one_body(named_instruments(lowered, start, found[2]), instrument):
        return None
    return None if is_new and _is_of_a_former(lowered, start, found[2]) else found


def _is_of_one_body(named: Sequence[NamedInstrument], instrument: NamedInstrument) -> bool:
    """Beside a "quy chế phối hợp", a plain "kế hoạch đào tạo cán bộ của Tỉnh ủy" is another paper."""
    return bool(named) and not named[-1].qualified and not instrument.type.startswith(named[-1].type)


def _is_of_a_former(lowered: str, start: int, years: int, signed: NamedInstrument | None = None) -> bool:
    """Whether years belong to an agreement that came before the one signed: the agreement named last before them."""
    named = named_instruments(lowered, start, years)
    if not named or IN_FORCE.search(lowered, named[-1].stop, years):
        return False
    if signed and named[-1].start != signed.start:
        return named[-1].start < signed.start
    return signed is None and bool(FORMER.search(lowered[start : named[-1].start]))


def _is_asked_for(lowered: str, telling: Telling) -> bool:
    """ "... đề nghị các quận, huyện ký quy chế tương tự trong năm 2015": not the agreement of the news."""
    return bool(ASKED.search(lowered, telling.marked.start, telling.instruments[0].start))


def _reach(telling: Telling) -> tuple[int, int]:
    """The characters after the first agreement that a telling names, as far as a year may be the agreement's."""
    begin = telling.instruments[0].stop if telling.instruments else telling.marked.stop
    return begin, min(telling.marked.stop, begin + YEAR_REACH)


def _year_beside(lowered: str, instrument: NamedInstrument, stop: int) -> Years | None:
    """ "giao ước thi đua năm 2019"; a year in brackets is when something was done, not what it covers."""
    found = single_year(lowered, instrument.stop, min(stop, instrument.stop + YEAR_REACH))
    between = lowered[instrument.stop : found[2]] if found else ""
    return found if between.count("(") == between.count(")") else None


def _unnamed(passage: Passage, told: Sequence[Telling], kinds: Sequence[str]) -> Agreement | None:
    """A review or signing of "phối hợp hoạt động" without a name for the paper."""
    if not told or kinds[:1] not in ([SIGNING], [MIDTERM], [FINAL], [ISSUANCE]):
        return None
    marked = told[0].marked
    for name in WORK_NAMES:
        start = passage.lowered.find(name, marked.start, marked.stop)
        if start >= 0:
            years = period(passage.lowered, marked.start, marked.stop)
            about = subject(passage.printed, passage.lowered, start + len(name), marked.stop)
            text = " ".join(passage.printed[slice(*about)].split()) if about else None
            instrument = Instrument(name, text, years[0] if years else None, years[1] if years else None)
            return Agreement(instrument, (start, start + len(name)), years[2:] if years else None)
    return None


def _in_address(address: str) -> Agreement | None:
    """The agreement that only the address still names, where the text has lost its first paragraph."""
    for words, name in NAMES_IN_ADDRESSES:
        if words in address:
            return Agreement(Instrument(name, None, *_years_in_address(address)), None, None)
    return None


def _years_in_address(address: str) -> tuple[int, int] | tuple[None, None]:
    """ "giai-doan-2016-2020", "giai-doan-20162021"."""
    years = PERIOD_IN_ADDRESS.search(address)
    return (int(years[1]), int(years[2])) if years and years[1] < years[2] else (None, None)
