"""Files and folders that appear under their names only once all of them is on the disk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished"


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path beside it to write on, which takes its name at the end, or is gone after an error."""
    unfinished = path.with_name(path.name + UNFINISHED)
    remove(unfinished)
    try:
        yield unfinished
        if unfinished.is_file():
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        remove(unfinished)


def remove(path: Path) -> None:
    """A file, a folder with all that is in it, or nothing."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
