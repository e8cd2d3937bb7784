"""The life of an agreement on a line: its years, what became of it, what it renewed and what renewed it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from matplotlib.axes import Axes

from archive.web.catalogue import day_in, text_in
from archive.web.pictures.contents import Event, Life
from archive.web.pictures.drawing import INK, NARROW, PAPER, RED, RULE, SOFT, WIDE, canvas, svg

# A mark of its own shape for each event.
MARKS = {"signed": "o", "renewed": "D", "reviewed": "^", "closed": "s"}
ROW = 86  # points
MARGIN = 12
LETTER = 6.4  # points: how wide one is, more or less; one of a day is a little narrower
MARK = 11  # points, with the air beside it
LINES = 3  # of days below the marks


@lru_cache(maxsize=64)
def draw(lives: tuple[Life, ...], language: str, is_narrow: bool, title: str) -> str:
    """As SVG: one agreement a row, in the order given, and the marks explained below."""
    times = [moment for life in lives for moment in _moments(life)]
    first, last = min(times), max(times)
    with canvas(NARROW if is_narrow else WIDE, ROW * len(lives) + 62) as drawn:
        axes = drawn.axes(MARGIN, 62, MARGIN, 2)
        axes.set_ylim(-len(lives), 0)
        axes.set_xlim(first - 0.15, last + 0.15)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        every = max(1, round((last - first) / (5 if is_narrow else 14)))
        years = range(int(first), int(last) + 1, every)
        axes.set_xticks(years, [str(year) for year in years])
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        room = drawn.width - 2 * MARGIN
        year = room / (last - first + 0.3)  # points
        for number, life in enumerate(lives):
            _life(axes, life, -number - 0.62, int(room / LETTER))
            _events(axes, life.events, -number - 0.62, year, language)
        _legend(axes, lives, language, is_narrow)
        return svg(drawn, title, text_in(language)("pictures.described.timeline"))


def _life(axes: Axes, life: Life, height: float, longest_name: int) -> None:
    axes.text(axes.get_xlim()[0], height + 0.5, _short(life.name, longest_name), va="top", fontsize=11)
    if life.period_start and life.period_end:
        axes.barh(height, life.period_end + 1 - life.period_start, 0.1, life.period_start, color="none", edgecolor=RED)


def _events(axes: Axes, events: Sequence[Event], height: float, year: float, language: str) -> None:
    """Marks of one day stand side by side above their day; a day that would run into another stands a line lower."""
    start, end = axes.get_xlim()
    free = [(end, start)] * LINES  # of each line, what is taken: from, to
    for day, of_day in groupby(events, key=lambda event: event.day):
        moment, text = _moment(day), day_in(day, language)
        for number, event in enumerate(of_day):
            axes.plot(moment + number * MARK / year, height, MARKS[event.event], markersize=9, color=INK, mec=PAPER)
        is_left = moment > (start + end) / 2
        width = (len(text) + 1) * LETTER / year
        taken = (moment - width, moment) if is_left else (moment, moment + width)
        line = next((at for at, (left, right) in enumerate(free) if taken[1] < left or taken[0] > right), LINES - 1)
        free[line] = (min(free[line][0], taken[0]), max(free[line][1], taken[1]))
        below = height - 0.12 - 0.13 * line
        axes.text(moment, below, text, ha="right" if is_left else "left", va="top", fontsize=9, color=SOFT)


def _short(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1].rpartition(" ")[0] + " …"


def _legend(axes: Axes, lives: tuple[Life, ...], language: str, is_narrow: bool) -> None:
    t = text_in(language)
    shown = [name for name in MARKS if any(event.event == name for life in lives for event in life.events)]
    handles = [axes.plot([], [], MARKS[name], color=INK, label=t(f"event.{name}"))[0] for name in shown]
    if handles:
        axes.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(0, -0.32 / len(lives)), ncols=2 if is_narrow else 4,
            frameon=False, fontsize=10, borderpad=0, handletextpad=0.2,
        )  # fmt: skip


def _moments(life: Life) -> list[float]:
    """All that has a place on the line, in years."""
    moments = [_moment(event.day) for event in life.events]
    moments += [float(life.period_start)] if life.period_start else []
    return moments + ([life.period_end + 1.0] if life.period_end else [])


def _moment(day: str) -> float:
    """A day in years: 2023.5 is its middle."""
    year, month, number = (int(part) for part in (*day.split("-"), "1", "1")[:3])
    return year + (date(year, month, number) - date(year, 1, 1)).days / 366
