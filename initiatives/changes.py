"""What has changed in the county since a day: one account of it, for the page, its feed and the weekly letter."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from indicators.models import Assessment
from indicators.sentences import direction_words, why_turned
from initiatives.following import Happening
from initiatives.models import Phase, Response, Result, Version
from rus.places.models import Geography
from rus.strategy.models import Strategy

MOST = 50


@dataclass(frozen=True)
class Turn:
    """A judgement that points another way than it did then."""

    then: Assessment
    now: Assessment

    @property
    def why(self) -> str:
        return why_turned(self.then, self.now, self.now.indicator)


@dataclass
class Changes:
    """Newest first, at most MOST of a sort; what was published since, and not who did it."""

    since: datetime
    started: list[Version] = field(default_factory=list)
    ended: list[Version] = field(default_factory=list)
    stopped: list[Version] = field(default_factory=list)
    turned: list[Turn] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def __bool__(self) -> bool:
        parts = (self.started, self.ended, self.stopped, self.turned, self.results, self.responses)
        return any(parts)


def changes_since(since: datetime, strategy: Strategy) -> Changes:
    """In six queries. What the register began with is no news."""
    since = max(since, strategy.began_at or since)
    return Changes(
        since=since,
        started=_published_first(since),
        ended=_came_to(Phase.ENDED, since),
        stopped=_came_to(Phase.STOPPED, since),
        turned=turned(strategy.county, since),
        results=list(
            Result.objects.filter(added_at__gt=since).select_related("kraftsamling").order_by("-added_at", "pk")[:MOST]
        ),
        responses=list(
            Response.objects.filter(said_on__gte=localtime(since).date()).select_related("indicator", "actor")[:MOST]
        ),
    )


def _public_versions():  # type: ignore[no-untyped-def]
    return Version.objects.filter(initiative__state="published").select_related("initiative").order_by("-held_from")


def _published_first(since: datetime) -> list[Version]:
    return list(_public_versions().filter(number=1, held_from__gt=since)[:MOST])


def _came_to(phase: Phase, since: datetime) -> list[Version]:
    """Publications that changed the phase to this one, and that nothing has changed back since."""
    other = Version.objects.filter(initiative=OuterRef("initiative"), number=OuterRef("number") - 1)
    found = _public_versions().filter(
        Exists(other.exclude(content__phase=phase)), held_from__gt=since, initiative__phase=phase, content__phase=phase
    )
    return list(found[:MOST])


def turned(county: Geography, since: datetime) -> list[Turn]:
    """Judgements of the county that point another way than they did then; one first made since has not turned."""
    held = Q(held_to=None) | Q(held_to__gt=since)
    rows = list(
        Assessment.objects.filter(held, geography=county).select_related("indicator", "series").order_by("held_from")
    )
    then = {row.indicator_id: row for row in rows if row.held_from <= since}
    return [
        Turn(then[row.indicator_id], row)
        for row in reversed(rows)
        if row.held_to is None and row.indicator_id in then and then[row.indicator_id].direction != row.direction
    ]


def as_happenings(changes: Changes) -> list[Happening]:
    """The same, for a feed and a letter: newest first."""
    found = [
        Happening(one.held_from, f"{one.initiative.title}: {said}", "", one.initiative.get_absolute_url(),
                  f"version-{one.pk}")
        for said, versions in (
            (_("new initiative"), changes.started),
            (_("ended"), changes.ended),
            (_("stopped"), changes.stopped),
        )
        for one in versions
    ]  # fmt: skip
    found += [
        Happening(
            turn.now.held_from,
            f"{turn.now.indicator}: {direction_words(turn.now)}",
            turn.why, turn.now.indicator.get_absolute_url(), f"judgement-{turn.now.pk}",
        )
        for turn in changes.turned
    ]  # fmt: skip
    found += [
        Happening(one.added_at, _("Result: %(title)s") % {"title": one.title}, one.text,
                  one.kraftsamling.get_absolute_url(), f"result-{one.pk}")
        for one in changes.results
    ]  # fmt: skip
    found += [
        Happening(one.said_at, str(one), one.text, one.indicator.get_absolute_url(),
                  f"response-{one.pk}")
        for one in changes.responses
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.at, one.key), reverse=True)
