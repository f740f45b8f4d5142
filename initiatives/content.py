"""An initiative's content as plain data by stable keys: what revisions propose and versions keep.

`snapshot` reads it off a published initiative and `write` puts it there. Keys are slugs and SCB codes, so that a
payload still means the same after a move to another database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Indicator
from initiatives.models import (
    Actor,
    Closing,
    Contribution,
    FormerSlug,
    Funding,
    Initiative,
    InitiativePerspective,
    Partnership,
    Phase,
)
from rus.places.models import Geography
from rus.strategy.models import Kraftsamling, Perspective, Principle, Shift

Payload = dict[str, Any]

PLAIN = ("title", "challenge", "summary", "phase", "start_precision", "end_precision", "reach", "website", "source")
DATES = ("start", "end")

LABELS = {
    "title": gettext_lazy("What the initiative is called"),
    "challenge": gettext_lazy("The challenge"),
    "summary": gettext_lazy("What is done"),
    "start": gettext_lazy("Starts"),
    "end": gettext_lazy("Ends"),
    "phase": gettext_lazy("Phase"),
    "kraftsamlingar": gettext_lazy("Kraftsamlingar"),
    "perspectives": gettext_lazy("Perspectives"),
    "shifts": gettext_lazy("What needs to change"),
    "principles": gettext_lazy("Ways of working"),
    "reach": gettext_lazy("Where"),
    "municipalities": gettext_lazy("Municipalities"),
    "partnerships": gettext_lazy("Organisations"),
    "contributions": gettext_lazy("What it should affect"),
    "funding": gettext_lazy("Funding"),
    "closing": gettext_lazy("How it ended"),
    "website": gettext_lazy("Website"),
    "source": gettext_lazy("Source"),
}

EMPTY: Payload = {
    "title": "",
    "challenge": "",
    "summary": "",
    "start": None,
    "start_precision": "day",
    "end": None,
    "end_precision": "day",
    "phase": Phase.UNKNOWN.value,
    "kraftsamlingar": [],
    "perspectives": {},
    "shifts": [],
    "principles": [],
    "reach": Initiative.Reach.UNKNOWN.value,
    "municipalities": [],
    "partnerships": [],
    "contributions": [],
    "funding": [],
    # What was promised, what came of it, how do you know, what did you learn; empty while it goes on.
    "closing": {},
    "website": "",
    "source": "",
}


CLOSING = ("effect", "promised", "outcome", "evidence", "learned")

# A date and how exactly it is known are one thing to people.
PARTS = {field: (field, f"{field}_precision") if field in DATES else (field,) for field in LABELS}

# Without these there is nothing to publish.
NEEDED = ("title", "challenge", "start")


class UnknownKey(ValueError):
    """A payload names something that is no longer there."""


def complete(payload: Payload) -> Payload:
    """The payload with every key, in one fixed shape, so that two of them can be compared."""
    return {key: payload.get(key, default) for key, default in EMPTY.items()}


def aim_at(indicator: Indicator) -> Payload:
    """What stands in a payload for wanting to move a judged indicator the desired way; how is left to say."""
    aim = Contribution.Aim.RAISE if indicator.desired == "up" else Contribution.Aim.LOWER
    return {"indicator": indicator.slug, "breakdown": "", "aim": aim.value, "how": "", "lag_years": None,
            "origin": Contribution.Origin.ORGANISATION.value}  # fmt: skip


def changed_fields(old: Payload | None, new: Payload) -> list[str]:
    before, after = complete(old or {}), complete(new)
    return [field for field, keys in PARTS.items() if any(before[key] != after[key] for key in keys)]


def take(content: Payload, fields: Iterable[str], source: Payload) -> Payload:
    """`content` with `fields` as they are in `source`."""
    other = complete(source)
    return complete(content) | {key: other[key] for field in fields for key in PARTS[field]}


def merge(base: Payload | None, current: Payload | None, proposed: Payload) -> Payload:
    """What stands when `proposed`, begun from `base`, is put on `current`: what it changed, the rest as it is now."""
    if base is None or current is None or base == current:
        return complete(proposed)
    return take(current, changed_fields(base, proposed), proposed)


def conflicts(base: Payload | None, current: Payload | None, proposed: Payload) -> list[str]:
    """Fields that both `proposed` and somebody else since `base` have changed, to different things."""
    if base is None or current is None:
        return []
    theirs, differing = set(changed_fields(base, current)), set(changed_fields(current, proposed))
    return [field for field in changed_fields(base, proposed) if field in theirs and field in differing]


# Fields kept in tables of their own.
RELATED = (
    "kraftsamlingar", "shifts", "principles", "municipalities", "perspectives", "partnerships", "contributions",
    "funding", "closing",
)  # fmt: skip


def snapshot(initiative: Initiative, *, empty: Iterable[str] = ()) -> Payload:
    """The content as the database holds it; of the fields known to be `empty` it need not be asked."""
    content = {name: getattr(initiative, name) for name in PLAIN}
    content |= {name: day.isoformat() if (day := getattr(initiative, name)) else None for name in DATES}
    readers = {
        "kraftsamlingar": lambda: [one.slug for one in initiative.kraftsamlingar.all()],
        "shifts": lambda: [one.slug for one in initiative.shifts.all()],
        "principles": lambda: [one.slug for one in initiative.principles.all()],
        "municipalities": lambda: [place.code for place in initiative.municipalities.all()],
        "perspectives": lambda: {
            link.perspective.slug: link.how for link in initiative.perspective_links.select_related("perspective")
        },
        "partnerships": lambda: [
            {"actor": part.actor.slug if part.actor else "", "named_as": part.named_as, "role": part.role}
            for part in initiative.partnerships.select_related("actor")
        ],
        "contributions": lambda: [
            {
                "indicator": one.indicator.slug,
                "breakdown": one.breakdown,
                "aim": one.aim,
                "how": one.how,
                "lag_years": one.lag_years,
                "origin": one.origin,
            }
            for one in initiative.contributions.select_related("indicator")
        ],
        "funding": lambda: [
            {
                "amount": int(one.amount),
                "kind": one.kind,
                "first_year": one.first_year,
                "last_year": one.last_year,
                "financier": one.financier,
                "source": one.source,
            }
            for one in initiative.funding.all()
        ],
        "closing": lambda: _closing_of(initiative),
    }
    known = set(empty)
    content |= {field: EMPTY[field] if field in known else read() for field, read in readers.items()}
    return complete(content)


def _closing_of(initiative: Initiative) -> Payload:
    closing = Closing.objects.filter(initiative=initiative).first()
    return {name: getattr(closing, name) for name in CLOSING} if closing else {}


def write(initiative: Initiative, payload: Payload) -> Payload:
    """Put the content on the initiative, and return it as the database holds it. Called by publishing alone, in its
    transaction. What was empty and stays so is not touched."""
    content = complete(payload)
    was_there = initiative.pk is not None
    for name in PLAIN:
        setattr(initiative, name, content[name])
    for name in DATES:
        setattr(initiative, name, date.fromisoformat(content[name]) if content[name] else None)
    actors = _actors(part["actor"] for part in content["partnerships"] if part["actor"])
    initiative.search_text = search_text(content, [actor.name for actor in actors.values()])
    initiative.save()
    empty = [field for field in RELATED if not content[field]]
    target = _Target(initiative, actors, was_there)
    for field in RELATED:
        if was_there or content[field]:
            _WRITERS[field](target, content[field])
    return snapshot(initiative, empty=empty)


@dataclass(frozen=True)
class _Target:
    """What is written on, with the organisations that the content names."""

    initiative: Initiative
    actors: dict[str, Actor]
    was_there: bool

    def clear(self, rows: models.QuerySet) -> None:
        """Take away what the initiative said before; a new one said nothing."""
        if self.was_there:
            rows.delete()


Writer = Callable[[_Target, Any], None]


def _write_links(name: str, model: type[models.Model], key: str) -> Writer:
    def put(on: _Target, wanted: list[str]) -> None:
        links, found = getattr(on.initiative, name), _by_key(model, key, wanted).values()
        if on.was_there:
            links.set(found)
        else:
            links.add(*found)

    return put


def _write_partnerships(on: _Target, parts: list[Payload]) -> None:
    on.clear(on.initiative.partnerships.all())
    Partnership.objects.bulk_create(
        {
            (actor or part["named_as"], part["role"]): Partnership(
                initiative=on.initiative, actor=actor, named_as=part["named_as"], role=part["role"]
            )
            for part in parts
            for actor in [on.actors.get(part["actor"])]
        }.values()
    )


def _write_contributions(on: _Target, rows: list[Payload]) -> None:
    indicators = _by_key(Indicator, "slug", (one["indicator"] for one in rows))
    on.clear(on.initiative.contributions.all())
    Contribution.objects.bulk_create(
        Contribution(initiative=on.initiative, **{**one, "indicator": indicators[one["indicator"]]}) for one in rows
    )


def _write_funding(on: _Target, rows: list[Payload]) -> None:
    on.clear(on.initiative.funding.all())
    Funding.objects.bulk_create(
        Funding(initiative=on.initiative, **{**one, "amount": Decimal(one["amount"])}) for one in rows
    )


def _write_closing(on: _Target, closing: Payload) -> None:
    on.clear(Closing.objects.filter(initiative=on.initiative))
    if closing:
        Closing.objects.create(initiative=on.initiative, **closing)


def _write_perspectives(on: _Target, said: dict[str, str]) -> None:
    perspectives = _by_key(Perspective, "slug", said)
    on.clear(on.initiative.perspective_links.all())
    InitiativePerspective.objects.bulk_create(
        InitiativePerspective(initiative=on.initiative, perspective=perspectives[slug], how=how)
        for slug, how in said.items()
    )


_WRITERS: dict[str, Writer] = {
    "kraftsamlingar": _write_links("kraftsamlingar", Kraftsamling, "slug"),
    "shifts": _write_links("shifts", Shift, "slug"),
    "principles": _write_links("principles", Principle, "slug"),
    "municipalities": _write_links("municipalities", Geography, "code"),
    "perspectives": _write_perspectives,
    "partnerships": _write_partnerships,
    "contributions": _write_contributions,
    "funding": _write_funding,
    "closing": _write_closing,
}


def _actors(slugs: Iterable[str]) -> dict[str, Actor]:
    """Organisations by the keys asked for; one that was merged into another is that other."""
    asked = set(slugs)
    if not asked:
        return {}
    found = {one.slug: one for one in Actor.objects.filter(slug__in=asked)}
    if missing := asked - set(found):
        former = FormerSlug.objects.filter(slug__in=missing, actor__isnull=False).select_related("actor")
        found |= {one.slug: one.actor for one in former if one.actor}
    _refuse_missing(Actor, asked - set(found))
    return found


def _by_key(model: type[models.Model], key: str, wanted: Iterable[str]) -> dict[str, Any]:
    """Objects by key in the order asked for; UnknownKey names what is missing."""
    asked = list(dict.fromkeys(wanted))
    if not asked:
        return {}
    found = {getattr(one, key): one for one in model._default_manager.filter(**{f"{key}__in": asked})}
    _refuse_missing(model, [value for value in asked if value not in found])
    return {value: found[value] for value in asked}


def _refuse_missing(model: type[models.Model], keys: Iterable[str]) -> None:
    if missing := sorted(keys):
        raise UnknownKey(
            _("%(kind)s that does not exist: %(keys)s") % {"kind": model._meta.verbose_name, "keys": ", ".join(missing)}
        )


def search_text(content: Payload, names: Iterable[str]) -> str:
    """What a search looks in, folded so that case does not matter and å ä ö keep their own place in both databases."""
    parts = [content["title"], content["challenge"], content["summary"], *names]
    parts += [part["named_as"] for part in content["partnerships"]]
    return " ".join(part for part in parts if part).casefold()
