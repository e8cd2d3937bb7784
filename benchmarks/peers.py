"""news-please and fundus read the same pages, each in an environment of its own: they need other versions of lxml."""

import json
import subprocess
import time
import venv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any
from unittest.mock import patch

from benchmarks.extraction import read_by_us, saved_page
from benchmarks.pages import SOURCES, article_page
from scrapers import extraction

# fundus 0.5.7 does not import with curl_cffi 0.16. warcio and sqlite-utils let it keep what it crawls.
PACKAGES = {
    "news-please": ("news-please",),
    "fundus": ("fundus", "curl_cffi<0.16", "warcio", "sqlite-utils"),
}
READERS = Path(__file__).parent / "readers"


class PeerError(Exception):
    """A peer did not install or did not run; the sentence says which and why."""


@dataclass(frozen=True)
class PeerSpeed:
    """CPU milliseconds a page, the peer's and ours on the same pages, ours also without asking the referee.

    `ratio` and `ratio_unchecked` are medians of the rounds' own ratios of ours to the peer's. `words`: the share of
    the words written that the peer found, mean over the pages.
    """

    peer: str
    milliseconds: float
    ours: float
    ratio: float
    ratio_unchecked: float
    words: float


def install(peer: str, folder: Path) -> Path:
    """The peer's own Python, installed from the package registry. Raises PeerError with pip's last word."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES[peer]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerError(f"{peer} did not install: {_last_line(done.stderr)}")
    return python


def run(python: Path, script: str, *arguments: str) -> dict[str, Any]:
    """What a script of `readers` tells of its run. Raises PeerError."""
    command = [str(python), str(READERS / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerError(f"{script} did not run: {_last_line(done.stderr)}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["no reason given"])[-1]


def compare(peer: str, python: Path, folder: Path, pages: int, rounds: int) -> PeerSpeed:
    """Both read the same pages, taking turns. `folder` is for the saved pages. Raises PeerError."""
    written = save_pages(folder, pages)
    _our_cost(1)  # warms up, as the readers do
    ours, unchecked, theirs = [], [], []
    for _ in range(rounds):
        ours.append(_our_cost(pages))
        told = run(python, f"{peer.replace('-', '_')}_reader.py", str(folder))
        theirs.append(told["seconds"] / len(written) * 1000)
        with patch.object(extraction, "share_found_by_trafilatura", return_value=1.0):
            unchecked.append(_our_cost(pages))
    return PeerSpeed(
        peer,
        median(theirs),
        median(ours),
        ratio=median(one / other for one, other in zip(ours, theirs, strict=True)),
        ratio_unchecked=median(one / other for one, other in zip(unchecked, theirs, strict=True)),
        words=mean(share_of_words(text, told["texts"][name]) for name, text in written.items()),
    )


def save_pages(folder: Path, pages: int) -> dict[str, str]:
    """Write so many pages of each site as `<source>-<number>.html`; name -> the paragraphs that its author wrote."""
    written = {}
    for source in SOURCES:
        for number in range(pages):
            name = f"{source}-{number:04}"
            (folder / f"{name}.html").write_bytes(saved_page(source, number).body)
            written[name] = " ".join(article_page(source, number).article.paragraphs)
    return written


def share_of_words(written: str, found: str) -> float:
    """Share of the words written that are in what was found, as often."""
    words = Counter(written.split())
    return (words & Counter(found.split())).total() / words.total()


def words_kept_by_us(pages: int) -> float:
    """The same share for our own reading, mean over the pages."""
    shares = []
    for source in SOURCES:
        for number in range(pages):
            article = read_by_us(source, saved_page(source, number))
            text = " ".join([article.dateline or "", *article.body])
            shares.append(share_of_words(" ".join(article_page(source, number).article.paragraphs), text))
    return mean(shares)


def _our_cost(pages: int) -> float:
    """CPU milliseconds a page, on the pages that the peers read."""
    batch = [(source, saved_page(source, number)) for source in SOURCES for number in range(pages)]
    started = time.process_time()
    for source, page in batch:
        read_by_us(source, page)
    return (time.process_time() - started) / len(batch) * 1000
