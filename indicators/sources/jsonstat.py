"""JSON-stat 2.0 datasets (json-stat.org/full): cells lie in row-major order of `id`, the last dimension fastest."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.utils.translation import gettext_noop

from indicators.sources.errors import SourceRejected
from indicators.sources.values import FINAL, MISSING, PRELIMINARY, SUPPRESSED, Query, Value, breakdown_key, check_period

# What PxWeb writes beside an empty cell. A dot means that the cell cannot exist, so it is no observation at all.
CANNOT_OCCUR = "."
EXACT_ZERO = "-"
WHY_EMPTY = {"..": MISSING, "…": MISSING, ":": MISSING, "x": SUPPRESSED, "c": SUPPRESSED}
PLACE_CODES = ("Region", "Lan", "Län", "Kommun")


@dataclass(frozen=True)
class Dimension:
    """A dimension with its categories in the order in which its cells lie."""

    code: str
    label: str
    codes: list[str]
    labels: Mapping[str, str]
    units: Mapping[str, Any]
    role: str = ""
    may_be_left_out: bool = False


def broken() -> SourceRejected:
    return SourceRejected(gettext_noop("The answer is not the table that was asked for (JSON-stat 2)."))


def dimensions(dataset: Mapping[str, Any]) -> list[Dimension]:
    """The dimensions in the order of the cells, with the role of each: time, geo, metric or none."""
    try:
        roles = {code: role for role, codes in (dataset.get("role") or {}).items() for code in codes}
        return [_dimension(code, dataset["dimension"][code], roles.get(code, "")) for code in dataset["id"]]
    except (KeyError, TypeError, AttributeError, ValueError):
        raise broken() from None


def _dimension(code: str, found: Mapping[str, Any], role: str) -> Dimension:
    category = found["category"]
    labels = category.get("label") or {}
    # The index may be a list, an object of positions, or left out where there is one category alone.
    index = category.get("index", list(labels))
    codes = sorted(index, key=lambda one: index[one]) if isinstance(index, dict) else list(index)
    extension = found.get("extension") or {}
    return Dimension(
        code,
        found.get("label") or code,
        [str(one) for one in codes],
        labels,
        category.get("unit") or {},
        role or ("geo" if code in PLACE_CODES else ""),
        bool(extension.get("elimination")),
    )


def _sparse(found: Any, size: int) -> Mapping[int, Any]:
    """A list, or an object keyed by position, as an object; a single status stands for every cell."""
    if isinstance(found, list):
        if len(found) != size:
            raise broken()
        return {position: one for position, one in enumerate(found) if one is not None}
    if isinstance(found, dict):
        return {int(position): one for position, one in found.items()}
    return dict.fromkeys(range(size), found) if isinstance(found, str) else {}


def measure(dataset: Mapping[str, Any]) -> str:
    """What is measured, with its unit: `Folkmängd (antal)`."""
    for dimension in dimensions(dataset):
        if dimension.role == "metric" and len(dimension.codes) == 1:
            [code] = dimension.codes
            unit = (dimension.units.get(code) or {}).get("base", "")
            label = dimension.labels.get(code, code)
            return f"{label} ({unit})" if unit else label
    return str(dataset.get("label") or "")


def values(dataset: Mapping[str, Any], query: Query, place_variable: str = "Region") -> Iterator[Value]:
    """The dataset's observations. A dimension of one category is a fixed choice; several are a breakdown."""
    found = dimensions(dataset)
    sizes = [len(dimension.codes) for dimension in found]
    total = 1
    for size in sizes:
        total *= size
    if list(dataset.get("size") or []) != sizes:
        raise broken()
    cells, statuses = _sparse(dataset.get("value"), total), _sparse(dataset.get("status"), total)
    time = next((n for n, one in enumerate(found) if one.role == "time" or one.code == "Tid"), None)
    place = next((n for n, one in enumerate(found) if one.code == place_variable or one.role == "geo"), None)
    if time is None or place is None:
        raise SourceRejected(gettext_noop("The table has no variable for time, or none for place."))
    split = [n for n, one in enumerate(found) if n not in (time, place) and len(one.codes) > 1]
    keys: dict[tuple[str, ...], str] = {}
    periods = {code: check_period(code) for code in found[time].codes}
    for position, codes in enumerate(product(*(dimension.codes for dimension in found))):
        status = statuses.get(position)
        if status == CANNOT_OCCUR:
            continue
        chosen = tuple(codes[n] for n in split)
        if chosen not in keys:
            keys[chosen] = breakdown_key({found[n].code: codes[n] for n in split}, query.codes)
        value, standing = _cell(cells.get(position), status, codes)
        yield Value(codes[place], keys[chosen], periods[codes[time]], value, standing)


def _cell(value: Any, status: str | None, codes: tuple[str, ...]) -> tuple[float | None, str]:
    if value is None:
        if status == EXACT_ZERO:
            return 0.0, FINAL
        return None, WHY_EMPTY.get(status or "", MISSING)
    return read_number(value, codes), PRELIMINARY if status in ("p", "*") else FINAL


def read_number(value: Any, where: tuple[str, ...]) -> float:
    """A number as JSON writes it, or as text with a point; anything else is refused, a decimal comma too."""
    try:
        number = math.nan if isinstance(value, bool) else float(str(value).replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SourceRejected(
            gettext_noop("“%(value)s” is not a number (%(where)s)."), value=str(value)[:60], where=", ".join(where)
        )
    return number
