"""A page as JSON: /bai/1.json has what /bai/1 shows, the value that its module read, names of fields as they are."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from archive.web.asked import Asked
from archive.web.catalogue import text_in
from archive.web.rendering import address

ENDING = ".json"


def page_of(path: str) -> str:
    """The page whose JSON lies there: /bai/1.json -> /bai/1, /.json -> /."""
    return path.removesuffix(ENDING) or "/"


def page_as_json(found: object, asked: Asked) -> str:
    """What the page shows, its own address and language beside it; most lists name the publisher's address `url`."""
    url = asked.site + address(asked.path, asked.language, "/", asked.query)
    return _dumped({"url": url, "language": asked.language, "page": found})


def error_as_json(what: str, asked: Asked, status: int) -> str:
    """Why there is no page: `what` is a group of texts, not_found or too_slow."""
    return _dumped({"error": text_in(asked.language)(f"{what}.title"), "status": status})


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> object:
    """What JSON has no word for. Of a file only its name: nobody needs to know where it lies."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is shown on a page, but has no form in JSON")
