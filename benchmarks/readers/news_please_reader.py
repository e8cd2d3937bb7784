"""news-please on a folder of saved pages; CPU seconds and the texts go to stdout as JSON. Argument: the folder."""

import json
import sys
import time
from pathlib import Path

from newsplease import NewsPlease  # type: ignore[import-not-found]

WARM_UP = 4


def main() -> None:
    """Read a few pages unmeasured, then all."""
    paths = sorted(Path(sys.argv[1]).glob("*.html"))
    pages = [path.read_text(encoding="utf-8") for path in paths]
    for page in pages[:WARM_UP]:
        NewsPlease.from_html(page, url=None)
    started = time.process_time()
    read = [NewsPlease.from_html(page, url=None) for page in pages]
    seconds = time.process_time() - started
    texts = {path.stem: article.maintext or "" for path, article in zip(paths, read, strict=True)}
    print(json.dumps({"seconds": seconds, "texts": texts}))


if __name__ == "__main__":
    main()
