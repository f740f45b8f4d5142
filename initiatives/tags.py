"""The strategy's names as the list and the initiative page show them: three kinds in one query instead of three."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from initiatives.models import Initiative
from rus.places.models import Geography
from rus.places.ordering import swedish_order
from rus.strategy.localized import Localized
from rus.strategy.models import Kraftsamling, Perspective, Strategy


@dataclass
class Tag:
    """A kraftsamling (with its colour), a perspective (with how it is taken up) or a municipality."""

    kind: str
    position: int
    key: str
    name_sv: str
    name_en: str
    colour: str
    how: str
    short_sv: str = ""
    short_en: str = ""

    name, short = Localized(), Localized()

    def __str__(self):
        return self.name


NOTHING = Value("", output_field=CharField())
NO_TEXT = Value("", output_field=TextField())
KRAFTSAMLING = {"tag_colour": F("colour"), "tag_short_sv": F("short_sv"), "tag_short_en": F("short_en")}


def _rows(found: QuerySet, kind: str, **columns) -> QuerySet:
    ordered = {"tag_kind": Value(kind, output_field=CharField()), "tag_position": F("position"), "tag_key": F("slug")}
    ordered |= {"tag_sv": F("name_sv"), "tag_en": F("name_en"), "tag_colour": NOTHING, "tag_how": NO_TEXT}
    ordered |= {"tag_short_sv": NOTHING, "tag_short_en": NOTHING} | columns
    return found.order_by().annotate(**ordered).values_list(*ordered)


def _places(found: QuerySet) -> QuerySet:
    return _rows(found, "municipality", tag_position=F("tile_row"), tag_key=F("code"), tag_sv=F("name"), tag_en=NOTHING)


def _tags(kraftsamlingar: QuerySet, perspectives: QuerySet, places: QuerySet) -> dict[str, list[Tag]]:
    rows = kraftsamlingar.union(perspectives, places, all=True)
    found: dict[str, list[Tag]] = defaultdict(list)
    for tag in sorted((Tag(*row) for row in rows), key=lambda tag: (tag.position or 0, tag.name_sv)):
        found[tag.kind].append(tag)
    found["municipality"].sort(key=lambda tag: swedish_order(tag.name_sv))
    return found


def choices(strategy: Strategy | None) -> dict[str, list[Tag]]:
    """What the list can be filtered by, by kind."""
    if strategy is None:
        return defaultdict(list)
    return _tags(
        _rows(Kraftsamling.objects.filter(strategy=strategy), "kraftsamling", **KRAFTSAMLING),
        _rows(Perspective.objects.filter(strategy=strategy), "perspective"),
        _places(Geography.objects.filter(parent=strategy.county_id)),
    )


def tags_of(initiative: Initiative) -> dict[str, list[Tag]]:
    """What a published initiative is linked to, by kind."""
    how = Cast(F("initiative_links__how"), TextField())
    return _tags(
        _rows(Kraftsamling.objects.filter(initiatives=initiative), "kraftsamling", **KRAFTSAMLING),
        _rows(Perspective.objects.filter(initiative_links__initiative=initiative), "perspective", tag_how=how),
        _places(Geography.objects.filter(initiatives=initiative)),
    )


def tag_rows(initiatives: list[Initiative], known: dict[str, list[Tag]]) -> list[Initiative]:
    """Give rows of a list their kraftsamlingar and municipalities, taken from what `choices` gave, in two queries."""
    rows = {one.pk: one for one in initiatives}
    for one in initiatives:
        one.kraftsamling_tags, one.municipality_tags = [], []
    for kind, name, key in (
        ("kraftsamling", "kraftsamlingar", "kraftsamling__slug"),
        ("municipality", "municipalities", "geography__code"),
    ):
        tags = {tag.key: tag for tag in known[kind]}
        through = getattr(Initiative, name).through
        for pk, found in through.objects.filter(initiative__in=rows).values_list("initiative_id", key):
            if found in tags:
                getattr(rows[pk], f"{kind}_tags").append(tags[found])
    return initiatives
