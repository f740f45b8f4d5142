"""What a curve means: pure functions from numbers to a judgement. No Django, no queries.

Level and direction are two things. The direction is the median pace over all pairs of years (Theil and Sen), which one
odd year cannot turn round as it turns the comparison of end points (Eurostat's method). Shares are judged as log-odds,
so that a share and its complement get the same answer; positive quantities as logarithms; anything else linearly.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from math import exp, log
from statistics import median
from typing import Any, NamedTuple

WINDOW_YEARS = 5
LONG_REACH_YEARS = 10
FEWEST_VALUES = 3
ENOUGH_VALUES = 4
SHORTEST_SPAN_YEARS = 3
UNCHANGED_BELOW = 0.005
CLEAR_SHARE = 2 / 3
ON_TRACK_FROM = 0.95
ALMOST_FROM = 0.60


class Desired(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = ""


class Scale(StrEnum):
    SHARE = "share"
    POSITIVE = "positive"
    LINEAR = "linear"


class Direction(StrEnum):
    """The kinds that are counted apart; they sum to all indicators that have a desired direction."""

    RIGHT = "right"
    SLOW = "slow"
    FLAT = "flat"
    UNCLEAR = "unclear"
    WRONG = "wrong"
    NOT_JUDGED = "not_judged"


class Outcome(StrEnum):
    """What is said about the target, beside the direction."""

    NO_TARGET = ""
    REACHED = "reached"
    LOST = "lost"
    ON_TRACK = "on_track"
    ALMOST = "almost"
    TOO_SLOW = "too_slow"
    NOT_ON_TRACK = "not_on_track"
    MET_IN_TIME = "met_in_time"
    MISSED = "missed"


class Reason(StrEnum):
    """Why a curve cannot be judged."""

    NONE = ""
    NO_DATA = "no_data"
    NO_DESIRED_DIRECTION = "no_desired_direction"
    TOO_FEW = "too_few"
    TOO_SHORT = "too_short"


class Point(NamedTuple):
    """A value of one year, in the indicator's unit, with the period as its source writes it."""

    year: int
    value: float
    period: str = ""


@dataclass(frozen=True)
class NumericTarget:
    """A level, in the indicator's unit, to be reached in a year (None where no year is said)."""

    level: float
    year: int | None
    base_year: int | None = None


@dataclass(frozen=True)
class Pace:
    """Yearly change on the judged scale (0.01 is 1 % a year), plus being the desired way."""

    per_year: float
    agreement: float
    scale: Scale

    @property
    def direction(self) -> Direction:
        if abs(self.per_year) < UNCHANGED_BELOW:
            return Direction.FLAT
        if self.agreement < CLEAR_SHARE - 1e-9:
            return Direction.UNCLEAR
        return Direction.RIGHT if self.per_year > 0 else Direction.WRONG


@dataclass(frozen=True)
class Judgement:
    direction: Direction
    reason: Reason = Reason.NONE
    outcome: Outcome = Outcome.NO_TARGET
    window: tuple[Point, ...] = ()
    pace: Pace | None = None
    needed_pace: float | None = None
    reached_year: int | None = None
    target: NumericTarget | None = None
    long_view: Direction | None = None
    long_view_from: int | None = None
    left_out: tuple[int, ...] = field(default=())

    @property
    def latest(self) -> Point | None:
        return self.window[-1] if self.window else None


def choose_window(points: Sequence[Point], unfit_years: frozenset[int] = frozenset()) -> tuple[Point, ...]:
    """The latest year t and t−5…t−1 without unfit years; if fewer than four, the last four within ten years."""
    fit = [point for point in points if point.year not in unfit_years]
    if not fit:
        return ()
    latest = fit[-1].year
    window = [point for point in fit if point.year >= latest - WINDOW_YEARS]
    if len(window) < ENOUGH_VALUES:
        window = [point for point in fit if point.year > latest - LONG_REACH_YEARS][-ENOUGH_VALUES:]
    return tuple(window)


def scale_that_holds(scale: Scale, values: Sequence[float]) -> Scale:
    """The scale asked for where every value lies inside it, else the linear one."""
    if scale is Scale.SHARE and all(0 < value < 100 for value in values):
        return Scale.SHARE
    if scale is Scale.POSITIVE and all(value > 0 for value in values):
        return Scale.POSITIVE
    return Scale.LINEAR


def scaled(value: float, scale: Scale) -> float:
    """Log-odds of a share in percent, ln of a positive quantity, or the value itself."""
    if scale is Scale.SHARE:
        return log(value / (100 - value))
    return log(value) if scale is Scale.POSITIVE else value


def unscaled(moved: float, scale: Scale) -> float:
    """The value that `scaled` made `moved` of."""
    if scale is Scale.SHARE:
        return 100 / (1 + exp(-moved))
    return exp(moved) if scale is Scale.POSITIVE else moved


def measure_pace(window: Sequence[Point], desired: Desired, scale: Scale) -> Pace:
    """Theil–Sen: the median yearly change over all pairs of years, and the share of pairs that go the same way."""
    sign = -1 if desired is Desired.DOWN else 1
    moved = [(point.year, sign * scaled(point.value, scale)) for point in window]
    slopes = [(later - earlier) / (b - a) for (a, earlier), (b, later) in combinations(moved, 2)]
    middle = median(slopes)
    agreement = sum(slope * middle > 0 for slope in slopes) / len(slopes)
    return Pace(_relative(middle, window, scale), agreement, scale)


def _relative(change: float, window: Sequence[Point], scale: Scale) -> float:
    if scale is not Scale.LINEAR:
        return change
    size = sum(abs(point.value) for point in window) / len(window)
    return change / size if size else 0.0


def meets(value: float, level: float, desired: Desired) -> bool:
    return value <= level if desired is Desired.DOWN else value >= level


def judge(
    points: Sequence[Point],
    *,
    desired: Desired,
    scale: Scale,
    unfit_years: frozenset[int] = frozenset(),
    target: NumericTarget | None = None,
    with_long_view: bool = True,
) -> Judgement:
    """Judge one series of one place: `points` in order of year, one a year, in the indicator's unit."""
    window = choose_window(points, unfit_years)
    left_out = tuple(point.year for point in points if point.year in unfit_years)
    reason = _why_not(window, desired)
    if reason:
        return Judgement(Direction.NOT_JUDGED, reason, window=window, target=target, left_out=left_out)

    levels = [point.value for point in window] + ([target.level] if target else [])
    used = scale_that_holds(scale, levels)
    pace = measure_pace(window, desired, used)
    outcome, needed, reached_year = _against_target(points, window, pace, desired, target)
    direction = Direction.SLOW if outcome is Outcome.TOO_SLOW else pace.direction
    long_view, long_from = None, None
    if with_long_view:
        long_view, long_from = _long_view(points, window, desired, scale, unfit_years, target)
    return Judgement(
        direction, Reason.NONE, outcome, window, pace, needed, reached_year, target, long_view, long_from, left_out
    )


def _why_not(window: Sequence[Point], desired: Desired) -> Reason:
    if not window:
        return Reason.NO_DATA
    if desired is Desired.NONE:
        return Reason.NO_DESIRED_DIRECTION
    if len(window) < FEWEST_VALUES:
        return Reason.TOO_FEW
    if window[-1].year - window[0].year < SHORTEST_SPAN_YEARS:
        return Reason.TOO_SHORT
    return Reason.NONE


def _against_target(
    points: Sequence[Point], window: Sequence[Point], pace: Pace, desired: Desired, target: NumericTarget | None
) -> tuple[Outcome, float | None, int | None]:
    """Outcome, pace needed from here (on the pace's own scale), and the year since which the level has been met."""
    if target is None:
        return Outcome.NO_TARGET, None, None
    latest = window[-1]
    since = _met_since(points, target, desired)
    if target.year is not None and target.year <= latest.year:
        then = next((point for point in reversed(points) if point.year <= target.year), latest)
        met = meets(then.value, target.level, desired)
        return (Outcome.MET_IN_TIME if met else Outcome.MISSED), None, since
    if since is not None:
        return Outcome.REACHED, None, since
    if any(meets(point.value, target.level, desired) for point in points if point.year >= (target.base_year or 0)):
        return Outcome.LOST, None, None
    if target.year is None:
        return Outcome.NO_TARGET, None, None
    sign = -1 if desired is Desired.DOWN else 1
    distance = scaled(target.level, pace.scale) - scaled(latest.value, pace.scale)
    needed = _relative(sign * distance / (target.year - latest.year), window, pace.scale)
    if pace.direction is not Direction.RIGHT:
        return Outcome.NOT_ON_TRACK, needed, None
    kept = pace.per_year / needed
    if kept >= ON_TRACK_FROM:
        return Outcome.ON_TRACK, needed, None
    return (Outcome.ALMOST if kept >= ALMOST_FROM else Outcome.TOO_SLOW), needed, None


def _met_since(points: Sequence[Point], target: NumericTarget, desired: Desired) -> int | None:
    since = None
    for point in reversed(points):
        if not meets(point.value, target.level, desired):
            break
        since = point.year
    return since


def _long_view(
    points: Sequence[Point],
    window: Sequence[Point],
    desired: Desired,
    scale: Scale,
    unfit_years: frozenset[int],
    target: NumericTarget | None,
) -> tuple[Direction | None, int | None]:
    """The direction from the target's base year, else from the first year; None where that is the window itself."""
    start = target.base_year if target and target.base_year else points[0].year
    longer = [point for point in points if point.year >= start and point.year not in unfit_years]
    if len(longer) <= len(window):
        return None, None
    pace = measure_pace(longer, desired, scale_that_holds(scale, [point.value for point in longer]))
    return pace.direction, longer[0].year


def level_of_change(base: float, change: float, *, percent: bool) -> float:
    """The level that a change against `base` means: `change` in percent, or in the indicator's unit."""
    return base * (1 + change / 100) if percent else base + change


def level_of_best_growth(
    own: Sequence[Point],
    others: Sequence[Sequence[Point]],
    base_year: int | None,
    until: int,
    scale: Scale,
    desired: Desired,
) -> float | None:
    """The level that `own` would have had it improved as much as the best of `others` since the base year.

    Growth is measured on the judged scale from the base year (else the first year that all have) to the latest year not
    after `until` that all have. None where that year is missing for any of them.
    """
    known = [{point.year: point.value for point in points} for points in (own, *others)]
    shared = set.intersection(*(set(one) for one in known))
    years = sorted(year for year in shared if year <= until)
    first = base_year if base_year is not None else next(iter(years), None)
    if first is None or first not in shared or not years or years[-1] <= first:
        return None
    used = scale_that_holds(scale, [one[year] for one in known for year in (first, years[-1])])
    grown = [scaled(one[years[-1]], used) - scaled(one[first], used) for one in known[1:]]
    best = min(grown) if desired is Desired.DOWN else max(grown)
    return unscaled(scaled(known[0][first], used) + best, used)


@dataclass(frozen=True)
class Rank:
    """Place among others, 1 being the best where a direction is desired; ties share the better place."""

    place: int
    last: int
    of: int
    shared: bool

    @property
    def in_last_third(self) -> bool:
        return self.of >= 3 and self.place > self.of - self.of / 3


def rank_all(values: Mapping[Any, float], desired: Desired) -> dict[Any, Rank]:
    """The rank of each; empty where one is alone."""
    if len(values) < 2:
        return {}
    ordered = sorted(values.values(), reverse=desired is not Desired.DOWN)
    first: dict[float, int] = {}
    for place, value in enumerate(ordered, 1):
        first.setdefault(value, place)
    same = Counter(ordered)
    return {
        key: Rank(first[value], first[value] + same[value] - 1, len(values), same[value] > 1)
        for key, value in values.items()
    }


@dataclass(frozen=True)
class Gap:
    """Difference between two groups or between the highest and the lowest place, in the indicator's unit."""

    year: int
    size: float
    low: float
    high: float
    low_key: str
    high_key: str
    first_year: int
    first_size: float
    direction: Direction


def measure_gap(by_year: Mapping[int, Mapping[str, float]], unfit_years: frozenset[int] = frozenset()) -> Gap | None:
    """Highest minus lowest among the same keys each year, and whether the difference grows.

    Only years in which every key of the latest year has a value are compared. RIGHT means that the gap shrinks, WRONG
    that it grows. None with fewer than two keys.
    """
    if not by_year:
        return None
    latest = max(by_year)
    keys = by_year[latest].keys()
    if len(keys) < 2:
        return None
    sizes = [
        Point(year, max(values[key] for key in keys) - min(values[key] for key in keys))
        for year, values in sorted(by_year.items())
        if keys <= values.keys()
    ]
    judged = judge(sizes, desired=Desired.DOWN, scale=Scale.LINEAR, unfit_years=unfit_years, with_long_view=False)
    first = judged.window[0] if judged.window else sizes[-1]
    low_key = min(keys, key=lambda key: by_year[latest][key])
    high_key = max(keys, key=lambda key: by_year[latest][key])
    low, high = by_year[latest][low_key], by_year[latest][high_key]
    return Gap(latest, high - low, low, high, low_key, high_key, first.year, first.value, judged.direction)
