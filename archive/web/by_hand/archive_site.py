"""The site for Datasette started by hand: `datasette public.db --plugins-dir archive/web/by_hand`.

Datasette registers what a file of that folder holds; the project need not be installed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from archive.web.plugin import asgi_wrapper, handle_exception, prepare_connection, register_routes

__all__ = ["asgi_wrapper", "handle_exception", "prepare_connection", "register_routes"]
