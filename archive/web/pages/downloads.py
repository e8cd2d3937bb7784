"""/tai-ve: the whole database, every table and every search, and how to read them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.web.asked import Asked, Page
from archive.web.catalogue import text_in
from archive.web.dictionary import Table, tables
from archive.web.exports.formats import FORMATS
from archive.web.exports.whole_database import SQLITE, WholeDatabase, whole_database
from archive.web.metadata import read_metadata
from archive.web.rendering import address

PUBLISHED_FILE = "select file from pragma_database_list where name = 'main'"
NEWEST_RUN = "select max(started_at) from runs"
YEARS = "select min(month), max(month) from site_months"


@dataclass(frozen=True)
class Downloads:
    """What can be taken away. `linked_data` is schema.org's Dataset."""

    database: WholeDatabase
    newest: str | None  # when the newest run started
    tables: tuple[Table, ...]
    endings: tuple[str, ...]
    linked_data: dict[str, Any]


def read(connection: sqlite3.Connection, asked: Asked) -> Downloads:
    """The page."""
    database = whole_database(Path(connection.execute(PUBLISHED_FILE).fetchone()[0]))
    newest: str | None = connection.execute(NEWEST_RUN).fetchone()[0]
    described = tables(connection)
    return Downloads(
        database, newest, described, tuple(FORMATS), _dataset(connection, asked, database, newest, described)
    )


def _dataset(
    connection: sqlite3.Connection,
    asked: Asked,
    database: WholeDatabase,
    newest: str | None,
    described: tuple[Table, ...],
) -> dict[str, Any]:
    t, metadata = text_in(asked.language), read_metadata()
    first, last = connection.execute(YEARS).fetchone()
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": t("site.name"),
        "description": f"{t('site.what_it_is')} {t('downloads.what_it_is')}",
        "url": asked.site + address("/tai-ve", asked.language),
        "identifier": f"sha256:{database.sha256}",
        "license": metadata["license_url"],
        "creator": {"@type": "Organization", "name": t("site.name"), "url": asked.site + "/"},
        "isAccessibleForFree": True,
        "inLanguage": "vi",
        "spatialCoverage": {"@type": "Place", "name": "Việt Nam"},
        "dateModified": newest,
        "temporalCoverage": f"{first}/{last}" if first else None,
        "variableMeasured": [table.name for table in described],
        "distribution": list(_distributions(asked, database, described)),
    }


def _distributions(asked: Asked, database: WholeDatabase, described: tuple[Table, ...]) -> Iterator[dict[str, Any]]:
    yield {
        "@type": "DataDownload",
        "name": database.path.name,
        "contentUrl": f"{asked.site}/tai-ve/public.db",
        "encodingFormat": SQLITE,
        "contentSize": f"{database.size} B",
        "sha256": database.sha256,
    }
    for table in described:
        url = f"{asked.site}/tai-ve/{table.name}.csv"
        yield {"@type": "DataDownload", "name": table.name, "contentUrl": url, "encodingFormat": "text/csv"}


PAGE = Page(r"/tai-ve", read, "downloads.html")
