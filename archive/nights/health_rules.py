"""Why a source stands as it does: the rules, in the order in which they are asked. Pure."""

from collections import Counter
from dataclasses import asdict
from datetime import date

from archive.nights.chance import is_change
from archive.nights.health_evidence import Answers, Tonight
from archive.nights.health_limits import BAD_SHARE, FEWEST_BAD, FEWEST_SHOWN, LEAST_LIKELY, SHRUNK_TO, SILENCES
from archive.nights.verdicts import RED, Cause, Expectation, State

CLOSED = {"HTTP 401", "HTTP 403", "HTTP 407", "HTTP 429", "HTTP 451", "stub", "login", "robots"}
SILENT = {"unreachable", "broken", "suspended", "private_address", "HTTP 408", "HTTP 425"}  # and 5xx
ELSEWHERE = {"offsite"}
UNREADABLE = {"unknown_layout", "no_headline", "no_body"}
ERROR = "error"  # in our own code
# Outcomes of crawls that failed on our side.
OUR_FAULT = {
    *("crashed", "timed_out", "not_started", "archive_not_writable", "captures_not_writable", "already_running"),
    *("memusage_exceeded", "closespider_errorcount"),
}
READ_WHOLE = {"finished", "budget_spent"}
# Causes that only pages can disprove.
OF_PAGES = {"unreadable", "code_fails", "drift", "pages_gone", "pages_blocked", "pages_down", "pages_moved"}


def cause(tonight: Tonight, expected: Expectation) -> Cause:
    """The first rule that says something; the last ones always do."""
    if expected.ended:
        return Cause(State.RETIRED, "retired", {"day": str(expected.ended), "because": expected.ended_because})
    for rule in RULES:
        if found := rule(tonight, expected):
            return found
    counts = tonight.counts
    facts = {"new": counts["new_articles"], "changed": counts["new_versions"], "last_news": tonight.last_news}
    is_new = counts["new_articles"] + counts["new_versions"] or tonight.outcome == "budget_spent"
    return Cause(State.OK, "ok", facts) if is_new else Cause(State.QUIET, "quiet", facts)


def group_of(answer: str) -> State | None:
    """What an answer that is no page says of the site."""
    if answer in CLOSED:
        return State.BLOCKED
    if answer in SILENT or answer.startswith("HTTP 5"):
        return State.DOWN
    return State.MOVED if answer in ELSEWHERE else None


def _not_asked(tonight: Tonight, expected: Expectation) -> Cause | None:
    """Nothing was asked of it, as what failed is not asked for again each night: it stands as it stood."""
    if tonight.answers or tonight.counts["lists"]:
        return None
    return _not_even_asked(tonight)


def _not_even_asked(tonight: Tonight) -> Cause:
    return _turned_away(tonight) or _our_fault(tonight) or _as_badly_as_before(tonight)


def _turned_away(tonight: Tonight) -> Cause | None:
    """The site itself ended the crawl."""
    if tonight.outcome == "robots_unreachable":
        return Cause(State.DOWN, "robots_unreachable")
    return Cause(State.BLOCKED, "asked_to_wait") if tonight.outcome == "asked_to_wait" else None


def _as_badly_as_before(tonight: Tonight) -> Cause:
    """Nothing was learned tonight; that it stood well before is no reason to say so again."""
    before = tonight.before
    if before and before.verdict in RED and not before.accepted:
        return Cause(State(before.verdict), before.cause, before.facts)
    return Cause(State.BROKEN, "never_read", {"outcome": tonight.outcome or "-"})


def _no_list(tonight: Tonight, expected: Expectation) -> Cause | None:
    """No list showed anything."""
    lists = _of_lists(tonight.answers)
    if lists["leads"] or (not lists and tonight.counts["leads"]):
        return None
    if not lists:
        return _not_even_asked(tonight)
    told = _commonest(lists)
    state = next((state for answer, _ in lists.most_common() if (state := group_of(answer))), None)
    if state is None or lists["no_leads"] > lists.total() - lists["no_leads"]:
        return Cause(State.BROKEN, "lists_empty" if lists["no_leads"] else "lists_gone", {"answers": told})
    return Cause(state, f"lists_{state}", {"answers": told})


def _pages(tonight: Tonight, expected: Expectation) -> Cause | None:
    """The lists are read, the pages are not."""
    tried = Counter({answer: number for (kind, answer), number in tonight.answers.items() if kind != "list"})
    for state in (State.BLOCKED, State.DOWN, State.MOVED):
        bad = sum(number for answer, number in tried.items() if group_of(answer) is state)
        if bad >= FEWEST_BAD and bad >= BAD_SHARE * tried.total() and _is_unusual(tonight, state):
            return Cause(state, f"pages_{state}", {"bad": bad, "of": tried.total(), "answers": _commonest(tried)})
    if tonight.gone >= FEWEST_BAD and tonight.gone >= BAD_SHARE * (tonight.gone + tonight.seen) and tonight.gone > 3:
        return Cause(State.BROKEN, "pages_gone", {"bad": tonight.gone, "of": tonight.gone + tonight.seen})
    return _unreadable(tonight)


def _is_unusual(tonight: Tonight, state: State) -> bool:
    usual = tonight.usual_answers
    bad = sum(number for (kind, answer), number in usual.items() if kind != "list" and group_of(answer) is state)
    return bad < BAD_SHARE * (sum(number for (kind, _), number in usual.items() if kind != "list") or 1)


def _unreadable(tonight: Tonight) -> Cause | None:
    """Pages come, and nothing can be read from them; one or two a night count with those of the nights before."""
    window: Answers = Counter()
    usual = Counter(tonight.usual_answers)
    for answers in (tonight.answers, *tonight.earlier_answers):
        window += answers
        if answers is not tonight.answers:
            usual -= answers
        bad, total = _bad_pages(window)
        if not _bad_pages(tonight.answers)[0]:
            return None
        if bad >= FEWEST_BAD and is_change(bad, total, *_bad_pages(usual), LEAST_LIKELY):
            return _not_read(window, tonight)
    before = tonight.before
    bad, total = _bad_pages(tonight.answers)
    # That our own code fails on every page is never chance, however few they are.
    all_fail = bad == total and _of_pages(tonight.answers)[ERROR] > 0
    was_so = before and before.cause in ("unreadable", "code_fails") and not before.accepted
    if all_fail or (was_so and bad >= BAD_SHARE * total):
        return _not_read(tonight.answers, tonight)
    return None


def _not_read(answers: Answers, tonight: Tonight) -> Cause:
    """Whose fault it is that pages are not read: a new design, or a mistake of our own code."""
    pages = _of_pages(answers)
    bad, total = _bad_pages(answers)
    facts = {"bad": bad, "of": total, "answers": _commonest(pages)}
    if pages[ERROR] > bad - pages[ERROR]:
        return Cause(State.BROKEN, "code_fails", {**facts, "log": _log(tonight)})
    return Cause(State.BROKEN, "unreadable", facts)


def _log(tonight: Tonight) -> str:
    """What its crawl said, below the data folder."""
    return f"runs/{tonight.day}/{tonight.source}.log"


def _of_lists(answers: Answers) -> Counter[str]:
    return Counter({answer: number for (kind, answer), number in answers.items() if kind == "list"})


def _of_pages(answers: Answers) -> Counter[str]:
    found: Counter[str] = Counter()
    for (kind, answer), number in answers.items():
        if kind != "list":
            found[answer] += number
    return found


def _bad_pages(answers: Answers) -> tuple[int, int]:
    """Pages from which nothing could be read, and those with the ones that were read as articles."""
    pages = _of_pages(answers)
    bad = sum(pages[answer] for answer in (*UNREADABLE, ERROR))
    return bad, bad + pages["article"]


def _drift(tonight: Tonight, expected: Expectation) -> Cause | None:
    """Fields read otherwise than they did."""
    if not tonight.changes:
        return None
    changes = [{**asdict(change), "night": tonight.day} for change in tonight.changes]
    if tonight.wave_stands and tonight.before:
        changes += [one for one in tonight.before.facts["changes"] if one["measure"] == "wave" and one not in changes]
    return Cause(State.BROKEN, "drift", {"changes": changes})


def _still_unproved(tonight: Tonight, expected: Expectation) -> Cause | None:
    """What was wrong with pages is not mended by a night on which none was read anew."""
    before = tonight.before
    if before is None or before.verdict not in RED or before.accepted or before.cause not in OF_PAGES:
        return None
    if _of_pages(tonight.answers)["article"] and not tonight.wave_stands:
        return None
    return Cause(State(before.verdict), before.cause, before.facts)


def _shrunk_list(tonight: Tonight, expected: Expectation) -> Cause | None:
    """A list shows a fraction of what it did."""
    for address, shown, usual in tonight.shrunk_lists:
        if usual >= FEWEST_SHOWN and shown <= SHRUNK_TO * usual:
            return Cause(State.BROKEN, "list_shrunk", {"list": address, "shown": shown, "usual": usual})
    return None


def _unfinished(tonight: Tonight, expected: Expectation) -> Cause | None:
    """Our own crawl failed, whatever it had read."""
    return _our_fault(tonight)


def _our_fault(tonight: Tonight) -> Cause | None:
    if tonight.outcome in OUR_FAULT:
        facts = {"outcome": tonight.outcome, "exit_code": tonight.exit_code, "log": _log(tonight)}
        return Cause(State.BROKEN, "unfinished", facts)
    return None


def _not_read_whole(tonight: Tonight, expected: Expectation) -> Cause | None:
    """That nothing is new is only believed where all lists were read, to their end."""
    if tonight.counts["new_articles"] + tonight.counts["new_versions"]:
        return None
    if tonight.outcome not in READ_WHOLE:
        return _turned_away(tonight) or _as_badly_as_before(tonight)
    failed = _of_lists(tonight.answers)
    del failed["leads"], failed["no_leads"]
    if not failed:
        return None
    state = next((state for answer, _ in failed.most_common() if (state := group_of(answer))), State.BROKEN)
    return Cause(state, "lists_partly", {"answers": _commonest(failed)})


def _silent_too_long(tonight: Tonight, expected: Expectation) -> Cause | None:
    """The lists answer and have shown nothing new for longer than is normal."""
    if tonight.last_news is None:
        return None
    days = (date.fromisoformat(tonight.day) - date.fromisoformat(tonight.last_news)).days
    normal = max(expected.quiet_days, SILENCES * tonight.longest_silence)
    if days <= normal:
        return None
    return Cause(State.BROKEN, "silent", {"days": days, "normal": normal, "last_news": tonight.last_news})


RULES = (
    *(_not_asked, _no_list, _pages, _drift, _still_unproved, _shrunk_list, _unfinished, _not_read_whole),
    _silent_too_long,
)


def _commonest(answers: Counter[str]) -> dict[str, int]:
    return dict(sorted(answers.items(), key=lambda pair: (-pair[1], pair[0]))[:5])
