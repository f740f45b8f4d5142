"""Här behövs mer: which indicators need more, in which order, and what no ongoing initiative reaches."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from indicators.models import Assessment, Indicator
from indicators.sentences import Description, describe
from initiatives.models import Contribution, Initiative, Response
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift

URGENCY = {"wrong": 0, "slow": 1, "flat": 2, "unclear": 3}


@dataclass
class Need:
    """An indicator that goes the wrong way, too slowly, or lies far behind without a clear right direction."""

    indicator: Indicator
    assessment: Assessment
    said: int = 0
    suggested: int = 0
    response: Response | None = None

    @cached_property
    def description(self) -> Description:
        return describe(self.assessment, self.indicator)

    @property
    def order(self) -> tuple[Any, ...]:
        behind = self.assessment.rank / self.assessment.ranked if self.assessment.ranked else 0
        return (URGENCY[self.assessment.direction], -behind, self.said, self.suggested, self.indicator.position)


def needs_more(assessment: Assessment | None) -> bool:
    if assessment is None or assessment.direction not in URGENCY:
        return False
    return assessment.direction in ("wrong", "slow") or bool(assessment.inputs.get("last_third"))


def list_needs(indicators: list[Indicator]) -> list[Need]:
    """The needs among indicators fetched `for_list`, most urgent first, in two queries."""
    found = {
        one.pk: Need(one, one.judgements[0]) for one in indicators if one.judgements and needs_more(one.judgements[0])
    }
    ongoing = Contribution.objects.filter(
        indicator__in=found, initiative__state=Initiative.State.PUBLISHED, initiative__phase="ongoing"
    )
    counted = ongoing.values("indicator", "origin").annotate(count=Count("initiative", distinct=True)).order_by()
    for row in counted:
        need = found[row["indicator"]]
        if row["origin"] == Contribution.Origin.ORGANISATION:
            need.said = row["count"]
        else:
            need.suggested = row["count"]
    for response in Response.objects.current().filter(indicator__in=found).select_related("actor"):
        found[response.indicator_id].response = response
    return sorted(found.values(), key=lambda need: need.order)


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
