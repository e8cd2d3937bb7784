"""trafilatura's second opinion on the body that a layout names."""

import logging
import re
from collections import Counter
from collections.abc import Sequence

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document, Extractor, use_config

from archive.vietnamese import normalize
from scrapers.blocks import Block

WORD = re.compile(r"\w+")


def _settings() -> Extractor:
    """Recall, because all of the element is body and only recall keeps a sapo in a <span>; fast, because the
    fallbacks search for a body, which is known; no least size, because short news is news."""
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "0")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return Extractor(output_format="python", config=config, fast=True, recall=True, comments=False)


# It reports "discarding data" for every element that holds only a few words.
logging.getLogger("trafilatura").setLevel(logging.ERROR)
SETTINGS = _settings()


def share_found_by_trafilatura(body: HtmlElement, blocks: Sequence[Block]) -> float:
    """Share of the words of these blocks that trafilatura finds in their element: 1 if it loses none."""
    text = " ".join(block.text for block in blocks)
    document = trafilatura.bare_extraction(body, options=SETTINGS)
    read = normalize(document.text or "") if isinstance(document, Document) else ""
    # Splitting takes a quarter of the time of finding words, and most texts are the same to the last comma.
    if text.split() == read.split():
        return 1.0
    ours, theirs = WORD.findall(text), WORD.findall(read)
    if ours == theirs:
        return 1.0
    # In any order: trafilatura puts captions and leads elsewhere.
    return (Counter(ours) & Counter(theirs)).total() / len(ours) if ours else 1.0
