"""The static files of the site: one stylesheet, and a typeface for machines whose own lack Vietnamese letters."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

import matplotlib

from archive.web.asked import Document

HERE = Path(__file__).parent
STATIC, TEMPLATES = HERE / "static", HERE / "templates"
STOCK_TEMPLATES = HERE / "stock_templates"  # of Datasette's own pages, in place of those that it brings
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # DejaVu comes with matplotlib, licence and all
FONT_FILES = ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf", "DejaVuSans.ttf")

A_YEAR = "public, max-age=31536000, immutable"  # the address changes with the content


@cache
def _paths() -> dict[str, Path]:
    """Name -> file. Only these are served: what a reader asks for is looked up, never opened."""
    own = {path.name: path for path in STATIC.iterdir() if path.is_file()}
    return own | {name: FONTS / name for name in FONT_FILES}


@cache
def address_of(name: str) -> str:
    """/tep/site.css?v=1a2b3c4d. Raises KeyError for a file that we do not have."""
    digest = hashlib.sha256(_paths()[name].read_bytes()).hexdigest()
    return f"/tep/{name}?v={digest[:8]}"


def static_file(name: str) -> Document | None:
    """The file of that name."""
    path = _paths().get(name)
    if path is None:
        return None
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Document(path.read_bytes(), content_type, {"Cache-Control": A_YEAR})
