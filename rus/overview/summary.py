"""What the overview shows: for each kraftsamling its arrows, efforts and what is left; and who does what where."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from indicators.figures import sparklines
from indicators.models import Assessment, Indicator
from indicators.sentences import direction_words
from initiatives.models import Initiative, Partnership
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling

KINDS = Assessment.Direction.values
TELLING = 2


@dataclass
class Arrow:
    indicator: Indicator
    assessment: Assessment | None
    spark: dict | None = None

    @cached_property
    def label(self) -> str:
        """The arrow in words: its indicator and judgement."""
        return f"{self.indicator.name}: {direction_words(self.assessment)}" if self.assessment else self.indicator.name


@dataclass
class Part:
    """A kraftsamling on the overview."""

    kraftsamling: Kraftsamling
    arrows: list[Arrow] = field(default_factory=list)
    telling: list[Arrow] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    ongoing: int = 0
    organisations: int = 0


@dataclass
class Efforts:
    """Ongoing registered initiatives and the organisations that lead or take part in them."""

    initiatives: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)


def count_efforts(place: Geography | None = None) -> tuple[Efforts, dict[int, Efforts]]:
    """All ongoing efforts (in a municipality when given), and those of each kraftsamling; in two queries."""
    ongoing = Initiative.objects.ongoing()
    if place:
        ongoing = ongoing.filter(municipalities=place)
    links = list(ongoing.values_list("pk", "kraftsamlingar"))
    everyone = Efforts({pk for pk, _kraftsamling in links})
    organisations: dict[int, set[int]] = defaultdict(set)
    taking_part = Partnership.objects.filter(
        initiative__in=ongoing.values("pk"), actor__isnull=False, role__in=["lead", "partner"]
    )
    for initiative, actor in taking_part.values_list("initiative", "actor"):
        organisations[initiative].add(actor)
    everyone.organisations = set().union(*organisations.values())
    parts: dict[int, Efforts] = defaultdict(Efforts)
    for initiative, kraftsamling in links:
        parts[kraftsamling].initiatives.add(initiative)
        parts[kraftsamling].organisations |= organisations[initiative]
    return everyone, parts


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
    place: Geography
    count: int
    shade: int


@dataclass
class TileMap:
    rows: list[list[Tile | None]]
    county_wide: int
    unknown: int


def tile_map(county: Geography) -> TileMap:
    """Ongoing initiatives per municipality, in the places' order on the tile map; in three queries."""
    ongoing = Initiative.objects.ongoing()
    counts = Counter(ongoing.filter(reach="municipalities").values_list("municipalities", flat=True))
    reach = Counter(ongoing.values_list("reach", flat=True))
    places = list(county.children.filter(tile_row__isnull=False).order_by("tile_row", "tile_column"))
    most = max([counts[place.pk] for place in places], default=0) or 1
    columns = max([place.tile_column for place in places], default=0)
    grid: dict[int, list[Tile | None]] = defaultdict(lambda: [None] * columns)
    for place in places:
        count = counts[place.pk]
        grid[place.tile_row][place.tile_column - 1] = Tile(place, count, round(9 * count / most))
    return TileMap([grid[row] for row in sorted(grid)], reach["county"], reach["unknown"])
