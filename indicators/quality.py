"""What an analyst should look at: late series, holes, unlikely values, and parts that do not add up to their total."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from indicators import judging
from indicators.assessment import Scale, scale_that_holds, scaled
from indicators.models import BreakdownCategory, Indicator, Observation, Series
from indicators.periods import expected_by
from rus.places.models import Geography

# A step is unlikely when it is so many times the usual one, and larger than a twentieth on the judged scale.
UNUSUAL_TIMES = 8.0
UNUSUAL_LEAST = 0.05
SHORTEST_HISTORY = 6
# Statistics offices add small random noise to cells, so parts and total may differ by so much a part, in units; for
# shares the total may lie so many percentage points outside its parts.
NOISE_A_PART = 5.0
NOISE_OF_TOTAL = 0.005
NOISE_OF_SHARE = 0.5


def is_unlikely(history: Sequence[float], value: float, scale: Scale) -> bool:
    """Whether `value` lies outside what the earlier values, in order of time, make likely; all in the series' unit.

    Its step from the latest value is compared with the median size of the earlier steps, on the judged scale. Fewer
    than six earlier values say nothing.
    """
    if len(history) < SHORTEST_HISTORY:
        return False
    used = scale_that_holds(scale, [*history, value])
    points = [scaled(one, used) for one in (*history, value)]
    if used is Scale.LINEAR:
        size = sum(abs(one) for one in history) / len(history) or 1.0
        points = [point / size for point in points]
    steps = [abs(later - earlier) for earlier, later in pairwise(points)]
    return steps[-1] > max(UNUSUAL_TIMES * median(steps[:-1]), UNUSUAL_LEAST)


def question(series: Series, now: datetime) -> int:
    """Flag what was stored at `now` and is unlikely given what was known before; returns how many values."""
    fresh = series.observations.filter(known_from=now, value__isnull=False)
    earlier = series.observations.current().filter(known_from__lt=now)
    if not earlier.exists():
        return 0
    keys = set(fresh.values_list("geography_id", "breakdown"))
    places = {place for place, _breakdown in keys}
    rows = defaultdict(list)
    found = series.observations.current().filter(geography__in=places).order_by("first_day")
    for row in found.values_list("geography_id", "breakdown", "pk", "value", "known_from").iterator(chunk_size=5000):
        if row[:2] in keys:
            rows[row[:2]].append(row[2:])
    scale = Scale(series.indicator.scale)
    unlikely = []
    for values in rows.values():
        history: list[float] = []
        for pk, value, known_from in values:
            if known_from == now and is_unlikely(history, value, scale):
                unlikely.append(pk)
            else:
                history.append(value)
    return Observation.objects.filter(pk__in=unlikely).update(is_questioned=True)


@dataclass
class Late:
    """A series whose next value should have been published, and when its latest period ended."""

    series: Series
    last_day: date
    expected: date


def late_series(today: date | None = None) -> list[Late]:
    """Followed and judged series that are older than they should be, the latest first."""
    today = today or timezone.localdate()
    watched = Series.objects.filter(Q(source__isnull=False) | Q(is_primary=True)).select_related("indicator", "source")
    ends = dict(
        Observation.objects.current()
        .filter(series__in=watched, geography__in=_county_and_nation())
        .values_list("series")
        .annotate(Max("last_day"))
        .order_by()
    )
    found = [
        Late(one, ends[one.pk], expected_by(ends[one.pk], one.interval_months, one.delay_months))
        for one in watched
        if one.pk in ends
    ]
    return sorted((one for one in found if one.expected <= today), key=lambda one: one.expected)


def _county_and_nation() -> QuerySet[Geography]:
    return Geography.objects.filter(Q(strategies__is_current=True) | Q(kind=Geography.Kind.NATION))


@dataclass
class Hole:
    """Years that a judged series lacks in some places, between values that it has there."""

    series: Series
    years: tuple[int, ...]
    places: list[Geography]


def holes() -> list[Hole]:
    """Holes in the judged series of the nation, the county and its municipalities, measured by the series' own step."""
    series = {one.pk: one for one in Series.objects.filter(is_primary=True).select_related("indicator")}
    home = Q(strategies__is_current=True) | Q(kind=Geography.Kind.NATION) | Q(parent__strategies__is_current=True)
    places = {one.pk: one for one in Geography.objects.filter(home)}
    years: dict[tuple[int, int], set[int]] = defaultdict(set)
    rows = Observation.objects.current().filter(series__in=series, geography__in=places, breakdown="")
    for series_id, place_id, year in rows.values_list("series", "geography", "year").distinct().order_by():
        years[series_id, place_id].add(year)
    found: dict[tuple[int, tuple[int, ...]], list[Geography]] = defaultdict(list)
    for (series_id, place_id), known in sorted(years.items()):
        missing = tuple(missing_years(known))
        if missing:
            found[series_id, missing].append(places[place_id])
    return [Hole(series[series_id], missing, where) for (series_id, missing), where in found.items()]


def missing_years(known: Iterable[int]) -> list[int]:
    """Years missing between the first and the last, where the usual step (the median) says there should be one."""
    ordered = sorted(known)
    if len(ordered) < 3:
        return []
    step = max(1, round(median(later - earlier for earlier, later in pairwise(ordered))))
    return [
        year
        for earlier, later in pairwise(ordered)
        for year in range(earlier + step, later, step)
        if later - earlier > step
    ]


def questioned() -> QuerySet[Observation]:
    """Values flagged as unlikely that no coordinator has looked at."""
    return (
        Observation.objects.filter(is_questioned=True)
        .select_related("series__indicator", "geography")
        .order_by("series", "geography", "first_day")[:200]
    )


@transaction.atomic
def accept(values: QuerySet[Observation]) -> int:
    """A coordinator has looked: the values stand as given, and their judgements are no longer called unsure."""
    indicators = list(Indicator.objects.filter(series__observations__in=values).distinct())
    count = values.update(is_questioned=False)
    judging.judge_indicators(indicators)
    return count


@dataclass
class SumThatDiffers:
    """A total and its parts that do not agree, in a place and period."""

    series: Series
    place: Geography
    period: str
    dimension: str
    total: float
    parts: list[float]


def disagree(total: float, parts: Sequence[float], *, is_share: bool) -> bool:
    """Whether parts and total differ by more than noise; a share must lie between its parts."""
    if is_share:
        return not min(parts) - NOISE_OF_SHARE <= total <= max(parts) + NOISE_OF_SHARE
    return abs(total - sum(parts)) > max(NOISE_A_PART * len(parts), NOISE_OF_TOTAL * abs(total))


def sums_that_differ(most: int = 100) -> list[SumThatDiffers]:
    """Breakdowns of the county and its municipalities that do not agree with their published total."""
    keys: dict[str, list[str]] = defaultdict(list)
    for category in BreakdownCategory.objects.all():
        keys[category.dimension].append(category.key)
    home = Q(geography__strategies__is_current=True) | Q(geography__parent__strategies__is_current=True)
    rows: dict[tuple[int, int, str], dict[str, float]] = defaultdict(dict)
    broken_down = Observation.objects.exclude(breakdown="").values("series")
    current = Observation.objects.current().filter(home, series__in=broken_down)
    for row in current.values_list("series", "geography", "period", "breakdown", "value").iterator(chunk_size=5000):
        rows[row[:3]][row[3]] = row[4]
    found = [
        (*key, dimension, values[""], [values[one] for one in wanted if one in values])
        for key, values in rows.items()
        if "" in values
        for dimension, wanted in keys.items()
        if sum(one in values for one in wanted) >= 2
    ]
    series = {
        one.pk: one for one in Series.objects.select_related("indicator").in_bulk({one[0] for one in found}).values()
    }
    places: dict[int, Any] = Geography.objects.in_bulk({one[1] for one in found})
    differing = [
        SumThatDiffers(series[one[0]], places[one[1]], one[2], one[3], one[4], one[5])
        for one in found
        if disagree(one[4], one[5], is_share=series[one[0]].is_share)
    ]
    return sorted(differing, key=lambda one: (one.series.slug, one.period), reverse=True)[:most]
