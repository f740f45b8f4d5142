"""The strategy's names as the list and the initiative page show them: three kinds in one query instead of three."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from initiatives.models import Initiative
from rus.places.models import Geography
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

    name = Localized()


NOTHING = Value("", output_field=CharField())
NO_TEXT = Value("", output_field=TextField())


def _rows(found: QuerySet, kind: str, **columns) -> QuerySet:
    ordered = {"tag_kind": Value(kind, output_field=CharField()), "tag_position": F("position"), "tag_key": F("slug")}
    ordered |= {"tag_sv": F("name_sv"), "tag_en": F("name_en"), "tag_colour": NOTHING, "tag_how": NO_TEXT} | columns
    return found.order_by().annotate(**ordered).values_list(*ordered)


def _places(found: QuerySet) -> QuerySet:
    return _rows(found, "municipality", tag_position=F("tile_row"), tag_key=F("code"), tag_sv=F("name"), tag_en=NOTHING)


def _tags(kraftsamlingar: QuerySet, perspectives: QuerySet, places: QuerySet) -> dict[str, list[Tag]]:
    rows = kraftsamlingar.union(perspectives, places, all=True)
    found: dict[str, list[Tag]] = defaultdict(list)
    for tag in sorted((Tag(*row) for row in rows), key=lambda tag: (tag.position or 0, tag.name_sv)):
        found[tag.kind].append(tag)
    found["municipality"].sort(key=lambda tag: tag.name_sv.casefold())
    return found


def choices(strategy: Strategy | None) -> dict[str, list[Tag]]:
    """What the list can be filtered by, by kind."""
    if strategy is None:
        return defaultdict(list)
    return _tags(
        _rows(Kraftsamling.objects.filter(strategy=strategy), "kraftsamling", tag_colour=F("colour")),
        _rows(Perspective.objects.filter(strategy=strategy), "perspective"),
        _places(Geography.objects.filter(parent=strategy.county_id)),
    )


def tags_of(initiative: Initiative) -> dict[str, list[Tag]]:
    """What a published initiative is linked to, by kind."""
    how = Cast(F("initiative_links__how"), TextField())
    return _tags(
        _rows(Kraftsamling.objects.filter(initiatives=initiative), "kraftsamling", tag_colour=F("colour")),
        _rows(Perspective.objects.filter(initiative_links__initiative=initiative), "perspective", tag_how=how),
        _places(Geography.objects.filter(initiatives=initiative)),
    )
