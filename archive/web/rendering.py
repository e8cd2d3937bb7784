"""Templates -> HTML. They only show: what they show was read and worked out by the page."""

from dataclasses import is_dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive import clock
from archive.model import VIETNAM
from archive.web.asked import LANGUAGES, Asked
from archive.web.catalogue import catalogue, day_in, decimal_in, moment_in, number_in, text_in
from archive.web.files import TEMPLATES, address_of

SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"
OTHER_LANGUAGE = {"vi": "en", "en": "vi"}


@cache
def _environment() -> Environment:
    """Autoescape everywhere; a name that a page does not have is an error, never an empty place."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, page: Any, asked: Asked, base: str = "/") -> str:  # noqa: ANN401 (each page has its own)
    """The HTML of a page. Templates see `page`, `asked`, and:

    t(name, ...) a text; has(name) whether there is one; link(path, **query) an address in the language; file(name);
    there(path) an address outside our pages: Datasette's tables; day, moment, number, decimal: stored values as
    people write them; translations: language -> this page's absolute address in it; as_json: its address as JSON, ""
    where it only says what went wrong.
    """
    language = asked.language
    return (
        _environment()
        .get_template(template)
        .render(
            page=page,
            asked=asked,
            t=text_in(language),
            has=catalogue(language).__contains__,
            link=lambda path, **query: address(path, language, base, query),
            there=lambda path, **query: address(path, "vi", base, query),
            file=lambda name: base.rstrip("/") + address_of(name),
            day=lambda moment: day_in(moment, language),
            moment=lambda value: moment_in(value, language),
            number=lambda value: number_in(value, language),
            decimal=lambda value, digits=1: decimal_in(value, digits, language),
            today=clock.now().astimezone(VIETNAM).isoformat(),
            elsewhere=address(asked.path, OTHER_LANGUAGE[language], base, asked.query),
            as_json=address(f"{asked.path}.json", language, base, asked.query) if is_dataclass(page) else "",
            canonical=asked.site + address(asked.path, language, "/", {}),
            translations={one: asked.site + address(asked.path, one, "/", asked.query) for one in LANGUAGES},
        )
    )


def address(path: str, language: str, base: str = "/", query: Any = ()) -> str:  # noqa: ANN401 (mapping or pairs)
    """The address of a page, encoded: address("/co-quan/d436/tu#bdv", "en") is /en/co-quan/d436/tu%23bdv."""
    pairs = [(name, value) for name, value in dict(query).items() if value not in ("", None)]
    prefix = base.rstrip("/") + ("" if language == "vi" else f"/{language}")
    return prefix + quote(path, safe=SAFE_IN_PATH) + (f"?{urlencode(pairs)}" if pairs else "")
