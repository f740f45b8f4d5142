"""Judges indicators from their stored values and keeps each judgement with the time it held.

Called in the transaction that changes the values, so that a page never shows a judgement of other numbers than its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators import assessment
from indicators.assessment import Desired, Direction, Judgement, NumericTarget, Point, Scale
from indicators.models import Annotation, Assessment, BreakdownCategory, Indicator, Observation, Series, Target
from indicators.periods import yearly
from rus.places.models import Geography

# points[series id][breakdown][place id]
Points = Mapping[int, Mapping[str, Mapping[int, list[Point]]]]
# dimensions[dimension][category key] = names by language
Dimensions = dict[str, dict[str, dict[str, str]]]


@transaction.atomic
def judge_indicators(indicators: Iterable[Indicator] | None = None) -> int:
    """Judge `indicators` (all when None) in every place with values and in the county; returns how many changed."""
    chosen = list(Indicator.objects.all() if indicators is None else indicators)
    places = {place.pk: place for place in Geography.objects.all()}
    unfit = _unfit_years()
    dimensions = _dimensions()
    return sum(_judge_one(indicator, places, unfit[indicator.pk], dimensions) for indicator in chosen)


def _judge_one(
    indicator: Indicator, places: dict[int, Geography], unfit: frozenset[int], dimensions: Dimensions
) -> int:
    series = list(indicator.series.all())
    primary = next((one for one in series if one.is_primary), None)
    points = load_points(indicator, series)
    totals = points[primary.pk][""] if primary else {}
    targets = {
        target.geography_id: target
        for target in indicator.targets.filter(is_primary=True).prefetch_related("group__members")
    }
    homes = Geography.objects.filter(strategies__isnull=False).values_list("pk", flat=True)
    held = {row.geography_id: row for row in indicator.assessments.holding()}
    fresh = []
    for place_id in sorted({*totals, *homes, *held}):
        judged = assessment.judge(
            totals.get(place_id, []),
            desired=Desired(indicator.desired),
            scale=Scale(indicator.scale),
            unfit_years=unfit,
            target=resolve_target(targets.get(place_id), totals, Desired(indicator.desired)),
        )
        row = _as_row(indicator, primary, places[place_id], judged)
        _add_level(row, places, totals, Desired(indicator.desired))
        row.inputs["gaps"] = _gaps(series, points, places[place_id], dimensions, unfit)
        row.inputs["spread"] = _spread(series, points, places, place_id, unfit)
        if place_id not in held or not _same(held[place_id], row):
            fresh.append(row)
    _store(fresh, held)
    return len(fresh)


def load_points(indicator: Indicator, series: Iterable[Series]) -> Points:
    """Yearly points of all series of an indicator, in the series' own unit, in one query."""
    rows = (
        Observation.objects.current()
        .filter(series__in=series)
        .order_by("first_day")
        .values_list("series_id", "breakdown", "geography_id", "period", "value")
    )
    raw: dict[tuple[int, str, int], list[tuple[str, float]]] = defaultdict(list)
    for series_id, breakdown, place_id, period, value in rows.iterator(chunk_size=5000):
        raw[series_id, breakdown, place_id].append((period, value))
    points: dict = defaultdict(lambda: defaultdict(dict))
    for (series_id, breakdown, place_id), values in raw.items():
        points[series_id][breakdown][place_id] = yearly(values, month=indicator.judged_month)
    return points


def resolve_target(target: Target | None, totals: Mapping[int, list[Point]], desired: Desired) -> NumericTarget | None:
    """The level that a target means; None where it is a direction only, or its base or group has no value."""
    if target is None:
        return None
    own = totals.get(target.geography_id, [])
    if target.shape == Target.Shape.LEVEL and target.value is not None:
        return NumericTarget(target.value, target.year, target.base_year)
    if target.shape in (Target.Shape.PERCENT, Target.Shape.CHANGE) and target.value is not None:
        base = next((point.value for point in own if point.year == target.base_year), None)
        if base is None:
            return None
        percent = target.shape == Target.Shape.PERCENT
        level = assessment.level_of_change(base, target.value, percent=percent)
        return NumericTarget(level, target.year, target.base_year)
    if target.shape == Target.Shape.ABOVE_GROUP and target.group and own:
        year = min(own[-1].year, target.year or own[-1].year)
        members = target.group.members.all()
        others = [point.value for member in members for point in totals.get(member.pk, []) if point.year == year]
        if len(others) == len(members):
            return NumericTarget(min(others) if desired is Desired.DOWN else max(others), target.year)
    return None


def _as_row(indicator: Indicator, primary: Series | None, place: Geography, judged: Judgement) -> Assessment:
    latest = judged.latest
    return Assessment(
        indicator=indicator,
        geography=place,
        series=primary,
        direction=judged.direction.value,
        outcome=judged.outcome.value,
        reason=judged.reason.value,
        year=latest.year if latest else None,
        value=latest.value if latest else None,
        pace=judged.pace.per_year if judged.pace else None,
        inputs={
            "window": [[point.year, point.value, point.period] for point in judged.window],
            "agreement": judged.pace.agreement if judged.pace else None,
            "scale": judged.pace.scale.value if judged.pace else "",
            "needed": judged.needed_pace,
            "reached_year": judged.reached_year,
            "target": asdict(judged.target) if judged.target else None,
            "long_view": judged.long_view.value if judged.long_view else "",
            "long_from": judged.long_view_from,
            "left_out": list(judged.left_out),
        },
    )


def _add_level(
    row: Assessment, places: dict[int, Geography], totals: Mapping[int, list[Point]], desired: Desired
) -> None:
    """The nation's value the same year, and the rank among places of the same kind that have a value that year."""
    same_year = {
        place_id: next((point.value for point in reversed(found) if point.year == row.year), None)
        for place_id, found in totals.items()
    }
    known = {place_id: value for place_id, value in same_year.items() if value is not None}
    row.inputs["nation"] = next(
        (value for place_id, value in known.items() if places[place_id].kind == Geography.Kind.NATION), None
    )
    if row.geography.kind == Geography.Kind.NATION:
        return
    peers = {
        str(place_id): value
        for place_id, value in known.items()
        if places[place_id].kind == row.geography.kind
        and (row.geography.kind == Geography.Kind.COUNTY or places[place_id].parent_id == row.geography.parent_id)
    }
    rank = assessment.rank_among(peers, str(row.geography.pk), desired)
    if rank:
        row.rank, row.ranked = rank.place, rank.of
        row.inputs["rank"] = asdict(rank)
        row.inputs["last_third"] = rank.in_last_third


def _series_for(series: list[Series], has: Callable[[Series], bool]) -> Series | None:
    """The judged series where it `has` what is asked for, else one that is said to supplement it."""
    candidates = [one for one in series if (one.is_primary or one.is_supplement) and has(one)]
    return max(candidates, key=lambda one: one.is_primary, default=None)


def _gaps(
    series: list[Series], points: Points, place: Geography, dimensions: Dimensions, unfit: frozenset[int]
) -> list[dict]:
    found = []
    for dimension, keys in dimensions.items():
        if len(keys) != 2:
            continue

        def has(one: Series, keys: dict[str, dict[str, str]] = keys) -> bool:
            return all(place.pk in points[one.pk][key] for key in keys)

        source = _series_for(series, has)
        if source is None:
            continue
        by_year: dict[int, dict[str, float]] = defaultdict(dict)
        for key in keys:
            for point in points[source.pk][key][place.pk]:
                by_year[point.year][key] = point.value
        gap = assessment.measure_gap(by_year, unfit)
        if gap:
            named = {end: dimensions[dimension][getattr(gap, f"{end}_key")] for end in ("low", "high")}
            found.append({"dimension": dimension, **_named(source), "names": named, **_plain(gap)})
    return found


def _spread(
    series: list[Series], points: Points, places: dict[int, Geography], county_id: int, unfit: frozenset[int]
) -> dict | None:
    """Highest minus lowest among the municipalities of a county, only where there are several."""
    within = {
        pk for pk, place in places.items() if place.parent_id == county_id and place.kind == Geography.Kind.MUNICIPALITY
    }
    source = _series_for(series, lambda one: len(within & points[one.pk][""].keys()) > 1) if within else None
    if source is None:
        return None
    by_year: dict[int, dict[str, float]] = defaultdict(dict)
    for place_id in within & points[source.pk][""].keys():
        for point in points[source.pk][""][place_id]:
            by_year[point.year][places[place_id].code] = point.value
    several = {year: values for year, values in by_year.items() if len(values) > 1}
    gap = assessment.measure_gap(several, unfit)
    return {**_named(source), **_plain(gap)} if gap else None


def _named(source: Series) -> dict[str, str]:
    """Which series a comparison is made in, said where that is not the judged one."""
    return {} if source.is_primary else {"series_sv": source.name_sv, "series_en": source.name_en or source.name_sv}


def _plain(gap: assessment.Gap) -> dict[str, Any]:
    return {**asdict(gap), "direction": Direction(gap.direction).value}


COMPARED = ("series_id", "direction", "outcome", "reason", "year", "value", "pace", "rank", "ranked", "inputs")


def _same(old: Assessment, new: Assessment) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in COMPARED)


def _store(fresh: list[Assessment], held: dict[int, Assessment]) -> None:
    now = timezone.now()
    replaced = [held[row.geography_id].pk for row in fresh if row.geography_id in held]
    Assessment.objects.filter(pk__in=replaced).update(held_to=now)
    for row in fresh:
        row.held_from = now
    Assessment.objects.bulk_create(fresh)


def _unfit_years() -> Mapping[int, frozenset[int]]:
    years: dict[int, set[int]] = defaultdict(set)
    for annotation in Annotation.objects.prefetch_related("unfit_for"):
        for indicator in annotation.unfit_for.all():
            years[indicator.pk].update(annotation.years)
    return defaultdict(frozenset, {pk: frozenset(found) for pk, found in years.items()})


def _dimensions() -> Dimensions:
    found: Dimensions = defaultdict(dict)
    for category in BreakdownCategory.objects.all():
        found[category.dimension][category.key] = {"sv": category.name_sv, "en": category.name_en or category.name_sv}
    return found
