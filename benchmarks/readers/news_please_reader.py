"""news-please on a folder of saved pages; the CPU time goes to stdout as JSON. Argument: the folder."""

import json
import sys
import time
from pathlib import Path

from newsplease import NewsPlease  # type: ignore[import-not-found]

WARM_UP = 4


def main() -> None:
    """Read a few pages unmeasured, then all."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.html"))]
    for page in pages[:WARM_UP]:
        NewsPlease.from_html(page, url=None)
    started = time.process_time()
    read = [NewsPlease.from_html(page, url=None) for page in pages]
    seconds = time.process_time() - started
    with_text = sum(bool(article.maintext) for article in read)
    print(json.dumps({"seconds": seconds, "pages": len(pages), "with_text": with_text}))


if __name__ == "__main__":
    main()
