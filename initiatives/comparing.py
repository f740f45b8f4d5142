"""What a proposal changes, field by field and in words; and beside what others have had published meanwhile."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.models import Indicator
from indicators.numbers import format_number
from initiatives.content import CLOSING, LABELS, Payload, complete, conflicts, merge
from initiatives.dates import say_date
from initiatives.models import (
    Actor,
    Closing,
    Contribution,
    FormerSlug,
    Funding,
    Initiative,
    Partnership,
    Phase,
)
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift

# A word with the space after it, so that the stretches put together are the text again.
WORD = re.compile(r"\S+\s*|\s+")

# Fields of running text, where the words that changed are shown rather than the whole.
TEXTS = frozenset({"title", "challenge", "summary", "source"})


@dataclass(frozen=True)
class Difference:
    field: str
    label: str
    old: list[str]
    new: list[str]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Running text as stretches of ("same" | "removed" | "added", text); empty for other fields."""
        if self.field not in TEXTS or not self.old or not self.new:
            return []
        old, new = (WORD.findall(" ".join(lines)) for lines in (self.old, self.new))
        found: list[tuple[str, str]] = []
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                found.append(("same", "".join(old[i1:i2])))
                continue
            found += [(kind, text) for kind, text in (("removed", "".join(old[i1:i2])), ("added", "".join(new[j1:j2])))
                      if text]  # fmt: skip
        return found

    @property
    def removed(self) -> list[str]:
        return [line for line in self.old if line not in self.new]

    @property
    def added(self) -> list[str]:
        return [line for line in self.new if line not in self.old]


def differences(old: Payload | None, new: Payload) -> list[Difference]:
    """Field by field what `new` changes; lists count too. Without `old`, everything that `new` says."""
    before, after = complete(old or {}), complete(new)
    names = _Names([before, after])
    found = []
    for field, label in LABELS.items():
        was, becomes = names.lines(before, field), names.lines(after, field)
        if was != becomes:
            found.append(Difference(field, str(label), was if old else [], becomes))
    return found


@dataclass(frozen=True)
class Comparison:
    """A proposal beside what is published now: what publishing it would change, and what others changed meanwhile."""

    differences: list[Difference]
    conflicts: frozenset[str]


def compare(base: Payload | None, current: Payload | None, proposed: Payload) -> Comparison:
    return Comparison(
        differences(current, merge(base, current, proposed)), frozenset(conflicts(base, current, proposed))
    )


class _Names:
    """Turns keys into what people read, with one query per kind of thing."""

    def __init__(self, payloads: list[Payload]):
        def names(model: type[models.Model], key: str, wanted: Iterable[str]) -> dict[str, str]:
            found = model._default_manager.filter(**{f"{key}__in": set(wanted)})
            return {getattr(one, key): str(one) for one in found}

        self.kraftsamlingar = names(Kraftsamling, "slug", _all(payloads, "kraftsamlingar"))
        self.shifts = names(Shift, "slug", _all(payloads, "shifts"))
        self.principles = names(Principle, "slug", _all(payloads, "principles"))
        self.municipalities = names(Geography, "code", _all(payloads, "municipalities"))
        self.perspectives = names(Perspective, "slug", _all(payloads, "perspectives"))
        slugs = {part["actor"] for part in _all(payloads, "partnerships")}
        self.actors = names(Actor, "slug", slugs)
        missing = slugs - set(self.actors) - {""}
        if missing:
            former = FormerSlug.objects.filter(slug__in=missing, actor__isnull=False).select_related("actor")
            self.actors |= {one.slug: str(one.actor) for one in former}
        self.indicators = names(Indicator, "slug", (one["indicator"] for one in _all(payloads, "contributions")))

    def lines(self, content: Payload, field: str) -> list[str]:
        value = content[field]
        match field:
            case "kraftsamlingar" | "shifts" | "principles" | "municipalities":
                known = getattr(self, field)
                return [known.get(key, key) for key in value]
            case "perspectives":
                return [f"{self.perspectives.get(key, key)}: {how}".rstrip(": ") for key, how in value.items()]
            case "partnerships":
                return [self._partner(part) for part in value]
            case "contributions":
                return [self._contribution(one) for one in value]
            case "funding":
                return [self._funding(one) for one in value]
            case "closing":
                return self._closing(value)
            case "start" | "end":
                said = say_date(date.fromisoformat(value), content[f"{field}_precision"]) if value else ""
                return [said] if said else []
            case "phase":
                return [str(Phase(value).label)]
            case "reach":
                return [str(Initiative.Reach(value).label)]
        return [value] if value else []

    def _closing(self, value: Payload) -> list[str]:
        if not value:
            return []
        labels = {
            field.name: field.verbose_name for field in Closing._meta.concrete_fields if field.name in CLOSING[1:]
        }
        return [
            str(Closing.Effect(value["effect"]).label),
            *(f"{capfirst(str(label))}: {value[name]}" for name, label in labels.items() if value[name]),
        ]

    def _partner(self, part: Payload) -> str:
        name = self.actors.get(part["actor"], part["named_as"])
        return f"{name} ({Partnership.Role(part['role']).label})"

    def _contribution(self, one: Payload) -> str:
        text = f"{self.indicators.get(one['indicator'], one['indicator'])}: {Contribution.Aim(one['aim']).label}"
        if one["how"]:
            text += f". {one['how']}"
        return (
            text
            if one["lag_years"] is None
            else f"{text} " + _("(after %(years)s years)") % {"years": one["lag_years"]}
        )

    def _funding(self, one: Payload) -> str:
        kind = Funding.Kind(one["kind"]).label
        amount = _("%(amount)s kronor") % {"amount": format_number(one["amount"])}
        return ", ".join(str(part) for part in (amount, kind, one["financier"]) if part)


def _all(payloads: list[Payload], field: str) -> list[Any]:
    return [item for payload in payloads for item in payload[field]]
