"""The words of the site: complete in both languages, each of them shown somewhere."""

from __future__ import annotations

import re
import string
import unicodedata
from pathlib import Path

import pytest

from archive import web
from archive.web.asked import LANGUAGES
from archive.web.catalogue import catalogue, day_in, moment_in, number_in, text_in

WEB = Path(web.__file__).parent
WRITTEN = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(WEB.rglob("*")) if path.suffix in (".html", ".py")
)
WHOLE = set(re.findall(r"""\bt\(\s*["']([\w.-]+)["']\s*[,)]""", WRITTEN))
GROUPS = tuple(re.findall(r"""\bt\(\s*["']([\w.-]+\.)["']\s*~""", WRITTEN))


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts() -> None:
    vietnamese, english = (set(catalogue(language)) for language in LANGUAGES)
    assert vietnamese ^ english == set()


@pytest.mark.parametrize("name", sorted(catalogue("vi")))
def test_a_text_has_the_same_places_to_fill_in_both_languages(name: str) -> None:
    assert placeholders(catalogue("vi")[name]) == placeholders(catalogue("en")[name])


@pytest.mark.parametrize("name", sorted(catalogue("vi")))
def test_a_text_is_shown_somewhere(name: str) -> None:
    assert name in WHOLE or name.startswith(GROUPS), "no template asks for it: remove it, or use it"


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_what_a_template_asks_for_is_there(name: str) -> None:
    assert name in catalogue("vi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_nfc_and_not_empty(language: str) -> None:
    texts = catalogue(language)
    assert [name for name, text in texts.items() if not text or not unicodedata.is_normalized("NFC", text)] == []


@pytest.mark.parametrize(
    ("stored", "vietnamese", "english"),
    [
        ("2023-05-12", "12/5/2023", "12 May 2023"),
        ("2023-05", "5/2023", "May 2023"),
        ("2023", "2023", "2023"),
        ("2023-05-12T21:30:00+07:00", "12/5/2023", "12 May 2023"),
        ("2023-05-12T18:30:00Z", "13/5/2023", "13 May 2023"),  # UTC: the next day in Vietnam
        (None, "", ""),
    ],
)
def test_days_are_written_as_people_write_them(stored: str | None, vietnamese: str, english: str) -> None:
    assert (day_in(stored, "vi"), day_in(stored, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2023-05-12T18:05:00Z", "1:05 13/5/2023"),
        ("2023-05-12T09:30:00+07:00", "9:30 12/5/2023"),
        ("2023-05", "5/2023"),
    ],
)
def test_times_are_shown_as_in_vietnam(stored: str, shown: str) -> None:
    assert moment_in(stored, "vi") == shown


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert (number_in(12345, "vi"), number_in(12345, "en")) == ("12.345", "12,345")


def test_a_number_in_a_text_is_grouped_too() -> None:
    assert text_in("vi")("search.found", count=1200) == "1.200 bài"
