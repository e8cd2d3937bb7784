"""What all pictures share: ink and fonts, light and dark, a title for those who do not see them; figures -> SVG.

They are drawn for a light page. A stylesheet in the picture turns each of our colours for a dark one, so that the file
also opens rightly in programs that know no stylesheets.
"""

import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, SOFT, RULE, PAPER, RED = "#1d1b18", "#5a554c", "#ddd6c8", "#fdfcf9", "#97201c"
DARK = {INK: "#e8e4dc", SOFT: "#aea89c", RULE: "#4a4c50", PAPER: "#17181a", RED: "#f2a49b"}
WIDE, NARROW = 816, 270  # points: 1088 and 360 pixels; a narrow one fills a telephone, letters at their own size
POINTS_PER_INCH = 72
# The first is drawn with, and is wider than the others: what fits with it fits with them.
FONTS = ["DejaVu Sans", "Segoe UI", "Helvetica Neue", "Noto Sans", "Roboto", "Arial"]
LOOK: dict[Any, Any] = {
    "font.family": FONTS,
    "font.size": 11,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "archive",  # the same picture, the same bytes
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,  # a name may hold dollar signs
}

_drawing = threading.Lock()  # matplotlib keeps its look in one place for all threads
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # fonts of other systems are not here


@dataclass(frozen=True)
class Canvas:
    """A figure to draw on. Sizes in points."""

    figure: Figure
    width: int
    height: int

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.width == NARROW

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Axes with these margins, in points."""
        width, height = self.width, self.height
        box = (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
        axes: Axes = self.figure.add_axes(box)
        axes.set_facecolor("none")
        return axes


@contextmanager
def canvas(width: int, height: int) -> Iterator[Canvas]:
    """Something to draw on, while nobody else draws."""
    with _drawing, rc_context(LOOK):
        yield Canvas(Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH)), width, height)


def svg(drawn: Canvas, title: str, description: str) -> str:
    """The picture as SVG."""
    file = io.StringIO()
    nobody = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    drawn.figure.savefig(file, format="svg", transparent=True, metadata=nobody)
    head, _, rest = file.getvalue().partition("<svg ")
    attributes, _, content = rest.partition(">")
    named = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
    style = f"<style>{_dark()}</style>"
    return f'{head}<svg role="img" aria-labelledby="title desc" {attributes}>{named}{style}{content}'


def _dark() -> str:
    """Colours are looked up in the style of each element, as matplotlib writes it."""
    rules = (
        f'[style*="{name}: {light}"]{{{name}:{dark}!important}}'
        for light, dark in DARK.items()
        for name in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"
