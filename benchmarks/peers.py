"""news-please and fundus on the same pages, each in an environment of its own: they need other versions of lxml."""

import json
import subprocess
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.extraction import read_by_us, saved_page
from benchmarks.pages import SOURCES

# fundus 0.5.7 does not import with curl_cffi 0.16.
PACKAGES = {"news-please": ("news-please",), "fundus": ("fundus", "curl_cffi<0.16")}
READERS = Path(__file__).parent / "readers"


@dataclass(frozen=True)
class PeerSpeed:
    """CPU milliseconds a page, ours on the same pages, and what share of the pages it found a text on."""

    peer: str
    milliseconds: float
    ours: float
    with_text: float


def compare(pages: int, rounds: int) -> list[PeerSpeed | str]:
    """One row a peer, or the sentence that says why there is none. Installs from the package registry."""
    with TemporaryDirectory() as folder:
        saved = Path(folder, "pages")
        saved.mkdir()
        for source in SOURCES:
            for number in range(pages):
                (saved / f"{source}-{number:04}.html").write_bytes(saved_page(source, number).body)
        return [_compare(peer, Path(folder), saved, pages, rounds) for peer in PACKAGES]


def _compare(peer: str, folder: Path, saved: Path, pages: int, rounds: int) -> PeerSpeed | str:
    python = folder / peer / "bin" / "python"
    if failure := _install(peer, folder / peer):
        return f"{peer} did not install: {failure}"
    theirs, ours, found = [], [], 0.0
    for _ in range(rounds):
        ours.append(_our_cost(pages))
        command = [str(python), str(READERS / f"{peer.replace('-', '_')}_reader.py"), str(saved)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{peer} did not run: {done.stderr.strip().splitlines()[-1]}"
        told = json.loads(done.stdout.splitlines()[-1])
        theirs.append(told["seconds"] / told["pages"] * 1000)
        found = told["with_text"] / told["pages"]
    return PeerSpeed(peer, median(theirs), median(ours), found)


def _install(peer: str, folder: Path) -> str | None:
    """None, or pip's last word."""
    venv.create(folder, with_pip=True)
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES[peer]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1] if done.returncode else None


def _our_cost(pages: int) -> float:
    """CPU milliseconds a page, on the pages that the peers read."""
    batch = [(source, saved_page(source, number)) for source in SOURCES for number in range(pages)]
    started = time.process_time()
    for source, page in batch:
        read_by_us(source, page)
    return (time.process_time() - started) / len(batch) * 1000
