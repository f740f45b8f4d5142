"""Before the forum: what the coordinators have left to do, and who has said nothing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from indicators.models import Indicator
from initiatives.changes import turned
from initiatives.letters import WEEK, token_of
from initiatives.models import Actor, Initiative, LogEntry, Phase, Result, Version
from rus.accounts.models import User
from rus.accounts.notices import notify
from rus.overview.needs import list_needs
from rus.strategy.models import Strategy

YEAR = timedelta(days=365)


def since_last(strategy: Strategy) -> datetime:
    """From when it counts as said before this forum: a year before it, or before today where no day is set."""
    day = strategy.forum_on or timezone.localdate()
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) - YEAR


def silent_actors(since: datetime):  # type: ignore[no-untyped-def]
    """Organisations with members that lead something going on, and have told nothing since then."""
    told = LogEntry.objects.filter(actor=OuterRef("pk"), written_at__gt=since)
    led = Initiative.objects.published().filter(partnerships__role="lead", partnerships__actor=OuterRef("pk"))
    going_on = led.exclude(phase__in=[Phase.ENDED, Phase.STOPPED])
    said = led.filter(Q(confirmed_at__gt=since) | Q(changed_at__gt=since, by_editors=False))
    return (
        Actor.objects.filter(Exists(going_on))
        .exclude(Exists(told))
        .exclude(Exists(said))
        .annotate(member_count=Count("memberships"))
        .order_by("name")
    )


def past_their_end():  # type: ignore[no-untyped-def]
    """Initiatives whose end has passed without an ending being told."""
    over = Q(end__lt=timezone.localdate()) | Q(phase__in=[Phase.ENDED, Phase.STOPPED])
    return Initiative.objects.published().filter(over, closing=None).order_by("end", "title")


def results_not_picked(since: datetime):  # type: ignore[no-untyped-def]
    found = LogEntry.objects.public().filter(kind=LogEntry.Kind.RESULT, picked_as=None, written_at__gt=since)
    return found.select_related("initiative", "actor")


def results_grown_old(since: datetime):  # type: ignore[no-untyped-def]
    """Results of which nobody has said since then how they stand now: reality may have moved on."""
    day = timezone.localdate(since)
    said = Q(now_on__gte=day) | Q(now_on=None, on__gte=day)
    return Result.objects.exclude(said).order_by("now_on", "on", "pk")


def not_taken(strategy: Strategy):  # type: ignore[no-untyped-def]
    """Indicators that need more, and that no ongoing initiative of an organisation's own wants to affect."""
    needs = list_needs(list(Indicator.objects.judged().for_list(strategy.county)))
    return [one for one in needs if not one.effort.said and not one.is_taken]


def picture(strategy: Strategy) -> dict:
    since = since_last(strategy)
    return {
        "since": since,
        "days_left": (strategy.forum_on - timezone.localdate()).days if strategy.forum_on else None,
        "silent": silent_actors(since),
        "past_end": past_their_end(),
        "results": results_not_picked(since),
        "grown_old": results_grown_old(since),
        "turned": turned(strategy.county, since),
        "not_taken": not_taken(strategy),
        "new_versions": Version.objects.filter(held_from__gt=since, number__gt=1).count(),
    }


@transaction.atomic
def remind(strategy: Strategy) -> int:
    """One letter to the administrators, or else the members, of each silent organisation; it is that week's letter, so
    whoever has had one this week is left in peace. Returns how many were written."""
    week = timezone.now() - WEEK
    silent = silent_actors(since_last(strategy)).values("pk")
    members = User.objects.filter(memberships__actor__in=silent, is_active=True)
    administrators = members.filter(memberships__role="administrator")
    headless = members.exclude(memberships__actor__memberships__role="administrator")
    due = User.objects.filter(Q(pk__in=administrators) | Q(pk__in=headless)).filter(
        Q(letter_at=None) | Q(letter_at__lte=week)
    )
    people = [one for one in due.select_for_update() if "check_in" not in one.letters_off]
    for person in people:
        with override("sv"):
            subject = _("Before the forum: what have you done?")
            body = _(
                "It will soon be time to follow up the regional development strategy together, and your organisation "
                "has not told anything for a year.\n\nOne line about each initiative is enough:\n%(address)s\n\n"
                "Choose which letters you get:\n%(letters)s\n"
            ) % {
                "address": settings.SITE_URL + reverse("initiatives:tell"),
                "letters": settings.SITE_URL + reverse("initiatives:letters", args=[token_of(person)]),
            }
        address = settings.SITE_URL + reverse("initiatives:letters", args=[token_of(person)])
        notify([person], subject, body, unsubscribe=address)
    User.objects.filter(pk__in=[one.pk for one in people]).update(letter_at=timezone.now())
    return len(people)
