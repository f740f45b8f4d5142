"""How everything hangs together: what affects the county → what it must change → kraftsamlingar → ongoing initiatives →
indicators. Choosing one thing finds what leads to it and what it leads to."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from initiatives.models import Contribution, Initiative
from rus.strategy.models import Driver, Kraftsamling, Shift, Strategy


class Kind(StrEnum):
    """The columns, with their keys as the address writes them."""

    DRIVER = "omvarld"
    SHIFT = "forflyttning"
    KRAFTSAMLING = "kraftsamling"
    INITIATIVE = "initiativ"
    INDICATOR = "indikator"


NAMES = {
    Kind.DRIVER: _("The world around"),
    Kind.SHIFT: _("What needs to change"),
    Kind.KRAFTSAMLING: _("Kraftsamlingar"),
    Kind.INITIATIVE: _("Ongoing initiatives"),
    Kind.INDICATOR: _("How it is going"),
}
Key = tuple[Kind, int]

# What a thing leads to, and what leads to it. A kraftsamling gathers many shifts and many initiatives: it is passed
# through only when it is the one chosen, or everything would hang together with everything.
ONWARD = {
    Kind.DRIVER: {Kind.SHIFT},
    Kind.SHIFT: {Kind.KRAFTSAMLING, Kind.INITIATIVE},
    Kind.INITIATIVE: {Kind.INDICATOR},
}
BACK = {
    Kind.INDICATOR: {Kind.INITIATIVE},
    Kind.INITIATIVE: {Kind.KRAFTSAMLING, Kind.SHIFT},
    Kind.SHIFT: {Kind.DRIVER},
}
# A thing without a link to one of these stands out.
WANTED = {
    Kind.DRIVER: Kind.SHIFT,
    Kind.SHIFT: Kind.INITIATIVE,
    Kind.KRAFTSAMLING: Kind.INITIATIVE,
    Kind.INITIATIVE: Kind.INDICATOR,
    Kind.INDICATOR: Kind.INITIATIVE,
}


@dataclass
class Thing:
    kind: Kind
    slug: str
    name: str
    path: str
    is_loose: bool = False
    is_lit: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.slug}"


@dataclass
class Web:
    """The things by key, and which hang together, both ways."""

    things: dict[Key, Thing] = field(default_factory=dict)
    links: dict[Key, set[Key]] = field(default_factory=lambda: defaultdict(set))

    def put(self, kind: Kind, one: Model, slug: str, name: str, path: str) -> None:
        self.things[kind, one.pk] = Thing(kind, slug, name, path)

    def tie(self, one: Key, other: Key) -> None:
        if one in self.things and other in self.things:
            self.links[one].add(other)
            self.links[other].add(one)

    def column(self, kind: Kind) -> list[Thing]:
        return [thing for (of, _pk), thing in self.things.items() if of == kind]

    def light(self, chosen: Thing) -> None:
        """Mark what leads to the chosen thing and what it leads to."""
        start = next(key for key, thing in self.things.items() if thing is chosen)
        for steps, own in ((ONWARD, Kind.INITIATIVE), (BACK, Kind.SHIFT)):
            seen, queue = {start}, [start]
            while queue:
                key = queue.pop()
                wanted = steps.get(key[0], set()) | ({own} if key == start and key[0] == Kind.KRAFTSAMLING else set())
                onward = {other for other in self.links[key] if other[0] in wanted} - seen
                seen |= onward
                queue += onward
            for key in seen:
                self.things[key].is_lit = True


def weave(strategy: Strategy, outside: str) -> Web:
    """The strategy's web, in ten queries however large; `outside` is the address of the page about the world around."""
    web = Web()
    for one in Driver.objects.filter(strategy=strategy):
        web.put(Kind.DRIVER, one, one.slug, one.name, f"{outside}#d-{one.slug}")
    for one in Shift.objects.filter(strategy=strategy):
        web.put(Kind.SHIFT, one, one.slug, one.name, f"{outside}#s-{one.slug}")
    for one in Kraftsamling.objects.filter(strategy=strategy):
        web.put(Kind.KRAFTSAMLING, one, one.slug, one.name, one.get_absolute_url())
    ongoing = Initiative.objects.ongoing()
    for one in ongoing.only("slug", "title").order_by("title"):
        web.put(Kind.INITIATIVE, one, one.slug, one.title, one.get_absolute_url())
    for one in Indicator.objects.judged():
        web.put(Kind.INDICATOR, one, one.slug, one.name, one.get_absolute_url())
    own = Shift.objects.filter(strategy=strategy)
    pairs = (
        (Kind.SHIFT, Kind.DRIVER, own.values_list("pk", "drivers")),
        (Kind.SHIFT, Kind.KRAFTSAMLING, own.values_list("pk", "kraftsamlingar")),
        (Kind.INITIATIVE, Kind.SHIFT, ongoing.values_list("pk", "shifts")),
        (Kind.INITIATIVE, Kind.KRAFTSAMLING, ongoing.values_list("pk", "kraftsamlingar")),
        (Kind.INITIATIVE, Kind.INDICATOR,
         Contribution.objects.filter(initiative__in=ongoing).values_list("initiative", "indicator")),
    )  # fmt: skip
    for left, right, rows in pairs:
        for one, other in rows:
            web.tie((left, one), (right, other))
    for key, thing in web.things.items():
        thing.is_loose = not any(other[0] == WANTED[key[0]] for other in web.links[key])
    return web
