"""Who coordinates with whom: bodies below each other, each with its name, and an arc between those that coordinate."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from archive.web.catalogue import text_in
from archive.web.pictures.contents import Network, Pair
from archive.web.pictures.drawing import INK, NARROW, PAPER, RED, SOFT, WIDE, canvas, svg
from archive.web.pictures.order import numbers


@dataclass(frozen=True)
class Layout:
    """Sizes in points."""

    width: int
    room: int  # for the arcs, left of the bodies
    row: int  # its height
    letters: int
    thickest: float  # arc

    @property
    def longest_line(self) -> int:
        """Of a name, in letters; one is some six tenths of its height wide."""
        return int((self.width - self.room - NAME) / (self.letters * 0.6))


DESK, TELEPHONE = Layout(WIDE, 180, 25, 11, 6.0), Layout(NARROW, 60, 30, 9, 3.0)
THINNEST = 0.8  # points
NAME = 13  # points from the dot to the name
FLAT = 6  # rows: an arc over fewer does not reach the edge

Heights = Mapping[str, float]


@lru_cache(maxsize=64)
def draw(network: Network, language: str, is_narrow: bool, title: str) -> str:
    """As SVG."""
    layout = TELEPHONE if is_narrow else DESK
    places = numbers(network)
    bodies = sorted(places, key=lambda body: places[body])
    heights = {body: layout.row * (number + 0.5) for number, body in enumerate(bodies)}
    with canvas(layout.width, layout.row * max(len(bodies), 1)) as drawn:
        axes = drawn.axes(0, 0, 0, 0)
        axes.set_axis_off()
        axes.set_xlim(-layout.room, layout.width - layout.room)  # in points, the bodies at 0
        axes.set_ylim(drawn.height, 0)
        _arcs(axes, network.pairs, heights, layout)
        _names(axes, network, heights, layout)
        return svg(drawn, title, text_in(language)("pictures.described.network"))


def _arcs(axes: Axes, pairs: Sequence[Pair], heights: Heights, layout: Layout) -> None:
    """The farther two bodies stand from each other, the wider their arc."""
    distances = {pair: abs(heights[pair.one] - heights[pair.other]) for pair in pairs}
    longest = max([layout.row * FLAT, *distances.values()])
    most = max((pair.reports for pair in pairs), default=1)
    for pair, distance in distances.items():
        start, end = heights[pair.one], heights[pair.other]
        width = (layout.room - layout.thickest) * (distance / longest) ** 0.85
        corners = [(0, start), (-width * 4 / 3, start), (-width * 4 / 3, end), (0, end)]
        arc = Path(corners, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
        thickness = max(layout.thickest * pair.reports / most, THINNEST)
        axes.add_patch(PathPatch(arc, facecolor="none", edgecolor=SOFT, linewidth=thickness))


def _names(axes: Axes, network: Network, heights: Heights, layout: Layout) -> None:
    """The number of each body on its dot, and its name, in two lines where it is long."""
    names, places = dict(network.names), numbers(network)
    for body, height in heights.items():
        is_centre = body == network.centre
        axes.scatter(0, height, s=210, facecolor=RED if is_centre else PAPER, edgecolor=INK, linewidth=1, zorder=3)
        if not is_centre:
            axes.text(0, height, str(places[body]), ha="center", va="center", fontsize=9, zorder=4)
        name = "\n".join(textwrap.wrap(names[body], layout.longest_line, max_lines=2, placeholder=" …"))
        axes.text(NAME, height, name, va="center", fontsize=layout.letters, linespacing=1.1)
