"""An indicator from other sides: the municipalities, the counties, and groups of people. Each as picture and table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from indicators import charts, comparison_charts, svg
from indicators.assessment import Desired, Point
from indicators.figures import Chart, Shown, Table, load_cells, make_chart, say_values, table_of
from indicators.models import Assessment, BreakdownCategory, Indicator, Series
from indicators.numbers import format_short
from rus.places.models import Geography


@dataclass
class Comparison:
    """What a comparison shows: one picture (two widths) or many small ones, the table, and the series it is made in."""

    title: str
    series: Series
    table: Table
    picture: tuple[int, int, list[str]]
    wide: str = ""
    narrow: str = ""
    minis: Sequence[tuple[comparison_charts.Mini, str, str, str]] = ()
    chart: Chart | None = None
    note: str = ""


def _find(series: Sequence[Series], has: Any) -> Series | None:
    """The judged series where it has what is asked for, else one that is said to supplement it."""
    usable = sorted((one for one in series if one.is_primary or one.is_supplement), key=lambda one: not one.is_primary)
    return next((one for one in usable if has(one)), None)


def _usable(series: Sequence[Series]) -> list[int]:
    return [one.pk for one in series if one.is_primary or one.is_supplement]


def municipalities(indicator: Indicator, series: Sequence[Series], county: Geography) -> Comparison | None:
    """A small curve for each municipality, all on the same axes, the nation's behind. None without two of them."""
    places = {place.pk: place for place in Geography.objects.filter(Q(parent=county) | Q(pk=county.parent_id))}
    cells = load_cells(_usable(series), Q(geography__in=places))
    chosen = _find(series, lambda one: sum((one.pk, pk, "") in cells for pk in places if pk != county.parent_id) > 1)
    if chosen is None:
        return None
    nation = Shown(str(county.parent), cells.get((chosen.pk, county.parent_id or 0, ""), []), "nation")
    shown = [
        Shown(place.name, cells[chosen.pk, pk, ""], "main")
        for pk, place in sorted(places.items(), key=lambda item: item[1].name)
        if pk != county.parent_id and (chosen.pk, pk, "") in cells
    ]
    lines = [charts.Line(one.label, points) for one in shown if (points := one.points(indicator))]
    if len(lines) < 2:
        return None
    behind = nation.points(indicator)
    highest = max(point.value for line in lines for point in line.points)
    if any(point.value > 5 * highest for point in behind):
        behind = []
    # Counts say how large the municipalities are, and on one scale the small ones would lie flat.
    lowest = min(point.value for line in lines for point in line.points)
    shared = indicator.scale == Indicator.Scale.SHARE or highest <= 4 * lowest or lowest < 0
    if not shared:
        behind = []
    minis, low, high = comparison_charts.draw_minis(lines, behind, shared=shared)
    codes = {place.name: place.code for place in places.values()}
    latest = [format_short(line.points[-1].value, indicator.unit, indicator.decimals) for line in lines]
    say = say_values([low, high], indicator.decimals)
    note = _("Each has its own scale, from zero.")
    if shared:
        note = _("All have the same scale, from %(low)s to %(high)s.") % {"low": say(low), "high": say(high)}
    if behind:
        note += " " + _("The grey curve is the nation.")
    return Comparison(
        title=_("The municipalities"),
        series=chosen,
        table=table_of([*shown, *([nation] if behind else [])], indicator),
        picture=svg.mini_grid(minis, latest),
        minis=[
            (mini, svg.mini_chart(mini), value, codes[mini.label]) for mini, value in zip(minis, latest, strict=True)
        ],
        note=note,
    )


def counties(
    indicator: Indicator, series: Sequence[Series], county: Geography, assessment: Assessment | None
) -> Comparison | None:
    """A dot a county, the best first, with where each stood when the judged window began. None without two of them."""
    kinds = [Geography.Kind.COUNTY, Geography.Kind.NATION]
    places = {place.pk: place for place in Geography.objects.filter(kind__in=kinds)}
    cells = load_cells(_usable(series), Q(geography__in=places))
    chosen = _find(series, lambda one: (one.pk, county.pk, "") in cells)
    if chosen is None:
        return None
    points: dict[int, dict[int, Point]] = {}
    for pk in places:
        line = Shown("", cells.get((chosen.pk, pk, ""), []), "")
        points[pk] = {point.year: point for point in line.points(indicator)}
    if not points[county.pk]:
        return None
    year = max(points[county.pk])
    window = (
        assessment.inputs["window"] if assessment and chosen.is_primary and not assessment.inputs.get("subject") else []
    )
    before = window[0][0] if len(window) > 1 and window[-1][0] == year else None
    of_year = {pk: found[year].value for pk, found in points.items() if year in found and places[pk].parent_id}
    if len(of_year) < 2:
        return None
    ordered = sorted(of_year, key=lambda pk: of_year[pk], reverse=indicator.desired != Desired.DOWN.value)
    dots = [
        comparison_charts.Dot(
            places[pk].name, of_year[pk], points[pk][before].value if before in points[pk] else None, pk == county.pk
        )
        for pk in ordered
    ]
    nation = points[county.parent_id].get(year) if county.parent_id in points else None
    comparable = nation is not None and nation.value <= 5 * max(of_year.values())
    rule = nation.value if nation and comparable else None
    values = [dot.value for dot in dots] + [dot.earlier for dot in dots if dot.earlier is not None]
    say = say_values(values, indicator.decimals)
    drawings = [
        comparison_charts.draw_dots(dots, say, width=width, rule=rule, rule_label=str(county.parent))
        for width in (charts.WIDE, charts.NARROW)
    ]
    words, axis_from = {"year": year, "before": before}, drawings[0].axis_from
    title = _("The counties in %(year)s") % words
    label = title + ": " + ", ".join(f"{dot.label} {say(dot.value)}" for dot in dots)
    table = Table(
        [str(one) for one in ([before, year] if before else [year])],
        [
            (
                dot.label,
                [*([say(dot.earlier) if dot.earlier is not None else "\N{EN DASH}"] if before else []), say(dot.value)],
            )
            for dot in dots
        ],
    )
    return Comparison(
        title=title,
        series=chosen,
        table=table,
        picture=svg.parts_of(drawings[0]),
        wide=svg.dot_chart(drawings[0], label, "chart-wide"),
        narrow=svg.dot_chart(drawings[1], label, "chart-narrow"),
        note=" ".join(
            [
                *([_("The filled dot is %(year)s, the hollow one %(before)s.") % words] if before else []),
                *([_("The axis begins at %(value)s.") % {"value": say(axis_from)}] if axis_from else []),
            ]
        ),
    )


def groups(indicator: Indicator, series: Sequence[Series], place: Geography) -> list[Comparison]:
    """A chart for each way of dividing people (or emissions) that the place has values of, with the total beside."""
    categories = list(BreakdownCategory.objects.all())
    cells = load_cells(_usable(series), Q(geography=place), ["", *(one.key for one in categories)])
    dimensions: dict[str, list[BreakdownCategory]] = defaultdict(list)
    for category in categories:
        dimensions[category.dimension].append(category)
    found = []
    for dimension, members in dimensions.items():
        chosen = _find(
            series, lambda one, members=members: sum((one.pk, place.pk, each.key) in cells for each in members) > 1
        )
        if chosen is None:
            continue
        present = [one for one in members if (chosen.pk, place.pk, one.key) in cells]
        roles = charts.mark_others(len(present))
        shown = [
            Shown(one.name, cells[chosen.pk, place.pk, one.key], role) for one, role in zip(present, roles, strict=True)
        ]
        total = cells.get((chosen.pk, place.pk, ""))
        if total and chosen.is_share:
            shown.append(Shown(_("Everyone"), total, "main"))
        title = (
            _join([one.name for one in present])
            if len(present) < 4
            else _("By %(count)s groups") % {"count": len(present)}
        )
        chart = make_chart(indicator, shown, None, title, f"{indicator.slug}-{place.code}-{dimension}")
        if chart:
            note = _("The axis begins at %(value)s.") % {"value": chart.axis_from} if chart.axis_from else ""
            found.append(Comparison(title, chosen, chart.table, svg.parts_of(chart.drawing), chart=chart, note=note))
    return found


def _join(names: Sequence[str]) -> str:
    """`Kvinnor och män`."""
    later = [name[:1].lower() + name[1:] for name in names[1:]]
    return _("%(first)s and %(last)s") % {"first": ", ".join([names[0], *later[:-1]]), "last": later[-1]}
