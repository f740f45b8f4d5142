"""Periods as their sources write them, with their first and last day and the year they are judged in."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from indicators.assessment import Point


class Period(NamedTuple):
    first_day: date
    last_day: date

    @property
    def year(self) -> int:
        return self.last_day.year


PATTERN = re.compile(
    r"(?P<year>\d{4})(?:M(?P<month>0[1-9]|1[0-2])|K(?P<quarter>[1-4])|/(?P<school>\d{2})|-(?P<until>\d{4}))?", re.ASCII
)
PARTS_OF_A_YEAR = {"M": 12, "K": 4}


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Read `2024`, `2024K2`, `2024M01`, the school year `2024/25` or the rolling `2021-2024`; else ValueError."""
    match = PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a period: write 2024, 2024K2, 2024M01, 2024/25 or 2021-2024.")
    year = int(match["year"])
    if match["month"]:
        month = int(match["month"])
        return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    if match["quarter"]:
        last = int(match["quarter"]) * 3
        return Period(date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]))
    if match["school"]:
        if int(match["school"]) != (year + 1) % 100:
            raise ValueError(f"{text!r} is not a school year: the second year must follow the first.")
        return Period(date(year, 7, 1), date(year + 1, 6, 30))
    until = int(match["until"] or year)
    if until < year:
        raise ValueError(f"{text!r} ends before it starts.")
    return Period(date(year, 1, 1), date(until, 12, 31))


def yearly(values: Iterable[tuple[str, float]], *, month: int | None = None) -> list[Point]:
    """One point a year from (period, value) pairs, in order of year.

    A source by month or quarter gives the mean of a whole year, or the value of one `month`; a year that is not whole
    is left out.
    """
    values = list(values)
    if all(len(text) == 4 for text, _value in values):
        return sorted(Point(int(text), value, text) for text, value in values)
    parts: dict[int, list[float]] = {}
    sizes: dict[int, int] = {}
    points: dict[int, Point] = {}
    for text, value in values:
        period = parse_period(text)
        size = PARTS_OF_A_YEAR.get(text[4:5], 1)
        if size == 1 or (month and size == 12 and period.last_day.month == month):
            points[period.year] = Point(period.year, value, text)
        elif not month:
            parts.setdefault(period.year, []).append(value)
            sizes[period.year] = size
    for year, found in parts.items():
        if len(found) == sizes[year]:
            points[year] = Point(year, sum(found) / len(found), str(year))
    return [points[year] for year in sorted(points)]


def months_after(day: date, months: int) -> date:
    """The first day of the month that lies so many whole months after the month of `day`."""
    count = day.year * 12 + day.month + months
    return date((count - 1) // 12, (count - 1) % 12 + 1, 1)


def expected_by(last_day: date, interval_months: int, delay_months: int) -> date:
    """When the value of the period after the one that ends on `last_day` should have been published."""
    return months_after(last_day, interval_months + delay_months + 1)
