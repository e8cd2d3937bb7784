"""Reports by month and kind: a row for each kind, one bar a month, all on the same scale."""

from collections.abc import Sequence
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from archive.web.catalogue import number_in, text_in
from archive.web.pictures.contents import Months
from archive.web.pictures.drawing import NARROW, RED, RULE, WIDE, canvas, svg


@lru_cache(maxsize=64)
def draw(months: Months, language: str, is_narrow: bool, title: str) -> str:
    """As SVG."""
    t = text_in(language)
    width, row, top = (NARROW if is_narrow else WIDE), 62, 8
    with canvas(width, row * len(months.kinds) + top + 26) as drawn:
        for number, (kind, counts) in enumerate(months.kinds):
            below = 26 + row * (len(months.kinds) - 1 - number)
            axes = drawn.axes(30, below, 8, drawn.height - below - row + 20)
            axes.add_patch(PathPatch(_bars(counts), facecolor=RED, linewidth=0))
            axes.set_title(f"{t('kind.' + kind)}: {number_in(sum(counts), language)}", loc="left", fontsize=11, pad=3)
            _frame(axes, months, is_narrow, is_last=number == len(months.kinds) - 1)
        return svg(drawn, title, t("pictures.described.months"))


def _bars(counts: Sequence[int]) -> Path:
    """All in one: a rectangle each would make a picture of 140 kB."""
    corners = ((-0.4, 0), (-0.4, 1), (0.4, 1), (0.4, 0), (-0.4, 0))
    bars = [Path([(at + x, count * y) for x, y in corners], closed=True) for at, count in enumerate(counts) if count]
    return Path.make_compound_path(*bars)


def _frame(axes: Axes, months: Months, is_narrow: bool, is_last: bool) -> None:
    axes.set_xlim(-0.6, max(len(months.months), 12) - 0.4)  # a single month is no wall
    axes.set_ylim(0, max(months.most, 1) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=2, integer=True))
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9)
    room = len(months.months) * 0.93  # for the letters of a year
    years = [number for number, month in enumerate(months.months) if month.endswith("-01") and number < room]
    if is_narrow and len(years) > 6:
        years = years[1::2]
    if len(years) < 2:
        ends = sorted({0, len(months.months) - 1})
        axes.set_xticks(ends, [months.months[end] for end in ends] if is_last else ["" for _ in ends])
    else:
        axes.set_xticks(years, [months.months[year][:4] if is_last else "" for year in years], ha="left")
        axes.tick_params(axis="x", length=3)
