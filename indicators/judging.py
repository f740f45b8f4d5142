"""Judges indicators from their stored values and keeps each judgement with the time it held.

Called in the transaction that changes the values, so that a page never shows a judgement of other numbers than its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from indicators import assessment
from indicators.assessment import Desired, Direction, Judgement, NumericTarget, Point, Rank, Scale
from indicators.models import (
    Annotation,
    Assessment,
    BreakdownCategory,
    Indicator,
    Observation,
    Series,
    Status,
    Target,
)
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
    places = Places(Geography.objects.all())
    unfit = unfit_years()
    dimensions = _dimensions()
    homes = set(Geography.objects.filter(strategies__isnull=False).values_list("pk", flat=True))
    return sum(_judge_one(Ground.of(one, places, unfit[one.pk], dimensions), homes) for one in chosen)


class Places:
    """All places, with what each is compared with: counties with counties, municipalities within their county."""

    def __init__(self, places: Iterable[Geography]):
        self.by_pk = {place.pk: place for place in places}
        self.within: dict[int, set[int]] = defaultdict(set)
        for pk, place in self.by_pk.items():
            if place.kind == Geography.Kind.MUNICIPALITY and place.parent_id:
                self.within[place.parent_id].add(pk)
        self.nation = next((pk for pk, place in self.by_pk.items() if place.kind == Geography.Kind.NATION), None)
        self.counties = {pk for pk, place in self.by_pk.items() if place.kind == Geography.Kind.COUNTY}

    def peers(self, pk: int) -> set[int]:
        place = self.by_pk[pk]
        if place.kind == Geography.Kind.COUNTY:
            return self.counties
        return self.within[place.parent_id] if place.parent_id and place.kind != Geography.Kind.NATION else set()


@dataclass
class Ground:
    """What an indicator's judgements stand on: its series' yearly points, and what they are measured against."""

    indicator: Indicator
    series: list[Series]
    points: Points
    places: Places
    unfit: frozenset[int]
    dimensions: Dimensions
    targets: dict[int, list[Target]] = field(default_factory=dict)
    # Places and years whose judged value is preliminary, or has been questioned.
    preliminary: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, indicator: Indicator, places: Places, unfit: frozenset[int], dimensions: Dimensions) -> "Ground":
        series = list(indicator.series.all())
        targets: dict[int, list[Target]] = defaultdict(list)
        for target in indicator.targets.prefetch_related("group__members"):
            targets[target.geography_id].append(target)
        points = load_points(indicator, series)
        return cls(indicator, series, points, places, unfit, dimensions, targets, _preliminary(indicator))

    @cached_property
    def primary(self) -> Series | None:
        return next((one for one in self.series if one.is_primary), None)

    @cached_property
    def totals(self) -> Mapping[int, list[Point]]:
        return self.points[self.primary.pk][""] if self.primary else {}

    @cached_property
    def by_year(self) -> dict[int, dict[int, float]]:
        """The judged series' totals by year and place."""
        found: dict[int, dict[int, float]] = defaultdict(dict)
        for place_id, points in self.totals.items():
            for point in points:
                found[point.year][place_id] = point.value
        return found

    @property
    def desired(self) -> Desired:
        return Desired(self.indicator.desired)

    @property
    def scale(self) -> Scale:
        return Scale(self.indicator.scale)

    def series_for(self, has: Callable[[Series], bool]) -> Series | None:
        """The judged series where it `has` what is asked for, else one that is said to supplement it."""
        candidates = [one for one in self.series if (one.is_primary or one.is_supplement) and has(one)]
        return max(candidates, key=lambda one: one.is_primary, default=None)

    def series_with(self, keys: Iterable[str], place_id: int) -> Series | None:
        return self.series_for(lambda one: all(place_id in self.points[one.pk][key] for key in keys))

    def groups_by_year(self, source: Series, keys: Iterable[str], place_id: int) -> dict[int, dict[str, float]]:
        by_year: dict[int, dict[str, float]] = defaultdict(dict)
        for key in keys:
            for point in self.points[source.pk][key][place_id]:
                by_year[point.year][key] = point.value
        return by_year

    def judge(self, points: list[Point], target: NumericTarget | None = None) -> Judgement:
        return assessment.judge(points, desired=self.desired, scale=self.scale, unfit_years=self.unfit, target=target)


def _judge_one(ground: Ground, homes: set[int]) -> int:
    held = {row.geography_id: row for row in ground.indicator.assessments.holding()}
    fresh = []
    ranks = _Ranks(ground)
    for place_id in sorted({*ground.totals, *homes, *held}):
        row = _row(ground, place_id, ranks)
        if place_id not in held or not _same(held[place_id], row):
            fresh.append(row)
    _store(fresh, held)
    return len(fresh)


def _row(ground: Ground, place_id: int, ranks: "_Ranks") -> Assessment:
    views = [(target, _view(target, ground, place_id)) for target in ground.targets.get(place_id, [])]
    deciding = next((view for target, view in views if target.is_primary), None)
    judged = deciding.judged if deciding else ground.judge(ground.totals.get(place_id, []))
    row = _as_row(ground, place_id, judged)
    row.inputs["preliminary"] = (place_id, row.year) in ground.preliminary
    row.inputs["subject"] = deciding.subject if deciding else None
    row.inputs["targets"] = [_as_plain(target, view) for target, view in views]
    if deciding is None or deciding.subject is None:
        _add_level(row, ground, ranks)
    row.inputs["gaps"] = _gaps(ground, place_id)
    row.inputs["spread"] = _spread(ground, place_id)
    return row


def load_points(indicator: Indicator, series: Iterable[Series]) -> Points:
    """Yearly points of all series of an indicator, in the series' own unit, in one query."""
    rows = (
        Observation.objects.current()
        .filter(series__in=series)
        # The order of the unique index, so that nothing is sorted; `yearly` puts the years in order.
        .order_by("series_id", "geography_id", "breakdown", "period")
        .values_list("series_id", "geography_id", "breakdown", "period", "value")
    )
    points: dict = defaultdict(lambda: defaultdict(dict))
    for (series_id, place_id, breakdown), found in groupby(rows.iterator(chunk_size=20_000), itemgetter(0, 1, 2)):
        points[series_id][breakdown][place_id] = yearly((row[3:] for row in found), month=indicator.judged_month)
    return points


def _preliminary(indicator: Indicator) -> set[tuple[int, int]]:
    unsure = Q(status=Status.PRELIMINARY) | Q(is_questioned=True)
    judged = Observation.objects.current().filter(series__indicator=indicator, series__is_primary=True, breakdown="")
    return set(judged.filter(unsure).values_list("geography_id", "year"))


# Targets


@dataclass
class View:
    """How a place stands to one target. `subject` says which gap is judged, where it is not the total."""

    judged: Judgement
    subject: dict[str, Any] | None = None


def _view(target: Target, ground: Ground, place_id: int) -> View:
    if target.shape != Target.Shape.GAP:
        return View(ground.judge(ground.totals.get(place_id, []), _resolve(target, ground)))
    keys = [key.strip() for key in target.breakdowns.split(",") if key.strip()]
    names = {key: name for found in ground.dimensions.values() for key, name in found.items() if key in keys}
    source = ground.series_with(keys, place_id)
    points = []
    if source:
        by_year = ground.groups_by_year(source, keys, place_id)
        points = [
            Point(year, max(values.values()) - min(values.values()))
            for year, values in sorted(by_year.items())
            if len(values) == len(keys)
        ]
    goal = NumericTarget(target.value or 0.0, target.year, target.base_year)
    judged = assessment.judge(points, desired=Desired.DOWN, scale=Scale.LINEAR, unfit_years=ground.unfit, target=goal)
    return View(judged, {"keys": keys, "names": [names[key] for key in keys if key in names]})


def _resolve(target: Target, ground: Ground) -> NumericTarget | None:
    """The level that a target means; None where it is a direction only, or its base or group has no value."""
    own = ground.totals.get(target.geography_id, [])
    if target.shape == Target.Shape.LEVEL and target.value is not None:
        return NumericTarget(target.value, target.year, target.base_year)
    if target.shape in (Target.Shape.PERCENT, Target.Shape.CHANGE) and target.value is not None:
        base = next((point.value for point in own if point.year == target.base_year), None)
        if base is None:
            return None
        percent = target.shape == Target.Shape.PERCENT
        level = assessment.level_of_change(base, target.value, percent=percent)
        return NumericTarget(level, target.year, target.base_year)
    if target.shape in (Target.Shape.ABOVE_GROUP, Target.Shape.GROWTH_ABOVE_GROUP) and target.group and own:
        wanted = _level_of_group(target, ground, own)
        return NumericTarget(wanted, target.year, target.base_year) if wanted is not None else None
    return None


def _level_of_group(target: Target, ground: Ground, own: list[Point]) -> float | None:
    """The best of the group the latest year, or what its best growth would have made of the place itself."""
    members = [ground.totals.get(member.pk, []) for member in target.group.members.all()]  # type: ignore[union-attr]
    until = min(own[-1].year, target.year or own[-1].year)
    if target.shape == Target.Shape.GROWTH_ABOVE_GROUP:
        return assessment.level_of_best_growth(own, members, target.base_year, until, ground.scale, ground.desired)
    found = [point.value for points in members for point in points if point.year == until]
    if not found or len(found) < len(members):
        return None
    return min(found) if ground.desired is Desired.DOWN else max(found)


def _as_plain(target: Target, view: View) -> dict[str, Any]:
    judged = view.judged
    return {
        "pk": target.pk,
        "outcome": judged.outcome.value,
        "direction": judged.direction.value,
        "level": judged.target.level if judged.target else None,
        "value": judged.latest.value if judged.latest else None,
        "value_year": judged.latest.year if judged.latest else None,
        "pace": judged.pace.per_year if judged.pace else None,
        "needed": judged.needed_pace,
        "subject": view.subject,
    }


# The row


def _as_row(ground: Ground, place_id: int, judged: Judgement) -> Assessment:
    latest = judged.latest
    return Assessment(
        indicator=ground.indicator,
        geography=ground.places.by_pk[place_id],
        series=ground.primary,
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
            "target": vars(judged.target) if judged.target else None,
            "long_view": judged.long_view.value if judged.long_view else "",
            "long_from": judged.long_view_from,
            "left_out": list(judged.left_out),
        },
    )


class _Ranks:
    """Ranks among the same peers in the same year, each worked out once."""

    def __init__(self, ground: Ground):
        self.ground = ground
        self.known: dict[tuple[int, frozenset[int]], dict[int, Rank]] = {}

    def of(self, place_id: int, year: int) -> Rank | None:
        peers = frozenset(self.ground.places.peers(place_id))
        if (year, peers) not in self.known:
            values = {pk: value for pk, value in self.ground.by_year[year].items() if pk in peers}
            self.known[year, peers] = assessment.rank_all(values, self.ground.desired)
        return self.known[year, peers].get(place_id)


def _add_level(row: Assessment, ground: Ground, ranks: _Ranks) -> None:
    """The nation's value the same year, and the rank among places of the same kind that have a value that year."""
    year = row.year
    row.inputs["nation"] = ground.by_year[year].get(ground.places.nation) if year and ground.places.nation else None
    rank = ranks.of(row.geography_id, year) if year else None
    if rank:
        row.rank, row.ranked = rank.place, rank.of
        row.inputs["rank"] = vars(rank)
        row.inputs["last_third"] = rank.in_last_third


def _gaps(ground: Ground, place_id: int) -> list[dict]:
    found = []
    for dimension, keys in ground.dimensions.items():
        source = ground.series_with(keys, place_id) if len(keys) == 2 else None
        if source is None:
            continue
        gap = assessment.measure_gap(ground.groups_by_year(source, keys, place_id), ground.unfit)
        if gap:
            named = {end: keys[getattr(gap, f"{end}_key")] for end in ("low", "high")}
            found.append({"dimension": dimension, **_named(source), "names": named, **_plain(gap)})
    return found


def _spread(ground: Ground, county_id: int) -> dict | None:
    """Highest minus lowest among the municipalities of a county, only where there are several."""
    within = ground.places.within[county_id]
    if not within:
        return None
    source = ground.series_for(lambda one: len(within & ground.points[one.pk][""].keys()) > 1)
    if source is None:
        return None
    by_year: dict[int, dict[str, float]] = defaultdict(dict)
    for place_id in within & ground.points[source.pk][""].keys():
        for point in ground.points[source.pk][""][place_id]:
            by_year[point.year][ground.places.by_pk[place_id].code] = point.value
    several = {year: values for year, values in by_year.items() if len(values) > 1}
    gap = assessment.measure_gap(several, ground.unfit)
    return {**_named(source), **_plain(gap)} if gap else None


def _named(source: Series) -> dict[str, str]:
    """Which series a comparison is made in, said where that is not the judged one."""
    return {} if source.is_primary else {"series_sv": source.name_sv, "series_en": source.name_en or source.name_sv}


def _plain(gap: assessment.Gap) -> dict[str, Any]:
    return {**vars(gap), "direction": Direction(gap.direction).value}


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


def unfit_years() -> Mapping[int, frozenset[int]]:
    """By indicator, the years that an annotation marks as unfit to judge it from."""
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
