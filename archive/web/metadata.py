"""datasette_metadata.json: titles, licence, a description of every table and column, the canned queries."""

import json
from pathlib import Path
from typing import Any

METADATA = Path(__file__).parents[2] / "datasette_metadata.json"


def read_metadata() -> dict[str, Any]:
    """The whole file, as Datasette takes it."""
    metadata: dict[str, Any] = json.loads(METADATA.read_text(encoding="utf-8"))
    return metadata


def canned_query(name: str) -> str:
    """The SQL of a canned query, with its named parameters."""
    sql: str = read_metadata()["databases"]["public"]["queries"][name]["sql"]
    return sql
