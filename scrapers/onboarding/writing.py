"""A survey written down as a source: its module, and saved pages that fail the tests until somebody has looked."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from archive.model import VIETNAM, Outcome, Page
from scrapers.extraction import read_page
from scrapers.onboarding.addresses import ArticleAddresses
from scrapers.onboarding.survey import Sample, Survey
from scrapers.source import Layout, Listing

SPIDERS = Path("scrapers/spiders")
FIXTURES = Path("tests/fixtures")
FILL_IN = "  # fill in"
LOOK = "  # guessed: look"
HTML = "text/html; charset=utf-8"
# What sites call themselves, and how that is said in English.
ENGLISH = (
    (re.compile(r"Báo (?P<place>.+)"), "{} Newspaper"),
    (re.compile(r"Tỉnh [uủ][ỷy] (?P<place>.+)"), "Party Committee of {} Province"),
    (re.compile(r"Thành [uủ][ỷy] (?P<place>.+)"), "Party Committee of {} City"),
    (re.compile(r"Huyện [uủ][ỷy] (?P<place>.+)"), "Party Committee of {} District"),
    (re.compile(r"Thành phố (?P<place>.+)"), "{} City Portal"),
    (re.compile(r"Huyện (?P<place>.+)"), "{} District Portal"),
    (re.compile(r"Cổng thông tin điện tử (?:tỉnh|thành phố|huyện) (?P<place>.+)", re.IGNORECASE), "{} Portal"),
)


def files_of(survey: Survey) -> dict[Path, bytes]:
    """Path below the project -> content: the module, and for each page that was read a fixture without expectation."""
    source = survey.source
    files = {SPIDERS / f"{source.id}.py": module(survey).encode()}
    for case, sample in cases(survey):
        folder = FIXTURES / source.id / case
        files[folder / "page.html.gz"] = gzip.compress(sample.page.body, mtime=0)
        files[folder / "meta.json"] = (json.dumps(_meta(sample.page), ensure_ascii=False, indent=2) + "\n").encode()
    return files


def cases(survey: Survey) -> Iterator[tuple[str, Sample]]:
    """Name of a fixture and its page: the first article of each layout, and a page that must be refused."""
    seen: dict[str, Sample] = {}
    for sample in survey.samples:
        if article := sample.reading.article:
            seen.setdefault(re.sub(r"\W", "_", article.methods["body"].split(":")[0]), sample)
    yield from seen.items()
    lists = (Sample(one.page, read_page(one.page, survey.source)) for one in survey.lists)
    for sample in (*([survey.missing] if survey.missing else []), *lists):
        if sample.reading.outcome is Outcome.REFUSED and sample.reading.refusal:
            yield f"refused_{sample.reading.refusal.reason}", sample
            return


def _meta(page: Page) -> dict[str, object]:
    stated = {"url": page.url, "captured_at": page.captured_at.astimezone(VIETNAM).isoformat(timespec="seconds")}
    kind = {"content_type": page.content_type} if page.content_type != HTML else {}
    status = {"status": page.status} if page.status != 200 else {}
    return {**stated, **kind, **status, "what": "fetched by scrapy newsource; say here what is special about it"}


def module(survey: Survey) -> str:
    """The source file."""
    source, day = survey.source, survey.looked_at.astimezone(VIETNAM).date()
    parts = [f'"""{source.name or source.id}. Written by `scrapy newsource` from the site as it was on {day}."""\n']
    parts += ["\n".join(_imports(survey)), *filter(None, _constants(survey)), _spider(survey)]
    return "\n".join(parts)


def _imports(survey: Survey) -> Iterator[str]:
    platform, addresses = survey.recognised.platform, survey.addresses
    if platform and survey.listing_guessed:
        yield "from dataclasses import replace\n"
    if not platform:
        yield from ["import re\nfrom urllib.parse import urlsplit\n"] if not addresses or addresses.pattern else []
    if addresses and addresses.parameter:
        yield "from scrapers import urls"
    yield "from scrapers.crawling import SourceSpider"
    if platform:
        yield f"from scrapers.platforms.{platform.name} import {platform.name.upper()}"
    names = {
        "Layout": survey.layout_guessed,
        "Listing": survey.listing_guessed or not platform,
        "Platform": not platform,
        "Source": True,
    }
    yield f"from scrapers.source import {', '.join(name for name, used in names.items() if used)}\n"


def _constants(survey: Survey) -> Iterator[str]:
    source = survey.source
    if not survey.recognised.platform:
        yield _article_pattern(survey.addresses)
    if survey.listing_guessed or not survey.recognised.platform:
        yield _listing(source.platform.listing, survey.listing_guessed)
    if survey.layout_guessed:
        yield _layout(source.all_layouts[0])
    if not survey.recognised.platform:
        yield f"\n\n{_article_key(survey.addresses)}"


def _article_pattern(addresses: ArticleAddresses | None) -> str:
    if addresses is None:
        return f'ARTICLE = re.compile(r"(?P<key>(?!))"){FILL_IN}: this matches nothing'
    return f'# {addresses.shape}\nARTICLE = re.compile(r"{addresses.pattern}")' if addresses.pattern else ""


def _article_key(addresses: ArticleAddresses | None) -> str:
    if addresses and addresses.parameter:
        what, body = addresses.shape, f'    return urls.query_value(url, "{addresses.parameter}")'
    else:
        what = addresses.shape if addresses else "Fill in: the article's number, or what else names it for good"
        body = '    found = ARTICLE.search(urlsplit(url).path)\n    return found["key"] if found else None'
    return f'def article_key(url: str) -> str | None:\n    """{what}."""\n{body}\n'


def _listing(listing: Listing, is_guessed: bool) -> str:
    if not is_guessed:
        return f'ITEMS = Listing(item="", link=""){FILL_IN}'
    facts = {"item": listing.item, "link": listing.link, "date": listing.date, "more": listing.more}
    return _call("ITEMS = Listing", {name: value for name, value in facts.items() if value}, LOOK)


def _layout(layout: Layout) -> str:
    names = ("name", "recognise", "body", "headline", "published", "captions", "drop")
    return _call("LAYOUT = Layout", {name: value for name in names if (value := getattr(layout, name))}, LOOK)


def _call(opening: str, facts: dict[str, object], comment: str) -> str:
    lines = [f"    {name}={literal(value)}," for name, value in facts.items()]
    return "\n".join([f"{opening}({comment}", *lines, ")"])


def _spider(survey: Survey) -> str:
    source = survey.source
    fields = [
        f"id={literal(source.id)},",
        f"name={literal(source.name)},{'' if source.name else FILL_IN}",
        f"name_en={literal(english(source.name))},{LOOK if english(source.name) else FILL_IN}",
        f"kind={literal(source.kind)},{'' if source.kind else f'{FILL_IN}: party, newspaper or government'}",
        f"province={literal(source.province)},{'' if source.province else f'{FILL_IN}: as named before July 2025'}",
        f"home={literal(source.home)},",
        f"lists={literal(source.lists)},{'' if source.lists else FILL_IN}",
        f"platform={_platform(survey)},",
        "verified=None,  # the day on which a person compared what is read with the live site",
    ]
    if source.layouts:
        fields.append("layouts=(LAYOUT,),")
    if source.datelines:
        fields.append(f"datelines={literal(source.datelines)},")
    lines = "\n".join(f"        {field}" for field in fields)
    name = "".join(part.capitalize() for part in source.id.split("_"))
    says = f'    """Lists: {", ".join(source.lists) or "to be filled in"}."""'
    return f'\nclass {name}(SourceSpider):\n{says}\n\n    name = "{source.id}"\n    source = Source(\n{lines}\n    )\n'


def _platform(survey: Survey) -> str:
    platform = survey.recognised.platform
    if platform is None:
        layouts = "(LAYOUT,)" if survey.layout_guessed else "()"
        return f'Platform("{survey.source.platform.name}", {layouts}, ITEMS, article_key)'
    name = platform.name.upper()
    return f"replace({name}, listing=ITEMS)" if survey.listing_guessed else name


def english(name: str) -> str:
    """The English name, where the Vietnamese one says what the site is; else ""."""
    return next((said.format(found["place"]) for form, said in ENGLISH if (found := form.fullmatch(name))), "")


def literal(value: object) -> str:
    """A string or a tuple of strings as the code of this project writes it."""
    if isinstance(value, tuple):
        written = ", ".join(map(literal, value))
        return f"({written},)" if len(value) == 1 else f"({written})"
    return json.dumps(value, ensure_ascii=False)
