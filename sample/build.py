"""python -m sample.build: the articles and layouts -> two WARC files and what a crawl of them should store."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sample.articles import FIRST, LATER, Night, articles, expected
from sample.listing import path_of, withdrawn
from sample.recording import Response, write
from sample.sites import SITES, answers

FOLDER = Path(__file__).parent


def main(folder: Path = FOLDER) -> None:
    """Write first-night.warc.gz, later-night.warc.gz and expected.jsonl."""
    for night in (FIRST, LATER):
        write(folder / f"{night.name}.warc.gz", night.started, responses(night))
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for night in (FIRST, LATER) for record in records(night)]
    (folder / "expected.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")


def responses(night: Night) -> Iterator[Response]:
    """Everything that the four sites answer on that night, site after site."""
    for site in SITES:
        for answer in answers(site, night):
            yield Response(
                url=f"https://{site.host}{answer.path}",
                body=answer.body,
                content_type=answer.content_type,
                status=answer.status,
                server=site.server,
                ip=site.ip,
                compressed=site.compressed,
            )


def records(night: Night) -> Iterator[dict[str, Any]]:
    """What the authors wrote, as a crawl of that night should store it."""
    for site in SITES:
        for article in articles(site.source, night):
            if article.no_article is None and not withdrawn(article, night):
                yield expected(article, f"https://{site.host}{path_of(article)}", night)


if __name__ == "__main__":
    main()
