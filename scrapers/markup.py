"""Bytes to one lxml tree, whatever encoding the server claims."""

import re

import lxml.html
from bs4.dammit import EncodingDetector
from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlComment, HtmlElement, HTMLParser, HtmlProcessingInstruction

from archive import vietnamese

CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)  # of a Content-Type header

# "&amp;ldquo;" on Liferay and other portals; never &amp;lt; which would become markup.
ESCAPED_TWICE = re.compile(
    r"&amp;(?=(?:[lr][sd]quo|quot|nbsp|hellip|[nm]dash|ETH|eth|[A-Za-z](?:grave|acute|circ|tilde)|#\d{3,5});)"
)

# lxml.html asks Python for the class of every element that is touched, for forms and inputs of their own; one
# class for all makes a walk over the tree take a third of the time.
PARSER = HTMLParser()
PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction)
)


def read_text(body: bytes, content_type: str = "") -> str:
    """The text of a page or a file, legacy fonts (TCVN3, VNI) and double encoding restored."""
    return vietnamese.restore(decode(body, content_type))


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes to text: by a byte order mark, as UTF-8 if valid, as header or <meta> state, as an old font or cp1258.

    UTF-8 comes before the statement, since portals that moved to it kept stating windows-1258, and random
    bytes are hardly ever valid UTF-8.
    """
    unmarked, marked = EncodingDetector.strip_byte_order_mark(body)
    if marked:
        return unmarked.decode(marked, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    stated = CHARSET.search(content_type)
    encoding = (stated[1] if stated else EncodingDetector.find_declared_encoding(body, is_html=True) or "utf-8").lower()
    if encoding in ("utf-8", "utf8"):
        # Cut in the middle of a letter, or a few bytes spoilt: still UTF-8, if most of it is.
        text = body.decode("utf-8", "replace")
        return text if text.count("\N{REPLACEMENT CHARACTER}") * 100 < len(text) else _unstated(body)
    try:
        return body.decode(encoding, "replace")
    except (LookupError, ValueError):  # no such encoding, or one that is not for text
        return _unstated(body)


def _unstated(body: bytes) -> str:
    """A font of the nineties (TCVN3, VNI), if words come out of it, else windows-1258."""
    western = body.decode("cp1252", "replace")
    restored = vietnamese.restore(western)
    return restored if restored != western else body.decode("cp1258", "replace")


def parse(text: str) -> HtmlElement | None:
    """One tree for all fields; None where there is nothing to parse."""
    # An encoding declaration inside a string that is decoded already makes lxml refuse it.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    try:
        return lxml.html.document_fromstring(ESCAPED_TWICE.sub("&", text), parser=PARSER)
    except (ParserError, ValueError):
        return None
