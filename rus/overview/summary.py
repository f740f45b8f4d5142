"""What the overview shows: for each kraftsamling its arrows, efforts and what is left; and who does what where."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce

from indicators.figures import distance_to_target, sparklines
from indicators.models import Assessment, Indicator, Observation
from indicators.sentences import direction_words
from initiatives.models import Actor, Funding, Initiative, Partnership, Tally
from initiatives.querysets import InitiativeQuerySet
from rus.places.models import Geography
from rus.places.ordering import swedish_order
from rus.strategy.models import Kraftsamling, Perspective, Strategy

KINDS = Assessment.Direction.values
TELLING = 2
TAKING_PART = (Partnership.Role.LEAD, Partnership.Role.PARTNER)
POPULATION = "folkmangd"  # the key of the background indicator that says how many live where


@dataclass
class Arrow:
    indicator: Indicator
    assessment: Assessment | None
    spark: dict | None = None

    @cached_property
    def label(self) -> str:
        """The arrow in words: its indicator and judgement."""
        return f"{self.indicator.name}: {direction_words(self.assessment)}" if self.assessment else self.indicator.name

    @cached_property
    def link(self) -> str:
        return self.indicator.get_absolute_url()

    @cached_property
    def left(self) -> str:
        """How far it is to the target, in the indicator's unit; empty without one and when it is met."""
        return distance_to_target(self.assessment, self.indicator)


@dataclass(frozen=True)
class Efforts:
    """How many ongoing registered initiatives, and organisations that lead or take part in them."""

    initiatives: int = 0
    organisations: int = 0


@dataclass
class Part:
    """A kraftsamling on the overview."""

    kraftsamling: Kraftsamling
    arrows: list[Arrow] = field(default_factory=list)
    telling: list[Arrow] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    efforts: Efforts = Efforts()

    @property
    def with_way_left(self) -> list[Arrow]:
        return [arrow for arrow in self.arrows if arrow.left]


def ongoing_in(place: Geography | None, actor: Actor | None) -> InitiativeQuerySet:
    """What goes on, in a municipality or by an organisation where one is given."""
    ongoing = Initiative.objects.ongoing()
    if place:
        ongoing = ongoing.filter(municipalities=place)
    if actor:
        ongoing = ongoing.filter(pk__in=actor.partnerships.filter(role__in=TAKING_PART).values("initiative"))
    return ongoing


def count_efforts(place: Geography | None = None, actor: Actor | None = None) -> tuple[Efforts, dict[int, Efforts]]:
    """All ongoing efforts, in a municipality or by an organisation where one is given, and those of each kraftsamling;
    in one query. Those of the whole county are kept counted."""
    if not place and not actor:
        rows = Tally.objects.filter(kind__in=[Tally.Kind.ONGOING, Tally.Kind.TAKING_PART], count__gt=0)
        taking_part = Q(kind=Tally.Kind.TAKING_PART)
        counted = rows.values("within").annotate(
            initiatives=Coalesce(Sum("count", filter=~taking_part), 0), organisations=Count("pk", filter=taking_part)
        )
        parts = {row.pop("within"): Efforts(**row) for row in counted}
        return parts.pop(0, Efforts()), defaultdict(Efforts, parts)
    # A filter on a relation of many joins it, so the counts are made of the initiatives by key.
    found = Initiative.objects.filter(pk__in=ongoing_in(place, actor).values("pk"))
    numbers = {
        "initiatives": Count("pk", distinct=True),
        "organisations": Count("partnerships__actor", filter=Q(partnerships__role__in=TAKING_PART), distinct=True),
    }
    by_part = found.order_by().values_list("kraftsamlingar").annotate(**numbers)
    everyone = found.order_by().values_list(Value(0)).annotate(**numbers)
    parts = {within: Efforts(*both) for within, *both in by_part.union(everyone, all=True)}
    return parts.pop(0, Efforts()), defaultdict(Efforts, parts)


def sum_up(kraftsamlingar: Iterable[Kraftsamling], indicators: list[Indicator], place: Geography) -> list[Part]:
    """A part for each kraftsamling, of indicators fetched `for_list` of `place`; the telling ones with their curves."""
    parts = {one.pk: Part(one) for one in kraftsamlingar}
    for indicator in indicators:
        part = parts.get(indicator.kraftsamling_id)
        if part is None or indicator.is_background:
            continue
        assessment = indicator.judgements[0] if indicator.judgements else None
        arrow = Arrow(indicator, assessment)
        part.arrows.append(arrow)
        part.counts[assessment.direction if assessment else "not_judged"] += 1
    for part in parts.values():
        part.arrows.sort(
            key=lambda arrow: KINDS.index(arrow.assessment.direction if arrow.assessment else "not_judged")
        )
        part.telling = _telling(part.arrows)
    add_sparklines([arrow for part in parts.values() for arrow in part.telling], place)
    return list(parts.values())


def add_sparklines(arrows: list[Arrow], place: Geography) -> None:
    sparks = sparklines([arrow.indicator for arrow in arrows], place)
    for arrow in arrows:
        arrow.spark = sparks.get(arrow.indicator.pk)


def _telling(arrows: list[Arrow]) -> list[Arrow]:
    """Those that a coordinator has pinned; else the largest moves: the strongest pace each way, then the next ones."""
    judged = [arrow for arrow in arrows if arrow.assessment and arrow.assessment.pace is not None]
    judged.sort(key=lambda arrow: -abs(arrow.assessment.pace))
    pinned = [arrow for arrow in arrows if arrow.indicator.is_pinned][:TELLING]
    away = [arrow for arrow in judged if arrow.assessment.direction == "wrong"][:1]
    toward = [arrow for arrow in judged if arrow.assessment.direction in ("right", "slow")][:1]
    chosen = pinned or away + toward
    chosen += [arrow for arrow in judged if arrow not in chosen][: TELLING - len(chosen)]
    return chosen


@dataclass
class Tile:
    """A municipality with its ongoing initiatives, also per 10,000 inhabitants where they are known."""

    place: Geography
    count: int
    shade: int
    per_10_000: float | None


@dataclass
class TileMap:
    """In the alphabet; each tile knows its row and column by its place. `population_year` is the latest known one."""

    tiles: list[Tile]
    county_wide: int
    unknown: int
    population_year: int | None


def tile_map(municipalities: list[Geography]) -> TileMap:
    """Ongoing initiatives per municipality; in two queries."""
    kinds = [Tally.Kind.PLACE, Tally.Kind.COUNTY, Tally.Kind.UNKNOWN]
    rows = Tally.objects.filter(kind__in=kinds).values_list("kind", "subject", "count")
    found = {(kind, subject): count for kind, subject, count in rows}
    counts = Counter({subject: count for (kind, subject), count in found.items() if kind == Tally.Kind.PLACE})
    people = _inhabitants(municipalities)
    most = max([counts[place.pk] for place in municipalities], default=0) or 1
    tiles = [
        Tile(
            place, counts[place.pk], round(9 * counts[place.pk] / most),
            10_000 * counts[place.pk] / people[place.pk][1] if place.pk in people else None,
        )
        for place in sorted(municipalities, key=lambda place: swedish_order(place.name))
        if place.tile_row
    ]  # fmt: skip
    years = [year for year, _value in people.values()]
    county_wide, unknown = (found.get((kind, 0), 0) for kind in (Tally.Kind.COUNTY, Tally.Kind.UNKNOWN))
    return TileMap(tiles, county_wide, unknown, max(years, default=None))


def _inhabitants(places: list[Geography]) -> dict[int, tuple[int, float]]:
    """The latest published number of inhabitants, with its year."""
    rows = Observation.objects.current().filter(
        series__indicator__slug=POPULATION, series__is_primary=True, breakdown="", geography__in=places, value__gt=0
    )
    return {pk: (year, value) for pk, year, value in rows.order_by("year").values_list("geography", "year", "value")}


def organisations_of(initiatives: InitiativeQuerySet) -> list[Actor]:
    """Who leads or takes part in them, those in most first, with how many as `effort_count`."""
    taking_part = Q(partnerships__initiative__in=initiatives, partnerships__role__in=TAKING_PART)
    counted = Actor.objects.filter(taking_part).annotate(effort_count=Count("partnerships__initiative", distinct=True))
    return list(counted.order_by("-effort_count", "name"))


def perspectives_of(initiatives: InitiativeQuerySet, strategy: Strategy) -> list[Perspective]:
    """Every perspective with how many of them take it up, as `effort_count`, none included."""
    taken_up = Q(initiative_links__initiative__in=initiatives)
    counted = Perspective.objects.filter(strategy=strategy)
    return list(counted.annotate(effort_count=Count("initiative_links__initiative", filter=taken_up, distinct=True)))


@dataclass(frozen=True)
class Funds:
    """The known amounts of one kind, in kronor, and in how many initiatives they are known."""

    kind: str
    amount: int
    initiatives: int


def funding_of(initiatives: InitiativeQuerySet) -> list[Funds]:
    """By kind, since amounts of different kinds say different things and are never put together."""
    rows = Funding.objects.filter(initiative__in=initiatives).order_by().values("kind")
    found = {row["kind"]: row for row in rows.annotate(amount=Sum("amount"), count=Count("initiative", distinct=True))}
    return [
        Funds(kind.label, int(found[kind.value]["amount"]), found[kind.value]["count"])
        for kind in Funding.Kind if kind.value in found
    ]  # fmt: skip
