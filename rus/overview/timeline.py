"""Initiatives on a common time axis: a bar for each, beside the words that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from indicators.charts import Effort, as_year
from initiatives.models import Initiative

WIDTH = 200.0
YEARS_BEFORE, YEARS_AFTER = 6, 4  # at most so far from today; longer ones run off the edge


@dataclass(frozen=True)
class Bar:
    x: float
    width: float


@dataclass(frozen=True)
class TimeLine:
    """Its first and last year, and where today is. The bars hang on the initiatives, as `bar`; None where no start is
    known."""

    first_year: int
    last_year: int
    today: float


def lay_out(initiatives: Sequence[Initiative]) -> TimeLine | None:
    """Give each its bar; None where no initiative says when it starts."""
    now = as_year(timezone.localdate())
    efforts = {one.pk: Effort(one.title, one.start, one.end, one.goes_on) for one in initiatives if one.start}
    if not efforts:
        return None
    first = max(min(int(now), *(effort.first.year for effort in efforts.values())), int(now) - YEARS_BEFORE)
    ends = [effort.last.year + 1 for effort in efforts.values() if effort.last]
    last = min(max([*ends, int(now) + 1]), int(now) + YEARS_AFTER)

    def place(year: float) -> float:
        return round(WIDTH * (min(max(year, first), last) - first) / (last - first), 1)

    for one in initiatives:
        effort = efforts.get(one.pk)
        if effort:
            x = place(as_year(effort.first))
            one.bar = Bar(x, max(round(place(effort.until(last)) - x, 1), 2.0))
    return TimeLine(first, last - 1, place(now))
