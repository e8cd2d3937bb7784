"""news-please's own download and reading of the four sites' pages; what it cost goes to stdout as JSON.

Arguments: core, pages a site, SITES as JSON: source -> address. It keeps neither captures nor articles.
"""

import json
import os
import re
import resource
import sys
import time
from html import unescape
from urllib.request import urlopen

from newsplease import NewsPlease  # type: ignore[import-not-found]

WARM_UP = 4


def addresses(home: str, pages: int) -> list[str]:
    """The first pages of a site's sitemap."""
    with urlopen(f"{home}/sitemap.xml") as answer:
        return [unescape(found) for found in re.findall(r"<loc>(.+?)</loc>", answer.read().decode())][:pages]


def busy() -> float:
    """CPU seconds of this process and of those that news-please started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """Read a few pages unmeasured, then all."""
    core, pages, sites = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    if sys.platform == "linux":
        os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})
    urls = [url for home in sites.values() for url in addresses(home, pages)]
    # from_urls asks these for a time-out, although they may be left out.
    asked = {"timeout": 60}
    NewsPlease.from_urls(urls[:WARM_UP], request_args=dict(asked), fetch_images=False)
    started, before = time.perf_counter(), busy()
    read = NewsPlease.from_urls(urls, request_args=dict(asked), fetch_images=False)
    cost = {"seconds": time.perf_counter() - started, "cpu": busy() - before}
    articles = [article for article in read.values() if article]
    if len(articles) < len(urls):
        raise SystemExit(f"news-please read {len(articles)} of {len(urls)} pages")
    with_text = sum(bool(article.maintext) for article in articles)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**cost, "articles": len(articles), "with_text": with_text, "peak": peak}))


if __name__ == "__main__":
    main()
