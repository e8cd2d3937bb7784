"""What holds of every page about one thing and of every index: addresses, tables, citation, names that attack."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from lxml import html

from tests.archive.running import Server
from tests.web.library import ALERT, TROUBLE_NAME
from tests.web.test_every_page import SHEETS, TROUBLE_PATH

NOT_THERE = (
    *("/co-quan/d436/nowhere", "/nguoi/ha-tinh/ai-do", "/thoa-thuan/0000000000000000", "/dia-ban/x1", "/nguon/nowhere"),
    *("/van-ban/1-x/y", "/cung-tin/1", "/cung-tin/99999999999999999999", "/nguoi/%00", "/dia-ban/%F0%9F%98%80"),
)


def opened(site: Server, path: str) -> html.HtmlElement:
    answer = site.get(path)
    assert answer.status == 200, answer.text
    return html.document_fromstring(answer.text)


@pytest.mark.parametrize("path", SHEETS)
def test_it_has_a_title_of_its_own(site: Server, path: str) -> None:
    title = opened(site, path).findtext("head/title") or ""
    assert len(title.removesuffix(" · Kho tin phối hợp công tác")) > 3


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", SHEETS)
def test_it_describes_itself(site: Server, path: str, language: str) -> None:
    (description,) = opened(site, language + path).xpath('//meta[@name="description"]/@content')
    assert len(description) > 30


@pytest.mark.parametrize("path", SHEETS)
def test_its_canonical_address_is_its_own_without_filters(site: Server, path: str) -> None:
    (canonical,) = opened(site, path).xpath('//link[@rel="canonical"]/@href')
    assert canonical.startswith(site.address)
    assert site.get(urlsplit(canonical).path).status == 200
    assert "?" not in canonical


def test_a_later_part_of_a_list_is_canonical_itself(site: Server) -> None:
    (canonical,) = opened(site, "/co-quan?trang=2&cap=district").xpath('//link[@rel="canonical"]/@href')
    assert canonical == f"{site.address}/co-quan?trang=2"


@pytest.mark.parametrize("path", SHEETS)
def test_it_names_itself_in_both_languages(site: Server, path: str) -> None:
    page = opened(site, path)
    addresses = {link.get("hreflang"): link.get("href") for link in page.xpath('//link[@rel="alternate"][@hreflang]')}
    assert set(addresses) == {"vi", "en"}
    assert addresses["en"] == addresses["vi"].replace(site.address, site.address + "/en")


@pytest.mark.parametrize("path", SHEETS)
def test_it_leads_to_its_rows_as_table_csv_and_json(site: Server, path: str) -> None:
    links = opened(site, path).xpath('//section[@aria-labelledby="own-data"]//ul//a/@href')
    assert len(links) >= 3
    assert {site.get(link).status for link in links} == {200}


@pytest.mark.parametrize("path", SHEETS)
def test_it_cites_itself(site: Server, path: str) -> None:
    page = opened(site, path)
    (canonical,) = page.xpath('//link[@rel="canonical"]/@href')
    (cite,) = page.xpath('//p[@class="cite"]')
    assert canonical in cite.text_content()
    assert re.search(r"xem ngày \d{1,2}/\d{1,2}/\d{4}", cite.text_content())


@pytest.mark.parametrize("path", SHEETS)
def test_every_page_that_it_links_to_is_there(site: Server, path: str) -> None:
    links = {link for link in opened(site, path).xpath("//main//a/@href") if link.startswith("/")}
    broken = [link for link in sorted(links) if site.get(link).status != 200]
    assert broken == []


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_is_not_there_gets_a_kind_page(site: Server, path: str) -> None:
    answer = site.get(path)
    assert (answer.status, "Không có trang này" in answer.text) == (404, True)


@pytest.mark.parametrize("base", ["/co-quan", "/nguoi", "/van-ban", "/dia-ban"])
def test_a_name_that_attacks_is_shown_as_it_is_printed(site: Server, base: str) -> None:
    text = site.get(f"{base}/{TROUBLE_PATH}").text
    assert ALERT not in text
    assert TROUBLE_NAME.lower() in unescape(text).lower()
