"""A map of reports by province: a dot on the seat of each, its area as the number of reports; Hoàng Sa and Trường Sa.

Coordinates and their rights: archive/data/README.md. There are no outlines.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import median

from matplotlib.axes import Axes

from archive.gazetteer import DATA
from archive.web.catalogue import number_in, text_in
from archive.web.pictures.contents import Province
from archive.web.pictures.drawing import INK, NARROW, PAPER, RED, SOFT, canvas, svg

# Each belongs to a province, on both maps; the name stands so many degrees east and north of the islands.
ISLANDS = (
    ("w20333@34", "Hoàng Sa", "Đà Nẵng", (0.6, 0.0)),
    ("w22736@34", "Trường Sa", "Khánh Hòa", (0.0, -0.8)),
)
SOUTH, NORTH = 7.4, 23.6
WIDE_MAP = (800, 860, 12.0, 99.4, 115.1)  # points, size of letters, degrees of the edges: a degree is as long each way
NARROW_MAP = (NARROW, 600, 8.3, 95.2, 116.4)  # more room for the names: the land is drawn narrower than it is
LEFT_COLUMN, RIGHT_COLUMN = 102.2, 109.8  # degrees east, where names end and begin
NEIGHBOURS = 0.8  # degrees of latitude: of places so near, the western have their names on the left
LEVEL = 0.9  # degrees of latitude: of places level with the islands all have, for the islands are on the right
LARGEST = 420  # square points


@dataclass(frozen=True)
class Spot:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


@cache
def seats() -> Mapping[str, Spot]:
    """Place -> its seat."""
    with (DATA / "seats.csv").open(encoding="utf-8", newline="") as table:
        return {row["place"]: Spot(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(table)}


@lru_cache(maxsize=16)
def draw(provinces: tuple[Province, ...], language: str, is_narrow: bool, title: str) -> str:
    """As SVG."""
    width, height, letters, west, east = NARROW_MAP if is_narrow else WIDE_MAP
    with canvas(width, height) as drawn:
        axes = drawn.axes(2, 2, 2, 2)
        axes.set_axis_off()
        axes.set_xlim(west, east)
        axes.set_ylim(SOUTH, NORTH)
        _dots(axes, provinces)
        gap = (NORTH - SOUTH) / height * letters * 1.25
        for is_left in (True, False):
            side = [one for one in provinces if _is_left(one, provinces) == is_left]
            _names(axes, side, is_left, gap, letters, language)
        _islands(axes, letters)
        return svg(drawn, title, text_in(language)("pictures.described.provinces"))


def _dots(axes: Axes, provinces: Sequence[Province]) -> None:
    most = max((one.reports for one in provinces), default=0)
    for one in sorted(provinces, key=lambda one: -one.reports):  # small ones above large ones
        spot = seats()[one.id]
        size = max(LARGEST * one.reports / most, 14) if one.reports else 14
        face = RED if one.reports else PAPER
        axes.scatter(spot.longitude, spot.latitude, s=size, facecolor=face, edgecolor=PAPER if one.reports else SOFT)


def _is_left(one: Province, provinces: Sequence[Province]) -> bool:
    here = seats()[one.id]
    if any(abs(seats()[island].latitude - here.latitude) <= LEVEL for island, *_ in ISLANDS):
        return True
    near = [seats()[other.id] for other in provinces]
    beside = [spot.longitude for spot in near if abs(spot.latitude - here.latitude) <= NEIGHBOURS]
    return here.longitude < median(beside)


def _names(axes: Axes, provinces: list[Province], is_left: bool, gap: float, letters: float, language: str) -> None:
    """In a column, each with a line to its dot."""
    provinces = sorted(provinces, key=lambda one: -seats()[one.id].latitude)
    column = LEFT_COLUMN if is_left else RIGHT_COLUMN
    for one, height in zip(provinces, _heights(provinces, gap), strict=True):
        spot = seats()[one.id]
        axes.plot([spot.longitude, column], [spot.latitude, height], color=SOFT, linewidth=0.4, zorder=0)
        text = f"{one.name} {number_in(one.reports, language)}" if one.reports else one.name
        axes.text(
            column + (-0.1 if is_left else 0.1),
            height,
            text,
            ha="right" if is_left else "left",
            va="center",
            fontsize=letters,
            color=INK if one.reports else SOFT,
        )


def _heights(provinces: Sequence[Province], gap: float) -> list[float]:
    """As near to the dots as they can stand, at least a gap apart: pushed down, then up where they leave the map."""
    heights: list[float] = []
    for one in provinces:
        wanted = seats()[one.id].latitude
        heights.append(min(wanted, heights[-1] - gap) if heights else min(wanted + gap * 2, NORTH - gap))
    floor = SOUTH + gap / 2
    for number in reversed(range(len(heights))):
        heights[number] = max(heights[number], floor)
        floor = heights[number] + gap
    return heights


def _islands(axes: Axes, letters: float) -> None:
    for island, name, province, beside in ISLANDS:
        spot = seats()[island]
        for east, north in ((-0.2, 0.05), (0.2, 0.2), (0.15, -0.1)):  # an archipelago, not its shape
            axes.scatter(spot.longitude + east, spot.latitude + north, s=6, facecolor=PAPER, edgecolor=SOFT)
        text, (east, north) = f"{name}\n({province})", beside
        side = "left" if east else "center"
        axes.text(spot.longitude + east, spot.latitude + north, text, ha=side, va="center", fontsize=letters)
