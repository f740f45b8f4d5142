"""Dates that are known to the day, the month or the year, and say so."""

import re
from calendar import monthrange
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

PATTERN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


def parse_date(text: str, *, end: bool = False) -> tuple[date, Precision]:
    """`2026`, `2026-08` or `2026-08-15` as its first day (its last with `end`) and precision; else ValueError."""
    match = PATTERN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a date: write 2026, 2026-08 or 2026-08-15.")
    year = int(match["year"])
    if not 1900 <= year <= 2100:
        raise ValueError(f"{text!r} lies outside 1900–2100.")
    if match["day"]:
        return date(year, int(match["month"]), int(match["day"])), Precision.DAY
    if match["month"]:
        month = int(match["month"])
        day = monthrange(year, month)[1] if end and 1 <= month <= 12 else 1
        return date(year, month, day), Precision.MONTH
    return (date(year, 12, 31) if end else date(year, 1, 1)), Precision.YEAR


def write_date(day: date | None, precision: str) -> str:
    """The inverse of parse_date, for forms and files."""
    if day is None:
        return ""
    return {Precision.YEAR: f"{day:%Y}", Precision.MONTH: f"{day:%Y-%m}"}.get(Precision(precision), f"{day:%Y-%m-%d}")


def say_date(day: date | None, precision: str) -> str:
    """For people: `2026`, `augusti 2026` or `15 augusti 2026`."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    return date_format(day, "F Y" if precision == Precision.MONTH else "j F Y")
