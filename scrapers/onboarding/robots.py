"""What a robots.txt says to this crawler. Pure."""

import re
from dataclasses import dataclass

from protego import Protego

LINE = re.compile(r"^\s*(?P<field>[A-Za-z-]+)\s*:\s*(?P<value>[^#\r\n]*)", re.MULTILINE)
RULES = ("allow", "disallow", "crawl-delay")


@dataclass(frozen=True)
class Robots:
    """Rules as they are written for this crawler, or for all where none names it."""

    found: bool  # False: none, or an empty one
    allowed: bool  # the address that was to be looked at
    crawl_delay: float | None  # seconds
    sitemaps: tuple[str, ...]
    rules: tuple[str, ...]  # "Disallow: /admin/"


def read_robots(text: str, url: str, agent: str) -> Robots:
    """The rules that hold for `agent`, a whole user agent string."""
    parsed = Protego.parse(text)
    delay = parsed.crawl_delay(agent)
    return Robots(
        found=bool(text.strip()),
        allowed=parsed.can_fetch(url, agent),
        crawl_delay=float(delay) if delay is not None else None,
        sitemaps=tuple(dict.fromkeys(parsed.sitemaps)),
        rules=_rules_for(text, agent),
    )


def _rules_for(text: str, agent: str) -> tuple[str, ...]:
    groups: dict[str, list[str]] = {}
    names: list[str] = []
    in_rules = True
    for line in LINE.finditer(text):
        name, value = line["field"].lower(), line["value"].strip()
        if name == "user-agent":
            names = [*names, value.lower()] if not in_rules else [value.lower()]
            in_rules = False
        elif name in RULES:
            in_rules = True
            for one in names:
                groups.setdefault(one, []).append(f"{line['field']}: {value}")
    own = next((name for name in groups if name != "*" and name in agent.lower()), "*")
    return tuple(groups.get(own, ()))
