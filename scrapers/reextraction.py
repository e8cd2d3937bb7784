"""All captures read again with today's extraction: what that would change, and the archive as it would be."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sqlite_utils import Database

from archive import recaptured, store
from archive.model import Article
from archive.nights import quarantine
from archive.recaptured import Difference, Recapture, recaptures
from scrapers.progress import Tell
from scrapers.workers import PAGES_A_TASK, Evidence, Reread, Workers, read_all

EXAMPLES = 3  # printed for a field of a source
CONTEXT = 60  # letters printed of a value, from shortly before the first that differs


@dataclass
class Reextraction:
    """What was read again, and what differs."""

    captures: int = 0
    articles: int = 0
    changed: int = 0  # articles
    kept: bool = False
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # source and field -> differences
    examples: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, source: str, what: int | str, difference: Difference) -> None:
        """Count a difference; `what` is an article's id, or an address."""
        key = source, difference.field
        self.counts[key] += 1
        if len(self.examples[key]) < EXAMPLES:
            self.examples[key].append(f"{what}: {_shown(difference)}")

    def lines(self) -> Iterator[str]:
        """By source and field: how many, and examples."""
        for (source, name), count in sorted(self.counts.items()):
            yield f"{source}, {name}: {count}"
            yield from (f"    {example}" for example in self.examples[source, name])
        outcome = "kept" if self.kept else "nothing kept: add --apply"
        read = f"{self.captures} captures of {self.articles} articles read again"
        yield f"{read}, {self.changed} articles changed; {outcome}"


def reextract(db: Database, captures: Path, workers: Workers, apply: bool, tell: Tell) -> Reextraction:
    """Read all captures again. Without `apply` the archive is not written to."""
    done = Reextraction(kept=apply)
    total = recaptured.how_many(db)
    for group, reread in _read_groups(db, captures, workers):
        article = group[0].article
        done.captures += len(group)
        if article is None:
            _judge_refused(db, group[0], reread[0], apply, done)
        else:
            _judge_article(db, article, dict(zip(group, reread, strict=True)), apply, done)
        tell("reading captures again", done.captures, total)
    if apply:
        quarantine.note_rereading(db)
    return done


def _read_groups(db: Database, captures: Path, workers: Workers) -> Iterator[tuple[list[Recapture], Sequence[Reread]]]:
    """Each article's captures with what they say, put together again from the chunks in which they were read."""
    groups: deque[list[Recapture]] = deque()

    def noted() -> Iterator[Recapture]:
        for group in recaptures(db):
            if group:
                groups.append(group)
                yield from group

    answers = chain.from_iterable(read_all(workers, _chunks(noted(), captures)))
    for answer in answers:
        group = groups.popleft()
        yield group, [answer, *(next(answers) for _ in group[1:])]


def _chunks(wanted: Iterator[Recapture], captures: Path) -> Iterator[list[Evidence]]:
    chunk: list[Evidence] = []
    for recapture in wanted:
        try:
            chunk.append(Evidence(recapture.source, recapture.record(captures)))
        except OSError:
            chunk.append(Evidence(recapture.source, b""))  # the worker says that there is no record
        if len(chunk) == PAGES_A_TASK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _judge_article(
    db: Database, identity: int, reread: dict[Recapture, Reread], apply: bool, done: Reextraction
) -> None:
    """What is no article today stays as it was read: nothing is lost for a rule that fails."""
    done.articles += 1
    readings: dict[int, Article] = {}
    source = next(iter(reread)).source
    for recapture, answer in reread.items():
        if isinstance(answer, str):
            done.note(source, identity, Difference("outcome", "article", answer))
        elif not recaptured.is_same_article(source, identity, answer):
            done.note(source, identity, Difference("key", str(recapture.capture.url), answer.key))
        else:
            readings[recapture.row] = answer
    found = list(recaptured.differences(db, identity, readings))
    for difference in found:
        done.note(source, identity, difference)
    done.changed += bool(found)
    if apply and found:
        with store.transaction(db):
            store.keep_rereading(db, identity, readings)


def _judge_refused(db: Database, recapture: Recapture, answer: Reread, apply: bool, done: Reextraction) -> None:
    if isinstance(answer, str):
        return
    done.note(recapture.source, recapture.capture.url or "", Difference("outcome", "refused", "article"))
    if apply:
        with store.transaction(db):
            store.keep_article(db, recapture.capture, answer, recapture.source, recapture.run)


def _shown(difference: Difference) -> str:
    """Both values, from shortly before the first letter that differs."""
    before, after = difference.before or "nothing", difference.after or "nothing"
    same = next((place for place, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, same - CONTEXT // 3)
    return f"{_cut(before, start)!r} -> {_cut(after, start)!r}"


def _cut(text: str, start: int) -> str:
    return ("…" if start else "") + text[start : start + CONTEXT] + ("…" if len(text) > start + CONTEXT else "")
