"""What passes between a source and what stores it: a question in our words, and values in one form for all sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext_noop

from indicators.periods import parse_period
from indicators.sources.errors import SourceRejected

FINAL, PRELIMINARY, SUPPRESSED, MISSING = "final", "preliminary", "suppressed", "missing"


class Value(NamedTuple):
    """One value: place by SCB's code, breakdown as a canonical key (empty is the total), period as written."""

    place: str
    breakdown: str
    period: str
    value: float | None
    status: str = FINAL


@dataclass(frozen=True)
class Query:
    """What to fetch. `codes` says which category a source's (variable, value) is; an empty category is the total."""

    key: str
    places: Sequence[str]
    selection: Mapping[str, Sequence[str]] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    latest: int | None = None


@dataclass
class Answer:
    """`measure` is what the source says it measures, unit included; `values` may be read once."""

    measure: str
    values: Iterator[Value]


@dataclass(frozen=True)
class Variable:
    """A variable of a table, with its values by code. One that `may_be_left_out` is then summed by the source."""

    code: str
    text: str
    values: Mapping[str, str]
    may_be_left_out: bool = False
    is_time: bool = False
    is_place: bool = False
    is_measure: bool = False


@dataclass(frozen=True)
class Found:
    """A measure, a table, or a folder to open, from a source's catalogue."""

    key: str
    title: str
    text: str = ""
    is_folder: bool = False


@dataclass(frozen=True)
class Description:
    """What a source says of a measure or a table."""

    key: str
    title: str
    text: str = ""
    unit: str = ""
    variables: Sequence[Variable] = ()


def check_period(text: str) -> str:
    """The period as written; SourceRejected where its form is not known."""
    try:
        parse_period(text)
    except ValueError:
        raise SourceRejected(
            gettext_noop(
                "The source writes the period “%(period)s”; known are 2024, 2024K2, 2024M01, 2024/25, 2021-2024."
            ),
            period=text,
        ) from None
    return text


def breakdown_key(pairs: Mapping[str, str], codes: Mapping[tuple[str, str], str]) -> str:
    """The canonical key of a source's categories, in order: `born=abroad|sex=k`; totals fall away."""
    found = []
    for variable, value in pairs.items():
        if (variable, value) not in codes:
            raise SourceRejected(
                gettext_noop("The category %(variable)s=%(value)s is not known. Add it among the sources' codes."),
                variable=variable,
                value=value,
            )
        found.append(codes[variable, value])
    return "|".join(sorted(filter(None, found)))
