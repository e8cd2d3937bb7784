"""Conditional requests (RFC 9110, section 13): who has already what would be sent gets 304 and no body."""

import hashlib
import re
import time
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime

from datasette.utils.asgi import Response

ENTITY_TAG = re.compile(r'"[^"]*"')
# One process serves one database with one set of settings: what its documents say has not changed since it began.
STARTED = time.time()
DATED = {"Last-Modified": formatdate(STARTED, usegmt=True)}


def conditional(response: Response, asked: Mapping[str, str]) -> Response:
    """The answer with its ETag, or 304 without a body; only what is 200 is compared. `asked`: headers in lower case."""
    if response.status != 200:
        return response
    body = response.body if isinstance(response.body, bytes) else response.body.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**response.headers, "ETag": tag}
    if _is_known(tag, headers.get("Last-Modified"), asked):
        # All headers, the policy among them: browsers put them in the place of those that they keep.
        return Response(b"", 304, headers, response.content_type)
    return Response(body, 200, headers, response.content_type)


def _is_known(tag: str, changed: str | None, asked: Mapping[str, str]) -> bool:
    """A tag goes before a date."""
    if "if-none-match" in asked:
        known = asked["if-none-match"]
        return known.strip() == "*" or tag in ENTITY_TAG.findall(known)
    return changed is not None and _seconds(asked.get("if-modified-since", "")) >= int(STARTED)


def _seconds(date: str) -> float:
    """Since 1970; 0 for what is no date."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return 0
