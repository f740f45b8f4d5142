"""Writes a stored judgement in words: what it says, the numbers and years it stands on, and what to be careful about.

Everything comes from the assessment row and its indicator, so that a page, a chart's alternative text and a report say
the same thing without asking the database again.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from math import sqrt

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop, ngettext, pgettext
from django.utils.translation import gettext as _

from indicators.assessment import Direction, Outcome, Reason
from indicators.models import Assessment, Indicator
from indicators.numbers import format_number, format_quantity, format_short
from indicators.periods import expected_by, parse_period
from rus.places.models import Geography


@dataclass(frozen=True)
class Description:
    """`headline` and `change` together are the lead sentence; the rest may be empty."""

    headline: str
    change: str = ""
    target: str = ""
    level: str = ""
    comparison: str = ""
    long_view: str = ""
    caveat: str = ""

    def __str__(self):
        parts = (self.headline, self.change, self.comparison, self.target, self.long_view, self.caveat)
        return " ".join(part for part in parts if part)


OUTCOME_WORDS = {
    Outcome.ON_TRACK: gettext_noop("Right way, on track"),
    Outcome.ALMOST: gettext_noop("Right way, almost on track"),
    Outcome.REACHED: gettext_noop("Target level reached"),
    Outcome.LOST: gettext_noop("Target level reached but lost"),
}
DIRECTION_WORDS = {
    Direction.RIGHT: gettext_noop("Right way"),
    Direction.SLOW: gettext_noop("Right way, too slowly"),
    Direction.FLAT: gettext_noop("Roughly unchanged"),
    Direction.UNCLEAR: gettext_noop("No clear direction"),
    Direction.WRONG: gettext_noop("Wrong way"),
    Direction.NOT_JUDGED: gettext_noop("Cannot be judged"),
}


def direction_words(assessment: Assessment) -> str:
    """The judgement in few words, the target's answer where it says more than the direction."""
    plain = DIRECTION_WORDS[Direction(assessment.direction)]
    words = OUTCOME_WORDS.get(Outcome(assessment.outcome))
    if assessment.outcome in (Outcome.REACHED, Outcome.LOST):
        return f"{_(plain)}. {_(words)}"
    return _(words or plain)


def describe(assessment: Assessment | None, indicator: Indicator) -> Description:
    if assessment is None or assessment.series is None:
        return Description(_("No data fetched yet."))
    if assessment.reason == Reason.NO_DATA:
        return Description(_("No data for %(place)s fetched yet.") % {"place": assessment.geography})
    if assessment.direction == Direction.NOT_JUDGED:
        return Description(
            _not_judged(assessment), change=_latest(assessment, indicator), target=_target(assessment, indicator)
        )
    level = level_words(assessment, indicator)
    words = direction_words(assessment)
    subject = gap_subject(assessment)
    if subject:
        words = _("%(subject)s: %(judgement)s") % {"subject": subject, "judgement": words[:1].lower() + words[1:]}
    headline = _("%(judgement)s, %(level)s.") % {"judgement": words, "level": level} if level else f"{words}."
    return Description(
        headline,
        change=_change(assessment, indicator),
        target=_target(assessment, indicator),
        level=level,
        comparison=_comparison(assessment, indicator),
        long_view=_long_view(assessment),
        caveat=_caveat(assessment),
    )


def why_turned(then: Assessment, now: Assessment, indicator: Indicator) -> str:
    """Why a judgement points another way than an earlier one: another value, a revised one, another target."""
    quantity = partial(format_quantity, unit=unit_of(now, indicator), decimals=indicator.decimals)
    if then.series_id != now.series_id:
        return _("Another series is judged now.")
    if None not in (then.year, now.year) and now.year > then.year and now.value is not None:
        return _("A new value: %(value)s for %(year)s.") % {"value": quantity(now.value), "year": now.year}
    if then.year == now.year and None not in (then.value, now.value) and then.value != now.value:
        return _("The value for %(year)s has been revised from %(before)s to %(after)s.") % {
            "year": now.year, "before": quantity(then.value), "after": quantity(now.value),
        }  # fmt: skip
    if then.inputs.get("targets") != now.inputs.get("targets") or then.inputs.get("target") != now.inputs.get("target"):
        return _("The target has been changed.")
    if then.inputs.get("window") != now.inputs.get("window"):
        return _("Earlier values have been revised, or years have been marked as unfit to judge from.")
    return _("What the judgement stands on has changed.")


def gap_subject(assessment: Assessment) -> str:
    """`Skillnaden mellan kvinnor och män` where the deciding target is a gap to be closed; else empty."""
    subject = assessment.inputs.get("subject")
    if not subject or len(subject["names"]) != 2:
        return ""
    language = "en" if get_language() == "en" else "sv"
    one, other = (name[language].lower() for name in subject["names"])
    return _("The difference between %(one)s and %(other)s") % {"one": one, "other": other}


def _comparison(assessment: Assessment, indicator: Indicator) -> str:
    """The nation's value the same year, where it is of a size that can be compared: not a count of everyone."""
    nation = assessment.inputs.get("nation")
    if nation is None or assessment.geography.kind == Geography.Kind.NATION or abs(nation) > 5 * abs(assessment.value):
        return ""
    return _("The nation has %(value)s.") % {"value": format_quantity(nation, indicator.unit, indicator.decimals)}


def _caveat(assessment: Assessment) -> str:
    """What to be careful about: chance in a sample, unless the change is larger than its margin; and haste."""
    parts = []
    series, window = assessment.series, assessment.inputs["window"]
    if series and series.is_survey:
        # The margin of a difference between two samples of the same size.
        within = series.margin is None or abs(window[-1][1] - window[0][1]) <= sqrt(2) * series.margin
        if within:
            parts.append(_("Sample survey: the difference may be due to chance."))
    if assessment.inputs.get("preliminary"):
        parts.append(_("The latest value is preliminary."))
    return " ".join(parts)


def unit_of(assessment: Assessment, indicator: Indicator) -> str:
    """The unit of the judged value: of a gap between shares, percentage points."""
    if assessment.inputs.get("subject") and indicator.scale == Indicator.Scale.SHARE:
        return _("percentage points")
    return indicator.unit


def _not_judged(assessment: Assessment) -> str:
    return {
        Reason.NO_DESIRED_DIRECTION: _("Background figure, not judged."),
        Reason.TOO_FEW: _("Cannot be judged: fewer than three years to compare."),
        Reason.TOO_SHORT: _("Cannot be judged: the values lie less than three years apart."),
    }[Reason(assessment.reason)]


def _latest(assessment: Assessment, indicator: Indicator) -> str:
    value = format_quantity(assessment.value, indicator.unit, indicator.decimals)
    return _("Latest value %(value)s, %(period)s.") % {"value": value, "period": _period(assessment, -1)}


def _period(assessment: Assessment, position: int) -> str:
    year, _value, period = assessment.inputs["window"][position]
    return (period or str(year)).replace("-", "\N{EN DASH}")


def _change(assessment: Assessment, indicator: Indicator) -> str:
    first, unit = assessment.inputs["window"][0][1], unit_of(assessment, indicator)
    values = {
        "first": format_quantity(first, unit, indicator.decimals),
        "first_period": _period(assessment, 0),
        "last": format_quantity(assessment.value, unit, indicator.decimals),
        "last_period": _period(assessment, -1),
    }
    text = _moved(assessment, indicator, first) % values
    if assessment.direction == Direction.UNCLEAR:
        return f"{text} {_lean(assessment, indicator, first)}"
    return text


def _lean(assessment: Assessment, indicator: Indicator, first: float) -> str:
    """Which way it leans; where the end points alone say otherwise, that all pairs of years were looked at."""
    is_right = assessment.pace > 0
    ends_better = (assessment.value > first) == (indicator.desired == Indicator.Desired.UP)
    if ends_better == is_right or assessment.value == first:
        return _("It leans the right way.") if is_right else _("It leans the wrong way.")
    if is_right:
        return _("Over all pairs of years it leans the right way.")
    return _("Over all pairs of years it leans the wrong way.")


def _moved(assessment: Assessment, indicator: Indicator, first: float) -> str:
    """Risen or fallen, where the end points say the same as the direction."""
    clear = assessment.direction in (Direction.RIGHT, Direction.SLOW, Direction.WRONG)
    rises = (assessment.direction != Direction.WRONG) == (indicator.desired == Indicator.Desired.UP)
    if (
        not clear
        or assessment.inputs.get("subject")
        or (assessment.value > first) != rises
        or assessment.value == first
    ):
        return _("From %(first)s %(first_period)s to %(last)s %(last_period)s.")
    if indicator.scale == Indicator.Scale.SHARE:
        if rises:
            return _("The share has risen from %(first)s %(first_period)s to %(last)s %(last_period)s.")
        return _("The share has fallen from %(first)s %(first_period)s to %(last)s %(last_period)s.")
    if rises:
        return _("It has risen from %(first)s %(first_period)s to %(last)s %(last_period)s.")
    return _("It has fallen from %(first)s %(first_period)s to %(last)s %(last_period)s.")


def _target(assessment: Assessment, indicator: Indicator) -> str:
    target = assessment.inputs["target"]
    if target is None:
        return "" if indicator.is_background else _("No target level is known; only the direction is judged.")
    unit = unit_of(assessment, indicator)
    values = {
        "level": format_quantity(target["level"], unit, indicator.decimals),
        "year": target["year"],
        "since": assessment.inputs["reached_year"],
    }
    match Outcome(assessment.outcome):
        case Outcome.REACHED:
            return _("The target level %(level)s has been met since %(since)s.") % values
        case Outcome.LOST:
            return _("The target level %(level)s has been met before, but not now.") % values
        case Outcome.MET_IN_TIME:
            return _("The target was %(level)s %(year)s. It was reached.") % values
        case Outcome.MISSED:
            return _("The target was %(level)s %(year)s. It was not reached.") % values
    if target["year"] is None:
        return _("The target is %(level)s, without a year.") % values
    text = _("The target is %(level)s %(year)s.") % values
    return f"{text} {_pace_needed(assessment)}".strip()


def _pace_needed(assessment: Assessment) -> str:
    needed, kept = assessment.inputs["needed"], assessment.pace
    if not needed or assessment.outcome != Outcome.TOO_SLOW:
        return ""
    times = needed / kept
    if 1.9 <= times <= 2.1:
        return _("It takes double the present pace.")
    return _("It takes %(times)s times the present pace.") % {"times": format_number(times, 1)}


def _long_view(assessment: Assessment) -> str:
    opposite = {Direction.RIGHT: Direction.WRONG, Direction.SLOW: Direction.WRONG, Direction.WRONG: Direction.RIGHT}
    long_view = assessment.inputs["long_view"]
    if not long_view or opposite.get(Direction(assessment.direction)) != long_view:
        return ""
    year = assessment.inputs["long_from"]
    if long_view == Direction.RIGHT:
        return _("Since %(year)s it has moved the right way.") % {"year": year}
    return _("Since %(year)s it has moved the wrong way.") % {"year": year}


def level_words(assessment: Assessment, indicator: Indicator) -> str:
    """Where the place stands among its peers; for surveys among which group of them, never an exact place."""
    rank = assessment.inputs.get("rank")
    if rank is None or assessment.inputs.get("subject") or indicator.is_background:
        return ""
    high_is_good = indicator.desired == Indicator.Desired.UP
    best, worst = rank["place"] == 1, rank["last"] == rank["of"]
    among = _peers(assessment, rank["of"])
    if assessment.series and assessment.series.is_survey:
        third = rank["of"] / 3
        top, bottom = rank["place"] <= third, assessment.inputs["last_third"]
        if top or bottom:
            high = top == high_is_good
            return (
                _("among the highest of %(among)s") % {"among": among}
                if high
                else _("among the lowest of %(among)s") % {"among": among}
            )
        return _("in the middle of %(among)s") % {"among": among}
    if best or worst:
        high = best == high_is_good
        return _("highest of %(among)s") % {"among": among} if high else _("lowest of %(among)s") % {"among": among}
    place = str(rank["place"]) if not rank["shared"] else f"{rank['place']}\N{EN DASH}{rank['last']}"
    return _("number %(place)s of %(among)s") % {"place": place, "among": among}


def _peers(assessment: Assessment, count: int) -> str:
    if assessment.geography.kind == Geography.Kind.COUNTY:
        return ngettext("%(count)s county", "%(count)s counties", count) % {"count": count}
    return ngettext("%(count)s municipality", "%(count)s municipalities", count) % {"count": count}


def gap_sentences(assessment: Assessment, indicator: Indicator) -> list[str]:
    """`Kvinnor 79,6 %, män 81,5 % 2024. Skillnaden krymper.` for each pair of groups."""
    language = "en" if get_language() == "en" else "sv"
    sentences = []
    for gap in assessment.inputs.get("gaps", []):
        text = _("%(low_name)s %(low)s, %(high_name)s %(high)s in %(year)s.") % {
            "low_name": gap["names"]["low"][language],
            "low": format_short(gap["low"], indicator.unit, indicator.decimals),
            "high_name": gap["names"]["high"][language].lower(),
            "high": format_short(gap["high"], indicator.unit, indicator.decimals),
            "year": gap["year"],
        }
        sentences.append(f"{text} {gap_direction(gap)} {gap_source(gap)}".strip())
    return sentences


def gap_source(gap: dict) -> str:
    """Says which series a comparison is made in, where that is not the judged one."""
    name = gap.get("series_en" if get_language() == "en" else "series_sv", "")
    return f"({name})" if name else ""


def gap_direction(gap: dict) -> str:
    return {
        Direction.RIGHT: _("The difference shrinks."),
        Direction.WRONG: _("The difference grows."),
        Direction.FLAT: _("The difference is roughly unchanged."),
        Direction.UNCLEAR: _("The difference has no clear direction."),
        Direction.NOT_JUDGED: pgettext("gap", "Too few years to say whether it grows."),
    }[Direction(gap["direction"])]


def target_words(view: dict, indicator: Indicator) -> str:
    """How it stands with one target, from `inputs["targets"]`: the outcome, the level it means and the pace kept."""
    outcome = {
        Outcome.REACHED: _("Reached."),
        Outcome.LOST: _("Reached before, but not now."),
        Outcome.ON_TRACK: _("On track."),
        Outcome.ALMOST: _("Almost on track."),
        Outcome.TOO_SLOW: _("The right way, but too slowly."),
        Outcome.NOT_ON_TRACK: _("Not on track."),
        Outcome.MET_IN_TIME: _("It was reached."),
        Outcome.MISSED: _("It was not reached."),
    }.get(Outcome(view["outcome"]), "")
    if view["level"] is None or view["value"] is None:
        return outcome
    unit = _("percentage points") if view["subject"] and indicator.scale == Indicator.Scale.SHARE else indicator.unit
    values = {
        "level": format_quantity(view["level"], unit, indicator.decimals),
        "value": format_quantity(view["value"], unit, indicator.decimals),
        "year": view["value_year"],
    }
    means = _("It means %(level)s; the value was %(value)s in %(year)s.") % values
    return f"{outcome} {means}".strip()


def freshness(assessment: Assessment | None, today: date) -> str:
    """Says how old the statistics are when newer ones should have been published; else empty."""
    if assessment is None or assessment.series is None or not assessment.inputs.get("window"):
        return ""
    year, _value, period = assessment.inputs["window"][-1]
    series = assessment.series
    expected = expected_by(parse_period(period or str(year)).last_day, series.interval_months, series.delay_months)
    if expected > today:
        return ""
    return _("The latest figures are from %(period)s; newer ones were expected in %(month)s.") % {
        "period": _period(assessment, -1),
        "month": date_format(expected, "F Y"),
    }
