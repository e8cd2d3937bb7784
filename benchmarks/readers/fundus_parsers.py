"""fundus's parsers for the four sites, which it has none of: written by hand, a class a site, as its own are."""

# mypy: ignore-errors
# fundus is in the environment in which this runs, not in the one in which types are checked.

import re
from datetime import datetime

from fundus.parser import ArticleBody, BaseParser, attribute
from fundus.parser.utility import (
    extract_article_body_with_selector,
    generic_author_parsing,
    generic_date_parsing,
)
from lxml.cssselect import CSSSelector

DAY = re.compile(r"(\d{2})[/-](\d{2})[/-](\d{4})")


def parser_of(headline: str, published: str, paragraphs: str, author: str | None) -> type[BaseParser]:
    """A publisher's parser from its CSS selectors."""

    class Parser(BaseParser):
        title_selector = CSSSelector(headline)
        date_selector = CSSSelector(published)
        paragraph_selector = CSSSelector(paragraphs)
        author_selector = CSSSelector(author) if author else None

        @attribute
        def body(self) -> ArticleBody | None:
            return extract_article_body_with_selector(self.precomputed.doc, paragraph_selector=self.paragraph_selector)

        @attribute
        def title(self) -> str | None:
            return str(self.title_selector(self.precomputed.doc)[0].text_content())

        @attribute
        def publishing_date(self) -> datetime | None:
            printed = DAY.search(self.date_selector(self.precomputed.doc)[0].text_content())
            # Year first: dateutil, which fundus asks, would take 03/02 for 2 March.
            return generic_date_parsing("-".join(reversed(printed.groups())) if printed else None)

        @attribute
        def authors(self) -> list[str]:
            found = self.author_selector(self.precomputed.doc) if self.author_selector else []
            return generic_author_parsing([element.text_content() for element in found])

    return Parser


PARSERS = {
    "thanhuy_hatinh": parser_of(".title-news", ".date-news", ".content-news p", None),
    "baonghean": parser_of(
        ".block-sc-title", ".block-sc-publish-time", ".block-sc-sapo, article.entry > p", ".block-sc-author"
    ),
    "tpcaolanh": parser_of(".journal-content-article h3.title", ".publish-date", ".journal-content-article p", None),
    "thanhuy_ngabay": parser_of("span.tieude", "span.info", ".noidung > div", None),
}
