"""Puts an indicator's stored values together for its chart and its table: few queries, then plain data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators import charts
from indicators.assessment import Desired, Outcome, Point, Scale
from indicators.models import Annotation, Assessment, Indicator, Observation, Status
from indicators.numbers import format_number, format_quantity, format_short
from indicators.periods import yearly
from rus.places.models import Geography

MILLION = 1_000_000


@dataclass
class Chart:
    """What `components/_chart.html` writes out: two drawings, the figure for Plotly, and the table."""

    key: str
    wide: charts.Drawing
    narrow: charts.Drawing
    figure: dict[str, Any]
    places: list[str]
    rows: list[dict[str, Any]]
    efforts: Sequence[charts.Effort]
    preliminary: bool
    unit: str
    axis_from: str
    show_nation: bool

    @property
    def figure_id(self) -> str:
        return f"figure-{self.key}"


Values = dict[int, list[Observation]]


def load_values_of(series: Sequence[int | None], places: Sequence[Geography]) -> dict[int, Values]:
    """Published totals of some series for some places, by series and place, in order of time, in one query."""
    found: dict[int, Values] = {pk: {place.pk: [] for place in places} for pk in series if pk}
    rows = Observation.objects.filter(series__in=list(found), geography__in=places, breakdown="", withdrawn_at=None)
    for row in rows.order_by("first_day").only(
        "geography_id", "period", "year", "value", "status", "known_from", "series_id", "is_questioned"
    ):
        found[row.series_id][row.geography_id].append(row)
    return found


def make_chart(
    indicator: Indicator,
    place: Geography,
    places: Sequence[Geography],
    values: Values,
    assessment: Assessment | None,
    annotations: Sequence[Annotation] = (),
    efforts: Sequence[charts.Effort] = (),
    own_span: charts.Span | None = None,
) -> Chart | None:
    """The chart of `place` beside the other places; None without any value."""
    points = {
        one.pk: yearly(
            [(row.period, row.value) for row in values[one.pk] if row.value is not None], month=indicator.judged_month
        )
        for one in places
    }
    lines = [
        charts.Line(
            str(one), points[one.pk], "main" if one == place else "nation" if one.parent_id is None else "other"
        )
        for one in sorted(places, key=lambda one: one == place)
        if points[one.pk] and (one == place or _comparable(points[one.pk], points[place.pk]))
    ]
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
        **_target(indicator, assessment),
        projection=_projection(indicator, assessment),
    )
    separators = ",\N{NARROW NO-BREAK SPACE}" if get_language() != "en" else ".,"
    wide, narrow = (charts.draw(figure, _say(figure), width=width) for width in (charts.WIDE, charts.NARROW))
    return Chart(
        key=f"{indicator.slug}-{place.code}",
        wide=wide,
        narrow=narrow,
        figure=charts.plotly_figure(figure, wide, separators, _("Initiatives"), _("An effect could show")),
        places=[str(one) for one in places],
        rows=_table(indicator, places, values),
        efforts=efforts,
        preliminary=any(row.shown_status == Status.PRELIMINARY for found in values.values() for row in found),
        unit=indicator.unit,
        axis_from="" if wide.starts_at_zero else _say(figure)(wide.axis_from),
        show_nation=any(line.role == "nation" for line in lines),
    )


def _comparable(points: Sequence[Point], own: Sequence[Point]) -> bool:
    """Whether two curves can share an axis: a count for the whole nation would press the county's to the floor."""
    if not own:
        return True
    return max(abs(point.value) for point in points) <= 5 * max(abs(point.value) for point in own)


def _target(indicator: Indicator, assessment: Assessment | None) -> dict[str, Any]:
    target = assessment.inputs.get("target") if assessment else None
    if not target or target["year"] is None:
        return {}
    label = _("Target %(level)s") % {"level": format_short(target["level"], indicator.unit, indicator.decimals)}
    return {"target": Point(target["year"], target["level"]), "target_label": label}


def _projection(indicator: Indicator, assessment: Assessment | None) -> list[Point]:
    target = assessment.inputs.get("target") if assessment else None
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


def _say(figure: charts.Figure):
    decimals = _tick_decimals(figure)

    def say(value: float) -> str:
        if abs(value) >= MILLION:
            return _("%(number)s mn") % {"number": format_number(value / MILLION, 2)}
        return format_number(value, decimals)

    return say


def _tick_decimals(figure: charts.Figure) -> int:
    values = [point.value for line in figure.lines for point in line.points]
    return figure.decimals if max(values) - min(values) < 30 else 0


def _table(indicator: Indicator, places: Sequence[Geography], values: Values) -> list[dict[str, Any]]:
    """A row a period, newest first, a cell a place; what is missing says so."""
    periods = sorted({(row.year, row.period) for found in values.values() for row in found}, reverse=True)
    cells = {(pk, row.period): row for pk, found in values.items() for row in found}
    return [
        {
            "period": period.replace("-", "\N{EN DASH}"),
            "cells": [_cell(cells.get((place.pk, period)), indicator) for place in places],
        }
        for _year, period in periods
    ]


def _cell(row: Observation | None, indicator: Indicator) -> str:
    if row is None:
        return "\N{EN DASH}"
    if row.value is None:
        return str(row.get_status_display())
    text = format_number(row.value, indicator.decimals)
    marked = row.shown_status in (Status.PRELIMINARY, Status.REVISED)
    return f"{text} ({Status(row.shown_status).label})" if marked else text


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
        .order_by("series", "first_day")
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
