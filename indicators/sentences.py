"""Writes a stored judgement in words: what it says, the numbers and years it stands on, and what to be careful about.

Everything comes from the assessment row and its indicator, so that a page, a chart's alternative text and a report say
the same thing without asking the database again.
"""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext_noop, ngettext, pgettext
from django.utils.translation import gettext as _

from indicators.assessment import Direction, Outcome, Reason
from indicators.models import Assessment, Indicator
from indicators.numbers import format_number, format_quantity, format_short
from rus.places.models import Geography


@dataclass(frozen=True)
class Description:
    """`headline` and `change` together are the lead sentence; the rest may be empty."""

    headline: str
    change: str = ""
    target: str = ""
    level: str = ""
    long_view: str = ""
    caveat: str = ""

    def __str__(self):
        return " ".join(part for part in (self.headline, self.change, self.target, self.long_view, self.caveat) if part)


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
    headline = _("%(judgement)s, %(level)s.") % {"judgement": words, "level": level} if level else f"{words}."
    return Description(
        headline,
        change=_change(assessment, indicator),
        target=_target(assessment, indicator),
        level=level,
        long_view=_long_view(assessment),
        caveat=_("Sample survey: the difference may be due to chance.")
        if assessment.series and assessment.series.is_survey
        else "",
    )


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
    first = assessment.inputs["window"][0][1]
    values = {
        "first": format_quantity(first, indicator.unit, indicator.decimals),
        "first_period": _period(assessment, 0),
        "last": format_quantity(assessment.value, indicator.unit, indicator.decimals),
        "last_period": _period(assessment, -1),
    }
    text = _("From %(first)s %(first_period)s to %(last)s %(last_period)s.") % values
    if assessment.direction == Direction.UNCLEAR:
        lean = _("It leans the right way.") if assessment.pace > 0 else _("It leans the wrong way.")
        return f"{text} {lean}"
    return text


def _target(assessment: Assessment, indicator: Indicator) -> str:
    target = assessment.inputs["target"]
    if target is None:
        return "" if indicator.is_background else _("No target level is known; only the direction is judged.")
    values = {
        "level": format_quantity(target["level"], indicator.unit, indicator.decimals),
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
    return _("It takes %(times)s times the present pace.") % {"times": format_number(needed / kept, 1)}


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
    if rank is None or indicator.is_background:
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
