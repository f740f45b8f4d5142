"""What has happened with what people follow: one account of it, for the weekly letter and for the feeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from indicators.models import Assessment, Indicator
from indicators.sentences import why_turned
from initiatives import content
from initiatives.models import Actor, Follow, Initiative, LogEntry, Result, Version
from rus.accounts.models import User
from rus.strategy.models import Kraftsamling

MOST = 50


@dataclass(frozen=True)
class Happening:
    at: datetime
    title: str
    text: str
    path: str
    key: str


def follow(user: User, kind: str, target: Any) -> None:
    name, _model = Follow.KINDS[kind]
    Follow.objects.get_or_create(user=user, **{name: target})


def unfollow(user: User, kind: str, target: Any) -> None:
    name, _model = Follow.KINDS[kind]
    Follow.objects.filter(user=user, **{name: target}).delete()


def is_followed(user: User, kind: str, target: Any) -> bool:
    name, _model = Follow.KINDS[kind]
    return Follow.objects.filter(user=user, **{name: target}).exists()


def happenings(
    *,
    initiatives: Q | None = None,
    indicators: Iterable[int] = (),
    kraftsamlingar: Iterable[int] = (),
    since: datetime | None = None,
) -> list[Happening]:
    """News, publications, judgements that turned and results, newest first; at most MOST of a sort."""
    found: list[Happening] = []
    if initiatives is not None:
        chosen = Initiative.objects.published().filter(initiatives).values("pk")
        found += _news(chosen, since) + _publications(chosen, since)
    if indicators:
        found += _judgements(indicators, since)
    if kraftsamlingar:
        found += _results(kraftsamlingar, since)
    return sorted(set(found), key=lambda one: (one.at, one.key), reverse=True)


def happenings_of(target: Any, since: datetime | None = None) -> list[Happening]:
    """What has happened with one thing that can be followed."""
    if isinstance(target, Initiative):
        return happenings(initiatives=Q(pk=target.pk), since=since)
    if isinstance(target, Actor):
        return happenings(initiatives=Q(partnerships__actor=target), since=since)
    if isinstance(target, Kraftsamling):
        own = target.indicators.values_list("pk", flat=True)
        return happenings(
            initiatives=Q(kraftsamlingar=target), indicators=list(own), kraftsamlingar=[target.pk], since=since
        )
    return happenings(initiatives=Q(contributions__indicator=target), indicators=[target.pk], since=since)


def happenings_for(user: User, since: datetime) -> list[Happening]:
    """What has happened since then with all that the person follows, each thing once."""
    rows = list(Follow.objects.filter(user=user))
    followed = {name: [pk for row in rows if (pk := getattr(row, f"{name}_id"))] for name, _m in Follow.KINDS.values()}
    if not rows:
        return []
    own = list(Indicator.objects.filter(kraftsamling__in=followed["kraftsamling"]).values_list("pk", flat=True))
    return happenings(
        initiatives=Q(pk__in=followed["initiative"])
        | Q(partnerships__actor__in=followed["actor"])
        | Q(kraftsamlingar__in=followed["kraftsamling"])
        | Q(contributions__indicator__in=followed["indicator"]),
        indicators=[*followed["indicator"], *own],
        kraftsamlingar=followed["kraftsamling"],
        since=since,
    )


def _news(chosen, since):  # type: ignore[no-untyped-def]
    entries = LogEntry.objects.public().filter(initiative__in=chosen).select_related("initiative", "actor")
    if since:
        entries = entries.filter(written_at__gt=since)
    return [
        Happening(
            one.written_at,
            f"{one.initiative.title}: {one.get_kind_display()}",
            f"{one.text} ({one.actor})" if one.actor else one.text,
            one.initiative.get_absolute_url(),
            f"news-{one.pk}",
        )
        for one in entries.order_by("-written_at")[:MOST]
    ]


def _publications(chosen, since):  # type: ignore[no-untyped-def]
    versions = (
        Version.objects.filter(initiative__in=chosen).select_related("initiative").defer("initiative__search_text")
    )
    if since:
        versions = versions.filter(held_from__gt=since)
    newest = list(versions.order_by("-held_from")[:MOST])
    earlier = {
        (one.initiative_id, one.number): one.content
        for one in Version.objects.filter(initiative__in={one.initiative_id for one in newest})
    }
    found = []
    for one in newest:
        before = earlier.get((one.initiative_id, one.number - 1))
        changed = content.changed_fields(before, one.content) if before is not None else []
        if before is not None and not changed:
            continue
        text = ", ".join(str(content.LABELS[field]) for field in changed)
        said = _("changed") if before is not None else _("new initiative")
        found.append(
            Happening(
                one.held_from,
                f"{one.initiative.title}: {said}",
                text,
                one.initiative.get_absolute_url(),
                f"version-{one.pk}",
            )
        )
    return found


def _judgements(indicators, since):  # type: ignore[no-untyped-def]
    """Judgements of the county that differ in direction from the one before them."""
    county = Assessment.objects.filter(geography__strategies__is_current=True, indicator__in=list(indicators))
    rows = list(county.select_related("indicator", "series").order_by("indicator", "held_from"))
    found = []
    for before, one in pairwise(rows):
        turned = before.indicator_id == one.indicator_id and before.direction != one.direction
        if turned and (since is None or one.held_from > since):
            text = _("From “%(before)s” to “%(now)s”.") % {
                "before": before.get_direction_display(),
                "now": one.get_direction_display(),
            }
            text = f"{text} {why_turned(before, one, one.indicator)}"
            title = _("%(indicator)s: the judgement has turned") % {"indicator": one.indicator.name}
            found.append(Happening(one.held_from, title, text, one.indicator.get_absolute_url(), f"judgement-{one.pk}"))
    return found[-MOST:]


def _results(kraftsamlingar, since):  # type: ignore[no-untyped-def]
    results = Result.objects.filter(kraftsamling__in=list(kraftsamlingar)).select_related("kraftsamling")
    if since:
        results = results.filter(added_at__gt=since)
    return [
        Happening(
            one.added_at,
            _("Result: %(title)s") % {"title": one.title},
            one.text,
            one.kraftsamling.get_absolute_url(),
            f"result-{one.pk}",
        )
        for one in results.order_by("-added_at")[:MOST]
    ]
