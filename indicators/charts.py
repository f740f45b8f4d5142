"""Curves and initiatives on one time axis: as shapes for a server-drawn SVG, and as a figure for Plotly.

Pure functions from plain numbers; colours and type are the stylesheet's, by class.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10
from typing import Any

from indicators.assessment import Desired, Point, Scale, scaled, unscaled

WIDE, NARROW = 1160, 360
PLOT_HEIGHT = 300
ROW_HEIGHT = 30
LABEL_HEIGHT = 17
TOP = 16.0
START_ALONE = 0.15


@dataclass(frozen=True)
class Line:
    """One place's or group's curve. `role` is classes in the stylesheet: main, nation, or other with a number."""

    label: str
    points: Sequence[Point]
    role: str = "main"

    @property
    def colour(self) -> str:
        kind, _space, number = self.role.partition(" ")
        return OTHERS[(int(number[1:]) - 1) % len(OTHERS)] if number else COLOURS[kind]


@dataclass(frozen=True)
class Span:
    """A marked part of the time axis."""

    label: str
    first: date
    last: date


@dataclass(frozen=True)
class Effort:
    """An initiative on the time axis. Without a last day it runs to the edge if it `goes_on`; else its start shows."""

    label: str
    first: date
    last: date | None
    goes_on: bool = False
    lag_years: int | None = None

    def until(self, edge: float) -> float:
        """The year to draw it to: an end that nobody knows is not drawn as if it went on."""
        if self.last:
            return as_year(self.last)
        return edge if self.goes_on else as_year(self.first) + START_ALONE


@dataclass(frozen=True)
class Figure:
    """What a chart shows, in the indicator's unit. `projection` runs on from the latest value at today's pace."""

    lines: Sequence[Line]
    unit: str
    decimals: int
    spans: Sequence[Span] = ()
    efforts: Sequence[Effort] = ()
    own_span: Span | None = None
    target: Point | None = None
    target_label: str = ""
    projection: Sequence[Point] = ()
    projection_label: str = ""


@dataclass
class Drawing:
    """Shapes with finished coordinates, which a template writes out."""

    width: int
    height: int
    grid: list[dict[str, Any]] = field(default_factory=list)
    years: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    efforts: list[dict[str, Any]] = field(default_factory=list)
    target: dict[str, Any] | None = None
    left: float = 0
    right: float = 0
    bottom: float = 0
    axis_from: float = 0

    @property
    def starts_at_zero(self) -> bool:
        return self.axis_from == 0

    @property
    def plot_height(self) -> float:
        return self.bottom - TOP

    @property
    def text_left(self) -> float:
        return self.left - 8

    @property
    def years_y(self) -> float:
        return self.bottom + 24

    @property
    def rule_y(self) -> float:
        return self.bottom + 36


def as_year(day: date) -> float:
    """A day as a point on the year axis: 1 July 2024 is 2024.5."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def project(latest: Point, until: int, per_year: float, scale: Scale, desired: Desired, size: float) -> list[Point]:
    """The curve from the latest value if the pace goes on: yearly points until a year, on the judged scale.

    `per_year` is signed so that plus is the desired way; `size` is the mean of |y| that a linear pace is relative to.
    """
    change = -per_year if desired is Desired.DOWN else per_year

    def value(years: int) -> float:
        if scale is Scale.LINEAR:
            return latest.value + change * size * years
        return unscaled(scaled(latest.value, scale) + change * years, scale)

    return [latest, *(Point(latest.year + step, value(step)) for step in range(1, until - latest.year + 1))]


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that enclose low and high, about `count` of them."""
    if low == high:
        low, high = low - (abs(low) or 1) * 0.1, high + (abs(high) or 1) * 0.1
    rough = (high - low) / (count - 1)
    magnitude = 10 ** floor(log10(rough))
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def draw(figure: Figure, say: Callable[[float], str], *, width: int = WIDE) -> Drawing:
    """Lay the figure out for a width in pixels; `say` writes a value with as many decimals as the ticks need."""
    narrow = width <= NARROW
    values = [point.value for line in figure.lines for point in line.points]
    values += [point.value for point in figure.projection] + ([figure.target.value] if figure.target else [])
    if not values:
        return Drawing(width, 0)
    ticks = nice_ticks(min(values), max(values))
    if ticks[0] > 0 and ticks[0] <= (ticks[-1] - ticks[0]) * 0.6:
        ticks = nice_ticks(0, max(values))
    first, last = _years(figure, narrow)
    left = 12.0 + 7.6 * max(len(say(tick)) for tick in ticks)
    right = width - (96.0 if narrow else 190.0)
    plot = 210.0 if narrow else float(PLOT_HEIGHT)

    def x(year: float) -> float:
        return round(left + (year - first) / (last - first) * (right - left), 1)

    def y(value: float) -> float:
        return round(TOP + plot - (value - ticks[0]) / (ticks[-1] - ticks[0]) * plot, 1)

    shown = [] if narrow else list(figure.efforts)
    height = TOP + plot + 34 + (len(shown) * ROW_HEIGHT + 22 if shown else 0)
    drawing = Drawing(width, round(height), left=left, right=right, bottom=TOP + plot, axis_from=ticks[0])
    drawing.grid = [{"value": tick, "y": y(tick), "text_y": y(tick) + 5, "text": say(tick)} for tick in ticks]
    step = max(1, ceil((last - first) / (4 if narrow else 11)))
    drawing.years = [{"x": x(year), "text": str(year)} for year in range(ceil(first), floor(last) + 1, step)]
    spans = [*figure.spans, *([figure.own_span] if figure.own_span else [])]
    drawing.spans = [
        _span(span, x, first, last) | {"own": span is figure.own_span} for span in spans if _visible(span, first, last)
    ]
    for line in figure.lines:
        if line.points:
            _add_line(drawing, line, x, y, say, lift=-12 if figure.projection and line.role == "main" else 5)
    if figure.projection:
        path = " ".join(f"{x(point.year)},{y(point.value)}" for point in figure.projection)
        drawing.lines.append(
            {"path": path, "role": "projection", "x": x(figure.projection[-1].year), "y": 0, "single": False}
        )
        end = figure.projection[-1]
        drawing.labels.append(
            {"x": x(end.year) + 8, "y": y(end.value) + 5, "text": figure.projection_label, "role": "projection"}
        )
    if figure.target:
        drawing.target = {"x": x(figure.target.year), "y": y(figure.target.value)}
        drawing.labels.append(
            {
                "x": x(figure.target.year) + 11,
                "y": y(figure.target.value) + 5,
                "text": figure.target_label,
                "role": "target",
            }
        )
    _spread_labels(drawing.labels)
    drawing.efforts = [_effort(one, row, drawing, x, last) for row, one in enumerate(shown)]
    return drawing


def _years(figure: Figure, narrow: bool) -> tuple[float, float]:
    """The first and last year on the axis: the curves', the target's, and what of the efforts lies near them."""
    years = [point.year for line in figure.lines for point in line.points]
    years += [point.year for point in figure.projection] + ([figure.target.year] if figure.target else [])
    first, last = float(min(years)), float(max(years))
    efforts = [] if narrow else figure.efforts
    own = [as_year(figure.own_span.first)] if figure.own_span else []
    ends = [as_year(one.last) + (one.lag_years or 0) for one in efforts if one.last]
    starts = [as_year(one.first) for one in efforts] + own
    if ends or starts:
        last = max(last, min(max([*ends, *starts, last]), last + 8))
        first = min(first, max(min(starts), first - 4))
    return (first, ceil(last) if last > first else first + 1)


def _visible(span: Span, first: float, last: float) -> bool:
    return as_year(span.last) > first and as_year(span.first) < last


def _span(span: Span, x: Callable[[float], float], first: float, last: float) -> dict[str, Any]:
    start, end = x(max(first, as_year(span.first))), x(min(last, as_year(span.last)))
    return {"x": start, "width": round(end - start, 1), "middle": round((start + end) / 2, 1), "text": span.label}


def _add_line(
    drawing: Drawing,
    line: Line,
    x: Callable[[float], float],
    y: Callable[[float], float],
    say: Callable[[float], str],
    lift: int,
) -> None:
    latest = line.points[-1]
    drawing.lines.append(
        {
            "path": " ".join(f"{x(point.year)},{y(point.value)}" for point in line.points),
            "role": line.role,
            "x": x(latest.year),
            "y": y(latest.value),
            "single": len(line.points) == 1,
        }
    )
    drawing.labels.append(
        {
            "x": x(latest.year) + 8,
            "y": y(latest.value) + lift,
            "text": f"{line.label} {say(latest.value)}",
            "role": line.role,
        }
    )


def _spread_labels(labels: list[dict[str, Any]]) -> None:
    """Push labels that would overlap apart, the higher one up."""
    for _round in range(4):
        for one in labels:
            for other in labels:
                near = abs(one["x"] - other["x"]) < 150 and abs(one["y"] - other["y"]) < LABEL_HEIGHT
                if one is not other and near and one["y"] <= other["y"]:
                    push = (LABEL_HEIGHT - (other["y"] - one["y"])) / 2 + 0.5
                    one["y"], other["y"] = round(one["y"] - push, 1), round(other["y"] + push, 1)


def _effort(one: Effort, row: int, drawing: Drawing, x: Callable[[float], float], last: float) -> dict[str, Any]:
    """A bar from start to end (to the edge when no end is known), a paler one for when an effect could first show."""
    start = x(as_year(one.first))
    end = x(min(one.until(last), last))
    start = max(start, drawing.left)
    shape = {
        "label": one.label,
        "x": start,
        "y": drawing.bottom + 46 + row * ROW_HEIGHT,
        "width": max(round(end - start, 1), 3),
        "is_over": not one.goes_on,
        "late": None,
    }
    if one.lag_years:
        begins = x(min(as_year(one.first) + one.lag_years, last))
        until = x(min(one.until(last) + one.lag_years, last))
        if until > begins:
            shape["late"] = {"x": begins, "width": round(until - begins, 1)}
    return shape | _effort_label(one.label, shape, drawing)


def _effort_label(label: str, shape: dict[str, Any], drawing: Drawing) -> dict[str, Any]:
    """Inside the bar where it has room, else to the right of what is drawn, else to the left of it."""
    needed = 7.3 * len(label) + 12
    end = shape["x"] + shape["width"]
    if shape["late"]:
        end = max(end, shape["late"]["x"] + shape["late"]["width"])
    if needed < shape["width"]:
        place = {"text_x": shape["x"] + 8, "anchor": "start", "inside": not shape["is_over"]}
    elif needed < drawing.width - end:
        place = {"text_x": round(end + 8, 1), "anchor": "start", "inside": False}
    else:
        place = {"text_x": shape["x"] - 8, "anchor": "end", "inside": False}
    return place | {"text_y": shape["y"] + 16}


def sparkline(values: Sequence[float], width: int = 96, height: int = 32) -> dict[str, Any] | None:
    """Coordinates of a small curve with its last point; None with fewer than two values."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = width / (len(values) - 1)
    xy = [
        (round(index * step, 1), round(height - 3 - (value - low) / span * (height - 6), 1))
        for index, value in enumerate(values)
    ]
    return {"path": " ".join(f"{x},{y}" for x, y in xy), "x": xy[-1][0], "y": xy[-1][1]}


COLOURS = {"main": "#16202b", "nation": "#6b7783", "other": "#0b5c8a"}
OTHERS = ["#6a3fb0", "#8a4b00", "#0a6157", "#7a2f5c", "#4d5b00", "#a03b1f"]


def mark_others(count: int) -> list[str]:
    """Roles of so many lines beside the main one; colour and dash repeat after six, the label tells them apart."""
    return [f"other o{number % len(OTHERS) + 1}" for number in range(count)]


def plotly_figure(
    figure: Figure, drawing: Drawing, separators: str, efforts_label: str, effect_label: str
) -> dict[str, Any]:
    """The same as a Plotly figure, with the drawing's ticks: curves above, initiatives below on the same time axis."""
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": line.label,
            "x": [point.year for point in line.points],
            "y": [point.value for point in line.points],
            "line": {"color": line.colour, "width": 3 if line.role == "main" else 2},
            "marker": {"size": 5},
            "hovertemplate": f"%{{y:,.{figure.decimals}f}} {figure.unit}, %{{x}}<extra>%{{fullData.name}}</extra>",
        }
        for line in figure.lines
        if line.points
    ]
    if figure.projection:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": figure.projection_label,
                "x": [point.year for point in figure.projection],
                "y": [point.value for point in figure.projection],
                "line": {"color": COLOURS["main"], "width": 2, "dash": "dash"},
            }
        )
    if figure.target:
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": figure.target_label,
                "x": [figure.target.year],
                "y": [figure.target.value],
                "marker": {"size": 13, "symbol": "circle-open", "color": "#0a6157", "line": {"width": 3}},
            }
        )
    height = 420 + len(figure.efforts) * 26
    layout: dict[str, Any] = {
        "template": {},
        "height": height,
        "separators": separators,
        "hovermode": "closest",
        "margin": {"l": 70, "r": 16, "t": 12, "b": 40},
        "font": {"family": "Source Sans 3, sans-serif", "size": 15, "color": "#16202b"},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": {"tickformat": "d", "gridcolor": "#eef1f3", "zeroline": False},
        "yaxis": {
            "gridcolor": "#d8dde2",
            "zeroline": False,
            "title": {"text": figure.unit},
            "tickvals": [tick["value"] for tick in drawing.grid],
            "ticktext": [tick["text"] for tick in drawing.grid],
            "range": [drawing.grid[0]["value"], drawing.grid[-1]["value"]],
        },
        "shapes": [
            {
                "type": "rect",
                "xref": "x",
                "yref": "paper",
                "x0": as_year(span.first),
                "x1": as_year(span.last),
                "y0": 0,
                "y1": 1,
                "fillcolor": "#f3f5f6",
                "line": {"width": 0},
                "layer": "below",
            }
            for span in (*figure.spans, *filter(None, [figure.own_span]))
        ],
    }
    if figure.efforts:
        _add_efforts(figure, data, layout, height, efforts_label, effect_label)
    return {"data": data, "layout": layout}


def _add_efforts(
    figure: Figure, data: list[dict[str, Any]], layout: dict[str, Any], height: int, name: str, effect_name: str
) -> None:
    _first, edge = _years(figure, narrow=False)
    labels = [one.label for one in figure.efforts]
    starts = [as_year(one.first) for one in figure.efforts]
    lengths = [one.until(edge) - start for one, start in zip(figure.efforts, starts, strict=True)]
    below = len(figure.efforts) * 26 / height + 0.08
    layout["yaxis"]["domain"] = [below, 1]
    layout["xaxis"]["anchor"] = "y2"
    layout["yaxis2"] = {
        "domain": [0, below - 0.05],
        "autorange": "reversed",
        "showticklabels": False,
        "showgrid": False,
        "zeroline": False,
    }
    layout["barmode"] = "overlay"
    layout["annotations"] = [
        {
            "x": start,
            "y": label,
            "yref": "y2",
            "text": label,
            "xanchor": "left",
            "showarrow": False,
            "bgcolor": "rgba(255,255,255,0.8)",
            "font": {"size": 13},
        }
        for start, label in zip(starts, labels, strict=True)
    ]
    shared = {"type": "bar", "orientation": "h", "yaxis": "y2", "y": labels, "hovertemplate": "%{y}<extra></extra>"}
    late = [
        (start + (one.lag_years or 0), length if one.lag_years else 0)
        for one, start, length in zip(figure.efforts, starts, lengths, strict=True)
    ]
    data.append(
        shared
        | {
            "name": effect_name,
            "base": [start for start, _length in late],
            "x": [length for _start, length in late],
            "marker": {"color": "#dbe7ee"},
        }
    )
    data.append(
        shared
        | {
            "name": name,
            "base": starts,
            "x": lengths,
            "marker": {"color": ["#0b5c8a" if one.goes_on else "#b9cfdc" for one in figure.efforts]},
        }
    )
