"""How everything hangs together: what affects the county → what it must change → kraftsamlingar → ongoing initiatives →
indicators. Choosing one thing finds what leads to it and what it leads to."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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
    find_path: Callable[[], str]  # asked of the one that is chosen, of thousands
    is_loose: bool = False
    is_lit: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.slug}"

    @property
    def path(self) -> str:
        return self.find_path()


@dataclass
class Web:
    """The things by key, and which hang together, both ways."""

    things: dict[Key, Thing] = field(default_factory=dict)
    links: dict[Key, set[Key]] = field(default_factory=lambda: defaultdict(set))

    def put(self, kind: Kind, one: Model, slug: str, name: str, path: Callable[[], str]) -> None:
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


@dataclass(frozen=True)
class Flows:
    """The web as flows: names by place in the list, and from which to which, with how many."""

    names: list[str]
    kinds: list[Kind]
    links: list[tuple[int, int, int]]


def flows(web: Web, *, lit_only: bool) -> Flows:
    """From column to column. Initiatives go together by kraftsamling, so that hundreds of them stay readable: a flow
    from such a group to an indicator is as wide as the initiatives that want to affect it are many."""
    shown = {key for key, thing in web.things.items() if thing.is_lit or not lit_only}
    counts: Counter[tuple[Key, Key]] = Counter()
    names: dict[Key, str] = {key: web.things[key].name for key in shown if key[0] != Kind.INITIATIVE}
    gathered: Counter[Key] = Counter()
    for key in shown:
        onward = web.links[key] & shown
        match key[0]:
            case Kind.DRIVER:
                counts.update((key, other) for other in onward if other[0] == Kind.SHIFT)
            case Kind.SHIFT:
                counts.update((key, other) for other in onward if other[0] == Kind.KRAFTSAMLING)
            case Kind.INITIATIVE:
                for home in (other for other in web.links[key] if other[0] == Kind.KRAFTSAMLING):
                    group = (Kind.INITIATIVE, home[1])
                    gathered[group] += 1
                    counts[home, group] += 1
                    counts.update((group, other) for other in onward if other[0] == Kind.INDICATOR)
                    names.setdefault(home, web.things[home].name)
    for group, count in gathered.items():
        names[group] = ngettext("%(count)s initiative", "%(count)s initiatives", count) % {"count": count}
    places = {key: place for place, key in enumerate(sorted(names, key=lambda key: (list(Kind).index(key[0]), key[1])))}
    return Flows(
        [names[key] for key in places],
        [key[0] for key in places],
        [(places[one], places[other], count) for (one, other), count in sorted(counts.items())],
    )


def weave(strategy: Strategy, outside: str) -> Web:
    """The strategy's web, in ten queries however large; `outside` is the address of the page about the world around."""
    web = Web()
    for one in Driver.objects.filter(strategy=strategy):
        web.put(Kind.DRIVER, one, one.slug, one.name, partial("{}#d-{}".format, outside, one.slug))
    for one in Shift.objects.filter(strategy=strategy):
        web.put(Kind.SHIFT, one, one.slug, one.name, partial("{}#s-{}".format, outside, one.slug))
    for one in Kraftsamling.objects.filter(strategy=strategy):
        web.put(Kind.KRAFTSAMLING, one, one.slug, one.name, one.get_absolute_url)
    ongoing = Initiative.objects.ongoing()
    for one in ongoing.only("slug", "title").order_by("title"):
        web.put(Kind.INITIATIVE, one, one.slug, one.title, one.get_absolute_url)
    for one in Indicator.objects.judged():
        web.put(Kind.INDICATOR, one, one.slug, one.name, one.get_absolute_url)
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
