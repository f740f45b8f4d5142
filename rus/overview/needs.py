"""Här behövs mer: which indicators need more, in which order, and what no ongoing initiative reaches."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Sum
from django.utils import timezone

from indicators.models import Assessment, Indicator
from indicators.sentences import Description, describe
from initiatives.models import Contribution, Initiative, Response, Tally
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift, Strategy

Thing = TypeVar("Thing", bound=Model)

HALF_YEAR = timedelta(days=183)
URGENCY = {"wrong": 0, "slow": 1, "flat": 2, "unclear": 3}


@dataclass
class Effort:
    """How many ongoing registered initiatives want to affect an indicator; the editors' suggestions counted apart."""

    said: int = 0
    suggested: int = 0
    too_early: int = 0  # of those said, the ones whose effect could not show in the latest value yet


@dataclass
class Need:
    """An indicator with its judgement, what is done about it, and who takes it."""

    indicator: Indicator
    assessment: Assessment
    effort: Effort = field(default_factory=Effort)
    response: Response | None = None

    @cached_property
    def description(self) -> Description:
        return describe(self.assessment, self.indicator)

    @property
    def is_taken(self) -> bool:
        return self.response is not None and self.response.stance != Response.Stance.NOBODY

    @property
    def order(self) -> tuple[Any, ...]:
        behind = self.assessment.rank / self.assessment.ranked if self.assessment.ranked else 0
        urgency = URGENCY.get(self.assessment.direction, len(URGENCY))
        return (urgency, -behind, self.effort.said, self.effort.suggested, self.indicator.position)


def needs_more(assessment: Assessment | None) -> bool:
    """Goes the wrong way, too slowly, or lies in the last third without a clear right direction."""
    if assessment is None or assessment.direction not in URGENCY:
        return False
    return assessment.direction in ("wrong", "slow") or bool(assessment.inputs.get("last_third"))


def weigh(indicators: list[Indicator]) -> list[Need]:
    """All judged indicators fetched `for_list`, with effort and response, most urgent first; in two queries."""
    found = {
        one.pk: Need(one, one.judgements[0])
        for one in indicators
        if one.judgements and one.judgements[0].direction != Assessment.Direction.NOT_JUDGED
    }
    for pk, effort in count_efforts([need.assessment for need in found.values()]).items():
        found[pk].effort = effort
    for response in Response.objects.current().filter(indicator__in=found).select_related("actor"):
        found[response.indicator_id].response = response
    return sorted(found.values(), key=lambda need: need.order)


def count_efforts(assessments: list[Assessment]) -> dict[int, Effort]:
    """Efforts by indicator, held against the year of its latest value; one query, however many initiatives."""
    latest = {one.indicator_id: one.year for one in assessments}
    found: dict[int, Effort] = defaultdict(Effort)
    kept = Tally.objects.filter(kind__in=[Tally.Kind.SAID, Tally.Kind.SUGGESTED])
    for kind, indicator, visible_from, count in kept.values_list("kind", "subject", "year", "count"):
        if indicator not in latest:
            continue
        effort, year = found[indicator], latest[indicator]
        if kind == Tally.Kind.SUGGESTED:
            effort.suggested += count
            continue
        effort.said += count
        if year is not None and visible_from > year:
            effort.too_early += count
    return found


def list_needs(indicators: list[Indicator]) -> list[Need]:
    """The needs among indicators fetched `for_list`, most urgent first, in two queries."""
    return [need for need in weigh(indicators) if needs_more(need.assessment)]


@dataclass(frozen=True)
class Corners:
    """Effort against outcome: what goes the right way or not, with registered initiatives or without."""

    wrong_without: list[Need]
    wrong_with: list[Need]
    right_without: list[Need]
    right_with: list[Need]


def corners(weighed: list[Need]) -> Corners:
    """Each judged indicator in one corner. Whatever does not go the right way in time stands on the upper side."""
    right = [need for need in weighed if need.assessment.direction == Assessment.Direction.RIGHT]
    other = [need for need in weighed if need.assessment.direction != Assessment.Direction.RIGHT]
    return Corners(
        wrong_without=[need for need in other if not need.effort.said],
        wrong_with=[need for need in other if need.effort.said],
        right_without=[need for need in right if not need.effort.said],
        right_with=[need for need in right if need.effort.said],
    )


def ending_alone() -> list[Contribution]:
    """Contributions of ongoing initiatives that end within half a year and are alone on their indicator."""
    today = timezone.localdate()
    ending = Initiative.objects.ongoing().filter(end__range=(today, today + HALF_YEAR))
    others = Contribution.objects.filter(indicator=OuterRef("indicator"), initiative__in=Initiative.objects.ongoing())
    alone = ~Exists(others.exclude(initiative=OuterRef("initiative")))
    # One initiative is counted at most twice: by its own word and by the editors'.
    kept = Tally.objects.filter(kind__in=[Tally.Kind.SAID, Tally.Kind.SUGGESTED]).values("subject")
    few = kept.annotate(efforts=Sum("count")).filter(efforts__range=(1, 2)).values("subject")
    found = Contribution.objects.filter(alone, initiative__in=ending, indicator__in=few)
    found = found.select_related("initiative", "indicator")
    return list(found.order_by("initiative__end", "pk"))


@dataclass
class Unreached:
    """What no ongoing registered initiative reaches."""

    shifts: list[Shift]
    principles: list[Principle]
    perspectives: list[tuple[Kraftsamling, list[Perspective]]]
    municipalities: list[Geography]
    county_wide: int
    place_unknown: int


def list_unreached(strategy: Strategy) -> Unreached:
    kinds = Tally.Kind
    asked = [kinds.SHIFT, kinds.PRINCIPLE, kinds.PERSPECTIVE, kinds.PLACE, kinds.COUNTY, kinds.UNKNOWN]
    kept = Tally.objects.filter(kind__in=asked).values_list("kind", "subject", "within", "count")
    counts = Counter({(kind, subject, within): count for kind, subject, within, count in kept})

    def without(kind: Tally.Kind, things: Iterable[Thing], within: int = 0) -> list[Thing]:
        return [one for one in things if not counts[kind, one.pk, within]]

    perspectives = list(Perspective.objects.filter(strategy=strategy))
    parts = Kraftsamling.objects.filter(strategy=strategy)
    gaps = [(one, without(kinds.PERSPECTIVE, perspectives, one.pk)) for one in parts]
    return Unreached(
        shifts=without(kinds.SHIFT, Shift.objects.filter(strategy=strategy)),
        principles=without(kinds.PRINCIPLE, Principle.objects.filter(strategy=strategy)),
        perspectives=[(one, missing) for one, missing in gaps if missing],
        municipalities=without(kinds.PLACE, strategy.county.children.all()),
        county_wide=counts[kinds.COUNTY, 0, 0],
        place_unknown=counts[kinds.UNKNOWN, 0, 0],
    )
