"""fundus's parser on a folder of saved pages; CPU seconds and the texts go to stdout as JSON. Argument: the folder."""

# mypy: ignore-errors
# fundus is in the environment in which this runs, not in the one in which types are checked.

import json
import sys
import time
from pathlib import Path

from fundus_parsers import PARSERS

WARM_UP = 4


def main() -> None:
    """Read a few pages unmeasured, then all."""
    paths = sorted(Path(sys.argv[1]).glob("*.html"))
    pages = [(PARSERS[path.stem.rpartition("-")[0]](), path.read_text(encoding="utf-8")) for path in paths]
    for parser, page in pages[:WARM_UP]:
        parser.parse(page)
    started = time.process_time()
    read = [parser.parse(page) for parser, page in pages]
    seconds = time.process_time() - started
    texts = {path.stem: str(article["body"] or "") for path, article in zip(paths, read, strict=True)}
    print(json.dumps({"seconds": seconds, "texts": texts}))


if __name__ == "__main__":
    main()
