"""python -m sample.changes: changes.toml -> pairs of pages of one article, which only noise or a real edit sets apart.

They go to tests/fixtures/changes/{noise,edits}/<case>/: before.html.gz, after.html.gz, meta.json.
"""

import gzip
import json
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sample.articles import FIRST, FOLDER, LATER, Article, Picture, block, edited, read
from sample.pages import article_answer
from sample.sites import SITES

CASES = Path(__file__).parent / "changes.toml"
PAIRS = Path(__file__).parents[1] / "tests" / "fixtures" / "changes"
READERS_SINCE = 137  # by so much the view count grows between the two pages
OLD_TONES = {"ủy": "uỷ", "Ủy": "Uỷ", "òa": "oà", "óa": "oá", "ỏa": "oả", "ỏe": "oẻ", "úy": "uý"}
TYPED_QUOTES = str.maketrans({"“": '"', "”": '"', "–": "-"})


@dataclass(frozen=True)
class Pair:
    """A case: its folder (noise/<case> or edits/<case>), the two pages, and what is known of them."""

    folder: str
    before: bytes
    after: bytes
    meta: dict[str, Any]


def main(folder: Path = PAIRS) -> None:
    """Write all pairs in place of those that are there."""
    for kind in ("noise", "edits"):
        shutil.rmtree(folder / kind, ignore_errors=True)
    for pair in pairs():
        case = folder / pair.folder
        case.mkdir(parents=True)
        (case / "before.html.gz").write_bytes(gzip.compress(pair.before, mtime=0))
        (case / "after.html.gz").write_bytes(gzip.compress(pair.after, mtime=0))
        text = json.dumps(pair.meta, ensure_ascii=False, indent=2) + "\n"
        (case / "meta.json").write_text(text, encoding="utf-8", newline="\n")


def pairs() -> Iterator[Pair]:
    """Every case of changes.toml."""
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))
    for name, case in cases["noise"].items():
        article = of_case(case)
        yield Pair(f"noise/{name}", page_of(article), noisy_page(article, case["noise"]), meta(article, case, None))
    for name, case in cases["edits"].items():
        article = of_case(case)
        after = a_week_later(after_edits(article, case["edits"]))
        yield Pair(f"edits/{name}", page_of(article), page_of(after), meta(article, case, case["class"]))


def noisy_page(article: Article, noises: list[str]) -> bytes:
    """The article's page after these functions of IN_THE_TEXT, then IN_THE_PAGE."""
    for noise in noises:
        if noise not in IN_THE_PAGE:
            article = IN_THE_TEXT[noise](article)
    page = page_of(article)
    for noise in noises:
        if noise in IN_THE_PAGE:
            page = IN_THE_PAGE[noise](page)
    return page


def of_case(case: dict[str, Any]) -> Article:
    """The article as it stood on the first night; `with` says how its page is made otherwise."""
    article = read(FOLDER / f"{case['article']}.md", FIRST)
    return replace(article, **case.get("with", {}))


def page_of(article: Article) -> bytes:
    """The page as the site sends it."""
    return article_answer(article).body


def meta(article: Article, case: dict[str, Any], kind: str | None) -> dict[str, Any]:
    """meta.json: where and when, what was done to the page, and the class of the edit (null: none)."""
    host = next(site.host for site in SITES if site.source == article.source)
    return {
        "source": article.source,
        "url": f"https://{host}{article_answer(article).path}",
        "captured_at": [FIRST.clock.isoformat(), LATER.clock.isoformat()],
        "class": kind,
        "what": case["what"],
    }


def after_edits(article: Article, edits: list[dict[str, str]]) -> Article:
    """The article as an editor left it. Paragraphs are separated by empty lines, as in its file."""
    text = "\n\n".join(as_written(one) for one in article.blocks)
    headline, text = edited(article.headline, text, edits)
    return replace(article, headline=headline, blocks=tuple(block(part) for part in text.split("\n\n") if part.strip()))


def as_written(one: str | Picture) -> str:
    """A paragraph or picture as its file has it."""
    return one if isinstance(one, str) else f"![{one.caption}]({one.file})"


# --- Noise in the text: how it is typed --------------------------------------------------------------------


def respelt(article: Article, spell: Callable[[str], str]) -> Article:
    """Headline, paragraphs and captions in another spelling."""
    blocks = tuple(
        spell(one) if isinstance(one, str) else replace(one, caption=spell(one.caption)) for one in article.blocks
    )
    return replace(article, headline=spell(article.headline), blocks=blocks)


def old_tones(text: str) -> str:
    """uỷ, hoà, khoẻ."""
    for new, old in OLD_TONES.items():
        text = re.sub(rf"(?<!q){new}\b", old, text)
    return text


def every_third_space(text: str, space: str) -> str:
    """Every third space is another."""
    words = text.split(" ")
    spaces = [space if number % 3 == 0 else " " for number in range(1, len(words))]
    return "".join(word + after for word, after in zip(words, [*spaces, ""], strict=True))


def a_week_later(article: Article) -> Article:
    """The page's clock, its view count and its box of related articles have moved on."""
    views = article.views + READERS_SINCE if article.views else None
    return replace(article, made=LATER, later="noise", views=views)


IN_THE_TEXT: dict[str, Callable[[Article], Article]] = {
    "a_week_later": a_week_later,
    "old_tones": lambda article: respelt(article, old_tones),
    "no_break_spaces": lambda article: respelt(article, lambda text: every_third_space(text, "\u00a0")),
    "double_spaces": lambda article: respelt(article, lambda text: every_third_space(text, "  \n ")),
    "zero_width": lambda article: respelt(article, lambda text: every_third_space(text, " \u200b")),
    "eth": lambda article: respelt(article, lambda text: text.replace("Đ", "Ð")),
    "typed_quotes": lambda article: respelt(article, lambda text: text.translate(TYPED_QUOTES)),
    "windows_1258": lambda article: replace(article, charset="windows-1258"),
    "other_breaks": lambda article: replace(article, breaks=2 if article.breaks != 2 else 0),
}


# --- Noise in the page: how it is made ---------------------------------------------------------------------


def signed_images(page: bytes) -> bytes:
    """Addresses of images with a signature that expires."""
    return re.sub(rb'(src="[^"]+\.jpg)"', rb'\1?Expires=1750878000&amp;Signature=k3Jx9w"', page)


def other_assets(page: bytes) -> bytes:
    """A new release of style sheets and scripts, a token of the session, a comment that says when it was made."""
    page = re.sub(rb'(\.(?:css|js))(?:\?v=[\d.]+)?"', rb'\1?v=20250626"', page)
    page = page.replace(b"</head>", b'<meta name="csrf-token" content="q8Zr1vD0"></head>')
    return page.replace(b"</body>", b"<!-- cached 2025-06-26 19:00:00 in 0.021 s --></body>")


def session_in_links(page: bytes) -> bytes:
    """A session's number in every address."""
    return re.sub(rb'href="(/[^"?#]*)"', rb'href="\1;jsessionid=7D2E41"', page)


def an_advertisement(page: bytes) -> bytes:
    """A banner after the opening tag of the page."""
    banner = '<div class="qc banner"><a href="/quang-cao"><img src="/ads/970x90.gif" alt=""></a> Quảng cáo</div>'
    return re.sub(rb"(<body[^>]*>)", rb"\1" + banner.encode(), page, count=1)


def as_entities(page: bytes) -> bytes:
    """Letters as numbers: &#272;."""
    return page.decode().encode("ascii", "xmlcharrefreplace")


def decomposed(page: bytes) -> bytes:
    """Letters and their marks apart (NFD)."""
    return unicodedata.normalize("NFD", page.decode()).encode()


def bolder(page: bytes) -> bytes:
    """Paragraphs in a span of another size."""
    page = re.sub(rb"(<p(?: [^>]*)?>)(?=[^<])", rb'\1<span style="font-size:14pt">', page)
    return re.sub(rb"(?<=[.:;])</p>", rb"</span></p>", page)


IN_THE_PAGE: dict[str, Callable[[bytes], bytes]] = {
    "signed_images": signed_images,
    "other_assets": other_assets,
    "session_in_links": session_in_links,
    "an_advertisement": an_advertisement,
    "as_entities": as_entities,
    "decomposed": decomposed,
    "bolder": bolder,
}


if __name__ == "__main__":
    main()
