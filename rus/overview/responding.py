"""Who takes an indicator that needs more: the county's word on it, its history, and what came of it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from indicators.models import Assessment, Indicator
from initiatives import content, moderation
from initiatives.models import Actor, Contribution, Initiative, Response, Revision, Tally
from initiatives.moderation import StepRefused
from rus.accounts.models import User
from rus.history.models import Change
from rus.history.recording import record
from rus.places.models import Geography

Stance = Response.Stance
# What an organisation may say for itself; that the county refrains is the coordinators' to say.
OWN_STANCES = (Stance.TAKEN, Stance.DISCUSSED, Stance.NOBODY)
MOST_NEAR = 8


@transaction.atomic
def respond(
    indicator: Indicator, *, stance: str, by: User, actor: Actor | None, text: str = "", decided_by: str = ""
) -> Response:
    """Say who takes it. The latest word holds, the earlier ones stay readable.

    An organisation speaks for itself: it takes the indicator, discusses it, or gives it back. What another organisation
    has taken, or the county has refrained from, only a coordinator changes.
    """
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    current = indicator.responses.current().select_related("actor").first()
    if not by.can_moderate:
        _check_own_word(current, stance, actor, by)
    if stance == Stance.TAKEN and actor is None:
        raise StepRefused(_("Say which organisation takes it."))
    if stance == Stance.DECLINED and not text:
        raise StepRefused(_("Say why the county refrains."))
    said = Response.objects.create(
        indicator=indicator, stance=stance, actor=actor, text=text, by=by,
        decided_by=decided_by or (str(actor) if actor else ""),
    )  # fmt: skip
    before = current.get_stance_display() if current else None
    record(indicator, Change.Verb.CHANGED, by, {"response": [before, said.get_stance_display()]}, comment=text)
    return said


def _check_own_word(current: Response | None, stance: str, actor: Actor | None, by: User) -> None:
    if actor is None or not Actor.objects.of(by).filter(pk=actor.pk).exists():
        raise StepRefused(_("Choose one of your own organisations."))
    if stance not in OWN_STANCES:
        raise StepRefused(_("Only the region's coordinators can say that the county refrains."))
    if current is None or current.actor_id == actor.pk:
        if stance == Stance.NOBODY and current is None:
            raise StepRefused(_("Nobody has taken it."))
        return
    if current.stance == Stance.TAKEN:
        says = _("%(actor)s has taken it. Write to the region if that is not right.")
        raise StepRefused(says % {"actor": current.actor})
    if current.stance == Stance.DECLINED:
        raise StepRefused(_("The county has said that it refrains. Write to the region if you want to take it."))
    if stance == Stance.NOBODY:
        raise StepRefused(_("Another organisation has said that. Only it or the region changes it."))


@dataclass(frozen=True)
class Word:
    """A response with how the indicator stood when it was said, and when the next word came or today."""

    response: Response
    then: Assessment | None
    after: Assessment | None

    @property
    def has_news(self) -> bool:
        """Whether a value of a later year has come since, so that there is something to follow up."""
        years = (self.then.year, self.after.year) if self.then and self.after else (None, None)
        return None not in years and years[1] > years[0]


def history(indicator: Indicator, county: Geography) -> list[Word]:
    """Every word on who takes it, newest first, with what came of it; in two queries."""
    responses = list(indicator.responses.select_related("actor"))
    judged = list(
        Assessment.objects.filter(indicator=indicator, geography=county)
        .select_related("series", "geography")
        .order_by("held_from")
    )

    def holding_on(day):
        held = [one for one in judged if one.held_from.date() <= day]
        return held[-1] if held else None

    words, later = [], None
    for response in responses:
        after = holding_on(later.said_on) if later else (judged[-1] if judged else None)
        # Said before the first judgement was kept: held against that one.
        then = holding_on(response.said_on) or (judged[0] if judged else None)
        words.append(Word(response, then, after))
        later = response
    return words


@dataclass(frozen=True)
class Near:
    actor: Actor
    reason: str


def near_organisations(indicator: Indicator, county: Geography) -> list[Near]:
    """Those with the shortest way to it: they work with the same indicator, they are the municipalities where it goes
    the wrong way, or they work within the same kraftsamling."""
    going_on = Q(partnerships__role__in=["lead", "partner"], partnerships__initiative__state="published",
                 partnerships__initiative__phase="ongoing")  # fmt: skip
    same_indicator = Actor.objects.filter(going_on, partnerships__initiative__contributions__indicator=indicator)
    wrong_there = Assessment.objects.holding().filter(
        indicator=indicator, geography__parent=county, direction=Assessment.Direction.WRONG
    )
    same_place = Actor.objects.filter(kind=Actor.Kind.MUNICIPALITY, places__in=wrong_there.values("geography"))
    # Within 0 is the whole county, so an indicator of no kraftsamling has nobody near by that.
    there = Tally.objects.filter(kind=Tally.Kind.TAKING_PART, within=indicator.kraftsamling_id or -1, count__gt=0)
    same_part = Actor.objects.filter(pk__in=there.values("subject"))
    reasons = [
        (same_indicator, _("works with the same indicator")),
        (same_place, _("it goes the wrong way in the municipality")),
        (same_part, _("works within the same kraftsamling")),
    ]
    nearest = Case(*(When(pk__in=found.values("pk"), then=Value(n)) for n, (found, _why) in enumerate(reasons)))
    actors = Actor.objects.annotate(nearness=nearest).filter(nearness__isnull=False).order_by("nearness", "name")
    return [Near(one, reasons[one.nearness][1]) for one in actors[:MOST_NEAR]]


@transaction.atomic
def take_up(indicator: Indicator, *, actor: Actor, by: User) -> Revision:
    """A prepared initiative that wants to move the indicator the desired way; the author fills in the rest."""
    if not Actor.objects.told_for_by(by).filter(pk=actor.pk).exists():
        raise StepRefused(_("Choose one of your own organisations."))
    payload = content.complete({"contributions": [content.aim_at(indicator)]} if indicator.desired else {})
    if indicator.kraftsamling:
        payload["kraftsamlingar"] = [indicator.kraftsamling.slug]
    return moderation.start(actor=actor, by=by, payload=payload)


def ongoing_on(indicator: Indicator) -> list[Contribution]:
    """What ongoing registered initiatives want to do about it."""
    found = Contribution.objects.filter(indicator=indicator, initiative__in=Initiative.objects.ongoing())
    return list(found.select_related("initiative").order_by("origin", "initiative__title"))
