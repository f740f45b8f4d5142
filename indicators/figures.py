"""Puts an indicator's stored values together for its chart and its table: few queries, then plain data."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators import charts, svg
from indicators.assessment import Desired, Outcome, Point, Scale
from indicators.models import Annotation, Assessment, Indicator, Observation, ObservationVersion, Series, Status
from indicators.numbers import format_number, format_quantity, format_short
from indicators.periods import yearly
from rus.places.models import Geography

MILLION = 1_000_000


class Cell(NamedTuple):
    """A stored value as a chart and a table need it."""

    series_id: int
    place_id: int
    breakdown: str
    period: str
    year: int
    value: float | None
    status: str
    known_from: datetime
    is_questioned: bool
    withdrawn_at: datetime | None
    before: float | None = None

    @property
    def shown_status(self) -> str:
        return Status.PRELIMINARY if self.is_questioned else self.status


# By series, place and breakdown, in order of time.
Cells = dict[tuple[int, int, str], list[Cell]]


def load_cells(series: Collection[int], places: Q, breakdowns: Collection[str] = ("",)) -> Cells:
    """Some series in the places that `places` says; one query, and one more where values have been revised."""
    rows = (
        Observation.objects.filter(places, series__in=series, breakdown__in=breakdowns)
        .order_by("series_id", "geography_id", "breakdown", "first_day")
        .values_list("series_id", "geography_id", *Cell._fields[2:-1], "pk")
    )
    found: Cells = defaultdict(list)
    revised: dict[int, tuple[list[Cell], int]] = {}
    for *row, pk in rows:
        line = found[row[0], row[1], row[2]]
        line.append(Cell(*row))
        if row[6] == Status.REVISED:
            revised[pk] = (line, len(line) - 1)
    _add_what_was_before(revised)
    return found


def _add_what_was_before(revised: dict[int, tuple[list[Cell], int]]) -> None:
    """The value that each revised one had before, in one query where there are any."""
    if not revised:
        return
    earlier = ObservationVersion.objects.filter(observation__in=revised).order_by("known_to")
    for pk, value in earlier.values_list("observation", "value"):
        line, position = revised[pk]
        line[position] = line[position]._replace(before=value)


@dataclass
class Shown:
    """A line to show: its name, its cells, and its role in the drawing."""

    label: str
    cells: list[Cell]
    role: str

    def points(self, indicator: Indicator) -> list[Point]:
        known = [(one.period, one.value) for one in self.cells if one.value is not None and not one.withdrawn_at]
        return yearly(known, month=indicator.judged_month)


@dataclass
class Table:
    """Column heads and rows of text, newest first, as `components/_table.html` writes them."""

    columns: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass
class Chart:
    """What `components/_chart.html` writes out: two drawings, the figure for Plotly, and the table."""

    key: str
    wide: str
    narrow: str
    figure: dict[str, Any]
    table: Table
    preliminary: bool
    axis_from: str
    show_nation: bool
    drawing: charts.Drawing

    @property
    def figure_id(self) -> str:
        return f"figure-{self.key}"


def make_chart(
    indicator: Indicator,
    shown: Sequence[Shown],
    assessment: Assessment | None,
    label: str,
    key: str,
    annotations: Sequence[Annotation] = (),
    efforts: Sequence[charts.Effort] = (),
    own_span: charts.Span | None = None,
) -> Chart | None:
    """The chart of the main line beside the others; None without any value."""
    lines = lines_of(indicator, shown)
    if not lines:
        return None
    figure = charts.Figure(
        lines=lines,
        unit=indicator.unit,
        decimals=indicator.decimals,
        spans=[charts.Span(one.name, one.first_day, one.last_day) for one in annotations],
        efforts=efforts,
        own_span=own_span,
        projection_label=_("if the pace goes on"),
        **target_in_chart(indicator, assessment),
        projection=_projection(indicator, assessment),
    )
    separators = ",\N{NARROW NO-BREAK SPACE}" if get_language() != "en" else ".,"
    say = say_values([point.value for line in lines for point in line.points], indicator.decimals)
    wide, narrow = (charts.draw(figure, say, width=width) for width in (charts.WIDE, charts.NARROW))
    return Chart(
        key=key,
        wide=svg.line_chart(wide, label, "chart-wide"),
        narrow=svg.line_chart(narrow, label, "chart-narrow"),
        figure=charts.plotly_figure(figure, wide, separators, _("Initiatives"), _("An effect could show")),
        table=table_of(shown, indicator),
        preliminary=any(cell.shown_status == Status.PRELIMINARY for one in shown for cell in one.cells),
        axis_from="" if wide.starts_at_zero else say(wide.axis_from),
        show_nation=any(line.role == "nation" for line in lines),
        drawing=wide,
    )


def lines_of(indicator: Indicator, shown: Sequence[Shown]) -> list[charts.Line]:
    """The curves that can share an axis with the main one, which comes last, on top; those without values left out."""
    points = {id(one): one.points(indicator) for one in shown}
    main = next((one for one in shown if one.role == "main"), None)
    own = points[id(main)] if main else []
    return [
        charts.Line(one.label, points[id(one)], one.role)
        for one in sorted(shown, key=lambda one: one is main)
        if points[id(one)] and (one is main or _comparable(points[id(one)], own))
    ]


def chart_of_place(
    indicator: Indicator,
    series: Sequence[Series],
    county: Geography,
    form: Any,
    assessment: Assessment | None,
    label: str,
    annotations: Sequence[Annotation],
    efforts: Sequence[charts.Effort] = (),
) -> tuple[Chart | None, Series | None]:
    """The judged series' chart as a valid ChartForm asks for it: the place, its county, the nation, and what was added.

    Also the judged series itself, None where the indicator has none.
    """
    primary = next((one for one in series if one.is_primary), None)
    if primary is None:
        return None, None
    place = form.cleaned_data["kommun"] or county
    chosen = list(form.cleaned_data["plats"])
    if form.cleaned_data["grupp"]:
        chosen += form.cleaned_data["grupp"].members.all()
    others = {one.pk: one for one in ([county] if place != county else []) + chosen if one.pk != place.pk}
    others = dict(list(others.items())[: form.MOST_PLACES])
    wanted = [place.pk, county.parent_id, *others]
    cells = load_cells([primary.pk], Q(geography__in=[pk for pk in wanted if pk]))

    def line(one: Geography, role: str) -> Shown:
        return Shown(str(one), cells.get((primary.pk, one.pk, ""), []), role)

    shown = [line(place, "main")]
    if county.parent:
        shown.append(line(county.parent, "nation"))
    shown += [line(one, role) for one, role in zip(others.values(), charts.mark_others(len(others)), strict=True)]
    key = f"{indicator.slug}-{place.code}"
    return make_chart(indicator, shown, assessment, label, key, annotations, efforts), primary


def _comparable(points: Sequence[Point], own: Sequence[Point]) -> bool:
    """Whether two curves can share an axis: a count for the whole nation would press the county's to the floor."""
    if not own:
        return True
    return max(abs(point.value) for point in points) <= 5 * max(abs(point.value) for point in own)


def target_in_chart(indicator: Indicator, assessment: Assessment | None) -> dict[str, Any]:
    """The deciding target as a point with its label, as a chart's figure takes it; empty where none has a year."""
    target = assessment.inputs.get("target") if assessment and not assessment.inputs.get("subject") else None
    if not target or target["year"] is None:
        return {}
    label = _("Target %(level)s") % {"level": format_short(target["level"], indicator.unit, indicator.decimals)}
    return {"target": Point(target["year"], target["level"]), "target_label": label}


def _projection(indicator: Indicator, assessment: Assessment | None) -> list[Point]:
    target = assessment.inputs.get("target") if assessment and not assessment.inputs.get("subject") else None
    if not target or not target["year"] or assessment.pace is None or target["year"] <= assessment.year:
        return []
    window = assessment.inputs["window"]
    return charts.project(
        Point(assessment.year, assessment.value),
        target["year"],
        assessment.pace,
        Scale(assessment.inputs["scale"]),
        Desired(indicator.desired),
        mean(abs(value) for _year, value, _period in window),
    )


def say_values(values: Sequence[float], decimals: int) -> Callable[[float], str]:
    """Writes a value with as many decimals as the axis needs."""
    shown = decimals if max(values) - min(values) < 30 else 0

    def say(value: float) -> str:
        if abs(value) >= MILLION:
            return _("%(number)s mn") % {"number": format_number(value / MILLION, 2)}
        return format_number(value, shown)

    return say


def table_of(shown: Sequence[Shown], indicator: Indicator) -> Table:
    """A row a period, newest first, a cell a line; what is missing says so."""
    cells = {(number, cell.period): cell for number, one in enumerate(shown) for cell in one.cells}
    periods = sorted({(cell.year, cell.period) for one in shown for cell in one.cells}, reverse=True)
    rows = [
        (_dash(period), [cell_words(cells.get((number, period)), indicator) for number in range(len(shown))])
        for _year, period in periods
    ]
    return Table([one.label for one in shown], rows)


def _dash(period: str) -> str:
    return period.replace("-", "\N{EN DASH}")


def cell_words(cell: Cell | None, indicator: Indicator) -> str:
    """A value with what is to be known about it: `79,2 (reviderad 14 november 2026, var 81,2)`."""
    if cell is None:
        return "\N{EN DASH}"
    if cell.value is None:
        return str(Status(cell.status).label)
    text = format_number(cell.value, indicator.decimals)
    if cell.withdrawn_at:
        day = date_format(localtime(cell.withdrawn_at), "j F Y")
        return _("%(value)s (withdrawn by its producer %(day)s)") % {"value": text, "day": day}
    if cell.shown_status == Status.PRELIMINARY:
        return f"{text} ({Status.PRELIMINARY.label})"
    if cell.status != Status.REVISED:
        return text
    day = date_format(localtime(cell.known_from), "j F Y")
    if cell.before is None:
        return _("%(value)s (revised %(day)s)") % {"value": text, "day": day}
    before = format_number(cell.before, indicator.decimals)
    return _("%(value)s (revised %(day)s, was %(before)s)") % {"value": text, "day": day, "before": before}


def explain(assessment: Assessment, indicator: Indicator) -> list[tuple[str, str]]:
    """The judgement's arithmetic as pairs of name and number, for Varför den här bedömningen?"""
    inputs = assessment.inputs
    rows = [
        (
            _("Values judged"),
            ", ".join(
                f"{(period or year)}: {format_quantity(value, indicator.unit, indicator.decimals)}".replace(
                    "-", "\N{EN DASH}"
                )
                for year, value, period in inputs["window"]
            ),
        )
    ]
    if inputs["left_out"]:
        years = ", ".join(str(year) for year in inputs["left_out"])
        rows.append((_("Years left out as unfit to judge from"), years))
    if assessment.pace is None:
        return rows
    scale = {
        "share": _("as log-odds, since it is a share"),
        "positive": _("as logarithms, since it is a positive quantity"),
        "linear": _("linearly, relative to the mean of the values"),
    }[inputs["scale"]]
    percent = _("%(number)s % a year")
    rows += [
        (_("Scale"), scale),
        (_("Pace: the median change over all pairs of years"), _percent(percent, assessment.pace)),
        (_("Pairs of years that go the same way"), f"{format_number(inputs['agreement'] * 100)}\N{NO-BREAK SPACE}%"),
        (
            _("Thresholds"),
            _("Below 0.5 % a year is roughly unchanged. At least two thirds of the pairs make the direction clear."),
        ),
    ]
    if inputs["needed"]:
        rows.append((_("Pace needed to reach the target"), _percent(percent, inputs["needed"])))
        kept = assessment.pace / inputs["needed"]
        rows.append((_("Pace kept of the pace needed"), f"{format_number(kept * 100)}\N{NO-BREAK SPACE}%"))
    return rows


def _percent(template: str, pace: float) -> str:
    return template.replace("%(number)s", format_number(pace * 100, 1))


def sparklines(indicators: Sequence[Indicator], place: Geography) -> dict[int, dict[str, Any]]:
    """Small curves of the judged series' totals for a place, by indicator, in one query."""
    values: dict[int, list[float]] = defaultdict(list)
    rows = (
        Observation.objects.current()
        .filter(series__indicator__in=indicators, series__is_primary=True, geography=place, breakdown="")
        .order_by("series_id", "first_day")
        .values_list("series__indicator", "value")
    )
    for indicator, value in rows:
        values[indicator].append(value)
    return {pk: spark for pk, found in values.items() if (spark := charts.sparkline(found))}


def distance_to_target(assessment: Assessment | None, indicator: Indicator) -> str:
    """How far the latest value is from the target, in the indicator's unit; empty when the target is met."""
    target = assessment.inputs["target"] if assessment else None
    if not target or assessment.outcome in (Outcome.REACHED, Outcome.MET_IN_TIME):
        return ""
    left = abs(target["level"] - assessment.value)
    if indicator.scale == Scale.SHARE:
        return format_quantity(left, _("percentage points"), indicator.decimals)
    return format_quantity(left, indicator.unit, indicator.decimals)
