"""Här behövs mer: which indicators need more, in which order, and what no ongoing initiative reaches."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from indicators.models import Assessment, Indicator
from indicators.sentences import Description, describe
from initiatives.models import Contribution, Initiative, Phase, Response
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift

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
    ongoing = Contribution.objects.filter(
        # One judgement of each indicator, so that the join adds no rows.
        indicator__assessments__in=assessments,
        initiative__state=Initiative.State.PUBLISHED,
        initiative__phase=Phase.ONGOING,
    ).annotate(visible_from=ExtractYear("initiative__start") + F("lag_years"), latest=F("indicator__assessments__year"))
    counted = ongoing.values("indicator", "origin").annotate(
        count=Count("initiative", distinct=True),
        too_early=Count("initiative", distinct=True, filter=Q(visible_from__gt=F("latest"))),
    )
    found: dict[int, Effort] = defaultdict(Effort)
    for row in counted.order_by():
        effort = found[row["indicator"]]
        if row["origin"] == Contribution.Origin.ORGANISATION:
            effort.said, effort.too_early = row["count"], row["too_early"]
        else:
            effort.suggested = row["count"]
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
    ongoing = Q(contributions__initiative__state="published", contributions__initiative__phase=Phase.ONGOING)
    alone = Indicator.objects.annotate(
        efforts=Count("contributions__initiative", filter=ongoing, distinct=True)
    ).filter(efforts=1)
    today = timezone.localdate()
    return list(
        Contribution.objects.filter(
            indicator__in=alone, initiative__in=Initiative.objects.ongoing(),
            initiative__end__range=(today, today + HALF_YEAR),
        ).select_related("initiative", "indicator").order_by("initiative__end", "pk")
    )  # fmt: skip


@dataclass
class Unreached:
    """What no ongoing registered initiative reaches."""

    shifts: list[Shift]
    principles: list[Principle]
    perspectives: list[tuple[Kraftsamling, list[Perspective]]]
    municipalities: list[Geography]
    county_wide: int
    place_unknown: int


def list_unreached(strategy) -> Unreached:
    ongoing = Q(initiatives__state=Initiative.State.PUBLISHED, initiatives__phase="ongoing")

    def without(queryset):
        return list(queryset.annotate(count=Count("initiatives", filter=ongoing)).filter(count=0))

    links = Initiative.objects.ongoing().values_list("kraftsamlingar", "perspective_links__perspective")
    taken_up: dict[int, set[int]] = defaultdict(set)
    for kraftsamling, perspective in links:
        taken_up[kraftsamling].add(perspective)
    perspectives = list(Perspective.objects.filter(strategy=strategy))
    gaps = [
        (one, [perspective for perspective in perspectives if perspective.pk not in taken_up[one.pk]])
        for one in Kraftsamling.objects.filter(strategy=strategy)
    ]
    reach = Counter(Initiative.objects.ongoing().values_list("reach", flat=True))
    return Unreached(
        shifts=without(Shift.objects.filter(strategy=strategy)),
        principles=without(Principle.objects.filter(strategy=strategy)),
        perspectives=[(one, missing) for one, missing in gaps if missing],
        municipalities=without(Geography.objects.filter(parent=strategy.county)),
        county_wide=reach[Initiative.Reach.COUNTY],
        place_unknown=reach[Initiative.Reach.UNKNOWN],
    )
