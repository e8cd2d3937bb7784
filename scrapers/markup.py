"""Bytes to one lxml tree, whatever encoding the server claims."""

import re

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from archive import vietnamese

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
STATED = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read_text(body: bytes, content_type: str = "") -> str:
    """The text of a page or a file, legacy fonts (TCVN3, VNI) and double encoding restored."""
    return vietnamese.restore(decode(body, content_type))


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes to text: a byte order mark, else UTF-8 if it is valid, else what header or <meta> state, else cp1258.

    UTF-8 comes before the statement, since portals that moved to it kept stating windows-1258, and random
    bytes are hardly ever valid UTF-8.
    """
    for mark, encoding in MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    stated = STATED.search(content_type) or STATED.search(body[:2048].decode("ascii", "ignore"))
    encoding = stated[1].lower() if stated else "utf-8"
    if encoding in ("utf-8", "utf8"):
        # Cut in the middle of a letter, or a few bytes spoilt: still UTF-8, if most of it is.
        text = body.decode("utf-8", "replace")
        return text if text.count("\N{REPLACEMENT CHARACTER}") * 100 < len(text) else body.decode("cp1258", "replace")
    try:
        return body.decode(encoding, "replace")
    except LookupError:
        return body.decode("cp1258", "replace")


def parse(text: str) -> HtmlElement | None:
    """One tree for all fields; None where there is nothing to parse."""
    try:
        # An encoding declaration inside a string that is decoded already makes lxml refuse it.
        return lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", "")))
    except (ParserError, ValueError):
        return None
