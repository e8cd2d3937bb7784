"""Who coordinates with whom: bodies in a ring, partners of partners side by side; or the partners around one body."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from archive.web.catalogue import text_in
from archive.web.pictures.contents import Network, Pair
from archive.web.pictures.drawing import INK, NARROW, PAPER, RED, SOFT, WIDE, canvas, svg
from archive.web.pictures.ring import numbers, ring

THICKEST, THINNEST = 6.0, 0.8  # points
LONGEST_NAME = 40  # characters
BREADTH = 0.62  # of the ring, half its height being 1

Point = tuple[float, float]


@lru_cache(maxsize=64)
def draw(network: Network, language: str, is_narrow: bool, title: str) -> str:
    """As SVG. Where it is narrow there are only numbers; the table beside it says whose they are."""
    rows = (len(ring(network)) + 1) // 2
    width, row = (NARROW, 28) if is_narrow else (WIDE, 42)
    with canvas(width, row * (max(rows, 3) + 1)) as drawn:
        axes = drawn.axes(0, 0, 0, 0)
        axes.set_axis_off()
        axes.set_ylim(-1.06, 1.06)
        across = BREADTH * (1.15 if is_narrow else 2.5)
        axes.set_xlim(-across, across)
        places = _places(network)
        _lines(axes, network.pairs, places)
        _bodies(axes, network, places, is_narrow)
        return svg(drawn, title, text_in(language)("pictures.described.network"))


def _places(network: Network) -> dict[str, Point]:
    """Down the right side and up the left, at even heights, so that no name stands on another."""
    bodies = ring(network)
    right = (len(bodies) + 1) // 2
    places = {network.centre: (0.0, 0.0)} if network.centre else {}
    for number, body in enumerate(bodies):
        is_right = number < right
        step, steps = (number, right) if is_right else (len(bodies) - 1 - number, len(bodies) - right)
        height = 1 - (2 * step + 1) / steps
        breadth = BREADTH * (0.35 + 0.65 * sqrt(1 - height * height))
        places[body] = (breadth if is_right else -breadth, height)
    return places


def _lines(axes: Axes, pairs: Sequence[Pair], places: Mapping[str, Point]) -> None:
    """Bent towards the middle, so that they do not run along the ring."""
    most = max((pair.reports for pair in pairs), default=1)
    for pair in pairs:
        start, end = places[pair.one], places[pair.other]
        middle = ((start[0] + end[0]) * 0.2, (start[1] + end[1]) * 0.35)
        curve = Path([start, middle, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        thickness = max(THICKEST * pair.reports / most, THINNEST)
        axes.add_patch(PathPatch(curve, facecolor="none", edgecolor=SOFT, linewidth=thickness))


def _bodies(axes: Axes, network: Network, places: Mapping[str, Point], is_narrow: bool) -> None:
    names = dict(network.names)
    for body, number in numbers(network).items():
        x, y = places[body]
        is_centre = body == network.centre
        axes.scatter(x, y, s=210, facecolor=RED if is_centre else PAPER, edgecolor=INK, linewidth=1, zorder=3)
        if is_centre:
            continue
        axes.text(x, y, str(number), ha="center", va="center", fontsize=9, zorder=4)
        if not is_narrow:
            side = 0.045 if x >= 0 else -0.045
            axes.text(x + side, y, _short(names[body]), ha="left" if x >= 0 else "right", va="center")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rpartition(" ")[0] + " …"
