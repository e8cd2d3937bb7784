"""A page on which whoever reads it dies. Workers import this, so it stands on little."""

import os
import signal
from collections.abc import Sequence

from scrapers.workers import Evidence, Reread

KILLER = b"giet"


def read_or_die(chunk: Sequence[Evidence]) -> list[Reread]:
    """As a parser would that a page makes crash."""
    if any(evidence.record == KILLER for evidence in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return ["đọc được" for _ in chunk]
