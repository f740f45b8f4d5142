"""Dots of places on a common axis, and small curves beside each other: shapes with finished coordinates.

Pure functions from plain numbers, as in `charts.py`; colours and type are the stylesheet's, by class.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.assessment import Point
from indicators.charts import NARROW, Line, nice_ticks


@dataclass(frozen=True)
class Dot:
    """A place's value now, and earlier where it has one."""

    label: str
    value: float
    earlier: float | None = None
    is_own: bool = False


@dataclass
class DotDrawing:
    """Rows of dots on a common axis: the earlier value hollow, the present one filled, a line between."""

    width: int
    height: int
    left: float
    right: float
    rows: list[dict[str, Any]]
    grid: list[dict[str, Any]]
    rule: dict[str, Any] | None = None
    axis_from: float = 0


DOT_ROW = 24


def draw_dots(
    dots: Sequence[Dot], say: Callable[[float], str], *, width: int, rule: float | None = None, rule_label: str = ""
) -> DotDrawing:
    """Dots in the order given, one a row; `rule` is a value to compare with, drawn across all rows."""
    narrow = width <= NARROW
    values = [one for dot in dots for one in (dot.value, dot.earlier) if one is not None]
    ticks = nice_ticks(min(values), max(values), 4 if narrow else 6)
    left = 10 + (6.6 if narrow else 7.4) * max(len(dot.label) for dot in dots)
    right = width - (52.0 if narrow else 70.0)

    def x(value: float) -> float:
        return round(left + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (right - left), 1)

    top = 30
    rows = [
        {
            "label": dot.label, "y": top + number * DOT_ROW, "x": x(dot.value), "text": say(dot.value),
            "own": dot.is_own, "earlier": x(dot.earlier) if dot.earlier is not None else None,
        }
        for number, dot in enumerate(dots)
    ]  # fmt: skip
    height = top + len(dots) * DOT_ROW + 16
    grid = [{"x": x(tick), "text": say(tick)} for tick in ticks]
    across = {"x": x(rule), "text": rule_label} if rule is not None and ticks[0] <= rule <= ticks[-1] else None
    return DotDrawing(width, height, left, right, rows, grid, across, ticks[0])


@dataclass
class Mini:
    """A small chart among others on the same axes."""

    label: str
    path: str
    nation: str
    x: float
    y: float
    first: str
    last: str


MINI_WIDTH, MINI_HEIGHT = 240, 92


def draw_minis(
    lines: Sequence[Line], nation: Sequence[Point], *, shared: bool = True
) -> tuple[list[Mini], float, float]:
    """One small curve a line, the nation's behind; and the lowest and highest value.

    With a `shared` scale all lie on the same axes; else each goes from zero to its own highest.
    """
    everything = [point for line in lines for point in line.points] + list(nation)
    years = [point.year for point in everything]
    values = [point.value for point in everything]
    first, last, low, high = min(years), max(years), min(values), max(values)

    def xy(point: Point, low: float, high: float) -> str:
        x = 4 + (point.year - first) / ((last - first) or 1) * (MINI_WIDTH - 8)
        y = MINI_HEIGHT - 6 - (point.value - low) / ((high - low) or 1) * (MINI_HEIGHT - 12)
        return f"{x:.1f},{y:.1f}"

    behind = " ".join(xy(point, low, high) for point in nation)
    minis = []
    for line in lines:
        ends_at = (low, high) if shared else (0.0, max(point.value for point in line.points))
        end = xy(line.points[-1], *ends_at).split(",")
        path = " ".join(xy(point, *ends_at) for point in line.points)
        ends = str(line.points[0].year), str(line.points[-1].year)
        minis.append(Mini(line.label, path, behind, float(end[0]), float(end[1]), *ends))
    return minis, low, high
